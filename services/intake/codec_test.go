package intake_test

import (
	"strings"
	"testing"
	"time"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
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
	const village, other = unit.Code("320205101203"), "01a205df-bcc1-77bd-a39d-000000000007"
	when := dispute.When{OccurredAt: at, RecordedAt: at.Add(time.Hour)}
	late := dispute.When{OccurredAt: at.AddDate(-14, 0, 0), RecordedAt: at, LateReason: "L03"}
	centre, bureau := dispute.Handler{Unit: "320205101000"}, dispute.Handler{Unit: "320205000000", Department: "justice"}
	limit := dispute.Limit{Profile: 3, Rule: "general", Amount: 10, Clock: dispute.WorkingDays, DueOn: "2026-12-07", Calendar: "cn-2026@0123456789ab"}
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
		&dispute.ImportedV1{When: late, Import: other, File: strings.Repeat("0123456789abcdef", 4), Sheet: 1, Row: 20375},
		&dispute.AcceptedV1{When: when, Codes: "2026-11", Unit: village, Category: "A02", Limit: limit},
		&dispute.RefusedV1{
			When: when, Codes: "2026-11", Unit: village, Category: "A02", Outcome: "R51", Reason: "N02", Route: "T01", Explanation: sealed("须向法院起诉"),
		},
		&dispute.MergedV1{When: when, Unit: village, Category: "A02", Into: other},
		&dispute.UnmergedV1{When: when, Unit: village, Category: "A02", From: other, Reason: "U01"},
		&dispute.LinkedV1{When: when, Kind: dispute.Repeat, Other: other},
		&dispute.UnlinkedV1{When: when, Kind: dispute.Petition, Other: other, Reason: "U02"},
		&dispute.ClassifiedV1{
			When: when, Codes: "2026-11", Category: "A02", Local: "A02-01", Exchange: "0201", Involved: 7, Scale: "02", Complexity: dispute.Complex,
		},
		&dispute.RiskAssessedV1{
			When: when, Level: dispute.Orange, Indicators: []string{"I01", "I03"}, ExpiresOn: "2026-12-23", Grounds: sealed("扬言报复"),
		},
		&dispute.CorrectedV1{
			When: when, Codes: "2026-11", Reason: "K01",
			Changes: []dispute.Change{{Field: dispute.FieldCategory, Before: "A01", After: "A02"}, {Field: dispute.FieldInvolved, Before: "2", After: "7"}},
			Texts:   []dispute.TextChange{{Field: dispute.TextTitle, Before: sealed("两家争一堵墙"), After: sealed("三家争一堵墙")}},
			Parties: []dispute.PartyChange{
				{Index: 1, Before: party("李二"), After: party("李三")},
				{Index: 2, After: party("赵四")},
			},
		},
		&dispute.OwnershipOfferedV1{When: when, To: bureau},
		&dispute.OwnershipTakenV1{When: when, Owner: bureau},
		&dispute.UnroutedV1{When: when, Profile: 3},
		&dispute.DispatchedV1{
			When: when, Round: 1, Lead: bureau, Assisting: []dispute.Handler{centre}, Limit: limit, ObjectBy: "2026-11-30", Rule: "route-7", Profile: 3,
		},
		&dispute.AcknowledgedV1{When: when, Round: 1, Handler: bureau},
		&dispute.ObjectedV1{When: when, Round: 1, Handler: bureau, Reason: "O01", Grounds: sealed("不属我局职权")},
		&dispute.ObjectionDecidedV1{When: when, Round: 1, Upheld: true, Grounds: sealed("确非其职权")},
		&dispute.ReassignedV1{
			When: when, Round: 2, Lead: centre, Assisting: []dispute.Handler{bureau}, Limit: limit, ObjectBy: "2026-11-30", Reason: "J01", Profile: 3,
		},
		&dispute.JurisdictionDisputedV1{When: when, Round: 2, Claimants: []dispute.Handler{bureau, centre}},
		&dispute.JurisdictionDecidedV1{
			When: when, Round: 3, By: "320205000000", Lead: bureau, Assisting: []dispute.Handler{centre}, Limit: limit,
		},
		&dispute.UrgentV1{When: when, Reason: "E02", Limit: limit},
		&dispute.SubTaskOpenedV1{When: when, Task: other, Kind: "Y01", Handler: bureau, DueOn: "2026-11-27", Description: sealed("核实墙界")},
		&dispute.SubTaskReturnedV1{When: when, Task: other, Result: "Z01", Note: sealed("已核实")},
		&dispute.ProceedingOpenedV1{When: when, Codes: "2026-11", Proceeding: other, Mode: "M01"},
		&dispute.ProceedingEndedV1{When: when, Proceeding: other, Mode: "peoples", Outcome: "R21"},
		&dispute.ConcludedV1{
			When: when, Codes: "2026-11", Unit: village, Category: "A02", Handler: bureau, Outcome: "R11", OnTheSpot: false, Proceeding: other,
			Note: sealed("已签协议"),
		},
		&dispute.ReopenedV1{When: when, Unit: village, Category: "A02", Reason: "P01", Outcome: "R11"},
		&dispute.FollowedUpV1{When: when, Method: "H01", Reached: true, Performance: "V2", Satisfaction: "G01", Note: sealed("已履行")},
		&dispute.RatedV1{When: when, Rater: "Q01", Grade: "G02"},
		&dispute.ArchivedV1{When: when, Retention: "D10"},
		&dispute.VoidedV1{When: when, Unit: village, Category: "A02", Reason: "X03", Import: other},
	}
}

func party(name string) *dispute.Party {
	return &dispute.Party{Role: dispute.Respondent, Kind: dispute.Person, Name: sealed(name), Phone: sealed("1")}
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
