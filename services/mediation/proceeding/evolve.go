package proceeding

import (
	"slices"
	"time"

	"anjie.internal/services/internal/calendar"
)

// Evolve returns the state after an event. It never refuses, and never changes what the state before points to.
func Evolve(s State, e Event) State {
	switch e := e.(type) {
	case *OpenedV1:
		return opening(e)
	case *DeclinedV1:
		return declined(e)
	case *AnsweredV1:
		s.Referral.Answered = true
	case *ReferredV1:
		s.Referred++
	case *ConsentedV1:
		s.Consented |= SetOf(e.Parties)
	case *AssignedV1:
		if e.Committee != nil {
			s.Committee = e.Committee.Code
		}
		s.Mediators = append(slices.Clone(s.Mediators), accountsOf(e.Mediators)...)
		s.Held.Unnamed = append(slices.Clone(s.Held.Unnamed), unnamed(e.Mediators)...)
	case *RecusedV1:
		s = s.without(e.Mediator)
	case *ChallengedV1:
		s.Challenged = append(slices.Clone(s.Challenged), e.Mediator)
	case *ChallengeDecidedV1:
		s.Challenged = less(s.Challenged, e.Mediator)
		if e.Upheld {
			s = s.without(e.Mediator)
		}
	case *InvitedV1:
		s.Invited += len(e.Persons)
	case *SuspendedV1:
		s.Suspended = e.On
		return s.at(e.When)
	case *ResumedV1:
		s.Suspended, s.Limit = calendar.Date{}, e.Limit
		return s.at(e.When)
	case *ExtendedV1:
		s.Limit = e.Limit
		return s.at(e.When)
	case *RecountedV1:
		s.Limit = e.Limit
	case *SessionHeldV1:
		s.Phase, s.Sessions = max(s.Phase, Begun), e.Number
		if !e.Minutes.Present() {
			s.Held.Unwritten = append(slices.Clone(s.Held.Unwritten), e.Number)
		}
		return s.at(e.When)
	case *AgreementRecordedV1:
		return s.drafted(e)
	case *AgreementSignedV1:
		s.Draft.Signed |= SetOf(e.Signed)
		s.Draft.Mediators = append(slices.Clone(s.Draft.Mediators), e.MediatorsSigned...)
		s.Draft.Sealed = s.Draft.Sealed || e.Sealed
		s.Draft.At = latest(s.Draft.At, e.OccurredAt)
		return s.at(e.When)
	case *AgreementEffectiveV1:
		s.EffectiveAt = e.OccurredAt
		return s.at(e.When)
	case *AgreedV1:
		return s.ended(e.Ending)
	case *FailedV1:
		s.RoutesTold, s.Refused = true, len(e.RefusedBy) > 0
		return s.ended(e.Ending)
	case *WithdrawnV1:
		return s.ended(e.Ending)
	case *RefusedV1:
		s.RoutesTold, s.Refused = len(e.RoutesTold) > 0, true
		return s.ended(e.Ending)
	case *TerminatedV1:
		s.RoutesTold = len(e.RoutesTold) > 0
		return s.ended(e.Ending)
	case *PerformedV1:
		s = s.owing(e.Obligation, func(o *Owing) { o.Result, o.Performed = e.Result, e.Performed })
	case *DefaultedV1:
		s = s.owing(e.Obligation, func(o *Owing) { o.Result = NotPerformed })
	case *ChangedV1:
		s = s.owing(e.Obligation, func(o *Owing) { o.Result = Replaced })
		s.Obligations = append(s.Obligations, owed(e.New))
	case *SupervisedV1:
	case *ConfirmationAppliedV1:
		s.Confirmation, s.AppliedAt = Applied, e.OccurredAt
	case *ConfirmationDecidedV1:
		s.Confirmation = e.Result
	case *FollowedUpV1:
		s.FollowedUp = s.FollowedUp || e.Reached
	case *FedBackV1:
		s.Referral.FedBack = true
	case *RiskReportedV1:
	case *PaperFiledV1:
		if !slices.Contains(s.Filed, e.Paper) {
			s.Filed = append(slices.Clone(s.Filed), e.Paper)
		}
	case *SupplementedV1:
		s.Held = s.Held.with(e)
	case *ArchivedV1:
		s.Phase = Archived
	case *SetAsideV1:
		s.SetAside = true
	}
	return s
}

func opening(e *OpenedV1) State {
	s := State{
		Phase: Opened, Of: e.Of, Ordinal: e.Ordinal, Basis: e.Basis, Parties: len(e.Parties), Consented: SetOf(e.Consented),
		OpenedAt: e.OccurredAt, Limit: e.Limit, Mediators: accountsOf(e.Mediators), Held: heldAt(e),
	}
	s.Referral = handed(e.Referral)
	if e.Committee != nil {
		s.Committee = e.Committee.Code
	}
	return s.at(e.When)
}

// declined is over before it began.
func declined(e *DeclinedV1) State {
	s := State{
		Of: e.Of, Ordinal: e.Ordinal, Basis: e.Basis, Parties: len(e.Parties), OpenedAt: e.OccurredAt, Referral: handed(e.Referral), RoutesTold: true,
		Refused: e.Reason == declinedByParty,
	}
	return s.ended(e.Ending)
}

func handed(r *Referral) ReferralState {
	if r == nil {
		return ReferralState{}
	}
	return ReferralState{Channel: r.Channel, Kind: r.Kind, AnswerBy: r.AnswerBy}
}

// drafted takes the place of an earlier draft, whose signatures are under another text.
func (s State) drafted(e *AgreementRecordedV1) State {
	s.Draft = Draft{Form: e.Form, Partial: e.Partial, Confirmable: Confirmable(e.Subjects), At: e.OccurredAt}
	s.Phase = max(s.Phase, Drafted)
	s.RoutesTold = len(e.RoutesTold) > 0
	s.Obligations = nil
	for _, o := range e.Obligations {
		s.Obligations = append(s.Obligations, owed(o))
	}
	return s.at(e.When)
}

func owed(o Obligation) Owing {
	return Owing{Debtor: o.Debtor, Creditor: o.Creditor, DueOn: o.DueOn, Amount: o.Amount}
}

// owing changes one obligation, in a copy.
func (s State) owing(place int, change func(*Owing)) State {
	s.Obligations = slices.Clone(s.Obligations)
	change(&s.Obligations[place])
	return s
}

// without takes a mediator out for the whole of the proceeding, and the signature under a draft with him: an agreement that waits
// for its seal is not attested by somebody with a conflict of interest.
func (s State) without(account string) State {
	s.Mediators, s.Challenged = less(s.Mediators, account), less(s.Challenged, account)
	s.Draft.Mediators = less(s.Draft.Mediators, account)
	s.Barred = append(slices.Clone(s.Barred), account)
	return s
}

// less is a copy of the list without the account; nil when nothing is left, so that equal states are equal.
func less(list []string, account string) []string {
	var out []string
	for _, a := range list {
		if a != account {
			out = append(out, a)
		}
	}
	return out
}

func accountsOf(mediators []Mediator) []string {
	var out []string
	for _, m := range mediators {
		out = append(out, m.Account)
	}
	return out
}

func (s State) at(w When) State {
	s.LastAt = latest(s.LastAt, w.OccurredAt)
	return s
}

func (s State) ended(e Ending) State {
	s.Phase, s.Outcome, s.EndedAt, s.Suspended = Ended, e.Outcome, e.OccurredAt, calendar.Date{}
	return s.at(e.When)
}

func latest(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
