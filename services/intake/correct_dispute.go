package intake

import (
	"context"
	"errors"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/internal/vault"
)

var errErased = fault.New(fault.Refused, "personal-erased",
	"该纠纷的当事人信息已依法删除，不能更正。", "The personal data of this dispute was erased and cannot be corrected.")

// CorrectDispute corrects what was recorded. What stood before stays in the log, sealed where it was sealed.
func (s *Service) CorrectDispute(ctx context.Context, req *intakev1.CorrectDisputeRequest) (*intakev1.CorrectDisputeResponse, error) {
	flaw := checkCorrection(req)
	receipt, _, err := s.carry(ctx, plan{
		req: req, flaw: flaw, reason: dispute.CorrectionReasons().Reason("correction", req.GetReason()),
		make: func(act dispute.Act, st dispute.State) (dispute.Command, error) {
			cmd := dispute.Correct{
				Act: act, Reason: req.GetReason(), Category: req.Category, Channel: req.Channel, AroseOn: req.AroseOn,
			}
			if err := dispute.Admit(st, cmd); err != nil {
				return nil, err
			}
			if req.Area != nil {
				area := unit.Code(req.GetArea())
				cmd.Area = &area
			}
			if req.Involved != nil {
				involved := int(req.GetInvolved())
				cmd.Involved = &involved
				var err error
				if cmd.Scales, err = s.scales(ctx, st.Unit, st.ReceivedAt); err != nil { // as it should have been registered
					return nil, err
				}
			}
			if req.GetReceivedAt() != nil {
				at, err := request.Time(req.GetReceivedAt(), act.At, "received_at")
				if err != nil {
					return nil, err
				}
				cmd.ReceivedAt = &at
			}
			return s.sealedChanges(ctx, req, cmd)
		},
	})
	if err != nil {
		return nil, err
	}
	return &intakev1.CorrectDisputeResponse{Receipt: receipt}, nil
}

// checkCorrection checks the texts of the request.
func checkCorrection(req *intakev1.CorrectDisputeRequest) error {
	var c request.Texts
	c.Field(req.GetTitle(), maxTitle, "title")
	c.Field(req.GetNarrative(), maxNarrative, "narrative")
	c.Field(req.GetPlace(), maxPlace, "place")
	if len(req.GetParties()) > dispute.MaxParties {
		return dispute.ErrPartyCount.On("parties")
	}
	for i, p := range req.GetParties() {
		readParty(&c, p.GetParty(), "parties[%d].party", i)
	}
	return c.Err
}

// sealedChanges opens what stands there and puts it beside what should have. What is the same is left out.
func (s *Service) sealedChanges(ctx context.Context, req *intakev1.CorrectDisputeRequest, cmd dispute.Correct) (dispute.Command, error) {
	if req.Title == nil && req.Narrative == nil && req.Place == nil && len(req.GetParties()) == 0 {
		return cmd, nil
	}
	id, err := request.ClientID(req.GetDisputeId(), "dispute_id")
	if err != nil {
		return nil, err
	}
	steps, err := s.read(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := s.unseal(ctx, steps); errors.Is(err, vault.ErrShredded) {
		return nil, errErased
	} else if err != nil {
		return nil, err
	}
	now := revealed(steps)
	text := func(field, before string, after *string) {
		if after != nil && *after != before {
			cmd.Texts = append(cmd.Texts, dispute.TextChange{Field: field, Before: personal.Plain(before), After: personal.Plain(*after)})
		}
	}
	text(dispute.TextTitle, now.GetTitle(), req.Title)             //nolint:protogetter // presence
	text(dispute.TextNarrative, now.GetNarrative(), req.Narrative) //nolint:protogetter // presence
	text(dispute.TextPlace, now.GetPlace(), req.Place)             //nolint:protogetter // presence
	present := map[uint32]*intakev1.Party{}
	for _, p := range now.GetParties() {
		present[p.GetIndex()] = p
	}
	for _, c := range req.GetParties() {
		change := dispute.PartyChange{Index: int(c.GetIndex())}
		if p := present[c.GetIndex()]; p != nil {
			before := readParty(&request.Texts{}, p, "")
			change.Before = &before
		}
		if c.GetParty() != nil {
			after := readParty(&request.Texts{}, c.GetParty(), "")
			change.After = &after
		}
		cmd.Parties = append(cmd.Parties, change)
	}
	return cmd, nil
}
