package dispute_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
)

// phases are the columns of the printed machine, each with a life that leads there.
func phases() map[dispute.Phase]life {
	return map[dispute.Phase]life{
		dispute.Absent: {}, dispute.Registered: fresh(), dispute.Accepted: acceptedL(), dispute.Dispatched: sent(), dispute.Handling: handled(),
		dispute.Concluded: settled(), dispute.Archived: archivedL(), dispute.Refused: refusedL(), dispute.Withdrawn: withdrawnL(),
		dispute.Merged: mergedL(), dispute.Voided: voidedL(),
	}
}

// variants are commands that have another form in a phase, or need something before them there.
func variant(e command, p dispute.Phase) (before life, when dispute.Command) {
	when = e.when()
	switch e.name {
	case "unlink":
		before = life{linking()}
	case "take-ownership":
		before = life{offer()}
	case "acknowledge":
		if p == dispute.Handling {
			when = acknowledgement(justice) // the lead handler has
		}
	case "decide-objection":
		before = life{objection(police)}
	case "decide-jurisdiction":
		before = life{question()}
	case "return-sub-task":
		before = life{tasking()}
	case "conclude":
		if p == dispute.Registered {
			when = conclusion("R13", onTheSpot)
		}
	case "reassign":
		if p == dispute.Accepted { // back after an objection
			before = life{dispatching(), objection(police), answer(true)}
		}
	case "reopen":
		if p == dispute.Refused {
			when = reopening("P06")
		}
	case "void":
		when = voiding()
	}
	return before, when
}

// outcome says what becomes of a command in a phase: the phase that follows, or the refusal.
func outcomeIn(t *testing.T, e command, p dispute.Phase) (next dispute.Phase, refusal *fault.Error) {
	t.Helper()
	before, c := variant(e, p)
	s := phases()[p].state(t)
	for _, b := range before {
		events, err := dispute.Decide(s, b)
		if err != nil {
			break // then the command itself is refused too
		}
		s = dispute.Decider().Fold(s, events...)
	}
	if p == dispute.Accepted || p == dispute.Dispatched || p == dispute.Handling {
		if s.Phase != p {
			t.Fatalf("%s: prepared in %v, not in %v", e.name, s.Phase, p)
		}
	}
	if e.name != "register" && !s.Phase.Open() || s.Phase == dispute.Registered || s.Phase == dispute.Accepted {
		c = seenByCentre(c, s)
	}
	events, err := dispute.Decide(s, c)
	if err != nil {
		f := fault.As(err)
		if f == nil {
			t.Fatalf("%s in %v: %v", e.name, p, err)
		}
		return p, f
	}
	return dispute.Decider().Fold(s, events...).Phase, nil
}

// seenByCentre lets the centre give a handler's command where no handler is addressed: the phase is in the way, not the sight.
func seenByCentre(c dispute.Command, s dispute.State) dispute.Command {
	switch c.(type) {
	case dispute.Acknowledge, dispute.Object:
		return acting(c, func(a *dispute.Act) { a.ActingUnit, a.ActingDepartment = town, "" })
	case dispute.TakeOwnership, dispute.ReturnSubTask:
		if !s.Phase.Open() {
			return acting(c, func(a *dispute.Act) { a.ActingUnit, a.ActingDepartment = town, "" })
		}
	default: // the centre gives it as it is
	}
	return c
}

// TestTheMachineIsTheDrawnOne prints the machine as the rules answer and compares it with the one in the package
// documentation, and the refusals with testdata/refusals.txt. ANJIE_UPDATE_GOLDEN=1 writes both.
func TestTheMachineIsTheDrawnOne(t *testing.T) {
	var table, refusals strings.Builder
	table.WriteString("//\t                    ")
	for p := dispute.Registered; p <= dispute.Voided; p++ {
		fmt.Fprintf(&table, " %-10s", p)
	}
	for _, e := range every() {
		fmt.Fprintf(&table, "\n//\t%-20s", e.name)
		for p := dispute.Absent; p <= dispute.Voided; p++ {
			next, refusal := outcomeIn(t, e, p)
			cell := "·"
			switch {
			case refusal != nil:
				fmt.Fprintf(&refusals, "%-11s %-20s %s\n", p, e.name, refusal.Code)
			case next == p:
				cell = "stays"
			default:
				cell = next.String()
			}
			if p != dispute.Absent {
				fmt.Fprintf(&table, " %-10s", cell)
			}
		}
	}
	lines := strings.Split(table.String(), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	compare(t, "doc.go", strings.Join(lines, "\n")+"\n", "//\t                     registered ", "//\n")
	compare(t, "testdata/refusals.txt", refusals.String(), "", "")
}

// compare holds what is printed against a part of a file: from the line that begins with from to the one that is to.
func compare(t *testing.T, file, printed, from, to string) {
	t.Helper()
	whole, err := os.ReadFile(file)
	if err != nil && os.Getenv("ANJIE_UPDATE_GOLDEN") != "1" {
		t.Fatal(err)
	}
	text, begin, end := string(whole), 0, len(whole)
	if from != "" {
		if begin = strings.Index(text, from); begin < 0 {
			t.Fatalf("%s has no machine", file)
		}
		end = begin + strings.Index(text[begin:], to)
	}
	if text[begin:end] == printed {
		return
	}
	if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
		if err := os.WriteFile(file, []byte(text[:begin]+printed+text[end:]), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("%s says otherwise than the rules do; this is what they say:\n%s", file, printed)
}
