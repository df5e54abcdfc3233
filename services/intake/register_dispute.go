package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// RegisterDispute records a dispute for the first time. Repeating the command gives the same receipt.
func (s *Service) RegisterDispute(ctx context.Context, req *intakev1.RegisterDisputeRequest) (*intakev1.RegisterDisputeResponse, error) {
	a, err := s.acting(ctx, duty(req))
	if err != nil {
		return nil, err
	}
	cmd, err := registration(req, a, s.now())
	if err != nil {
		return nil, err
	}
	if err := mayRegister(a, cmd); err != nil {
		return nil, err
	}
	if cmd.Scales, err = s.scales(ctx, cmd.Unit, cmd.ReceivedAt); err != nil {
		return nil, err
	}
	if cmd.AcceptBy, err = s.acceptBy(ctx, cmd); err != nil {
		return nil, err
	}
	act := dispute.Act{At: cmd.At, OccurredAt: cmd.ReceivedAt, LateReason: cmd.LateReason}
	receipt, _, err := s.handle(ctx, a, req, act, entry.LateReasons().Reason("late", req.GetLateReason()),
		func(dispute.State) (dispute.Command, error) { // which a command that was decided before does not come to
			return cmd, s.underImport(ctx, cmd)
		})
	if err != nil {
		return nil, err
	}
	return &intakev1.RegisterDisputeResponse{Receipt: receipt}, nil
}

// importKnownWithin is how old what is known of an import may be: a ledger has thousands of rows, and reading the log of the import for
// each would cost as much again as the registration. What comes in within the second after a reversal is voided like the rest.
const importKnownWithin = time.Second

// underImport keeps what an import is exempt from for imports: a row says of which one it is, and that one must be under way.
func (s *Service) underImport(ctx context.Context, cmd dispute.Register) error {
	p := cmd.Provenance
	if p == nil {
		return nil
	}
	id, err := uuid.Parse(p.Import)
	if err != nil {
		return nil //nolint:nilerr // the rules refuse it, and say what else is wrong
	}
	st, err := s.imports.Recent(ctx, id, importKnownWithin)
	if err != nil {
		return fmt.Errorf("load import %s: %w", id, err)
	}
	var refusal *fault.Error
	if err := st.Takes(cmd.ActingUnit, p.File, p.Sheet); errors.As(err, &refusal) {
		return refusal.On("provenance.import")
	}
	return nil
}

// registration reads the request; defaults are filled in here, so that the rules see a complete command.
func registration(req *intakev1.RegisterDisputeRequest, a identity.Actor, now time.Time) (dispute.Register, error) {
	receivedAt, err := request.Time(req.GetReceivedAt(), now, "received_at")
	if err != nil {
		return dispute.Register{}, err
	}
	var c request.Texts
	cmd := dispute.Register{
		At:         now,
		ReceivedAt: receivedAt,
		LateReason: req.GetLateReason(),
		ActingUnit: unit.Code(a.Unit),
		Unit:       unit.Code(cmp.Or(req.GetUnit(), a.Unit)),
		Category:   req.GetCategory(),
		Channel:    req.GetChannel(),
		Involved:   int(cmp.Or(req.GetInvolved(), uint32(len(req.GetParties())))), //nolint:gosec // G115: a message holds fewer
		AroseOn:    req.GetAroseOn(),
		Title:      c.Field(req.GetTitle(), maxTitle, "title"),
		Narrative:  c.Field(req.GetNarrative(), maxNarrative, "narrative"),
		Place:      c.Field(req.GetPlace(), maxPlace, "place"),
	}
	cmd.Area = unit.Code(cmp.Or(req.GetArea(), string(cmd.Unit)))
	// Papers without the codes make a referral too: the rules say what it lacks, and nothing that was typed is lost silently.
	if r, papers := req.GetReferral(), req.GetReferralPapers(); r != nil || papers != nil {
		cmd.Referral = &dispute.Referral{
			Kind:     cmp.Or(r.GetReferrerKind(), dispute.ReferrerOf(cmd.Channel)),
			ReturnBy: r.GetReturnBy(),
			Referrer: c.Field(papers.GetReferrer(), maxReferrer, "referral_papers.referrer"),
			Number:   c.Field(papers.GetNumber(), maxNumber, "referral_papers.number"),
		}
	}
	if p := req.GetProvenance(); p != nil {
		cmd.Provenance = &dispute.Provenance{Import: p.GetImport(), File: p.GetFile(), Sheet: int(p.GetSheet()), Row: int(p.GetRow())}
	}
	if len(req.GetParties()) > dispute.MaxParties {
		return dispute.Register{}, dispute.ErrPartyCount.On("parties")
	}
	for i, p := range req.GetParties() {
		cmd.Parties = append(cmd.Parties, readParty(&c, p, "parties[%d]", i))
	}
	return cmd, c.Err
}

// readParty reads a party of a request; path, with args, names it.
func readParty(c *request.Texts, p *intakev1.Party, path string, args ...any) dispute.Party {
	return dispute.Party{
		Role:     partyRoles[p.GetRole()],
		Kind:     partyKinds[p.GetKind()],
		Name:     c.Field(p.GetName(), maxName, path+".name", args...),
		Phone:    c.Field(p.GetPhone(), maxPhone, path+".phone", args...),
		IDNumber: c.Field(p.GetIdNumber(), maxIDNumber, path+".id_number", args...),
		Address:  c.Field(p.GetAddress(), maxPlace, path+".address", args...),
	}
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
