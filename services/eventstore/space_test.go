package eventstore

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/pg/pglocal"
	"anjie.internal/services/internal/pg/pgtest"
)

// smallDisk mounts a file system of so many megabytes that the test can fill. It needs root.
func smallDisk(t *testing.T, megabytes string) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "anjie-disk-") //nolint:usetesting // PostgreSQL runs as another user, who may not enter t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(dir) })
	if out, err := exec.CommandContext(t.Context(), "mount", "-t", "tmpfs", "-o", "mode=755,size="+megabytes+"m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted here, that takes root: %v: %s", err, out)
	}
	t.Cleanup(func() {
		out, err := exec.CommandContext(context.WithoutCancel(t.Context()), "umount", "-l", dir).CombinedOutput()
		if err != nil {
			t.Errorf("unmount: %v: %s", err, out)
		}
	})
	return dir
}

// ballast takes all space of a disk but so many bytes, and gives it back.
func ballast(t *testing.T, disk string, leave uint64) (drop func()) {
	t.Helper()
	free, _, err := diskSpace(disk)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(disk, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	for block := make([]byte, 1<<16); free > leave+uint64(len(block)); free -= uint64(len(block)) {
		if _, err := f.Write(block); err != nil {
			break
		}
	}
	return func() { _ = os.Remove(path) }
}

// fat makes an event that takes real room: PostgreSQL cannot compress it.
func fat() []record {
	events := some(1)
	noise := make([]byte, 48<<10)
	_, _ = rand.Read(noise) // never fails
	events[0].data = base64.StdEncoding.AppendEncode(nil, noise)
	return events
}

// TestFullDiskRefusesAndRecovers lets the disk of the events run full, with nothing that warns before: appends are refused
// with a clear status, what was accepted stays readable, and when there is space again appends go on by themselves. Only
// the events are on the small disk: when the write-ahead log cannot grow PostgreSQL stops altogether, which is what the gate
// prevents.
func TestFullDiskRefusesAndRecovers(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "48")
	dsn := pgtest.FreshDSN(t)
	eventsOn(t, dsn, disk)
	b := sequence(t, dsn, func(c *sequencerConfig) { c.logger = slog.New(slog.DiscardHandler) })
	revision := b.do(kindAppend, "full", expectNoStream, some(1)).revision
	refused := 0
	for range 2000 {
		res, err := b.try(kindAppend, "full", revision, fat())
		switch {
		case err == nil:
			revision = res.revision
		case status.Code(err) == codes.ResourceExhausted:
			refused++
		default:
			t.Fatalf("refused with %v", err)
		}
		if refused == 20 {
			break
		}
	}
	if refused == 0 {
		t.Fatal("the disk did not get full")
	}
	if !b.ready() {
		t.Error("not ready on a full disk: reads would stop")
	}
	if all := dense(t, dsn); int64(len(all)) != revision+1 || b.feed.head() != revision+1 {
		t.Errorf("%d events of %d are readable, head %d", len(all), revision+1, b.feed.head())
	}
	out, err := exec.CommandContext(t.Context(), "mount", "-o", "remount,size=96m", disk).CombinedOutput()
	if err != nil {
		t.Fatalf("give it space: %v: %s", err, out)
	}
	res := b.do(kindAppend, "full", revision, fat())
	b.expect(res, result{verdict: verdictAccepted, revision: revision + 1, position: revision + 2})
	dense(t, dsn)
}

// eventsOn moves the table of events to a directory.
func eventsOn(t *testing.T, dsn, dir string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	var data string
	if err := conn.QueryRow(t.Context(), "SHOW data_directory").Scan(&data); err != nil {
		t.Fatal(err)
	}
	var st syscall.Stat_t
	if err := syscall.Stat(data, &st); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, int(st.Uid), int(st.Gid)); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"CREATE TABLESPACE small LOCATION '" + dir + "'",
		"ALTER TABLE events SET TABLESPACE small",
	} {
		if _, err := conn.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { // the database goes first, then the tablespace is empty
		ctx := context.WithoutCancel(t.Context())
		conn, err := pgx.Connect(ctx, dsn)
		if err != nil {
			t.Error(err)
			return
		}
		defer func() { _ = conn.Close(ctx) }()
		for _, sql := range []string{"DROP TABLE events", "DROP TABLESPACE small"} {
			if _, err := conn.Exec(ctx, sql); err != nil {
				t.Error(err)
			}
		}
	})
}

// TestGateClosesBeforeTheDiskIsFull leaves PostgreSQL the room it needs.
func TestGateClosesBeforeTheDiskIsFull(t *testing.T) {
	t.Parallel()
	disk := smallDisk(t, "256")
	cluster, err := pglocal.Start(t.Context(), pglocal.Config{Dir: filepath.Join(disk, "pg"), SharedBuffers: "16MB"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(cluster.Kill)
	dsn := cluster.DSN("postgres")
	if err := Migrate(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	b := sequence(t, dsn)
	if b.gate.directories.Load() == nil {
		t.Fatal("the data directory was not found")
	}
	b.do(kindAppend, "gate", expectNoStream, some(1))
	drop := ballast(t, disk, freeAtLeast-(1<<20))
	await(t, "the gate closes", b.gate.closed)
	if _, err := b.try(kindAppend, "gate", 0, some(1)); status.Code(err) != codes.ResourceExhausted {
		t.Fatalf("got %v", err)
	}
	if !b.ready() {
		t.Error("not ready: reads would stop")
	}
	drop()
	await(t, "the gate opens", func() bool { return !b.gate.closed() })
	b.expect(b.do(kindAppend, "gate", 0, some(1)), result{verdict: verdictAccepted, revision: 1, position: 2})
}

func TestGateIgnoresForeignDirectories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if isDataDirectory(dir, 100) {
		t.Error("an empty directory passes")
	}
	if err := os.WriteFile(filepath.Join(dir, "postmaster.pid"), []byte(strings.Join([]string{"1", dir, "100", "5432"}, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	if !isDataDirectory(dir, 101) {
		t.Error("the server's own directory does not pass")
	}
	if isDataDirectory(dir, 9000) {
		t.Error("the directory of a server that started at another time passes")
	}
}
