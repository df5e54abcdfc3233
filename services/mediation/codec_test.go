package mediation_test

import (
	"testing"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/mediation"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

// sealed is a field as the vault leaves it: plaintext in memory, a box in the stored form.
func sealed(plain string) *personal.Field {
	f := personal.Plain(plain)
	f.Seal(personal.Box{
		Key:    "01a205df-bcc1-77bd-a39d-aea8ec41fbc6",
		Sealed: []byte("sealed, thirty-two bytes of salt and the plaintext"),
		Commit: []byte("a commitment of thirty-two bytes"),
	})
	return f
}

// The parts that the examples share.
var (
	stored    = time.Date(2026, 11, 23, 1, 30, 0, 123456000, time.UTC)
	storedAt  = proceeding.When{OccurredAt: stored.AddDate(0, 0, -2), RecordedAt: stored, LateReason: "L04"}
	storedOf  = proceeding.Of{Dispute: "01a205df-bcc1-77bd-a39d-aea8ec41fbc6", Unit: "320205101203", Mode: "M01"}
	storedDay = calendar.On(2026, 12, 23)
)

func ending(outcome string) proceeding.Ending {
	return proceeding.Ending{When: storedAt, Of: storedOf, Codes: "2026-11", Ordinal: 2, Outcome: outcome, Sessions: 3, DueOn: storedDay}
}

func storedLimit() proceeding.Limit {
	return proceeding.Limit{
		Rule: "people", Amount: 30, Clock: proceeding.Days, StartsOn: calendar.On(2026, 11, 1), Extended: 10,
		Pauses: []proceeding.Pause{{From: calendar.On(2026, 11, 5), To: calendar.On(2026, 11, 8)}}, DueOn: storedDay, Calendar: "cn-2026@0123456789ab",
	}
}

// examples is one event of each stored name, with everything in it that can be.
func examples() []proceeding.Event {
	return []proceeding.Event{
		&proceeding.OpenedV1{
			When: storedAt, Of: storedOf, Codes: "2026-11", Ordinal: 2, Basis: "K03", AppliedOn: calendar.On(2026, 10, 31), Limit: storedLimit(),
			Consented: []int{0, 1}, ChosenBy: "committee", Warnings: []string{"return-by-before-due"},
			Referral:  &proceeding.Referral{Channel: "S23", Kind: "B01", ReturnBy: storedDay, Referrer: sealed("某法院"), Number: sealed("(2026)委派7号")},
			Committee: storedCommittee(),
			Mediators: []proceeding.Mediator{{Account: "mediator-1", Standing: "member", Name: sealed("赵三")}},
			Parties: []proceeding.Party{
				{Role: proceeding.Applicant, Kind: proceeding.Person, Name: sealed("王一"), Phone: sealed("1"), IDNumber: sealed("2"), Address: sealed("3")},
				{Role: proceeding.Respondent, Kind: proceeding.Body, Name: sealed("某公司")},
			},
			Matter: sealed("两家争一堵墙"),
		},
		&proceeding.SessionHeldV1{
			When: storedAt, Of: storedOf, Number: 2, Place: "P01", MinutesLong: 50, Attended: []int{0, 1}, Mediators: []string{"mediator-1"},
			Invited: []int{0}, Public: true, Minutes: sealed("双方各让一步"),
			Notes: []proceeding.Note{{Party: 0, Text: sealed("最低三千")}, {Party: 1, Text: sealed("最多五千")}},
		},
		&proceeding.AgreementRecordedV1{
			When: storedAt, Form: "F02", Partial: true, Subjects: []string{"J01", "J04"}, RoutesTold: []string{"W03"},
			Warnings:    []string{"no-session-recorded"},
			Obligations: []proceeding.Obligation{{Debtor: 1, Creditor: 0, DueOn: storedDay, Amount: 300_000, What: sealed("修墙款")}},
			Terms:       sealed("李二付王一三千元"), Remaining: sealed("树归谁"),
		},
		&proceeding.AgreementSignedV1{When: storedAt, Signed: []int{0, 1}, MediatorsSigned: []string{"mediator-1"}, Sealed: true},
		&proceeding.AgreementEffectiveV1{
			When: storedAt, Of: storedOf, Form: "F02", Confirmable: true, ConfirmBy: storedDay, Calendar: "cn-2026@0123456789ab",
		},
		&proceeding.AgreedV1{Ending: ending("R11")},
		&proceeding.FailedV1{Ending: ending("R21"), RoutesTold: []string{"W01", "W03"}, Note: sealed("谁也不让")},
		&proceeding.WithdrawnV1{Ending: ending("R32"), Note: sealed("双方自行和解")},
		&proceeding.RefusedV1{Ending: ending("R33"), Party: 1, Note: sealed("不愿调解")},
		&proceeding.TerminatedV1{Ending: ending("R34"), Ground: "G01", RoutesTold: []string{"W03"}, Note: sealed("电话停机")},

		&proceeding.ConsentedV1{When: storedAt, Parties: []int{0, 1}, Form: "O1"},
		&proceeding.AssignedV1{
			When: storedAt, ChosenBy: "parties", Warnings: []string{"committee-term-expired"}, Committee: storedCommittee(),
			Mediators: []proceeding.Mediator{{Account: "mediator-2", Standing: "hired", Name: sealed("钱四")}},
		},
		&proceeding.RecusedV1{When: storedAt, Mediator: "mediator-1", Conflict: "H01", Grounds: sealed("王一是他表弟")},
		&proceeding.ChallengedV1{When: storedAt, Mediator: "mediator-1", Party: 1, Conflict: "H02", Grounds: sealed("他偏心")},
		&proceeding.ChallengeDecidedV1{When: storedAt, Mediator: "mediator-1", Upheld: true, Grounds: sealed("属实")},
		&proceeding.InvitedV1{When: storedAt, Persons: []proceeding.Invitee{{Kind: "I02", Name: sealed("孙五")}}},
		&proceeding.SuspendedV1{When: storedAt, Of: storedOf, Ground: "U01", On: calendar.On(2026, 11, 21), Note: sealed("做伤情鉴定")},
		&proceeding.ResumedV1{When: storedAt, Of: storedOf, Limit: storedLimit(), Warnings: []string{"due-date-unknown"}},
		&proceeding.ExtendedV1{
			When: storedAt, Of: storedOf, Days: 10, Limit: storedLimit(), Warnings: []string{"due-date-unknown"}, Note: sealed("双方都想再谈"),
		},
		&proceeding.RecountedV1{When: storedAt, Limit: storedLimit()},

		&proceeding.PerformedV1{When: storedAt, Of: storedOf, Obligation: 1, Result: "V4", Amount: 100_000, Performed: 200_000, Note: sealed("先付一半")},
		&proceeding.DefaultedV1{When: storedAt, Of: storedOf, Obligation: 1, Note: sealed("说没钱")},
		&proceeding.ChangedV1{
			When: storedAt, Of: storedOf, Obligation: 1, Place: 2, Note: sealed("改期"),
			New: proceeding.Obligation{Debtor: 1, Creditor: 0, DueOn: storedDay, Amount: 100_000, What: sealed("余款")},
		},
		&proceeding.SupervisedV1{When: storedAt, Method: "E01", Note: sealed("墙已砌一半")},
		&proceeding.ConfirmationAppliedV1{When: storedAt, Of: storedOf, Court: sealed("某法院")},
		&proceeding.ConfirmationDecidedV1{When: storedAt, Of: storedOf, Result: "C6", Reason: "N15", Number: sealed("(2026)调确1号"), Note: sealed("内容不明确")},
		&proceeding.FollowedUpV1{When: storedAt, Method: "E02", Party: 1, Reached: true, Performance: "V2", Satisfaction: "Z1", Note: sealed("都好")},
		&proceeding.FedBackV1{When: storedAt, Of: storedOf, Outcome: "R11", Channel: "S23", Kind: "B01", Note: sealed("已函复")},
		&proceeding.RiskReportedV1{When: storedAt, Risk: "Y02", To: "B03", Note: sealed("扬言要打人")},
		&proceeding.PaperFiledV1{
			When: storedAt, Paper: "D05", SHA256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Note: sealed("签字页"),
		},
		&proceeding.ArchivedV1{When: storedAt, Retention: "T10", Missing: []string{"D01"}, Reason: "XA1"},
		&proceeding.SupplementedV1{
			When: storedAt, Parties: []proceeding.Particulars{{Party: 1, Phone: sealed("1"), IDNumber: sealed("2"), Address: sealed("三组八号")}},
			Mediators: []proceeding.Mediator{{Account: "mediator-1", Name: sealed("赵三")}}, Sessions: []proceeding.Minutes{{Session: 2, Text: sealed("各让一步")}},
			Claims: sealed("请求修墙"), Disputed: sealed("墙归谁"), Responsibility: sealed("各半"),
		},
		&proceeding.DeclinedV1{
			Ending: ending("R51"), Basis: "K03", AppliedOn: calendar.On(2026, 10, 31), Reason: "Q03", RoutesTold: []string{"W03"},
			Warnings: []string{"referral-answered-late"},
			Referral: &proceeding.Referral{
				Channel: "S23", Kind: "B01", ReturnBy: storedDay, AnswerBy: calendar.On(2026, 11, 5), Referrer: sealed("某法院"), Number: sealed("(2026)委派7号"),
			},
			Parties: []proceeding.Party{
				{Role: proceeding.Applicant, Kind: proceeding.Person, Name: sealed("王一"), Phone: sealed("1"), IDNumber: sealed("2"), Address: sealed("3")},
			},
			Matter: sealed("两家争一堵墙"), Note: sealed("已经立案"),
		},
		&proceeding.AnsweredV1{
			When: storedAt, Of: storedOf, Codes: "2026-11", Accepted: true, Channel: "S23", Kind: "B01", Warnings: []string{"referral-answered-late"}, Note: sealed("已函复"),
		},
		&proceeding.ReferredV1{
			When: storedAt, Of: storedOf, Codes: "2026-11", To: "B01", Consented: []int{0, 1}, ReturnBy: storedDay, Body: sealed("某法院"),
			Number: sealed("江调移〔2026〕3号"), Note: sealed("建议立案"),
		},
		&proceeding.SetAsideV1{When: storedAt},
	}
}

func storedCommittee() *proceeding.Committee {
	return &proceeding.Committee{Code: "main", Roster: "6f9b2b0e-7c1d-5f0a-8f0e-3a0d5b6f3a11", Revision: 3}
}

// rosterExamples is one event of each stored name of rosters, with everything in it that can be.
func rosterExamples() []roster.Event {
	when := roster.When{OccurredAt: storedAt.OccurredAt, RecordedAt: storedAt.RecordedAt, LateReason: storedAt.LateReason}
	term := roster.Composition{
		TermFrom: calendar.On(2026, 11, 1), TermEndsOn: calendar.On(2029, 11, 1), Chair: "chair-1", Women: 0,
		Warnings: []string{"committee-without-woman"},
		Members:  []roster.Person{{Account: "chair-1", Name: sealed("周六")}, {Account: "mediator-1", Name: sealed("赵三")}},
	}
	return []roster.Event{
		&roster.EstablishedV1{
			When: when, Unit: "320205101203", Committee: "main", Composition: term,
			Hired: []roster.Person{{Account: "mediator-2", Name: sealed("钱四")}},
		},
		&roster.RenewedV1{When: when, Composition: term},
		&roster.ChangedV1{
			When: when, Chair: "chair-1", Women: 1, Warnings: []string{"committee-term-expired"},
			Joined: []roster.Person{{Account: "mediator-3", Name: sealed("吴七")}}, Left: []roster.Leaving{{Account: "mediator-1", Reason: "X05"}},
			Hired: []roster.Person{{Account: "mediator-4", Name: sealed("郑八")}}, Dismissed: []roster.Leaving{{Account: "mediator-2", Reason: "X03"}},
		},
	}
}

// TestStoredFormsNeverChange compares with golden files. A difference here means that the log of every centre could not be
// read any more, or would be read differently: make a -v2 instead.
func TestStoredFormsNeverChange(t *testing.T) {
	codec, err := mediation.Codec()
	if err != nil {
		t.Fatal(err)
	}
	estest.Golden(t, codec, "testdata/events", examples()...)
	rosters, err := mediation.RosterCodec()
	if err != nil {
		t.Fatal(err)
	}
	estest.Golden(t, rosters, "testdata/roster_events", rosterExamples()...)
}

func TestAnEventThatWasNotSealedIsNotStored(t *testing.T) {
	codec, err := mediation.Codec()
	if err != nil {
		t.Fatal(err)
	}
	if _, data, err := codec.Encode(&proceeding.WithdrawnV1{Note: personal.Plain("王一说不告了")}); err == nil {
		t.Fatalf("stored in the clear: %s", data)
	}
}
