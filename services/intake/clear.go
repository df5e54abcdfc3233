package intake

import (
	"slices"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/request"
)

// clearPart folds what is clear of a dispute, as corrected.
func clearPart(t story) *intakev1.Dispute {
	s := t.state
	d := &intakev1.Dispute{
		DisputeId: t.id.String(), Owner: handler(s.Owner), Urgent: s.Urgent, MergedInto: s.Into,
		ReceivedAt: timestamppb.New(s.ReceivedAt), RegisteredAt: timestamppb.New(s.RegisteredAt),
	}
	if s.Offer != nil {
		d.OfferedTo = handler(*s.Offer)
	}
	if !s.AcceptedAt.IsZero() {
		d.AcceptedAt = timestamppb.New(s.AcceptedAt)
	}
	if !s.ClosedAt.IsZero() {
		d.ClosedAt = timestamppb.New(s.ClosedAt)
	}
	for _, l := range s.Links {
		d.Links = append(d.Links, &intakev1.DisputeLinked{Kind: string(l.Kind), Other: l.Other})
	}
	var stands standing
	for _, st := range t.steps {
		before := stands.DueOn
		if e, ok := st.event.(*dispute.ObjectionDecidedV1); ok {
			answerObjection(d, e, stands.ends(e))
		}
		stands.apply(st.event)
		show(d, st.event)
		if given := limitIn(st.event); given != nil && (stands.DueOn != before || given.GetDueOn() == before) {
			d.Limit = given
		}
		d.Revision, d.Position = st.rec.Revision, request.Position(st.rec.Position)
	}
	d.State = stands.state()
	return d
}

// limitIn is the limit that an event gives; nil when it gives none.
func limitIn(e dispute.Event) *intakev1.Limit {
	switch e := e.(type) {
	case *dispute.AcceptedV1:
		return limit(e.Limit)
	case *dispute.UrgentV1:
		return limit(e.Limit)
	case *dispute.DispatchedV1:
		return limit(e.Limit)
	case *dispute.ReassignedV1:
		return limit(e.Limit)
	case *dispute.JurisdictionDecidedV1:
		return limit(e.Limit)
	default: // the others give none
		return nil
	}
}

// show folds one event into what is shown of it.
func show(d *intakev1.Dispute, e dispute.Event) {
	switch e := e.(type) {
	case *dispute.RegisteredV1:
		d.Registered = registeredFact(e)
	case *dispute.ImportedV1:
		d.Imported = what(e).(*intakev1.Imported)
	case *dispute.WithdrawnV1:
		d.Withdrawn, d.WithdrawnAt = withdrawnFact(e), timestamppb.New(e.WithdrawnAt)
	case *dispute.RefusedV1:
		d.Refused = what(e).(*intakev1.DisputeRefused)
	case *dispute.CorrectedV1:
		showCorrection(d, e)
	case *dispute.ClassifiedV1:
		d.Classified = what(e).(*intakev1.DisputeClassified)
	case *dispute.RiskAssessedV1:
		d.Risk = what(e).(*intakev1.RiskAssessed)
	case *dispute.JurisdictionDisputedV1:
		d.Jurisdiction = what(e).(*intakev1.JurisdictionDisputed)
	case *dispute.SubTaskOpenedV1:
		d.Tasks = append(d.Tasks, &intakev1.SubTask{Task: e.Task, Kind: e.Kind, Handler: handler(e.Handler), DueOn: e.DueOn})
	case *dispute.SubTaskReturnedV1:
		for _, t := range d.GetTasks() {
			if t.GetTask() == e.Task {
				t.Result = e.Result
			}
		}
	case *dispute.ProceedingOpenedV1:
		d.Running = what(e).(*intakev1.ProceedingOpened)
	case *dispute.ProceedingEndedV1:
		d.Running = nil
		d.Proceedings = append(d.Proceedings, what(e).(*intakev1.ProceedingEnded))
	case *dispute.ConcludedV1:
		d.Concluded, d.FollowUps, d.Ratings = what(e).(*intakev1.DisputeConcluded), nil, nil
	case *dispute.ReopenedV1: // the closure does not hold any more; its story is in the history
		d.Concluded, d.Withdrawn, d.WithdrawnAt, d.Refused, d.Archived = nil, nil, nil, nil, nil
		d.FollowUps, d.Ratings = nil, nil
	case *dispute.FollowedUpV1:
		d.FollowUps = append(d.FollowUps, what(e).(*intakev1.FollowedUp))
	case *dispute.RatedV1:
		d.Ratings = append(d.Ratings, what(e).(*intakev1.DisputeRated))
	case *dispute.ArchivedV1:
		d.Archived = what(e).(*intakev1.DisputeArchived)
	case *dispute.VoidedV1:
		d.Voided = what(e).(*intakev1.DisputeVoided)
	case *dispute.DispatchedV1, *dispute.ReassignedV1, *dispute.JurisdictionDecidedV1, *dispute.AcknowledgedV1, *dispute.ObjectedV1:
		showDispatch(d, e)
	case *dispute.AcceptedV1, *dispute.MergedV1, *dispute.UnmergedV1, *dispute.LinkedV1, *dispute.UnlinkedV1, *dispute.UnroutedV1,
		*dispute.OwnershipOfferedV1, *dispute.OwnershipTakenV1, *dispute.UrgentV1: // taken from the state
	case *dispute.ObjectionDecidedV1: // clearPart answers it
	}
}

// showDispatch folds what a dispatch became.
func showDispatch(d *intakev1.Dispute, e dispute.Event) {
	addressed := func(round int, lead dispute.Handler, assisting []dispute.Handler, l dispute.Limit, objectBy, rule string) {
		d.Dispatch, d.Jurisdiction = &intakev1.Dispatch{
			Round: count(round), Lead: handler(lead), Assisting: handlers(assisting), Limit: limit(l), ObjectBy: objectBy, Rule: rule,
		}, nil
	}
	switch e := e.(type) {
	case *dispute.DispatchedV1:
		addressed(e.Round, e.Lead, e.Assisting, e.Limit, e.ObjectBy, e.Rule)
	case *dispute.ReassignedV1:
		addressed(e.Round, e.Lead, e.Assisting, e.Limit, e.ObjectBy, "")
	case *dispute.JurisdictionDecidedV1:
		addressed(e.Round, e.Lead, e.Assisting, e.Limit, "", "")
	case *dispute.AcknowledgedV1:
		d.Dispatch.Acknowledged = append(d.GetDispatch().GetAcknowledged(), handler(e.Handler))
	case *dispute.ObjectedV1:
		d.Dispatch.Objection = what(e).(*intakev1.DispatchObjected)
	default: // of the others show takes care
	}
}

// answerObjection takes the pending objection away, and with it what it ended: the round, or the part of an assisting handler.
func answerObjection(d *intakev1.Dispute, e *dispute.ObjectionDecidedV1, ends bool) {
	x := d.GetDispatch()
	by := handlerOf(x.GetObjection().GetHandler())
	if x.Objection = nil; ends {
		d.Dispatch = nil
		return
	}
	if e.Upheld {
		gone := func(h *intakev1.Handler) bool { return handlerOf(h) == by }
		x.Assisting, x.Acknowledged = slices.DeleteFunc(x.GetAssisting(), gone), slices.DeleteFunc(x.GetAcknowledged(), gone)
	}
}

// showCorrection puts in what should have been registered. A classification since keeps what was not corrected.
func showCorrection(d *intakev1.Dispute, e *dispute.CorrectedV1) {
	r, c := d.GetRegistered(), d.GetClassified()
	for _, change := range e.Changes {
		switch change.Field {
		case dispute.FieldCategory:
			if r.Category = change.After; c != nil {
				c.Category, c.Local = change.After, ""
			}
		case dispute.FieldChannel:
			r.Channel = change.After
		case dispute.FieldArea:
			r.Area = change.After
		case dispute.FieldInvolved:
			if r.Involved = number(change.After); c != nil {
				c.Involved = r.GetInvolved()
			}
		case dispute.FieldScale:
			if r.Scale = change.After; c != nil {
				c.Scale = change.After
			}
		case dispute.FieldAroseOn:
			r.AroseOn = change.After
		case dispute.FieldReceivedAt: // taken from the state
			if r.GetLateReason() == "" {
				r.LateReason = e.LateReason
			}
		}
	}
}
