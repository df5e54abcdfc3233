package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// Limits of `anjie all` on two cores; they stand in for a baseline.
const (
	coldLimit   = 5 * time.Second
	warmLimit   = 2 * time.Second
	memoryLimit = 120 // MB, without PostgreSQL's processes
)

// starts measures how long `anjie all` takes from exec to ready, on an empty folder and on one that has been used, and how much
// memory it holds when it idles.
//
// What bounds it: cold, initdb and its fsyncs; warm, the start of PostgreSQL and the connections of every role.
func (b *bench) starts(ctx context.Context, binary, dir string) error {
	var cold, warm []time.Duration
	var memory []float64
	for i := range b.rounds {
		data := filepath.Join(dir, fmt.Sprintf("all-%d", i))
		first, _, err := oneStart(ctx, binary, data, 0)
		if err != nil {
			return err
		}
		second, resident, err := oneStart(ctx, binary, data, 5*time.Second)
		if err != nil {
			return err
		}
		cold, warm, memory = append(cold, first), append(warm, second), append(memory, resident)
	}
	slices.Sort(cold)
	slices.Sort(warm)
	slices.Sort(memory)
	mid := b.rounds / 2
	b.latency("start-cold", cold[mid], coldLimit, "the limit", 1)
	b.latency("start-warm", warm[mid], warmLimit, "the limit", 1)
	b.line("idle-memory", fmt.Sprintf("%.0fMB", memory[mid]), fmt.Sprintf("%dMB", memoryLimit), "the limit, without PostgreSQL", memoryLimit/memory[mid], 1)
	return nil
}

// oneStart starts `anjie all`, lets it idle, reads its resident memory in MB and stops it.
func oneStart(ctx context.Context, binary, data string, idle time.Duration) (ready time.Duration, resident float64, err error) {
	start := time.Now()
	p, err := startAll(ctx, binary, data)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	ready = time.Since(start)
	select {
	case <-time.After(idle):
	case <-ctx.Done():
		return 0, 0, ctx.Err()
	}
	resident, err = residentMemory(p.cmd.Process.Pid)
	return ready, resident, err
}

// process is a running `anjie all`, and what its run file says.
type process struct {
	cmd *exec.Cmd
	run struct {
		PID       int    `json:"pid"`
		Intake    string `json:"intake"`
		Mediation string `json:"mediation"`
	}
}

// startAll starts `anjie all` on free ports and waits until it says that it is ready.
func startAll(ctx context.Context, binary, data string) (*process, error) {
	args := []string{"all", "--data", data, "--log-level", "error"}
	for _, port := range []string{"eventstore", "nats", "intake", "mediation", "statistics", "metrics"} {
		args = append(args, "--"+port+"-listen", "127.0.0.1:0")
	}
	cmd := exec.CommandContext(ctx, binary, args...) //nolint:gosec // G204: the binary under measurement
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGINT) }
	p := &process{cmd: cmd}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		raw, err := os.ReadFile(filepath.Join(data, "run.json")) //nolint:gosec // G304: in the scratch folder
		if err == nil && json.Unmarshal(raw, &p.run) == nil && p.run.PID == cmd.Process.Pid {
			return p, nil
		}
		if time.Since(start) > time.Minute {
			return nil, errors.Join(errors.New("anjie all is not ready after a minute"), p.stop())
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), p.stop())
		}
	}
}

func (p *process) stop() error {
	_ = p.cmd.Process.Signal(syscall.SIGINT) // one that has ended says so below
	return p.cmd.Wait()
}

// residentMemory reads VmRSS of a process, in MB.
func residentMemory(pid int) (float64, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kb / 1000, err
		}
	}
	return 0, errors.New("the process tells no resident memory")
}
