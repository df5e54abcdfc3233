package mediation

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

const (
	defaultPage = 50
	maxPage     = 200
)

var errPageSize = fault.New(fault.Invalid, "page-size", "每页最多200行。", "A page has 200 rows at most.")

//go:embed list_proceedings.sql
var listProceedings string

// ListProceedings answers with a page of the queue, newest opening first, by keyset: its cost does not grow with the page number,
// and rows that come or go do not shift it.
func (s *Service) ListProceedings(ctx context.Context, req *mediationv1.ListProceedingsRequest) (*mediationv1.ListProceedingsResponse, error) {
	a, err := acting(ctx, readers())
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
	rows, err := s.deps.Pool.Query(ctx, listProceedings, query)
	if err != nil {
		return nil, fmt.Errorf("list proceedings: %w", err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[queueRow])
	if err != nil {
		return nil, fmt.Errorf("list proceedings: %w", err)
	}
	out := &mediationv1.ListProceedingsResponse{Position: request.Position(seen)}
	size := query["size"].(int) - 1
	if len(found) > size {
		last := found[size-1]
		out.NextPageToken = cursor{last.RecordedAt, last.Proceeding}.token(req, query["prefix"].(string))
		found = found[:size]
	}
	for _, r := range found {
		out.Rows = append(out.Rows, r.message())
	}
	return out, nil
}

// queueQuery makes the arguments of list_proceedings.sql. One row more than the page shows whether there is a next one.
func queueQuery(req *mediationv1.ListProceedingsRequest, a identity.Actor) (pgx.NamedArgs, error) {
	prefix, ok := unit.Prefix(cmp.Or(req.GetUnit(), a.Unit))
	if !ok {
		return nil, proceeding.ErrUnitFormat.On("unit")
	}
	if !within(prefix, unit.Code(a.Unit)) {
		return nil, proceeding.ErrUnitNotYours.On("unit")
	}
	if req.GetPageSize() > maxPage {
		return nil, errPageSize.On("page_size")
	}
	args := pgx.NamedArgs{
		"prefix": prefix, "state": nil, "mode": nil, "mediator": nil, "dispute": nil, "due_by": nil, "owed_by": nil,
		"size": int(cmp.Or(req.GetPageSize(), defaultPage)) + 1, "before": nil, "before_proceeding": nil,
	}
	if st := req.GetState(); st != mediationv1.ProceedingState_PROCEEDING_STATE_UNSPECIFIED {
		args["state"] = int16(st) //nolint:gosec // G115: an enum
	}
	if m := req.GetMode(); m != "" {
		if _, ok := proceeding.ModeOf(m); !ok {
			return nil, proceeding.ErrUnknownMode.On("mode")
		}
		args["mode"] = m
	}
	if m := req.GetMediator(); m != "" {
		args["mediator"] = m
	}
	if d := req.GetDisputeId(); d != "" {
		id, err := uuid.Parse(d)
		if err != nil {
			return nil, request.ErrIDFormat.On("dispute_id")
		}
		args["dispute"] = id
	}
	if d := req.GetDueBy(); d != "" {
		if _, err := entry.Day(d, "due_by"); err != nil {
			return nil, err
		}
		args["due_by"] = d
	}
	if d := req.GetOwedBy(); d != "" {
		if _, err := entry.Day(d, "owed_by"); err != nil {
			return nil, err
		}
		args["owed_by"] = d
	}
	if req.GetPageToken() != "" {
		c, err := readToken(req, prefix)
		if err != nil {
			return nil, err
		}
		args["before"], args["before_proceeding"] = c.recordedAt, c.proceeding
	}
	return args, nil
}

// within reports whether everything with the prefix lies within the unit.
func within(prefix string, unit unit.Code) bool {
	own := unit.Prefix()
	return len(prefix) >= len(own) && prefix[:len(own)] == own
}

func (r queueRow) message() *mediationv1.QueueRow {
	m := &mediationv1.QueueRow{
		ProceedingId: r.Proceeding.String(),
		DisputeId:    r.Dispute.String(),
		Ordinal:      uint32(r.Ordinal), //nolint:gosec // G115: the rules bound it
		State:        mediationv1.ProceedingState(r.State),
		Unit:         r.Unit,
		Mode:         r.Mode,
		Basis:        r.Basis,
		Mediators:    r.Mediators,
		Sessions:     uint32(r.Sessions), //nolint:gosec // G115: not negative
		DueOn:        dateText(r.DueOn),
		Outcome:      r.Outcome,
		Late:         r.Late,
		OpenedAt:     timestamppb.New(r.OpenedAt),
		RecordedAt:   timestamppb.New(r.RecordedAt),
		ConfirmBy:    dateText(r.ConfirmBy),
		Confirmation: r.Confirmation,
		NextDueOn:    dateText(r.NextDueOn),
		Revision:     uint64(r.Revision), //nolint:gosec // G115: revisions are not negative
	}
	if r.EndedAt != nil {
		m.EndedAt = timestamppb.New(*r.EndedAt)
	}
	return m
}

func dateText(d *time.Time) string {
	if d == nil {
		return ""
	}
	return d.Format(time.DateOnly)
}
