package eventstore

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// The free space below which appends are refused: a share of the file system, but at least room for two WAL segments, for
// PostgreSQL stops altogether when it cannot make the next one, and at most so much.
const (
	freeShare   = 20       // one part in …
	freeAtLeast = 32 << 20 // bytes
	freeAtMost  = 1 << 30  // bytes
	spaceEvery  = time.Second
)

// startTolerance is how far PostgreSQL's two notes of its start may be apart, in seconds.
const startTolerance = 10

// spaceGate closes while the disk of the database is nearly full. It can only look where the data directory is on this
// machine and may be entered; elsewhere it stays open, and PostgreSQL's own refusal has to do.
type spaceGate struct {
	shut        atomic.Bool
	directories atomic.Pointer[[]string]
	need        func(total uint64) uint64 // bytes that must be free
}

func newSpaceGate() *spaceGate {
	return &spaceGate{need: func(total uint64) uint64 {
		return min(max(total/freeShare, freeAtLeast), freeAtMost)
	}}
}

// closed reports whether appends have to be refused now.
func (g *spaceGate) closed() bool { return g.shut.Load() }

// find looks for the directories of the database that session is connected to.
func (g *spaceGate) find(ctx context.Context, session *pgx.Conn) {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	var dir string
	var started int64
	err := session.QueryRow(ctx, `SELECT current_setting('data_directory'), extract(epoch FROM pg_postmaster_start_time())::bigint`).Scan(&dir, &started)
	if err != nil || !isDataDirectory(dir, started) { // not allowed to know, or another machine's path
		g.directories.Store(nil)
		g.shut.Store(false)
		return
	}
	g.directories.Store(&[]string{dir, filepath.Join(dir, "pg_wal")})
}

// isDataDirectory reports whether dir on this machine is the data directory of a server that started then: the server notes
// its start in it.
func isDataDirectory(dir string, started int64) bool {
	text, err := os.ReadFile(filepath.Join(dir, "postmaster.pid")) //nolint:gosec // the database says where it is
	if err != nil {
		return false
	}
	lines := strings.Split(string(text), "\n")
	if len(lines) < 3 {
		return false
	}
	noted, err := strconv.ParseInt(strings.TrimSpace(lines[2]), 10, 64)
	return err == nil && max(noted-started, started-noted) <= startTolerance
}

// run looks at the disk until ctx ends.
func (g *spaceGate) run(ctx context.Context, logger *slog.Logger) {
	tick := time.NewTicker(spaceEvery)
	defer tick.Stop()
	for {
		g.look(ctx, logger)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

func (g *spaceGate) look(ctx context.Context, logger *slog.Logger) {
	directories := g.directories.Load()
	if directories == nil {
		return
	}
	shut := false
	for _, dir := range *directories {
		free, total, err := diskSpace(dir)
		if err != nil {
			continue
		}
		shut = shut || free < g.need(total)
	}
	if g.shut.Swap(shut) == shut {
		return
	}
	if shut {
		logger.WarnContext(ctx, "the disk is nearly full: appends are refused, reads go on", slog.String("directory", (*directories)[0]))
		return
	}
	logger.InfoContext(ctx, "there is space on the disk again: appends are accepted")
}

// diskSpace returns what is free for ordinary users and the size of the file system of a path, in bytes.
func diskSpace(path string) (free, total uint64, err error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(path, &st); err != nil {
		return 0, 0, fmt.Errorf("look at the disk: %w", err)
	}
	block := uint64(st.Bsize) //nolint:gosec // a block size is positive
	return st.Bavail * block, st.Blocks * block, nil
}
