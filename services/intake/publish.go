package intake

import (
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

// translate makes the public fact of a stored event. Events that have no public form yet are left out: a newer release that
// writes them may run beside this one.
func translate(codec *es.Codec[dispute.Event], rec es.Record) (bus.Fact, bool, error) {
	if rec.Type != registeredV1 && rec.Type != withdrawnV1 {
		return bus.Fact{}, false, nil
	}
	e, err := codec.Decode(rec.Type, rec.Data)
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
	var what string
	switch e := e.(type) {
	case *dispute.RegisteredV1:
		what, fact.What = "registered", &intakev1.Fact_DisputeRegistered{DisputeRegistered: registeredFact(e)}
	case *dispute.WithdrawnV1:
		what, fact.What = "withdrawn", &intakev1.Fact_DisputeWithdrawn{DisputeWithdrawn: withdrawnFact(e)}
	default: // left out above
	}
	data, err := proto.MarshalOptions{Deterministic: true}.Marshal(fact)
	if err != nil {
		return bus.Fact{}, false, fmt.Errorf("marshal the fact of %s: %w", rec.ID, err)
	}
	return bus.Fact{Subject: bus.Subject("intake", "dispute", what), Data: data, Traceparent: meta.Traceparent}, true, nil
}

func disputeOf(stream string) string { return strings.TrimPrefix(stream, category+"-") }

func registeredFact(e *dispute.RegisteredV1) *intakev1.DisputeRegistered {
	f := &intakev1.DisputeRegistered{
		Codes:      e.Codes,
		Category:   e.Category,
		Channel:    e.Channel,
		Unit:       string(e.Unit),
		Area:       string(e.Area),
		Scale:      e.Scale,
		Involved:   uint32(e.Involved), //nolint:gosec // G115: the rules bound it
		AroseOn:    e.AroseOn,
		LateReason: e.LateReason,
	}
	if r := e.Referral; r != nil {
		f.Referral = &intakev1.Referral{ReferrerKind: r.Kind, ReturnBy: r.ReturnBy}
	}
	return f
}

func withdrawnFact(e *dispute.WithdrawnV1) *intakev1.DisputeWithdrawn {
	return &intakev1.DisputeWithdrawn{
		Codes: e.Codes, Reason: e.Reason, Unit: string(e.Unit), Category: e.Category, LateReason: e.LateReason,
	}
}
