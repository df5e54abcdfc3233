package proceeding

import (
	"errors"
	"fmt"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
)

var errNoCalendar = errors.New("proceeding: the command has no calendar")

func open(s State, c Open) ([]Event, error) {
	if s.Phase != Absent {
		return nil, opened(s, c)
	}
	if c.Calendar == nil {
		return nil, errNoCalendar
	}
	mode, rule, err := c.check()
	if err != nil {
		return nil, err
	}
	start := c.day()
	applied, err := c.appliedOn()
	if err != nil {
		return nil, err
	}
	if rule.FromApplication && !applied.IsZero() {
		start = applied
	}
	referral, err := c.referral(mode)
	if err != nil {
		return nil, err
	}
	determined, unproven, err := c.joint(mode, applied)
	if err != nil {
		return nil, err
	}
	acceptance, late, err := c.acceptance(rule, applied, referral)
	if err != nil {
		return nil, err
	}
	if c.AfterRefusal && SetOf(c.Consented) != All(len(c.Parties)) {
		return nil, ErrConsentAfterRefusal.On("consented")
	}
	limit, err := limitOf(rule, start, c.Calendar)
	if err != nil {
		return nil, err
	}
	mediators, committee, warnings, err := c.Roster.named(c.Mediators, c.day())
	if err != nil {
		return nil, err
	}
	e := &OpenedV1{
		When: c.when(), Of: Of{Dispute: c.Dispute, Unit: c.Unit, Mode: c.Mode}, Codes: CodesVersion, Ordinal: c.Ordinal, Basis: c.Basis,
		AppliedOn: applied, DeterminedOn: determined, WrittenApplication: c.Written, Limit: limit, Acceptance: acceptance, Consented: SetOf(c.Consented).Places(), Referral: referral,
		Committee: committee, Mediators: mediators, Parties: c.Parties, Matter: c.Matter, Warnings: warnings,
	}
	if len(c.Mediators) > 0 {
		e.ChosenBy = c.ChosenBy
	}
	e.Warnings = append(append(e.Warnings, handed(referral).late(c.day())...), late...)
	if unproven {
		e.Warnings = append(e.Warnings, WarnApplicationUnproven)
	}
	if mode.Committee && committee == nil {
		e.Warnings = append(e.Warnings, WarnNoCommittee)
	}
	e.Warnings = append(e.Warnings, limit.warnings()...)
	if referral != nil && !referral.ReturnBy.IsZero() && referral.ReturnBy.Before(limit.DueOn) {
		e.Warnings = append(e.Warnings, WarnReturnBy)
	}
	return []Event{e}, nil
}

// opened answers an opening under an ordinal that is taken: the dispute is in mediation, or its next proceeding is due.
func opened(s State, c Open) error {
	if s.Phase < Ended {
		return ErrInMediation
	}
	if c.OccurredAt.Add(entry.FutureTolerance).Before(s.EndedAt) {
		return ErrOpenedBeforeEnd.On("occurred_at")
	}
	return ErrOrdinalTaken
}

func (c Open) check() (Mode, Rule, error) { return c.checkFor(2) }

// checkFor wants so many parties at least: who is turned down may have nobody against him.
func (c Open) checkFor(least int) (Mode, Rule, error) {
	mode, known := ModeOf(c.Mode)
	rule, ruled := mode.RuleIn(c.Unit, c.Rule)
	var err error
	switch {
	case !c.Dispute.Valid():
		err = ErrIDFormat.On("dispute_id")
	case c.Ordinal < 1 || c.Ordinal > MaxOrdinal:
		err = ErrTooMany
	case !c.Unit.Valid():
		err = ErrUnitFormat.On("unit")
	case !c.By.Unit.Covers(c.Unit):
		err = ErrUnitNotYours.On("unit")
	case !known:
		err = ErrUnknownMode.On("mode")
	case !ruled:
		err = ErrUnknownRule.On("rule")
	case !bases.Has(c.Basis):
		err = ErrUnknownBasis.On("basis")
	case !c.Matter.Present():
		err = ErrMatterNeeded.On("matter")
	case c.ChosenBy != "committee" && c.ChosenBy != "parties":
		err = ErrUnknownChooser.On("chosen_by")
	}
	if err == nil {
		err = c.checkTimes()
	}
	if err == nil {
		err = checkPersons(c.Parties, least, c.Basis != OnOwnInitiative)
	}
	if err == nil {
		err = checkParties(c.Consented, len(c.Parties), "consented")
	}
	if err == nil {
		err = checkAccounts(c.Mediators, State{})
	}
	return mode, rule, err
}

func (c Open) appliedOn() (calendar.Date, error) {
	if c.AppliedOn == "" {
		return calendar.Date{}, nil
	}
	day, err := readDay(c.AppliedOn, "applied_on")
	if err != nil {
		return calendar.Date{}, err
	}
	if c.Basis != OnApplication || day.After(c.day()) {
		return calendar.Date{}, ErrAppliedOn.On("applied_on")
	}
	return day, nil
}

func (c Open) referral(m Mode) (*Referral, error) {
	r := c.Referral
	switch {
	case m.Court && (c.Basis != OnReferral || r == nil || r.Channel != CourtChannel):
		return nil, ErrCourtReferralNeeded.On("referral")
	case c.Basis != OnReferral && r != nil:
		return nil, ErrReferralNotExpected.On("referral")
	case c.Basis != OnReferral:
		return nil, nil //nolint:nilnil // there is none
	case r == nil:
		return nil, ErrReferralNeeded.On("referral")
	case !channels.Has(r.Channel):
		return nil, ErrUnknownChannel.On("referral.channel")
	case r.Kind == "":
		return nil, ErrReferralNeeded.On("referral.referrer_kind")
	case !referrers.Has(r.Kind):
		return nil, ErrUnknownReferrer.On("referral.referrer_kind")
	case ReferrerOf(r.Channel) != "" && r.Kind != ReferrerOf(r.Channel):
		return nil, ErrReferrerMismatch.On("referral.referrer_kind")
	case !r.Referrer.Present():
		return nil, ErrReferralNeeded.On("referral.referrer")
	case !r.Number.Present():
		return nil, ErrReferralNeeded.On("referral.number")
	}
	out := &Referral{Channel: r.Channel, Kind: r.Kind, Referrer: r.Referrer, Number: r.Number}
	var err error
	if out.AnswerBy, err = r.answerBy(c.day(), c.Calendar); err != nil || r.ReturnBy == "" {
		return out, err
	}
	out.ReturnBy, err = readDay(r.ReturnBy, "referral.return_by")
	return out, err
}

// checkPersons wants somebody who applied, unless the committee acts on its own initiative: then nobody did, and all are parties
// alike (Art. 17).
func checkPersons(parties []Party, least int, applied bool) error {
	if len(parties) < least || len(parties) > MaxParties {
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
	if applied && applicants == 0 {
		return ErrApplicantNeeded.On("parties")
	}
	return nil
}

// readDay reads a civil date.
func readDay(s, field string) (calendar.Date, error) {
	t, err := entry.Day(s, field)
	if err != nil {
		return calendar.Date{}, err
	}
	return calendar.DateOf(t), nil
}
