package proceeding

import (
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// Decline records that an application or a referral is not accepted.
type Decline struct {
	Act
	Calendar   *calendar.Calendar
	Dispute    ID
	Ordinal    int
	Opening    Open // what was applied for: unit, mode, rule, basis, referral, parties and matter
	Reason     string
	RoutesTold []string
	Note       *personal.Field
}

func (Decline) command() {}

// decline needs what an opening needs, as far as somebody who is sent away can give it: one party, with a matter.
func decline(s State, c Decline) ([]Event, error) {
	o := c.Opening
	o.Act, o.Calendar, o.Dispute, o.Ordinal = c.Act, c.Calendar, c.Dispute, c.Ordinal
	o.ChosenBy, o.Mediators, o.Consented = "committee", nil, nil
	if s.Phase != Absent {
		return nil, opened(s, o)
	}
	if c.Calendar == nil {
		return nil, errNoCalendar
	}
	mode, rule, err := o.checkFor(1)
	if err != nil {
		return nil, err
	}
	switch {
	case o.Basis == OnOwnInitiative: // nobody applied, so nobody is turned down
		return nil, ErrNothingToDecline.On("basis")
	case !declinations.Has(c.Reason):
		return nil, ErrUnknownDeclination.On("reason")
	case len(c.RoutesTold) == 0:
		return nil, ErrDeclinedRoutes.On("routes_told")
	}
	if err := checkCodes(c.RoutesTold, routes, ErrUnknownRoute, "routes_told"); err != nil {
		return nil, err
	}
	applied, err := o.appliedOn()
	if err != nil {
		return nil, err
	}
	referral, err := o.referral(mode)
	if err != nil {
		return nil, err
	}
	acceptance, late, err := o.acceptance(rule, applied, referral)
	if err != nil {
		return nil, err
	}
	of := State{Of: Of{Dispute: c.Dispute, Unit: o.Unit, Mode: o.Mode}, Ordinal: c.Ordinal}
	return []Event{&DeclinedV1{
		Ending: of.ending(c.when(), NotTakenOn), Basis: o.Basis, AppliedOn: applied, Acceptance: acceptance, Reason: c.Reason,
		RoutesTold: c.RoutesTold, Warnings: append(handed(referral).late(c.day()), late...), Referral: referral, Parties: o.Parties, Matter: o.Matter, Note: c.Note,
	}}, nil
}
