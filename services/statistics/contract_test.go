package statistics_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/statistics/figure"
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
