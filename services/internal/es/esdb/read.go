package esdb

import (
	"context"
	"errors"
	"io"
	"iter"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"anjie.internal/services/internal/es"
)

const (
	// everything is a count that no stream reaches and every client's number type holds.
	everything = 1<<53 - 1
	// page is how many events one call for the log asks for. The log is read in pages because a call that lasts as long as
	// the log is long meets every restart of a server.
	page = 16_384
	// unknownPosition is what a server says for "not known".
	unknownPosition = ^uint64(0)
)

// ReadStream implements es.Store.
func (s *Store) ReadStream(ctx context.Context, stream string, from uint64) iter.Seq2[es.Record, error] {
	return received(ctx, s, "read "+stream, true, func(ctx context.Context, c *client.Client, p *pump[es.Record]) error {
		opts := client.ReadStreamOptions{Direction: client.Forwards, From: client.Revision(from)}
		r, err := c.ReadStream(ctx, stream, opts, everything)
		if err != nil {
			return err
		}
		err = drain(ctx, r, p)
		if code, _ := codeOf(err); code == client.ErrorCodeResourceNotFound {
			return nil
		}
		return err
	})
}

// ReadAll implements es.Store.
func (s *Store) ReadAll(ctx context.Context, after es.Position) iter.Seq2[es.Record, error] {
	return func(yield func(es.Record, error) bool) {
		head, err := s.Head(ctx)
		if err != nil {
			yield(es.Record{}, err)
			return
		}
		for after.Before(head) {
			seen := 0
			for r, err := range s.page(ctx, client.Forwards, from(after), page) {
				if err != nil {
					yield(es.Record{}, err)
					return
				}
				seen++
				if !after.Before(r.Position) { // reads begin with the position itself
					continue
				}
				if head.Before(r.Position) {
					return
				}
				after = r.Position
				if es.IsSystem(r.Stream, r.Type) {
					continue
				}
				if !yield(r, nil) {
					return
				}
			}
			if seen < page {
				return
			}
		}
	}
}

// Head implements es.Store. System events do not count: no follower ever comes to stand on one.
func (s *Store) Head(ctx context.Context) (es.Position, error) {
	var at client.AllPosition = client.End{}
	for size := uint64(1); ; size = min(size*32, page) {
		seen := uint64(0)
		for r, err := range s.page(ctx, client.Backwards, at, size) {
			if err != nil {
				return es.Position{}, err
			}
			if !es.IsSystem(r.Stream, r.Type) {
				return r.Position, nil
			}
			seen++
			at = client.Position{Commit: r.Position.Commit, Prepare: r.Position.Prepare}
		}
		if seen < size {
			return es.Position{}, nil
		}
	}
}

func (s *Store) page(ctx context.Context, d client.Direction, at client.AllPosition, size uint64) iter.Seq2[es.Record, error] {
	return received(ctx, s, "read the log", true, func(ctx context.Context, c *client.Client, p *pump[es.Record]) error {
		r, err := c.ReadAll(ctx, client.ReadAllOptions{Direction: d, From: at}, size)
		if err != nil {
			return err
		}
		return drain(ctx, r, p)
	})
}

// from is where a read or a subscription after a position begins.
func from(after es.Position) client.AllPosition {
	if after.IsZero() {
		return client.Start{}
	}
	return client.Position{Commit: after.Commit, Prepare: after.Prepare}
}

// drain puts every event of a read.
func drain(ctx context.Context, r *client.ReadStream, p *pump[es.Record]) error {
	defer r.Close()
	for {
		e, err := r.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		rec, ok := record(e)
		if !ok {
			continue
		}
		if err := p.put(ctx, rec, size(&rec)); err != nil {
			return err
		}
	}
}

// record takes over an event; payloads are not copied. It returns false for a link without a target, which only a read that
// resolves links could yield.
func record(e *client.ResolvedEvent) (es.Record, bool) {
	o := e.OriginalEvent()
	if o == nil {
		return es.Record{}, false
	}
	r := es.Record{
		Stream: o.StreamID, Revision: o.EventNumber, Position: es.Position{Commit: o.Position.Commit, Prepare: o.Position.Prepare},
		ID: o.EventID, Type: o.EventType, Data: o.Data, Metadata: o.UserMetadata, Created: o.CreatedDate,
	}
	if r.Position.Commit == unknownPosition && e.Commit != nil {
		r.Position = es.Position{Commit: *e.Commit, Prepare: *e.Commit}
	}
	return r, true
}

func size(r *es.Record) int {
	return len(r.Data) + len(r.Metadata) + len(r.Stream) + len(r.Type) + 128
}
