package intake

import (
	"slices"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/casenumber"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/unit"
)

// serialKey is what case numbers are counted by.
type serialKey struct {
	unit string
	year int16
}

// serialOf: the year is that of the receipt in Beijing. A later correction of the receipt does not change the number.
func serialOf(e *dispute.RegisteredV1) serialKey {
	return serialKey{string(e.Unit), int16(e.ReceivedAt.In(entry.Beijing).Year())} //nolint:gosec // G115: the rules bound it
}

func (k serialKey) number(serial int32) string {
	return casenumber.Format(int(k.year), k.unit, int(serial))
}

// queueRow is a row of view_queue.dispute, without what only the fold knows.
type queueRow struct {
	Dispute      uuid.UUID
	Number       string
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
	Owner        string
	Lead         string
	Assisting    []string
	Acknowledged []string
	DueOn        *time.Time
	LimitOn      *time.Time
	Urgent       bool
	Risk         string
	RiskUntil    *time.Time
	Import       *uuid.UUID
	LastStepAt   time.Time
	Revision     int64
}

// foldedRow is a whole row of the table.
type foldedRow struct {
	queueRow

	Open      bool
	Phase     int16
	Before    int16
	Objector  string // whose objection is pending
	Contested bool
	Unrouted  bool
	NextRoute bool
	AcceptBy  *time.Time
	// AcknowledgeBy is for the lead handler's receipt.
	AcknowledgeBy *time.Time
	// MergedInto is the earlier dispute, while the merger holds.
	MergedInto *uuid.UUID
}

// key is the form of a handler in the tables.
func key(h dispute.Handler) string {
	if h == (dispute.Handler{}) {
		return ""
	}
	return string(h.Unit) + "/" + h.Department
}

func keys(hs []dispute.Handler) []string {
	out := make([]string, 0, len(hs))
	for _, h := range hs {
		out = append(out, key(h))
	}
	return out
}

func handlerKeyed(key string) dispute.Handler {
	u, department, _ := strings.Cut(key, "/")
	return dispute.Handler{Unit: unit.Code(u), Department: department}
}

func handlersKeyed(keys []string) []*intakev1.Handler {
	out := make([]*intakev1.Handler, 0, len(keys))
	for _, k := range keys {
		out = append(out, handler(handlerKeyed(k)))
	}
	return out
}

func newRow(id uuid.UUID, e *dispute.RegisteredV1, number string) *foldedRow {
	return &foldedRow{queueRow: queueRow{
		Dispute: id, Number: number, Category: e.Category, Channel: e.Channel, Unit: string(e.Unit), Area: string(e.Area), Scale: e.Scale,
		Involved: int32(e.Involved), //nolint:gosec // G115: the rules bound it
		Late:     e.LateReason != "", ReceivedAt: e.ReceivedAt, RegisteredAt: e.RegisteredAt, Owner: key(dispute.Handler{Unit: e.Unit}),
		Assisting: []string{}, Acknowledged: []string{},
	}}
}

// apply folds one event into the row.
func (r *foldedRow) apply(e dispute.Event) {
	before := r.standing()
	s := before
	s.apply(e)
	r.stand(s)
	switch e := e.(type) {
	case *dispute.ImportedV1:
		r.Import = checkedID(e.Import)
	case *dispute.MergedV1:
		r.MergedInto = checkedID(e.Into)
	case *dispute.UnmergedV1, *dispute.VoidedV1: // what is void was nothing that could be merged
		r.MergedInto = nil
	case *dispute.ClassifiedV1:
		r.Category, r.Scale, r.Involved = e.Category, e.Scale, int32(e.Involved) //nolint:gosec // G115: the rules bound it
	case *dispute.CorrectedV1:
		r.correct(e)
	case *dispute.RiskAssessedV1:
		r.Risk, r.RiskUntil = string(e.Level), dayOf(e.ExpiresOn)
	case *dispute.OwnershipTakenV1:
		r.Owner = key(e.Owner)
	case *dispute.DispatchedV1:
		r.Assisting, r.Acknowledged = keys(e.Assisting), []string{}
	case *dispute.ReassignedV1:
		r.Assisting, r.Acknowledged = keys(e.Assisting), []string{}
	case *dispute.JurisdictionDecidedV1:
		r.Assisting, r.Acknowledged = keys(e.Assisting), []string{}
	case *dispute.AcknowledgedV1:
		r.Acknowledged = append(r.Acknowledged, key(e.Handler))
	case *dispute.ObjectionDecidedV1:
		switch by := key(before.Objector); {
		case before.ends(e):
			r.Assisting, r.Acknowledged = []string{}, []string{}
		case e.Upheld:
			gone := func(k string) bool { return k == by }
			r.Assisting, r.Acknowledged = slices.DeleteFunc(r.Assisting, gone), slices.DeleteFunc(r.Acknowledged, gone)
		}
	case *dispute.UrgentV1:
		r.Urgent = true
	default: // of the others standing takes care, or nobody who looks at a queue needs them
	}
}

// checkedID is an id that the rules have checked.
func checkedID(s string) *uuid.UUID {
	id, err := uuid.Parse(s)
	if err != nil {
		return nil
	}
	return &id
}

func (r *foldedRow) correct(e *dispute.CorrectedV1) {
	for _, c := range e.Changes {
		switch c.Field {
		case dispute.FieldCategory:
			r.Category = c.After
		case dispute.FieldChannel:
			r.Channel = c.After
		case dispute.FieldArea:
			r.Area = c.After
		case dispute.FieldScale:
			r.Scale = c.After
		case dispute.FieldInvolved:
			r.Involved = int32(number(c.After)) //nolint:gosec // G115: the rules bound it
		case dispute.FieldReceivedAt:
			if at, err := time.Parse(time.RFC3339Nano, c.After); err == nil { // the rules wrote a time
				r.ReceivedAt = at
			}
			r.Late = r.Late || e.LateReason != ""
		}
	}
}

// standing takes out what standing.go folds, stand puts it back.
func (r *foldedRow) standing() standing {
	s := standing{
		Phase: dispute.Phase(r.Phase), Before: dispute.Phase(r.Before), //nolint:gosec // G115: one of eleven
		Objector: handlerKeyed(r.Objector), Contested: r.Contested, Unrouted: r.Unrouted, NextRoute: r.NextRoute, Lead: handlerKeyed(r.Lead),
		DueOn: dateOf(r.LimitOn), AcceptBy: dateOf(r.AcceptBy), AcknowledgeBy: dateOf(r.AcknowledgeBy),
	}
	return s
}

func (r *foldedRow) stand(s standing) {
	r.State, r.Open, r.Phase, r.Before = int16(s.state()), s.open(), int16(s.Phase), int16(s.Before) //nolint:gosec // G115: enums
	r.Objector, r.Contested, r.Unrouted, r.NextRoute, r.Lead = key(s.Objector), s.Contested, s.Unrouted, s.NextRoute, key(s.Lead)
	r.DueOn, r.LimitOn, r.AcceptBy, r.AcknowledgeBy = dayOf(s.due()), dayOf(s.DueOn), dayOf(s.AcceptBy), dayOf(s.AcknowledgeBy)
}

// dateOf is a day of the database as a civil date, empty for none.
func dateOf(day *time.Time) string {
	if day == nil {
		return ""
	}
	return day.Format(time.DateOnly)
}

// dayOf is a civil date as the database takes it, nil for none.
func dayOf(date string) *time.Time {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return nil
	}
	return &day
}

// unacknowledged are the addressed handlers whose receipt is missing.
func (r *queueRow) unacknowledged() []string {
	if r.Lead == "" {
		return nil
	}
	return slices.DeleteFunc(append([]string{r.Lead}, r.Assisting...), func(k string) bool { return slices.Contains(r.Acknowledged, k) })
}

// desk is a row of view_queue.desk.
type desk struct {
	handler              string
	dueOn                *time.Time
	mine, unacknowledged bool
}

func (d desk) equal(other desk) bool {
	same := d.dueOn == nil && other.dueOn == nil || d.dueOn != nil && other.dueOn != nil && d.dueOn.Equal(*other.dueOn)
	return same && d.handler == other.handler && d.mine == other.mine && d.unacknowledged == other.unacknowledged
}

// desks are the desks that the dispute lies on, in the order of their names. A closed one lies on none.
func (r *foldedRow) desks() []desk {
	if !r.Open {
		return nil
	}
	waiting := r.unacknowledged()
	names := append([]string{r.Owner}, waiting...)
	if r.Lead != "" {
		names = append(names, r.Lead)
	}
	slices.Sort(names)
	var out []desk
	for _, name := range slices.Compact(names) {
		out = append(out, desk{
			handler: name, dueOn: r.DueOn, mine: name == r.Owner || name == r.Lead, unacknowledged: slices.Contains(waiting, name),
		})
	}
	return out
}

// message is the row as it is shown on a day: the risk drops by itself.
func (r *queueRow) message(today calendar.Date) *intakev1.QueueRow {
	m := &intakev1.QueueRow{
		DisputeId:      r.Dispute.String(),
		CaseNumber:     r.Number,
		State:          intakev1.DisputeState(r.State),
		Category:       r.Category,
		Channel:        r.Channel,
		Unit:           r.Unit,
		Area:           r.Area,
		Scale:          r.Scale,
		Involved:       uint32(r.Involved), //nolint:gosec // G115: the rules bound it
		Late:           r.Late,
		ReceivedAt:     timestamppb.New(r.ReceivedAt),
		RegisteredAt:   timestamppb.New(r.RegisteredAt),
		Owner:          handler(handlerKeyed(r.Owner)),
		Lead:           handler(handlerKeyed(r.Lead)),
		Assisting:      handlersKeyed(r.Assisting),
		Unacknowledged: handlersKeyed(r.unacknowledged()),
		Urgent:         r.Urgent,
		Risk:           string(dispute.RiskOn(today.String(), dispute.RiskLevel(r.Risk), dateOf(r.RiskUntil))),
		LastStepAt:     timestamppb.New(r.LastStepAt),
		Revision:       uint64(r.Revision), //nolint:gosec // G115: revisions are not negative
	}
	if r.DueOn != nil {
		m.DueOn = r.DueOn.Format(time.DateOnly)
	}
	if r.Import != nil {
		m.Import = r.Import.String()
	}
	return m
}
