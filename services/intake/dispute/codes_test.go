package dispute_test

import (
	"reflect"
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/codetable"
)

func TestEditionsAreInForceFromADayOn(t *testing.T) {
	all := dispute.Editions()
	if all[0].Version != dispute.CodesVersion || all[0].From != calendar.On(2026, time.November, 1) {
		t.Errorf("the first edition is %s from %s", all[0].Version, all[0].From)
	}
	for i, e := range all {
		if i > 0 && !all[i-1].From.Before(e.From) {
			t.Errorf("%s is not after the one before it", e.Version)
		}
		if at := dispute.EditionAt(e.From); at.Version != e.Version {
			t.Errorf("on its first day %s is not in force, but %s", e.Version, at.Version)
		}
		for field, value := range reflect.ValueOf(e).Fields() {
			if table, ok := reflect.TypeAssert[codetable.Table](value); ok && len(table) == 0 {
				t.Errorf("%s has no %s", e.Version, field.Name)
			}
		}
	}
	if at := dispute.EditionAt(calendar.On(2012, time.June, 1)); at.Version != dispute.CodesVersion {
		t.Errorf("what is entered late from before all editions is coded by %s", at.Version)
	}
}

// TestOutcomesHaveTheirClasses: the figures stand on them.
func TestOutcomesHaveTheirClasses(t *testing.T) {
	want := map[string]dispute.Class{
		"R11": dispute.Success, "R12": dispute.Success, "R13": dispute.Success, "R14": dispute.Partial,
		"R21": dispute.Failure, "R22": dispute.Failure, "R23": dispute.Failure,
		"R31": dispute.Neither, "R32": dispute.Neither, "R33": dispute.Neither, "R34": dispute.Neither,
		"R41": dispute.Transferred, "R42": dispute.Transferred, "R43": dispute.Transferred, "R44": dispute.Transferred, "R45": dispute.Transferred,
		"R51": dispute.NotAccepted, "R52": dispute.NotAccepted, "R61": dispute.Joined,
		"R71": dispute.Answered, "R72": dispute.Answered, "R73": dispute.Answered, "R81": dispute.Answered, "R82": dispute.Answered, "R83": dispute.Answered,
	}
	for _, e := range dispute.Outcomes() {
		if got := dispute.ClassOf(e.Code); got != want[e.Code] {
			t.Errorf("%s is of class %d, want %d", e.Code, got, want[e.Code])
		}
	}
	for _, code := range []string{"", "R10", "R", "X01", "成功"} {
		if got := dispute.ClassOf(code); got != dispute.NoClass {
			t.Errorf("%q has class %d", code, got)
		}
	}
}

// TestSourcesAreNamed: what a notice to the parties must cite has a legal source.
func TestSourcesAreNamed(t *testing.T) {
	for name, test := range map[string]struct {
		table codetable.Table
		free  map[string]bool // codes of practice, without a text of law
	}{
		"refusal reasons":   {dispute.RefusalReasons(), map[string]bool{"N01": true, "N10": true}},
		"routes":            {dispute.Routes(), nil},
		"objection reasons": {dispute.ObjectionReasons(), nil},
	} {
		for _, e := range test.table {
			if (dispute.Source(e.Code) == "") != test.free[e.Code] {
				t.Errorf("%s: %s has the source %q", name, e.Code, dispute.Source(e.Code))
			}
		}
	}
	if dispute.Source("N99") != "" {
		t.Error("an invented code has a source")
	}
}

// TestWhatMediationMayNotHave: 14 and 15 of the two-level table, all of them, and nothing else.
func TestWhatMediationMayNotHave(t *testing.T) {
	for _, e := range dispute.Exchange() {
		if want := e.Code[:2] != "14" && e.Code[:2] != "15"; dispute.Mediable(e.Code) != want {
			t.Errorf("%s %s", e.Code, e.Zh)
		}
	}
	if !dispute.Mediable("") {
		t.Error("what has no exchange category yet is not mediable")
	}
}

func TestPhasesSayWhatIsOpen(t *testing.T) {
	open := map[dispute.Phase]bool{dispute.Registered: true, dispute.Accepted: true, dispute.Dispatched: true, dispute.Handling: true}
	for p := dispute.Absent; p <= dispute.Voided; p++ {
		if p.Open() != open[p] || p.String() == "?" {
			t.Errorf("%v: open %t", p, p.Open())
		}
	}
	if got := (dispute.Voided + 1).String(); got != "?" {
		t.Errorf("a phase that is none is called %s", got)
	}
}
