package intake

import (
	"cmp"
	"context"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/identity"
)

// RegisterDispute records a dispute for the first time. Repeating the command gives the same receipt.
func (s *Service) RegisterDispute(ctx context.Context, req *intakev1.RegisterDisputeRequest) (*intakev1.RegisterDisputeResponse, error) {
	a, err := acting(ctx, registrars())
	if err != nil {
		return nil, err
	}
	cmd, err := registration(req, a, s.now())
	if err != nil {
		return nil, err
	}
	receipt, err := s.handle(ctx, a, req, cmd, reason("late", dispute.LateReasons(), req.GetLateReason()))
	if err != nil {
		return nil, err
	}
	return &intakev1.RegisterDisputeResponse{Receipt: receipt}, nil
}

// registration reads the request; defaults are filled in here, so that the rules see a complete command.
func registration(req *intakev1.RegisterDisputeRequest, a identity.Actor, now time.Time) (dispute.Register, error) {
	receivedAt, err := claimed(req.GetReceivedAt(), now, "received_at")
	if err != nil {
		return dispute.Register{}, err
	}
	var c checked
	cmd := dispute.Register{
		At:         now,
		ReceivedAt: receivedAt,
		LateReason: req.GetLateReason(),
		ActingUnit: dispute.Unit(a.Unit),
		Unit:       dispute.Unit(cmp.Or(req.GetUnit(), a.Unit)),
		Category:   req.GetCategory(),
		Channel:    req.GetChannel(),
		Involved:   int(cmp.Or(req.GetInvolved(), uint32(len(req.GetParties())))), //nolint:gosec // G115: a message holds fewer
		AroseOn:    req.GetAroseOn(),
		Title:      c.field(req.GetTitle(), maxTitle, "title"),
		Narrative:  c.field(req.GetNarrative(), maxNarrative, "narrative"),
		Place:      c.field(req.GetPlace(), maxPlace, "place"),
	}
	cmd.Area = dispute.Unit(cmp.Or(req.GetArea(), string(cmd.Unit)))
	// Papers without the codes make a referral too: the rules say what it lacks, and nothing that was typed is lost silently.
	if r, papers := req.GetReferral(), req.GetReferralPapers(); r != nil || papers != nil {
		cmd.Referral = &dispute.Referral{
			Kind:     cmp.Or(r.GetReferrerKind(), dispute.ReferrerOf(cmd.Channel)),
			ReturnBy: r.GetReturnBy(),
			Referrer: c.field(papers.GetReferrer(), maxReferrer, "referral_papers.referrer"),
			Number:   c.field(papers.GetNumber(), maxNumber, "referral_papers.number"),
		}
	}
	if len(req.GetParties()) > dispute.MaxParties {
		return dispute.Register{}, dispute.ErrPartyCount.On("parties")
	}
	for i, p := range req.GetParties() {
		cmd.Parties = append(cmd.Parties, dispute.Party{
			Role:     partyRoles[p.GetRole()],
			Kind:     partyKinds[p.GetKind()],
			Name:     c.field(p.GetName(), maxName, "parties[%d].name", i),
			Phone:    c.field(p.GetPhone(), maxPhone, "parties[%d].phone", i),
			IDNumber: c.field(p.GetIdNumber(), maxIDNumber, "parties[%d].id_number", i),
			Address:  c.field(p.GetAddress(), maxPlace, "parties[%d].address", i),
		})
	}
	return cmd, c.err
}

var (
	partyRoles = map[intakev1.PartyRole]dispute.PartyRole{
		intakev1.PartyRole_PARTY_ROLE_APPLICANT:  dispute.Applicant,
		intakev1.PartyRole_PARTY_ROLE_RESPONDENT: dispute.Respondent,
		intakev1.PartyRole_PARTY_ROLE_OTHER:      dispute.OtherParty,
	}
	partyKinds = map[intakev1.PartyKind]dispute.PartyKind{
		intakev1.PartyKind_PARTY_KIND_UNSPECIFIED: dispute.Person,
		intakev1.PartyKind_PARTY_KIND_PERSON:      dispute.Person,
		intakev1.PartyKind_PARTY_KIND_BODY:        dispute.Body,
	}
)
