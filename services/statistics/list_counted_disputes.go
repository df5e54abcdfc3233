package statistics

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"time"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/statistics/figure"
)

const (
	defaultPage = 100
	maxPage     = 1000
)

var (
	//go:embed list_closed.sql
	listClosed string
	//go:embed list_accepted.sql
	listAccepted string
	//go:embed list_registered.sql
	listRegistered string

	errPageSize   = fault.New(fault.Invalid, "page-size", "每页最多1000行。", "A page has 1000 rows at most.")
	errUnknownSet = fault.New(fault.Invalid, "unknown-set", "没有这个集合。", "There is no such set.")
)

// listing is how a set is listed.
type listing struct {
	sql      string
	outcomes []string
	day      func(countedRow) time.Time // the one that the list is ordered by
}

func listingOf(set statisticsv1.CountedSet, c figure.Counting) (listing, error) {
	closed := func(classes ...figure.Class) (listing, error) {
		return listing{listClosed, c.OutcomesOf(classes...), func(r countedRow) time.Time { return *r.ClosedOn }}, nil
	}
	switch set {
	case statisticsv1.CountedSet_COUNTED_SET_SUCCESS:
		return closed(figure.Success)
	case statisticsv1.CountedSet_COUNTED_SET_PARTIAL:
		return closed(figure.Partial)
	case statisticsv1.CountedSet_COUNTED_SET_FAILURE:
		return closed(figure.Failure)
	case statisticsv1.CountedSet_COUNTED_SET_NEITHER:
		return closed(figure.Neither)
	case statisticsv1.CountedSet_COUNTED_SET_TRANSFERRED:
		return closed(figure.Transferred)
	case statisticsv1.CountedSet_COUNTED_SET_NOT_ACCEPTED:
		return closed(figure.NotAccepted)
	case statisticsv1.CountedSet_COUNTED_SET_CLOSED:
		return closed(figure.Success, figure.Partial, figure.Failure, figure.Neither, figure.Transferred, figure.NotAccepted)
	case statisticsv1.CountedSet_COUNTED_SET_ACCEPTED:
		return listing{listAccepted, nil, func(r countedRow) time.Time { return *r.AcceptedOn }}, nil
	case statisticsv1.CountedSet_COUNTED_SET_REGISTERED:
		return listing{listRegistered, nil, func(r countedRow) time.Time { return r.RegisteredOn }}, nil
	case statisticsv1.CountedSet_COUNTED_SET_UNSPECIFIED:
	}
	return listing{}, errUnknownSet.On("set")
}

// ListCountedDisputes pages by keyset: the cost of a page does not grow with its number, and as all pages are as of one position, nothing
// that happens meanwhile shifts them.
func (s *Service) ListCountedDisputes(ctx context.Context, req *statisticsv1.ListCountedDisputesRequest) (*statisticsv1.ListCountedDisputesResponse, error) {
	scope, err := scopeOf(ctx, req)
	if err != nil {
		return nil, err
	}
	l, err := listingOf(req.GetSet(), scope.Counting)
	if err != nil {
		return nil, err
	}
	if req.GetPageSize() > maxPage {
		return nil, errPageSize.On("page_size")
	}
	size := int(cmp.Or(req.GetPageSize(), defaultPage))
	asked, err := askedOf(req.GetAsOfPosition(), req.GetAsOfTime(), req.GetAtLeastPosition())
	if err != nil {
		return nil, err
	}
	after := beginning(scope)
	if token := req.GetPageToken(); token != "" {
		if after, err = readToken(token, scope, req.GetSet()); err != nil {
			return nil, err
		}
		asked.position, asked.time = &after.asOf, nil
	}
	if err := asked.wait(ctx, s.deps.Statuses); err != nil {
		return nil, err
	}
	out := &statisticsv1.ListCountedDisputesResponse{SettlementAsSuccess: req.GetSettlementAsSuccess()}
	err = s.snapshot(ctx, func(tx pgx.Tx) error {
		at, err := asked.resolve(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := l.page(ctx, tx, scope, at, after, size+1) // one row more shows whether there is a next page
		if err != nil {
			return err
		}
		out.Position = at.message()
		if len(rows) > size {
			rows = rows[:size]
			last := rows[size-1]
			out.NextPageToken = cursor{asOf: positionOf(at.position), unit: last.Unit, day: l.day(last), dispute: last.Dispute}.token(scope, req.GetSet())
		}
		for _, r := range rows {
			out.Rows = append(out.Rows, r.message(scope.window))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list counted disputes: %w", err)
	}
	return out, nil
}

func (l listing) page(ctx context.Context, tx pgx.Tx, s scope, at asOf, after cursor, size int) ([]countedRow, error) {
	args := s.arguments()
	at.arguments(args)
	args["after_year"], args["after_unit"], args["after_day"], args["after_dispute"] = max(after.day.Year(), s.window.First.Year()), after.unit, after.day, after.dispute
	args["last_year"], args["size"], args["outcomes"] = s.window.Last.Year(), size, l.outcomes
	rows, err := tx.Query(ctx, l.sql, args)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[countedRow])
}

// countedRow is a row of a list.
type countedRow struct {
	Dispute       uuid.UUID
	Unit          string
	Category      string
	Outcome       string
	RegisteredOn  time.Time
	AcceptedOn    *time.Time
	ClosedOn      *time.Time
	ClosedCommit  *int64
	ClosedPrepare *int64
}

func (r countedRow) message(w figure.Window) *statisticsv1.CountedDispute {
	registered, accepted, closed := dayOf(&r.RegisteredOn), dayOf(r.AcceptedOn), dayOf(r.ClosedOn)
	out := &statisticsv1.CountedDispute{
		DisputeId: r.Dispute.String(), Unit: r.Unit, Category: r.Category, Outcome: r.Outcome,
		RegisteredOn: registered.String(), AcceptedOn: accepted.String(), ClosedOn: closed.String(),
		In: membership(w, registered, accepted, closed),
	}
	if r.ClosedCommit != nil && r.ClosedPrepare != nil {
		out.ClosedAt = asOf{position: place(*r.ClosedCommit, *r.ClosedPrepare)}.message()
	}
	return out
}

func membership(w figure.Window, registered, accepted, closed calendar.Date) *statisticsv1.Membership {
	m := figure.Status{Registered: registered, Accepted: accepted, Closed: closed}.In(w)
	return &statisticsv1.Membership{Closed: m.Closed, Accepted: m.Accepted, Registered: m.Registered}
}
