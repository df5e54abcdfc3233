package intake

import (
	"context"
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/request"
)

// CompleteImport says that every row was sent. Whether it was, the view of imports says, once it has seen all that is in the log.
func (s *Imports) CompleteImport(ctx context.Context, req *intakev1.CompleteImportRequest) (*intakev1.CompleteImportResponse, error) {
	a, err := s.actor(ctx, importers())
	if err != nil {
		return nil, err
	}
	id, err := request.ClientID(req.GetImportId(), "import_id")
	if err != nil {
		return nil, err
	}
	disputes, err := s.registered(ctx, id)
	if err != nil {
		return nil, err
	}
	cmd := ledgerimport.Complete{Act: s.act(a), Disputes: disputes}
	receipt, err := s.handle(ctx, a, req, cmd, cmd.At, "")
	if err != nil {
		return nil, err
	}
	return &intakev1.CompleteImportResponse{Receipt: receipt}, nil
}

// registered counts the disputes of an import up to now.
func (s *Imports) registered(ctx context.Context, id uuid.UUID) (int, error) {
	head, err := s.deps.Store.Head(ctx)
	if err != nil {
		return 0, fmt.Errorf("head of the log: %w", err)
	}
	if err := s.deps.View.WaitFor(ctx, head); err != nil {
		return 0, fmt.Errorf("wait for the view of imports: %w", err)
	}
	var n int
	err = s.deps.Pool.QueryRow(ctx, `select count(*) from view_imports.dispute where import = $1`, id).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count disputes of an import: %w", err)
	}
	return n, nil
}
