package proceeding

import "anjie.internal/services/internal/fault"

// ErrSetAside refuses whatever comes after a proceeding was set aside.
var ErrSetAside = fault.New(fault.Refused, "proceeding-set-aside",
	"纠纷登记已作废，该调解程序随之搁置。", "The registration of the dispute is void, and its proceeding was set aside with it.")

// SetAside takes a proceeding out of the work because the registration of its dispute is void. Intake asks for it, and its rules have
// decided who may: this one asks nobody.
type SetAside struct{ Act }

// SetAsideV1 is stored as proceeding-set-aside-v1. What happened in the proceeding stays as it is.
type SetAsideV1 struct{ When }

func (SetAside) command()  {}
func (*SetAsideV1) event() {}

// setAside may come at any time, and again.
func setAside(s State, c SetAside) ([]Event, error) {
	switch {
	case s.Phase == Absent:
		return nil, ErrNotFound
	case s.SetAside:
		return nil, nil
	}
	if err := c.checkTimes(); err != nil {
		return nil, err
	}
	return []Event{&SetAsideV1{When: c.when()}}, nil
}

// inWork refuses commands on a proceeding that was set aside. The next ordinal is found past it as past every other one.
func (s State) inWork(c Command) error {
	if !s.SetAside {
		return nil
	}
	switch c.(type) {
	case SetAside, Open, Decline:
		return nil
	default:
		return ErrSetAside
	}
}
