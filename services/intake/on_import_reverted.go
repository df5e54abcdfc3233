package intake

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

const (
	// voidBatch is how many disputes are looked up at once, voidAtOnce how many commands are under way at a time: it must not take
	// the store away from the clerks.
	voidBatch  = 500
	voidAtOnce = 8
	// lookAgain is how often the view is asked whether there is something to void. The question is answered from an index.
	lookAgain = 500 * time.Millisecond
)

// voidNamespace is the namespace of the ids of these commands. It never changes.
var voidNamespace = uuid.MustParse("f2f0a9f6-53f4-5c0e-8d64-6d1e0c6f7a12")

// VoidReverted voids the disputes of imports that were reverted, until ctx ends. One process does it at a time; whoever wires it holds a
// lease. It asks the view what is left to do, so it needs no position: it can stop anywhere, start anywhere, and a dispute
// that a straggling importer registers after the reversal is found as well. Each command has an id that follows from the
// import and the dispute, so that it has one effect however often it is sent.
func (s *Imports) VoidReverted(ctx context.Context) error {
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		n, err := s.voidSome(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil: // it is tried again, and what else there is to do is done
			s.log.LogAttrs(ctx, slog.LevelWarn, "not every dispute of a reverted import is void yet", slog.Any("error", err))
		case n == voidBatch:
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}

// left is a dispute that is to be void.
type left struct {
	Dispute    uuid.UUID
	Import     uuid.UUID
	Unit       string
	RevertedBy string
	Reverting  uuid.UUID
}

const listLeft = `
select d.dispute, d.import, i.unit, i.reverted_by, i.reverting
from view_imports.import i join view_imports.dispute d on d.import = i.import and not d.voided
where i.reverting is not null
order by d.import, d.dispute
limit $1`

// voidSome voids what the view names, and waits until it has seen it.
func (s *Imports) voidSome(ctx context.Context) (int, error) {
	rows, err := s.deps.Pool.Query(ctx, listLeft, voidBatch)
	if err != nil {
		return 0, fmt.Errorf("list what is left: %w", err)
	}
	unvoided, err := pgx.CollectRows(rows, pgx.RowToStructByName[left])
	if err != nil {
		return 0, fmt.Errorf("list what is left: %w", err)
	}
	reached, failed := make([]es.Position, len(unvoided)), make([]error, len(unvoided))
	var g errgroup.Group
	g.SetLimit(voidAtOnce)
	for i, l := range unvoided {
		g.Go(func() error {
			reached[i], failed[i] = s.void(ctx, l)
			return nil
		})
	}
	_ = g.Wait() // one that fails keeps no other one back
	var last es.Position
	for _, p := range reached {
		if last.Before(p) {
			last = p
		}
	}
	return len(unvoided), errors.Join(errors.Join(failed...), s.deps.View.WaitFor(ctx, last))
}

func (s *Imports) void(ctx context.Context, l left) (es.Position, error) {
	now := request.Clock(s.deps.Now)
	out, err := s.disputes.Handle(ctx, l.Dispute,
		dispute.Void{
			Act:    dispute.Act{At: now, OccurredAt: now, ActingUnit: unit.Code(l.Unit)},
			Reason: voidForImport, Import: l.Import.String(),
		},
		es.Intent{
			Command:     uuid.NewSHA1(voidNamespace, append(l.Import[:], l.Dispute[:]...)),
			Digest:      s.deps.Vault.MAC("command", append([]byte("void\x00"), l.Import[:]...)),
			Actor:       l.RevertedBy,
			Unit:        l.Unit,
			Correlation: l.Dispute,
			Causation:   l.Reverting,
			OccurredAt:  now,
			RecordedAt:  now,
			Reason:      dispute.VoidReasons().Reason("void", voidForImport),
		})
	if errors.Is(err, dispute.ErrVoided) { // by hand, and the view has not seen it yet
		return es.Position{}, nil
	}
	if err != nil {
		return es.Position{}, fmt.Errorf("dispute %s: %w", l.Dispute, err)
	}
	return out.Position, nil
}

// voidForImport is the reason with which disputes of a reverted import are void.
const voidForImport = "X03"
