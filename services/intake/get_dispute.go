package intake

import (
	"context"
	"errors"
	"fmt"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/internal/vault"
)

// GetDispute shows one dispute as the log has it, so a client sees its own write at once.
func (s *Service) GetDispute(ctx context.Context, req *intakev1.GetDisputeRequest) (*intakev1.GetDisputeResponse, error) {
	a, err := acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	steps, err := s.story(ctx, a, req.GetDisputeId())
	if err != nil {
		return nil, err
	}
	out := &intakev1.GetDisputeResponse{Dispute: clearPart(steps)}
	open := out.GetDispute().GetState() == intakev1.DisputeState_DISPUTE_STATE_OPEN
	sees := sightOf(a, unit.Code(out.GetDispute().GetRegistered().GetUnit()), open)
	if sees == sightNone {
		out.Withheld = intakev1.PersonalWithheld_PERSONAL_WITHHELD_ROLE
		return out, nil
	}
	err = s.unseal(ctx, steps)
	if errors.Is(err, vault.ErrShredded) {
		out.Withheld = intakev1.PersonalWithheld_PERSONAL_WITHHELD_ERASED
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Personal = revealed(steps)
	if sees == sightMasked {
		mask(out.GetPersonal())
	}
	return out, nil
}

// clearPart folds the clear part.
func clearPart(steps []step) *intakev1.Dispute {
	d := &intakev1.Dispute{DisputeId: disputeOf(steps[0].rec.Stream)}
	for _, st := range steps {
		switch e := st.event.(type) {
		case *dispute.RegisteredV1:
			d.State = intakev1.DisputeState_DISPUTE_STATE_OPEN
			d.Registered = registeredFact(e)
			d.ReceivedAt = timestamppb.New(e.ReceivedAt)
			d.RegisteredAt = timestamppb.New(e.RegisteredAt)
		case *dispute.WithdrawnV1:
			d.State = intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN
			d.Withdrawn = withdrawnFact(e)
			d.WithdrawnAt = timestamppb.New(e.WithdrawnAt)
		default: // the other events have no public form yet
		}
		d.Revision, d.Position = st.rec.Revision, request.Position(st.rec.Position)
	}
	return d
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

// revealed folds the personal part of opened steps.
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
		case *dispute.WithdrawnV1:
			p.WithdrawalNote = plain(e.Note)
		default: // the other events have no public form yet
		}
	}
	return p
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
