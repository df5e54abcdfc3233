package proceeding

import (
	"fmt"
	"slices"

	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
)

// Decide answers a command with events or a refusal. The rules stand in the files named after what they are about.
func Decide(s State, c Command) ([]Event, error) {
	if err := s.inWork(c); err != nil {
		return nil, err
	}
	switch c := c.(type) {
	case Open:
		return open(s, c)
	case HoldSession:
		return holdSession(s, c)
	case RecordAgreement:
		return recordAgreement(s, c)
	case SignAgreement:
		return signAgreement(s, c)
	case Fail:
		return fail(s, c)
	case Withdraw:
		return withdraw(s, c)
	case Refuse:
		return refuse(s, c)
	case Terminate:
		return terminate(s, c)
	case Decline:
		return decline(s, c)
	case AnswerReferral:
		return answerReferral(s, c)
	case Refer:
		return refer(s, c)
	case RecordConsent:
		return recordConsent(s, c)
	case AssignMediators:
		return assignMediators(s, c)
	case RecuseMediator:
		return recuseMediator(s, c)
	case ChallengeMediator:
		return challengeMediator(s, c)
	case DecideChallenge:
		return decideChallenge(s, c)
	case InvitePersons:
		return invitePersons(s, c)
	case Suspend:
		return suspend(s, c)
	case Resume:
		return resume(s, c)
	case ExtendLimit:
		return extendLimit(s, c)
	case RecountLimit:
		return recountLimit(s, c)
	case Perform:
		return perform(s, c)
	case Default:
		return defaulted(s, c)
	case ChangeObligation:
		return changeObligation(s, c)
	case SupervisePerformance:
		return supervisePerformance(s, c)
	case ApplyForConfirmation:
		return applyForConfirmation(s, c)
	case DecideConfirmation:
		return decideConfirmation(s, c)
	case FollowUp:
		return followUp(s, c)
	case FeedBackReferral:
		return feedBackReferral(s, c)
	case ReportRisk:
		return reportRisk(s, c)
	case FilePaper:
		return filePaper(s, c)
	case Supplement:
		return supplement(s, c)
	case Archive:
		return archive(s, c)
	case SetAside:
		return setAside(s, c)
	}
	return nil, fmt.Errorf("proceeding: no rule for %T", c)
}

// visible refuses what is not there for the actor. A proceeding of another unit is hidden, not forbidden: its existence is nobody
// else's business.
func (s State) visible(a Act) error {
	if s.Phase == Absent || !a.By.Unit.Covers(s.Unit) {
		return ErrNotFound
	}
	return nil
}

// toMediator lets only those act who mediate here, and are not under a challenge.
func (s State) toMediator(a Act) error {
	switch {
	case s.visible(a) != nil:
		return ErrNotFound
	case s.Outcome == NotTakenOn: // nobody was ever to be assigned
		return ErrEnded
	case len(s.Mediators) == 0:
		return ErrMediatorNeeded
	case !s.assigned(a.By):
		return ErrNotAssigned
	case slices.Contains(s.Challenged, s.acting(a.By)):
		return ErrChallengePending
	}
	return nil
}

// toChair lets only the chair act.
func (s State) toChair(a Act) error {
	switch {
	case s.visible(a) != nil:
		return ErrNotFound
	case !a.By.Roles.Chair:
		return ErrChairNeeded
	}
	return nil
}

// toOfficer lets those act who mediate here, the chair, and until somebody is assigned the window.
func (s State) toOfficer(a Act) error {
	switch {
	case s.visible(a) != nil:
		return ErrNotFound
	case s.assigned(a.By), a.By.Roles.Chair:
		return nil
	case len(s.Mediators) == 0 && (a.By.Roles.Clerk || a.By.Roles.Dispatcher):
		return nil
	}
	return ErrNotAssigned
}

// toWindow lets those act who mediate here, the chair, and always the window.
func (s State) toWindow(a Act) error {
	switch {
	case s.visible(a) != nil:
		return ErrNotFound
	case s.assigned(a.By), a.By.Roles.Chair, a.By.Roles.Clerk, a.By.Roles.Dispatcher:
		return nil
	}
	return ErrNotAssigned
}

// open lets things happen in an open proceeding only, and not before it was opened. The opening itself may claim to be a little
// ahead of the server's clock.
func (s State) open(a Act) error {
	if s.Phase >= Ended {
		return ErrEnded
	}
	return s.since(a)
}

func (s State) since(a Act) error {
	if err := a.checkTimes(); err != nil {
		return err
	}
	if a.OccurredAt.Add(entry.FutureTolerance).Before(s.OpenedAt) {
		return ErrBeforeOpening.On("occurred_at")
	}
	return nil
}

// over lets things happen only after the end, and not before it.
func (s State) over(a Act) error {
	if s.Phase < Ended {
		return ErrNotEnded
	}
	if err := a.checkTimes(); err != nil {
		return err
	}
	if a.OccurredAt.Add(entry.FutureTolerance).Before(s.EndedAt) {
		return ErrBeforeEnd.On("occurred_at")
	}
	return nil
}

// effected lets things happen only under an agreement that has effect.
func (s State) effected(a Act) error {
	if s.EffectiveAt.IsZero() {
		return ErrNoAgreement
	}
	return s.over(a)
}

// ready refuses to mediate while the clock stands still, and while consent is missing that the mode needs, or the hand-over of what
// others had on their desk (宁波市人民调解条例 Art. 19).
func (s State) ready() error {
	if !s.Suspended.IsZero() {
		return ErrSuspended
	}
	if m, _ := ModeOf(s.Mode); (m.Consent || s.Basis == OnReferral) && s.Consented != All(s.Parties) {
		return ErrConsentMissing
	}
	return nil
}

// agreedBy refuses what not all parties agree to.
func (s State) agreedBy(places []int, missing *fault.Error) error {
	if err := checkParties(places, s.Parties, "consented"); err != nil {
		return err
	}
	if SetOf(places) != All(s.Parties) {
		return missing.On("consented")
	}
	return nil
}

// checkParties refuses places that no party has, and doubles.
func checkParties(places []int, parties int, field string) error {
	var seen Set
	for _, p := range places {
		if p < 0 || p >= parties || seen.Has(p) {
			return ErrNoSuchParty.On(field)
		}
		seen |= 1 << p
	}
	return nil
}

// checkCodes refuses codes that are not in the table, and doubles.
func checkCodes(codes []string, table codetable.Table, err *fault.Error, field string) error {
	for i, c := range codes {
		if !table.Has(c) || slices.Contains(codes[:i], c) {
			return err.On(field)
		}
	}
	return nil
}

// checkMediators refuses accounts that do not mediate here, and doubles.
func (s State) checkMediators(accounts []string, field string) error {
	for i, a := range accounts {
		if !slices.Contains(s.Mediators, a) {
			return ErrNoSuchMediator.On(field)
		}
		if slices.Contains(accounts[:i], a) {
			return ErrAccountTwice.On(field)
		}
	}
	return nil
}
