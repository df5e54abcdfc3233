package eventstore

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"google.golang.org/grpc/status"
)

// Bounds of what may wait for the sequencer, and of what it remembers.
const (
	queueLength  = 4096
	queueBytes   = 64 << 20
	headsKept    = 1 << 16
	ticksPerNano = 100 // nanoseconds in one tick of created
)

// Waits of the ownership.
const (
	// resolveWithin is how long requests are held while the outcome of a commit is open or the database is away. After that
	// everybody is told that the server is not ready.
	resolveWithin = 5 * time.Second
	// checkEvery is how often an idle owner asks whether it still is one.
	checkEvery = 2 * time.Second
	// takeEvery is the pause between attempts to take the log.
	takeEvery = 250 * time.Millisecond
)

// sequencerConfig says what a sequencer works with. All but the fields marked so are mandatory.
type sequencerConfig struct {
	DSN    string           // of the database with the log; it must be migrated
	feed   *feed            // gets every batch after its commit
	now    func() time.Time // stamps events
	logger *slog.Logger
	space  func() bool // optional: reports whether the disk is too full for appends

	dial pgconn.DialFunc // optional: how the database is reached
}

// sequencer owns writing. All writes go through it, one batch at a time: it takes what waits, decides each request in
// order, commits the rows in one transaction, shows them to readers, and only then answers. While one batch is being
// committed the next one is decided on top of it, so that it can leave the moment the commit returns; should the commit
// fail, the next one is decided again.
type sequencer struct {
	sequencerConfig
	owner   *owner
	gate    *spaceGate
	queue   chan *request
	bytes   atomic.Int64 // of the requests that are not answered
	isReady atomic.Bool
	stopped chan struct{} // closed when run has ended

	mu       sync.Mutex
	watchers []func(bool)
}

// newSequencer returns a sequencer that does nothing until run.
func newSequencer(config sequencerConfig) (*sequencer, error) {
	o, err := newOwner(config.DSN, config.dial)
	if err != nil {
		return nil, err
	}
	if config.space == nil {
		config.space = func() bool { return false }
	}
	return &sequencer{
		sequencerConfig: config,
		owner:           o,
		gate:            newSpaceGate(),
		queue:           make(chan *request, queueLength),
		stopped:         make(chan struct{}),
	}, nil
}

// ready reports whether this server owns the log.
func (s *sequencer) ready() bool { return s.isReady.Load() }

// onReady calls f with every change of ready, and at once with what it is now. f must return quickly.
func (s *sequencer) onReady(f func(bool)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers = append(s.watchers, f)
	f(s.isReady.Load())
}

func (s *sequencer) setReady(ready bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.isReady.Swap(ready) == ready {
		return
	}
	for _, f := range s.watchers {
		f(ready)
	}
}

// submit carries out one request and returns when its outcome is durable. The error is a status for the client: not ready,
// too busy, no space, or that of ctx. After errNotReady or the end of ctx the request may have been carried out or still
// be; repeating it with the same event ids settles that.
func (s *sequencer) submit(ctx context.Context, r *request) (result, error) {
	if err := s.enqueue(r); err != nil {
		return result{}, err
	}
	return s.wait(ctx, r)
}

// enqueue puts the request in line. Requests of one goroutine are decided in the order of their enqueue.
func (s *sequencer) enqueue(r *request) error {
	if !s.isReady.Load() {
		return errNotReady()
	}
	if s.gate.closed() || s.space() {
		return errNoSpace()
	}
	if s.bytes.Add(int64(r.bytes)) > queueBytes {
		s.bytes.Add(-int64(r.bytes))
		return errTooBusy()
	}
	r.settled = &s.bytes
	select {
	case s.queue <- r:
		return nil
	default:
		s.bytes.Add(-int64(r.bytes))
		return errTooBusy()
	}
}

// wait waits for the answer to an enqueued request.
func (s *sequencer) wait(ctx context.Context, r *request) (result, error) {
	select {
	case <-r.done:
		return r.answer, r.err
	case <-ctx.Done():
		return result{}, status.FromContextError(ctx.Err()).Err()
	case <-s.stopped:
	}
	select {
	case <-r.done: // answered before the end
		return r.answer, r.err
	default:
		return result{}, errNotReady()
	}
}

// run takes the log and writes it until ctx ends; when the log is lost it takes it again. It must be called once.
func (s *sequencer) run(ctx context.Context) error {
	defer close(s.stopped)
	defer s.giveUp(nil)
	watch, end := context.WithCancel(ctx)
	var watching sync.WaitGroup
	defer watching.Wait()
	defer end()
	watching.Go(func() { s.gate.run(watch, s.logger) })
	var open *leftover
	for {
		own, err := s.takeOver(ctx, open)
		if err != nil {
			return err
		}
		if own == nil {
			return nil
		}
		open = newTerm(s, own).lead(ctx, open)
		own.release(ctx)
		if ctx.Err() != nil && open == nil {
			return nil
		}
	}
}

// leftover is what a lost ownership leaves undone.
type leftover struct {
	epoch    int64      // of the lost ownership
	plan     *plan      // its commit has an open outcome; may be nil
	requests []*request // not carried out
}

func (l *leftover) refuse(err error) {
	if l.plan != nil {
		l.plan.refuse(err)
	}
	for _, r := range l.requests {
		r.finish(err)
	}
}

// forget lets go of everything; it has been answered.
// part tells, under a new epoch, what became of the batch whose outcome was open. It returns the batch if it was committed and
// puts its requests among those not carried out if it was not. When another server has owned the log in between, its batches
// cover the trace of ours: nobody can tell then, and the callers are told so. They repeat, and the ids decide.
func (l *leftover) part(epoch int64, lastBatch uuid.UUID) (committed *plan) {
	if l == nil || l.plan == nil {
		return nil
	}
	open := l.plan
	l.plan = nil
	switch {
	case open.id == lastBatch:
		return open
	case epoch == l.epoch+1:
		l.requests = append(open.takeRequests(), l.requests...)
	default:
		open.refuse(errNotReady())
	}
	return nil
}

func (l *leftover) forget() {
	if l != nil {
		l.plan, l.requests = nil, nil
	}
}

// takeOver waits until this server owns the log. What the former ownership left open is settled then: a batch whose commit
// got no answer is in the log if and only if it is the last one there, for the new epoch shuts out whatever may still be
// on its way. Until resolveWithin has passed everybody just waits; then all are told that the server is not ready.
// takeOver returns nil when ctx ends.
func (s *sequencer) takeOver(ctx context.Context, open *leftover) (*ownership, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	taken := make(chan *ownership, 1)
	go func() { taken <- s.keepTaking(ctx) }()
	hold := time.NewTimer(resolveWithin)
	defer hold.Stop()
	if open == nil {
		s.giveUp(nil)
	}
	for {
		refusing := s.queue
		if s.isReady.Load() {
			refusing = nil
		}
		select {
		case own := <-taken:
			if own == nil {
				s.giveUp(open)
				return nil, nil
			}
			s.settle(ctx, own, open)
			return own, nil
		case <-hold.C:
			s.giveUp(open)
			open.forget()
		case r := <-refusing:
			r.finish(errNotReady())
		}
	}
}

// settle shows readers where the log stands, and answers the batch that was open if it is in the log.
func (s *sequencer) settle(ctx context.Context, own *ownership, open *leftover) {
	unbroken := open != nil && s.isReady.Load() && own.epoch == open.epoch+1
	committed := open.part(own.epoch, own.lastBatch)
	if unbroken && committed != nil {
		s.feed.publish(committed.records)
	}
	if !unbroken || s.feed.head() != own.next-1 {
		s.feed.suspend(errNotReady())
		s.feed.reset(own.next - 1)
	}
	if committed != nil {
		committed.answer()
	}
	s.gate.find(ctx, own.session)
	s.logger.InfoContext(ctx, "the event log is ours", slog.Int64("epoch", own.epoch), slog.Int64("head", own.next-1))
	s.setReady(true)
}

// giveUp stops serving: readers end, whoever waits is told that the server is not ready.
func (s *sequencer) giveUp(open *leftover) {
	s.setReady(false)
	s.feed.suspend(errNotReady())
	if open != nil {
		open.refuse(errNotReady())
	}
	for {
		select {
		case r := <-s.queue:
			r.finish(errNotReady())
		default:
			return
		}
	}
}

// keepTaking tries to take the log until it succeeds, or returns nil when ctx ends.
func (s *sequencer) keepTaking(ctx context.Context) *ownership {
	pause := time.NewTicker(takeEvery)
	defer pause.Stop()
	said := ""
	for {
		own, err := s.owner.take(ctx)
		if err == nil {
			return own
		}
		if ctx.Err() != nil {
			return nil
		}
		if text := err.Error(); text != said { // once, not four times a second
			said = text
			level := slog.LevelWarn
			if errors.Is(err, errOwned) {
				level = slog.LevelInfo
			}
			s.logger.Log(ctx, level, "the event log cannot be taken yet", slog.Any("error", err))
		}
		select {
		case <-pause.C:
		case <-ctx.Done():
			return nil
		}
	}
}

// ticks is now in the unit of created.
func (s *sequencer) ticks() int64 { return s.now().UnixNano() / ticksPerNano }
