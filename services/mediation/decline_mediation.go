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

// DeclineMediation records that an application or a referral is not accepted, under the next ordinal of the dispute. Repeating the
// command gives the same receipt.
func (s *Service) DeclineMediation(ctx context.Context, req *mediationv1.DeclineMediationRequest) (*mediationv1.DeclineMediationResponse, error) {
	a, act, err := s.act(ctx, req, openers())
	if err != nil {
		return nil, err
	}
	dispute, err := request.ClientID(req.GetDisputeId(), "dispute_id")
	if err != nil {
		return nil, err
	}
	var c request.Texts
	cmd := proceeding.Decline{
		Act: act, Calendar: s.deps.Calendar, Dispute: proceeding.ID(req.GetDisputeId()), Reason: req.GetReason(), RoutesTold: req.GetRoutesTold(),
		Note: c.Field(req.GetNote(), maxNote, "note"),
		Opening: proceeding.Open{
			Unit: unit.Code(cmp.Or(req.GetUnit(), string(act.By.Unit))), Mode: req.GetMode(), Rule: req.GetRule(), Basis: req.GetBasis(), AppliedOn: req.GetAppliedOn(),
			Matter: c.Field(req.GetMatter(), maxMatter, "matter"), Referral: handoverIn(req.GetReferral(), &c), Parties: partiesIn(req.GetParties(), &c),
		},
	}
	if c.Err != nil {
		return nil, c.Err
	}
	in, err := intent(s.deps.Vault, a, req, cmd, dispute, proceeding.Declinations().Reason("declination", req.GetReason()))
	if err != nil {
		return nil, err
	}
	for cmd.Ordinal = 1; ; cmd.Ordinal++ {
		out, err := s.proceedings.Handle(ctx, ProceedingID(dispute, cmd.Ordinal), cmd, in)
		if errors.Is(err, proceeding.ErrOrdinalTaken) {
			continue
		}
		if err != nil {
			return nil, err
		}
		resp := &mediationv1.DeclineMediationResponse{Receipt: receipt(out), Ordinal: uint32(out.State.Ordinal)} //nolint:gosec // G115: the rules bound it
		if e, ok := first[*proceeding.DeclinedV1](out); ok {
			resp.Acceptance = acceptanceOut(e.Acceptance)
		}
		return resp, nil
	}
}
