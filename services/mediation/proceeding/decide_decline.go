package proceeding

import (
	"errors"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// answerDays are the working days in which a body tells a court whether it takes a dispute on; the court looks for another one
// otherwise (人民法院在线调解规则 2021 Art. 12).
const answerDays = 3

// Decline records that an application or a referral is not accepted.
type Decline struct {
	Act
	Calendar   *calendar.Calendar
	Dispute    ID
	Ordinal    int
	Opening    Open // what was applied for: unit, mode, basis, referral, parties and matter
	Reason     string
	RoutesTold []string
	Note       *personal.Field
}

// AnswerReferral records that the referrer was told whether the dispute is taken on.
type AnswerReferral struct {
	Act
	Note *personal.Field
}

func (Decline) command()        {}
func (AnswerReferral) command() {}

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
	mode, _, err := o.checkFor(1)
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
	of := State{Of: Of{Dispute: c.Dispute, Unit: o.Unit, Mode: o.Mode}, Ordinal: c.Ordinal}
	return []Event{&DeclinedV1{
		Ending: of.ending(c.when(), NotTakenOn), Basis: o.Basis, AppliedOn: applied, Reason: c.Reason, RoutesTold: c.RoutesTold,
		Warnings: handed(referral).late(c.day()), Referral: referral, Parties: o.Parties, Matter: o.Matter, Note: c.Note,
	}}, nil
}

// answerReferral tells the referrer the decision, once; the outcome comes later, by FeedBack.
func answerReferral(s State, c AnswerReferral) ([]Event, error) {
	if err := s.toWindow(c.Act); err != nil {
		return nil, err
	}
	if err := s.since(c.Act); err != nil {
		return nil, err
	}
	switch r := s.Referral; {
	case s.Phase == Archived:
		return nil, ErrArchived
	case r.Channel == "":
		return nil, ErrNoReferral
	case r.Answered:
		return nil, ErrAnsweredBefore
	case r.FedBack:
		return nil, ErrFedBackBefore
	}
	return []Event{&AnsweredV1{
		When: c.when(), Of: s.Of, Codes: CodesVersion, Accepted: s.Outcome != NotTakenOn, Channel: s.Referral.Channel, Kind: s.Referral.Kind,
		Warnings: s.Referral.late(c.day()), Note: c.Note,
	}}, nil
}

// late warns of a referral that was answered, or decided on, after its last day.
func (r ReferralState) late(day calendar.Date) []string {
	if r.AnswerBy.IsZero() || !day.After(r.AnswerBy) {
		return nil
	}
	return []string{WarnAnswerLate}
}

// answerBy counts the days in which a court is answered. Other referrers set no limit.
func (r Handover) answerBy(decided calendar.Date, c *calendar.Calendar) (calendar.Date, error) {
	if r.Received == "" {
		return calendar.Date{}, nil
	}
	received, err := readDay(r.Received, "referral.received_on")
	if err != nil {
		return calendar.Date{}, err
	}
	if received.After(decided) {
		return calendar.Date{}, ErrReceivedLater.On("referral.received_on")
	}
	if r.Channel != "S23" {
		return calendar.Date{}, nil
	}
	last, err := c.AddWorkdays(received, answerDays)
	if errors.Is(err, calendar.ErrUnknownYear) {
		return calendar.Date{}, nil
	}
	return last, err
}
