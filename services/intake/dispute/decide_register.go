package dispute

import (
	"fmt"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
)

// register records every contact, also one that will be refused. What comes out of a ledger says from which row.
func register(c Register) ([]Event, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	events := []Event{&RegisteredV1{
		Codes:        codes(c.At).Version,
		Category:     c.Category,
		Channel:      c.Channel,
		Unit:         c.Unit,
		Area:         c.Area,
		Scale:        c.Scales.scaleOf(c.Involved),
		Involved:     c.Involved,
		AroseOn:      c.AroseOn,
		ReceivedAt:   c.ReceivedAt.UTC(),
		RegisteredAt: c.At.UTC(),
		LateReason:   c.LateReason,
		Referral:     c.Referral,
		AcceptBy:     c.AcceptBy,
		Title:        c.Title,
		Narrative:    c.Narrative,
		Place:        c.Place,
		Parties:      c.Parties,
	}}
	if p := c.Provenance; p != nil {
		events = append(events, &ImportedV1{When: c.act().when(), Import: p.Import, File: p.File, Sheet: p.Sheet, Row: p.Row})
	}
	return events, nil
}

func (c Register) check() error {
	switch {
	case !c.Unit.Valid():
		return ErrUnitFormat.On("unit")
	case !c.ActingUnit.Covers(c.Unit):
		return ErrUnitNotYours.On("unit")
	case !c.Area.Valid():
		return ErrUnitFormat.On("area")
	case !codes(c.At).Categories.Has(c.Category):
		return ErrUnknownCategory.On("category")
	case !codes(c.At).Channels.Has(c.Channel):
		return ErrUnknownChannel.On("channel")
	case c.Involved < 1 || c.Involved > MaxInvolved:
		return ErrInvolvedRange.On("involved")
	case !c.Title.Present():
		return ErrTitleNeeded.On("title")
	}
	if err := (entry.Times{At: c.At, OccurredAt: c.ReceivedAt, LateReason: c.LateReason}).Check("received_at"); err != nil {
		return err
	}
	if err := checkAroseOn(c.AroseOn, c.At); err != nil {
		return err
	}
	if err := c.checkReferral(); err != nil {
		return err
	}
	if err := checkOptional(c.AcceptBy, c.ReceivedAt); err != nil {
		return err
	}
	if err := checkParties(c.Parties); err != nil || c.Provenance == nil {
		return err
	}
	return c.Provenance.check()
}

// checkAroseOn allows an unknown day, and refuses one that has not come.
func checkAroseOn(aroseOn string, at time.Time) error {
	if aroseOn == "" {
		return nil
	}
	day, err := entry.Day(aroseOn, "arose_on")
	if err != nil {
		return err
	}
	if day.After(at.Add(entry.FutureTolerance)) {
		return entry.ErrInFuture.On("arose_on")
	}
	return nil
}

// checkReferral asks for the papers of a hand-over. What comes out of a ledger may lack them, for the ledger is what it is.
func (c Register) checkReferral() error {
	use, r := referralOf(c.Channel), c.Referral
	switch {
	case use == referralRefused && r == nil:
		return nil
	case use == referralRefused:
		return ErrReferralNotExpected.On("referral")
	case r == nil && c.Provenance != nil:
		return nil
	case r == nil:
		return ErrReferralNeeded.On("referral")
	}
	if err := r.checkKind(c.Channel, codes(c.At)); err != nil {
		return err
	}
	if c.Provenance == nil {
		switch {
		case !r.Referrer.Present():
			return ErrReferralNeeded.On("referral_papers.referrer")
		case !r.Number.Present():
			return ErrReferralNeeded.On("referral_papers.number")
		case use == referralDated && r.ReturnBy == "":
			return ErrReturnByNeeded.On("referral.return_by")
		}
	}
	return checkReturnBy(r.ReturnBy, c.ReceivedAt, "referral.return_by")
}

// checkKind holds the kind of referrer against the one that the channel names by itself.
func (r Referral) checkKind(channel string, ed Edition) error {
	switch implied := ReferrerOf(channel); {
	case r.Kind == "":
		return ErrReferralNeeded.On("referral.referrer_kind")
	case !ed.Referrers.Has(r.Kind):
		return ErrUnknownReferrer.On("referral.referrer_kind")
	case implied != "" && r.Kind != implied:
		return ErrReferrerMismatch.On("referral.referrer_kind")
	}
	return nil
}

// checkReturnBy refuses a day, which may be missing, that was over when the dispute was received.
func checkReturnBy(returnBy string, receivedAt time.Time, field string) error {
	if returnBy == "" {
		return nil
	}
	day, err := calendar.Parse(returnBy)
	if err != nil {
		return entry.ErrDateFormat.On(field)
	}
	if day.Before(calendar.DateOf(receivedAt)) {
		return ErrReturnByTooEarly.On(field)
	}
	return nil
}

func checkParties(parties []Party) error {
	if len(parties) < 1 || len(parties) > MaxParties {
		return ErrPartyCount.On("parties")
	}
	applicants := 0
	for i, p := range parties {
		if err := p.check(fmt.Sprintf("parties[%d]", i)); err != nil {
			return err
		}
		if p.Role == Applicant {
			applicants++
		}
	}
	if applicants == 0 {
		return ErrApplicantNeeded.On("parties")
	}
	return nil
}

func (p Party) check(field string) error {
	switch {
	case p.Role != Applicant && p.Role != Respondent && p.Role != OtherParty:
		return ErrPartyRole.On(field + ".role")
	case p.Kind != Person && p.Kind != Body:
		return ErrPartyKind.On(field + ".kind")
	case !p.Name.Present():
		return ErrPartyName.On(field + ".name")
	}
	return nil
}

func (p Provenance) check() error {
	switch {
	case len(p.File) != 64 || !made(p.File, 64, digits+"abcdef"):
		return ErrProvenanceForm.On("provenance.file")
	case p.Sheet < 1:
		return ErrProvenanceForm.On("provenance.sheet")
	case p.Row < 1:
		return ErrProvenanceForm.On("provenance.row")
	}
	return checkID(p.Import, "provenance.import")
}
