package statistics_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/statistics/figure"
	"anjie.internal/services/statistics/figuretest"
)

// TestEveryStoredFormIsUnderstood feeds the golden stored forms of every service to the figures. Statistics owns the few fields
// that it reads; this is what keeps them true when a service changes what it stores.
func TestEveryStoredFormIsUnderstood(t *testing.T) {
	files, err := filepath.Glob("../*/testdata/events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	recorded := time.Date(2026, 11, 30, 16, 0, 0, 0, time.UTC) // December in Beijing
	metadata, err := json.Marshal(es.Meta{
		Schema: es.MetaSchema, Actor: "clerk", Command: uuid.New(), CommandDigest: "x", OccurredAt: recorded.AddDate(0, -3, 0),
		RecordedAt: recorded, Prev: es.NoPrev,
	})
	if err != nil {
		t.Fatal(err)
	}
	var counted figure.Registrations
	seen := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file[:len(file)-len(".json")])
		seen[name] = true
		if err := counted.Add(name, data, metadata); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	for _, needed := range []string{"dispute-registered-v1", "dispute-withdrawn-v1"} {
		if !seen[needed] {
			t.Errorf("no golden file of %s: nothing was checked", needed)
		}
	}
	want := figure.Count{Registered: 1, Withdrawn: 1}
	if got := counted.Cells[figure.Cell{Unit: "320205101203", Month: "2026-12"}]; got != want || len(counted.Cells) != 1 {
		t.Errorf("counted %v, want %v for one unit in one month", counted.Cells, want)
	}
	if !counted.AsOf.Equal(recorded) {
		t.Errorf("as of %v, want %v", counted.AsOf, recorded)
	}
}

// TestEveryStoredFormIsFolded feeds the golden stored forms to the fold of the success rate, each to a dispute of its own,
// and compares what counts as what with the code table of the service that writes the codes.
func TestEveryStoredFormIsFolded(t *testing.T) {
	files, err := filepath.Glob("../*/testdata/events/*.json")
	if err != nil {
		t.Fatal(err)
	}
	missing := map[string]bool{}
	for _, typ := range figure.Types() {
		missing[typ] = true
	}
	registration, err := os.ReadFile("../intake/testdata/events/dispute-registered-v1.json")
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(file[:len(file)-len(".json")])
		delete(missing, name)
		fold := figure.NewFold(figure.Cut{})
		at := figure.Position{Commit: uint64(2*i + 1), Prepare: uint64(2*i + 1)}
		stream := "dispute-" + figuretest.Dispute(i).String()
		if name != "dispute-registered-v1" {
			fold.Add(figure.Event{Stream: stream, Type: "dispute-registered-v1", Data: registration, Position: at})
		}
		at.Commit, at.Prepare = at.Commit+1, at.Prepare+1
		fold.Add(figure.Event{Stream: stream, Type: name, Data: data, Position: at})
		for _, a := range fold.SetAside() {
			t.Errorf("%s: %v", file, a.Err)
		}
		if _, reads := slices.BinarySearch(figure.Types(), name); reads && fold.Disputes() != 1 {
			t.Errorf("%s: not folded", file)
		}
	}
	for typ := range missing {
		t.Errorf("no golden file of %s: nothing was checked", typ)
	}
}

func TestOutcomesCountAsTheRulesOfIntakeSay(t *testing.T) {
	classes := map[dispute.Class]figure.Class{
		dispute.Success: figure.Success, dispute.Partial: figure.Partial, dispute.Failure: figure.Failure, dispute.Neither: figure.Neither,
		dispute.Transferred: figure.Transferred, dispute.NotAccepted: figure.NotAccepted,
	}
	known := 0
	for _, o := range dispute.Outcomes() {
		want, closes := classes[dispute.ClassOf(o.Code)]
		got, ok := figure.ClassOf(o.Code)
		if ok != closes || got != want {
			t.Errorf("%s counts as %d, known %t; want %d, %t", o.Code, got, ok, want, closes)
		}
		if ours, found := figure.Outcomes().Find(o.Code); found {
			known++
			if ours != o {
				t.Errorf("%s is called %v here and %v there", o.Code, ours, o)
			}
		}
	}
	if known != len(figure.Outcomes()) {
		t.Errorf("%d of %d outcomes are intake's", known, len(figure.Outcomes()))
	}
}
