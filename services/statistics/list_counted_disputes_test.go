package statistics_test

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/statistics/figure"
)

// pages asks for a whole set, page by page, and lets something happen after each page.
func pages(t *testing.T, c statisticsv1.StatisticsServiceClient, req *statisticsv1.ListCountedDisputesRequest, meanwhile func()) (rows []*statisticsv1.CountedDispute) {
	t.Helper()
	for {
		got, err := c.ListCountedDisputes(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, got.GetRows()...)
		if got.GetNextPageToken() == "" {
			return rows
		}
		if len(got.GetRows()) != int(req.GetPageSize()) {
			t.Fatalf("a page of %d rows, want %d", len(got.GetRows()), req.GetPageSize())
		}
		req.PageToken = got.GetNextPageToken()
		meanwhile()
	}
}

// TestEverySetCanBeListed compares the pages of each set with a cold fold, while the log goes on under them.
func TestEverySetCanBeListed(t *testing.T) {
	t.Parallel()
	o := open(t)
	l := o.log()
	w := l.walk(21, 600)
	o.follow()
	client := o.client("320000000000", identity.RoleStatistician)
	closed := func(classes ...figure.Class) func(figure.Member) bool {
		codes := figure.OutcomesOf(classes...)
		return func(m figure.Member) bool { return m.Closed && slices.Contains(codes, m.Outcome) }
	}
	sets := map[statisticsv1.CountedSet]func(figure.Member) bool{
		statisticsv1.CountedSet_COUNTED_SET_SUCCESS:      closed(figure.Success),
		statisticsv1.CountedSet_COUNTED_SET_PARTIAL:      closed(figure.Partial),
		statisticsv1.CountedSet_COUNTED_SET_FAILURE:      closed(figure.Failure),
		statisticsv1.CountedSet_COUNTED_SET_NEITHER:      closed(figure.Neither),
		statisticsv1.CountedSet_COUNTED_SET_TRANSFERRED:  closed(figure.Transferred),
		statisticsv1.CountedSet_COUNTED_SET_NOT_ACCEPTED: closed(figure.NotAccepted),
		statisticsv1.CountedSet_COUNTED_SET_CLOSED:       func(m figure.Member) bool { return m.Closed },
		statisticsv1.CountedSet_COUNTED_SET_ACCEPTED:     func(m figure.Member) bool { return m.Accepted },
		statisticsv1.CountedSet_COUNTED_SET_REGISTERED:   func(m figure.Member) bool { return m.Registered },
	}
	if len(sets) != len(statisticsv1.CountedSet_name)-1 {
		t.Errorf("%d of %d sets are listed", len(sets), len(statisticsv1.CountedSet_name)-1)
	}
	listed := 0
	for set, in := range sets {
		for _, scope := range []struct{ unit, prefix, window string }{
			{"320000000000", "32", "2011-01-01..2013-12-31"}, {"320205000000", "320205", "2012"}, {"320205101", "320205101", "2011-12-31..2012-06-30"}, {"320281001001", "320281001001", "2011-01-01..2013-12-31"},
		} {
			f := o.cold(figure.Cut{})
			req := &statisticsv1.ListCountedDisputesRequest{Unit: scope.unit, Window: scope.window, Set: set, PageSize: 3, AtLeastPosition: l.position()}
			rows := pages(t, client, req, func() { l.append(w.Next()) })
			listed += len(rows)
			win := window(t, scope.window)
			var want []figure.Case
			for _, c := range f.Cases(win, scope.prefix) {
				if in(c.Member) {
					want = append(want, c)
				}
			}
			var got []string
			for _, r := range rows {
				got = append(got, r.GetDisputeId())
			}
			if !slices.IsSortedFunc(rows, func(a, b *statisticsv1.CountedDispute) int { return strings.Compare(order(set, a), order(set, b)) }) {
				t.Errorf("%s %v: not in order", set, scope)
			}
			slices.Sort(got)
			var ids []string
			for _, c := range want {
				ids = append(ids, c.Dispute.String())
			}
			if diff := cmp.Diff(ids, got); diff != "" {
				t.Errorf("%s %v (-cold fold +pages):\n%s", set, scope, diff)
			}
			for _, r := range rows {
				shown(t, f, win, r)
			}
		}
	}
	if listed < 300 {
		t.Errorf("only %d rows were listed: the history says little", listed)
	}
}

// TestASetCanBeListedAsOfEveryPosition: the list has the cases that the figure at that position counts, each once.
func TestASetCanBeListedAsOfEveryPosition(t *testing.T) {
	t.Parallel()
	o := open(t)
	l := o.log()
	l.walk(22, 150)
	o.follow()
	client := o.client("320000000000", identity.RoleStatistician)
	const everything = "2011-01-01..2013-12-31"
	for at := uint64(1); at <= l.last.Commit; at++ {
		p := figure.Position{Commit: at, Prepare: at}
		cases := o.cold(figure.Cut{Position: p}).Cases(window(t, everything), "32")
		for set, in := range map[statisticsv1.CountedSet]func(figure.Member) bool{
			statisticsv1.CountedSet_COUNTED_SET_CLOSED:     func(m figure.Member) bool { return m.Closed },
			statisticsv1.CountedSet_COUNTED_SET_ACCEPTED:   func(m figure.Member) bool { return m.Accepted },
			statisticsv1.CountedSet_COUNTED_SET_REGISTERED: func(m figure.Member) bool { return m.Registered },
		} {
			rows := pages(t, client, &statisticsv1.ListCountedDisputesRequest{
				Window: everything, Set: set, PageSize: 1000, AtLeastPosition: l.position(),
				AsOf: &statisticsv1.ListCountedDisputesRequest_AsOfPosition{AsOfPosition: logPosition(p)},
			}, func() {})
			var want, got []string
			for _, c := range cases {
				if in(c.Member) {
					want = append(want, c.Dispute.String()+" "+c.Outcome)
				}
			}
			for _, r := range rows {
				got = append(got, r.GetDisputeId()+" "+r.GetOutcome())
			}
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s at %d (-cold fold +listed):\n%s", set, at, diff)
			}
		}
	}
}

// order is by what the rows of a set are sorted.
func order(set statisticsv1.CountedSet, r *statisticsv1.CountedDispute) string {
	day := r.GetClosedOn()
	switch set {
	case statisticsv1.CountedSet_COUNTED_SET_ACCEPTED:
		day = r.GetAcceptedOn()
	case statisticsv1.CountedSet_COUNTED_SET_REGISTERED:
		day = r.GetRegisteredOn()
	default:
	}
	return day[:4] + r.GetUnit() + day + r.GetDisputeId()
}

// shown compares a row with what the cold fold knows of the dispute.
func shown(t *testing.T, f *figure.Fold, w figure.Window, r *statisticsv1.CountedDispute) {
	t.Helper()
	id, err := figure.Dispute("dispute-" + r.GetDisputeId())
	if err != nil {
		t.Fatal(err)
	}
	s, _ := f.Status(id)
	m := s.In(w)
	want := &statisticsv1.CountedDispute{
		DisputeId: id.String(), Unit: s.Unit, Category: s.Category, Outcome: s.Outcome,
		RegisteredOn: s.Registered.String(), AcceptedOn: s.Accepted.String(), ClosedOn: s.Closed.String(),
		In: &statisticsv1.Membership{Closed: m.Closed, Accepted: m.Accepted, Registered: m.Registered},
	}
	if !s.ClosedAt.IsZero() {
		want.ClosedAt = logPosition(s.ClosedAt)
	}
	if diff := cmp.Diff(want, r, protocmp.Transform()); diff != "" {
		t.Errorf("row (-cold fold +listed):\n%s", diff)
	}
}

func TestRefusalsOfTheList(t *testing.T) {
	t.Parallel()
	o := open(t)
	l := o.log()
	l.walk(5, 100)
	o.follow()
	client := o.client("320000000000", identity.RoleAuditor)
	type ask = statisticsv1.ListCountedDisputesRequest
	const registered, closed = statisticsv1.CountedSet_COUNTED_SET_REGISTERED, statisticsv1.CountedSet_COUNTED_SET_CLOSED
	first, err := client.ListCountedDisputes(t.Context(), &ask{Window: "2011-01-01..2013-12-31", Set: registered, PageSize: 2, AtLeastPosition: l.position()})
	o.must(err)
	token := first.GetNextPageToken()
	if token == "" {
		t.Fatal("one page is all")
	}
	for name, test := range map[string]struct {
		ask         *ask
		code, field string
	}{
		"no set":                       {&ask{Window: "2012"}, "unknown-set", "set"},
		"a set of the future":          {&ask{Window: "2012", Set: 99}, "unknown-set", "set"},
		"too much":                     {&ask{Window: "2012", Set: closed, PageSize: 1001}, "page-size", "page_size"},
		"a token of another window":    {&ask{Window: "2012", Set: registered, PageToken: token}, "page-token", "page_token"},
		"a token of another set":       {&ask{Window: "2011-01-01..2013-12-31", Set: closed, PageToken: token}, "page-token", "page_token"},
		"a token of another unit":      {&ask{Unit: "3202", Window: "2011-01-01..2013-12-31", Set: registered, PageToken: token}, "page-token", "page_token"},
		"a token of another counting":  {&ask{Window: "2011-01-01..2013-12-31", Set: registered, SettlementAsSuccess: true, PageToken: token}, "page-token", "page_token"},
		"a token that was cut":         {&ask{Window: "2011-01-01..2013-12-31", Set: registered, PageToken: token[:len(token)-2]}, "page-token", "page_token"},
		"a token that somebody forged": {&ask{Window: "2011-01-01..2013-12-31", Set: registered, PageToken: "AA"}, "page-token", "page_token"},
	} {
		_, err := client.ListCountedDisputes(t.Context(), test.ask)
		if f := rpc.Fault(err); f == nil || f.Kind != fault.Invalid || f.Code != test.code || f.Field != test.field {
			t.Errorf("%s: got %v, want %s on %q", name, err, test.code, test.field)
		}
	}
}

// TestAWindowReadsItsOwnYearsOnly fills ten years and looks at how PostgreSQL answers for one.
func TestAWindowReadsItsOwnYearsOnly(t *testing.T) {
	t.Parallel()
	o := open(t)
	_, err := o.pool.Exec(t.Context(), `insert into view_statuses.status
		(from_commit, from_prepare, recorded, dispute, unit, category, outcome, closed_commit, closed_prepare, registered_on, accepted_on, closed_on, merged, voided)
		select n, n, now(), gen_random_uuid(), (320205100000 + n % 500)::text, 'A01', 'R' || (11 + n % 3), n, n, d, d, d, false, false
		from generate_series(1, 100000) as n, lateral (select date '2003-01-01' + (n % 3652)::int as d) as x`)
	o.must(err)
	_, err = o.pool.Exec(t.Context(), "analyze view_statuses.status")
	o.must(err)
	first, last := time.Date(2012, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2012, 12, 31, 0, 0, 0, 0, time.UTC)
	args := func(low, high string) pgx.NamedArgs {
		return pgx.NamedArgs{
			"low": low, "high": high, "first": first, "last": last, "years": []int{2012}, "commit": int64(1 << 40), "prepare": int64(1 << 40),
			"after_year": 2012, "after_unit": low, "after_day": first.AddDate(0, 0, -1), "after_dispute": "00000000-0000-0000-0000-000000000000",
			"last_year": 2012, "size": 101, "outcomes": []string{"R11"},
		}
	}
	for _, file := range []string{"count_statuses.sql", "digest_statuses.sql", "list_closed.sql", "list_accepted.sql", "list_registered.sql"} {
		for name, scope := range map[string]struct {
			args pgx.NamedArgs
			most float64 // rows that may be touched
		}{
			"the whole province": {args("32", "33"), 3 * 10_100},
			"one village":        {args("320205100007", "320205100008"), 3 * 30},
		} {
			plan, touched := explain(t, o, file, scope.args)
			if strings.Contains(plan, "Seq Scan") || touched > scope.most {
				t.Errorf("%s for %s touches %.0f rows, want at most %.0f, of 100,000:\n%s", file, name, touched, scope.most, plan)
			}
		}
	}
}

// explain runs a query and returns its plan and how many rows its scans touched.
func explain(t *testing.T, o *office, file string, args pgx.NamedArgs) (plan string, touched float64) {
	t.Helper()
	sql, err := os.ReadFile(file)
	o.must(err)
	ctx := context.WithoutCancel(t.Context())
	rows, err := o.pool.Query(ctx, "explain (analyze, costs off, timing off, summary off) "+string(sql), args)
	o.must(err)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	o.must(err)
	for _, line := range lines {
		_, actual, scan := strings.Cut(line, "Index Scan")
		if !scan {
			if _, rest, ok := strings.Cut(line, "Rows Removed by Filter: "); ok {
				touched += number(t, rest)
			}
			continue
		}
		_, actual, _ = strings.Cut(actual, "rows=")
		touched += number(t, strings.Fields(actual)[0])
	}
	return strings.Join(lines, "\n"), touched
}
