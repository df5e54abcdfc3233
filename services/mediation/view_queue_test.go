package mediation_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/mediation"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

// records are proceedings and rosters as the rules make them from commands drawn at random, interleaved as in a real log.
func records(t *testing.T) []es.Record {
	t.Helper()
	codec, err := mediation.Codec()
	if err != nil {
		t.Fatal(err)
	}
	rosters, err := mediation.RosterCodec()
	if err != nil {
		t.Fatal(err)
	}
	cal, err := calendar.Official()
	if err != nil {
		t.Fatal(err)
	}
	next := nextYear(cal)
	r := rand.New(rand.NewPCG(7, 11))
	states, revisions := map[int]proceeding.State{}, map[string]uint64{}
	teams := map[int]roster.State{}
	var out []es.Record
	write := func(stream, name string, data []byte) {
		out = append(out, es.Record{Stream: stream, Revision: revisions[stream], Type: name, Data: data, ID: uuid.New(), Position: position(len(out) + 1)})
		revisions[stream]++
	}
	now := noon
	for range 9000 {
		now = now.Add(time.Duration(r.IntN(8)) * time.Minute)
		n := r.IntN(90)
		if r.IntN(20) == 0 {
			team := r.IntN(4)
			events, err := roster.Decide(teams[team], aRosterCommand(r, now, team))
			if err != nil {
				continue
			}
			for _, e := range events {
				name, data, err := rosters.Encode(sealedRoster(e))
				if err != nil {
					t.Fatal(err)
				}
				teams[team] = roster.Evolve(teams[team], e)
				write(es.Stream("roster", mediation.RosterID("320205101203", fmt.Sprintf("c%d", team))), name, data)
			}
			continue
		}
		events, err := proceeding.Decide(states[n], aCommand(r, now, n, cal, next))
		if err != nil {
			continue
		}
		for _, e := range events {
			name, data, err := codec.Encode(sealedParts(e))
			if err != nil {
				t.Fatal(err)
			}
			states[n] = proceeding.Evolve(states[n], e)
			write(es.Stream("proceeding", mediation.ProceedingID(uuid.NewSHA1(uuid.Nil, []byte{byte(n)}), 1)), name, data)
		}
	}
	seen := map[string]bool{}
	for _, rec := range out {
		seen[rec.Type] = true
	}
	for _, name := range append(codec.Names(), rosters.Names()...) {
		if !seen[name] {
			t.Errorf("no %s among the records", name)
		}
	}
	return out
}

func position(n int) es.Position { return es.Position{Commit: uint64(n), Prepare: uint64(n)} }

// TestTheQueueIsTheSameInBatchesOfAnySize is what views owe to the platform: a batch is folded in memory, and its borders must
// not show.
func TestTheQueueIsTheSameInBatchesOfAnySize(t *testing.T) {
	t.Parallel()
	definition, err := mediation.QueueView()
	if err != nil {
		t.Fatal(err)
	}
	all := records(t)
	var want []string
	for _, size := range []int{1, 7, 100, len(all)} {
		pool := pgtest.Fresh(t)
		if _, err := pool.Exec(t.Context(), definition.Schema); err != nil {
			t.Fatal(err)
		}
		for rest := all; len(rest) > 0; {
			n := min(size, len(rest))
			err := pg.InTx(t.Context(), pool, func(tx pgx.Tx) error { return definition.Apply(t.Context(), tx, rest[:n]) })
			if err != nil {
				t.Fatal(err)
			}
			rest = rest[n:]
		}
		got := rows(t.Context(), t, pool)
		if want == nil {
			want = got
		}
		if diff := cmp.Diff(want, got); diff != "" || len(got) < 60 {
			t.Errorf("batches of %d give another queue, of %d rows:\n%s", size, len(got), diff)
		}
	}
}

func rows(ctx context.Context, t *testing.T, q pg.Querier) []string {
	t.Helper()
	r, err := q.Query(ctx, `select p::text from proceeding p union all select o::text from obligation o
		union all select c::text from committee c order by 1`)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pgx.CollectRows(r, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestARebuiltQueueHasTheSameDigest fills the log through the service, rebuilds the view from zero beside the live one and compares.
// Then somebody deletes rows behind the service's back, and a rebuild brings them back.
func TestARebuiltQueueHasTheSameDigest(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	keeper := o.rosters("chair-1", village, identity.RoleCommitteeChair)
	_, err := keeper.EstablishCommittee(ctx, establishing(t, "main"))
	o.must(err)
	for i := range 12 {
		id := o.opened()
		o.held(id)
		switch i % 4 {
		case 0:
			_, err := o.mediator().RecordAgreement(ctx, agreement(t, id, "F01"))
			o.must(err)
		case 1:
			_, err := o.mediator().RecordOutcome(ctx, failure(t, id))
			o.must(err)
		case 2:
			_, err := o.mediator().SuspendProceeding(ctx, &mediationv1.SuspendProceedingRequest{CommandId: newID(t), ProceedingId: id, Ground: "U02"})
			o.must(err)
		}
	}
	head, err := o.store.Head(ctx)
	o.must(err)
	o.must(o.queue.WaitFor(ctx, head))
	before, err := o.queue.Digest(ctx)
	o.must(err)
	rebuild := func() view.RebuildReport {
		definition, err := mediation.QueueView()
		o.must(err)
		report, err := view.New(view.Config{Pool: o.pool, Store: o.store, Definition: definition, Now: o.now}).Rebuild(ctx, nil)
		o.must(err)
		return report
	}
	if r := rebuild(); !r.Compared || !r.Equal || r.Rebuilt.SHA256 != before.SHA256 {
		t.Errorf("rebuilt: %+v, before %v", r, before)
	}
	_, err = o.pool.Exec(ctx, "delete from view_proceedings.proceeding where outcome <> ''")
	o.must(err)
	if r := rebuild(); r.Equal || r.Rebuilt.SHA256 != before.SHA256 {
		t.Errorf("after a deletion: %+v, before %v", r, before)
	}
}

func TestTheQueueIsFiltered(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	agreed, failed, suspended := o.opened(), o.opened(), o.opened(func(r *mediationv1.OpenProceedingRequest) { r.Mode = "M05" })
	waiting := o.opened(func(r *mediationv1.OpenProceedingRequest) { r.Mediators = nil })
	_, err := o.mediator().RecordAgreement(ctx, agreement(t, agreed, "F01"))
	o.must(err)
	_, err = o.mediator().RecordOutcome(ctx, failure(t, failed))
	o.must(err)
	resp, err := o.mediator().SuspendProceeding(ctx, &mediationv1.SuspendProceedingRequest{CommandId: newID(t), ProceedingId: suspended, Ground: "U02"})
	o.must(err)
	list := func(change func(*mediationv1.ListProceedingsRequest)) []string {
		req := &mediationv1.ListProceedingsRequest{AtLeastPosition: resp.GetReceipt().GetPosition()}
		change(req)
		var out []string
		for {
			page, err := o.as("auditor", town, identity.RoleAuditor).ListProceedings(ctx, req)
			o.must(err)
			for _, r := range page.GetRows() {
				out = append(out, r.GetProceedingId())
			}
			if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
				return out
			}
		}
	}
	tests := map[string]struct {
		filter func(*mediationv1.ListProceedingsRequest)
		want   []string
	}{
		"all, page by page": {func(r *mediationv1.ListProceedingsRequest) { r.PageSize = 1 }, []string{agreed, failed, suspended, waiting}},
		"a village":         {func(r *mediationv1.ListProceedingsRequest) { r.Unit = second }, nil},
		"suspended": {func(r *mediationv1.ListProceedingsRequest) {
			r.State = mediationv1.ProceedingState_PROCEEDING_STATE_SUSPENDED
		}, []string{suspended}},
		"a mode":     {func(r *mediationv1.ListProceedingsRequest) { r.Mode = "M05" }, []string{suspended}},
		"a mediator": {func(r *mediationv1.ListProceedingsRequest) { r.Mediator = "mediator-1" }, []string{agreed, failed, suspended}},
		"due by":     {func(r *mediationv1.ListProceedingsRequest) { r.DueBy = "2026-10-08" }, []string{suspended, waiting}},
		"due before": {func(r *mediationv1.ListProceedingsRequest) { r.DueBy = "2026-10-07" }, nil},
		"owed by":    {func(r *mediationv1.ListProceedingsRequest) { r.OwedBy = "2026-10-09" }, []string{agreed}},
	}
	for name, test := range tests {
		got := list(test.filter)
		if diff := cmp.Diff(sorted(test.want), sorted(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	_, err = o.mediator().ListProceedings(ctx, &mediationv1.ListProceedingsRequest{Unit: district})
	o.refused(err, "unit-not-yours", "unit")
	_, err = o.mediator().ListProceedings(ctx, &mediationv1.ListProceedingsRequest{DueBy: "明天"})
	o.refused(err, "date-format", "due_by")
}
