package proceeding_test

import (
	"errors"
	"testing"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

var (
	noon    = time.Date(2026, 9, 7, 4, 0, 0, 0, time.UTC) // a Monday
	village = unit.Code("320205101203")
	town    = unit.Code("320205101000")
	other   = unit.Code("320206001000")
	dispute = proceeding.ID("01a205df-bcc1-77bd-a39d-aea8ec41fbc6")
	days    = func() *calendar.Calendar {
		c, err := calendar.Official()
		if err != nil {
			panic(err)
		}
		return c
	}()
)

// The people of the tests.
func by(account string, roles proceeding.Roles) proceeding.Actor {
	return proceeding.Actor{Account: account, Unit: village, Roles: roles}
}

func clerk() proceeding.Actor    { return by("clerk-1", proceeding.Roles{Clerk: true}) }
func mediator() proceeding.Actor { return by("mediator-1", proceeding.Roles{Mediator: true}) }
func stranger() proceeding.Actor { return by("mediator-9", proceeding.Roles{Mediator: true}) }
func chair() proceeding.Actor    { return by("chair-1", proceeding.Roles{Chair: true}) }

// act is what somebody does so many hours after noon.
func act(who proceeding.Actor, hours int) proceeding.Act {
	at := noon.Add(time.Duration(hours) * time.Hour)
	return proceeding.Act{At: at, OccurredAt: at, By: who}
}

const day = 24 // hours

func text(s string) *personal.Field { return personal.Plain(s) }

// opening is a complete command; with changes it for one case.
func opening(with ...func(*proceeding.Open)) proceeding.Open {
	c := proceeding.Open{
		Act: act(clerk(), 0), Calendar: days, Dispute: dispute, Ordinal: 1, Unit: village, Mode: "M01", Basis: "K01", ChosenBy: "committee",
		Parties: []proceeding.Party{
			{Role: proceeding.Applicant, Kind: proceeding.Person, Name: text("王一")},
			{Role: proceeding.Respondent, Kind: proceeding.Person, Name: text("李二")},
		},
		Mediators: []proceeding.Named{{Account: "mediator-1", Name: text("赵三")}},
		Matter:    text("两家争一堵墙"),
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func mode(code string) func(*proceeding.Open) { return func(c *proceeding.Open) { c.Mode = code } }

func nobodyAssigned(c *proceeding.Open) { c.Mediators = nil }

func consented(c *proceeding.Open) { c.Consented = []int{0, 1} }

// referred makes it one that a court handed over; with changes the hand-over.
func referred(with ...func(*proceeding.Handover)) func(*proceeding.Open) {
	return func(c *proceeding.Open) {
		c.Basis, c.Referral = "K03", &proceeding.Handover{
			Channel: "S23", Kind: "B01", ReturnBy: "2026-10-23", Referrer: text("滨湖区人民法院"), Number: text("(2026)委派7号"),
		}
		for _, w := range with {
			w(c.Referral)
		}
	}
}

func session(hours int, with ...func(*proceeding.HoldSession)) proceeding.HoldSession {
	c := proceeding.HoldSession{
		Act: act(mediator(), hours), Place: "P01", MinutesLong: 50, Attended: []int{0, 1}, Minutes: text("各让一步"),
		Notes: []proceeding.Note{{Party: 0, Text: text("最低三千")}},
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func agreement(form string, hours int, with ...func(*proceeding.RecordAgreement)) proceeding.RecordAgreement {
	c := proceeding.RecordAgreement{
		Act: act(mediator(), hours), Calendar: days, Form: form, Subjects: []string{"J01"}, Terms: text("李二付王一三千元"),
		Obligations: []proceeding.Owed{
			{Debtor: 1, Creditor: 0, DueOn: "2026-10-09", Amount: 200_000, What: text("第一期")},
			{Debtor: 1, Creditor: 0, DueOn: "2026-11-09", Amount: 100_000, What: text("第二期")},
		},
	}
	if form == proceeding.OnTheSpot {
		c.Obligations = c.Obligations[:1]
		c.Obligations[0].DueOn = ""
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func signatures(hours int) proceeding.SignAgreement {
	return proceeding.SignAgreement{
		Act: act(mediator(), hours), Calendar: days,
		Signatures: proceeding.Signatures{Parties: []int{0, 1}, Mediators: []string{"mediator-1"}},
	}
}

func seal(hours int) proceeding.SignAgreement {
	return proceeding.SignAgreement{Act: act(chair(), hours), Calendar: days, Signatures: proceeding.Signatures{Sealed: true}}
}

func failure(hours int, with ...func(*proceeding.Fail)) proceeding.Fail {
	c := proceeding.Fail{Act: act(mediator(), hours), Outcome: "R21", RoutesTold: []string{"W01", "W03"}, Note: text("谁也不让")}
	for _, w := range with {
		w(&c)
	}
	return c
}

// written is a proceeding whose written agreement has effect.
func written() []proceeding.Command {
	return []proceeding.Command{opening(), session(1), agreement("F02", 2), signatures(3), seal(4)}
}

// lives decides commands one after the other and returns where that leads.
func lives(t testing.TB, commands ...proceeding.Command) proceeding.State {
	t.Helper()
	var s proceeding.State
	for i, c := range commands {
		events, err := proceeding.Decide(s, c)
		if err != nil {
			t.Fatalf("command %d, %T: %v", i, c, err)
		}
		s = proceeding.Decider().Fold(s, events...)
	}
	return s
}

// decided decides a command that must be accepted.
func decided(t testing.TB, s proceeding.State, c proceeding.Command) []proceeding.Event {
	t.Helper()
	events, err := proceeding.Decide(s, c)
	if err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	return events
}

// refusal is one case: after some commands, one that is refused or not.
type refusal struct {
	given []proceeding.Command
	when  proceeding.Command
	want  *fault.Error // nil: accepted
	field string
}

func check(t *testing.T, tests map[string]refusal) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			events, err := proceeding.Decide(lives(t, test.given...), test.when)
			switch {
			case test.want == nil && err != nil:
				t.Fatalf("refused: %v", err)
			case test.want == nil:
				if len(events) == 0 {
					t.Fatal("accepted without an event")
				}
			case !errors.Is(err, test.want):
				t.Fatalf("got %v, want %v", err, test.want)
			case fault.As(err).Field != test.field:
				t.Fatalf("field %q, want %q", fault.As(err).Field, test.field)
			case len(events) > 0:
				t.Fatal("refused with events")
			}
		})
	}
}
