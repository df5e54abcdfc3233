package ledger

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"anjie.internal/services/intake"
)

// TestAGeneratedYearIsReadWithoutAProblem lets the generator of ledgers, which shares no code with the reader, write a small year, and
// wants it understood to the last row, in every form of file, with every total as stated.
func TestAGeneratedYearIsReadWithoutAProblem(t *testing.T) {
	t.Parallel()
	root, err := filepath.Abs("../../../..")
	must(t, err)
	profile := filepath.Join(root, "tools/cmd/ledgergen/testdata/profile.yaml")
	units := profileUnits(t, profile)
	for name, encoding := range map[string]string{"UTF-8": "--csv", "GB18030": "--gb18030"} {
		dir := t.TempDir()
		cmd := exec.CommandContext(t.Context(), "go", "run", "./cmd/ledgergen", "--profile", profile, "--out", dir,
			"--calendar", filepath.Join(root, "services/internal/calendar/notices.txt"), "--successes", "600", "--failures", "24", "--canaries", "20", encoding)
		cmd.Dir = filepath.Join(root, "tools")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		text, err := os.ReadFile(filepath.Join(dir, "m.yaml"))
		must(t, err)
		m, err := ReadMapping(text)
		must(t, err)
		for _, file := range []string{"ledger.xlsx", "ledger.csv"} {
			content, err := os.ReadFile(filepath.Join(dir, file))
			must(t, err)
			b, err := Open(content)
			must(t, err)
			r, err := Read(b, Rules{Mapping: m, Units: units, Calendar: official(t), Today: today})
			must(t, err)
			must(t, b.Close())
			if len(r.Problems) > 0 || r.Rows != len(r.Entries) || r.Rows < 624 {
				t.Errorf("%s %s: %d rows, %d entries, %v", name, file, r.Rows, len(r.Entries), r.Problems.Counts())
			}
			if d := r.Differences(); len(r.Totals) < 30 || len(d) > 0 {
				t.Errorf("%s %s: %d totals, %v", name, file, len(r.Totals), d)
			}
			if n := Tally(r.Entries); n[FigureSuccess] != 600 || n[figureFailure] != 24 || n[figureOpen] == 0 || n["R33"] == 0 {
				t.Errorf("%s %s: %v", name, file, n)
			}
		}
	}
}

func profileUnits(t *testing.T, file string) *Units {
	t.Helper()
	b, err := os.ReadFile(file)
	must(t, err)
	p := intake.ReadProfile(b)
	if len(p.Unreadable) > 0 {
		t.Fatal(p.Unreadable)
	}
	return UnitsOf(p.Profile)
}
