package mediation

import (
	"cmp"
	"context"
	"errors"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

// OpenProceeding opens the next proceeding of a dispute: the first that is not there yet, once the one before has ended, if intake has
// the dispute on its desk and it may be mediated. Repeating the command gives the same receipt, and asks intake nothing.
func (s *Service) OpenProceeding(ctx context.Context, req *mediationv1.OpenProceedingRequest) (*mediationv1.OpenProceedingResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	dispute, err := request.ClientID(req.GetDisputeId(), "dispute_id")
	if err != nil {
		return nil, err
	}
	cmd, err := s.opening(req, act)
	if err != nil {
		return nil, err
	}
	if cmd.Roster, err = s.rosterOf(ctx, cmd.Unit, req.GetCommittee()); err != nil {
		return nil, err
	}
	in, err := intent(s.deps.Vault, a, req, cmd, dispute, "")
	if err != nil {
		return nil, err
	}
	// An ordinal is taken for ever once its proceeding has ended, so that going on to the next one needs no look back.
	asking := admission{disputes: s.deps.Disputes}
	var last proceeding.State
	for cmd.Ordinal = 1; ; cmd.Ordinal++ {
		cmd.AfterRefusal = last.Refused
		admitted := func(st proceeding.State) (proceeding.Command, error) {
			if st.Outcome != proceeding.NotTakenOn || st.Refused { // what was not taken on says nothing of the parties, unless one refused
				last = st
			}
			return cmd, asking.admit(ctx, st, cmd)
		}
		out, err := s.proceedings.HandleFrom(ctx, ProceedingID(dispute, cmd.Ordinal), admitted, in)
		if errors.Is(err, proceeding.ErrOrdinalTaken) {
			continue
		}
		if err != nil {
			return nil, err
		}
		resp := &mediationv1.OpenProceedingResponse{Receipt: receipt(out)}
		if e, ok := first[*proceeding.OpenedV1](out); ok {
			resp.Ordinal, resp.Limit, resp.Acceptance = uint32(e.Ordinal), limitOut(e.Limit), acceptanceOut(e.Acceptance) //nolint:gosec // G115: the rules bound it
		}
		return resp, nil
	}
}

// opening reads the request; defaults are filled in here, so that the rules see a complete command.
func (s *Service) opening(req *mediationv1.OpenProceedingRequest, act proceeding.Act) (proceeding.Open, error) {
	var c request.Texts
	cmd := proceeding.Open{
		Act:       act,
		Calendar:  s.deps.Calendar,
		Dispute:   proceeding.ID(req.GetDisputeId()),
		Unit:      unit.Code(cmp.Or(req.GetUnit(), string(act.By.Unit))),
		Mode:      req.GetMode(),
		Rule:      req.GetRule(),
		Basis:     req.GetBasis(),
		AppliedOn: req.GetAppliedOn(), Determined: req.GetDeterminedOn(), Written: req.GetAppliedInWriting(),
		Consented: places(req.GetConsented()),
		ChosenBy:  cmp.Or(req.GetChosenBy(), "committee"),
		Matter:    c.Field(req.GetMatter(), maxMatter, "matter"),
	}
	cmd.Referral, cmd.Parties = handoverIn(req.GetReferral(), &c), partiesIn(req.GetParties(), &c)
	cmd.Mediators = mediatorsIn(req.GetMediators(), &c)
	return cmd, c.Err
}

func handoverIn(r *mediationv1.ReferralIn, c *request.Texts) *proceeding.Handover {
	if r == nil {
		return nil
	}
	return &proceeding.Handover{
		Channel:  r.GetChannel(),
		Kind:     cmp.Or(r.GetReferrerKind(), proceeding.ReferrerOf(r.GetChannel())),
		ReturnBy: r.GetReturnBy(),
		Received: r.GetReceivedOn(),
		Referrer: c.Field(r.GetReferrer(), maxReferrer, "referral.referrer"),
		Number:   c.Field(r.GetNumber(), maxNumber, "referral.number"),
	}
}

func partiesIn(in []*mediationv1.Party, c *request.Texts) []proceeding.Party {
	if len(in) > proceeding.MaxParties {
		c.Err = cmp.Or(c.Err, error(proceeding.ErrPartyCount.On("parties")))
		return nil
	}
	var out []proceeding.Party
	for i, p := range in {
		out = append(out, proceeding.Party{
			Role:     partyRoles[p.GetRole()],
			Kind:     partyKinds[p.GetKind()],
			Name:     c.Field(p.GetName(), maxName, "parties[%d].name", i),
			Phone:    c.Field(p.GetPhone(), maxPhone, "parties[%d].phone", i),
			IDNumber: c.Field(p.GetIdNumber(), maxIDNumber, "parties[%d].id_number", i),
			Address:  c.Field(p.GetAddress(), maxAddress, "parties[%d].address", i),
		})
	}
	return out
}

func mediatorsIn(in []*mediationv1.MediatorIn, c *request.Texts) []proceeding.Named {
	if len(in) > proceeding.MaxMediators {
		c.Err = cmp.Or(c.Err, error(proceeding.ErrMediatorCount.On("mediators")))
		return nil
	}
	var out []proceeding.Named
	for i, m := range in {
		out = append(out, proceeding.Named{Account: m.GetAccount(), Invited: m.GetInvited(), Name: c.Field(m.GetName(), maxName, "mediators[%d].name", i)})
	}
	return out
}

// places makes indexes of the places that a message names. What no party has stays what no party has.
func places(in []uint32) []int {
	var out []int
	for _, p := range in {
		out = append(out, place(p))
	}
	return out
}

func place(p uint32) int { return int(min(p, 1<<20)) }

func placesOut(in []int) []uint32 {
	var out []uint32
	for _, p := range in {
		out = append(out, uint32(p)) //nolint:gosec // G115: the rules bound it
	}
	return out
}

var (
	partyRoles = map[mediationv1.PartyRole]proceeding.PartyRole{
		mediationv1.PartyRole_PARTY_ROLE_APPLICANT:  proceeding.Applicant,
		mediationv1.PartyRole_PARTY_ROLE_RESPONDENT: proceeding.Respondent,
		mediationv1.PartyRole_PARTY_ROLE_OTHER:      proceeding.OtherParty,
	}
	partyKinds = map[mediationv1.PartyKind]proceeding.PartyKind{
		mediationv1.PartyKind_PARTY_KIND_UNSPECIFIED: proceeding.Person,
		mediationv1.PartyKind_PARTY_KIND_PERSON:      proceeding.Person,
		mediationv1.PartyKind_PARTY_KIND_BODY:        proceeding.Body,
	}
)
