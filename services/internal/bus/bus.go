// Package bus carries facts from the service that owns them to everybody who wants to know.
//
// A fact is the public form of one stored event. It travels on two roads with the same content: a channel (NATS JetStream,
// package busnats) pushes it, and the owner serves it again from the event store. Only the second road is the record. The
// channel may delay, repeat, reorder or lose anything, its whole disk included: every fact says where it stands in the log
// and where the fact before it stands, so that a Consumer sees a hole without counting and fills it by the second road.
//
// A Feed is all facts of one service in log order. Its Relay follows the event store and writes them into the channel; it is
// the only publisher, so nothing is ever published that was not stored. A Consumer hands the facts of a feed to a service,
// each once and in order, on the condition that the service saves the position in the transaction of the effect (package
// buspg does that).
//
// What the package does not do: it holds no lease (run a Relay or a Consumer under pg.Hold) and knows no fact's meaning.
package bus

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// Names of the headers that a fact has in the channel. They never change: departments read them.
const (
	HeaderID          = "Nats-Msg-Id"             // the event id; the channel drops what it saw in the last two minutes
	HeaderPosition    = "Anjie-Position"          // es.Position.String
	HeaderPrevious    = "Anjie-Previous-Position" // of the fact before it in the same feed, "0" for the first one
	HeaderRecorded    = "Anjie-Recorded"          // RFC 3339 with nanoseconds, when the store took the event; left out when unknown
	HeaderTraceparent = "traceparent"             // W3C trace context of the command that caused the event
)

// Fact is the public form of one stored event.
//
// A Fact without an ID is a bare checkpoint, which only Backfill yields: no fact is left up to its Position.
type Fact struct {
	ID          uuid.UUID   // of the event
	Subject     string      // built by Subject: "anjie.<feed>.…"
	Position    es.Position // of the event
	Previous    es.Position // of the fact before it in the same feed; zero for the first
	Data        []byte      // the public message, protobuf
	Traceparent string      // of the event; empty when it had none
	Recorded    time.Time   // when the store took the event; informative
}

// Tail is the end of a feed as it really is in the channel.
type Tail struct {
	Position es.Position // of the last fact that is there; zero when there is none
	Sequence uint64      // the channel's own number of the last entry; the fence of Publish
}

// Errors of a channel; match with errors.Is.
var (
	// ErrMoved: the channel does not end where the caller believed. Somebody else has published, or it lost its contents.
	ErrMoved = errors.New("bus: the channel ends elsewhere")
	// ErrTooLarge: the channel will never take this fact. It can still be had by the second road.
	ErrTooLarge = errors.New("bus: the fact is larger than the channel takes")
)

// Publisher writes one feed into the channel. It is for one goroutine at a time.
type Publisher interface {
	// Tail says where the feed ends in the channel, which is created when it does not exist.
	Tail(ctx context.Context) (Tail, error)
	// Publish appends the facts in order, provided that the channel ends at tail. It returns how many of them, counted from
	// the front, the channel has acknowledged, and the tail after those. With an error the fate of the others is not known,
	// except with ErrMoved and ErrTooLarge: then the fact after the acknowledged ones was refused. Facts that
	// the channel remembers by their ID count as acknowledged and are not stored again.
	Publish(ctx context.Context, tail Tail, facts []Fact) (int, Tail, error)
}

// Subscriber reads one feed from the channel. It is safe for concurrent use.
type Subscriber interface {
	// Subscribe yields what the channel has after the position, then what comes, until ctx ends or the channel fails, which is
	// the last pair's error. Facts may be missing, repeated or out of order, and some may not be after the position.
	Subscribe(ctx context.Context, after es.Position) iter.Seq2[Fact, error]
}

// Backfill is the second road: it yields all facts of the feed after the position (exclusive), in order, as of the call, and
// may yield bare checkpoints, which save the next call a search. Services serve it as ListFacts, from Feed.Replay.
type Backfill func(ctx context.Context, after es.Position) iter.Seq2[Fact, error]
