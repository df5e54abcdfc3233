package es

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// MetaSchema is the version of the metadata that this program writes.
const MetaSchema = 1

// TimeFormat is how times are written into metadata: RFC 3339, UTC, always six digits of microseconds.
const TimeFormat = "2006-01-02T15:04:05.000000Z"

// Meta is the metadata of every stored event. The names of its fields are frozen: auditors read them. New fields may be
// added, always optional, for the log cannot be written again.
type Meta struct {
	Schema        int       `json:"schema"`
	Actor         string    `json:"actor"`                // who acted, the subject of the token
	Unit          string    `json:"unit,omitempty"`       // the unit the actor acted for
	OnBehalfOf    string    `json:"onBehalfOf,omitempty"` // the actor who was stood in for
	Command       uuid.UUID `json:"command"`              // made by the client, one per intention
	CommandDigest string    `json:"commandDigest"`        // of the command's content: the same id with another content is refused
	Correlation   uuid.UUID `json:"$correlationId"`       // the story that this is a step of
	Causation     uuid.UUID `json:"$causationId"`         // what directly caused it: a command or an event
	Traceparent   string    `json:"traceparent,omitempty"`
	OccurredAt    time.Time `json:"occurredAt"`       // claimed by the actor
	RecordedAt    time.Time `json:"recordedAt"`       // set by the service that appended
	Reason        string    `json:"reason,omitempty"` // a stable code; free text is a personal.Field of the event
	Late          bool      `json:"late,omitzero"`    // entered after the fact
	Key           uuid.UUID `json:"key,omitzero"`     // data key of the sealed fields in the vault
	Prev          string    `json:"prev"`             // Hash of the previous event of the stream, NoPrev for the first
}

// Append writes the metadata as JSON: every time the same bytes for the same Meta.
func (m Meta) Append(b []byte) ([]byte, error) {
	w := metaWriter{b: append(b, '{')}
	w.name("schema")
	w.b = fmt.Appendf(w.b, "%d", m.Schema)
	w.text("actor", m.Actor)
	w.optional("unit", m.Unit)
	w.optional("onBehalfOf", m.OnBehalfOf)
	w.id("command", m.Command)
	w.text("commandDigest", m.CommandDigest)
	w.id("$correlationId", m.Correlation)
	w.id("$causationId", m.Causation)
	w.optional("traceparent", m.Traceparent)
	w.time("occurredAt", m.OccurredAt)
	w.time("recordedAt", m.RecordedAt)
	w.optional("reason", m.Reason)
	if m.Late {
		w.name("late")
		w.b = append(w.b, "true"...)
	}
	if m.Key != uuid.Nil {
		w.id("key", m.Key)
	}
	w.text("prev", m.Prev)
	if w.err != nil {
		return nil, fmt.Errorf("encode metadata: %w", w.err)
	}
	return append(w.b, '}'), nil
}

// MarshalJSON is Append.
func (m Meta) MarshalJSON() ([]byte, error) { return m.Append(make([]byte, 0, 640)) }

// ParseMeta reads what Append wrote. Fields of later versions are ignored.
func ParseMeta(metadata []byte) (Meta, error) {
	var m Meta
	if err := json.Unmarshal(metadata, &m); err != nil {
		return Meta{}, fmt.Errorf("decode metadata: %w", err)
	}
	if m.Schema < 1 {
		return Meta{}, errors.New("decode metadata: schema is missing: not an event of ours")
	}
	m.OccurredAt, m.RecordedAt = m.OccurredAt.UTC(), m.RecordedAt.UTC()
	return m, nil
}

// metaWriter writes members of one JSON object. It exists because metadata is written with every event: reflection would
// cost more than all of hashing.
type metaWriter struct {
	b   []byte
	err error
}

func (w *metaWriter) name(name string) {
	if w.b[len(w.b)-1] != '{' {
		w.b = append(w.b, ',')
	}
	w.b = append(w.b, '"')
	w.b = append(w.b, name...) // the names need no escaping
	w.b = append(w.b, '"', ':')
}

func (w *metaWriter) text(name, value string) {
	w.name(name)
	b, err := jsontext.AppendQuote(w.b, value)
	if err != nil {
		w.err = errors.Join(w.err, fmt.Errorf("%s: %w", name, err))
		return
	}
	w.b = b
}

func (w *metaWriter) optional(name, value string) {
	if value != "" {
		w.text(name, value)
	}
}

func (w *metaWriter) id(name string, id uuid.UUID) {
	w.name(name)
	var text [36]byte
	encodeUUID(&text, id)
	w.b = append(w.b, '"')
	w.b = append(w.b, text[:]...)
	w.b = append(w.b, '"')
}

func (w *metaWriter) time(name string, t time.Time) {
	w.name(name)
	w.b = append(w.b, '"')
	w.b = t.UTC().AppendFormat(w.b, TimeFormat)
	w.b = append(w.b, '"')
}

// encodeUUID writes the text form without an allocation.
func encodeUUID(dst *[36]byte, id uuid.UUID) {
	const hex = "0123456789abcdef"
	j := 0
	for i, c := range id {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			dst[j] = '-'
			j++
		}
		dst[j], dst[j+1] = hex[c>>4], hex[c&15]
		j += 2
	}
}
