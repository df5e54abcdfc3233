package eventstore

import "github.com/google/uuid"

// tombstoneRevision is the revision of the $streamDeleted event, and $tb of a soft-deleted stream.
const tombstoneRevision = int64(^uint64(0) >> 1)

// record is one committed event: a row of table events with the name of its stream.
type record struct {
	position int64 // dense, from 1, in commit order
	streamID int64
	stream   string
	revision int64
	id       uuid.UUID
	typ      string
	isJSON   bool
	data     []byte
	metadata []byte
	created  int64 // 100 ns ticks since the Unix epoch, never decreasing
}

// size is what the record weighs in memory and in flow limits, in bytes.
func (r *record) size() int {
	return len(r.data) + len(r.metadata) + len(r.typ) + len(r.stream) + 96
}
