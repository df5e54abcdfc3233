package archtest_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"anjie.internal/services/internal/archtest"
)

// root is the folder of the repository; tests run in the folder of their package.
const root = "../../.."

func TestTheHouseKeepsItsRules(t *testing.T) {
	t.Parallel()
	got, files, err := archtest.Check(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range got {
		t.Error(v)
	}
	// An empty answer about an empty tree is no answer.
	if files < 50 {
		t.Errorf("%d Go files were read, is %s the root of the repository?", files, root)
	}
}

// TestPlantedViolationsAreFound reads a tree of broken packages, in which the comment "want:" on a line gives a part of the message
// that this line must cause. Every line without one must cause none.
func TestPlantedViolationsAreFound(t *testing.T) {
	t.Parallel()
	planted := filepath.Join("testdata", "planted")
	got, _, err := archtest.Check(planted)
	if err != nil {
		t.Fatal(err)
	}
	want := wants(t, planted)
	if len(want) < 40 {
		t.Fatalf("only %d violations are planted", len(want))
	}
	for _, v := range got {
		at := fmt.Sprintf("%s:%d", v.File, v.Line)
		part, planted := want[at]
		switch {
		case !planted:
			t.Errorf("not planted: %s", v)
		case !strings.Contains(v.Message, part):
			t.Errorf("%s\n  does not say %q", v, part)
		}
		if !strings.Contains(v.Message, ": ") {
			t.Errorf("%s\n  gives no reason", v)
		}
		delete(want, at)
	}
	for at, part := range want {
		t.Errorf("%s: not found: %s", at, part)
	}
}

// wants maps "file:line" to the part of a message that the line asks for.
func wants(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		for i, line := range strings.Split(string(b), "\n") {
			if _, part, ok := strings.Cut(line, "// want: "); ok {
				out[fmt.Sprintf("%s:%d", filepath.ToSlash(rel), i+1)] = part
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestLongFilesAreRefusedEvenInTests(t *testing.T) {
	t.Parallel()
	for name, v := range map[string]struct {
		file  string
		lines int
		found int
	}{
		"at the limit":   {"services/internal/es/long.go", 600, 0},
		"over the limit": {"services/internal/es/long.go", 601, 1},
		"a test":         {"services/internal/es/long_test.go", 601, 1},
		"a tool":         {"tools/cmd/long/main.go", 601, 1},
	} {
		dir := t.TempDir()
		p := filepath.Join(dir, filepath.FromSlash(v.file))
		if err := os.MkdirAll(filepath.Dir(p), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte("package es\n"+strings.Repeat("\n", v.lines-1)), 0o600); err != nil {
			t.Fatal(err)
		}
		got, files, err := archtest.Check(dir)
		if err != nil || files != 1 || len(got) != v.found {
			t.Errorf("%s: %v, %d files, %v", name, got, files, err)
		}
	}
}

func TestAFileThatDoesNotParseIsAnErrorAndNotSilence(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "services"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "services", "broken.go"), []byte("package\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := archtest.Check(dir); err == nil {
		t.Error("no error")
	}
}
