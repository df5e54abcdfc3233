package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// running is what `anjie all` tells the other sub-commands through the file run.json in its data folder, while it runs.
type running struct {
	PID        int    `json:"pid"`
	EventStore string `json:"eventStore"` // connection string
	NATS       string `json:"nats"`
	NATSUsers  string `json:"natsUsers"` // the file with its users
	Intake     string `json:"intake"`
	Mediation  string `json:"mediation"`
	Statistics string `json:"statistics"`
	Metrics    string `json:"metrics,omitempty"`
	// Databases by service; they are reached through a socket that only this user may use.
	Databases map[string]string `json:"databases"`

	folder string // the data folder that it was read from
}

func runFile(dir string) string { return filepath.Join(dir, "run.json") }

// write puts the file in place in one step, readable by its owner only.
func (r running) write(dir string) error {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return fmt.Errorf("encode the run file: %w", err)
	}
	tmp := runFile(dir) + ".new"
	if err := os.WriteFile(tmp, append(b, '\n'), 0o600); err != nil {
		return fmt.Errorf("write the run file: %w", err)
	}
	if err := os.Rename(tmp, runFile(dir)); err != nil {
		return fmt.Errorf("write the run file: %w", err)
	}
	return nil
}

// readRunning returns what runs from the folder. A file that a killed process left behind does not count.
func readRunning(dir string) (running, bool, error) {
	b, err := os.ReadFile(runFile(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return running{}, false, nil
	}
	if err != nil {
		return running{}, false, fmt.Errorf("read the run file: %w", err)
	}
	var r running
	if err := json.Unmarshal(b, &r); err != nil {
		return running{}, false, say.Fault(fault.Internal, "run-file-broken", errBrokenRunfile, runFile(dir)).Because(err)
	}
	r.folder = dir
	return r, alive(r.PID), nil
}

// alive reports whether a process exists and is this program: after a crash its number may belong to something else.
func alive(pid int) bool {
	if pid <= 0 {
		return false
	}
	if err := syscall.Kill(pid, 0); err != nil && !errors.Is(err, syscall.EPERM) {
		return false
	}
	its, err := os.Readlink(filepath.Join("/proc", strconv.Itoa(pid), "exe"))
	if err != nil {
		return true // somebody else's, or a system without /proc
	}
	ours, err := os.Executable()
	return err != nil || filepath.Base(strings.TrimSuffix(its, " (deleted)")) == filepath.Base(ours)
}
