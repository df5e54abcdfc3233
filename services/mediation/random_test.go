package mediation_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

// aCommand is a command on the n-th proceeding, likely or not.
func aCommand(r *rand.Rand, now time.Time, n int, cal, next *calendar.Calendar) proceeding.Command {
	act := proceeding.Act{At: now, OccurredAt: now, By: proceeding.Actor{
		Account: "mediator-1", Unit: "320205101203", Roles: proceeding.Roles{Mediator: true, Chair: true, Clerk: true},
	}}
	both := []int{0, 1}
	other := act
	other.By.Account = "chair-1"
	note := personal.Plain("一句话")
	later := calendar.DateOf(now.AddDate(0, 0, r.IntN(20))).String()
	owed := []proceeding.Owed{{Debtor: 1, DueOn: later, Amount: 1000, What: note}, {Debtor: 0, Creditor: 1, DueOn: later, What: note}}
	obligation := r.IntN(3)
	whole := proceeding.Signatures{Parties: both, Mediators: []string{"mediator-1"}, Sealed: true}
	commands := []proceeding.Command{
		proceeding.Open{
			Act: act, Calendar: cal, Dispute: proceeding.ID(uuid.NewSHA1(uuid.Nil, []byte{byte(n)}).String()), Ordinal: 1, Unit: "320205101203",
			Mode: "M01", Basis: "K03", ChosenBy: "committee", Matter: note,
			Referral: &proceeding.Handover{Channel: "S25", Kind: "B03", Referrer: note, Number: note},
			Parties: []proceeding.Party{
				{Role: proceeding.Applicant, Kind: proceeding.Person, Name: note}, {Role: proceeding.Respondent, Kind: proceeding.Body, Name: note},
			},
			Mediators: []proceeding.Named{{Account: "mediator-1", Name: note}, {Account: "mediator-2", Name: note}},
		},
		proceeding.RecordConsent{Act: act, Parties: both, Form: "O1"},
		proceeding.AssignMediators{Act: act, ChosenBy: "parties", Mediators: []proceeding.Named{{Account: fmt.Sprintf("mediator-%d", 3+r.IntN(4)), Name: note}}},
		proceeding.RecuseMediator{Act: act, Mediator: "mediator-3", Conflict: "H01", Grounds: note},
		proceeding.ChallengeMediator{Act: act, Mediator: "mediator-2", Party: 1, Conflict: "H02", Grounds: note},
		proceeding.DecideChallenge{Act: other, Mediator: "mediator-2", Upheld: r.IntN(2) == 0, Grounds: note},
		proceeding.InvitePersons{Act: act, Persons: []proceeding.Invitee{{Kind: "I01", Name: note}}, Consented: both},
		proceeding.Suspend{Act: act, Ground: "U01", Note: note},
		proceeding.Resume{Act: act, Calendar: cal},
		proceeding.ExtendLimit{Act: act, Calendar: cal, Days: 5, Consented: both, Note: note},
		proceeding.HoldSession{Act: act, Place: "P02", Attended: both, Minutes: note, Notes: []proceeding.Note{{Party: 1, Text: note}}},
		proceeding.RecordAgreement{Act: act, Calendar: cal, Form: "F02", Subjects: []string{"J01"}, Terms: note, Obligations: owed},
		proceeding.RecordAgreement{Act: act, Calendar: cal, Form: "F02", Subjects: []string{"J01"}, Terms: note, Obligations: owed, Signatures: whole},
		proceeding.SignAgreement{Act: act, Calendar: cal, Signatures: whole},
		proceeding.Perform{Act: act, Obligation: obligation, Result: "V2", Note: note},
		proceeding.Perform{Act: act, Obligation: 0, Result: "V4", Amount: 300, Note: note},
		proceeding.Default{Act: act, Obligation: obligation, Note: note},
		proceeding.ChangeObligation{Act: act, Obligation: obligation, Consented: both, New: owed[0], Note: note},
		proceeding.SupervisePerformance{Act: act, Method: "E01", Note: note},
		proceeding.ApplyForConfirmation{Act: act, Calendar: cal, Applicants: both, Court: note},
		proceeding.DecideConfirmation{Act: act, Result: "C5", Number: note},
		proceeding.FollowUp{Act: act, Method: "E02", Reached: true, Satisfaction: "Z1", Note: note},
		proceeding.FeedBackReferral{Act: act, Note: note},
		proceeding.ReportRisk{Act: act, Risk: "Y01", To: "B03", Note: note},
		proceeding.FilePaper{Act: act, Paper: "D05", Note: note},
		proceeding.Supplement{Act: act, Claims: note, Disputed: note},
		proceeding.AnswerReferral{Act: act, Note: note},
		proceeding.Refer{Act: act, To: "B99", Consented: both, Body: note, Number: note},
	}
	seldom := []proceeding.Command{
		proceeding.Fail{Act: act, Outcome: "R21", RoutesTold: []string{"W03"}, Note: note},
		proceeding.Withdraw{Act: act, Outcome: "R31", Note: note},
		proceeding.Refuse{Act: act, Party: 1, Note: note},
		proceeding.Refuse{Act: act, Party: 0, Note: note},
		proceeding.Terminate{Act: act, Ground: "G01", Note: note},
		proceeding.Archive{Act: act, Retention: "T10", Reason: "XA2"},
		laterRecount(proceeding.RecountLimit{Act: act, Calendar: next}),
		laterOpening(commands[0].(proceeding.Open)),
		aDeclination(commands[0].(proceeding.Open)),
		proceeding.SetAside{Act: act},
	}
	if r.IntN(12) == 0 {
		return seldom[r.IntN(len(seldom))]
	}
	return commands[r.IntN(len(commands))]
}

// laterOpening opens something whose limit ends in a year that is not known yet, so that there is something to count again.
func laterOpening(c proceeding.Open) proceeding.Command {
	c.At, c.OccurredAt = time.Date(2026, 12, 20, 4, 0, 0, 0, time.UTC), time.Date(2026, 12, 20, 4, 0, 0, 0, time.UTC)
	return c
}

// aDeclination turns down what could have been opened.
func aDeclination(c proceeding.Open) proceeding.Command {
	return proceeding.Decline{
		Act: c.Act, Calendar: c.Calendar, Dispute: c.Dispute, Ordinal: c.Ordinal, Opening: c, Reason: "Q03", RoutesTold: []string{"W03"}, Note: c.Matter,
	}
}

func laterRecount(c proceeding.RecountLimit) proceeding.Command {
	c.At, c.OccurredAt = time.Date(2026, 12, 21, 4, 0, 0, 0, time.UTC), time.Date(2026, 12, 21, 4, 0, 0, 0, time.UTC)
	return c
}

func nextYear(cal *calendar.Calendar) *calendar.Calendar {
	next, err := cal.Extend("notice 2027 - 2026-12-20 test\noff 元旦 01-01..01-03\n")
	if err != nil {
		panic(err)
	}
	return next
}

func aRosterCommand(r *rand.Rand, now time.Time, team int) roster.Command {
	act := roster.Act{At: now, OccurredAt: now, ActingUnit: unit.Code("320205101203")}
	person := func(n int) roster.Person {
		return roster.Person{Account: fmt.Sprintf("member-%d", n), Name: personal.Plain("某人")}
	}
	term := roster.Term{Chair: "member-1", Women: r.IntN(3), MultiEthnic: team%2 == 0, Members: []roster.Person{person(1), person(2), person(3), person(4)}}
	switch r.IntN(3) {
	case 0:
		return roster.Establish{Act: act, Unit: "320205101203", Committee: fmt.Sprintf("c%d", team), Term: term, Hired: []roster.Person{person(9)}}
	case 1:
		return roster.Renew{Act: act, Term: term}
	default:
		return roster.Change{
			Act: act, Women: new(r.IntN(3)), Minority: new(team%4 == 0), Joined: []roster.Person{person(5 + r.IntN(3))},
			Left: []roster.Leaving{{Account: fmt.Sprintf("member-%d", 2+r.IntN(3)), Reason: "X05"}},
		}
	}
}

// sealedParts seals an event as the vault would.
func sealedParts(e proceeding.Event) proceeding.Event {
	if h, ok := e.(personal.Holder); ok {
		sealFields(h)
	}
	return e
}

func sealedRoster(e roster.Event) roster.Event {
	if h, ok := e.(personal.Holder); ok {
		sealFields(h)
	}
	return e
}

func sealFields(h personal.Holder) {
	for _, f := range h.Personal() {
		if f.Present() {
			f.Seal(personal.Box{Key: "01a205df-bcc1-77bd-a39d-aea8ec41fbc6", Sealed: []byte("sealed"), Commit: []byte("commitment")})
		}
	}
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return s
}
