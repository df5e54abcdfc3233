package proceeding

import (
	"fmt"
	"slices"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/mediation/roster"
)

// Invited is the standing of a mediator who is not of the roster.
const Invited = "invited"

// named gives mediators their standing. Without a roster they have none; with one they stand in it or are invited.
func (r *Roster) named(in []Named, on calendar.Date) (out []Mediator, committee *Committee, warnings []string, err error) {
	standings := map[string]string{}
	if r != nil {
		if !roster.IsCode(r.Committee.Code) || !r.Committee.Roster.Valid() {
			return nil, nil, nil, ErrCommitteeCode.On("committee")
		}
		committee = &r.Committee
		for _, s := range r.Standings {
			standings[s.Account] = s.Standing
		}
		// The law wishes it and makes nothing void by it, so that a dispute does not wait for an election (Art. 8, 9).
		warnings = r.Warnings(on)
	}
	for i, m := range in {
		x := Mediator{Account: m.Account, Name: m.Name}
		switch standing, stands := standings[m.Account]; {
		case m.Invited:
			x.Standing = Invited
		case r == nil:
		case !stands:
			return nil, nil, nil, ErrNotOnRoster.On(fmt.Sprintf("mediators[%d].account", i))
		case standing != "member" && standing != "hired":
			return nil, nil, nil, ErrNotOnRoster.On(fmt.Sprintf("mediators[%d].account", i))
		default:
			x.Standing = standing
		}
		out = append(out, x)
	}
	return out, committee, warnings, nil
}

// checkAccounts checks mediators that are to be named beside those that are.
func checkAccounts(mediators []Named, s State) error {
	if len(mediators)+len(s.Mediators) > MaxMediators {
		return ErrMediatorCount.On("mediators")
	}
	seen := slices.Clone(s.Mediators)
	for i, m := range mediators {
		field := fmt.Sprintf("mediators[%d].account", i)
		switch {
		case !roster.IsAccount(m.Account):
			return ErrAccountFormat.On(field)
		case slices.Contains(seen, m.Account):
			return ErrAccountTwice.On(field)
		case slices.Contains(s.Barred, m.Account):
			return ErrBarred.On(field)
		}
		seen = append(seen, m.Account)
	}
	return nil
}

func recordConsent(s State, c RecordConsent) ([]Event, error) {
	if err := s.toOfficer(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	switch {
	case len(c.Parties) == 0:
		return nil, ErrNoSuchParty.On("parties")
	case !consentForms.Has(c.Form):
		return nil, ErrUnknownConsentForm.On("form")
	}
	if err := checkParties(c.Parties, s.Parties, "parties"); err != nil {
		return nil, err
	}
	if s.Consented&SetOf(c.Parties) != 0 {
		return nil, ErrConsentedBefore.On("parties")
	}
	return []Event{&ConsentedV1{When: c.when(), Codes: CodesVersion, Parties: SetOf(c.Parties).Places(), Form: c.Form}}, nil
}

func assignMediators(s State, c AssignMediators) ([]Event, error) {
	if err := s.toChair(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	switch {
	case len(c.Mediators) == 0:
		return nil, ErrMediatorNeeded.On("mediators")
	case c.ChosenBy != "committee" && c.ChosenBy != "parties":
		return nil, ErrUnknownChooser.On("chosen_by")
	}
	if err := checkAccounts(c.Mediators, s); err != nil {
		return nil, err
	}
	mediators, committee, warnings, err := c.Roster.named(c.Mediators, c.day())
	if err != nil {
		return nil, err
	}
	if m, _ := ModeOf(s.Mode); m.Committee && committee == nil && s.Committee == "" {
		warnings = append(warnings, WarnNoCommittee)
	}
	return []Event{&AssignedV1{When: c.when(), ChosenBy: c.ChosenBy, Committee: committee, Warnings: warnings, Mediators: mediators}}, nil
}

func recuseMediator(s State, c RecuseMediator) ([]Event, error) {
	if err := s.visible(c.Act); err != nil {
		return nil, err
	}
	if !c.By.Roles.Chair && (!s.assigned(c.By) || s.acting(c.By) != c.Mediator) {
		return nil, ErrNotAssigned
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	if err := s.conflicted(c.Mediator, c.Conflict); err != nil {
		return nil, err
	}
	return []Event{&RecusedV1{When: c.when(), Codes: CodesVersion, Mediator: c.Mediator, Conflict: c.Conflict, Grounds: c.Grounds}}, nil
}

func challengeMediator(s State, c ChallengeMediator) ([]Event, error) {
	if err := s.toWindow(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	if err := s.conflicted(c.Mediator, c.Conflict); err != nil {
		return nil, err
	}
	if slices.Contains(s.Challenged, c.Mediator) {
		return nil, ErrChallengePending.On("mediator")
	}
	if err := checkParties([]int{c.Party}, s.Parties, "party"); err != nil {
		return nil, err
	}
	return []Event{&ChallengedV1{When: c.when(), Codes: CodesVersion, Mediator: c.Mediator, Party: c.Party, Conflict: c.Conflict, Grounds: c.Grounds}}, nil
}

// decideChallenge is the chair's, but nobody decides on himself.
func decideChallenge(s State, c DecideChallenge) ([]Event, error) {
	if err := s.toChair(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(s.Challenged, c.Mediator):
		return nil, ErrNotChallenged.On("mediator")
	case c.By.Account == c.Mediator || c.By.For == c.Mediator:
		return nil, ErrOwnChallenge
	case !c.Grounds.Present():
		return nil, ErrGroundsNeeded.On("grounds")
	}
	return []Event{&ChallengeDecidedV1{When: c.when(), Mediator: c.Mediator, Upheld: c.Upheld, Grounds: c.Grounds}}, nil
}

func (s State) conflicted(mediator, conflict string) error {
	switch {
	case !slices.Contains(s.Mediators, mediator):
		return ErrNoSuchMediator.On("mediator")
	case !conflicts.Has(conflict):
		return ErrUnknownConflict.On("conflict")
	}
	return nil
}

// invitePersons keeps Art. 20: with the parties' consent.
func invitePersons(s State, c InvitePersons) ([]Event, error) {
	if err := s.toMediator(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	if len(c.Persons) == 0 || s.Invited+len(c.Persons) > MaxInvited {
		return nil, ErrInviteeCount.On("persons")
	}
	for i, p := range c.Persons {
		if !invitees.Has(p.Kind) {
			return nil, ErrUnknownInvitee.On(fmt.Sprintf("persons[%d].kind", i))
		}
		if !p.Name.Present() {
			return nil, ErrInviteeName.On(fmt.Sprintf("persons[%d].name", i))
		}
	}
	if err := s.agreedBy(c.Consented, ErrInvitationConsent); err != nil {
		return nil, err
	}
	return []Event{&InvitedV1{When: c.when(), Codes: CodesVersion, Persons: c.Persons}}, nil
}
