package proceeding

import (
	"errors"
	"fmt"
	"slices"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
)

// confirmationDays are those in which the parties can apply for judicial confirmation together (人民调解法 Art. 33, 民事诉讼法 2023 Art. 205).
const confirmationDays = 30

func recordAgreement(s State, c RecordAgreement) ([]Event, error) {
	if err := s.toMediator(c.Act); err != nil {
		return nil, err
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	if err := s.ready(); err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	if err := s.lapsed(c.day()); err != nil {
		return nil, err
	}
	obligations, later, err := c.obligations(s)
	if err != nil {
		return nil, err
	}
	e := &AgreementRecordedV1{
		When: c.when(), Codes: CodesVersion, Form: c.Form, Partial: c.Partial, Subjects: c.Subjects, RoutesTold: c.RoutesTold,
		Obligations: obligations, Terms: c.Terms, Remaining: c.Remaining,
	}
	if c.Form == Oral && later { // 人民调解工作若干规定 2002 Art. 34
		e.Warnings = append(e.Warnings, WarnWrittenAdvised)
	}
	if s.Sessions == 0 && c.Form != OnTheSpot {
		e.Warnings = append(e.Warnings, WarnNoSession)
	}
	if s.Limit.expired(c.day()) {
		e.Warnings = append(e.Warnings, WarnLimitExpired)
	}
	events := []Event{e}
	next := Evolve(s, e)
	if c.Form != Written {
		if !c.Signatures.none() {
			return nil, ErrNotWritten.On("signed")
		}
		return next.effective(c.Act, c.Calendar, events)
	}
	if c.Signatures.none() {
		return events, nil
	}
	return next.sign(c.Act, c.Signatures, c.Calendar, events)
}

func signAgreement(s State, c SignAgreement) ([]Event, error) {
	if err := s.visible(c.Act); err != nil {
		return nil, err
	}
	// The chair alone may put the seal under an agreement of others.
	if !c.By.Roles.Chair || len(c.Signatures.Parties)+len(c.Signatures.Mediators) > 0 {
		if err := s.toMediator(c.Act); err != nil {
			return nil, err
		}
	}
	if err := s.open(c.Act); err != nil {
		return nil, err
	}
	switch {
	case !s.Suspended.IsZero():
		return nil, ErrSuspended
	case s.Draft.Form == "":
		return nil, ErrNotRecorded
	case c.Signatures.none():
		return nil, ErrSignatureNeeded.On("signed")
	}
	return s.sign(c.Act, c.Signatures, c.Calendar, nil)
}

// sign adds signatures to a written agreement that is recorded, and its effect when they are the last.
func (s State) sign(a Act, sig Signatures, cal *calendar.Calendar, events []Event) ([]Event, error) {
	if err := checkParties(sig.Parties, s.Parties, "signed"); err != nil {
		return nil, err
	}
	if err := s.checkMediators(sig.Mediators, "mediators_signed"); err != nil {
		return nil, err
	}
	switch {
	case slices.ContainsFunc(sig.Mediators, func(a string) bool { return slices.Contains(s.Challenged, a) }):
		return nil, ErrChallengePending.On("mediators_signed")
	case sig.Sealed && len(s.Challenged) > 0:
		return nil, ErrChallengePending.On("sealed")
	case s.Draft.Signed&SetOf(sig.Parties) != 0:
		return nil, ErrSignedBefore.On("signed")
	case sig.Sealed && !a.By.Roles.Chair:
		return nil, ErrChairNeeded.On("sealed")
	case sig.Sealed && s.Draft.Sealed:
		return nil, ErrSealedBefore.On("sealed")
	}
	e := &AgreementSignedV1{When: a.when(), Signed: SetOf(sig.Parties).Places(), MediatorsSigned: sig.Mediators, Sealed: sig.Sealed}
	events = append(events, e)
	next := Evolve(s, e)
	if !next.Draft.complete(s.Parties) {
		return events, nil
	}
	// The seal may be older than the challenge: what is not decided yet must not be settled by the last signature either.
	if len(s.Challenged) > 0 {
		return nil, ErrChallengePending.On("signed")
	}
	return next.effective(a, cal, events)
}

// effective gives the agreement effect, which ends the proceeding. An oral one binds when it is agreed, a written one with the last
// of signatures and seal (人民调解法 Art. 29, 30).
func (s State) effective(a Act, cal *calendar.Calendar, events []Event) ([]Event, error) {
	if cal == nil {
		return nil, errNoCalendar
	}
	since := a.when()
	since.OccurredAt = s.Draft.At.UTC()
	if since.OccurredAt.Add(entry.FutureTolerance).Before(s.LastAt) {
		return nil, ErrBeforeLast.On("occurred_at")
	}
	effect := &AgreementEffectiveV1{When: since, Of: s.Of, Codes: CodesVersion, Form: s.Draft.Form, Confirmable: s.Draft.Confirmable}
	if effect.Confirmable {
		last, err := cal.AddDays(calendar.DateOf(since.OccurredAt), confirmationDays)
		if err != nil && !errors.Is(err, calendar.ErrUnknownYear) {
			return nil, err
		}
		effect.ConfirmBy, effect.Calendar = last, cal.Version()
	}
	events = append(events, effect)
	if s.Draft.Form == OnTheSpot {
		for i, o := range s.Obligations {
			events = append(events, &PerformedV1{
				When: since, Of: s.Of, Codes: CodesVersion, Obligation: i, Result: PerformedAtOnce, Amount: o.Amount, Performed: o.Amount,
			})
		}
	}
	return append(events, &AgreedV1{Ending: s.ending(since, s.Draft.outcome())}), nil
}

func (d Draft) outcome() string {
	switch {
	case d.Partial:
		return PartialAgreement
	case d.Form == Oral:
		return OralAgreement
	case d.Form == OnTheSpot:
		return SettledOnTheSpot
	default:
		return WrittenAgreement
	}
}

func (c RecordAgreement) check() error {
	switch {
	case !forms.Has(c.Form):
		return ErrUnknownForm.On("form")
	case len(c.Subjects) == 0 || len(c.Subjects) > 8:
		return ErrUnknownSubject.On("subjects")
	case !c.Terms.Present():
		return ErrTermsNeeded.On("terms")
	case c.Partial && !c.Remaining.Present():
		return ErrRemainingNeeded.On("remaining")
	case c.Partial && len(c.RoutesTold) == 0:
		return ErrRoutesNeeded.On("routes_told")
	case !c.Partial && (c.Remaining.Present() || len(c.RoutesTold) > 0):
		return ErrRemainingNotExpected.On("remaining")
	}
	if err := checkCodes(c.Subjects, subjects, ErrUnknownSubject, "subjects"); err != nil {
		return err
	}
	return checkCodes(c.RoutesTold, routes, ErrUnknownRoute, "routes_told")
}

// obligations reads what is owed, and reports whether any of it is owed later than on the day of the agreement.
func (c RecordAgreement) obligations(s State) (out []Obligation, later bool, err error) {
	if len(c.Obligations) > MaxObligations {
		return nil, false, ErrObligationCount.On("obligations")
	}
	for i, o := range c.Obligations {
		at := fmt.Sprintf("obligations[%d].", i)
		if c.Form == OnTheSpot && o.DueOn != "" {
			return nil, false, ErrOnTheSpotDue.On(at + "due_on")
		}
		owed, err := o.read(s.Parties, c.day(), c.Form == OnTheSpot, at)
		if err != nil {
			return nil, false, err
		}
		later = later || owed.DueOn.After(c.day())
		out = append(out, owed)
	}
	return out, later, nil
}

// read checks what is owed from a day on. at is where it stands in the request.
func (o Owed) read(parties int, from calendar.Date, atOnce bool, at string) (Obligation, error) {
	switch {
	case checkParties([]int{o.Debtor, o.Creditor}, parties, "") != nil:
		return Obligation{}, ErrObligationParties.On(at + "debtor")
	case o.Amount < 0 || o.Amount > MaxAmount:
		return Obligation{}, ErrAmountRange.On(at + "amount")
	case !o.What.Present():
		return Obligation{}, ErrWhatNeeded.On(at + "what")
	}
	out := Obligation{Debtor: o.Debtor, Creditor: o.Creditor, Amount: o.Amount, What: o.What}
	if atOnce {
		return out, nil
	}
	if o.DueOn == "" {
		return Obligation{}, ErrObligationDue.On(at + "due_on")
	}
	var err error
	if out.DueOn, err = readDay(o.DueOn, at+"due_on"); err != nil {
		return Obligation{}, err
	}
	if out.DueOn.Before(from) {
		return Obligation{}, ErrObligationDue.On(at + "due_on")
	}
	return out, nil
}
