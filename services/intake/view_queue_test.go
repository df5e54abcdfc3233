package intake_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
)

func TestMain(m *testing.M) { pgtest.Main(m, nil) }

// queueOf folds records in batches of the sizes that size gives, and returns the database.
func queueOf(t *testing.T, all []es.Record, size func() int) *pgxpool.Pool {
	t.Helper()
	definition, err := intake.QueueView()
	if err != nil {
		t.Fatal(err)
	}
	pool := pgtest.Fresh(t)
	if _, err := pool.Exec(t.Context(), definition.Schema); err != nil {
		t.Fatal(err)
	}
	for rest := all; len(rest) > 0; {
		n := min(max(1, size()), len(rest))
		if err := pg.InTx(t.Context(), pool, func(tx pgx.Tx) error { return definition.Apply(t.Context(), tx, rest[:n]) }); err != nil {
			t.Fatal(err)
		}
		rest = rest[n:]
	}
	return pool
}

// rows are all rows of the queue's tables.
func rows(ctx context.Context, t *testing.T, q pg.Querier) []string {
	t.Helper()
	var all []string
	for _, table := range []string{"dispute", "serial", "desk"} {
		r, err := q.Query(ctx, "select x::text from "+table+" x order by 1")
		if err != nil {
			t.Fatal(err)
		}
		got, err := pgx.CollectRows(r, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, got...)
	}
	return all
}

// TestTheQueueIsTheSameInBatchesOfAnySize is what views owe to the platform: a batch is folded in memory, and its borders must
// not show, whatever mix of steps and disputes it holds.
func TestTheQueueIsTheSameInBatchesOfAnySize(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		h := live(t, seed, 40, 900)
		if n := len(h.kinds()); n < 29 {
			t.Fatalf("the history has %d kinds of steps only: %s", n, h)
		}
		r := rand.New(rand.NewPCG(seed, 2))
		want := rows(t.Context(), t, queueOf(t, h.records, func() int { return len(h.records) }))
		for name, size := range map[string]func() int{
			"one by one": func() int { return 1 }, "of seven": func() int { return 7 }, "of any size": func() int { return r.IntN(200) },
		} {
			if diff := cmp.Diff(want, rows(t.Context(), t, queueOf(t, h.records, size))); diff != "" {
				t.Errorf("seed %d: batches %s give another queue:\n%s", seed, name, diff)
			}
		}
	}
}

// shownRow is what a row must agree on with the rules' own fold.
type shownRow struct {
	Owner, Lead, Category, Scale, Risk, RiskUntil string
	MergedInto, Assisting, Acknowledged           string
	Phase, Involved                               int
	Urgent                                        bool
}

// TestTheQueueAgreesWithTheRules compares rows with the fold of the rules, which shares no code with them.
func TestTheQueueAgreesWithTheRules(t *testing.T) {
	t.Parallel()
	h := live(t, 7, 60, 1500)
	pool := queueOf(t, h.records, func() int { return 100 })
	name := func(x dispute.Handler) string {
		if x == (dispute.Handler{}) {
			return ""
		}
		return string(x.Unit) + "/" + x.Department
	}
	names := func(xs []dispute.Handler) string {
		var out []string
		for _, x := range xs {
			out = append(out, name(x))
		}
		return strings.Join(out, " ")
	}
	for id, s := range h.states {
		var got shownRow
		var open bool
		err := pool.QueryRow(t.Context(), "select owner, lead, category, scale, risk, coalesce(risk_until::text, ''), coalesce(merged_into::text, ''), array_to_string(assisting, ' '), array_to_string(acknowledged, ' '), phase, involved, urgent, open from dispute where dispute = $1", id).
			Scan(&got.Owner, &got.Lead, &got.Category, &got.Scale, &got.Risk, &got.RiskUntil, &got.MergedInto, &got.Assisting, &got.Acknowledged, &got.Phase, &got.Involved, &got.Urgent, &open)
		if err != nil {
			t.Fatal(err)
		}
		want := shownRow{name(s.Owner), name(s.Round.Lead), s.Category, s.Scale, string(s.Risk), s.RiskUntil, "", names(s.Round.Assisting), names(s.Round.Acknowledged), int(s.Phase), s.Involved, s.Urgent}
		if s.Phase == dispute.Merged {
			want.MergedInto = s.Into
		}
		if got != want || open != s.Phase.Open() {
			t.Errorf("dispute %s: row %+v, open %v; rules %+v (%s)", id, got, open, want, s.Phase)
		}
		var desks []string
		r, err := pool.Query(t.Context(), "select handler || case when mine then ' mine' else '' end || case when unacknowledged then ' new' else '' end from desk where dispute = $1 order by handler", id)
		if err != nil {
			t.Fatal(err)
		}
		if desks, err = pgx.CollectRows(r, pgx.RowTo[string]); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(desksOf(s, name), desks, cmp.Transformer("", func(x []string) string { return strings.Join(x, "; ") })); diff != "" {
			t.Errorf("dispute %s lies on other desks (-rules +view):\n%s", id, diff)
		}
	}
}

// desksOf says from the rules' state on whose desks a dispute lies.
func desksOf(s dispute.State, name func(dispute.Handler) string) []string {
	if !s.Phase.Open() {
		return nil
	}
	flags := map[string]string{name(s.Owner): " mine"}
	if s.Round.Lead != (dispute.Handler{}) {
		flags[name(s.Round.Lead)] = " mine"
		for _, x := range append([]dispute.Handler{s.Round.Lead}, s.Round.Assisting...) {
			if !slices.Contains(s.Round.Acknowledged, x) {
				flags[name(x)] += " new"
			}
		}
	}
	var out []string
	for handler, flag := range flags {
		out = append(out, handler+flag)
	}
	slices.Sort(out)
	return out
}

// TestCaseNumbersAreDense: each unit counts the registrations of a year in the order of the log, without a hole and for ever.
func TestCaseNumbersAreDense(t *testing.T) {
	t.Parallel()
	h := live(t, 11, 120, 900)
	pool := queueOf(t, h.records, func() int { return 33 })
	counted := map[string]int{}
	years := map[int]bool{}
	for _, rec := range h.records {
		if rec.Type != "dispute-registered-v1" {
			continue
		}
		e, err := h.codec.Decode(rec.Type, rec.Data)
		if err != nil {
			t.Fatal(err)
		}
		r := e.(*dispute.RegisteredV1)
		year := r.ReceivedAt.In(entry.Beijing).Year()
		years[year] = true
		scope := fmt.Sprintf("%d-%s", year, r.Unit)
		counted[scope]++
		var got string
		err = pool.QueryRow(t.Context(), "select number from dispute where dispute = $1", strings.TrimPrefix(rec.Stream, "dispute-")).Scan(&got)
		if want := fmt.Sprintf("%s-%06d", scope, counted[scope]); err != nil || got != want {
			t.Errorf("number %s, %v; want %s", got, err, want)
		}
	}
	if len(years) < 2 {
		t.Fatalf("the history does not reach over the end of the year: %v", years)
	}
}

// TestTheQueueRebuiltIsTheQueue follows a long history live and rebuilds it from zero.
func TestTheQueueRebuiltIsTheQueue(t *testing.T) {
	t.Parallel()
	h := live(t, 13, 150, 3000)
	dsn := pgtest.FreshDSN(t)
	if err := pg.MigratePlatform(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	pool, err := pg.Open(t.Context(), dsn, pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	now := func() time.Time { return h.at }
	store := esmem.New(now)
	definition, err := intake.QueueView()
	if err != nil {
		t.Fatal(err)
	}
	v := view.New(view.Config{Pool: pool, Store: store, Definition: definition, Now: now, Batch: 50})
	ctx, end := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- v.Run(ctx) }()
	var last es.Position
	for _, rec := range h.records { // the view follows while the log grows
		got, err := store.Append(t.Context(), rec.Stream, int64(rec.Revision)-1, []es.Pending{{ID: rec.ID, Type: rec.Type, Data: rec.Data, Metadata: rec.Metadata}})
		if err != nil {
			t.Fatal(err)
		}
		last = got.Position
	}
	if err := v.WaitFor(t.Context(), last); err != nil {
		t.Fatal(err)
	}
	report, err := v.Rebuild(t.Context(), func(_, _ es.Position) {})
	if err != nil || !report.Compared || !report.Equal {
		t.Errorf("rebuilt %+v, %v", report, err)
	}
	end()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Errorf("the view ended: %v", err)
	}
}
