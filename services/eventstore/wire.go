package eventstore

import (
	"strconv"

	"google.golang.org/grpc/encoding"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
)

// Numbers of the fields of ReadResp and what is in it, as in streams.proto and shared.proto.
const (
	respEvent           = 1
	readEventEvent      = 1
	readEventLink       = 2
	readEventCommit     = 3
	recordedID          = 1
	recordedStream      = 2
	recordedRevision    = 3
	recordedPrepare     = 4
	recordedCommit      = 5
	recordedMetadata    = 6
	recordedCustom      = 7
	recordedData        = 8
	uuidFieldStructured = 1
	uuidFieldText       = 2
	structuredMost      = 1
	structuredLeast     = 2
	identifierName      = 3
	entryKey            = 1
	entryValue          = 2
	uuidTextLength      = 36
	tagSize             = 1 // all tags above take one byte
)

// eventMessage is a ReadResp with one event, written by hand: to build the generated message, with its map and its
// pointers, and to have it marshalled by reflection took longer than all else that a read does on this side. All fields are
// filled: the official Go client leaves the process when one of the three metadata keys is missing, and panics without a
// stream identifier.
type eventMessage struct {
	resolved
	ids uuidForm
}

// wireCodec marshals eventMessage itself and leaves the rest to the usual codec.
type wireCodec struct{ encoding.CodecV2 }

// Marshal implements encoding.CodecV2.
func (c wireCodec) Marshal(v any) (mem.BufferSlice, error) {
	m, ok := v.(*eventMessage)
	if !ok {
		return c.CodecV2.Marshal(v)
	}
	pool := mem.DefaultBufferPool()
	buffer := pool.Get(m.size())
	*buffer = m.append((*buffer)[:0])
	return mem.BufferSlice{mem.NewBuffer(buffer, pool)}, nil
}

func (m *eventMessage) size() int { return delimited(m.readEventSize()) }

func (m *eventMessage) readEventSize() int {
	n := varint(m.original().position)
	if m.event != nil {
		n += delimited(m.event.wireSize(m.ids))
	}
	if m.link != nil {
		n += delimited(m.link.wireSize(m.ids))
	}
	return n
}

func (m *eventMessage) append(b []byte) []byte {
	b = begin(b, respEvent, m.readEventSize())
	if m.event != nil {
		b = begin(b, readEventEvent, m.event.wireSize(m.ids))
		b = m.event.appendWire(b, m.ids)
	}
	if m.link != nil {
		b = begin(b, readEventLink, m.link.wireSize(m.ids))
		b = m.link.appendWire(b, m.ids)
	}
	return number(b, readEventCommit, m.original().position)
}

// wireSize is the length of what appendWire appends.
func (r *record) wireSize(ids uuidForm) int {
	n := delimited(idSize(r, ids)) + delimited(delimited(len(r.stream)))
	n += plainNumber(r.revision) + 2*plainNumber(r.position)
	n += delimited(entrySize(metadataType, len(r.typ)))
	n += delimited(entrySize(metadataContentType, len(contentType(r.isJSON))))
	n += delimited(entrySize(metadataCreated, decimals(r.created)))
	return n + plainBytes(r.metadata) + plainBytes(r.data)
}

func (r *record) appendWire(b []byte, ids uuidForm) []byte {
	b = begin(b, recordedID, idSize(r, ids))
	b = appendID(b, r, ids)
	b = begin(b, recordedStream, delimited(len(r.stream)))
	b = begin(b, identifierName, len(r.stream))
	b = append(b, r.stream...)
	if r.revision != 0 {
		b = number(b, recordedRevision, r.revision)
	}
	if r.position != 0 {
		b = number(b, recordedPrepare, r.position)
		b = number(b, recordedCommit, r.position)
	}
	b = entry(b, metadataType, r.typ)
	b = entry(b, metadataContentType, contentType(r.isJSON))
	b = begin(b, recordedMetadata, entrySize(metadataCreated, decimals(r.created)))
	b = text(b, entryKey, metadataCreated)
	b = begin(b, entryValue, decimals(r.created))
	b = strconv.AppendInt(b, r.created, 10)
	if len(r.metadata) > 0 {
		b = begin(b, recordedCustom, len(r.metadata))
		b = append(b, r.metadata...)
	}
	if len(r.data) > 0 {
		b = begin(b, recordedData, len(r.data))
		b = append(b, r.data...)
	}
	return b
}

func idSize(r *record, ids uuidForm) int {
	if ids == uuidText {
		return delimited(uuidTextLength)
	}
	return delimited(halvesSize(halves(r.id)))
}

func halvesSize(most, least int64) int { return plainSigned(most) + plainSigned(least) }

func appendID(b []byte, r *record, ids uuidForm) []byte {
	if ids == uuidText {
		return text(b, uuidFieldText, r.id.String())
	}
	most, least := halves(r.id)
	b = begin(b, uuidFieldStructured, halvesSize(most, least))
	if most != 0 {
		b = signedNumber(b, structuredMost, most)
	}
	if least != 0 {
		b = signedNumber(b, structuredLeast, least)
	}
	return b
}

// Sizes of fields with their tags.

func delimited(n int) int { return tagSize + protowire.SizeBytes(n) }

func varint(n int64) int { return tagSize + protowire.SizeVarint(unsigned(n)) }

func plainNumber(n int64) int {
	if n == 0 {
		return 0
	}
	return varint(n)
}

func plainSigned(n int64) int {
	if n == 0 {
		return 0
	}
	return tagSize + protowire.SizeVarint(bits(n))
}

func plainBytes(p []byte) int {
	if len(p) == 0 {
		return 0
	}
	return delimited(len(p))
}

func entrySize(key string, value int) int { return delimited(len(key)) + delimited(value) }

func decimals(n int64) int {
	var scratch [20]byte
	return len(strconv.AppendInt(scratch[:0], n, 10))
}

// Fields with their tags.

func begin(b []byte, field protowire.Number, length int) []byte {
	b = protowire.AppendTag(b, field, protowire.BytesType)
	return protowire.AppendVarint(b, uint64(length)) //nolint:gosec // G115: a length
}

func number(b []byte, field protowire.Number, n int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), unsigned(n))
}

func signedNumber(b []byte, field protowire.Number, n int64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), bits(n))
}

func text(b []byte, field protowire.Number, s string) []byte {
	return append(begin(b, field, len(s)), s...)
}

func entry(b []byte, key, value string) []byte {
	b = begin(b, recordedMetadata, entrySize(key, len(value)))
	return text(text(b, entryKey, key), entryValue, value)
}

func bits(n int64) uint64 {
	return uint64(n) //nolint:gosec // G115: two's complement, as int64 travels
}
