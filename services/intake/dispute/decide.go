package dispute

import (
	"fmt"

	"anjie.internal/services/internal/entry"
)

// Decide answers a command with events or a refusal. It is the page of contents of the rules.
//
// First comes what holds for every command: the dispute exists for the actor, the command may come in its phase, the actor's
// part in it gives the right, and the times can be.
func Decide(s State, c Command) ([]Event, error) {
	if err := Admit(s, c); err != nil {
		return nil, err
	}
	switch c := c.(type) {
	case Register: // decide_register.go
		return register(c)
	case Accept: // decide_intake.go
		return accept(s, c)
	case Refuse:
		return refuse(s, c)
	case Withdraw:
		return withdraw(s, c)
	case Merge: // decide_merge.go
		return merge(s, c)
	case Unmerge:
		return unmerge(s, c)
	case Link:
		return link(s, c)
	case Unlink:
		return unlink(s, c)
	case Classify: // decide_classify.go
		return classify(s, c)
	case AssessRisk:
		return assessRisk(s, c)
	case MarkUrgent:
		return markUrgent(s, c)
	case Correct: // decide_correct.go
		return correct(s, c)
	case OfferOwnership: // decide_dispatch.go
		return offerOwnership(s, c)
	case TakeOwnership:
		return takeOwnership(s, c)
	case Dispatch:
		return dispatch(s, c)
	case Acknowledge:
		return acknowledge(s, c)
	case Reassign:
		return reassign(s, c)
	case Object: // decide_object.go
		return object(s, c)
	case DecideObjection:
		return decideObjection(s, c)
	case DisputeJurisdiction:
		return disputeJurisdiction(s, c)
	case DecideJurisdiction:
		return decideJurisdiction(s, c)
	case OpenSubTask: // decide_handle.go
		return openSubTask(s, c)
	case ReturnSubTask:
		return returnSubTask(s, c)
	case OpenProceeding: // decide_proceeding.go
		return openProceeding(s, c)
	case EndProceeding:
		return endProceeding(s, c)
	case Conclude: // decide_close.go
		return conclude(s, c)
	case Reopen:
		return reopen(s, c)
	case FollowUp: // decide_after.go
		return followUp(s, c)
	case Rate:
		return rate(s, c)
	case Archive:
		return archive(s, c)
	case Void:
		return void(s, c)
	}
	return nil, fmt.Errorf("dispute: no rule for %T", c)
}

// Admit refuses what can be refused without looking at what the command says beside its Act: who makes a command of tables that
// others keep asks this first, so that the tables tell nothing about a dispute that is hidden or closed.
func Admit(s State, c Command) error {
	v, a := c.verb(), c.act()
	if v == verbRegister {
		return permit(s, v) // the rest is checked by its own rule, which names the fields of a registration
	}
	// A dispute of others is hidden, not forbidden: its existence is nobody else's business.
	if s.Phase == Absent || !s.seenBy(a) {
		return ErrNotFound
	}
	if err := permit(s, v); err != nil {
		return err
	}
	if err := entitle(s, v, a); err != nil {
		return err
	}
	if err := (entry.Times{At: a.At, OccurredAt: a.OccurredAt, LateReason: a.LateReason}).Check("occurred_at"); err != nil {
		return err
	}
	if a.OccurredAt.Add(entry.FutureTolerance).Before(s.ReceivedAt) { // the receipt itself may claim to be that much ahead
		return ErrBeforeReceipt.On("occurred_at")
	}
	return nil
}
