package busnats

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
)

// ackWait is how long a publisher waits for one acknowledgement. JetStream answers in milliseconds; a disk that syncs may
// take a second.
const ackWait = 5 * time.Second

// Publisher writes one feed into its stream.
type Publisher struct {
	conn   *Conn
	feed   string
	limits Limits
}

var _ bus.Publisher = (*Publisher)(nil)

// Publisher returns the publisher of a feed.
func (c *Conn) Publisher(feed string, limits Limits) *Publisher {
	return &Publisher{conn: c, feed: feed, limits: limits}
}

// Tail implements bus.Publisher.
func (p *Publisher) Tail(ctx context.Context) (bus.Tail, error) {
	s, err := p.conn.EnsureStream(ctx, p.feed, p.limits)
	if err != nil {
		return bus.Tail{}, err
	}
	// Before the last message is read, so that one which comes in between is seen as somebody else's.
	tail := bus.Tail{Sequence: s.CachedInfo().State.LastSeq}
	last, err := s.GetLastMsgForSubject(ctx, Subjects(p.feed))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return tail, nil
	}
	if err != nil {
		return bus.Tail{}, fmt.Errorf("read the last message of %s: %w", StreamName(p.feed), err)
	}
	if tail.Position, err = es.ParsePosition(last.Header.Get(bus.HeaderPosition)); err != nil {
		return bus.Tail{}, fmt.Errorf("read the last message of %s: %w", StreamName(p.feed), err)
	}
	return tail, nil
}

// wrongLastMessage is the server's error code for another last message id than expected; the client has no name for it.
const wrongLastMessage jetstream.ErrorCode = 10070

// Publish implements bus.Publisher. All facts are under way at once. Each names the sequence and the id of the message before
// it, so that after a loss or behind another publisher's message the rest is refused instead of stored out of order. The
// sequence alone would not do: behind three messages of somebody else the fourth of ours fits again.
func (p *Publisher) Publish(ctx context.Context, tail bus.Tail, facts []bus.Fact) (int, bus.Tail, error) {
	total := 0
	for {
		n, repeated, err := p.window(ctx, &tail, facts[total:])
		total += n
		// A message that the stream remembers takes no sequence, so the expectations after it were too high by one.
		if repeated && errors.Is(err, bus.ErrMoved) {
			continue
		}
		return total, tail, err
	}
}

// window sends all facts and waits for all answers. It counts the acknowledged ones from the front.
func (p *Publisher) window(ctx context.Context, tail *bus.Tail, facts []bus.Fact) (n int, repeated bool, err error) {
	if err := ctx.Err(); err != nil {
		return 0, false, fmt.Errorf("publish: %w", err)
	}
	futures := make([]jetstream.PubAckFuture, 0, len(facts))
	var sendErr error
	for i, f := range facts {
		opts := []jetstream.PublishOpt{
			jetstream.WithExpectStream(StreamName(p.feed)),
			jetstream.WithExpectLastSequence(tail.Sequence + uint64(i)),
			jetstream.WithRetryAttempts(0),
		}
		if i > 0 {
			opts = append(opts, jetstream.WithExpectLastMsgID(facts[i-1].ID.String()))
		}
		var future jetstream.PubAckFuture
		future, sendErr = p.conn.js.PublishMsgAsync(message(f), opts...)
		if sendErr != nil {
			break
		}
		futures = append(futures, future)
	}
	timeout := time.NewTimer(ackWait)
	defer timeout.Stop()
	for i, future := range futures {
		var ack *jetstream.PubAck
		select {
		case ack = <-future.Ok():
		case err = <-future.Err():
		case <-timeout.C:
			err = fmt.Errorf("no acknowledgement within %s", ackWait)
		case <-ctx.Done():
			err = ctx.Err()
		}
		if err != nil {
			return n, repeated, p.refusal(facts[i], err)
		}
		if ack.Duplicate {
			repeated = true
		} else {
			tail.Sequence = ack.Sequence
		}
		tail.Position = facts[i].Position
		n++
	}
	if sendErr != nil {
		return n, repeated, p.refusal(facts[n], sendErr)
	}
	return n, repeated, nil
}

// refusal names the errors that a relay distinguishes.
func (p *Publisher) refusal(f bus.Fact, err error) error {
	var api *jetstream.APIError
	switch {
	case errors.Is(err, nats.ErrMaxPayload):
		return fmt.Errorf("publish the fact at %s: %w", f.Position, bus.ErrTooLarge)
	case !errors.As(err, &api):
	case api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence, api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant,
		api.ErrorCode == wrongLastMessage:
		return fmt.Errorf("publish the fact at %s: %s: %w", f.Position, api.Description, bus.ErrMoved)
	case api.ErrorCode == jetstream.JSErrCodeStreamMessageExceedsMaximum:
		return fmt.Errorf("publish the fact at %s: %w", f.Position, bus.ErrTooLarge)
	}
	return fmt.Errorf("publish the fact at %s: %w", f.Position, err)
}
