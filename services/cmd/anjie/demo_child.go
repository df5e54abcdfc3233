package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// child is an `anjie all` in a process of its own, so that it can be killed.
type child struct {
	cmd  *exec.Cmd
	log  string // the file that it writes to
	from int64  // where this one's lines begin
	done chan struct{}
	err  error // valid after done
}

// childLog is where the process of a demonstration writes what it tells, down to the least of it: it is looked through in the end.
const childLog = "anjie-all.log"

// spansTraced is the part of the traces that a demonstration exports. All of them would be millions of spans, and slow it down.
const spansTraced = "0.02"

// startChild starts the program itself on a folder and free ports, and returns when its run file says that it is ready. It exports traces
// to the endpoint.
func (p *program) startChild(ctx context.Context, dir, endpoint string) (*child, running, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, running{}, fmt.Errorf("find this program: %w", err)
	}
	args := []string{"all", "--data", dir, "--lang", string(p.lang), "--log-level", "debug", "--otlp", endpoint, "--otlp-sample", spansTraced}
	for _, port := range []string{"eventstore", "nats", "intake", "mediation", "statistics", "metrics"} {
		args = append(args, "--"+port+"-listen", "127.0.0.1:0")
	}
	c := &child{cmd: exec.Command(self, args...), log: filepath.Join(dir, childLog), done: make(chan struct{})} //nolint:gosec,noctx // G204: ourselves; it outlives the start
	log, err := os.OpenFile(c.log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, running{}, fmt.Errorf("open the log: %w", err)
	}
	defer log.Close() //nolint:errcheck // the process has its own copy
	if c.from, err = log.Seek(0, io.SeekEnd); err != nil {
		return nil, running{}, fmt.Errorf("open the log: %w", err)
	}
	c.cmd.Stdout, c.cmd.Stderr = log, log
	// Ctrl-C reaches the whole group of a terminal; the demonstration stops its child itself, in order.
	c.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := c.cmd.Start(); err != nil {
		return nil, running{}, fmt.Errorf("start %s: %w", self, err)
	}
	go func() {
		c.err = c.cmd.Wait()
		close(c.done)
	}()
	r, err := c.ready(ctx, dir)
	if err != nil {
		return nil, running{}, errors.Join(err, c.stop())
	}
	return c, r, nil
}

// ready waits for the run file of this very process.
func (c *child) ready(ctx context.Context, dir string) (running, error) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		r, ok, err := readRunning(dir)
		if err != nil {
			return running{}, err
		}
		if ok && r.PID == c.cmd.Process.Pid {
			return r, nil
		}
		select {
		case <-c.done:
			return running{}, told(c.last())
		case <-ctx.Done():
			return running{}, ctx.Err()
		case <-tick.C:
		}
	}
}

// last is the last line that it wrote: its refusal, when it did not end well.
func (c *child) last() string {
	log, err := os.Open(c.log)
	if err != nil {
		return err.Error()
	}
	defer log.Close() //nolint:errcheck // only read
	size, err := log.Seek(0, io.SeekEnd)
	if err != nil {
		return err.Error()
	}
	const enough = 64 << 10
	from := max(c.from, size-enough)
	b := make([]byte, size-from)
	if _, err := log.ReadAt(b, from); err != nil {
		return err.Error()
	}
	said := strings.TrimSpace(string(b))
	return said[strings.LastIndexByte(said, '\n')+1:]
}

// kill is as hard as it gets: nothing is flushed, nothing is told.
func (c *child) kill() {
	_ = c.cmd.Process.Kill() // one that has ended already is what we want
	<-c.done
}

// stopWithin bounds how long the process of a demonstration may take to stop.
const stopWithin = 30 * time.Second

// stop interrupts the process like a person does and waits. It may be called twice.
func (c *child) stop() error {
	select {
	case <-c.done:
		return nil
	default:
	}
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		return fmt.Errorf("interrupt process %d: %w", c.cmd.Process.Pid, err)
	}
	late := time.NewTimer(stopWithin)
	defer late.Stop()
	select {
	case <-c.done:
	case <-late.C:
		c.kill()
		return fmt.Errorf("process %d did not stop within %v and was killed", c.cmd.Process.Pid, stopWithin)
	}
	if c.err != nil {
		return fmt.Errorf("process %d: %w: %s", c.cmd.Process.Pid, c.err, c.last())
	}
	return nil
}
