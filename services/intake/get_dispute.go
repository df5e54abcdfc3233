package intake

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/vault"
)

// GetDispute shows one dispute as the log has it, so a client sees its own write at once. Its number and what was merged into it
// come from the queue.
func (s *Service) GetDispute(ctx context.Context, req *intakev1.GetDisputeRequest) (*intakev1.GetDisputeResponse, error) {
	a, err := s.acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	told, err := s.story(ctx, a, readers(), req.GetDisputeId())
	if err != nil {
		return nil, err
	}
	if err := s.deps.Queue.WaitFor(ctx, request.PositionOf(req.GetAtLeastPosition())); err != nil {
		return nil, fmt.Errorf("wait for the queue: %w", err)
	}
	out := &intakev1.GetDisputeResponse{Dispute: clearPart(told)}
	if told.state.RiskOn(calendar.DateOf(s.deps.Now()).String()) == "" {
		out.Dispute.Risk = nil // the assessment has lapsed; it stands in the history
	}
	if err := s.numbered(ctx, a, told, out.GetDispute()); err != nil {
		return nil, err
	}
	if out.Dispute.Merged, err = s.mergedHere(ctx, a, told.id); err != nil {
		return nil, err
	}
	sees := sightOf(a, told.state.Phase.Open())
	if sees == sightNone {
		out.Withheld = intakev1.PersonalWithheld_PERSONAL_WITHHELD_ROLE
		return out, nil
	}
	err = s.unseal(ctx, told.steps)
	if errors.Is(err, vault.ErrShredded) {
		out.Withheld = intakev1.PersonalWithheld_PERSONAL_WITHHELD_ERASED
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Personal = revealed(told.steps)
	if sees == sightMasked {
		mask(out.GetPersonal())
	}
	return out, nil
}

// unseal opens the personal parts of all steps.
func (s *Service) unseal(ctx context.Context, steps []step) error {
	for _, st := range steps {
		holder, ok := st.event.(personal.Holder)
		if !ok {
			continue
		}
		if err := s.deps.Vault.Unseal(ctx, st.rec.Stream, st.rec.ID, holder.Personal()); err != nil {
			return fmt.Errorf("open the personal part of event %s: %w", st.rec.ID, err)
		}
	}
	return nil
}

// revealed folds the personal part of opened steps: the registration as corrected, and the texts of all later steps.
func revealed(steps []step) *intakev1.DisputePersonal {
	p := &intakev1.DisputePersonal{}
	for _, st := range steps {
		switch e := st.event.(type) {
		case *dispute.RegisteredV1:
			p.Title, p.Narrative, p.Place = plain(e.Title), plain(e.Narrative), plain(e.Place)
			if r := e.Referral; r != nil {
				p.ReferralPapers = &intakev1.ReferralPapers{Referrer: plain(r.Referrer), Number: plain(r.Number)}
			}
			for _, party := range e.Parties {
				p.Parties = append(p.Parties, revealedParty(party))
			}
			continue
		case *dispute.WithdrawnV1:
			p.WithdrawalNote = plain(e.Note)
		case *dispute.ReopenedV1:
			p.WithdrawalNote = ""
		case *dispute.CorrectedV1:
			correctPersonal(p, e)
		default: // their texts follow
		}
		p.Texts = append(p.Texts, texts(st)...)
	}
	for i, party := range p.GetParties() {
		if party != nil {
			party.Index = count(i)
		}
	}
	p.Parties = slices.DeleteFunc(p.GetParties(), func(party *intakev1.Party) bool { return party == nil })
	return p
}

// correctPersonal puts in what should have been registered. A party that is taken out leaves its place empty.
func correctPersonal(p *intakev1.DisputePersonal, e *dispute.CorrectedV1) {
	for _, c := range e.Texts {
		switch c.Field {
		case dispute.TextTitle:
			p.Title = plain(c.After)
		case dispute.TextNarrative:
			p.Narrative = plain(c.After)
		case dispute.TextPlace:
			p.Place = plain(c.After)
		}
	}
	for _, c := range e.Parties {
		var after *intakev1.Party
		if c.After != nil {
			after = revealedParty(*c.After)
		}
		if c.Index == len(p.GetParties()) {
			p.Parties = append(p.Parties, nil)
		}
		p.Parties[c.Index] = after
	}
}

// texts are the opened texts of a step, in the order of their names.
func texts(st step) []*intakev1.StepText {
	holder, ok := st.event.(personal.Holder)
	if !ok {
		return nil
	}
	fields := holder.Personal()
	var out []*intakev1.StepText
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if text := plain(fields[name]); text != "" {
			out = append(out, &intakev1.StepText{Revision: st.rec.Revision, Field: name, Text: text})
		}
	}
	return out
}

func revealedParty(p dispute.Party) *intakev1.Party {
	out := &intakev1.Party{Name: plain(p.Name), Phone: plain(p.Phone), IdNumber: plain(p.IDNumber), Address: plain(p.Address)}
	switch p.Role {
	case dispute.Applicant:
		out.Role = intakev1.PartyRole_PARTY_ROLE_APPLICANT
	case dispute.Respondent:
		out.Role = intakev1.PartyRole_PARTY_ROLE_RESPONDENT
	case dispute.OtherParty:
		out.Role = intakev1.PartyRole_PARTY_ROLE_OTHER
	}
	switch p.Kind {
	case dispute.Person:
		out.Kind = intakev1.PartyKind_PARTY_KIND_PERSON
	case dispute.Body:
		out.Kind = intakev1.PartyKind_PARTY_KIND_BODY
	}
	return out
}

func plain(f *personal.Field) string {
	s, _ := f.Reveal()
	return s
}
