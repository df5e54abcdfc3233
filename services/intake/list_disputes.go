package intake

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

const (
	defaultPage = 50
	maxPage     = 200
)

var errPageSize = fault.New(fault.Invalid, "page-size", "每页最多200行。", "A page has 200 rows at most.")

//go:embed list_disputes.sql
var listDisputes string

// ListDisputes answers with a page of the queue, newest registration first, by keyset: its cost does not grow with the page
// number, and rows that come or go do not shift it.
func (s *Service) ListDisputes(ctx context.Context, req *intakev1.ListDisputesRequest) (*intakev1.ListDisputesResponse, error) {
	a, err := s.acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	query, err := queueQuery(req, a)
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
	rows, err := s.deps.Pool.Query(ctx, listDisputes, query)
	if err != nil {
		return nil, fmt.Errorf("list disputes: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[queueRow])
	if err != nil {
		return nil, fmt.Errorf("list disputes: %w", err)
	}
	out := &intakev1.ListDisputesResponse{Position: request.Position(seen)}
	size := query["size"].(int) - 1
	if len(found) > size {
		last := found[size-1]
		out.NextPageToken = cursor{last.RegisteredAt, last.Dispute}.token(req, query["prefix"].(string))
		found = found[:size]
	}
	for _, r := range found {
		out.Rows = append(out.Rows, r.message())
	}
	return out, nil
}

// queueQuery makes the arguments of list_disputes.sql. One row more than the page shows whether there is a next one.
func queueQuery(req *intakev1.ListDisputesRequest, a identity.Actor) (pgx.NamedArgs, error) {
	prefix, ok := unit.Prefix(cmp.Or(req.GetUnit(), a.Unit))
	if !ok {
		return nil, dispute.ErrUnitFormat.On("unit")
	}
	if !within(prefix, unit.Code(a.Unit)) {
		return nil, dispute.ErrUnitNotYours.On("unit")
	}
	if c := req.GetCategory(); c != "" && !dispute.Categories().Has(c) {
		return nil, dispute.ErrUnknownCategory.On("category")
	}
	if req.GetPageSize() > maxPage {
		return nil, errPageSize.On("page_size")
	}
	args := pgx.NamedArgs{
		"prefix": prefix, "state": nil, "category": nil, "size": int(cmp.Or(req.GetPageSize(), defaultPage)) + 1,
		"before": nil, "before_dispute": nil,
	}
	if st := req.GetState(); st != intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED {
		args["state"] = int16(st) //nolint:gosec // G115: an enum
	}
	if req.GetCategory() != "" {
		args["category"] = req.GetCategory()
	}
	if req.GetPageToken() != "" {
		c, err := readToken(req, prefix)
		if err != nil {
			return nil, err
		}
		args["before"], args["before_dispute"] = c.registeredAt, c.dispute
	}
	return args, nil
}

// within reports whether everything with the prefix lies within the unit.
func within(prefix string, unit unit.Code) bool {
	own := unit.Prefix()
	return len(prefix) >= len(own) && prefix[:len(own)] == own
}

// queueRow is a row of view_queue.dispute.
type queueRow struct {
	Dispute      uuid.UUID
	State        int16
	Category     string
	Channel      string
	Unit         string
	Area         string
	Scale        string
	Involved     int32
	Late         bool
	ReceivedAt   time.Time
	RegisteredAt time.Time
	Revision     int64
}

func (r queueRow) message() *intakev1.QueueRow {
	return &intakev1.QueueRow{
		DisputeId:    r.Dispute.String(),
		State:        intakev1.DisputeState(r.State),
		Category:     r.Category,
		Channel:      r.Channel,
		Unit:         r.Unit,
		Area:         r.Area,
		Scale:        r.Scale,
		Involved:     uint32(r.Involved), //nolint:gosec // G115: the rules bound it
		Late:         r.Late,
		ReceivedAt:   timestamppb.New(r.ReceivedAt),
		RegisteredAt: timestamppb.New(r.RegisteredAt),
		Revision:     uint64(r.Revision), //nolint:gosec // G115: revisions are not negative
	}
}
