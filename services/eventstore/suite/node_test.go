package suite_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/pg/pgtest"
)

// TestOfficialNodeClients runs node/trial.mjs with both official Node clients. They are fetched by npm, from the lock file.
func TestOfficialNodeClients(t *testing.T) {
	for _, program := range []string{"npm", "node"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("no %s on this machine: the Node clients are not tried", program)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 4*time.Minute)
	defer cancel()
	dir := t.TempDir()
	for _, f := range []string{"package.json", "package-lock.json", "trial.mjs"} {
		b, err := os.ReadFile(filepath.Join("node", f))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, f), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(name string, args ...string) string {
		t.Helper()
		c := exec.CommandContext(ctx, name, args...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	install := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	install.Dir = dir
	if out, err := install.CombinedOutput(); err != nil {
		if bytes.Contains(out, []byte("ENOTFOUND")) || bytes.Contains(out, []byte("ECONNREFUSED")) || bytes.Contains(out, []byte("EAI_AGAIN")) {
			t.Skipf("npm reaches no registry: the Node clients are not tried\n%s", out)
		}
		t.Fatalf("npm ci: %v\n%s", err, out)
	}
	server := eventstoretest.Start(t, pgtest.FreshDSN(t))
	for _, which := range []string{"eventstore", "kurrentdb"} {
		out := run("node", "trial.mjs", which, server.Addr())
		t.Log("\n" + out)
		if n := strings.Count(out, "ok "); n != 7 {
			t.Errorf("%s: %d steps went through, want 7", which, n)
		}
	}
}
