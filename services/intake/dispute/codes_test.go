package dispute_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/fault"
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

func TestTablesAreComplete(t *testing.T) {
	tables := map[string]struct {
		table codetable.Table
		size  int
	}{
		"categories": {dispute.Categories(), 18}, "channels": {dispute.Channels(), 21}, "scales": {dispute.Scales(), 3},
		"referrers": {dispute.Referrers(), 8}, "withdrawal reasons": {dispute.WithdrawalReasons(), 2},
		"exchange": {dispute.Exchange(), 95}, "outcomes": {dispute.Outcomes(), 25}, "performances": {dispute.Performances(), 7},
		"refusal reasons": {dispute.RefusalReasons(), 11}, "routes": {dispute.Routes(), 13}, "objection reasons": {dispute.ObjectionReasons(), 6},
		"reassignment reasons": {dispute.ReassignmentReasons(), 6}, "reopening reasons": {dispute.ReopeningReasons(), 7},
		"separation reasons": {dispute.SeparationReasons(), 4}, "urgency reasons": {dispute.UrgencyReasons(), 5},
		"correction reasons": {dispute.CorrectionReasons(), 4}, "void reasons": {dispute.VoidReasons(), 4},
		"indicators": {dispute.Indicators(), 8}, "task kinds": {dispute.TaskKinds(), 8}, "task results": {dispute.TaskResults(), 4},
		"follow-up methods": {dispute.FollowUpMethods(), 5}, "satisfactions": {dispute.Satisfactions(), 3}, "raters": {dispute.Raters(), 7},
		"retentions": {dispute.Retentions(), 4},
	}
	for name, table := range tables {
		if len(table.table) != table.size {
			t.Errorf("%s: %d entries, want %d", name, len(table.table), table.size)
		}
		last := ""
		for _, c := range table.table {
			if c.Code <= last || c.Zh == "" || c.En == "" || strings.TrimSpace(c.En) != c.En {
				t.Errorf("%s: entry %+v after %q", name, c, last)
			}
			last = c.Code
		}
	}
}

// TestEveryCommandIsCodedByTheEditionOfItsDay takes one table after the other out of use from tomorrow on. What is entered today is taken
// all the same; what is entered tomorrow is refused by whoever asks the table.
func TestEveryCommandIsCodedByTheEditionOfItsDay(t *testing.T) {
	asks := map[string][]string{
		"register": {"Categories", "Channels", "Referrers"}, "refuse": {"RefusalReasons", "Routes"}, "withdraw": {"WithdrawalReasons"},
		"unmerge": {"SeparationReasons"}, "unlink": {"SeparationReasons"}, "classify": {"Categories", "Exchange"}, "assess-risk": {"Indicators"},
		"correct": {"Categories", "Channels", "CorrectionReasons"}, "mark-urgent": {"UrgencyReasons"}, "object": {"ObjectionReasons"},
		"reassign": {"ReassignmentReasons"}, "open-sub-task": {"TaskKinds"}, "return-sub-task": {"TaskResults"},
		"follow-up": {"FollowUpMethods", "Performances", "Satisfactions"}, "rate": {"Satisfactions", "Raters"}, "archive": {"Retentions"},
		"reopen": {"ReopeningReasons"}, "void": {"VoidReasons"},
	}
	first := dispute.Editions()[0]
	for _, e := range every() {
		given := e.given.state(t)
		var refused []string
		for field, value := range reflect.ValueOf(first).Fields() {
			if _, ok := reflect.TypeAssert[codetable.Table](value); !ok {
				continue
			}
			next := first
			next.Version, next.From = "next", calendar.DateOf(tomorrow)
			reflect.ValueOf(&next).Elem().FieldByName(field.Name).SetZero()
			undo := dispute.InForceAlso(next)
			_, today := dispute.Decide(given, e.when())
			_, err := dispute.Decide(given, entered(e.when(), tomorrow))
			undo()
			if today != nil {
				t.Errorf("%s on the last day of %s: %v", e.name, field.Name, today)
			}
			if f := fault.As(err); f != nil && strings.HasPrefix(f.Code, "unknown-") {
				refused = append(refused, field.Name)
			} else if err != nil {
				t.Errorf("%s without %s: %v", e.name, field.Name, err)
			}
		}
		if !slices.Equal(refused, asks[e.name]) {
			t.Errorf("%s asks %v, want %v", e.name, refused, asks[e.name])
		}
	}
}

// entered moves a command to a moment.
func entered(c dispute.Command, when time.Time) dispute.Command {
	if r, ok := c.(dispute.Register); ok {
		r.At, r.ReceivedAt = when, when
		return r
	}
	return acting(c, func(a *dispute.Act) { a.At, a.OccurredAt = when, when })
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
