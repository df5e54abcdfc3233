package intake

import (
	"context"
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/request"
)

// CompleteImport says that every row was sent. Whether it was, the view of imports says, once it has seen the last registration.
func (s *Imports) CompleteImport(ctx context.Context, req *intakev1.CompleteImportRequest) (*intakev1.CompleteImportResponse, error) {
	a, err := s.actor(ctx, importers())
	if err != nil {
		return nil, err
	}
	id, err := request.ClientID(req.GetImportId(), "import_id")
	if err != nil {
		return nil, err
	}
	if err := s.deps.View.WaitFor(ctx, request.PositionOf(req.GetAtLeastPosition())); err != nil {
		return nil, fmt.Errorf("wait for the view of imports: %w", err)
	}
	cmd := ledgerimport.Complete{Act: s.act(a)}
	if cmd.Disputes, err = s.registered(ctx, id); err != nil {
		return nil, err
	}
	receipt, err := s.handle(ctx, a, req, cmd, cmd.At, "")
	if err != nil {
		return nil, err
	}
	return &intakev1.CompleteImportResponse{Receipt: receipt}, nil
}

// registered counts the disputes of an import.
func (s *Imports) registered(ctx context.Context, id uuid.UUID) (int, error) {
	var n int
	err := s.deps.Pool.QueryRow(ctx, `select count(*) from view_imports.dispute where import = $1`, id).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count disputes of an import: %w", err)
	}
	return n, nil
}
