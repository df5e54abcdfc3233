package busnats

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
)

// readerPoll is how often a reader asks without having been told: a lost message, or a stream that was made anew.
const readerPoll = time.Second

// FactReader reads one feed with the grants of a Reader, which leave nothing behind on the server: it asks for one message after
// the other. A Subscriber is faster and needs the grants of a Service.
type FactReader struct {
	sub Subscriber
	err error
}

var _ bus.Subscriber = (*FactReader)(nil)

// Reader returns the reader of a feed.
func (c *Conn) Reader(feed string) *FactReader {
	js, err := jetstream.NewWithAPIPrefix(c.nc, importPrefix+".$JS.API", jetstream.WithDefaultTimeout(apiTimeout))
	return &FactReader{sub: Subscriber{conn: &Conn{nc: c.nc, js: js, log: c.log}, feed: feed}, err: err}
}

// Last returns the position of the newest fact that the stream keeps, zero when there is none.
func (r *FactReader) Last(ctx context.Context) (es.Position, error) {
	if r.err != nil {
		return es.Position{}, r.err
	}
	name := StreamName(r.sub.feed)
	stream, err := r.sub.conn.js.Stream(ctx, name)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return es.Position{}, nil
	}
	if err != nil {
		return es.Position{}, fmt.Errorf("look up stream %s: %w", name, err)
	}
	m, err := stream.GetLastMsgForSubject(ctx, Subjects(r.sub.feed))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return es.Position{}, nil
	}
	if err != nil {
		return es.Position{}, fmt.Errorf("read the last message of %s: %w", name, err)
	}
	return es.ParsePosition(m.Header.Get(bus.HeaderPosition))
}

// Subscribe implements bus.Subscriber.
func (r *FactReader) Subscribe(ctx context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
	return func(yield func(bus.Fact, error) bool) {
		if err := r.read(ctx, after, func(f bus.Fact) bool { return yield(f, nil) }); err != nil {
			yield(bus.Fact{}, fmt.Errorf("read %s: %w", StreamName(r.sub.feed), err))
		}
	}
}

func (r *FactReader) read(ctx context.Context, after es.Position, yield func(bus.Fact) bool) error {
	if r.err != nil {
		return r.err
	}
	stream, err := r.sub.conn.js.Stream(ctx, StreamName(r.sub.feed))
	if err != nil {
		return err
	}
	told := make(chan struct{}, 1)
	hint, err := r.sub.conn.nc.Subscribe(Subjects(r.sub.feed), func(*nats.Msg) {
		select {
		case told <- struct{}{}:
		default: // that there is something new was said already
		}
	})
	if err != nil {
		return fmt.Errorf("subscribe: %w", err)
	}
	defer hint.Unsubscribe() //nolint:errcheck // a lost connection has forgotten it anyway
	next, err := r.sub.search(ctx, stream, after)
	if err != nil {
		return err
	}
	for {
		m, err := stream.GetMsg(ctx, next, jetstream.WithGetMsgSubject(Subjects(r.sub.feed)))
		switch {
		case errors.Is(err, jetstream.ErrMsgNotFound):
			if err := r.wait(ctx, stream, next, told); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		next = m.Sequence + 1
		f, err := fact(m.Subject, m.Header, m.Data)
		if err != nil { // a consumer sees it as a hole
			r.sub.conn.log.LogAttrs(ctx, slog.LevelError, "a message is no fact", slog.String("subject", m.Subject), slog.Any("error", err))
			continue
		}
		if !yield(f) {
			return nil
		}
	}
}

// errAnew ends a subscription to a stream that lost its contents: its numbers begin again.
var errAnew = errors.New("the stream was made anew")

// wait returns when there may be a message.
func (r *FactReader) wait(ctx context.Context, stream jetstream.Stream, next uint64, told <-chan struct{}) error {
	late := time.NewTimer(readerPoll)
	defer late.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-told:
		return nil
	case <-late.C:
	}
	info, err := stream.Info(ctx)
	if err != nil {
		return err
	}
	if info.State.LastSeq+1 < next {
		return errAnew
	}
	return nil
}
