package mediation

import (
	"context"
	"errors"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/vault"
	"anjie.internal/services/mediation/proceeding"
)

// GetProceeding shows one proceeding as the log has it, so a client sees its own write at once.
func (s *Service) GetProceeding(ctx context.Context, req *mediationv1.GetProceedingRequest) (*mediationv1.GetProceedingResponse, error) {
	a, err := acting(ctx, readers())
	if err != nil {
		return nil, err
	}
	steps, err := s.story(ctx, a, req.GetProceedingId())
	if err != nil {
		return nil, err
	}
	st := state(steps)
	out := &mediationv1.GetProceedingResponse{Proceeding: clearPart(steps, st, calendar.DateOf(s.now()))}
	sees := sightOf(a, st.Unit, st.Mediators)
	if sees == sightNone {
		out.Withheld = mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ROLE
		return out, nil
	}
	err = s.unseal(ctx, steps)
	if errors.Is(err, vault.ErrShredded) {
		out.Withheld = mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ERASED
		return out, nil
	}
	if err != nil {
		return nil, err
	}
	out.Personal = revealed(steps, sees)
	return out, nil
}

// clearPart tells the clear part. What the rules remember comes from their own fold; the rest from the events.
func clearPart(steps []step, st proceeding.State, today calendar.Date) *mediationv1.Proceeding {
	p := &mediationv1.Proceeding{
		ProceedingId: proceedingOf(steps[0].rec.Stream), DisputeId: string(st.Dispute), Ordinal: uint32(st.Ordinal), State: stateOf(st), //nolint:gosec // G115: the rules bound it
		Unit: string(st.Unit), Mode: st.Mode, Limit: limitOut(st.Limit), Parties: uint32(st.Parties), //nolint:gosec // G115: the rules bound it
		Consented: placesOut(st.Consented.Places()), Mediators: st.Mediators, Outcome: st.Outcome, OpenedAt: timestamppb.New(st.OpenedAt),
	}
	for _, step := range steps {
		p.Revision, p.Position = step.rec.Revision, request.Position(step.rec.Position)
		switch e := step.event.(type) {
		case *proceeding.OpenedV1:
			p.Basis = e.Basis
			if r := e.Referral; r != nil {
				p.Referral = &mediationv1.ReferralOut{Channel: r.Channel, ReferrerKind: r.Kind, ReturnBy: r.ReturnBy.String()}
			}
		case *proceeding.SessionHeldV1:
			p.Sessions = append(p.Sessions, &mediationv1.Session{
				Number: uint32(e.Number), HeldAt: timestamppb.New(e.OccurredAt), Place: e.Place, MinutesLong: uint32(e.MinutesLong), //nolint:gosec // G115: the rules bound it
				Attended: placesOut(e.Attended), Mediators: e.Mediators, Invited: placesOut(e.Invited), Public: e.Public,
			})
		case *proceeding.AgreementRecordedV1:
			p.Agreement = agreementOut(e, today)
			if e.Partial {
				p.RoutesTold = e.RoutesTold
			}
		case *proceeding.AgreementSignedV1:
		case *proceeding.AgreementEffectiveV1:
			p.Agreement.Effect = &mediationv1.Effect{
				EffectiveAt: timestamppb.New(e.OccurredAt), Confirmable: e.Confirmable, ConfirmBy: e.ConfirmBy.String(),
			}
		case *proceeding.AgreedV1:
			p.EndedAt = timestamppb.New(e.OccurredAt)
		case *proceeding.FailedV1:
			p.EndedAt, p.RoutesTold = timestamppb.New(e.OccurredAt), e.RoutesTold
		case *proceeding.WithdrawnV1:
			p.EndedAt = timestamppb.New(e.OccurredAt)
		case *proceeding.RefusedV1:
			p.EndedAt = timestamppb.New(e.OccurredAt)
		case *proceeding.TerminatedV1:
			p.EndedAt, p.RoutesTold = timestamppb.New(e.OccurredAt), e.RoutesTold
		}
	}
	if p.GetAgreement() != nil && p.GetAgreement().GetEffect() == nil {
		p.Agreement.Effect = waiting(st)
	}
	return p
}

// stateOf is where a proceeding stands, in the words of the contract.
func stateOf(st proceeding.State) mediationv1.ProceedingState {
	switch st.Phase {
	case proceeding.Opened:
		return mediationv1.ProceedingState_PROCEEDING_STATE_OPENED
	case proceeding.Begun:
		return mediationv1.ProceedingState_PROCEEDING_STATE_IN_MEDIATION
	case proceeding.Drafted:
		return mediationv1.ProceedingState_PROCEEDING_STATE_DRAFTED
	case proceeding.Ended:
		return mediationv1.ProceedingState_PROCEEDING_STATE_ENDED
	case proceeding.Absent:
	}
	return mediationv1.ProceedingState_PROCEEDING_STATE_UNSPECIFIED
}

func limitOut(l proceeding.Limit) *mediationv1.Limit {
	out := &mediationv1.Limit{
		Rule: l.Rule, Amount: uint32(l.Amount), Clock: string(l.Clock), StartsOn: l.StartsOn.String(), Extended: uint32(l.Extended), //nolint:gosec // G115: the rules bound it
		DueOn: l.DueOn.String(), Calendar: l.Calendar,
	}
	for _, p := range l.Pauses {
		out.Pauses = append(out.Pauses, &mediationv1.Pause{From: p.From.String(), To: p.To.String()})
	}
	return out
}

func agreementOut(e *proceeding.AgreementRecordedV1, today calendar.Date) *mediationv1.Agreement {
	out := &mediationv1.Agreement{Form: e.Form, Partial: e.Partial, Subjects: e.Subjects}
	for _, o := range e.Obligations {
		performance := "V6"
		switch {
		case o.DueOn.IsZero():
			performance = "V1"
		case o.DueOn.Before(today):
			performance = "V5"
		}
		out.Obligations = append(out.Obligations, &mediationv1.Obligation{
			Debtor: uint32(o.Debtor), Creditor: uint32(o.Creditor), DueOn: o.DueOn.String(), Amount: uint64(o.Amount), Performance: performance, //nolint:gosec // G115: the rules bound it
		})
	}
	return out
}
