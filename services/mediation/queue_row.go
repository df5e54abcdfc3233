package mediation

import (
	"fmt"
	"slices"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/mediation/proceeding"
)

// queueRow is a row of view_proceedings.proceeding.
type queueRow struct {
	Proceeding   uuid.UUID
	Dispute      uuid.UUID
	Ordinal      int32
	State        int16
	Before       int16
	Unit         string
	Mode         string
	Basis        string
	Mediators    []string
	Sessions     int32
	DueOn        *time.Time
	Outcome      string
	Late         bool
	OpenedAt     time.Time
	RecordedAt   time.Time
	EndedAt      *time.Time
	ConfirmBy    *time.Time
	Confirmation string
	NextDueOn    *time.Time
	SetAside     bool
	Revision     int64
}

// owedRow is a row of view_proceedings.obligation.
type owedRow struct {
	Proceeding uuid.UUID
	Place      int32
	DueOn      *time.Time
	Closed     bool
}

// queued is a proceeding with what is owed under its agreement.
type queued struct {
	queueRow
	owed    []*owedRow
	changed bool // what is owed
}

func openedRow(id uuid.UUID, e *proceeding.OpenedV1) (*queued, error) {
	dispute, err := uuid.Parse(string(e.Dispute))
	if err != nil {
		return nil, fmt.Errorf("proceeding %s: dispute: %w", id, err)
	}
	r := &queued{queueRow: queueRow{
		Proceeding: id, Dispute: dispute, Ordinal: int32(e.Ordinal), State: int16(mediationv1.ProceedingState_PROCEEDING_STATE_OPENED), //nolint:gosec // G115: the rules bound it
		Unit: string(e.Unit), Mode: e.Mode, Basis: e.Basis, DueOn: dateOut(e.Limit.DueOn), Late: e.LateReason != "",
		OpenedAt: e.OccurredAt, RecordedAt: e.RecordedAt,
	}}
	r.assigned(e.Mediators)
	return r, nil
}

// declinedRow shows what was not accepted as what has ended, with R51.
func declinedRow(id uuid.UUID, e *proceeding.DeclinedV1) (*queued, error) {
	r, err := openedRow(id, &proceeding.OpenedV1{When: e.When, Of: e.Of, Ordinal: e.Ordinal, Basis: e.Basis})
	if err != nil {
		return nil, err
	}
	r.ended(e.Ending)
	return r, nil
}

// apply folds one event into the row.
func (r *queued) apply(event proceeding.Event) {
	switch e := event.(type) {
	case *proceeding.AssignedV1:
		r.assigned(e.Mediators)
	case *proceeding.RecusedV1:
		r.leaves(e.Mediator)
	case *proceeding.ChallengeDecidedV1:
		if e.Upheld {
			r.leaves(e.Mediator)
		}
	case *proceeding.SuspendedV1:
		r.Before, r.State = r.State, int16(mediationv1.ProceedingState_PROCEEDING_STATE_SUSPENDED)
	case *proceeding.ResumedV1:
		r.State, r.Before, r.DueOn = r.Before, 0, dateOut(e.Limit.DueOn)
	case *proceeding.ExtendedV1:
		r.DueOn = dateOut(e.Limit.DueOn)
	case *proceeding.RecountedV1:
		r.DueOn = dateOut(e.Limit.DueOn)
	case *proceeding.SessionHeldV1:
		r.Sessions = int32(e.Number) //nolint:gosec // G115: no proceeding has that many
		r.reach(mediationv1.ProceedingState_PROCEEDING_STATE_IN_MEDIATION)
	case *proceeding.AgreementRecordedV1:
		r.reach(mediationv1.ProceedingState_PROCEEDING_STATE_DRAFTED)
		r.owed, r.changed = nil, true
		for _, o := range e.Obligations {
			r.owes(o)
		}
	case *proceeding.AgreementEffectiveV1:
		r.ConfirmBy = dateOut(e.ConfirmBy)
		r.next()
	case *proceeding.AgreedV1:
		r.ended(e.Ending)
	case *proceeding.FailedV1:
		r.failed(e.Ending)
	case *proceeding.WithdrawnV1:
		r.failed(e.Ending)
	case *proceeding.RefusedV1:
		r.failed(e.Ending)
	case *proceeding.TerminatedV1:
		r.failed(e.Ending)
	case *proceeding.PerformedV1:
		if e.Result != proceeding.PerformedInPart {
			r.closes(e.Obligation)
		}
	case *proceeding.ChangedV1:
		r.owes(e.New)
		r.closes(e.Obligation)
	case *proceeding.ConfirmationAppliedV1:
		r.Confirmation = proceeding.Applied
	case *proceeding.ConfirmationDecidedV1:
		r.Confirmation = e.Result
	case *proceeding.ArchivedV1:
		r.reach(mediationv1.ProceedingState_PROCEEDING_STATE_ARCHIVED)
	case *proceeding.SetAsideV1:
		r.SetAside = true
	default: // the queue shows nothing of the others
	}
}

func (r *queued) assigned(mediators []proceeding.Mediator) {
	for _, m := range mediators {
		r.Mediators = append(r.Mediators, m.Account)
	}
}

func (r *queued) leaves(account string) {
	r.Mediators = slices.DeleteFunc(r.Mediators, func(a string) bool { return a == account })
}

// reach goes to a later state; an earlier one does not come back.
func (r *queued) reach(st mediationv1.ProceedingState) {
	r.State = max(r.State, int16(st)) //nolint:gosec // G115: an enum
}

func (r *queued) ended(e proceeding.Ending) {
	r.reach(mediationv1.ProceedingState_PROCEEDING_STATE_ENDED)
	r.Outcome, r.EndedAt, r.Before = e.Outcome, &e.OccurredAt, 0
}

// failed ends without an agreement: nothing is owed.
func (r *queued) failed(e proceeding.Ending) {
	r.ended(e)
	r.changed = r.changed || len(r.owed) > 0
	r.owed, r.NextDueOn = nil, nil
}

func (r *queued) owes(o proceeding.Obligation) {
	place := int32(len(r.owed)) //nolint:gosec // G115: the rules bound it
	r.owed = append(r.owed, &owedRow{Proceeding: r.Proceeding, Place: place, DueOn: dateOut(o.DueOn)})
}

func (r *queued) closes(place int) {
	r.owed[place].Closed, r.changed = true, true
	r.next()
}

// next finds the next day on which something is owed.
func (r *queued) next() {
	r.NextDueOn = nil
	for _, o := range r.owed {
		if !o.Closed && o.DueOn != nil && (r.NextDueOn == nil || o.DueOn.Before(*r.NextDueOn)) {
			r.NextDueOn = o.DueOn
		}
	}
}

// dateOut is a civil date as PostgreSQL has it.
func dateOut(d calendar.Date) *time.Time {
	if d.IsZero() {
		return nil
	}
	t := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, time.UTC)
	return &t
}
