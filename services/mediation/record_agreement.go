package mediation

import (
	"context"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// RecordAgreement records what the parties agree. Repeating the command gives the same receipt.
func (s *Service) RecordAgreement(ctx context.Context, req *mediationv1.RecordAgreementRequest) (*mediationv1.RecordAgreementResponse, error) {
	a, act, err := s.act(ctx, req, handlers())
	if err != nil {
		return nil, err
	}
	if len(req.GetObligations()) > proceeding.MaxObligations {
		return nil, proceeding.ErrObligationCount.On("obligations")
	}
	var c request.Texts
	cmd := proceeding.RecordAgreement{
		Act:        act,
		Calendar:   s.deps.Calendar,
		Form:       req.GetForm(),
		Partial:    req.GetPartial(),
		Subjects:   req.GetSubjects(),
		Terms:      c.Field(req.GetTerms(), maxTerms, "terms"),
		Remaining:  c.Field(req.GetRemaining(), maxMatter, "remaining"),
		RoutesTold: req.GetRoutesTold(),
		Signatures: proceeding.Signatures{Parties: places(req.GetSigned()), Mediators: req.GetMediatorsSigned(), Sealed: req.GetSealed()},
	}
	for i, o := range req.GetObligations() {
		cmd.Obligations = append(cmd.Obligations, owedIn(o, c.Field(o.GetWhat(), maxWhat, "obligations[%d].what", i)))
	}
	if c.Err != nil {
		return nil, c.Err
	}
	out, err := s.handle(ctx, a, req, cmd, "")
	if err != nil {
		return nil, err
	}
	return &mediationv1.RecordAgreementResponse{Receipt: receipt(out), Effect: effect(out)}, nil
}

func owedIn(o *mediationv1.ObligationIn, what *personal.Field) proceeding.Owed {
	return proceeding.Owed{
		Debtor: place(o.GetDebtor()), Creditor: place(o.GetCreditor()), DueOn: o.GetDueOn(), Amount: fen(o.GetAmount()), What: what,
	}
}

// fen reads an amount. What is more than any agreement is about stays more than that.
func fen(n uint64) int64 {
	return int64(min(n, proceeding.MaxAmount+1))
}

// effect says whether the agreement of a proceeding has effect after a command.
func effect(out outcome) *mediationv1.Effect {
	if e, ok := first[*proceeding.AgreementEffectiveV1](out); ok {
		return &mediationv1.Effect{
			EffectiveAt: timestamppb.New(e.OccurredAt), Confirmable: e.Confirmable, ConfirmBy: e.ConfirmBy.String(),
		}
	}
	return waiting(out.State)
}

// waiting says what a draft waits for.
func waiting(st proceeding.State) *mediationv1.Effect {
	return &mediationv1.Effect{
		Unsigned:        placesOut((proceeding.All(st.Parties) &^ st.Draft.Signed).Places()),
		MediatorMissing: len(st.Draft.Mediators) == 0,
		SealMissing:     !st.Draft.Sealed,
		Confirmable:     st.Draft.Confirmable,
	}
}
