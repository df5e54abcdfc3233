package ledger

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/rpc"
)

// Runner sends the commands of a ledger. Several rows are under way at a time, the steps of a row go out one after the other.
type Runner struct {
	Services Services
	IDs      IDs
	Import   uuid.UUID
	// Unit is that of the desk that imports: all of the ledger's units lie within it.
	Unit string
	// Workers is how many rows are under way at a time.
	Workers int
	// From is the first entry that is not known to be done; those before it are not sent.
	From int
	// Done is told after each row how many rows are done, and before which entry all are.
	Done func(rows, before int)
	// Patience is how long a step is sent again before the import stops; two minutes when it is not set.
	Patience time.Duration
}

// Workers is as many rows as keep two cores busy: each waits for the disk at every step.
const Workers = 128

// Stop is a row that ended at a step that a service refused: the ledger says something that the rules do not let happen.
type Stop struct {
	Entry *Entry
	Step  string
	Fault *fault.Error
}

// Result is what a run did.
type Result struct {
	// Rows that are done, Steps that were sent in this run, Repeated how many of those had been sent before.
	Rows, Steps, Repeated int
	// Before is the entry before which all are done.
	Before int
	// Last is the position of the last event of all steps, Registered that of the last registration, Intake that of the last step of intake.
	Last, Registered, Intake es.Position
	// Refused are rows that stopped at a refusal.
	Refused []Stop
}

// maxRefusals ends a run: what is refused so often is not a slip in single rows.
const maxRefusals = 100

// ErrManyRefusals ends a run in which too many rows were refused.
var ErrManyRefusals = fault.New(fault.Refused, "import-many-refusals",
	"被拒绝的行过多，导入已停止；请先查明原因。", "Too many rows were refused; the import has stopped. Find out why first.")

// Run sends everything, until ctx ends: then the steps under way are finished, and what is done is done. Whatever the error, running again goes
// on where this run stopped.
func (r Runner) Run(ctx context.Context, entries []*Entry) (Result, error) {
	s := &sending{Runner: r, entries: entries, finished: make([]bool, len(entries))}
	if s.Patience == 0 {
		s.Patience = 2 * time.Minute
	}
	s.result.Before, s.result.Rows = r.From, r.From
	s.next.Store(int64(r.From))
	g, each := errgroup.WithContext(ctx)
	for range max(1, min(r.Workers, len(entries)-r.From)) {
		g.Go(func() error { return s.work(each) })
	}
	err := g.Wait()
	if errors.Is(err, context.Canceled) && ctx.Err() != nil {
		err = ctx.Err()
	}
	return s.result, err
}

// sending is a run.
type sending struct {
	Runner

	entries []*Entry
	next    atomic.Int64

	mu       sync.Mutex
	finished []bool
	result   Result
}

func (s *sending) work(ctx context.Context) error {
	for {
		i := int(s.next.Add(1)) - 1
		if i >= len(s.entries) {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		refused, err := s.row(ctx, s.entries[i])
		if err != nil {
			return err
		}
		if err := s.done(i, refused); err != nil {
			return err
		}
	}
}

func (s *sending) done(i int, refused *Stop) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if refused != nil {
		s.result.Refused = append(s.result.Refused, *refused)
		if len(s.result.Refused) >= maxRefusals {
			return ErrManyRefusals
		}
		return nil // it is not done: the next run tries it again
	}
	s.finished[i] = true
	s.result.Rows++
	for s.result.Before < len(s.entries) && s.finished[s.result.Before] {
		s.result.Before++
	}
	if s.Done != nil {
		s.Done(s.result.Rows, s.result.Before)
	}
	return nil
}

// row sends the steps of a row in order.
func (s *sending) row(ctx context.Context, e *Entry) (*Stop, error) {
	for _, step := range Steps(e, s.IDs, s.Import) {
		if err := ctx.Err(); err != nil {
			return nil, err // between steps: nothing is left in doubt
		}
		err := s.step(ctx, e, step)
		f := rpc.Fault(err)
		switch {
		case err == nil:
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case f != nil && refuses(f):
			return &Stop{e, step.Name, f}, nil
		default:
			return nil, fmt.Errorf("row %d, %s: %w", e.Row, step.Name, err)
		}
	}
	return nil, nil //nolint:nilnil // no refusal
}

// step sends one step until it is answered. The call outlives an interruption: what was sent is waited for.
func (s *sending) step(ctx context.Context, e *Entry, step Step) error {
	actor := Actor{Unit: s.Unit, OnBehalfOf: step.OnBehalfOf}
	if ack, ok := step.Request.(*intakev1.AcknowledgeDispatchRequest); ok {
		actor.Unit = ack.GetHandler().GetUnit() // nobody confirms for another unit what it received
	}
	call := As(context.WithoutCancel(ctx), actor)
	if step.After != uuid.Nil {
		if err := s.await(ctx, call, s.IDs.Of(e, "dispute").String(), step.After.String()); err != nil {
			return err
		}
	}
	var got answer
	err := s.patiently(ctx, func() (err error) {
		got, err = s.Services.send(call, step)
		return err
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.result.Steps++
	if got.GetRepeated() {
		s.result.Repeated++
	}
	s.result.reached(step, positionOf(got))
	return nil
}

func (r *Result) reached(step Step, p es.Position) {
	later := func(at *es.Position) {
		if at.Before(p) {
			*at = p
		}
	}
	later(&r.Last)
	switch step.Request.(type) {
	case *mediationv1.OpenProceedingRequest, *mediationv1.HoldSessionRequest, *mediationv1.RecordAgreementRequest, *mediationv1.RecordOutcomeRequest:
		return
	case *intakev1.RegisterDisputeRequest:
		later(&r.Registered)
	}
	later(&r.Intake)
}

// Waits between two tries grow from the first to the second.
const (
	firstWait = 50 * time.Millisecond
	lastWait  = 5 * time.Second
)

// patiently repeats what may pass.
func (s *sending) patiently(ctx context.Context, try func() error) error {
	var waited time.Duration
	for wait := firstWait; ; wait = min(2*wait, lastWait) {
		err := try()
		if f := rpc.Fault(err); err == nil || f == nil || !passes(f) || waited > s.Patience {
			return err
		}
		pause := wait/2 + rand.N(wait) //nolint:gosec // G404: so that not all try again at once
		waited += pause
		if !sleep(ctx, pause) {
			return err
		}
	}
}

// passes reports whether the same command may be taken later.
func passes(f *fault.Error) bool {
	switch f.Kind {
	case fault.Unavailable, fault.Conflict, fault.Timeout:
		return true
	case fault.Internal, fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Exists, fault.Refused, fault.Exhausted,
		fault.Canceled, fault.Unsupported:
	}
	return false
}

// refuses reports whether the fault is about this command, and not about the service or the call.
func refuses(f *fault.Error) bool {
	switch f.Kind {
	case fault.Invalid, fault.Forbidden, fault.NotFound, fault.Exists, fault.Refused:
		return true
	case fault.Internal, fault.Unauthenticated, fault.Conflict, fault.Exhausted, fault.Unavailable, fault.Timeout, fault.Canceled, fault.Unsupported:
	}
	return false
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// learning is how long a conclusion waits until intake has learned that the proceeding ended. After that it is sent all the same, and the
// rules judge.
const learning = time.Minute

func (s *sending) await(ctx, call context.Context, dispute, proceeding string) error {
	var waited time.Duration
	for wait := 10 * time.Millisecond; waited < learning; wait = min(2*wait, time.Second) {
		var known bool
		if err := s.patiently(ctx, func() (err error) {
			known, err = s.Services.learned(call, dispute, proceeding)
			return err
		}); err != nil || known {
			return err
		}
		if !sleep(ctx, wait) {
			return ctx.Err()
		}
		waited += wait
	}
	return nil
}
