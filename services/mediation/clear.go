package mediation

import (
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/mediation/proceeding"
)

// clearPart tells the clear part. What the rules remember comes from their own fold; the rest from the events.
func clearPart(steps []step, st proceeding.State, today calendar.Date) *mediationv1.Proceeding {
	p := &mediationv1.Proceeding{
		ProceedingId: proceedingOf(steps[0].rec.Stream), DisputeId: string(st.Dispute), Ordinal: uint32(st.Ordinal), State: stateOf(st), //nolint:gosec // G115: the rules bound it
		Unit: string(st.Unit), Mode: st.Mode, Basis: st.Basis, Limit: limitOut(st.Limit), Parties: uint32(st.Parties), //nolint:gosec // G115: the rules bound it
		Consented: placesOut(st.Consented.Places()), Mediators: st.Mediators, Challenged: st.Challenged, Recused: st.Barred,
		SuspendedOn: st.Suspended.String(), Outcome: st.Outcome, OpenedAt: timestamppb.New(st.OpenedAt), FedBack: st.Referral.FedBack, Answered: st.Referral.Answered,
		Dossier: dossierOut(st), SetAside: st.SetAside,
	}
	var effect *proceeding.AgreementEffectiveV1
	for _, step := range steps {
		p.Revision, p.Position = step.rec.Revision, request.Position(step.rec.Position)
		switch e := step.event.(type) {
		case *proceeding.OpenedV1:
			p.Referral, p.Acceptance = referralOut(e.Referral), acceptanceOut(e.Acceptance)
		case *proceeding.DeclinedV1:
			p.Referral, p.RoutesTold, p.Declined = referralOut(e.Referral), e.RoutesTold, e.Reason
			p.Acceptance = acceptanceOut(e.Acceptance)
		case *proceeding.InvitedV1:
			for _, i := range e.Persons {
				p.Invited = append(p.Invited, i.Kind)
			}
		case *proceeding.SessionHeldV1:
			p.Sessions = append(p.Sessions, &mediationv1.Session{
				Number: uint32(e.Number), HeldAt: timestamppb.New(e.OccurredAt), Place: e.Place, MinutesLong: uint32(e.MinutesLong), //nolint:gosec // G115: the rules bound it
				Attended: placesOut(e.Attended), Mediators: e.Mediators, Invited: placesOut(e.Invited), Public: e.Public,
			})
		case *proceeding.AgreementRecordedV1:
			p.Agreement = &mediationv1.Agreement{Form: e.Form, Partial: e.Partial, Subjects: e.Subjects}
			p.RoutesTold = e.RoutesTold
		case *proceeding.AgreementEffectiveV1:
			effect = e
		case *proceeding.FailedV1:
			p.RoutesTold = e.RoutesTold
		case *proceeding.RefusedV1:
			p.RoutesTold = e.RoutesTold
		case *proceeding.TerminatedV1:
			p.RoutesTold = e.RoutesTold
		case *proceeding.FollowedUpV1:
			p.FollowUps = append(p.FollowUps, &mediationv1.FollowUp{
				VisitedAt: timestamppb.New(e.OccurredAt), Method: e.Method, Party: uint32(e.Party), Reached: e.Reached, //nolint:gosec // G115: the rules bound it
				Performance: e.Performance, Satisfaction: e.Satisfaction,
			})
		default: // what the others say is in the state
		}
	}
	if st.Phase >= proceeding.Ended {
		p.EndedAt = timestamppb.New(st.EndedAt)
	}
	if p.GetAgreement() != nil {
		p.Agreement.Obligations = obligationsOut(st, today)
		p.Agreement.Effect = effectOf(effect, st)
		p.Confirmation = confirmation(effect, st, today)
	}
	return p
}

func referralOut(r *proceeding.Referral) *mediationv1.ReferralOut {
	if r == nil {
		return nil
	}
	return &mediationv1.ReferralOut{Channel: r.Channel, ReferrerKind: r.Kind, ReturnBy: r.ReturnBy.String(), AnswerBy: r.AnswerBy.String()}
}

// stateOf is where a proceeding stands, in the words of the contract.
func stateOf(st proceeding.State) mediationv1.ProceedingState {
	if !st.Suspended.IsZero() {
		return mediationv1.ProceedingState_PROCEEDING_STATE_SUSPENDED
	}
	switch st.Phase {
	case proceeding.Opened:
		return mediationv1.ProceedingState_PROCEEDING_STATE_OPENED
	case proceeding.Begun:
		return mediationv1.ProceedingState_PROCEEDING_STATE_IN_MEDIATION
	case proceeding.Drafted:
		return mediationv1.ProceedingState_PROCEEDING_STATE_DRAFTED
	case proceeding.Ended:
		return mediationv1.ProceedingState_PROCEEDING_STATE_ENDED
	case proceeding.Archived:
		return mediationv1.ProceedingState_PROCEEDING_STATE_ARCHIVED
	case proceeding.Absent:
	}
	return mediationv1.ProceedingState_PROCEEDING_STATE_UNSPECIFIED
}

func acceptanceOut(l *proceeding.Limit) *mediationv1.Limit {
	if l == nil {
		return nil
	}
	return limitOut(*l)
}

func limitOut(l proceeding.Limit) *mediationv1.Limit {
	if l.Rule == "" { // what was not accepted has none
		return nil
	}
	out := &mediationv1.Limit{
		Rule: l.Rule, Amount: uint32(l.Amount), Clock: string(l.Clock), StartsOn: l.StartsOn.String(), Extended: uint32(l.Extended), //nolint:gosec // G115: the rules bound it
		DueOn: l.DueOn.String(), Calendar: l.Calendar,
	}
	for _, p := range l.Pauses {
		out.Pauses = append(out.Pauses, &mediationv1.Pause{From: p.From.String(), To: p.To.String()})
	}
	return out
}

// obligationsOut says what is owed, and by today's date what nobody recorded: V6 is not due yet, V5 was due.
func obligationsOut(st proceeding.State, today calendar.Date) []*mediationv1.Obligation {
	var out []*mediationv1.Obligation
	for _, o := range st.Obligations {
		result := o.Result
		if result == "" {
			result = proceeding.NotDueYet
			if !o.DueOn.IsZero() && o.DueOn.Before(today) && !st.EffectiveAt.IsZero() {
				result = proceeding.NotPerformed
			}
		}
		out = append(out, &mediationv1.Obligation{
			Debtor: uint32(o.Debtor), Creditor: uint32(o.Creditor), DueOn: o.DueOn.String(), Amount: uint64(o.Amount), //nolint:gosec // G115: the rules bound it
			Performance: result, Performed: uint64(o.Performed), //nolint:gosec // G115: not negative
		})
	}
	return out
}

func effectOf(e *proceeding.AgreementEffectiveV1, st proceeding.State) *mediationv1.Effect {
	if e == nil {
		return waiting(st)
	}
	return &mediationv1.Effect{EffectiveAt: timestamppb.New(e.OccurredAt), Confirmable: e.Confirmable, ConfirmBy: e.ConfirmBy.String()}
}

// confirmation is the state of judicial confirmation by today's date. While the last day is not known, its window counts as open.
func confirmation(e *proceeding.AgreementEffectiveV1, st proceeding.State, today calendar.Date) string {
	switch {
	case e == nil || !e.Confirmable:
		return ""
	case st.Confirmation != "":
		return st.Confirmation
	case !e.ConfirmBy.IsZero() && e.ConfirmBy.Before(today):
		return proceeding.WindowClosed
	default:
		return proceeding.NotAppliedYet
	}
}
