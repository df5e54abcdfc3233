package eventstore

import (
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/google/uuid"
)

// linkType is the type of events that point to another event.
const linkType = "$>"

// resolved is an event as a reader gets it: the event itself, or a link and what it points to (nil when that is gone).
type resolved struct {
	event, link *record
}

// original is the record that was read: the link, if there is one.
func (r resolved) original() *record {
	if r.link != nil {
		return r.link
	}
	return r.event
}

func contentType(isJSON bool) string {
	if isJSON {
		return contentTypeJSON
	}
	return contentTypeOctetStream
}

// uuidForm is how event ids are written in answers; the reader chooses.
type uuidForm int

const (
	uuidStructured uuidForm = iota // two int64 halves, big-endian
	uuidText
)

func (f uuidForm) encode(id uuid.UUID) *shared.UUID {
	if f == uuidText {
		return &shared.UUID{Value: &shared.UUID_String_{String_: id.String()}}
	}
	most, least := halves(id)
	return &shared.UUID{Value: &shared.UUID_Structured_{
		Structured: &shared.UUID_Structured{MostSignificantBits: most, LeastSignificantBits: least},
	}}
}

// halves are the big-endian halves of the 16 bytes, as the protocol's structured form wants them.
func halves(id uuid.UUID) (most, least int64) {
	for i := range 8 {
		most = most<<8 | int64(id[i])
		least = least<<8 | int64(id[8+i])
	}
	return most, least
}

// unsigned is how revisions and positions travel. They are never negative here.
func unsigned(n int64) uint64 {
	return uint64(max(n, 0))
}

// signed is a revision or position of a request. What lies beyond the largest of ours is as good as the largest.
func signed(n uint64) int64 {
	return int64(min(n, uint64(tombstoneRevision)))
}
