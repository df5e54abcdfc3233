package intake_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
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
		later := false
		switch e := e.(type) {
		case *dispute.ProceedingEndedV1:
			e.Codes, later = edition, true
		case *dispute.ObjectedV1:
			e.Codes, later = edition, true
		case *dispute.ReassignedV1:
			e.Codes, e.AcknowledgeBy, later = edition, by, true
		case *dispute.ReopenedV1:
			e.Codes, later = edition, true
		case *dispute.UnmergedV1:
			e.Codes, later = edition, true
		case *dispute.UnlinkedV1:
			e.Codes, later = edition, true
		case *dispute.RiskAssessedV1:
			e.Codes, later = edition, true
		case *dispute.UrgentV1:
			e.Codes, later = edition, true
		case *dispute.SubTaskOpenedV1:
			e.Codes, later = edition, true
		case *dispute.SubTaskReturnedV1:
			e.Codes, later = edition, true
		case *dispute.FollowedUpV1:
			e.Codes, later = edition, true
		case *dispute.RatedV1:
			e.Codes, later = edition, true
		case *dispute.ArchivedV1:
			e.Codes, later = edition, true
		case *dispute.VoidedV1:
			e.Codes, later = edition, true
		case *dispute.RegisteredV1:
			e.AcceptBy, later = by, true
		case *dispute.DispatchedV1:
			e.AcknowledgeBy, later = by, true
		case *dispute.JurisdictionDecidedV1:
			e.AcknowledgeBy, later = by, true
		default: // as it always was
		}
		if later {
			out = append(out, e)
		}
	}
	return out
}

// TestFieldsThatCameLaterStay compares the extended forms with golden files of their own.
func TestFieldsThatCameLaterStay(t *testing.T) {
	codec, err := intake.Codec()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range extended() {
		name, data, err := codec.Encode(e)
		if err != nil {
			t.Fatal(err)
		}
		var readable bytes.Buffer
		if err := json.Indent(&readable, data, "", "  "); err != nil {
			t.Fatal(err)
		}
		readable.WriteByte('\n')
		file := filepath.Join("testdata/extended", name+".json")
		if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
			if err := os.WriteFile(file, readable.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, readable.Bytes()) {
			t.Errorf("%s is stored otherwise:\n%s\nbefore:\n%s", name, readable.Bytes(), want)
		}
		read, err := codec.Decode(name, want)
		if err != nil {
			t.Fatal(err)
		}
		if _, again, err := codec.Encode(read); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s loses something when it is read and stored again: %s, %v", name, again, err)
		}
	}
}
