package dispute

import (
	"fmt"

	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
)

// Decide answers a command with events or a refusal. It is the page on which the rules stand.
func Decide(s State, c Command) ([]Event, error) {
	switch c := c.(type) {
	case Register:
		return register(s, c)
	case Withdraw:
		return withdraw(s, c)
	case Accept, Refuse, Merge, Unmerge, Link, Unlink, Classify, AssessRisk, Correct,
		OfferOwnership, TakeOwnership, Dispatch, Acknowledge, Object, DecideObjection, Reassign, DisputeJurisdiction, DecideJurisdiction,
		MarkUrgent, OpenSubTask, ReturnSubTask, EndProceeding, Conclude, Reopen, FollowUp, Rate, Archive, Void:
	}
	return nil, fmt.Errorf("dispute: no rule for %T", c)
}

func register(s State, c Register) ([]Event, error) {
	if s.Phase != Absent {
		return nil, ErrAlreadyRegistered
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	return []Event{&RegisteredV1{
		Codes:        CodesVersion,
		Category:     c.Category,
		Channel:      c.Channel,
		Unit:         c.Unit,
		Area:         c.Area,
		Scale:        scaleOf(c.Involved),
		Involved:     c.Involved,
		AroseOn:      c.AroseOn,
		ReceivedAt:   c.ReceivedAt.UTC(),
		RegisteredAt: c.At.UTC(),
		LateReason:   c.LateReason,
		Referral:     c.Referral,
		Title:        c.Title,
		Narrative:    c.Narrative,
		Place:        c.Place,
		Parties:      c.Parties,
	}}, nil
}

func withdraw(s State, c Withdraw) ([]Event, error) {
	// A dispute of another unit is hidden, not forbidden: its existence is nobody else's business.
	if s.Phase == Absent || !c.ActingUnit.Covers(s.Unit) {
		return nil, ErrNotFound
	}
	if !s.Phase.Open() {
		return nil, ErrNotOpen
	}
	if !withdrawalReasons.Has(c.Reason) {
		return nil, ErrUnknownReason.On("reason")
	}
	if err := (entry.Times{At: c.At, OccurredAt: c.OccurredAt, LateReason: c.LateReason}).Check("occurred_at"); err != nil {
		return nil, err
	}
	if c.OccurredAt.Add(entry.FutureTolerance).Before(s.ReceivedAt) { // the receipt itself may claim to be that much ahead
		return nil, ErrBeforeReceipt.On("occurred_at")
	}
	return []Event{&WithdrawnV1{
		Codes:       CodesVersion,
		Reason:      c.Reason,
		Unit:        s.Unit,
		Category:    s.Category,
		WithdrawnAt: c.OccurredAt.UTC(),
		RecordedAt:  c.At.UTC(),
		LateReason:  c.LateReason,
		Note:        c.Note,
	}}, nil
}

func (c Register) check() error {
	switch {
	case !c.Unit.Valid():
		return ErrUnitFormat.On("unit")
	case !c.ActingUnit.Covers(c.Unit):
		return ErrUnitNotYours.On("unit")
	case !c.Area.Valid():
		return ErrUnitFormat.On("area")
	case !categories.Has(c.Category):
		return ErrUnknownCategory.On("category")
	case !channels.Has(c.Channel):
		return ErrUnknownChannel.On("channel")
	case c.Involved < 1 || c.Involved > MaxInvolved:
		return ErrInvolvedRange.On("involved")
	case !c.Title.Present():
		return ErrTitleNeeded.On("title")
	}
	if err := (entry.Times{At: c.At, OccurredAt: c.ReceivedAt, LateReason: c.LateReason}).Check("received_at"); err != nil {
		return err
	}
	if err := c.checkAroseOn(); err != nil {
		return err
	}
	if err := c.checkReferral(); err != nil {
		return err
	}
	return checkParties(c.Parties)
}

func (c Register) checkAroseOn() error {
	if c.AroseOn == "" {
		return nil
	}
	day, err := entry.Day(c.AroseOn, "arose_on")
	if err != nil {
		return err
	}
	if day.After(c.At.Add(entry.FutureTolerance)) {
		return entry.ErrInFuture.On("arose_on")
	}
	return nil
}

func (c Register) checkReferral() error {
	use := referralOf(c.Channel)
	if c.Referral == nil {
		if use == referralNeeded {
			return ErrReferralNeeded.On("referral")
		}
		return nil
	}
	if use == referralRefused {
		return ErrReferralNotExpected.On("referral")
	}
	switch r, implied := c.Referral, ReferrerOf(c.Channel); {
	case r.Kind == "":
		return ErrReferralNeeded.On("referral.referrer_kind")
	case !referrers.Has(r.Kind):
		return ErrUnknownReferrer.On("referral.referrer_kind")
	case implied != "" && r.Kind != implied:
		return ErrReferrerMismatch.On("referral.referrer_kind")
	case !r.Referrer.Present():
		return ErrReferralNeeded.On("referral_papers.referrer")
	case !r.Number.Present():
		return ErrReferralNeeded.On("referral_papers.number")
	case r.ReturnBy == "":
		return nil
	}
	_, err := entry.Day(c.Referral.ReturnBy, "referral.return_by")
	return err
}

func checkParties(parties []Party) error {
	if len(parties) < 1 || len(parties) > MaxParties {
		return ErrPartyCount.On("parties")
	}
	applicants := 0
	for i, p := range parties {
		on := func(e *fault.Error, field string) error { return e.On(fmt.Sprintf("parties[%d].%s", i, field)) }
		switch p.Role {
		case Applicant:
			applicants++
		case Respondent, OtherParty:
		default:
			return on(ErrPartyRole, "role")
		}
		if p.Kind != Person && p.Kind != Body {
			return on(ErrPartyKind, "kind")
		}
		if !p.Name.Present() {
			return on(ErrPartyName, "name")
		}
	}
	if applicants == 0 {
		return ErrApplicantNeeded.On("parties")
	}
	return nil
}
