package intake

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// ArchiveDispute puts the case into the archive.
func (s *Service) ArchiveDispute(ctx context.Context, req *intakev1.ArchiveDisputeRequest) (*intakev1.ArchiveDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req: req,
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Archive{Act: act, Retention: req.GetRetention()}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.ArchiveDisputeResponse{Receipt: receipt}, nil
}

// VoidDispute declares a registration void. It counts nowhere.
func (s *Service) VoidDispute(ctx context.Context, req *intakev1.VoidDisputeRequest) (*intakev1.VoidDisputeResponse, error) {
	receipt, _, err := s.carry(ctx, plan{
		req:    req,
		reason: dispute.VoidReasons().Reason("void", req.GetReason()),
		make: always(func(act dispute.Act) dispute.Command {
			return dispute.Void{Act: act, Reason: req.GetReason(), Import: req.GetImport()}
		}),
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.VoidDisputeResponse{Receipt: receipt}, nil
}
