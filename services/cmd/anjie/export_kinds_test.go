package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/internal/es/esmem"
)

// kindsExport is a log with streams of every kind that there is, for verifylog to be tested with. `make golden` writes it.
const kindsExport = "../../../tools/cmd/verifylog/testdata/kinds.jsonl"

// kindsRate is what both programs must read in it; the test of verifylog says the same.
const kindsRate = "调处成功率 2026-11 = 3/5 = 60.00%   @ 位置 36"

// sample is the stored form of an event, as the golden files of its service keep it: sealed where it is personal, and made up.
func sample(t *testing.T, typ string, change ...string) string {
	t.Helper()
	files, err := filepath.Glob("../../*/testdata/*events/" + typ + ".json")
	if err != nil || len(files) != 1 {
		t.Fatalf("%s is kept in %v (%v)", typ, files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := json.Compact(&b, text); err != nil {
		t.Fatal(err)
	}
	changed := strings.NewReplacer(change...).Replace(b.String())
	if len(change) > 0 && changed == b.String() {
		t.Fatalf("%s does not hold %q", typ, change[0])
	}
	return changed
}

// everyKind are lives of disputes that end in every way that a figure looks at, and a stream of each other kind between them.
func everyKind(t *testing.T) (events []madeUp) {
	t.Helper()
	disputes := 0
	lives := func(steps ...string) {
		disputes++
		for _, step := range steps {
			name, outcome, _ := strings.Cut(step, " ")
			change := []string{`"R11"`, `"` + outcome + `"`}
			if outcome == "" || outcome == "R11" {
				change = nil
			}
			typ := "dispute-" + name + "-v1"
			events = append(events, madeUp{fmt.Sprintf("dispute-01a205df-bcc1-77bd-a39d-%012d", disputes), typ, sample(t, typ, change...)})
		}
	}
	other := func(stream string, types ...string) {
		for _, typ := range types {
			events = append(events, madeUp{stream, typ, sample(t, typ)})
		}
	}
	other("profile-320200000000", "profile-published-v1")
	other("roster-6f9b2b0e-7c1d-5f0a-8f0e-3a0d5b6f3a11", "committee-established-v1", "committee-changed-v1")
	lives("registered", "accepted", "concluded R11")
	lives("registered", "accepted", "concluded R21")
	other("proceeding-01a205df-bcc1-77bd-a39d-000000000007", "proceeding-opened-v1", "proceeding-session-held-v1", "agreement-recorded-v1", "proceeding-agreed-v1")
	lives("registered", "concluded R22", "reopened", "concluded R12")
	lives("registered", "concluded R22", "reopened", "concluded R23")
	lives("registered", "withdrawn")
	lives("registered", "concluded R12", "merged")
	lives("registered", "corrected", "concluded R13")
	other("import-01a205df-bcc1-77bd-a39d-0000000000aa", "import-started-v1")
	lives("registered", "imported", "concluded R21", "voided")
	other("import-01a205df-bcc1-77bd-a39d-0000000000aa", "import-completed-v1", "import-reverted-v1")
	return events
}

// TestALogOfEveryKindIsReadAlike exports it as people do, and recomputes the figure from the file alone, as verifylog's own test does.
func TestALogOfEveryKindIsReadAlike(t *testing.T) {
	t.Parallel()
	store := esmem.New(func() time.Time { return time.Unix(0, 0) })
	appends(t, store, everyKind(t))
	h := person{t: t, dir: t.TempDir()}
	file := filepath.Join(h.dir, "log.jsonl")
	p, _ := h.program()
	h.must(p.export(t.Context(), store, file, "", exportFlags{}))
	got, err := os.ReadFile(file)
	h.must(err)
	if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
		h.must(os.WriteFile(kindsExport, got, 0o600))
	}
	want, err := os.ReadFile(kindsExport)
	h.must(err)
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("not the golden export:\n%s", diff)
	}
	contains(t, h.does("figure", "recompute", "success-rate", "--window", "2026-11", "--unit", "320200000000", "--from-file", file, "--offline"), kindsRate)
}
