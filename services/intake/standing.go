package intake

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
)

// standing is what people are told about where a dispute stands. Both the queue and GetDispute fold it.
type standing struct {
	Phase  dispute.Phase
	Before dispute.Phase // to which reopening and unmerging return
	// Objector is whose objection is pending; zero when none is.
	Objector dispute.Handler
	// Contested: units do not agree who is competent. Unrouted: no rule of the routing table fits. NextRoute: mediation ended, and
	// the dispute did not with it; since then nobody has been given it and no other proceeding was opened.
	Contested, Unrouted, NextRoute bool
	// Lead is the lead handler in force; zero while the dispute is with nobody.
	Lead dispute.Handler
	// DueOn is when the limit that was given last ends: a dispatch does not prolong the one that runs, see termsOf.
	DueOn string
	// AcceptBy and AcknowledgeBy are the last days for what comes before the work: the decision to accept, and the lead handler's
	// receipt. Empty for none.
	AcceptBy, AcknowledgeBy string
}

// apply folds one event.
func (s *standing) apply(e dispute.Event) {
	switch e := e.(type) {
	case *dispute.RegisteredV1:
		*s = standing{Phase: dispute.Registered, AcceptBy: dueOf(e.AcceptBy)}
	case *dispute.AcceptedV1:
		s.Phase, s.DueOn = dispute.Accepted, e.Limit.DueOn
	case *dispute.UrgentV1:
		if s.DueOn == "" || e.Limit.DueOn < s.DueOn { // dates in this form sort as days do
			s.DueOn = e.Limit.DueOn
		}
	case *dispute.RefusedV1:
		s.close(dispute.Refused)
	case *dispute.WithdrawnV1:
		s.close(dispute.Withdrawn)
	case *dispute.MergedV1:
		s.close(dispute.Merged)
	case *dispute.ConcludedV1:
		s.close(dispute.Concluded)
	case *dispute.UnmergedV1:
		s.Phase = s.Before
	case *dispute.ReopenedV1:
		s.Phase, s.NextRoute = s.Before, false
	case *dispute.UnroutedV1:
		s.Unrouted = true
	case *dispute.DispatchedV1:
		s.address(e.Lead, e.Limit.DueOn, e.AcknowledgeBy)
	case *dispute.ReassignedV1:
		s.address(e.Lead, e.Limit.DueOn, e.AcknowledgeBy)
	case *dispute.JurisdictionDecidedV1:
		s.address(e.Lead, e.Limit.DueOn, e.AcknowledgeBy)
	case *dispute.AcknowledgedV1:
		if e.Handler == s.Lead {
			s.Phase = dispute.Handling
		}
	case *dispute.ObjectedV1:
		s.Objector = e.Handler
	case *dispute.ObjectionDecidedV1:
		if s.ends(e) {
			s.Phase, s.Lead = dispute.Accepted, dispute.Handler{}
		}
		s.Objector = dispute.Handler{}
	case *dispute.JurisdictionDisputedV1:
		s.Contested = true
	case *dispute.ProceedingOpenedV1:
		s.NextRoute = false
	case *dispute.ProceedingEndedV1:
		s.NextRoute = true
	case *dispute.ArchivedV1:
		s.Phase = dispute.Archived
	case *dispute.VoidedV1:
		s.Phase = dispute.Voided
	case *dispute.ImportedV1, *dispute.LinkedV1, *dispute.UnlinkedV1, *dispute.ClassifiedV1, *dispute.RiskAssessedV1,
		*dispute.CorrectedV1, *dispute.OwnershipOfferedV1, *dispute.OwnershipTakenV1, *dispute.SubTaskOpenedV1,
		*dispute.SubTaskReturnedV1, *dispute.FollowedUpV1, *dispute.RatedV1:
	}
}

// close keeps the phase to which a return leads. Archiving and voiding have none.
func (s *standing) close(to dispute.Phase) { s.Before, s.Phase = s.Phase, to }

// address begins a round, which answers what was open.
func (s *standing) address(lead dispute.Handler, dueOn string, acknowledgeBy *dispute.Limit) {
	*s = standing{Phase: dispute.Dispatched, Lead: lead, DueOn: dueOn, AcceptBy: s.AcceptBy, AcknowledgeBy: dueOf(acknowledgeBy)}
}

func dueOf(l *dispute.Limit) string {
	if l == nil {
		return ""
	}
	return l.DueOn
}

// due is the day by which somebody must do something: the limit in force, or what comes before the work, whichever ends first.
func (s *standing) due() string {
	first := ""
	switch s.Phase { //nolint:exhaustive // in the others nothing comes before the work
	case dispute.Registered:
		first = s.AcceptBy
	case dispute.Dispatched:
		first = s.AcknowledgeBy
	}
	if first == "" || s.DueOn != "" && s.DueOn < first { // dates in this form sort as days do
		return s.DueOn
	}
	return first
}

// ends reports whether the answer to the pending objection ends the round: the lead handler's was upheld. Without an assisting one
// the others go on.
func (s *standing) ends(e *dispute.ObjectionDecidedV1) bool { return e.Upheld && s.Objector == s.Lead }

// open reports whether somebody still has to do something.
func (s *standing) open() bool { return s.Phase.Open() }

func (s *standing) state() intakev1.DisputeState {
	switch s.Phase {
	case dispute.Registered:
		return intakev1.DisputeState_DISPUTE_STATE_OPEN // acceptance comes first, whatever mediation did before it
	case dispute.Accepted, dispute.Dispatched, dispute.Handling:
		return s.underWay()
	case dispute.Concluded:
		return intakev1.DisputeState_DISPUTE_STATE_CONCLUDED
	case dispute.Archived:
		return intakev1.DisputeState_DISPUTE_STATE_ARCHIVED
	case dispute.Refused:
		return intakev1.DisputeState_DISPUTE_STATE_REFUSED
	case dispute.Withdrawn:
		return intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN
	case dispute.Merged:
		return intakev1.DisputeState_DISPUTE_STATE_MERGED
	case dispute.Voided:
		return intakev1.DisputeState_DISPUTE_STATE_VOIDED
	case dispute.Absent:
	}
	return intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED
}

// underWay says of an accepted dispute what waits for somebody first.
func (s *standing) underWay() intakev1.DisputeState {
	switch {
	case s.Objector != (dispute.Handler{}) || s.Contested:
		return intakev1.DisputeState_DISPUTE_STATE_OBJECTED
	case s.NextRoute:
		return intakev1.DisputeState_DISPUTE_STATE_NEXT_ROUTE
	case s.Phase == dispute.Dispatched:
		return intakev1.DisputeState_DISPUTE_STATE_DISPATCHED
	case s.Phase == dispute.Handling:
		return intakev1.DisputeState_DISPUTE_STATE_HANDLING
	case s.Unrouted:
		return intakev1.DisputeState_DISPUTE_STATE_UNROUTED
	default:
		return intakev1.DisputeState_DISPUTE_STATE_ACCEPTED
	}
}
