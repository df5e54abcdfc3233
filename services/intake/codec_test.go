package intake_test

import (
	"testing"
	"time"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/personal"
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

// examples is one event of each stored name, with everything in it that can be.
func examples() []dispute.Event {
	at := time.Date(2026, 11, 23, 1, 30, 0, 123456000, time.UTC)
	return []dispute.Event{
		&dispute.RegisteredV1{
			Codes: "2026-11", Category: "A02", Channel: "S23", Unit: "320205101203", Area: "320205101204", Scale: "02", Involved: 7,
			AroseOn: "2026-10-01", ReceivedAt: at.AddDate(0, 0, -2), RegisteredAt: at, LateReason: "L04",
			Referral:  &dispute.Referral{Kind: "B01", ReturnBy: "2026-12-23", Referrer: sealed("某法院"), Number: sealed("(2026)委派7号")},
			Title:     sealed("两家争一堵墙"),
			Narrative: sealed("经过"),
			Place:     sealed("某村"),
			Parties: []dispute.Party{
				{Role: dispute.Applicant, Kind: dispute.Person, Name: sealed("王一"), Phone: sealed("1"), IDNumber: sealed("2"), Address: sealed("3")},
				{Role: dispute.Respondent, Kind: dispute.Body, Name: sealed("某公司")},
			},
		},
		&dispute.WithdrawnV1{
			Codes: "2026-11", Reason: "R32", Unit: "320205101203", Category: "A02", WithdrawnAt: at, RecordedAt: at.Add(time.Hour),
			LateReason: "L02", Note: sealed("双方自行和解"),
		},
	}
}

// TestStoredFormsNeverChange compares with golden files. A difference here means that the log of every centre could not be
// read any more, or would be read differently: make a -v2 instead.
func TestStoredFormsNeverChange(t *testing.T) {
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	estest.Golden(t, codec, "testdata/events", examples()...)
}

func TestAnEventThatWasNotSealedIsNotStored(t *testing.T) {
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	if _, data, err := codec.Encode(&dispute.WithdrawnV1{Note: personal.Plain("王一说不告了")}); err == nil {
		t.Fatalf("stored in the clear: %s", data)
	}
}
