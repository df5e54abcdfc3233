package intake

import (
	_ "embed"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/casenumber"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/unit"
)

var (
	//go:embed list_disputes.sql
	listDisputes string
	//go:embed list_mine.sql
	listMine string
	//go:embed list_unacknowledged.sql
	listUnacknowledged string
	//go:embed list_due.sql
	listDue string
	//go:embed list_mine_due.sql
	listMineDue string
	//go:embed find_numbers.sql
	findNumbers string
)

// listing is one list of disputes as it is asked of the database. Each statement has an index that serves it, see
// view_queue.sql.
type listing struct {
	sql     string
	order   pageOrder
	args    pgx.NamedArgs
	filters []byte
}

// listing turns the request into a statement with its arguments.
func (s *Service) listing(a identity.Actor, req *intakev1.ListDisputesRequest) (*listing, error) {
	l := &listing{args: pgx.NamedArgs{"state": nil, "category": nil, "number": nil, "number_to": nil}}
	own := dispute.Handler{Unit: unit.Code(a.Unit), Department: a.Department}
	l.args["handler"] = key(own)
	// Who has a reach of its own sees what lies on the own desk and nothing of what others registered; by its whole number also what has left it.
	reach := own.Department != "" || only(a, readers(), narrow()...)
	mine := req.GetMine() || reach
	l.args["part_of"], l.args["part_of_unit"] = nil, nil
	switch {
	case own.Department != "":
		l.args["part_of"] = key(own)
	case reach:
		l.args["part_of_unit"] = a.Unit
	}
	if err := l.filter(req); err != nil {
		return nil, err
	}
	prefix, err := scope(a, req, mine)
	if err != nil {
		return nil, err
	}
	l.args["from"], l.args["to"] = prefix, prefix+above
	if err := l.choose(req, mine); err != nil {
		return nil, err
	}
	if l.order == byDue {
		if err := l.due(req, calendar.DateOf(s.deps.Now())); err != nil {
			return nil, err
		}
	}
	if req.GetNumber() != "" {
		if !casenumber.Begins(req.GetNumber()) {
			return nil, errNumber.On("number")
		}
		from := numbersFrom(req.GetNumber(), prefix)
		l.args["number"], l.args["number_to"] = from, from+above
	}
	l.filters = filterDigest(req, prefix, key(own))
	return l, l.page(req)
}

// above is greater than every character of a code or a number.
const above = ":"

// filter reads state and category.
func (l *listing) filter(req *intakev1.ListDisputesRequest) error {
	if c := req.GetCategory(); c != "" {
		if !dispute.Categories().Has(c) {
			return dispute.ErrUnknownCategory.On("category")
		}
		l.args["category"] = c
	}
	state := req.GetState()
	for queue, only := range map[intakev1.DisputeQueue]intakev1.DisputeState{
		intakev1.DisputeQueue_DISPUTE_QUEUE_UNROUTED:   intakev1.DisputeState_DISPUTE_STATE_UNROUTED,
		intakev1.DisputeQueue_DISPUTE_QUEUE_NEXT_ROUTE: intakev1.DisputeState_DISPUTE_STATE_NEXT_ROUTE,
	} {
		if req.GetQueue() != queue {
			continue
		}
		if state != intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED && state != only {
			return errQueueFilter.On("state")
		}
		state = only
	}
	if state != intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED {
		l.args["state"] = int16(state) //nolint:gosec // G115: an enum
	}
	return nil
}

// scope is the leading part of the units whose registrations are asked for. What is mine may have been registered anywhere.
func scope(a identity.Actor, req *intakev1.ListDisputesRequest, mine bool) (string, error) {
	asked := req.GetUnit()
	if asked == "" {
		if mine || req.GetQueue() == intakev1.DisputeQueue_DISPUTE_QUEUE_MY_OPEN ||
			req.GetQueue() == intakev1.DisputeQueue_DISPUTE_QUEUE_UNACKNOWLEDGED {
			return "", nil
		}
		asked = a.Unit
	}
	prefix, ok := unit.Prefix(asked)
	if !ok {
		return "", dispute.ErrUnitFormat.On("unit")
	}
	if !within(prefix, unit.Code(a.Unit)) {
		return "", dispute.ErrUnitNotYours.On("unit")
	}
	return prefix, nil
}

// choose picks the statement of a queue.
func (l *listing) choose(req *intakev1.ListDisputesRequest, mine bool) error {
	l.sql, l.order = listDisputes, byTime
	if mine {
		l.sql = listMine
	}
	switch req.GetQueue() {
	case intakev1.DisputeQueue_DISPUTE_QUEUE_UNSPECIFIED:
		// Of many numbers only a few are those of a reach: a whole number is looked up, a leading part would lead through all cases.
		if n := req.GetNumber(); n != "" && (!mine || !req.GetMine() && casenumber.Valid(n)) {
			l.sql, l.order = findNumbers, byNumber
		}
		return nil
	case intakev1.DisputeQueue_DISPUTE_QUEUE_UNROUTED, intakev1.DisputeQueue_DISPUTE_QUEUE_NEXT_ROUTE: // a state, see filter
	case intakev1.DisputeQueue_DISPUTE_QUEUE_MY_OPEN:
		l.sql = listMine
	case intakev1.DisputeQueue_DISPUTE_QUEUE_UNACKNOWLEDGED:
		l.sql = listUnacknowledged
	case intakev1.DisputeQueue_DISPUTE_QUEUE_DUE_SOON, intakev1.DisputeQueue_DISPUTE_QUEUE_OVERDUE:
		if l.sql, l.order = listDue, byDue; mine {
			l.sql = listMineDue
		}
	default:
		return errQueueFilter.On("queue")
	}
	if req.GetNumber() != "" {
		return errQueueFilter.On("number")
	}
	return nil
}

// due puts in the days. The first day of all limits is long after the first day of the calendar.
func (l *listing) due(req *intakev1.ListDisputesRequest, today calendar.Date) error {
	if req.GetDueWithin() > maxDueWithin {
		return errDueWithin.On("due_within")
	}
	l.args["due_from"], l.args["due_to"] = "1900-01-01", today.Plus(-1).String()
	if req.GetQueue() == intakev1.DisputeQueue_DISPUTE_QUEUE_DUE_SOON {
		days := int(req.GetDueWithin())
		if days == 0 {
			days = defaultDueWithin
		}
		l.args["due_from"], l.args["due_to"] = today.String(), today.Plus(days).String()
	}
	return nil
}

// numbersFrom is the beginning of the numbers to look at: the year alone would lead through the numbers of all units.
func numbersFrom(number, prefix string) string {
	if whole := number[:4] + "-" + prefix; prefix != "" && strings.HasPrefix(whole, number) {
		return whole
	}
	return number
}
