package eventstore

import (
	"encoding/binary"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgtype"
)

// batchParams holds the parameters of commit_batch.sql in PostgreSQL's binary format. A batch is written thousands of times
// a second, so its arrays are laid down directly, column after column in one buffer that is used again, instead of going
// through pgx's general conversion value by value.
type batchParams struct {
	buffer []byte
	ends   []int // of each parameter in buffer
	values [][]byte
	start  int // of the array being written
}

func (b *batchParams) begin() {
	b.buffer, b.ends = b.buffer[:0], b.ends[:0]
}

// encode lays down all parameters for a plan of the given epoch. The result is valid until the next call.
func (b *batchParams) encode(epoch int64, p *plan) [][]byte {
	b.begin()
	b.int64(epoch)
	b.param()
	b.buffer = append(b.buffer, p.id[:]...)
	b.param()
	b.int64(p.first)
	b.param()
	b.int64(p.next())
	b.param()
	b.streams(p)
	b.events(p.records)
	b.guesses(p)
	b.values = b.values[:0]
	from := 0
	for _, end := range b.ends {
		b.values = append(b.values, b.buffer[from:end:end])
		from = end
	}
	return b.values
}

func (b *batchParams) streams(p *plan) {
	heads := make([]*planned, 0, len(p.heads))
	for _, h := range p.heads {
		heads = append(heads, h)
	}
	column(b, pgtype.Int8OID, heads, func(h *planned) { b.elem64(h.id) })
	column(b, pgtype.TextOID, heads, func(h *planned) { elem(b, h.name) })
	column(b, pgtype.Int8OID, heads, func(h *planned) { b.elem64(h.last) })
	column(b, pgtype.Int2OID, heads, func(h *planned) { b.elem16(h.state) })
	column(b, pgtype.Int8OID, heads, func(h *planned) { b.optional(h.metadata.truncateBefore) })
	column(b, pgtype.Int8OID, heads, func(h *planned) { b.optional(h.metadata.maxCount) })
	column(b, pgtype.Int8OID, heads, func(h *planned) { b.optional(h.metadata.maxAge) })
	column(b, pgtype.TextOID, heads, func(h *planned) {
		if h.metadata.acl == "" {
			b.null()
			return
		}
		elem(b, h.metadata.acl)
	})
}

func (b *batchParams) events(records []record) {
	pointers := make([]*record, len(records))
	for i := range records {
		pointers[i] = &records[i]
	}
	column(b, pgtype.Int8OID, pointers, func(r *record) { b.elem64(r.streamID) })
	column(b, pgtype.Int8OID, pointers, func(r *record) { b.elem64(r.revision) })
	column(b, pgtype.UUIDOID, pointers, func(r *record) { b.elemUUID(r.id) })
	column(b, pgtype.TextOID, pointers, func(r *record) { elem(b, r.typ) })
	column(b, pgtype.BoolOID, pointers, func(r *record) { b.elemBool(r.isJSON) })
	column(b, pgtype.ByteaOID, pointers, func(r *record) { elem(b, r.data) })
	column(b, pgtype.ByteaOID, pointers, func(r *record) { elem(b, r.metadata) })
	column(b, pgtype.Int8OID, pointers, func(r *record) { b.elem64(r.created) })
}

func (b *batchParams) guesses(p *plan) {
	column(b, pgtype.TextOID, p.guesses, func(name string) { elem(b, name) })
}

// column writes one parameter: an array with an element for each row.
func column[R any](b *batchParams, oid uint32, rows []R, write func(R)) {
	b.int32(1) // dimensions
	nulls := len(b.buffer)
	b.int32(0)
	b.buffer = binary.BigEndian.AppendUint32(b.buffer, oid)
	b.int32(len(rows))
	b.int32(1) // lower bound
	b.start = nulls
	for _, row := range rows {
		write(row)
	}
	b.param()
}

func (b *batchParams) param() { b.ends = append(b.ends, len(b.buffer)) }

// int32 writes a count or a length; both are far below the limit of a batch.
func (b *batchParams) int32(v int) {
	b.buffer = binary.BigEndian.AppendUint32(b.buffer, uint32(v)) //nolint:gosec // bounded by the size of a batch
}

func (b *batchParams) int64(v int64) {
	b.buffer = binary.BigEndian.AppendUint64(b.buffer, uint64(v)) //nolint:gosec // the bits are what is sent
}

func (b *batchParams) elem64(v int64) {
	b.int32(8)
	b.int64(v)
}

func (b *batchParams) elem16(v int16) {
	b.int32(2)
	b.buffer = binary.BigEndian.AppendUint16(b.buffer, uint16(v)) //nolint:gosec // the bits are what is sent
}

func (b *batchParams) elemBool(v bool) {
	b.int32(1)
	if v {
		b.buffer = append(b.buffer, 1)
		return
	}
	b.buffer = append(b.buffer, 0)
}

func (b *batchParams) elemUUID(v uuid.UUID) {
	b.int32(len(v))
	b.buffer = append(b.buffer, v[:]...)
}

// optional writes NULL for zero.
func (b *batchParams) optional(v int64) {
	if v == 0 {
		b.null()
		return
	}
	b.elem64(v)
}

func (b *batchParams) null() {
	binary.BigEndian.PutUint32(b.buffer[b.start:], 1) // the array's flag: there are nulls
	b.buffer = append(b.buffer, 0xff, 0xff, 0xff, 0xff)
}

func elem[V string | []byte](b *batchParams, v V) {
	b.int32(len(v))
	b.buffer = append(b.buffer, v...)
}
