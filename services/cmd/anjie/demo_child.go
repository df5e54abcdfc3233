package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// child is an `anjie all` in a process of its own, so that it can be killed.
type child struct {
	cmd  *exec.Cmd
	said bytes.Buffer // standard error, for when it does not start
	done chan struct{}
	err  error // valid after done
}

// startChild starts the program itself on a folder and free ports, and returns when its run file says that it is ready.
func (p *program) startChild(ctx context.Context, dir string) (*child, running, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, running{}, fmt.Errorf("find this program: %w", err)
	}
	args := []string{"all", "--data", dir, "--lang", string(p.lang), "--log-level", "error"}
	for _, port := range []string{"eventstore", "nats", "intake", "mediation", "statistics", "metrics"} {
		args = append(args, "--"+port+"-listen", "127.0.0.1:0")
	}
	c := &child{cmd: exec.Command(self, args...), done: make(chan struct{})} //nolint:gosec,noctx // G204: ourselves; it outlives the start
	c.cmd.Stderr = &c.said
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
			return running{}, told(c.said.String())
		case <-ctx.Done():
			return running{}, ctx.Err()
		case <-tick.C:
		}
	}
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
		return fmt.Errorf("process %d: %w: %s", c.cmd.Process.Pid, c.err, strings.TrimSpace(c.said.String()))
	}
	return nil
}
