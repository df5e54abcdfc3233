package esdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"anjie.internal/services/internal/es"
)

// Store is an es.Store behind the official client.
type Store struct {
	conf    *client.Configuration
	options Options
	closing chan struct{}
	crew    *crew

	mu      sync.Mutex
	closed  bool
	present *generation
	all     []*generation // those that are not closed
}

var _ es.Store = (*Store)(nil)

// Open reads the connection string and returns a store. It does not wait for a server: services may start before it, and
// calls answer es.ErrUnavailable until there is one.
func Open(ctx context.Context, connectionString string, options Options) (*Store, error) {
	options = options.withDefaults()
	conf, err := configuration(connectionString, options) //nolint:contextcheck // the client logs outside any call
	if err != nil {
		return nil, err
	}
	if options.Timeout <= 0 {
		options.Timeout = 10 * time.Second
		if conf.DefaultDeadline != nil && *conf.DefaultDeadline > 0 {
			options.Timeout = *conf.DefaultDeadline
		}
	}
	options.Logger.DebugContext(ctx, "event store client made", slog.String("address", conf.Address))
	closing := make(chan struct{})
	return &Store{conf: conf, options: options, closing: closing, crew: newCrew(closing)}, nil
}

// Append implements es.Store.
func (s *Store) Append(ctx context.Context, stream string, expected int64, events []es.Pending) (es.Appended, error) {
	if err := es.CheckAppend(stream, expected, events); err != nil {
		return es.Appended{}, err
	}
	if err := ctx.Err(); err != nil {
		return es.Appended{}, fmt.Errorf("append to %s: %w", stream, err)
	}
	data := make([]client.EventData, len(events))
	for i, e := range events {
		data[i] = client.EventData{EventID: e.ID, EventType: e.Type, ContentType: client.ContentTypeJson, Data: e.Data, Metadata: e.Metadata}
	}
	opts := client.AppendToStreamOptions{ExpectedRevision: client.NoStream{}, Deadline: &s.options.Timeout}
	if expected != es.NoStream {
		opts.ExpectedRevision = client.Revision(uint64(expected)) //nolint:gosec // checked not to be negative
	}
	var result *client.WriteResult
	c, err := s.start(ctx, func(ctx context.Context, c *client.Client) (err error) {
		result, err = c.AppendToStream(ctx, stream, opts, data...)
		return err
	})
	if err != nil {
		return es.Appended{}, fmt.Errorf("append to %s: %w", stream, err)
	}
	if mayHaveBegun, err := s.await(ctx, c); err != nil {
		return es.Appended{}, fmt.Errorf("append to %s: %w", stream, appendError(err, mayHaveBegun))
	}
	return es.Appended{
		Revision: result.NextExpectedVersion, // which is the revision of the last event
		Position: es.Position{Commit: result.CommitPosition, Prepare: result.PreparePosition},
	}, nil
}

// Close implements es.Store. Reads and followers under way end; appends are waited for. A call that waits for a server which
// never comes is left behind after the time limit.
func (s *Store) Close() error {
	s.mu.Lock()
	if !s.closed {
		s.closed = true
		close(s.closing)
	}
	left := s.open()
	s.mu.Unlock()
	limit := time.NewTimer(s.options.Timeout)
	defer limit.Stop()
	for _, g := range left {
		g.giveUp()
	}
	for _, g := range left {
		select {
		case <-g.closed:
		case <-limit.C:
			return errors.New("close the event store client: calls have not returned")
		}
	}
	return nil
}
