package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/ledgerimport"
)

// RevertImport takes an import back. Its disputes are void from the moment at which this is recorded; that each of them says so itself
// is the work of VoidReverted.
func (s *Imports) RevertImport(ctx context.Context, req *intakev1.RevertImportRequest) (*intakev1.RevertImportResponse, error) {
	a, err := s.actor(ctx, reverters())
	if err != nil {
		return nil, err
	}
	cmd := ledgerimport.Revert{Act: s.act(a), Reason: req.GetReason()}
	receipt, err := s.handle(ctx, a, req, cmd, cmd.At, ledgerimport.RevertReasons().Reason("revert", req.GetReason()))
	if err != nil {
		return nil, err
	}
	return &intakev1.RevertImportResponse{Receipt: receipt}, nil
}
