package dispute

import (
	"slices"
	"strconv"
	"time"

	"anjie.internal/services/internal/unit"
)

// Evolve returns the state after an event. It never refuses. Older states stay valid: what a state points to is replaced,
// never changed.
func Evolve(s State, e Event) State {
	switch e := e.(type) {
	case *RegisteredV1:
		return s.registered(e)
	case *ImportedV1:
		s.Import = e.Import
	case *AcceptedV1:
		s.Phase, s.AcceptedAt, s.Limit = Accepted, e.OccurredAt, e.Limit
	case *RefusedV1:
		s = s.close(Refused, e.Outcome, e.OccurredAt)
	case *WithdrawnV1:
		s = s.close(Withdrawn, e.Reason, e.WithdrawnAt)
	case *MergedV1:
		s = s.close(Merged, OutcomeMerged, e.OccurredAt)
		s.Into = e.Into
	case *UnmergedV1:
		s = s.resume(e.OccurredAt)
		s.Into = ""
	case *LinkedV1:
		s.Links = append(slices.Clone(s.Links), Tie{e.Kind, e.Other})
	case *UnlinkedV1:
		s.Links = except(s.Links, Tie{e.Kind, e.Other})
	case *ClassifiedV1:
		s.Category, s.Local, s.Exchange = e.Category, e.Local, e.Exchange
		s.Involved, s.Scale, s.Complexity = e.Involved, e.Scale, e.Complexity
	case *RiskAssessedV1:
		s.Risk, s.RiskUntil = e.Level, e.ExpiresOn
	case *CorrectedV1:
		s = s.corrected(e)
	case *UrgentV1:
		s.Urgent, s.Limit = true, e.Limit
	case *OwnershipOfferedV1:
		s.Offer = &e.To
	case *OwnershipTakenV1:
		s.Owner, s.Offer = e.Owner, nil
	case *UnroutedV1:
		s.Unrouted = &e.Profile
	case *DispatchedV1:
		s = s.addressed(Round{Number: e.Round, At: e.OccurredAt, Lead: e.Lead, Assisting: e.Assisting, ObjectBy: e.ObjectBy, DueOn: e.Limit.DueOn})
	case *ReassignedV1:
		s = s.addressed(Round{Number: e.Round, At: e.OccurredAt, Lead: e.Lead, Assisting: e.Assisting, ObjectBy: e.ObjectBy, DueOn: e.Limit.DueOn})
	case *JurisdictionDecidedV1:
		s = s.addressed(Round{Number: e.Round, At: e.OccurredAt, Lead: e.Lead, Assisting: e.Assisting, DueOn: e.Limit.DueOn})
		s.DecidedBy = e.By
	case *AcknowledgedV1:
		s.Round.Acknowledged = append(slices.Clone(s.Round.Acknowledged), e.Handler)
		if e.Handler == s.Round.Lead {
			s.Phase = Handling
		}
	case *ObjectedV1:
		s.Round.Objection = &e.Handler
		s.Round.Objected = append(slices.Clone(s.Round.Objected), e.Handler)
	case *ObjectionDecidedV1:
		s = s.answered(e.Upheld)
	case *JurisdictionDisputedV1:
		s.Claimants = e.Claimants
	case *SubTaskOpenedV1:
		s.Tasks = append(slices.Clone(s.Tasks), Task{ID: e.Task, Handler: e.Handler})
	case *SubTaskReturnedV1:
		s.Tasks = slices.Clone(s.Tasks)
		for i := range s.Tasks {
			s.Tasks[i].Returned = s.Tasks[i].Returned || s.Tasks[i].ID == e.Task
		}
	case *ProceedingOpenedV1:
		s.Running = Proceeding{ID: e.Proceeding, Mode: e.Mode, OpenedAt: e.OccurredAt}
	case *ProceedingEndedV1:
		s.Running = Proceeding{} // mediation opens the next one after the end of the one before
		if p := (Proceeding{ID: e.Proceeding, Mode: e.Mode, Outcome: e.Outcome, EndedAt: e.OccurredAt}); p.binds() || !s.LastProceeding.binds() {
			s.LastProceeding = p // what came to nothing does not take away what another one came to
		}
		s.Proceedings = append(slices.Clone(s.Proceedings), e.Proceeding)
	case *ConcludedV1:
		s = s.close(Concluded, e.Outcome, e.OccurredAt)
		s.Rated = nil
	case *ReopenedV1:
		s = s.resume(e.OccurredAt)
		s.LastProceeding = Proceeding{}
	case *FollowedUpV1: // nothing is decided by what was heard
	case *RatedV1:
		s.Rated = append(slices.Clone(s.Rated), e.Rater)
	case *ArchivedV1:
		s.Phase = Archived
	case *VoidedV1:
		if s.Phase.Open() {
			s.ClosedAt = e.OccurredAt
		}
		s.Phase = Voided
	}
	return s
}

func (State) registered(e *RegisteredV1) State {
	s := State{
		Phase: Registered, Unit: e.Unit, Area: e.Area, Category: e.Category, Channel: e.Channel,
		Involved: e.Involved, Scale: e.Scale, AroseOn: e.AroseOn,
		ReceivedAt: e.ReceivedAt, RegisteredAt: e.RegisteredAt, Late: e.LateReason != "",
		Owner: Handler{Unit: e.Unit},
	}
	if e.Referral != nil {
		s.Referrer, s.ReturnBy = e.Referral.Kind, e.Referral.ReturnBy
	}
	for _, p := range e.Parties {
		s.Parties = append(s.Parties, p.Role)
	}
	return s
}

// close ends what can be ended. What was pending – an objection, an offer, a sub-task – stays as it is, in case of a return.
func (s State) close(to Phase, outcome string, at time.Time) State {
	s.Before, s.Phase, s.Outcome, s.ClosedAt = s.Phase, to, outcome, at
	return s
}

// resume goes back to where the dispute stood. Acceptance and limit are not touched.
func (s State) resume(at time.Time) State {
	s.Phase, s.Outcome, s.ClosedAt, s.ResumedAt = s.Before, "", time.Time{}, at
	return s
}

// addressed begins a round.
func (s State) addressed(r Round) State {
	s.Phase, s.Round, s.Claimants, s.Unrouted = Dispatched, r, nil, nil
	return s
}

// answered: when the lead handler is not competent, the round is over; when an assisting one is not, it leaves the round and the
// others go on. Who objected is known from the state: what was stored at first does not say it.
func (s State) answered(upheld bool) State {
	by := s.Round.Objection
	s.Round.Objection = nil
	switch {
	case !upheld:
	case by == nil || *by == s.Round.Lead:
		s.Phase, s.Round = Accepted, Round{Number: s.Round.Number}
	default:
		s.Round.Assisting, s.Round.Acknowledged = except(s.Round.Assisting, *by), except(s.Round.Acknowledged, *by)
	}
	return s
}

func (s State) corrected(e *CorrectedV1) State {
	for _, c := range e.Changes {
		switch c.Field {
		case FieldCategory:
			s.Category, s.Local = c.After, ""
		case FieldChannel:
			s.Channel = c.After
		case FieldArea:
			s.Area = unit.Code(c.After)
		case FieldInvolved:
			s.Involved, _ = strconv.Atoi(c.After) // Decide wrote a number
		case FieldScale:
			s.Scale = c.After
		case FieldAroseOn:
			s.AroseOn = c.After
		case FieldReceivedAt:
			s.ReceivedAt, _ = time.Parse(time.RFC3339Nano, c.After) // Decide wrote a time
			s.Late = s.Late || e.LateReason != ""
		}
	}
	if len(e.Parties) > 0 {
		s.Parties = slices.Clone(s.Parties)
	}
	for _, c := range e.Parties {
		role := PartyRole("")
		if c.After != nil {
			role = c.After.Role
		}
		if c.Index == len(s.Parties) {
			s.Parties = append(s.Parties, role)
			continue
		}
		s.Parties[c.Index] = role
	}
	return s
}

// except returns a list without one of its members and leaves the list as it is.
func except[T comparable](list []T, gone T) []T {
	return slices.DeleteFunc(slices.Clone(list), func(x T) bool { return x == gone })
}
