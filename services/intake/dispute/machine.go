package dispute

import (
	"slices"

	"anjie.internal/services/internal/fault"
)

// Phase says where a dispute stands.
type Phase uint8

// The phases. The machine is drawn in the package documentation.
const (
	Absent     Phase = iota // never registered
	Registered              // registered; acceptance is not decided
	Accepted                // accepted, and with nobody: waiting for dispatch
	Dispatched              // the lead handler has not acknowledged
	Handling                // the lead handler has
	Concluded               // closed with an outcome
	Archived                // closed, and the file too
	Refused                 // not accepted, or no longer
	Withdrawn               // taken back by the applicant
	Merged                  // joined to an earlier dispute
	Voided                  // should never have been registered

	phases = iota
)

var phaseNames = [phases]string{
	"absent", "registered", "accepted", "dispatched", "handling", "concluded", "archived", "refused", "withdrawn", "merged", "voided",
}

// String is the name of the phase in the package documentation.
func (p Phase) String() string {
	if int(p) < len(phaseNames) {
		return phaseNames[p]
	}
	return "?"
}

// Open reports whether somebody still has to do something about the matter itself.
func (p Phase) Open() bool { return p >= Registered && p <= Handling }

// verb is a command as the machine knows it.
type verb uint8

const (
	verbRegister verb = iota
	verbAccept
	verbRefuse
	verbWithdraw
	verbMerge
	verbUnmerge
	verbLink
	verbUnlink
	verbClassify
	verbAssessRisk
	verbCorrect
	verbMarkUrgent
	verbOfferOwnership
	verbTakeOwnership
	verbDispatch
	verbAcknowledge
	verbObject
	verbDecideObjection
	verbReassign
	verbDisputeJurisdiction
	verbDecideJurisdiction
	verbOpenSubTask
	verbReturnSubTask
	verbOpenProceeding
	verbEndProceeding
	verbConclude
	verbFollowUp
	verbRate
	verbArchive
	verbReopen
	verbVoid

	verbs = iota
)

// set is a set of phases.
type set uint16

func in(members ...Phase) set {
	var s set
	for _, p := range members {
		s |= 1 << p
	}
	return s
}

func (s set) has(p Phase) bool { return s&(1<<p) != 0 }

// The sets that come up more than once.
var (
	open     = in(Registered, Accepted, Dispatched, Handling)
	inRound  = in(Dispatched, Handling)
	accepted = in(Accepted, Dispatched, Handling)
	closed   = in(Concluded, Archived, Refused, Withdrawn)
)

// machine is the whole of it: in which phases a command may come at all. What else must hold, the command's own rule says.
var machine = [verbs]set{
	verbRegister: in(Absent),
	verbAccept:   in(Registered),
	verbRefuse:   in(Registered),
	verbWithdraw: open,
	verbMerge:    open,
	verbUnmerge:  in(Merged),

	verbLink:       open | in(Concluded, Refused, Withdrawn),
	verbUnlink:     open | in(Concluded, Refused, Withdrawn),
	verbClassify:   open,
	verbAssessRisk: open | in(Concluded),
	verbCorrect:    open | in(Concluded, Refused, Withdrawn),
	verbMarkUrgent: open,

	verbOfferOwnership:      open,
	verbTakeOwnership:       open,
	verbDispatch:            in(Accepted),
	verbAcknowledge:         inRound,
	verbObject:              inRound,
	verbDecideObjection:     inRound,
	verbReassign:            accepted,
	verbDisputeJurisdiction: accepted,
	verbDecideJurisdiction:  accepted,

	verbOpenSubTask:   open,
	verbReturnSubTask: open,
	// Mediation's facts may come late, and twice: a closed dispute takes them and changes nothing.
	verbOpenProceeding: open | closed | in(Merged, Voided),
	verbEndProceeding:  open | closed | in(Merged, Voided),

	verbConclude: open,
	verbFollowUp: in(Concluded),
	verbRate:     in(Concluded),
	verbArchive:  in(Concluded, Refused, Withdrawn),
	verbReopen:   closed,
	verbVoid:     open | closed | in(Merged),
}

// waiting are the commands that wait for the end of a proceeding that mediation has under way. Who takes the application back does
// so in mediation, and its end concludes the dispute. A void registration does not wait: its proceedings are set aside.
var waiting = [verbs]bool{verbRefuse: true, verbWithdraw: true, verbMerge: true, verbConclude: true}

// escapes are the commands by which a dispute would end otherwise than mediation did that came to an agreement or a failure.
var escapes = [verbs]bool{verbRefuse: true, verbWithdraw: true, verbMerge: true}

// right is who may give a command, as far as it depends on the part that the actor has in the dispute. Roles are the shell's.
type right uint8

const (
	byCentre    right = 1 << iota // the centre of the registering unit, or of a unit above it
	byLead                        // the lead handler of the round
	byAssisting                   // an assisting handler of the round
	byOwner                       // the owner
	byOther                       // the command's own rule finds out
)

// rights belongs to machine.
var rights = [verbs]right{
	verbRegister: byOther, // for units within the actor's own
	verbAccept:   byCentre,
	verbRefuse:   byCentre,
	verbWithdraw: byCentre,
	verbMerge:    byCentre,
	verbUnmerge:  byCentre,

	verbLink:       byCentre,
	verbUnlink:     byCentre,
	verbClassify:   byCentre,
	verbAssessRisk: byCentre | byLead,
	verbCorrect:    byCentre,
	verbMarkUrgent: byCentre,

	verbOfferOwnership:      byCentre | byOwner,
	verbTakeOwnership:       byOther, // to whom it was offered
	verbDispatch:            byCentre,
	verbAcknowledge:         byLead | byAssisting,
	verbObject:              byLead | byAssisting,
	verbDecideObjection:     byCentre,
	verbReassign:            byCentre,
	verbDisputeJurisdiction: byCentre | byLead | byAssisting,
	verbDecideJurisdiction:  byOther, // the common superior of the claimants

	verbOpenSubTask:    byCentre | byLead,
	verbReturnSubTask:  byOther, // its handler; who opened it, when it lapses
	verbOpenProceeding: byCentre,
	verbEndProceeding:  byCentre,

	verbConclude: byCentre | byLead,
	verbFollowUp: byCentre | byLead,
	verbRate:     byCentre,
	verbArchive:  byCentre,
	verbReopen:   byCentre,
	verbVoid:     byCentre,
}

// entitle refuses an actor who has no part in the dispute that gives the right.
func entitle(s State, v verb, a Act) error {
	r := rights[v]
	h := a.handler()
	switch {
	case r&byOther != 0,
		r&byCentre != 0 && s.centre(a),
		r&byLead != 0 && h == s.Round.Lead,
		r&byAssisting != 0 && slices.Contains(s.Round.Assisting, h),
		r&byOwner != 0 && h == s.Owner:
		return nil
	case r&byCentre == 0:
		return ErrNotAddressed
	case r&byOwner != 0:
		return ErrNotOwner
	case r&byAssisting != 0:
		return ErrCentreOrHandlers
	case r&byLead != 0:
		return ErrCentreOrLead
	default:
		return ErrCentreOnly
	}
}

// centre reports whether the actor acts for the centre of the registering unit or of one above it, not for a department.
func (s State) centre(a Act) bool { return a.ActingDepartment == "" && a.ActingUnit.Covers(s.Unit) }

// seenBy reports whether the dispute exists for the actor: a centre sees what lies in its area or is handled there, a
// department what is addressed to it.
func (s State) seenBy(a Act) bool {
	if !a.ActingUnit.Valid() {
		return false
	}
	if s.centre(a) {
		return true
	}
	sees := func(h Handler) bool {
		return h == a.handler() || a.ActingDepartment == "" && a.ActingUnit.Covers(h.Unit)
	}
	return sees(s.Owner) || s.Offer != nil && sees(*s.Offer) || sees(s.Round.Lead) ||
		slices.ContainsFunc(s.Round.Assisting, sees) || slices.ContainsFunc(s.Claimants, sees) ||
		slices.ContainsFunc(s.Tasks, func(t Task) bool { return sees(t.Handler) })
}

// permit refuses a command that cannot come where the dispute stands, and says what is in the way.
func permit(s State, v verb) error {
	switch {
	case !machine[v].has(s.Phase):
		return obstacle(s.Phase, v)
	case waiting[v] && s.Running.ID != "":
		return ErrProceedingRunning
	case escapes[v] && s.LastProceeding.binds():
		return ErrMediated
	}
	return nil
}

func obstacle(p Phase, v verb) *fault.Error {
	switch {
	case v == verbRegister:
		return ErrAlreadyRegistered
	case p == Absent:
		return ErrNotFound
	case p == Voided:
		return ErrVoided
	case v == verbUnmerge:
		return ErrNotMerged
	case p == Merged:
		return ErrMerged
	case (v == verbFollowUp || v == verbRate) && p != Archived:
		return ErrNotConcluded
	case v == verbReopen, v == verbArchive && p != Archived:
		return ErrNotClosed
	case p == Archived:
		return ErrArchived
	case !p.Open():
		return ErrNotOpen
	case v == verbAccept, v == verbRefuse:
		return ErrAlreadyAccepted
	case p == Registered:
		return ErrNotAccepted
	case v == verbDispatch:
		return ErrAlreadyDispatched
	default: // acknowledging and objecting before there is a dispatch
		return ErrNotDispatched
	}
}
