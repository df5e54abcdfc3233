package busnats

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus"
)

// DedupeWindow is how long a stream remembers the ids of its messages.
const DedupeWindow = 2 * time.Minute

// StreamName is the name of the JetStream stream of a feed. Each feed has a stream of its own, because the fence that keeps a
// second relay out compares the last sequence of a whole stream.
func StreamName(feed string) string { return "FACTS_" + bus.Escape(feed) }

// Subjects matches every fact of a feed.
func Subjects(feed string) string { return bus.Subject(feed) + ".>" }

// Limits of a stream. When one is reached the oldest facts go; whoever still needs them takes the second road.
type Limits struct {
	MaxBytes int64         // default 128 MiB; reserved of the server's MaxFile
	MaxAge   time.Duration // default 30 days
	Replicas int           // default 1; 3 in a cluster
}

func (l Limits) stream(feed string) jetstream.StreamConfig {
	if l.MaxBytes <= 0 {
		l.MaxBytes = 128 << 20
	}
	if l.MaxAge <= 0 {
		l.MaxAge = 30 * 24 * time.Hour
	}
	if l.Replicas <= 0 {
		l.Replicas = 1
	}
	return jetstream.StreamConfig{
		Name:        StreamName(feed),
		Description: "facts of " + bus.Escape(feed) + "; a hint channel, the record is the event store",
		Subjects:    []string{Subjects(feed)},
		Storage:     jetstream.FileStorage,
		Retention:   jetstream.LimitsPolicy,
		Discard:     jetstream.DiscardOld,
		Duplicates:  DedupeWindow,
		MaxBytes:    l.MaxBytes,
		MaxAge:      l.MaxAge,
		Replicas:    l.Replicas,
	}
}

// EnsureStream creates the stream of a feed when it does not exist. An existing stream stays as it is: its limits may have
// been changed by an operator.
func (c *Conn) EnsureStream(ctx context.Context, feed string, limits Limits) (jetstream.Stream, error) {
	s, err := c.js.Stream(ctx, StreamName(feed))
	if err == nil {
		return s, nil
	}
	if !errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, fmt.Errorf("look up stream %s: %w", StreamName(feed), err)
	}
	if s, err = c.js.CreateStream(ctx, limits.stream(feed)); err != nil {
		return nil, fmt.Errorf("create stream %s: %w", StreamName(feed), err)
	}
	return s, nil
}
