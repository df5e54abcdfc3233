package bus

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// Feed is all facts of one service, in log order. The relay and the service's ListFacts use the same Feed, so that both roads
// carry the same facts.
type Feed struct {
	// Name is the second token of every subject, and names the channel: "intake".
	Name string
	// Filter restricts which events are looked at: those of the service's own streams.
	Filter es.Filter
	// Translate makes a fact of a stored event, or says false when the event is not public. Subject and Data must be set; ID,
	// Position, Traceparent and Recorded are filled from the record. It must give the same fact for the same record. An error
	// stops the feed until it goes away: leaving the fact out would lose it for good.
	Translate func(es.Record) (Fact, bool, error)
}

// Fact translates one record. previous is the position of the fact before it.
func (f Feed) Fact(rec es.Record, previous es.Position) (Fact, bool, error) {
	fact, ok, err := f.Translate(rec)
	if err != nil {
		return Fact{}, false, fmt.Errorf("translate %s at %s: %w", rec.Type, rec.Position, err)
	}
	if !ok {
		return Fact{}, false, nil
	}
	if !strings.HasPrefix(fact.Subject, Subject(f.Name)+".") {
		return Fact{}, false, fmt.Errorf("translate %s at %s: subject %q is not below %q", rec.Type, rec.Position, fact.Subject, Subject(f.Name))
	}
	if _, err := Tokens(fact.Subject); err != nil {
		return Fact{}, false, fmt.Errorf("translate %s at %s: %w", rec.Type, rec.Position, err)
	}
	fact.ID, fact.Position, fact.Previous, fact.Recorded = rec.ID, rec.Position, previous, rec.Created
	if fact.Traceparent == "" {
		fact.Traceparent = traceparent(rec.Metadata)
	}
	return fact, true, nil
}

// Replay yields the facts after a position (exclusive) as of the call, read from the store, and at the end a bare checkpoint:
// the second road. The first fact's Previous is the position that was asked for.
func (f Feed) Replay(ctx context.Context, store es.Store, after es.Position) iter.Seq2[Fact, error] {
	return func(yield func(Fact, error) bool) {
		previous, seen := after, after
		for rec, err := range store.ReadAll(ctx, after) {
			if err != nil {
				yield(Fact{}, fmt.Errorf("read facts after %s: %w", seen, err))
				return
			}
			if seen = rec.Position; !f.Filter.Passes(rec.Stream, rec.Type) {
				continue
			}
			fact, ok, err := f.Fact(rec, previous)
			if err != nil {
				yield(Fact{}, err)
				return
			}
			if !ok {
				continue
			}
			if !yield(fact, nil) {
				return
			}
			previous = fact.Position
		}
		if previous.Before(seen) {
			yield(Fact{ID: uuid.Nil, Position: seen}, nil)
		}
	}
}

// traceparent reads one member of the metadata. Metadata that is not JSON has none: a trace is never worth a fact.
func traceparent(metadata []byte) string {
	var m struct {
		Traceparent string `json:"traceparent"`
	}
	if json.Unmarshal(metadata, &m) != nil {
		return ""
	}
	return m.Traceparent
}
