package busnats

import (
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
)

// message is the form of a fact in the channel.
func message(f bus.Fact) *nats.Msg {
	m := nats.NewMsg(f.Subject)
	m.Data = f.Data
	m.Header.Set(bus.HeaderID, f.ID.String())
	m.Header.Set(bus.HeaderPosition, f.Position.String())
	m.Header.Set(bus.HeaderPrevious, f.Previous.String())
	if !f.Recorded.IsZero() {
		m.Header.Set(bus.HeaderRecorded, f.Recorded.UTC().Format(time.RFC3339Nano))
	}
	if f.Traceparent != "" {
		m.Header.Set(bus.HeaderTraceparent, f.Traceparent)
	}
	return m
}

// fact reads what message wrote. A message that is none of ours is an error.
func fact(subject string, header nats.Header, data []byte) (bus.Fact, error) {
	f := bus.Fact{Subject: subject, Data: data, Traceparent: header.Get(bus.HeaderTraceparent)}
	var err error
	if f.ID, err = uuid.Parse(header.Get(bus.HeaderID)); err != nil {
		return bus.Fact{}, fmt.Errorf("header %s: %w", bus.HeaderID, err)
	}
	if f.Position, err = es.ParsePosition(header.Get(bus.HeaderPosition)); err != nil {
		return bus.Fact{}, fmt.Errorf("header %s: %w", bus.HeaderPosition, err)
	}
	if f.Previous, err = es.ParsePosition(header.Get(bus.HeaderPrevious)); err != nil {
		return bus.Fact{}, fmt.Errorf("header %s: %w", bus.HeaderPrevious, err)
	}
	if v := header.Get(bus.HeaderRecorded); v != "" {
		if f.Recorded, err = time.Parse(time.RFC3339Nano, v); err != nil {
			return bus.Fact{}, fmt.Errorf("header %s: %w", bus.HeaderRecorded, err)
		}
	}
	return f, nil
}
