package dispute_test

import (
	"time"

	"pgregory.net/rapid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
)

// world is a dispute, the clock, and what the checks remember.
type world struct {
	now     time.Time
	state   dispute.State
	log     []dispute.Event
	elapsed time.Duration // at the last closure; -1 before there is one
}

// command draws one of all commands at a later time. A right one is what the state suggests; any other has a random actor,
// random times and random codes.
func (w *world) command(t *rapid.T, right bool) dispute.Command {
	w.now = w.now.Add(time.Duration(rapid.IntRange(0, 72).Draw(t, "hours")) * time.Hour)
	all := every()
	c := all[rapid.IntRange(0, len(all)-1).Draw(t, "command")].when()
	if road := w.road(); right && road != nil && rapid.Bool().Draw(t, "main road") {
		c = road
	}
	c = w.vary(t, c, right)
	if r, ok := c.(dispute.Register); ok {
		r.At, r.ReceivedAt = w.now, w.now.Add(time.Duration(rapid.IntRange(-50, 1).Draw(t, "claimed"))*time.Hour)
		r.LateReason = rapid.SampledFrom([]string{"", "L01", "X"}).Draw(t, "late")
		return r
	}
	handlers := []dispute.Handler{centre, police, justice, below, bureau, {Unit: county}, {Unit: other}}
	return acting(c, func(a *dispute.Act) {
		a.At, a.OccurredAt = w.now, w.now
		if right {
			if h := w.state.Round.Lead; h != (dispute.Handler{}) && (w.state.Phase == dispute.Dispatched || rapid.Bool().Draw(t, "as lead")) {
				a.ActingUnit, a.ActingDepartment = h.Unit, h.Department
			}
			return
		}
		h := rapid.SampledFrom(handlers).Draw(t, "as")
		a.ActingUnit, a.ActingDepartment = h.Unit, h.Department
		a.OccurredAt = w.now.Add(time.Duration(rapid.IntRange(-50, 1).Draw(t, "claimed")) * time.Hour)
		a.LateReason = rapid.SampledFrom([]string{"", "L01", "X"}).Draw(t, "late")
	})
}

// road is the command that leads on from where the dispute stands.
func (w *world) road() dispute.Command {
	switch w.state.Phase {
	case dispute.Absent:
		return registration()
	case dispute.Registered:
		return acceptance()
	case dispute.Accepted:
		return dispatching()
	case dispute.Dispatched:
		return dispute.Acknowledge{}
	case dispute.Handling:
		if running := w.state.Running.ID; running != "" {
			return ending("R21", func(c *dispute.EndProceeding) { c.Proceeding = running })
		}
		return conclusion("R11")
	case dispute.Concluded, dispute.Archived, dispute.Refused, dispute.Withdrawn:
		return reopening("P01")
	case dispute.Merged:
		return unmerger()
	default:
		return nil
	}
}

// vary changes what a command asks for, within and without what is allowed.
func (w *world) vary(t *rapid.T, c dispute.Command, right bool) dispute.Command {
	handlers, some, earliest := rapid.SampledFrom([]dispute.Handler{centre, police, justice, below, bureau, {}}), 3, -1
	if right {
		handlers, some, earliest = rapid.SampledFrom([]dispute.Handler{centre, police, justice, below}), 1, 0
	}
	others := rapid.SliceOfN(handlers, 0, some)
	due := func() string {
		return w.now.AddDate(0, 0, rapid.IntRange(earliest, 20).Draw(t, "due")).In(entry.Beijing).Format(time.DateOnly)
	}
	outcomes := rapid.SampledFrom([]string{"R11", "R12", "R13", "R14", "R21", "R23", "R31", "R32", "R34", "R41", "R51", ""})
	id := rapid.SampledFrom([]string{theTask, attempt, earlier, ledger})
	switch c := c.(type) {
	case dispute.Accept:
		c.Limit.DueOn = due()
		return c
	case dispute.MarkUrgent:
		c.Limit.DueOn = due()
		return c
	case dispute.Dispatch:
		c.Route.Lead, c.Route.Assisting, c.Limit.DueOn, c.ObjectBy = handlers.Draw(t, "lead"), others.Draw(t, "assisting"), due(), due()
		if c.AcknowledgeBy != nil {
			c.AcknowledgeBy = new(limit(due()))
		}
		return c
	case dispute.Reassign:
		c.Lead, c.Assisting, c.Limit.DueOn, c.ObjectBy = handlers.Draw(t, "lead"), others.Draw(t, "assisting"), due(), due()
		if c.AcknowledgeBy != nil {
			c.AcknowledgeBy = new(limit(due()))
		}
		return c
	case dispute.DisputeJurisdiction:
		c.Claimants = rapid.SliceOfN(handlers, 2, 3).Draw(t, "claimants")
		return c
	case dispute.DecideJurisdiction:
		c.Lead, c.Assisting, c.Limit.DueOn = handlers.Draw(t, "lead"), others.Draw(t, "assisting"), due()
		if c.AcknowledgeBy != nil {
			c.AcknowledgeBy = new(limit(due()))
		}
		return c
	case dispute.DecideObjection:
		c.Upheld = rapid.Bool().Draw(t, "upheld")
		return c
	case dispute.OfferOwnership:
		c.To = handlers.Draw(t, "to")
		return c
	case dispute.OpenSubTask:
		c.Task, c.DueOn = id.Draw(t, "task"), due()
		return c
	case dispute.ReturnSubTask:
		c.Task, c.Result = id.Draw(t, "task"), rapid.SampledFrom([]string{"Z01", "Z04"}).Draw(t, "result")
		return c
	case dispute.OpenProceeding:
		c.Proceeding = id.Draw(t, "proceeding")
		return c
	case dispute.EndProceeding:
		c.Proceeding, c.Outcome = id.Draw(t, "proceeding"), outcomes.Draw(t, "outcome")
		return c
	case dispute.Conclude:
		c.Outcome, c.OnTheSpot = outcomes.Draw(t, "outcome"), rapid.Bool().Draw(t, "on the spot")
		return c
	case dispute.Reopen:
		c.Reason = rapid.SampledFrom([]string{"P01", "P06", "P07", ""}).Draw(t, "reason")
		return c
	case dispute.Rate:
		c.Rater = rapid.SampledFrom([]string{"Q01", "Q02", "Q99"}).Draw(t, "rater")
		return c
	case dispute.Classify:
		c.Exchange = rapid.SampledFrom([]string{"0902", "1403", ""}).Draw(t, "exchange")
		return c
	default:
		return c
	}
}
