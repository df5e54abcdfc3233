package intake

import (
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
)

// category is the first part of the names of the streams: dispute-<uuid>.
const category = "dispute"

// streams passes the events of intake and nothing else.
func streams() es.Filter { return es.Filter{Streams: []string{category + "-"}} }

// The frozen names of stored events. They are never changed and never reused.
const (
	registeredV1 = "dispute-registered-v1"
	withdrawnV1  = "dispute-withdrawn-v1"
)

// Codec reads and writes the stored form of dispute events.
func Codec() (*es.Codec[dispute.Event], error) {
	return es.NewCodec[dispute.Event](
		es.Named[*dispute.RegisteredV1](registeredV1),
		es.Named[*dispute.WithdrawnV1](withdrawnV1),
	)
}
