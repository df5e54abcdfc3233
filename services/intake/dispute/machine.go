package dispute

import "anjie.internal/services/internal/fault"

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
	verbEndProceeding: open | closed | in(Merged, Voided),

	verbConclude: open,
	verbFollowUp: in(Concluded),
	verbRate:     in(Concluded),
	verbArchive:  in(Concluded, Refused, Withdrawn),
	verbReopen:   closed,
	verbVoid:     open | closed | in(Merged),
}

// permit refuses a command that cannot come in the phase, and says what is in the way.
func permit(p Phase, v verb) error {
	if machine[v].has(p) {
		return nil
	}
	return obstacle(p, v)
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
	case v == verbFollowUp, v == verbRate:
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
