package main

import (
	"maps"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
)

// aRate is a success rate as every program of ours writes it: what was asked, numerator, denominator, percent, position.
var aRate = regexp.MustCompile(`(调处成功率\S*) (\S+) = (\d+)/(\d+) = (\S+)   @ 位置 (\S+)`)

// rateIn is the figure of an answer, without the position.
func rateIn(t *testing.T, said string) string {
	t.Helper()
	m := aRate.FindStringSubmatch(said)
	if m == nil {
		t.Fatalf("no success rate in\n%s", said)
	}
	return m[1] + " " + m[2] + " = " + m[3] + "/" + m[4] + " = " + m[5]
}

// verifylog builds the auditor's program, which shares no code with this one, and returns how to run it.
func verifylog(t *testing.T) func(args ...string) string {
	t.Helper()
	tools, err := filepath.Abs("../../../tools")
	if err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(t.TempDir(), "verifylog")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, "./cmd/verifylog")
	build.Dir = tools
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return func(args ...string) string {
		t.Helper()
		out, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("verifylog %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
}

// theAuditorAgrees exports the log and wants three programs to give the same success rate at the same position, for windows, units and
// positions: statistics from its tables, its recomputation from the log and from the file, and verifylog from the file.
func (h person) theAuditorAgrees(city string, units []string, draw *rand.Rand) {
	h.t.Helper()
	verify := verifylog(h.t)
	file := filepath.Join(h.t.TempDir(), "log.jsonl")
	h.does("events", "--export", file)
	types, end := h.eventTypes()
	h.t.Logf("%d types of events up to position %s", len(types), end)
	// A figure that nobody took back says nothing about what is taken back.
	for _, typ := range []string{
		"dispute-concluded-v1", "dispute-refused-v1", "dispute-withdrawn-v1", "dispute-reopened-v1", "dispute-merged-v1", "dispute-unmerged-v1",
		"dispute-voided-v1", "dispute-corrected-v1", "dispute-imported-v1", "import-reverted-v1",
	} {
		if types[typ] == 0 {
			h.t.Errorf("there is no %s in the log", typ)
		}
	}
	year := time.Now().In(say.Beijing()).Format("2006")
	windows := []string{"2012", "2012-06-15..2012-09-14", year, "2012-01-01.." + year + "-12-31"}
	tail, err := strconv.ParseInt(end, 10, 64)
	h.must(err)
	if tail < 4 {
		h.t.Fatalf("the log ends at %d: there is nothing to compare", tail)
	}
	drawn := strconv.FormatInt(tail/4+draw.Int64N(tail/2), 10)
	counted := map[string]bool{}
	compare := func(question []string, do ...string) string {
		h.t.Helper()
		want := rateIn(h.t, verify(append(append([]string{"--success-rate"}, question...), file)...))
		said := h.does(append(append(do, "--acting-unit", city, "--as", "auditor", "--window"), question...)...)
		if got := rateIn(h.t, said); got != want || slices.Contains(do, "recompute") && !strings.Contains(said, "（由日志重算：一致）") {
			h.t.Errorf("%v: verifylog says %s, anjie\n%s", question, want, said)
		}
		counted[want] = true
		return want[strings.Index(want, " = "):]
	}
	settled := false
	for _, window := range windows {
		for _, at := range []string{end, drawn} {
			published := compare([]string{window, "--unit", city, "--as-of", at}, "figure", "recompute", "success-rate", "--from-file", file)
			local := compare([]string{window, "--unit", city, "--as-of", at, "--settlement-as-success"}, "figure", "recompute", "success-rate", "--from-file", file)
			settled = settled || local != published
		}
		for _, unit := range units {
			compare([]string{window, "--unit", unit, "--as-of", drawn}, "figure", "success-rate")
		}
	}
	if !settled {
		h.t.Error("nobody settled by himself: to count that otherwise says nothing")
	}
	if len(counted) < 2*len(windows) {
		h.t.Errorf("only %d different figures were compared: %v", len(counted), counted)
	}
	h.t.Logf("%d figures are the same as of positions %s and %s: %v", len(windows)*(4+len(units)), end, drawn, slices.Sorted(maps.Keys(counted)))
}

// eventTypes counts the events of the log by type, and returns its end.
func (h person) eventTypes() (types map[string]int, end string) {
	h.t.Helper()
	types = map[string]int{}
	var at es.Position
	h.reads(func(rec es.Record) {
		types[rec.Type]++
		at = rec.Position
	})
	return types, at.String()
}
