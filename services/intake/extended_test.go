package intake_test

import (
	"testing"
	"time"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es/estest"
)

// extended is one event of each stored name that got fields later, with those fields. What was stored before lacks them: its form
// stays in testdata/events, and is read for ever.
func extended() []dispute.Event {
	at := time.Date(2026, 11, 23, 1, 30, 0, 123456000, time.UTC)
	when := dispute.When{OccurredAt: at, RecordedAt: at.Add(time.Hour)}
	const edition = "2026-11"
	out := []dispute.Event{
		&dispute.ObjectionDecidedV1{
			When: when, Round: 1, Upheld: true, Handler: dispute.Handler{Unit: "320205000000", Department: "justice"}, Assisting: true,
			Grounds: sealed("确非其职权"),
		},
	}
	by := &dispute.Limit{Profile: 3, Rule: "accept", Amount: 3, Clock: dispute.WorkingDays, DueOn: "2026-11-26", Calendar: "cn-2026@0123456789ab"}
	for _, e := range examples() {
		switch e := e.(type) {
		case *dispute.ProceedingEndedV1:
			e.Codes = edition
		case *dispute.ObjectedV1:
			e.Codes = edition
		case *dispute.ReassignedV1:
			e.Codes, e.AcknowledgeBy = edition, by
		case *dispute.ReopenedV1:
			e.Codes = edition
		case *dispute.UnmergedV1:
			e.Codes = edition
		case *dispute.UnlinkedV1:
			e.Codes = edition
		case *dispute.RiskAssessedV1:
			e.Codes = edition
		case *dispute.UrgentV1:
			e.Codes = edition
		case *dispute.SubTaskOpenedV1:
			e.Codes = edition
		case *dispute.SubTaskReturnedV1:
			e.Codes = edition
		case *dispute.FollowedUpV1:
			e.Codes = edition
		case *dispute.RatedV1:
			e.Codes = edition
		case *dispute.ArchivedV1:
			e.Codes = edition
		case *dispute.VoidedV1:
			e.Codes = edition
		case *dispute.RegisteredV1:
			e.AcceptBy = by
		case *dispute.DispatchedV1:
			e.AcknowledgeBy = by
		case *dispute.JurisdictionDecidedV1:
			e.AcknowledgeBy = by
		default: // as it always was
			continue
		}
		out = append(out, e)
	}
	return out
}

// TestFieldsThatCameLaterStay compares the extended forms with golden files of their own.
func TestFieldsThatCameLaterStay(t *testing.T) {
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	estest.GoldenSome(t, codec, "testdata/extended", extended()...)
}
