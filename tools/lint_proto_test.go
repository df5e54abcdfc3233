package tools_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// repository is a git clone with the script in it, and a buf that tells what it is asked.
type repository struct {
	t   *testing.T
	dir string
}

func (r repository) git(args ...string) {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "git", args...)
	cmd.Dir, cmd.Env = r.dir, environment("")
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
	}
}

// environment without what the machine that runs the tests has set.
func environment(ci string) []string {
	env := slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "GIT_") || strings.HasPrefix(s, "CI=") })
	return append(env, "CI="+ci, "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_TERMINAL_PROMPT=0",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
}

// commit writes a file and commits everything.
func (r repository) commit(path, text string) {
	r.t.Helper()
	path = filepath.Join(r.dir, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.git("add", "-A")
	r.git("commit", "-q", "-m", "x")
}

// lint runs the script.
func (r repository) lint(ci string) (out string, err error) {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "tools/lint-proto")
	cmd.Dir, cmd.Env = r.dir, environment(ci)
	b, err := cmd.CombinedOutput()
	return string(b), err
}

// shallow clones the last commit alone.
func (r repository) shallow() repository {
	r.t.Helper()
	c := repository{r.t, filepath.Join(r.t.TempDir(), "clone")}
	r.git("clone", "-q", "--depth", "1", "file://"+r.dir, c.dir)
	return c
}

// origin is a repository whose first commit is the script, and the contracts if they are wanted.
func origin(t *testing.T, contracts bool) repository {
	t.Helper()
	r := repository{t, t.TempDir()}
	script, err := os.ReadFile("lint-proto")
	if err != nil {
		t.Fatal(err)
	}
	for path, text := range map[string]string{"tools/lint-proto": string(script), ".bin/buf": "#!/bin/sh\necho buf \"$1\"\n"} {
		path = filepath.Join(r.dir, path)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	r.git("init", "-q")
	if contracts {
		if err := os.Mkdir(filepath.Join(r.dir, "proto"), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(r.dir, "proto", "a.proto"), []byte("// 1"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r.commit("buf.yaml", "version: v2")
	return r
}

// TestContractsAreComparedWithThePreviousCommit, or lint/proto says in one sentence why not. A clone that is too shallow is no reason.
func TestContractsAreComparedWithThePreviousCommit(t *testing.T) {
	for name, c := range map[string]struct {
		repository func() repository
		ci         string
		want       string
		fails      bool
	}{
		"a whole clone": {
			func() repository { r := origin(t, true); r.commit("a", "1"); return r }, "", "buf breaking\n", false,
		},
		"the first commit": {
			func() repository { return origin(t, true) }, "true", "HEAD is the first commit", false,
		},
		"a shallow clone of the first commit": {
			func() repository { return origin(t, true).shallow() }, "true", "HEAD is the first commit", false,
		},
		"the first contracts": {
			func() repository { r := origin(t, false); r.commit("proto/a.proto", "// 1"); return r.shallow() }, "true", "HEAD~1 has no contracts yet", false,
		},
		"a shallow clone in CI": {
			func() repository { r := origin(t, true); r.commit("a", "1"); r.commit("a", "2"); return r.shallow() }, "true", "buf breaking\n", false,
		},
		"a shallow clone, detached, in CI": {
			func() repository {
				r := origin(t, true)
				r.commit("a", "1")
				r.commit("a", "2")
				s := r.shallow()
				s.git("checkout", "-q", "--detach")
				return s
			}, "true", "buf breaking\n", false,
		},
		"a shallow clone that cannot be deepened": {
			func() repository {
				r := origin(t, true)
				r.commit("a", "1")
				s := r.shallow()
				s.git("remote", "set-url", "origin", "file:///nowhere")
				return s
			}, "true", "buf breaking needs the commit before HEAD", true,
		},
		"a shallow clone at home": {
			func() repository { r := origin(t, true); r.commit("a", "1"); return r.shallow() }, "", "buf breaking needs the commit before HEAD", true,
		},
	} {
		out, err := c.repository().lint(c.ci)
		if (err != nil) != c.fails || !strings.Contains(out, c.want) {
			t.Errorf("%s: %v, want %q:\n%s", name, err, c.want, out)
		}
	}
}
