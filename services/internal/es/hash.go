package es

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/google/uuid"
)

// NoPrev is the prev of the first event of a stream: there is nothing before it.
const NoPrev = hashPrefix + "0000000000000000000000000000000000000000000000000000000000000000"

const (
	hashPrefix = "sha256:"
	hashDomain = "anjie event v1\n"
)

// Hash is what the next event of the stream holds in prev. An auditor recomputes it from what any client of the store shows,
// with SHA-256 and nothing else:
//
//	"sha256:" + hex(SHA-256(
//	    "anjie event v1\n" ‖ L(stream) ‖ L(revision) ‖ L(event id) ‖ L(type) ‖ L(data) ‖ L(metadata) ))
//
// L(x) is the length of x in bytes as 8 bytes big-endian, then x. Stream and type are UTF-8, the revision is 8 bytes
// big-endian, the event id its 16 bytes in the order of its text form, data and metadata are the stored bytes. The lengths
// keep one field's end from passing for another's start. Metadata holds the previous event's hash, so each hash covers the
// whole stream up to its event. Nothing in it is specific to a store: neither positions nor the store's own times.
func Hash(stream string, revision uint64, id uuid.UUID, typ string, data, metadata []byte) string {
	h := sha256.New()
	var b [8]byte
	field := func(x []byte) {
		binary.BigEndian.PutUint64(b[:], uint64(len(x)))
		h.Write(b[:])
		h.Write(x)
	}
	text := func(x string) {
		binary.BigEndian.PutUint64(b[:], uint64(len(x)))
		h.Write(b[:])
		_, _ = io.WriteString(h, x) // a hash never refuses
	}
	_, _ = io.WriteString(h, hashDomain)
	text(stream)
	var rev [8]byte
	binary.BigEndian.PutUint64(rev[:], revision)
	field(rev[:])
	field(id[:])
	text(typ)
	field(data)
	field(metadata)

	var sum [sha256.Size]byte
	out := make([]byte, len(hashPrefix)+2*sha256.Size)
	copy(out, hashPrefix)
	hex.Encode(out[len(hashPrefix):], h.Sum(sum[:0]))
	return string(out)
}

// Hash is the hash of a stored event.
func (r *Record) Hash() string {
	return Hash(r.Stream, r.Revision, r.ID, r.Type, r.Data, r.Metadata)
}

// ChainError says where the chain of a stream breaks first.
type ChainError struct {
	Stream   string
	Revision uint64 // the first event that does not fit what is before it
	Reason   string
}

// Error names stream and revision.
func (e *ChainError) Error() string {
	return fmt.Sprintf("%s: the chain breaks at revision %d: %s", e.Stream, e.Revision, e.Reason)
}

// Chain follows the hashes of one stream, event by event, from its first. The zero value is ready; a Chain that has
// returned an error is of no further use.
type Chain struct {
	stream string
	next   uint64
	head   string
}

// Add takes the next event of the stream. It returns a *ChainError when the event does not continue what was added before.
func (c *Chain) Add(r *Record) error {
	if c.head == "" {
		c.stream, c.head = r.Stream, NoPrev
	}
	broken := func(format string, args ...any) error {
		return &ChainError{Stream: c.stream, Revision: c.next, Reason: fmt.Sprintf(format, args...)}
	}
	if r.Stream != c.stream {
		return broken("an event of stream %q", r.Stream)
	}
	if r.Revision != c.next {
		return broken("revision %d in its place", r.Revision)
	}
	m, err := ParseMeta(r.Metadata)
	if err != nil {
		return broken("%v", err)
	}
	if m.Prev != c.head {
		return broken("prev is %s, the event before it hashes to %s", m.Prev, c.head)
	}
	c.next++
	c.head = r.Hash()
	return nil
}

// Head is the hash of the last event added, NoPrev before the first.
func (c *Chain) Head() string {
	if c.head == "" {
		return NoPrev
	}
	return c.head
}

// VerifyChain checks that the records are one stream from its first event on and that each holds the hash of the one before
// it. The error is a *ChainError that names the first broken revision: a changed event shows at the revision after it. The last
// event is vouched for by nothing inside the stream; compare Chain.Head with what was published.
func VerifyChain(records []Record) error {
	var c Chain
	for i := range records {
		if err := c.Add(&records[i]); err != nil {
			return err
		}
	}
	return nil
}
