package dispute

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"anjie.internal/services/internal/entry"
)

// correct records what was registered wrongly, before and after. What is named and already so is left out; a correction that
// corrects nothing is refused.
func correct(s State, c Correct) ([]Event, error) {
	if !codes(c.At).CorrectionReasons.Has(c.Reason) {
		return nil, ErrUnknownCorrection.On("reason")
	}
	changes, err := s.clearChanges(c)
	if err != nil {
		return nil, err
	}
	if err := checkTexts(c.Texts); err != nil {
		return nil, err
	}
	if err := s.checkPartyChanges(c.Parties); err != nil {
		return nil, err
	}
	if len(changes)+len(c.Texts)+len(c.Parties) == 0 {
		return nil, ErrNothingToCorrect
	}
	return []Event{&CorrectedV1{
		When: c.when(), Codes: codes(c.At).Version, Reason: c.Reason, Changes: changes,
		Texts: slices.Clone(c.Texts), Parties: slices.Clone(c.Parties),
	}}, nil
}

func (s State) clearChanges(c Correct) ([]Change, error) {
	var changes []Change
	note := func(field, before, after string) {
		if before != after {
			changes = append(changes, Change{Field: field, Before: before, After: after})
		}
	}
	if c.Category != nil {
		if !codes(c.At).Categories.Has(*c.Category) {
			return nil, ErrUnknownCategory.On("category")
		}
		note(FieldCategory, s.Category, *c.Category)
	}
	if c.Channel != nil {
		if err := s.checkChannel(*c.Channel, codes(c.At)); err != nil {
			return nil, err
		}
		note(FieldChannel, s.Channel, *c.Channel)
	}
	if c.Area != nil {
		if !c.Area.Valid() {
			return nil, ErrUnitFormat.On("area")
		}
		note(FieldArea, string(s.Area), string(*c.Area))
	}
	if c.Involved != nil {
		if *c.Involved < 1 || *c.Involved > MaxInvolved {
			return nil, ErrInvolvedRange.On("involved")
		}
		if *c.Involved != s.Involved { // else the scale stays what the thresholds of its day made it
			note(FieldInvolved, strconv.Itoa(s.Involved), strconv.Itoa(*c.Involved))
			note(FieldScale, s.Scale, c.Scales.scaleOf(*c.Involved))
		}
	}
	if c.AroseOn != nil {
		if err := checkAroseOn(*c.AroseOn, c.At); err != nil {
			return nil, err
		}
		note(FieldAroseOn, s.AroseOn, *c.AroseOn)
	}
	if c.ReceivedAt != nil {
		if err := s.checkReceivedAt(*c.ReceivedAt, c.LateReason); err != nil {
			return nil, err
		}
		note(FieldReceivedAt, s.ReceivedAt.UTC().Format(time.RFC3339Nano), c.ReceivedAt.UTC().Format(time.RFC3339Nano))
	}
	return changes, nil
}

// checkChannel refuses a channel that contradicts the hand-over papers: they were sealed with the registration and stay. What was handed
// over without them, when that could be registered, or with an import, asks for no more than it did.
func (s State) checkChannel(channel string, ed Edition) error {
	if !ed.Channels.Has(channel) {
		return ErrUnknownChannel.On("channel")
	}
	use, was, implied := referralOf(channel), referralOf(s.Channel), ReferrerOf(channel)
	switch {
	case use != referralRefused && was == referralRefused && s.Referrer == "" && s.Import == "":
		return ErrReferralNeeded.On("channel")
	case use == referralDated && was != referralDated && s.ReturnBy == "" && s.Import == "":
		return ErrReturnByNeeded.On("channel")
	case use == referralRefused && s.Referrer != "":
		return ErrReferralNotExpected.On("channel")
	case s.Referrer != "" && implied != "" && s.Referrer != implied:
		return ErrReferrerMismatch.On("channel")
	}
	return nil
}

// checkReceivedAt holds the new time of receipt against the registration, as the rule of two times does: one that turns the
// registration into a late entry needs the reason for that, and marks it.
func (s State) checkReceivedAt(at time.Time, lateReason string) error {
	if s.Late && lateReason == "" {
		lateReason = "L99" // it is marked already
	}
	if err := (entry.Times{At: s.RegisteredAt, OccurredAt: at, LateReason: lateReason}).Check("received_at"); err != nil {
		return err
	}
	for _, later := range []time.Time{s.AcceptedAt, s.Running.OpenedAt, s.LastProceeding.EndedAt, s.ClosedAt} {
		if !later.IsZero() && at.After(later.Add(entry.FutureTolerance)) {
			return ErrReceiptTooLate.On("received_at")
		}
	}
	if checkReturnBy(s.ReturnBy, s.ReceivedAt, "received_at") != nil {
		return nil // it was so before, and the papers stay as they were sealed
	}
	return checkReturnBy(s.ReturnBy, at, "received_at")
}

func checkTexts(changes []TextChange) error {
	seen := map[string]bool{}
	for i, c := range changes {
		field := fmt.Sprintf("texts[%d]", i)
		switch {
		case c.Field != TextTitle && c.Field != TextNarrative && c.Field != TextPlace, seen[c.Field]:
			return ErrTextField.On(field + ".field")
		case !c.Before.Present() && !c.After.Present():
			return ErrNothingToCorrect.On(field)
		case c.Field == TextTitle && !c.After.Present():
			return ErrTitleNeeded.On(field + ".after")
		}
		seen[c.Field] = true
	}
	return nil
}

// checkPartyChanges changes parties in their places, adds some at the end and takes some out; an applicant must be left.
func (s State) checkPartyChanges(changes []PartyChange) error {
	if len(changes) == 0 {
		return nil
	}
	roles := slices.Clone(s.Parties)
	changed := map[int]bool{}
	for i, c := range changes {
		field := fmt.Sprintf("parties[%d]", i)
		if err := c.check(field); err != nil {
			return err
		}
		switch {
		case c.Index < 0 || c.Index > len(roles) || c.Index >= MaxParties || changed[c.Index]:
			return ErrPartyIndex.On(field + ".index")
		case c.Index == len(roles):
			if c.Before != nil {
				return ErrPartyBefore.On(field + ".before")
			}
			roles = append(roles, "")
		case c.Before == nil || roles[c.Index] != c.Before.Role:
			return ErrPartyBefore.On(field + ".before")
		}
		changed[c.Index] = true
		roles[c.Index] = ""
		if c.After != nil {
			roles[c.Index] = c.After.Role
		}
	}
	if !slices.Contains(roles, Applicant) {
		return ErrApplicantNeeded.On("parties")
	}
	return nil
}

func (c PartyChange) check(field string) error {
	if c.Before == nil && c.After == nil {
		return ErrNothingToCorrect.On(field)
	}
	if c.Before != nil {
		if err := c.Before.check(field + ".before"); err != nil {
			return err
		}
	}
	if c.After != nil {
		return c.After.check(field + ".after")
	}
	return nil
}
