package pglocal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// poll is how often the launcher looks again while it waits for processes or for the first connection.
const poll = 5 * time.Millisecond

// clusterName is unique to a data folder. PostgreSQL shows it in the title of all its processes.
func clusterName(data string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(data)) // never fails
	return fmt.Sprintf("anjie-%016x", h.Sum64())
}

// inhabitants returns the PostgreSQL processes of a data folder. This finds backends whose postmaster was killed, too; they
// keep the shared memory alive and would make a new start fail. A process is known by its title, and by its working folder
// (which is the data folder) when another launcher started it; a container may forbid even root to look at the latter.
func inhabitants(data string) []int {
	real, err := filepath.EvalSymlinks(data)
	if err != nil {
		return nil
	}
	title := []byte(clusterName(data))
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		comm, err := os.ReadFile(filepath.Join("/proc", e.Name(), "comm"))
		if err != nil || !bytes.HasPrefix(comm, []byte("postgres")) { // not the operator's shell that stands there
			continue
		}
		cmdline, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		if bytes.Contains(cmdline, title) {
			pids = append(pids, pid)
			continue
		}
		if cwd, err := os.Readlink(filepath.Join("/proc", e.Name(), "cwd")); err == nil && cwd == real {
			pids = append(pids, pid)
		}
	}
	return pids
}

// vacated waits until no PostgreSQL process works in the data folder, or ctx ends.
func vacated(ctx context.Context, data string) error {
	if len(inhabitants(data)) == 0 {
		return nil
	}
	tick := time.NewTicker(poll)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
			if len(inhabitants(data)) == 0 {
				return nil
			}
		}
	}
}

// dropStalePid removes a postmaster.pid whose process is not a PostgreSQL of this folder any more. PostgreSQL does that too,
// except when the number has been given to another process of the same user meanwhile, as after a restart of the machine.
func dropStalePid(data string) error {
	path := filepath.Join(data, "postmaster.pid")
	b, err := os.ReadFile(path) //nolint:gosec // the cluster's own folder
	if err != nil {
		return nil //nolint:nilerr // no file, nothing stale; an unreadable one is PostgreSQL's to report
	}
	first, _, _ := strings.Cut(string(b), "\n")
	pid, err := strconv.Atoi(strings.TrimSpace(first))
	if err == nil && pid > 0 {
		if err := syscall.Kill(pid, 0); errors.Is(err, syscall.ESRCH) {
			return nil // PostgreSQL sees that by itself
		}
	}
	return os.Remove(path) // the caller made sure that nobody works in the folder
}
