package mediation_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/mediation"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

// extended is one event of each stored name that got fields later, with those fields. What was stored before lacks them: its form stays
// in testdata/events, and is read for ever.
func extended() []proceeding.Event {
	var out []proceeding.Event
	for _, e := range examples() {
		later := true
		switch e := e.(type) {
		case *proceeding.OpenedV1:
			e.DeterminedOn, e.WrittenApplication, e.Referral.AnswerBy = calendar.On(2026, 10, 25), true, calendar.On(2026, 11, 5)
		case *proceeding.FailedV1:
			e.RefusedBy = []int{1}
		case *proceeding.RefusedV1:
			e.RoutesTold = []string{"W03"}
		default:
			codes := reflect.ValueOf(e).Elem().FieldByName("Codes")
			if later = codes.IsValid() && codes.String() == ""; later {
				codes.SetString(proceeding.CodesVersion)
			}
		}
		if later {
			out = append(out, e)
		}
	}
	return out
}

// TestExtendedFormsNeverChange does for fields that came later what TestStoredFormsNeverChange does for the first form.
func TestExtendedFormsNeverChange(t *testing.T) {
	codec, err := mediation.Codec()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range extended() {
		stays(t, codec, e)
	}
	rosters, err := mediation.RosterCodec()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range rosterExamples() {
		if c, ok := e.(*roster.ChangedV1); ok {
			c.Codes = roster.CodesVersion
			stays[roster.Event](t, rosters, e)
		}
	}
}

// stays compares one extended form with its golden file.
func stays[E any](t *testing.T, codec *es.Codec[E], e E) {
	t.Helper()
	name, data, err := codec.Encode(e)
	if err != nil {
		t.Fatal(err)
	}
	var readable bytes.Buffer
	if err := json.Indent(&readable, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	readable.WriteByte('\n')
	file := filepath.Join("testdata", "extended", name+".json")
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
