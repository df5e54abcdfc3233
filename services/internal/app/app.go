// Package app starts the parts of a process in order and stops them in reverse.
//
// A part is anything that runs: a database, a listener, a follower. Parts start one after the other, each when the one before is
// ready; they stop in reverse, so that nothing loses what it stands on. A part that fails in the background stops all, and its
// error is the error of the whole. A part that hangs while stopping is named and left behind when its time is up.
//
// The package catches no signals and exits no process: cmd/anjie does.
package app

import (
	"context"
	"errors"
	"time"
)

// ErrEnded is the failure of a part whose Run returned without an error before it was told to stop.
var ErrEnded = errors.New("ended by itself")

// Part is one thing that runs. Name and at least one of Start and Run must be set.
type Part struct {
	// Name is for people: "event store".
	Name string
	// Start returns when the part is ready, with what stops it (nil if nothing has to). Its context ends after stop has
	// returned, or when starting was given up; it is not the context of Group.Start, so that an interrupt does not pull the rug
	// from under parts that are still to be stopped in order. Goroutines of the part report their death with Fail.
	Start func(ctx context.Context) (stop func(context.Context) error, err error)
	// Run, if set, is called on its own after Start and blocks until its context ends. It is told to end after stop has returned.
	// Whatever it returns before that is a failure of the part; what it returns after that is ignored if it is the context's error.
	Run func(ctx context.Context) error
	// StopWithin is the time that stopping may take; the group's if zero.
	StopWithin time.Duration
}

// Event tells of one part that started or stopped.
type Event struct {
	Part    string
	Stopped bool          // else it started
	Took    time.Duration // since the part was told to
	Err     error
}

// Config of a Group.
type Config struct {
	Parts []Part
	// StopWithin is the time that each part gets to stop; 10 s if zero.
	StopWithin time.Duration
	// Progress, if set, hears of each part. It is never called from two goroutines at once and must not block.
	Progress func(Event)
	// Now is the clock that Took is measured with; without one Took is zero.
	Now func() time.Time
}

// Run starts the parts, waits until ctx ends or a part fails, and stops them. It returns nil when ctx ended and everything
// stopped well, else the failure that ended it and whatever went wrong while stopping.
func Run(ctx context.Context, parts ...Part) error { return New(Config{Parts: parts}).Run(ctx) }

type failKey struct{}

// Fail reports from a goroutine of a part that the part is dead. ctx is the context that the part was started with, or one
// derived from it. The first failure wins and stops the group; nil and failures while stopping are ignored.
func Fail(ctx context.Context, err error) {
	if f, ok := ctx.Value(failKey{}).(func(error)); ok && err != nil {
		f(err)
	}
}
