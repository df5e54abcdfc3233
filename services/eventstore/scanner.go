package eventstore

import (
	"encoding/binary"
	"fmt"

	"github.com/google/uuid"
)

// arenaBlock is how much memory the payloads of a page share at a time.
const arenaBlock = 128 << 10

// columns of the page queries, in their order.
const (
	columnPosition = iota
	columnStream
	columnRevision
	columnID
	columnType
	columnIsJSON
	columnData
	columnMetadata
	columnCreated
	columns
)

// scanner turns rows of table events in PostgreSQL's binary form into records. Reading the log is mostly this, so it
// allocates per page and not per row: payloads go to blocks that several events share, types are shared strings.
type scanner struct {
	page  []*record
	bytes int

	slab  []record
	arena []byte
	types map[string]string
}

// add appends one row. The raw values may be overwritten after it returned.
func (s *scanner) add(raw [][]byte) error {
	if len(raw) != columns || len(raw[columnPosition]) != 8 || len(raw[columnStream]) != 8 || len(raw[columnRevision]) != 8 ||
		len(raw[columnID]) != len(uuid.UUID{}) || len(raw[columnIsJSON]) != 1 || len(raw[columnCreated]) != 8 {
		return fmt.Errorf("row of events has %d columns in an unexpected form", len(raw))
	}
	if len(s.slab) == 0 {
		s.slab = make([]record, min(max(2*len(s.page), 16), 512))
	}
	r := &s.slab[0]
	s.slab = s.slab[1:]
	r.position = bigint(raw[columnPosition])
	r.streamID = bigint(raw[columnStream])
	r.revision = bigint(raw[columnRevision])
	copy(r.id[:], raw[columnID])
	r.typ = s.intern(raw[columnType])
	r.isJSON = raw[columnIsJSON][0] != 0
	r.data = s.keep(raw[columnData])
	r.metadata = s.keep(raw[columnMetadata])
	r.created = bigint(raw[columnCreated])
	s.page = append(s.page, r)
	s.bytes += r.size()
	return nil
}

func (s *scanner) keep(raw []byte) []byte {
	if len(raw) > cap(s.arena)-len(s.arena) {
		if len(raw) > arenaBlock/4 {
			return append([]byte(nil), raw...)
		}
		s.arena = make([]byte, 0, min(max(8*len(raw), s.bytes), arenaBlock))
	}
	from := len(s.arena)
	s.arena = append(s.arena, raw...)
	return s.arena[from:len(s.arena):len(s.arena)]
}

func (s *scanner) intern(raw []byte) string {
	if known, ok := s.types[string(raw)]; ok {
		return known
	}
	if s.types == nil {
		s.types = map[string]string{}
	}
	fresh := string(raw)
	s.types[fresh] = fresh
	return fresh
}

func bigint(raw []byte) int64 {
	return int64(binary.BigEndian.Uint64(raw)) //nolint:gosec // G115: two's complement on the wire
}
