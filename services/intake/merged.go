package intake

import (
	"context"
	_ "embed"
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/identity"
)

//go:embed list_merged.sql
var listMerged string

// mergedAtMost bounds what is listed: every one of them is read from the log.
const mergedAtMost = 50

// mergedRow is a dispute that was merged into another, as the queue knows it.
type mergedRow struct {
	Dispute uuid.UUID
	Number  string
}

// mergedHere lists what was merged into a dispute and is there for the actor, of the first that were numbered. The queue says which ones
// may be, the log of each whether it still holds: a queue that lags shows nothing that was taken back.
func (s *Service) mergedHere(ctx context.Context, a identity.Actor, id uuid.UUID) ([]*intakev1.MergedDispute, error) {
	rows, err := s.deps.Pool.Query(ctx, listMerged, id, mergedAtMost)
	if err != nil {
		return nil, fmt.Errorf("list merged disputes: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[mergedRow])
	if err != nil {
		return nil, fmt.Errorf("list merged disputes: %w", err)
	}
	var out []*intakev1.MergedDispute
	for _, r := range found {
		st, _, err := s.disputes.Load(ctx, r.Dispute)
		if err != nil {
			return nil, fmt.Errorf("load dispute %s: %w", r.Dispute, err)
		}
		merged := st.Phase == dispute.Merged && st.Into == id.String()
		if merged && sees(a, st) && reaches(a, readers(), st) == nil {
			out = append(out, &intakev1.MergedDispute{DisputeId: r.Dispute.String(), CaseNumber: r.Number})
		}
	}
	return out, nil
}
