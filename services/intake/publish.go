package intake

import (
	"errors"
	"fmt"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/request"
)

// Feed is intake's public facts, for the relay to NATS and for ListFacts alike.
func Feed() (bus.Feed, error) {
	codec, err := Codec()
	if err != nil {
		return bus.Feed{}, err
	}
	return bus.Feed{
		Name:   "intake",
		Filter: streams(),
		Translate: func(rec es.Record) (bus.Fact, bool, error) {
			return translate(codec, rec)
		},
	}, nil
}

// translate makes the public fact of a stored event. Events that this release does not know are left out: a newer one that
// writes them may run beside it.
func translate(codec *es.Codec[dispute.Event], rec es.Record) (bus.Fact, bool, error) {
	e, err := codec.Decode(rec.Type, rec.Data)
	if errors.Is(err, es.ErrUnknownEvent) {
		return bus.Fact{}, false, nil
	}
	if err != nil {
		return bus.Fact{}, false, err
	}
	meta, err := es.ParseMeta(rec.Metadata)
	if err != nil {
		return bus.Fact{}, false, err
	}
	fact := &intakev1.Fact{
		Id:          rec.ID.String(),
		Position:    request.Position(rec.Position),
		OccurredAt:  timestamppb.New(meta.OccurredAt),
		RecordedAt:  timestamppb.New(meta.RecordedAt),
		Traceparent: meta.Traceparent,
		DisputeId:   disputeOf(rec.Stream),
	}
	if err := factPlaces.put(fact, what(e)); err != nil {
		return bus.Fact{}, false, err
	}
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(fact)
	if err != nil {
		return bus.Fact{}, false, fmt.Errorf("marshal the fact of %s: %w", rec.ID, err)
	}
	return bus.Fact{Subject: bus.Subject("intake", "dispute", kindOf(rec.Type)), Data: data, Traceparent: meta.Traceparent}, true, nil
}

func disputeOf(stream string) string { return strings.TrimPrefix(stream, category+"-") }
