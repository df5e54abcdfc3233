package pg

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/metric"
)

var (
	//go:embed sql/lease_take.sql
	leaseTake string
	//go:embed sql/lease_renew.sql
	leaseRenew string
	//go:embed sql/lease_release.sql
	leaseRelease string
	//go:embed sql/lease_check.sql
	leaseCheck string
)

// ErrFenced means that another holder has taken the lease over; what this transaction did must not and cannot commit.
var ErrFenced = errors.New("the lease was taken over by another holder")

// LeaseOptions of Hold; the zero value is fine.
type LeaseOptions struct {
	// TTL is how long a holder that does not renew (paused, cut off) keeps the lease; 0 means 3 s. It is renewed after a third
	// of it. A holder whose connection has gone loses it at once.
	TTL time.Duration
	// Poll is how often others look whether they can take it; 0 means 200 ms.
	Poll time.Duration
	// Logger; nil discards.
	Logger *slog.Logger
	// Meter for the counters of takeovers and fenced writes; nil means the global one.
	Meter metric.MeterProvider
}

// Lease is held by one process at a time. Its epoch is what makes that certain: time only decides who may try.
type Lease struct {
	name   string
	epoch  int64
	ttl    time.Duration
	fenced metric.Int64Counter
}

// Epoch is the number of this holding; every takeover raises it.
func (l *Lease) Epoch() int64 { return l.epoch }

// Check fails with ErrFenced when another holder has taken over; roll back then. Call it in every transaction that writes, last,
// right before the commit: from then on a takeover waits until the transaction has ended, and the server ends it when the client
// does not go on within the TTL. So a holder that was paused at any point cannot commit after a takeover.
func (l *Lease) Check(ctx context.Context, tx pgx.Tx) error {
	sql, args := l.CheckQuery()
	tag, err := tx.Exec(ctx, sql, args...)
	if err != nil {
		return fmt.Errorf("check lease %s: %w", l.name, err)
	}
	return l.Checked(ctx, tag.RowsAffected())
}

// CheckQuery is the statement of Check, for callers that send it together with others in one batch. Give Checked the number of
// rows it answered.
func (l *Lease) CheckQuery() (sql string, args []any) {
	return leaseCheck, []any{l.name, l.epoch, strconv.FormatInt(l.ttl.Milliseconds(), 10)}
}

// Checked turns the number of rows that CheckQuery answered into Check's result.
func (l *Lease) Checked(ctx context.Context, rows int64) error {
	if rows == 1 {
		return nil
	}
	l.fenced.Add(ctx, 1, metric.WithAttributes(leaseName(l.name)))
	return fmt.Errorf("lease %s, epoch %d: %w", l.name, l.epoch, ErrFenced)
}

// Hold runs run while it holds the lease, and starts over whenever the lease was lost or run returned an error, until ctx ends or
// run returns nil. It waits as long as another holds the lease. The context of run is cancelled when the lease is lost (cause
// ErrFenced, or the error of the connection); run may be slow to notice: its writes do not commit. holder is a name for people. It
// opens one connection beside the pool, so that an exhausted pool does not cost the lease.
//
// Hold returns run's nil, or ctx's error.
func Hold(ctx context.Context, pool *pgxpool.Pool, name, holder string, o LeaseOptions, run func(ctx context.Context, l *Lease) error) error {
	h := newHolder(pool, name, holder, o)
	for failures := 0; ; {
		err := h.once(ctx, run)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("hold lease %s: %w", name, context.Cause(ctx))
		}
		if h.held {
			failures = 0
		}
		failures++
		h.log.LogAttrs(ctx, slog.LevelWarn, "lease: starting over", slog.String("lease", name), slog.Int("failures", failures), slog.Any("error", err))
		if err := pause(ctx, backoff(failures)); err != nil {
			return fmt.Errorf("hold lease %s: %w", name, err)
		}
	}
}

// backoff grows from the poll period to seconds, with jitter so that replicas do not move in step.
func backoff(failures int) time.Duration {
	d := min(50*time.Millisecond<<min(failures, 7), 2*time.Second)
	return d/2 + rand.N(d/2) //nolint:gosec // jitter
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

// holder is one call of Hold.
type holder struct {
	pool       *pgxpool.Pool
	name, who  string
	ttl, poll  time.Duration
	log        *slog.Logger
	taken, fen metric.Int64Counter
	held       bool // the last round got the lease
}

func newHolder(pool *pgxpool.Pool, name, who string, o LeaseOptions) *holder {
	h := &holder{pool: pool, name: name, who: who, ttl: o.TTL, poll: o.Poll, log: o.Logger}
	if h.ttl == 0 {
		h.ttl = 3 * time.Second
	}
	if h.poll == 0 {
		h.poll = 200 * time.Millisecond
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	h.taken, h.fen = leaseCounters(o.Meter)
	return h
}

// once takes the lease, runs, and gives it back.
func (h *holder) once(ctx context.Context, run func(ctx context.Context, l *Lease) error) error {
	h.held = false
	conn, err := Connect(ctx, h.pool)
	if err != nil {
		return err
	}
	bye := context.WithoutCancel(ctx)
	defer func() {
		closing, cancel := context.WithTimeout(bye, time.Second)
		defer cancel()
		_ = conn.Close(closing) // the server notices either way
	}()
	epoch, err := h.take(ctx, conn)
	if err != nil {
		return err
	}
	h.held = true
	h.taken.Add(ctx, 1, metric.WithAttributes(leaseName(h.name)))
	h.log.LogAttrs(ctx, slog.LevelDebug, "lease: taken", slog.String("lease", h.name), slog.Int64("epoch", epoch))
	l := &Lease{name: h.name, epoch: epoch, ttl: h.ttl, fenced: h.fen}

	work, cancel := context.WithCancelCause(ctx)
	renewed := make(chan error, 1)
	stop := make(chan struct{})
	go func() {
		err := h.renew(bye, conn, epoch, stop)
		if err != nil {
			cancel(err)
		}
		renewed <- err
	}()
	err = run(work, l)
	close(stop)
	rerr := <-renewed
	cancel(nil)
	if rerr != nil && err != nil {
		return errors.Join(err, rerr)
	}
	closing, done := context.WithTimeout(bye, time.Second)
	defer done()
	_, _ = conn.Exec(closing, leaseRelease, h.name, epoch) // closing the connection gives the lease back as well
	return err
}

// take waits until it has the lease.
func (h *holder) take(ctx context.Context, conn *pgx.Conn) (epoch int64, err error) {
	tick := time.NewTicker(h.poll)
	defer tick.Stop()
	for {
		err := conn.QueryRow(ctx, leaseTake, h.name, h.who, h.ttl.Microseconds()).Scan(&epoch)
		if err == nil {
			return epoch, nil
		}
		if !errors.Is(err, pgx.ErrNoRows) {
			return 0, fmt.Errorf("take lease %s: %w", h.name, err)
		}
		select {
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		case <-tick.C:
		}
	}
}

// renew keeps the lease until stop is closed. An error means that it is lost or may be lost at any moment.
func (h *holder) renew(ctx context.Context, conn *pgx.Conn, epoch int64, stop <-chan struct{}) error {
	tick := time.NewTicker(h.ttl / 3)
	defer tick.Stop()
	for {
		select {
		case <-stop:
			return nil
		case <-tick.C:
		}
		once, cancel := context.WithTimeout(ctx, h.ttl)
		tag, err := conn.Exec(once, leaseRenew, h.name, epoch, h.ttl.Microseconds())
		cancel()
		if err != nil {
			return fmt.Errorf("renew lease %s: %w", h.name, err)
		}
		if tag.RowsAffected() == 0 {
			return fmt.Errorf("renew lease %s, epoch %d: %w", h.name, epoch, ErrFenced)
		}
	}
}
