package leak

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus/busnats"
)

// KindStreams is the kind of Streams. The items are messages.
const KindStreams = "streams"

// operator is the user that reads all streams.
const operator = "scan"

// Streams looks at every message of every stream that a stopped NATS server has left in dir, which is opened without a port.
func Streams(ctx context.Context, f *Finder, dir string, to *Report) error {
	server, err := busnats.Embedded(busnats.Config{Dir: dir, Services: []busnats.Service{{Name: operator, Operator: true}}}) //nolint:contextcheck,nolintlint // it is stopped below; the linter finds this only in some runs
	if err != nil {
		return err
	}
	defer server.Stop()
	conn, err := busnats.Connect(busnats.Options{Server: server, User: operator, Name: "anjie vault scan"}) //nolint:contextcheck,nolintlint // closed below
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.Await(ctx); err != nil {
		return err
	}
	js := conn.JetStream()
	var all []*jetstream.StreamInfo
	list := js.ListStreams(ctx) // which has a few seconds from its beginning to its end, so that nothing else is done meanwhile
	for info := range list.Info() {
		all = append(all, info)
	}
	if err := list.Err(); err != nil {
		return fmt.Errorf("list the streams: %w", err)
	}
	for _, info := range all {
		if err := stream(ctx, f, js, info, to); err != nil {
			return fmt.Errorf("scan stream %s: %w", info.Config.Name, err)
		}
	}
	return nil
}

// patience is how long a message may take to come.
const patience = 30 * time.Second

// stream looks at all messages of one stream. Those that grow too old while it looks are gone: it ends where the stream ends, not when it
// has seen as many as there were.
func stream(ctx context.Context, f *Finder, js jetstream.JetStream, info *jetstream.StreamInfo, to *Report) error {
	s, messages := f.Search(), int64(0)
	_, _ = io.WriteString(s, info.Config.Name+"\n"+info.Config.Description+"\n") // never fails
	s.Break()
	if info.State.Msgs > 0 {
		consumer, err := js.OrderedConsumer(ctx, info.Config.Name, jetstream.OrderedConsumerConfig{DeliverPolicy: jetstream.DeliverAllPolicy})
		if err != nil {
			return err
		}
		it, err := consumer.Messages(jetstream.PullMaxMessages(5000))
		if err != nil {
			return err
		}
		defer it.Stop()
		for more := true; more; messages++ {
			if more, err = next(ctx, it, s); err != nil {
				return fmt.Errorf("after %d of %d messages: %w", messages, info.State.Msgs, err)
			}
		}
	}
	to.add(KindStreams, "nats:"+info.Config.Name, messages, s)
	return nil
}

// next looks at the next message and reports whether there are more.
func next(ctx context.Context, it jetstream.MessagesContext, s *Search) (more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	m, err := it.Next(jetstream.NextContext(ctx))
	if err != nil {
		return false, err
	}
	message(s, m)
	at, err := m.Metadata()
	if err != nil {
		return false, err
	}
	return at.NumPending > 0, nil
}

// message looks at what a message says: its subject, its headers, its data.
func message(s *Search, m jetstream.Msg) {
	_, _ = io.WriteString(s, m.Subject()) // never fails, here and below
	s.Break()
	for name, values := range m.Headers() {
		_, _ = io.WriteString(s, name)
		s.Break()
		for _, value := range values {
			_, _ = io.WriteString(s, value)
			s.Break()
		}
	}
	_, _ = s.Write(m.Data())
	s.Break()
}
