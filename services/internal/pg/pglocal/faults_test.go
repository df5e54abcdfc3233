package pglocal_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestMissingBinariesAreOneSentence(t *testing.T) {
	t.Setenv("PG_BIN", t.TempDir())
	if _, err := pglocal.FindBin(); !errors.Is(err, pglocal.ErrNoBinaries) {
		t.Fatalf("FindBin: %v", err)
	}
	_, err := pglocal.Start(t.Context(), pglocal.Config{Dir: pgtest.Dir(t)})
	sentence(t, err, pglocal.ErrNoBinaries, "apt-get install postgresql")
}

// made is a cluster that was made once for all tests, stopped.
var made = sync.OnceValues(func() (dir string, err error) {
	if dir, err = os.MkdirTemp(workDir, "made"); err != nil {
		return "", err
	}
	if err = os.Chmod(dir, 0o755); err != nil { // user postgres must be able to walk in
		return "", err
	}
	c, err := pglocal.Start(context.Background(), pglocal.Config{Dir: dir})
	if err != nil {
		return "", err
	}
	return dir, c.Stop()
})

// ready returns a folder with a stopped cluster that the test may break: a copy, because making one takes most of a second.
func ready(t *testing.T) string {
	t.Helper()
	from, err := made()
	if err != nil {
		t.Fatal(err)
	}
	dir := pgtest.Dir(t)
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", filepath.Join(from, "data"), dir).CombinedOutput(); err != nil {
		t.Fatalf("copy the cluster: %v: %s", err, out)
	}
	return dir
}

// sentence checks that an error is the fault wanted, in one line in two languages, and names what it must.
func sentence(t *testing.T, err error, want *fault.Error, names ...string) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %s", err, want.Code)
	}
	f := fault.As(err)
	for _, text := range []string{f.Zh, f.En} {
		if text == "" || strings.Contains(text, "\n") || strings.Contains(text, "%!") {
			t.Errorf("not one sentence: %q", text)
		}
		for _, name := range names {
			if !strings.Contains(text, name) {
				t.Errorf("%q does not name %s", text, name)
			}
		}
	}
	t.Log(f.Zh)
	t.Log(f.En)
}

func TestABrokenDataFolderIsOneSentenceWithTheReason(t *testing.T) {
	t.Parallel()
	data := func(dir string) string { return filepath.Join(dir, "data") }
	for name, c := range map[string]struct {
		breaks func(dir string) error
		want   *fault.Error
		names  string
	}{
		"control file gone": {
			func(dir string) error { return os.Remove(filepath.Join(data(dir), "global", "pg_control")) },
			pglocal.ErrBroken, "pg_control",
		},
		"control file cut": {
			func(dir string) error { return os.Truncate(filepath.Join(data(dir), "global", "pg_control"), 100) },
			pglocal.ErrBroken, "pg_control",
		},
		"log gone": {
			func(dir string) error { return os.RemoveAll(filepath.Join(data(dir), "pg_wal")) },
			pglocal.ErrBroken, "pg_wal",
		},
		"settings not readable": {
			func(dir string) error {
				return os.WriteFile(filepath.Join(data(dir), "postgresql.conf"), []byte("no_such_setting = 1\n"), 0o600)
			},
			pglocal.ErrBroken, "no_such_setting",
		},
		"another version": {
			func(dir string) error {
				return os.WriteFile(filepath.Join(data(dir), "PG_VERSION"), []byte("9\n"), 0o600)
			},
			pglocal.ErrVersion, "PostgreSQL 9",
		},
		"not a database": {
			func(dir string) error { return os.Remove(filepath.Join(data(dir), "PG_VERSION")) },
			pglocal.ErrBroken, "data",
		},
		"open to everybody": {
			func(dir string) error { return os.Chmod(data(dir), 0o777) },
			pglocal.ErrAccess, "chmod 700",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := ready(t)
			if err := c.breaks(dir); err != nil {
				t.Fatal(err)
			}
			_, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir})
			sentence(t, err, c.want, data(dir), c.names)
		})
	}
}

func TestAFolderThatPostgresCannotEnterIsNamed(t *testing.T) {
	t.Parallel()
	if os.Geteuid() != 0 {
		t.Skip("only root is dropped to another user")
	}
	closed := filepath.Join(pgtest.Dir(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := pglocal.Start(t.Context(), pglocal.Config{Dir: filepath.Join(closed, "a", "b")})
	sentence(t, err, pglocal.ErrAccess, closed, "postgres")
	if strings.Contains(err.Error(), closed+"/") {
		t.Error("it names a folder below the closed one:", err)
	}
}

func TestAFileInThePlaceOfTheFolderIsNamed(t *testing.T) {
	t.Parallel()
	file := filepath.Join(pgtest.Dir(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := pglocal.Start(t.Context(), pglocal.Config{Dir: filepath.Join(file, "x")})
	sentence(t, err, pglocal.ErrAccess, file)
}

func TestOneFolderRunsOneDatabase(t *testing.T) {
	t.Parallel()
	dir := ready(t)
	c, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, c)
	_, err = pglocal.Start(t.Context(), pglocal.Config{Dir: dir})
	sentence(t, err, pglocal.ErrInUse, dir)
	ping(t, c.DSN("postgres"))
}

// TestAStalePidFileDoesNotMatter gives the number in postmaster.pid to another process of the same user, as a restart of the
// machine may do. PostgreSQL alone would refuse to start.
func TestAStalePidFileDoesNotMatter(t *testing.T) {
	t.Parallel()
	dir := ready(t)
	c, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, c)
	path := filepath.Join(dir, "data", "postmaster.pid")
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	st, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	c.Kill()
	other := exec.CommandContext(t.Context(), "sleep", "60")
	if sys, ok := st.Sys().(*syscall.Stat_t); ok && os.Geteuid() == 0 {
		other.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: sys.Uid, Gid: sys.Gid}}
	}
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(old), "\n")
	if err := os.WriteFile(path, []byte(strconv.Itoa(other.Process.Pid)+"\n"+rest), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	ping(t, c.DSN("postgres"))
}

func TestADeepFolderGetsAShortSocket(t *testing.T) {
	t.Parallel()
	root := pgtest.Dir(t)
	dir := filepath.Join(root, strings.Repeat("很深的文件夹", 8))
	c, err := pglocal.Start(t.Context(), pglocal.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	ping(t, c.DSN("postgres"))
	before := c.DSN("postgres")
	elsewhere, err := pglocal.DSN(dir, "postgres")
	if err != nil || elsewhere != before {
		t.Fatalf("another process finds %q, %v; want %q", elsewhere, err, before)
	}
	c.Kill() // leaves the socket folder behind
	if err := c.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if c.DSN("postgres") != before {
		t.Fatalf("the socket moved from %q to %q", before, c.DSN("postgres"))
	}
	stop(t, c)
	if left, _ := filepath.Glob(filepath.Join(os.TempDir(), "anjie-pg-*")); len(left) > 0 {
		for _, l := range left {
			if strings.Contains(before, l) {
				t.Errorf("%s is left over after Stop", l)
			}
		}
	}
}

func stop(t *testing.T, c *pglocal.Cluster) {
	t.Helper()
	for range 2 {
		if err := c.Stop(); err != nil {
			t.Error(err)
		}
	}
	if c.Pid() != 0 {
		t.Error("a stopped cluster has a pid")
	}
}

func ping(t *testing.T, dsn string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(conn.Ping(t.Context()), conn.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}
