package mediation

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/roster"
)

var (
	//go:embed load_committees.sql
	loadCommittees string
	//go:embed upsert_committees.sql
	upsertCommittees string
)

// applyCommittees folds a batch by the rules of rosters themselves: a row holds all that they remember of a committee.
func applyCommittees(ctx context.Context, tx pgx.Tx, codec *es.Codec[roster.Event], events []heard) error {
	if len(events) == 0 {
		return nil
	}
	states := make(map[uuid.UUID]roster.State, len(events))
	revisions := make(map[uuid.UUID]int64, len(events))
	found, err := loaded[committeeRow](ctx, tx, loadCommittees, older(events))
	if err != nil {
		return fmt.Errorf("load committees: %w", err)
	}
	for _, r := range found {
		states[r.Roster] = r.state()
	}
	names := codec.Names()
	var order []uuid.UUID
	for _, h := range events {
		if _, known := slices.BinarySearch(names, h.rec.Type); !known {
			continue // a release that shows it rebuilds the view
		}
		e, err := codec.Decode(h.rec.Type, h.rec.Data)
		if err != nil {
			return err
		}
		if _, touched := revisions[h.id]; !touched {
			order = append(order, h.id)
		}
		states[h.id], revisions[h.id] = roster.Evolve(states[h.id], e), int64(h.rec.Revision) //nolint:gosec // G115: a stream is never that long
	}
	_, err = tx.Exec(ctx, upsertCommittees, order,
		column(order, func(id uuid.UUID) string { return string(states[id].Unit) }),
		column(order, func(id uuid.UUID) string { return states[id].Committee }),
		column(order, func(id uuid.UUID) *time.Time { return dateOut(states[id].TermEndsOn) }),
		column(order, func(id uuid.UUID) string { return states[id].Chair }),
		column(order, func(id uuid.UUID) string { return strings.Join(states[id].Members, ",") }), // no account holds a comma
		column(order, func(id uuid.UUID) int32 { return int32(states[id].Women) }),                //nolint:gosec // G115: the rules bound it
		column(order, func(id uuid.UUID) bool { return states[id].MultiEthnic }),
		column(order, func(id uuid.UUID) bool { return states[id].Minority }),
		column(order, func(id uuid.UUID) string { return strings.Join(states[id].Hired, ",") }),
		column(order, func(id uuid.UUID) int64 { return revisions[id] }),
	)
	if err != nil {
		return fmt.Errorf("upsert committees: %w", err)
	}
	return nil
}

func (r committeeRow) state() roster.State {
	return roster.State{
		Unit: unit.Code(r.Unit), Committee: r.Committee, Chair: r.Chair, Members: r.Members, Hired: r.Hired, Makeup: r.makeup(),
	}
}

func (r committeeRow) makeup() roster.Makeup {
	return roster.Makeup{
		Women: int(r.Women), MultiEthnic: r.MultiEthnic, Minority: r.Minority,
		TermEndsOn: calendar.On(r.TermEndsOn.Year(), r.TermEndsOn.Month(), r.TermEndsOn.Day()),
	}
}
