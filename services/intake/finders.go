package intake

import (
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

// finding is what somebody outside of the window may register: what was found at the grass roots 主动, through one channel.
type finding struct {
	role    string
	channel string
	refusal *fault.Error
}

var findings = []finding{
	{identity.RoleGridWorker, "S11", errGridWorkersChannel},
	{identity.RoleMediator, "S12", errMediatorsChannel},
}

// mayRegister lets a clerk register whatever reaches the window, for the own unit and those below. A grid worker and a mediator
// register what they find themselves, for the own unit; an import is the work of a clerk.
func mayRegister(a identity.Actor, cmd dispute.Register) error {
	if a.Has(identity.RoleClerk) {
		return nil
	}
	if cmd.Provenance != nil {
		return identity.ErrRoleMissing
	}
	var refusal error = identity.ErrRoleMissing
	for _, f := range findings {
		switch {
		case !a.Has(f.role):
			continue
		case cmd.Channel != f.channel:
			refusal = f.refusal.On("channel")
			continue
		case string(cmd.Unit) != a.Unit:
			return errOwnUnitOnly.On("unit")
		}
		return nil
	}
	return refusal
}

var (
	errGridWorkersChannel = fault.New(fault.Forbidden, "grid-worker-channel",
		"网格员只能登记上报、巡查发现的纠纷（来源S11）。", "A grid worker registers what he or she reports (channel S11), and nothing else.")
	errMediatorsChannel = fault.New(fault.Forbidden, "mediator-channel",
		"调解员只能登记排查发现的纠纷（来源S12）。", "A mediator registers what he or she finds on patrol (channel S12), and nothing else.")
	errOwnUnitOnly = fault.New(fault.Forbidden, "own-unit-only",
		"网格员、调解员只能为本单位登记。", "A grid worker or a mediator registers for the own unit only.")
)
