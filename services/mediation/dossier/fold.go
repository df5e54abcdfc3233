package dossier

import (
	"fmt"
	"slices"
	"time"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/mediation/proceeding"
)

// Step is an event with what its metadata says of it. Its personal fields are open.
type Step struct {
	Event   proceeding.Event
	Account string // who recorded it
}

// Fold makes the case of a proceeding from its events.
func Fold(id string, steps []Step) Case {
	c := Case{ID: id, Claims: Text{Field: "claims"}, Disputed: Text{Field: "disputed"}, Responsibility: Text{Field: "responsibility"}}
	for _, s := range steps {
		c.fold(s)
		c.State = proceeding.Evolve(c.State, s.Event)
	}
	return c
}

func (c *Case) fold(s Step) {
	switch e := s.Event.(type) {
	case *proceeding.OpenedV1:
		c.opened(e)
		c.OpenedBy = s.Account
	case *proceeding.DeclinedV1:
		c.AppliedOn, c.Opening = e.AppliedOn, lateOf(e.When)
		c.parties(e.Matter, e.Parties, e.Referral)
		c.ended(e.Ending)
		c.Ending.RoutesTold, c.Ending.Ground, c.Ending.Note = e.RoutesTold, e.Reason, text(e.Note, "note")
		c.OpenedBy = s.Account
	case *proceeding.SessionHeldV1: // its confidential notes are left where they are
		c.Sessions = append(c.Sessions, Meeting{
			Number: e.Number, At: e.OccurredAt, Late: lateOf(e.When), Place: e.Place, MinutesLong: e.MinutesLong, Attended: e.Attended,
			Mediators: e.Mediators, Invited: e.Invited, Public: e.Public, Minutes: text(e.Minutes, "sessions[%d].minutes", e.Number-1),
		})
	case *proceeding.AgreementRecordedV1:
		c.agreed(e)
	case *proceeding.AgreementSignedV1:
		for _, p := range e.Signed {
			c.Agreement.Signed[p] = e.OccurredAt
		}
		for _, m := range e.MediatorsSigned {
			c.Agreement.Mediated[m] = e.OccurredAt
		}
		if e.Sealed {
			c.Agreement.SealedAt = e.OccurredAt
		}
	case *proceeding.AgreementEffectiveV1:
		c.Agreement.EffectiveAt, c.Agreement.ConfirmBy = e.OccurredAt, e.ConfirmBy
	case *proceeding.AgreedV1:
		c.ended(e.Ending)
	case *proceeding.FailedV1:
		c.ended(e.Ending)
		c.Ending.RoutesTold, c.Ending.Note = e.RoutesTold, text(e.Note, "note")
	case *proceeding.WithdrawnV1:
		c.ended(e.Ending)
		c.Ending.Note = text(e.Note, "note")
	case *proceeding.RefusedV1:
		c.ended(e.Ending)
		c.Ending.Party, c.Ending.RoutesTold, c.Ending.Note = e.Party, e.RoutesTold, text(e.Note, "note")
	case *proceeding.TerminatedV1:
		c.ended(e.Ending)
		c.Ending.Ground, c.Ending.RoutesTold, c.Ending.Note = e.Ground, e.RoutesTold, text(e.Note, "note")
	default:
		c.foldMore(s.Event)
	}
}

// foldMore folds what surrounds sessions and agreements.
func (c *Case) foldMore(event proceeding.Event) {
	switch e := event.(type) {
	case *proceeding.AssignedV1:
		c.ChosenBy = e.ChosenBy
		c.named(e.Mediators)
	case *proceeding.RecusedV1:
		c.without(e.Mediator)
	case *proceeding.ChallengeDecidedV1:
		if e.Upheld {
			c.without(e.Mediator)
		}
	case *proceeding.InvitedV1:
		for _, p := range e.Persons {
			c.Invited = append(c.Invited, Invited{Kind: p.Kind, Name: text(p.Name, "invited[%d].name", len(c.Invited))})
		}
	case *proceeding.SupplementedV1:
		c.supplemented(e)
	case *proceeding.PerformedV1:
		c.performed(e.When, Performed{Obligation: e.Obligation, Result: e.Result, Amount: e.Amount}, e.Note)
	case *proceeding.DefaultedV1:
		c.performed(e.When, Performed{Obligation: e.Obligation, Result: proceeding.NotPerformed}, e.Note)
	case *proceeding.ChangedV1:
		c.performed(e.When, Performed{Obligation: e.Obligation, Result: proceeding.Replaced, Place: e.Place}, e.Note)
		c.Agreement.Obligations = append(c.Agreement.Obligations, obligation(e.New, e.Place))
	case *proceeding.SupervisedV1:
		c.performed(e.When, Performed{Obligation: -1, Method: e.Method}, e.Note)
	case *proceeding.ConfirmationAppliedV1:
		c.Confirmation = &Confirmation{AppliedAt: e.OccurredAt, Court: text(e.Court, "court")}
	case *proceeding.ConfirmationDecidedV1:
		c.Confirmation.DecidedAt, c.Confirmation.Result, c.Confirmation.Reason = e.OccurredAt, e.Result, e.Reason
		if n := text(e.Number, "court_number"); n.S != "" {
			c.Confirmation.Number = n
		}
	case *proceeding.FollowedUpV1:
		c.Visits = append(c.Visits, Visit{
			At: e.OccurredAt, Late: lateOf(e.When), Method: e.Method, Party: e.Party, Reached: e.Reached, Performance: e.Performance,
			Satisfaction: e.Satisfaction, Note: text(e.Note, "visits[%d].note", len(c.Visits)),
		})
	case *proceeding.AnsweredV1:
		c.AnsweredAt = e.OccurredAt
	case *proceeding.ReferredV1:
		at := fmt.Sprintf("referred[%d].", len(c.Referred))
		c.Referred = append(c.Referred, Referred{
			At: e.OccurredAt, Late: lateOf(e.When), ReturnBy: e.ReturnBy, Body: text(e.Body, "%sbody", at), Number: text(e.Number, "%snumber", at),
			Note: text(e.Note, "%snote", at),
		})
	case *proceeding.FedBackV1:
		c.FedBack = &FedBack{At: e.OccurredAt, Note: text(e.Note, "feedback.note")}
	case *proceeding.ArchivedV1:
		c.Retention = e.Retention
	default: // State has the consents and the limit, and no paper speaks of the others: suspensions, challenges that are not decided, reports to the police, papers that were filed
	}
}

// without takes the signature of a mediator who is out from under an agreement that has no effect yet: that is all that can wait here.
func (c *Case) without(account string) {
	if c.Agreement != nil {
		delete(c.Agreement.Mediated, account)
	}
}

func (c *Case) performed(w proceeding.When, p Performed, note *personal.Field) {
	p.At, p.Late, p.Note = w.OccurredAt, lateOf(w), text(note, "performed[%d].note", len(c.Performed))
	c.Performed = append(c.Performed, p)
}

// supplemented fills in what was missing. Claims, and what is disputed and by whose fault, replace what was said before: the rules
// let that happen only while nobody has signed.
func (c *Case) supplemented(e *proceeding.SupplementedV1) {
	fill := func(t *Text, f *personal.Field) {
		if s, ok := f.Reveal(); ok {
			t.S = s
		}
	}
	for _, p := range e.Parties {
		x := &c.Parties[p.Party]
		fill(&x.Phone, p.Phone)
		fill(&x.IDNumber, p.IDNumber)
		fill(&x.Address, p.Address)
	}
	for _, m := range e.Mediators {
		for i := range c.Mediators {
			if c.Mediators[i].Account == m.Account {
				fill(&c.Mediators[i].Name, m.Name)
			}
		}
	}
	for _, m := range e.Sessions {
		fill(&c.Sessions[m.Session-1].Minutes, m.Text)
	}
	fill(&c.Claims, e.Claims)
	fill(&c.Disputed, e.Disputed)
	fill(&c.Responsibility, e.Responsibility)
}

func (c *Case) opened(e *proceeding.OpenedV1) {
	c.AppliedOn, c.Opening, c.ChosenBy = e.AppliedOn, lateOf(e.When), e.ChosenBy
	c.parties(e.Matter, e.Parties, e.Referral)
	c.named(e.Mediators)
}

func (c *Case) parties(matter *personal.Field, parties []proceeding.Party, r *proceeding.Referral) {
	c.Matter = text(matter, "matter")
	for i, p := range parties {
		c.Parties = append(c.Parties, Party{
			Role: p.Role, Kind: p.Kind, Name: text(p.Name, "parties[%d].name", i), Phone: text(p.Phone, "parties[%d].phone", i),
			IDNumber: text(p.IDNumber, "parties[%d].id_number", i), Address: text(p.Address, "parties[%d].address", i),
		})
	}
	if r != nil {
		c.Referral = &Referral{
			Channel: r.Channel, ReturnBy: r.ReturnBy, Referrer: text(r.Referrer, "referral.referrer"), Number: text(r.Number, "referral.number"),
		}
	}
}

// named adds mediators. Who comes again keeps the place, and takes the name that is known.
func (c *Case) named(mediators []proceeding.Mediator) {
	for _, m := range mediators {
		i := slices.IndexFunc(c.Mediators, func(x Mediator) bool { return x.Account == m.Account })
		if i < 0 {
			i = len(c.Mediators)
			c.Mediators = append(c.Mediators, Mediator{Account: m.Account})
		}
		if c.Mediators[i].Name.S == "" {
			c.Mediators[i].Name = text(m.Name, "mediators[%d].name", i)
		}
	}
}

// agreed takes the place of an earlier draft, whose signatures are under another text.
func (c *Case) agreed(e *proceeding.AgreementRecordedV1) {
	a := &Agreed{
		At: e.OccurredAt, Late: lateOf(e.When), Form: e.Form, Partial: e.Partial, RoutesTold: e.RoutesTold,
		Confirmable: proceeding.Confirmable(e.Subjects), Terms: text(e.Terms, "terms"), Remaining: text(e.Remaining, "remaining"),
		Signed: map[int]time.Time{}, Mediated: map[string]time.Time{},
	}
	for i, o := range e.Obligations {
		a.Obligations = append(a.Obligations, obligation(o, i))
	}
	c.Agreement = a
}

func obligation(o proceeding.Obligation, place int) Obligation {
	return Obligation{
		Debtor: o.Debtor, Creditor: o.Creditor, DueOn: o.DueOn, Amount: o.Amount, What: text(o.What, "obligations[%d].what", place),
	}
}

func (c *Case) ended(e proceeding.Ending) {
	c.Ending = &Ending{At: e.OccurredAt, Late: lateOf(e.When), Outcome: e.Outcome, Sessions: e.Sessions}
}

func lateOf(w proceeding.When) Late { return Late{Reason: w.LateReason, RecordedAt: w.RecordedAt} }

func text(f *personal.Field, field string, args ...any) Text {
	s, _ := f.Reveal()
	return Text{S: s, Field: fmt.Sprintf(field, args...)}
}
