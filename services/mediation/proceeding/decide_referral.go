package proceeding

import (
	"errors"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
)

// answerDays are the working days in which a body tells a court whether it takes a dispute on; the court looks for another one
// otherwise (人民法院在线调解规则 2021 Art. 12).
const answerDays = 3

// AnswerReferral records that the referrer was told whether the dispute is taken on.
type AnswerReferral struct {
	Act
	Note *personal.Field
}

// FeedBackReferral records that the referrer was told the outcome.
type FeedBackReferral struct {
	Act
	Note *personal.Field
}

func (AnswerReferral) command()   {}
func (FeedBackReferral) command() {}

// answerReferral tells the referrer the decision, once; the outcome comes later, by FeedBackReferral.
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

// feedBackReferral tells the referrer the outcome, once.
func feedBackReferral(s State, c FeedBackReferral) ([]Event, error) {
	if err := s.toWindow(c.Act); err != nil {
		return nil, err
	}
	if err := s.over(c.Act); err != nil {
		return nil, err
	}
	switch {
	case s.Referral.Channel == "":
		return nil, ErrNoReferral
	case s.Referral.FedBack:
		return nil, ErrFedBackBefore
	case s.Outcome == NotTakenOn:
		return nil, ErrDeclined
	}
	return []Event{&FedBackV1{When: c.when(), Of: s.Of, Codes: CodesVersion, Outcome: s.Outcome, Channel: s.Referral.Channel, Kind: s.Referral.Kind, Note: c.Note}}, nil
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
	if r.Channel != CourtChannel {
		return calendar.Date{}, nil
	}
	last, err := c.AddWorkdays(received, answerDays)
	if errors.Is(err, calendar.ErrUnknownYear) {
		return calendar.Date{}, nil
	}
	return last, err
}
