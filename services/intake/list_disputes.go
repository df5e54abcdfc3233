package intake

import (
	"cmp"
	"context"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

const (
	defaultPage = 50
	maxPage     = 200
	// How many days ahead the queue of what is due soon looks.
	defaultDueWithin = 3
	maxDueWithin     = 60
)

var (
	errPageSize  = fault.New(fault.Invalid, "page-size", "每页最多200行。", "A page has 200 rows at most.")
	errDueWithin = fault.New(fault.Invalid, "due-within", "到期预警天数须在1至60天之间。", "One looks 1 to 60 days ahead.")
	errNumber    = fault.New(fault.Invalid, "number-format",
		"案件编号须为其开头至少4个字符，由数字和短横线组成。", "A case number, or 4 characters of its beginning, has digits and dashes only.")
	errQueueFilter = fault.New(fault.Invalid, "queue-filter",
		"该列表不能与此查询条件一起使用。", "This queue does not go together with that filter.")
)

// ListDisputes answers with a page of a queue by keyset: its cost does not grow with the page number, and rows that come or go
// do not shift it.
func (s *Service) ListDisputes(ctx context.Context, req *intakev1.ListDisputesRequest) (*intakev1.ListDisputesResponse, error) {
	a, err := s.acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	l, err := s.listing(a, req)
	if err != nil {
		return nil, err
	}
	if err := s.deps.Queue.WaitFor(ctx, request.PositionOf(req.GetAtLeastPosition())); err != nil {
		return nil, fmt.Errorf("wait for the queue: %w", err)
	}
	seen, err := s.deps.Queue.Position(ctx) // before the rows: the answer is at least that new
	if err != nil {
		return nil, fmt.Errorf("position of the queue: %w", err)
	}
	found, err := s.rows(ctx, l)
	if err != nil {
		return nil, err
	}
	out := &intakev1.ListDisputesResponse{Position: request.Position(seen)}
	if size := l.args["size"].(int) - 1; len(found) > size {
		found = found[:size]
		out.NextPageToken = found[size-1].cursor().token(l.order, l.filters)
	}
	today := calendar.DateOf(s.deps.Now())
	for _, r := range found {
		out.Rows = append(out.Rows, r.message(today))
	}
	return out, nil
}

// rows runs the query of a list. It is planned for its arguments each time: how much they select decides which index serves it.
func (s *Service) rows(ctx context.Context, l *listing) ([]queueRow, error) {
	rows, err := s.deps.Pool.Query(ctx, l.sql, pgx.QueryExecModeCacheDescribe, l.args)
	if err != nil {
		return nil, fmt.Errorf("list disputes: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[queueRow])
	if err != nil {
		return nil, fmt.Errorf("list disputes: %w", err)
	}
	return found, nil
}

func (r *queueRow) cursor() cursor {
	c := cursor{registeredAt: r.RegisteredAt, number: r.Number, dispute: r.Dispute}
	if r.DueOn != nil {
		c.dueOn = r.DueOn.Format(time.DateOnly)
	}
	return c
}

// page puts size and cursor into the arguments. One row more than the page shows whether there is a next one.
func (l *listing) page(req *intakev1.ListDisputesRequest) error {
	if req.GetPageSize() > maxPage {
		return errPageSize.On("page_size")
	}
	l.args["size"] = int(cmp.Or(req.GetPageSize(), defaultPage)) + 1
	for _, name := range []string{"before", "before_dispute", "after", "after_dispute", "after_number"} {
		l.args[name] = nil
	}
	if req.GetPageToken() == "" {
		return nil
	}
	c, err := readToken(req.GetPageToken(), l.order, l.filters)
	if err != nil {
		return err
	}
	switch l.order {
	case byTime:
		l.args["before"], l.args["before_dispute"] = c.registeredAt, c.dispute
	case byDue:
		l.args["after"], l.args["after_dispute"] = c.dueOn, c.dispute
	case byNumber:
		l.args["after_number"] = c.number
	}
	return nil
}

// within reports whether everything with the prefix lies within the unit.
func within(prefix string, unit unit.Code) bool {
	own := unit.Prefix()
	return len(prefix) >= len(own) && prefix[:len(own)] == own
}
