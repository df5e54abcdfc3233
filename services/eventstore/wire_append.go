package eventstore

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// Numbers of the fields of AppendReq and what is in it.
const (
	appendOptions    = 1
	appendProposed   = 2
	proposedID       = 1
	proposedMetadata = 2
	proposedCustom   = 3
	proposedData     = 4
)

// appendMessage is an AppendReq, read by hand for the same reason as eventMessage is written by hand: the generated
// message, with its map and its pointers, cost more than all else that an append does on this side of gRPC. Exactly one of
// options and event is set, or neither for a message without content.
type appendMessage struct {
	options *streams.AppendReq_Options
	event   *proposedEvent
}

// proposedEvent is an event that a client wants to append.
type proposedEvent struct {
	id             uuid.UUID // Nil: none, malformed, or really nil
	typ            string
	contentType    string
	hasType        bool
	hasContentType bool
	data, metadata []byte // not shared with the message
}

// proposal is what the proposed messages of Append and BatchAppend have in common.
type proposal interface {
	GetId() *shared.UUID
	GetMetadata() map[string]string
	GetCustomMetadata() []byte
	GetData() []byte
}

// proposedFrom converts a generated message.
func proposedFrom(p proposal) *proposedEvent {
	e := &proposedEvent{data: p.GetData(), metadata: p.GetCustomMetadata()}
	e.typ, e.hasType = p.GetMetadata()[metadataType]
	e.contentType, e.hasContentType = p.GetMetadata()[metadataContentType]
	e.id, _ = eventID(p.GetId())
	return e
}

// Unmarshal implements encoding.CodecV2.
func (c wireCodec) Unmarshal(data mem.BufferSlice, v any) error {
	m, ok := v.(*appendMessage)
	if !ok {
		return c.CodecV2.Unmarshal(data, v)
	}
	buffer := data.MaterializeToBuffer(mem.DefaultBufferPool())
	defer buffer.Free()
	return m.read(buffer.ReadOnlyData())
}

// read reads one AppendReq. b is not kept.
func (m *appendMessage) read(b []byte) error {
	*m = appendMessage{}
	if event, ok := readProposedOnly(b); ok {
		m.event = event
		return nil
	}
	var generated streams.AppendReq // whatever is not the plain form that clients send
	if err := proto.Unmarshal(b, &generated); err != nil {
		return fmt.Errorf("read an append: %w", err)
	}
	m.options = generated.GetOptions()
	if p := generated.GetProposedMessage(); p != nil {
		m.event = proposedFrom(p)
	}
	return nil
}

// readProposedOnly reads a message that consists of one proposed event, and returns false for everything else: the
// options, unknown fields, a field that comes twice, damage.
func readProposedOnly(b []byte) (*proposedEvent, bool) {
	number, kind, n := protowire.ConsumeTag(b)
	if n < 0 || number != appendProposed || kind != protowire.BytesType {
		return nil, false
	}
	b = b[n:]
	inner, n := protowire.ConsumeBytes(b)
	if n != len(b) {
		return nil, false
	}
	e := &proposedEvent{}
	if err := e.read(inner); err != nil {
		return nil, false
	}
	return e, true
}

// errUnusual says that the generated code has to read a message.
var errUnusual = errors.New("not the plain form")

func (e *proposedEvent) read(b []byte) error {
	var data, metadata []byte
	seen := [proposedData + 1]bool{}
	err := eachField(b, func(number protowire.Number, value []byte) error {
		if number > proposedData || number != proposedMetadata && seen[number] {
			return errUnusual
		}
		seen[number] = true
		switch number {
		case proposedID:
			return e.readID(value)
		case proposedMetadata:
			return e.readEntry(value)
		case proposedCustom:
			metadata = value
		default: // proposedData
			data = value
		}
		return nil
	})
	if err != nil {
		return err
	}
	own := make([]byte, 0, len(data)+len(metadata)) // the message's buffer is used again
	own = append(append(own, data...), metadata...)
	e.data, e.metadata = own[:len(data):len(data)], own[len(data):]
	return nil
}

func (e *proposedEvent) readID(b []byte) error {
	number, kind, n := protowire.ConsumeTag(b)
	if n < 0 || kind != protowire.BytesType {
		return errUnusual
	}
	value, m := protowire.ConsumeBytes(b[n:])
	if m < 0 || n+m != len(b) {
		return errUnusual
	}
	switch number {
	case uuidFieldText:
		id, err := uuid.ParseBytes(value)
		if err != nil {
			return errUnusual
		}
		e.id = id
		return nil
	case uuidFieldStructured:
		return e.readHalves(value)
	default:
		return errUnusual
	}
}

func (e *proposedEvent) readHalves(b []byte) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 || kind != protowire.VarintType {
			return errUnusual
		}
		b = b[n:]
		half, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return errUnusual
		}
		b = b[n:]
		switch number {
		case structuredMost:
			binary.BigEndian.PutUint64(e.id[:8], half)
		case structuredLeast:
			binary.BigEndian.PutUint64(e.id[8:], half)
		default:
			return errUnusual
		}
	}
	return nil
}

// readEntry reads one entry of the metadata map. Keys that mean nothing here are passed over.
func (e *proposedEvent) readEntry(b []byte) error {
	var key, value []byte
	err := eachField(b, func(number protowire.Number, v []byte) error {
		switch number {
		case entryKey:
			key = v
		case entryValue:
			value = v
		default:
			return errUnusual
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch string(key) {
	case metadataType:
		e.typ, e.hasType = string(value), true
	case metadataContentType:
		e.hasContentType = true
		e.contentType = contentTypeOctetStream
		if string(value) == contentTypeJSON {
			e.contentType = contentTypeJSON
		}
	}
	return nil
}

// eachField yields the fields of a message that has only length-delimited ones.
func eachField(b []byte, yield func(number protowire.Number, value []byte) error) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 || kind != protowire.BytesType {
			return errUnusual
		}
		b = b[n:]
		value, n := protowire.ConsumeBytes(b)
		if n < 0 {
			return errUnusual
		}
		b = b[n:]
		if err := yield(number, value); err != nil {
			return err
		}
	}
	return nil
}
