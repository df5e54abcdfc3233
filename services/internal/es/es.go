// Package es is how services use the event store: append at an exact revision, read a stream, follow the log.
//
// It holds the command loop (Handler), the frozen names of stored events (Codec), the metadata that every event carries
// (Meta), and followers. The store itself is behind Store: es/esdb speaks to a server through the official client, es/esmem
// keeps everything in memory; es/estest is the contract that both fulfil.
package es

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/google/uuid"
)

// NoStream is the expected revision of a stream that must not exist yet.
const NoStream int64 = -1

// Position is a place in the log. Positions order events and name checkpoints; they are never subtracted: a cluster's are
// byte offsets with holes. The zero Position is before the first event.
type Position struct {
	Commit  uint64 `json:"commit"`
	Prepare uint64 `json:"prepare"`
}

// Compare orders positions like cmp.Compare.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.Commit, q.Commit), cmp.Compare(p.Prepare, q.Prepare))
}

// Before reports whether p is before q.
func (p Position) Before(q Position) bool { return p.Compare(q) < 0 }

// IsZero reports whether p is before the first event.
func (p Position) IsZero() bool { return p == Position{} }

// String is "commit" when both parts are equal, else "commit/prepare". ParsePosition reads it back.
func (p Position) String() string {
	if p.Commit == p.Prepare {
		return fmt.Sprintf("%d", p.Commit)
	}
	return fmt.Sprintf("%d/%d", p.Commit, p.Prepare)
}

// ParsePosition reads what String wrote.
func ParsePosition(s string) (Position, error) {
	var p Position
	if n, err := fmt.Sscanf(s, "%d/%d", &p.Commit, &p.Prepare); n == 2 && err == nil && p.String() == s {
		return p, nil
	}
	if n, err := fmt.Sscanf(s, "%d", &p.Commit); n == 1 && err == nil {
		p.Prepare = p.Commit
		if p.String() == s {
			return p, nil
		}
	}
	return Position{}, fmt.Errorf("position %q: want COMMIT or COMMIT/PREPARE", s)
}

// Record is one stored event.
type Record struct {
	Stream   string
	Revision uint64 // of the stream; the first event has 0
	Position Position
	ID       uuid.UUID
	Type     string    // the frozen name, "dispute-registered-v1"
	Data     []byte    // JSON, byte for byte as appended
	Metadata []byte    // JSON of Meta, byte for byte as appended
	Created  time.Time // set by the store; informative, never used in a rule
}

// Size is about how many bytes of memory the event takes.
func (r *Record) Size() int {
	const fixed = 160 // the struct itself
	return fixed + len(r.Stream) + len(r.Type) + len(r.Data) + len(r.Metadata)
}

// Pending is an event that is not stored yet. ID must be set: it makes repetition harmless.
type Pending struct {
	ID       uuid.UUID
	Type     string
	Data     []byte
	Metadata []byte
}

// Appended says where the last event of an append stands.
type Appended struct {
	Revision uint64
	Position Position
}

// Errors that a Store returns; match with errors.Is.
var (
	// ErrConflict: the stream is not at the expected revision, and the events there are not ours. Reload and decide again.
	ErrConflict = errors.New("event store: the stream is at another revision")
	// ErrUnknownOutcome: the append may or may not have happened. Repeat it with the same ids and the same revision.
	ErrUnknownOutcome = errors.New("event store: the outcome of the append is not known")
	// ErrUnavailable: nothing was written or read; try again later.
	ErrUnavailable = errors.New("event store: not available")
	// ErrDeleted: the stream was tombstoned.
	ErrDeleted = errors.New("event store: the stream is deleted")
	// ErrTooLarge: the append is larger than the store takes.
	ErrTooLarge = errors.New("event store: the append is too large")
	// ErrExhausted: the store refuses writes for lack of space.
	ErrExhausted = errors.New("event store: no space left")
)

// Filter restricts what a follower sees. At most one of the two is set; the zero Filter passes everything but system events
// (streams or types that begin with "$"), which no filter ever passes.
type Filter struct {
	Streams []string // prefixes of stream names: "dispute-"
	Types   []string // prefixes of event types
}

// Item is one step of a Follow: exactly one of Record and CaughtUp is set, or neither for a bare checkpoint.
type Item struct {
	Record   *Record
	CaughtUp bool // everything that existed has been seen; may come more than once
	// Position is settled: following again after it loses nothing. With CaughtUp and nothing considered yet it is where the
	// Follow began.
	Position Position
}

// Store is an event store. Implementations are safe for concurrent use.
type Store interface {
	// Append writes all events to the stream or none, provided that the stream's last revision is expected (NoStream for a
	// new stream). It is idempotent: the same ids at the same expected revision give the first answer again, and keep the
	// bytes of the first. When it returns nil the events are durable.
	Append(ctx context.Context, stream string, expected int64, events []Pending) (Appended, error)
	// ReadStream yields the events of a stream from a revision on (inclusive), in order. A stream that does not exist yields
	// nothing. The last pair may be an error.
	ReadStream(ctx context.Context, stream string, from uint64) iter.Seq2[Record, error]
	// ReadAll yields the events of the log after a position (exclusive) as of the call, system events left out.
	ReadAll(ctx context.Context, after Position) iter.Seq2[Record, error]
	// Follow yields events after a position (exclusive), then CaughtUp, then new events as they come, until ctx ends or the
	// connection drops, which is the last pair's error. It does not reopen; Follower does.
	Follow(ctx context.Context, after Position, filter Filter) iter.Seq2[Item, error]
	// Head returns the position of the last event, zero for an empty log.
	Head(ctx context.Context) (Position, error)
	// Close waits for appends under way, ends reads and followers, and then the connection. It may be called twice.
	Close() error
}
