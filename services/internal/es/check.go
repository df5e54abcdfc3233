package es

import (
	"errors"
	"fmt"

	"github.com/google/uuid"
)

// MaxAppend is how much one append may hold, in bytes of data, metadata and twice the type of all its events. It is the
// default limit of an EventStoreDB server.
const MaxAppend = 1 << 20

// CheckAppend refuses what no store should be asked to append: a stream of the store itself, no events, an event without id
// or type, a negative revision other than NoStream, more than MaxAppend (ErrTooLarge). Implementations of Store call it first.
func CheckAppend(stream string, expected int64, events []Pending) error {
	if stream == "" || IsSystem(stream, "") {
		return fmt.Errorf("append to %q: not a stream of ours", stream)
	}
	if expected < NoStream {
		return fmt.Errorf("append to %s: revision %d is neither exact nor NoStream", stream, expected)
	}
	if len(events) == 0 {
		return errors.New("append to " + stream + ": no events")
	}
	size := 0
	for _, e := range events {
		if e.ID == uuid.Nil {
			return fmt.Errorf("append to %s: an event of type %q has no id, so that a retry would store it twice", stream, e.Type)
		}
		if e.Type == "" || IsSystem(stream, e.Type) {
			return fmt.Errorf("append to %s: event type %q", stream, e.Type)
		}
		size += len(e.Data) + len(e.Metadata) + 2*len(e.Type)
	}
	if size > MaxAppend {
		return fmt.Errorf("append %d bytes to %s: %w", size, stream, ErrTooLarge)
	}
	return nil
}
