package pglocal_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/longtest"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/pg/pgtest"
)

// launcherDir makes the test binary a process that starts a cluster there and waits to be killed.
const launcherDir = "ANJIE_TEST_LAUNCHER_DIR"

// workDir is removed after all tests.
var workDir string

func TestMain(m *testing.M) {
	dir := os.Getenv(launcherDir)
	if dir == "" {
		var err error
		if workDir, err = os.MkdirTemp("", "anjie-pglocal-"); err != nil {
			panic(err)
		}
		if err := os.Chmod(workDir, 0o755); err != nil { // user postgres must be able to walk in
			panic(err)
		}
		m.Run() // the testing package exits with its code
		_ = os.RemoveAll(workDir)
		return
	}
	c, err := pglocal.Start(context.Background(), pglocal.Config{Dir: dir, Durable: true}) // runs instead of the tests
	if err != nil {
		panic(err)
	}
	_, _ = io.WriteString(os.Stdout, "started\n")
	<-c.Done()
}

func TestAcknowledgedRowsSurviveKillAndRestart(t *testing.T) {
	t.Parallel()
	ctx, dir := t.Context(), pgtest.Dir(t)
	began := clock()
	c, err := pglocal.Start(ctx, pglocal.Config{Dir: dir, Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, c)
	t.Logf("cold start %v", clock().Sub(began))
	rows := 0
	for i := range longtest.Pick(t, 2, 6) {
		rows++
		insert(t, c, rows)
		dsn, done := c.DSN("postgres"), c.Done()
		c.Kill()
		<-done
		if c.Pid() != 0 {
			t.Fatal("a killed cluster has a pid")
		}
		c.Kill() // twice is fine
		began := clock()
		if err := c.Restart(ctx); err != nil {
			t.Fatalf("restart %d after a kill: %v", i, err)
		}
		t.Logf("start after a kill %v", clock().Sub(began))
		if c.DSN("postgres") != dsn {
			t.Fatalf("the DSN changed from %q to %q", dsn, c.DSN("postgres"))
		}
		rows++
		insert(t, c, rows)
		stop(t, c)
		began = clock()
		if err := c.Restart(ctx); err != nil {
			t.Fatalf("restart %d after a stop: %v", i, err)
		}
		t.Logf("warm start %v", clock().Sub(began))
	}
	if err := c.Restart(ctx); err != nil {
		t.Fatalf("restart of a running cluster: %v", err)
	}
}

func clock() time.Time { return time.Now() } //nolint:forbidigo // measures starts

// insert adds one row and checks that all before it are there.
func insert(t *testing.T, c *pglocal.Cluster, want int) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.DSN("postgres"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context()) //nolint:errcheck // gets killed
	if _, err := conn.Exec(t.Context(), "create table if not exists t (n int); insert into t values (1)"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := conn.QueryRow(t.Context(), "select count(*) from t").Scan(&n); err != nil || n != want {
		t.Fatalf("%d rows, %v; want %d", n, err, want)
	}
}

// TestTheServerEndsWithTheProcessThatStartedIt kills the launcher with SIGKILL; the next start waits until its server has shut
// down and goes on at once.
func TestTheServerEndsWithTheProcessThatStartedIt(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), launcherDir+"="+dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "started\n" {
		t.Fatalf("the launcher says %q, %v", line, err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // says that it was killed
	c, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir, Durable: true})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, c)
	ping(t, c.DSN("postgres"))
}

func TestAStartThatIsGivenUpLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	dir := pgtest.Dir(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond) // in the middle of initdb
	defer cancel()
	if _, err := pglocal.Start(ctx, pglocal.Config{Dir: dir}); err == nil {
		t.Fatal("a cold start in 50 ms")
	}
	c, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	stop(t, c)
}
