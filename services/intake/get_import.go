package intake

import (
	"context"
	"errors"
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/internal/vault"
)

// GetImport shows one import: where it stands from the view, the totals and the name of its file from the log.
func (s *Imports) GetImport(ctx context.Context, req *intakev1.GetImportRequest) (*intakev1.GetImportResponse, error) {
	a, err := s.actor(ctx, importReaders())
	if err != nil {
		return nil, err
	}
	id, err := uuid.Parse(req.GetImportId())
	if err != nil {
		return nil, request.ErrIDFormat.On("import_id")
	}
	args := importArgs(unit.Code(a.Unit).Prefix(), 1)
	args["import"] = id
	seen, found, err := s.found(ctx, req.GetAtLeastPosition(), args)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, ledgerimport.ErrNotFound
	}
	out := &intakev1.GetImportResponse{Import: found[0].message(), Position: request.Position(seen)}
	if err := s.announced(ctx, a, id, out); err != nil {
		return nil, err
	}
	return out, nil
}

// announced fills in what only the announcement says.
func (s *Imports) announced(ctx context.Context, a identity.Actor, id uuid.UUID, out *intakev1.GetImportResponse) error {
	for rec, err := range s.deps.Store.ReadStream(ctx, es.Stream(importCategory, id), 0) {
		if err != nil {
			return fmt.Errorf("read import %s: %w", id, err)
		}
		event, err := s.codec.Decode(rec.Type, rec.Data)
		if err != nil {
			return fmt.Errorf("read import %s: %w", id, err)
		}
		e, ok := event.(*ledgerimport.StartedV1)
		if !ok {
			return fmt.Errorf("read import %s: it begins with %s", id, rec.Type)
		}
		for _, t := range e.Totals {
			out.Import.Totals = append(out.Import.Totals, &intakev1.ImportTotal{
				Figure: t.Figure, Stated: uint32(t.Stated), Counted: uint32(t.Counted), //nolint:gosec // G115: the rules bound them
			})
		}
		if !a.Has(identity.RoleClerk, identity.RoleDispatcher) || !e.Name.Present() {
			return nil
		}
		err = s.deps.Vault.Unseal(ctx, rec.Stream, rec.ID, e.Personal())
		if errors.Is(err, vault.ErrShredded) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("open the name of import %s: %w", id, err)
		}
		out.Name = plain(e.Name)
		return nil
	}
	return ledgerimport.ErrNotFound
}
