package eventstore

import (
	"context"
	"errors"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Bounds of asking again. Appends are held as long while the database is away: see resolveWithin.
const (
	askWithin     = 5 * time.Second
	askPauseFirst = 10 * time.Millisecond
	askPauseMost  = 250 * time.Millisecond
)

// ask runs a question to the database, and runs it again on a fresh connection when the connection was at fault. After a
// restart of PostgreSQL every idle connection of the pool is dead, but the pool cannot know before somebody uses it; without
// this, as many reads would fail as there were connections, while appends are accepted already. The question must only
// read, and start from nothing each time. After askWithin the last error is returned.
func (r *reader) ask(ctx context.Context, question func() error) error {
	seen := r.resets.Load()
	err := question()
	if err == nil || !connectionLost(err) {
		return err
	}
	limit := time.NewTimer(askWithin)
	defer limit.Stop()
	for pause := askPauseFirst; connectionLost(err); pause = min(2*pause, askPauseMost) {
		// Who noticed first drops the connections, once for all who had them: those made since may be good.
		if r.resets.CompareAndSwap(seen, seen+1) {
			r.pool.Reset()
		}
		select {
		case <-time.After(pause):
		case <-limit.C:
			return err
		case <-ctx.Done():
			return err
		}
		seen = r.resets.Load()
		err = question()
	}
	return err
}

// connectionLost reports whether an error is about the connection and not about what was asked: none could be made, it
// broke, or PostgreSQL ended it.
func connectionLost(err error) bool {
	if refusal, ok := errors.AsType[*pgconn.PgError](err); ok {
		return endsConnection(refusal)
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		_, connecting := errors.AsType[*pgconn.ConnectError](err)
		return connecting // the limit of connecting, not the caller's: ask notices that one
	}
	for _, sign := range []error{io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgconn.ErrConnClosed} {
		if errors.Is(err, sign) {
			return true
		}
	}
	_, network := errors.AsType[net.Error](err)
	_, connecting := errors.AsType[*pgconn.ConnectError](err)
	return network || connecting
}
