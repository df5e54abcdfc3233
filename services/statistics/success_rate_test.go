package statistics_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/statistics"
	"anjie.internal/services/statistics/figure"
	"anjie.internal/services/statistics/figuretest"
)

// log appends events to the store as intake does, each in its own append.
type log struct {
	*office

	revisions map[string]int64
	last      es.Position
}

func (o *office) log() *log { return &log{office: o, revisions: map[string]int64{}} }

func (l *log) append(e figure.Event) es.Position {
	l.t.Helper()
	expected, ok := l.revisions[e.Stream]
	if !ok {
		expected = es.NoStream
	}
	metadata, err := json.Marshal(es.Meta{
		Schema: es.MetaSchema, Actor: "clerk", Command: uuid.New(), CommandDigest: "x", OccurredAt: noon(), RecordedAt: noon(), Prev: es.NoPrev,
	})
	l.must(err)
	appended, err := l.store.Append(l.t.Context(), e.Stream, expected, []es.Pending{{ID: uuid.New(), Type: e.Type, Data: e.Data, Metadata: metadata}})
	l.must(err)
	l.revisions[e.Stream], l.last = int64(appended.Revision), appended.Position
	return appended.Position
}

// walk appends a random history and returns the walk that made it.
func (l *log) walk(seed uint64, events int) *figuretest.Walk {
	l.t.Helper()
	w := figuretest.NewWalk(rand.New(rand.NewPCG(seed, 1)).IntN)
	for range events {
		l.append(w.Next())
	}
	return w
}

func (l *log) position() *logv1.Position {
	return &logv1.Position{Commit: l.last.Commit, Prepare: l.last.Prepare}
}

// cold folds the log without any view.
func (o *office) cold(cut figure.Cut) *figure.Fold {
	o.t.Helper()
	f, err := statistics.Recompute(o.t.Context(), o.store, cut, nil)
	o.must(err)
	return f
}

func window(t *testing.T, s string) figure.Window {
	t.Helper()
	w, err := figure.ParseWindow(s)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// prefixes are the units that the walks' disputes are asked for by, whole codes and parts.
var prefixes = map[string]string{
	"320000000000": "32", "3202": "3202", "320205000000": "320205", "320205101": "320205101", "320205101203": "320205101203", "320281001001": "320281001001",
	"320282000000": "320282",
}

var windows = []string{"2011", "2012", "2012-Q1", "2012-12", "2011-12-31..2012-01-01", "2011-06-01..2013-06-30", "2020"}

// same compares what the service answers with a cold fold.
func same(t *testing.T, what string, got *statisticsv1.GetSuccessRateResponse, f *figure.Fold, w figure.Window, prefix string) {
	t.Helper()
	cases := f.Cases(w, prefix)
	tally := figure.TallyOf(cases)
	if p := f.Position(); got.GetPosition().GetCommit() != p.Commit || got.GetPosition().GetPrepare() != p.Prepare {
		t.Fatalf("%s: at %v, the cold fold at %v", what, got.GetPosition(), p)
	}
	if !f.Recorded().Equal(got.GetRecordedUntil().AsTime()) && (got.GetRecordedUntil() != nil || !f.Recorded().IsZero()) {
		t.Fatalf("%s: recorded until %v, the cold fold %v", what, got.GetRecordedUntil().AsTime(), f.Recorded())
	}
	counting := figure.Published
	if got.GetSettlementAsSuccess() {
		counting = figure.SettlementAsSuccess
	}
	for i, v := range counting.SuccessRates() {
		r, rate := tally.Rate(v), got.GetRates()[i]
		if rate.GetDefinition().GetName() != v.Name || rate.GetNumerator() != r.Numerator || rate.GetDenominator() != r.Denominator || rate.GetPercent() != r.Percent() {
			t.Fatalf("%s: %v, the cold fold gives %v", what, rate, r)
		}
	}
	closed := tally.Closed()
	for _, o := range got.GetOutcomes() {
		if o.GetCode() == "R32" && o.GetCountsAs() == statisticsv1.CountedSet_COUNTED_SET_SUCCESS != got.GetSettlementAsSuccess() {
			t.Fatalf("%s: %v", what, o)
		}
		if o.GetDisputes() != closed[o.GetCode()] {
			t.Fatalf("%s: %v, the cold fold counts %d", what, o, closed[o.GetCode()])
		}
	}
	d := figure.DigestOf(cases)
	if got.GetDigest().GetSha256() != d.String() || got.GetDigest().GetDisputes() != d.Cases() {
		t.Fatalf("%s: digest %v, the cold fold %s of %d", what, got.GetDigest(), d, d.Cases())
	}
	if int(got.GetSetAside()) != len(f.SetAside()) {
		t.Fatalf("%s: %d set aside, the cold fold %d", what, got.GetSetAside(), len(f.SetAside()))
	}
}

// TestTheViewAgreesWithAColdFoldEverywhere asks for random units and windows at every position of random histories, and at many times.
func TestTheViewAgreesWithAColdFoldEverywhere(t *testing.T) {
	t.Parallel()
	for seed := range uint64(3) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			o := open(t)
			l := o.log()
			w := l.walk(seed, 220)
			if w.Disputes() < 20 {
				t.Fatalf("a history of %d disputes says little", w.Disputes())
			}
			o.follow()
			client := o.client("320000000000", identity.RoleAuditor)
			random := rand.New(rand.NewPCG(seed, 2))
			asks := func() (unit, prefix string, win figure.Window) {
				n := random.IntN(len(prefixes))
				for unit, prefix = range prefixes {
					if n--; n < 0 {
						break
					}
				}
				return unit, prefix, window(t, windows[random.IntN(len(windows))])
			}
			for at := uint64(1); at <= l.last.Commit; at++ {
				unit, prefix, win := asks()
				got, err := client.GetSuccessRate(t.Context(), &statisticsv1.GetSuccessRateRequest{
					Unit: unit, Window: win.String(), WithDigest: true, AtLeastPosition: l.position(), SettlementAsSuccess: at%2 == 0,
					AsOf: &statisticsv1.GetSuccessRateRequest_AsOfPosition{AsOfPosition: &logv1.Position{Commit: at, Prepare: at}},
				})
				o.must(err)
				same(t, fmt.Sprintf("%s %s at %d", unit, win, at), got, o.cold(figure.Cut{Position: figure.Position{Commit: at, Prepare: at}}), win, prefix)
			}
			begin := time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC).Add(-time.Hour)
			for range 100 {
				unit, prefix, win := asks()
				at := begin.Add(time.Duration(random.Int64N(int64(w.Clock().Sub(begin) + time.Hour)))).Truncate(time.Second)
				got, err := client.GetSuccessRate(t.Context(), &statisticsv1.GetSuccessRateRequest{
					Unit: unit, Window: win.String(), WithDigest: true, AsOf: &statisticsv1.GetSuccessRateRequest_AsOfTime{AsOfTime: timestamppb.New(at)},
				})
				o.must(err)
				same(t, fmt.Sprintf("%s %s at %v", unit, win, at), got, o.cold(figure.Cut{Time: at}), win, prefix)
			}
			got, err := client.GetSuccessRate(t.Context(), &statisticsv1.GetSuccessRateRequest{Window: "2012", WithDigest: true})
			o.must(err)
			same(t, "now", got, o.cold(figure.Cut{}), window(t, "2012"), "32")
		})
	}
}

// TestABatchOfTheViewIsItsPartsOneAfterTheOther applies one history in batches of different sizes.
func TestABatchOfTheViewIsItsPartsOneAfterTheOther(t *testing.T) {
	t.Parallel()
	o := open(t)
	l := o.log()
	l.walk(7, 500)
	digests := map[string]int{}
	for _, batch := range []int{1, 7, 64, 10_000} {
		v := view.New(view.Config{Pool: pgtest.Fresh(t), Store: o.store, Definition: statistics.StatusesView(), Now: noon, Batch: batch})
		o.run(v)
		o.must(v.WaitFor(t.Context(), l.last))
		d, err := v.Digest(t.Context())
		o.must(err)
		digests[d.SHA256] = batch
	}
	if len(digests) != 1 {
		t.Errorf("digests by batch size: %v", digests)
	}
}

// TestWhateverIsDoneToTheTableNoFigureChanges deletes and changes rows behind the service's back, rebuilds, and asks again.
func TestWhateverIsDoneToTheTableNoFigureChanges(t *testing.T) {
	t.Parallel()
	o := open(t)
	l := o.log()
	l.walk(11, 300)
	o.run(o.status)
	client := o.client("320000000000", identity.RoleAuditor)
	ask := func() *statisticsv1.GetSuccessRateResponse {
		t.Helper()
		got, err := client.GetSuccessRate(t.Context(), &statisticsv1.GetSuccessRateRequest{Window: "2011-01-01..2013-12-31", WithDigest: true, AtLeastPosition: l.position()})
		o.must(err)
		return got
	}
	before := ask()
	if before.GetRates()[0].GetDenominator() == 0 {
		t.Fatal("nothing is counted")
	}
	for name, sql := range map[string]string{
		"concluded rows deleted":  "delete from view_statuses.status where outcome = 'R11'",
		"failures made successes": "update view_statuses.status set outcome = 'R11' where outcome in ('R21', 'R22', 'R23')",
		"another day":             "update view_statuses.status set closed_on = closed_on + 1000, registered_on = registered_on - 1000",
		"all of it deleted":       "delete from view_statuses.status",
		"merged":                  "update view_statuses.status set merged = true where closed_on is not null",
	} {
		_, err := o.pool.Exec(t.Context(), sql)
		o.must(err)
		if changed := ask(); cmp.Equal(before, changed, protocmp.Transform()) {
			t.Errorf("%s: nobody would notice", name)
		}
		r, err := o.status.Rebuild(t.Context(), nil)
		o.must(err)
		if !r.Compared || r.Equal {
			t.Errorf("%s: the rebuild found nothing", name)
		}
		if diff := cmp.Diff(before, ask(), protocmp.Transform()); diff != "" {
			t.Errorf("%s: the figure after the rebuild (-before +after):\n%s", name, diff)
		}
	}
	if r, err := o.status.Rebuild(t.Context(), nil); err != nil || !r.Equal {
		t.Errorf("the last rebuild: %+v, %v", r, err)
	}
}

// TestWhatTheViewSetsAsideIsSaid stores an outcome that nobody knows.
func TestWhatTheViewSetsAsideIsSaid(t *testing.T) {
	t.Parallel()
	o := open(t)
	l := o.log()
	event := func(n int, typ, data string) figure.Event {
		return figure.Event{Stream: "dispute-" + figuretest.Dispute(n).String(), Type: "dispute-" + typ + "-v1", Data: []byte(data)}
	}
	for n := range 3 {
		l.append(event(n, "registered", `{"unit":"320205101203","category":"A02","receivedAt":"2012-03-01T04:00:00Z","registeredAt":"2026-01-01T00:00:00Z"}`))
	}
	before := l.append(event(0, "concluded", `{"occurredAt":"2012-03-01T04:00:00Z","recordedAt":"2026-01-01T00:00:01Z","outcome":"R11"}`))
	l.append(event(1, "concluded", `{"occurredAt":"2012-03-01T04:00:00Z","recordedAt":"2026-01-01T00:00:02Z","outcome":"R99"}`))
	l.append(event(1, "reopened", `{"occurredAt":"2012-03-01T04:00:00Z","recordedAt":"2026-01-01T00:00:03Z"}`))
	l.append(event(2, "concluded", `{"occurredAt":"2012-03-01T04:00:00Z","recordedAt":"2026-01-01T00:00:04Z","outcome":"R21"}`))
	o.follow()
	client := o.client(village, identity.RoleAuditor)
	for name, test := range map[string]struct {
		at    es.Position
		aside uint64
		rate  string
	}{
		"behind them":      {l.last, 2, "50.00%"},
		"before the first": {before, 0, "100.00%"},
	} {
		got, err := client.GetSuccessRate(t.Context(), &statisticsv1.GetSuccessRateRequest{
			Window: "2012", WithDigest: true, AtLeastPosition: l.position(),
			AsOf: &statisticsv1.GetSuccessRateRequest_AsOfPosition{AsOfPosition: &logv1.Position{Commit: test.at.Commit, Prepare: test.at.Prepare}},
		})
		o.must(err)
		if got.GetSetAside() != test.aside || got.GetRates()[0].GetPercent() != test.rate {
			t.Errorf("%s: %d set aside, %v", name, got.GetSetAside(), got.GetRates()[0])
		}
		same(t, name, got, o.cold(figure.Cut{Position: figure.Position{Commit: test.at.Commit, Prepare: test.at.Prepare}}), window(t, "2012"), village)
	}
}

func TestRefusalsOfTheSuccessRate(t *testing.T) {
	t.Parallel()
	o := open(t)
	clerk := o.client(town, identity.RoleClerk)
	tests := map[string]struct {
		client      statisticsv1.StatisticsServiceClient
		unit        string
		window      string
		asOf        *timestamppb.Timestamp
		kind        fault.Kind
		code, field string
	}{
		"an actor without a unit":   {o.client("", identity.RoleAuditor), "", "2012", nil, fault.Forbidden, "unit-not-yours", "unit"},
		"without a token":           {o.client(""), "", "2012", nil, fault.Unauthenticated, "token-missing", ""},
		"a mediator":                {o.client(town, identity.RoleMediator), "", "2012", nil, fault.Forbidden, "role-missing", ""},
		"the unit above":            {clerk, district, "2012", nil, fault.Forbidden, "unit-not-yours", "unit"},
		"the unit beside":           {clerk, otherTown, "2012", nil, fault.Forbidden, "unit-not-yours", "unit"},
		"half a unit":               {clerk, "3202051", "2012", nil, fault.Invalid, "unit-format", "unit"},
		"no window":                 {clerk, "", "", nil, fault.Invalid, "window-format", "window"},
		"a window in words":         {clerk, "", "去年", nil, fault.Invalid, "window-format", "window"},
		"a window that ends before": {clerk, "", "2012-02-01..2012-01-01", nil, fault.Invalid, "window-order", "window"},
		"no time":                   {clerk, "", "2012", &timestamppb.Timestamp{Nanos: -1}, fault.Invalid, "time-format", "as_of_time"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			req := &statisticsv1.GetSuccessRateRequest{Unit: test.unit, Window: test.window}
			list := &statisticsv1.ListCountedDisputesRequest{Unit: test.unit, Window: test.window, Set: statisticsv1.CountedSet_COUNTED_SET_FAILURE}
			if test.asOf != nil {
				req.AsOf = &statisticsv1.GetSuccessRateRequest_AsOfTime{AsOfTime: test.asOf}
				list.AsOf = &statisticsv1.ListCountedDisputesRequest_AsOfTime{AsOfTime: test.asOf}
			}
			_, err := test.client.GetSuccessRate(t.Context(), req)
			if f := rpc.Fault(err); f == nil || f.Kind != test.kind || f.Code != test.code || f.Field != test.field {
				t.Errorf("the rate: got %v, want %s on %q", err, test.code, test.field)
			}
			_, err = test.client.ListCountedDisputes(t.Context(), list)
			if f := rpc.Fault(err); f == nil || f.Kind != test.kind || f.Code != test.code || f.Field != test.field {
				t.Errorf("the list: got %v, want %s on %q", err, test.code, test.field)
			}
		})
	}
}
