package archtest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documents are the pages whose links and commands must be true.
func documents(t *testing.T) []string {
	t.Helper()
	out := []string{"README.md", "README.zh-CN.md", "CONTRIBUTING.md", "services/README.md"}
	err := filepath.WalkDir(filepath.Join(root, "services", "docs"), func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".md" {
			return err
		}
		rel, err := filepath.Rel(root, p)
		out = append(out, filepath.ToSlash(rel))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var (
	link   = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	making = regexp.MustCompile("(?m)(?:`|^)make ([a-z][a-z0-9/_-]*)") // in code; prose makes the most different things
	rule   = regexp.MustCompile(`(?m)^([a-z][a-z0-9/_-]*):`)
	nth    = regexp.MustCompile(`^L(\d+)$`)
)

func TestDocumentsNameFilesThatExist(t *testing.T) {
	t.Parallel()
	links := 0
	for _, doc := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, doc), -1) {
			target, fragment, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") || target == "" {
				continue
			}
			links++
			p := filepath.Join(root, filepath.FromSlash(filepath.Dir(doc)), filepath.FromSlash(target))
			info, err := os.Stat(p)
			if err != nil {
				t.Errorf("%s links to %s, which does not exist", doc, m[1])
				continue
			}
			if nth.MatchString(fragment) {
				t.Errorf("%s links to a line, %s: lines move, name the function instead", doc, m[1])
			}
			if strings.HasSuffix(target, "/") != info.IsDir() {
				t.Errorf("%s links to %s: folders end with a slash, files do not", doc, m[1])
			}
		}
	}
	if links < 40 {
		t.Errorf("only %d links were found, is the pattern right?", links)
	}
}

func TestDocumentsNameTargetsThatExist(t *testing.T) {
	t.Parallel()
	targets := map[string]bool{}
	for _, m := range rule.FindAllStringSubmatch(read(t, "Makefile"), -1) {
		targets[m[1]] = true
	}
	named := map[string]bool{}
	for _, doc := range documents(t) {
		for _, m := range making.FindAllStringSubmatch(read(t, doc), -1) {
			named[m[1]] = true
			if !targets[m[1]] {
				t.Errorf("%s names make %s, which the Makefile does not have", doc, m[1])
			}
		}
	}
	if !named["demo"] || !named["test"] {
		t.Error("the READMEs name make demo and make test")
	}
}

// TestReadmeWalkNamesFunctionsThatExist reads the pairs "`func` in [file](path)" of services/README.md and looks for each function in
// the file it is said to be in.
func TestReadmeWalkNamesFunctionsThatExist(t *testing.T) {
	t.Parallel()
	pair := regexp.MustCompile("`([A-Za-z]+)` in \\[[^\\]]+\\]\\(([^)]+\\.go)\\)")
	found := pair.FindAllStringSubmatch(read(t, "services/README.md"), -1)
	if len(found) < 8 {
		t.Fatalf("only %d functions are named", len(found))
	}
	for _, m := range found {
		src := read(t, "services/"+m[2])
		if !regexp.MustCompile(`(?m)^(func (\([^)]*\) )?|type |\t)` + m[1] + `\b`).MatchString(src) {
			t.Errorf("services/README.md says that %s is in %s; it is not", m[1], m[2])
		}
	}
}

func read(t *testing.T, p string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(p)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
