package eventstore

import (
	"context"
	"encoding/binary"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/google/uuid"
)

// Bounds of what one write may be. The first is the protocol's default; one event alone may use all of it.
const (
	maxAppendBytes  = 1 << 20
	maxAppendEvents = 10_000
	maxDrainedBytes = 16 << 20 // of a request that is refused before it has ended: grpc's limit for one message
	// maxStreamName keeps a name, and the $$ name made of it, well within what a PostgreSQL index entry can hold.
	maxStreamName = 1 << 10
	maxEventType  = 1 << 10
)

// writer answers the writing RPCs of the Streams service. Safe for concurrent use.
type writer struct {
	sequencer   *sequencer
	appendBytes int // limit of one append
}

func newWriter(s *sequencer) *writer {
	return &writer{sequencer: s, appendBytes: maxAppendBytes}
}

// expecting is what the options of Append, Delete and Tombstone have in common.
type expecting interface {
	GetStreamIdentifier() *shared.StreamIdentifier
	GetRevision() uint64
	GetNoStream() *shared.Empty
	GetAny() *shared.Empty
	GetStreamExists() *shared.Empty
}

// destination reads the stream and the expected revision. isSet tells whether any expectation was given: it is mandatory, for a
// guess would append where nobody asked to.
func destination(ctx context.Context, o expecting, isSet bool) (stream string, expected int64, err error) {
	stream, err = writableStream(ctx, o.GetStreamIdentifier())
	switch {
	case err != nil:
		return "", 0, err
	case !isSet:
		return "", 0, errBadOption("expectedStreamRevision is a required argument")
	case o.GetNoStream() != nil:
		return stream, expectNoStream, nil
	case o.GetAny() != nil:
		return stream, expectAny, nil
	case o.GetStreamExists() != nil:
		return stream, expectStreamExists, nil
	}
	return stream, expectedRevision(o.GetRevision()), nil
}

// expectedRevision is a revision as the sequencer counts. What no stream can reach becomes what no stream has.
func expectedRevision(revision uint64) int64 {
	return int64(min(revision, math.MaxInt64-1))
}

// writableStream checks the name of a stream that is to be written.
func writableStream(ctx context.Context, id *shared.StreamIdentifier) (string, error) {
	name := string(id.GetStreamName())
	switch {
	case name == "" || name == metastreamPrefix:
		return "", errBadOption("streamIdentifier is a required argument")
	case name == allStream:
		return "", errAccessDenied(ctx)
	case len(name) > maxStreamName:
		return "", errBadOption("the stream name is too long")
	case !storable(name):
		return "", errBadOption("the stream name must be UTF-8 without NUL")
	}
	return name, nil
}

// storable reports whether PostgreSQL takes s as a text. What it would refuse must not get into a batch.
func storable(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }

// events collects the events of one append and watches its limits.
type events struct {
	limits *writer
	list   []record
	bytes  int
}

// add checks one proposed event and appends it to the list. What it refuses it neither keeps nor counts.
func (e *events) add(ctx context.Context, p *proposedEvent) error {
	switch {
	case p.id == uuid.Nil:
		return errBadOption("Empty eventId provided.")
	case !p.hasType:
		return errMissingMetadata(ctx, metadataType)
	case !p.hasContentType:
		return errMissingMetadata(ctx, metadataContentType)
	case p.typ == "":
		return errBadOption("Empty eventType provided.")
	case len(p.typ) > maxEventType:
		return errBadOption("the event type is too long")
	case !storable(p.typ):
		return errBadOption("the event type must be UTF-8 without NUL")
	case len(e.list) == maxAppendEvents:
		return errBadOption("too many events in one append")
	}
	r := record{id: p.id, typ: p.typ, isJSON: p.contentType == contentTypeJSON, data: p.data, metadata: p.metadata}
	size := len(r.data) + len(r.metadata) + 2*len(r.typ)
	if e.bytes+size > e.limits.appendBytes {
		return errAppendTooLarge(ctx, e.limits.appendBytes)
	}
	e.bytes += size
	e.list = append(e.list, r)
	return nil
}

// eventID reads an id in either form; false for none, a malformed one, or the nil id, which could not tell a repetition.
func eventID(u *shared.UUID) (uuid.UUID, bool) {
	var id uuid.UUID
	switch v := u.GetValue().(type) {
	case *shared.UUID_Structured_:
		binary.BigEndian.PutUint64(id[:8], uint64(v.Structured.GetMostSignificantBits()))  //nolint:gosec // the bits are the id
		binary.BigEndian.PutUint64(id[8:], uint64(v.Structured.GetLeastSignificantBits())) //nolint:gosec // the bits are the id
	case *shared.UUID_String_:
		var err error
		if id, err = uuid.Parse(v.String_); err != nil {
			return uuid.Nil, false
		}
	}
	return id, id != uuid.Nil
}
