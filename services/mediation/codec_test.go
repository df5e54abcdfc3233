package mediation_test

import (
	"testing"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/mediation"
	"anjie.internal/services/mediation/proceeding"
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
			Committee: &proceeding.Committee{Code: "main", Roster: "6f9b2b0e-7c1d-5f0a-8f0e-3a0d5b6f3a11", Revision: 3},
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
