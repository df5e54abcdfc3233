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

const (
	heartbeat = time.Second      // a consumer that is silent for twice as long is gone
	idle      = 30 * time.Second // the server forgets a consumer that nobody asks for so long
	prefetch  = 512

	awaitStream = 500 * time.Millisecond // between two looks for a stream that is not there yet
)

// Subscriber reads one feed from its stream.
type Subscriber struct {
	conn *Conn
	feed string
}

var _ bus.Subscriber = (*Subscriber)(nil)

// Subscriber returns the subscriber of a feed.
func (c *Conn) Subscriber(feed string) *Subscriber { return &Subscriber{conn: c, feed: feed} }

// Subscribe implements bus.Subscriber. The server keeps nothing about the subscriber: no acknowledgements, no position. What a
// lost connection swallows shows as a hole.
func (s *Subscriber) Subscribe(ctx context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
	return func(yield func(bus.Fact, error) bool) {
		if err := s.subscribe(ctx, after, func(f bus.Fact) bool { return yield(f, nil) }); err != nil {
			yield(bus.Fact{}, fmt.Errorf("subscribe to %s: %w", StreamName(s.feed), err))
		}
	}
}

func (s *Subscriber) subscribe(ctx context.Context, after es.Position, yield func(bus.Fact) bool) error {
	stream, err := s.stream(ctx)
	if err != nil {
		return err
	}
	start, err := s.search(ctx, stream, after)
	if err != nil {
		return err
	}
	consumer, err := stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		AckPolicy:         jetstream.AckNonePolicy,
		DeliverPolicy:     jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:       start,
		FilterSubject:     Subjects(s.feed),
		InactiveThreshold: idle,
		MemoryStorage:     true,
		Replicas:          1,
	})
	if err != nil {
		return fmt.Errorf("create a consumer: %w", err)
	}
	defer s.forget(ctx, stream, consumer)
	// A server that starts again has forgotten the consumer, and the client goes on asking for it. Only the missing heartbeat,
	// two of them after the connection is back, ends the subscription then.
	messages, err := consumer.Messages(jetstream.PullMaxMessages(prefetch), jetstream.PullHeartbeat(heartbeat),
		jetstream.WithMessagesErrOnMissingHeartbeat(true))
	if err != nil {
		return fmt.Errorf("ask for messages: %w", err)
	}
	defer messages.Stop()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return err
		}
		f, err := fact(m.Subject(), m.Headers(), m.Data())
		if err != nil { // a consumer sees it as a hole
			s.conn.log.LogAttrs(ctx, slog.LevelError, "a message is no fact", slog.String("subject", m.Subject()), slog.Any("error", err))
			continue
		}
		if !yield(f) {
			return nil
		}
	}
}

// stream finds the stream of the feed. Its relay makes it; until that has run for the first time there is nothing to bring and
// nothing wrong.
func (s *Subscriber) stream(ctx context.Context) (jetstream.Stream, error) {
	tick := time.NewTicker(awaitStream)
	defer tick.Stop()
	for {
		stream, err := s.conn.js.Stream(ctx, StreamName(s.feed))
		if !errors.Is(err, jetstream.ErrStreamNotFound) {
			return stream, err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// forget deletes the server's half. Where that does not succeed the server does it by itself after a while.
func (s *Subscriber) forget(ctx context.Context, stream jetstream.Stream, consumer jetstream.Consumer) {
	if s.conn.nc.Status() != nats.CONNECTED {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := stream.DeleteConsumer(ctx, consumer.CachedInfo().Name); err != nil {
		s.conn.log.LogAttrs(ctx, slog.LevelDebug, "a consumer is left to expire", slog.Any("error", err))
	}
}

// search finds the sequence of the first message after a position, by halves: positions grow with the sequence. Should they
// not, the subscription begins too early or too late, and consumers skip or backfill.
func (s *Subscriber) search(ctx context.Context, stream jetstream.Stream, after es.Position) (uint64, error) {
	state := stream.CachedInfo().State
	from, to := max(state.FirstSeq, 1), state.LastSeq+1
	if after.IsZero() {
		return from, nil
	}
	for from < to {
		middle := from + (to-from)/2
		// The message there, or the next one where it was removed.
		m, err := stream.GetMsg(ctx, middle, jetstream.WithGetMsgSubject(Subjects(s.feed)))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			to = middle
			continue
		}
		if err != nil {
			return 0, fmt.Errorf("look for position %s: %w", after, err)
		}
		if p, err := es.ParsePosition(m.Header.Get(bus.HeaderPosition)); err == nil && after.Before(p) {
			to = middle
			continue
		}
		from = m.Sequence + 1
	}
	return max(from, 1), nil
}
