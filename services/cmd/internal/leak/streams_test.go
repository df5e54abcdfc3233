package leak

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/bus/busnats"
)

// TestAStreamThatLosesMessagesIsReadToItsEnd: a scan waited for messages that had grown too old since they were counted, for ever.
func TestAStreamThatLosesMessagesIsReadToItsEnd(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	s, err := busnats.Embedded(busnats.Config{Dir: t.TempDir(), Services: []busnats.Service{{Name: operator, Operator: true}}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	c, err := busnats.Connect(busnats.Options{Server: s, User: operator})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Await(ctx); err != nil {
		t.Fatal(err)
	}
	js := c.JetStream()
	kept, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "KEPT", Subjects: []string{"kept.>"}})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 10 {
		if _, err := js.Publish(ctx, "kept."+strconv.Itoa(n), []byte("1009000000"+strconv.Itoa(n))); err != nil {
			t.Fatal(err)
		}
	}
	info, err := kept.Info(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []uint64{1, 2, 7} {
		if err := kept.DeleteMsg(ctx, gone); err != nil {
			t.Fatal(err)
		}
	}
	f, err := New([]string{"10090000000", "10090000009"}) // of the first message, which is gone, and of the last
	if err != nil {
		t.Fatal(err)
	}
	r := NewReport()
	if err := stream(ctx, f, js, info, r); err != nil {
		t.Fatal(err)
	}
	if hits, n := r.Hits(), r.Of(KindStreams); n.Items != 7 || len(hits) != 1 || hits[0].Text != 1 {
		t.Errorf("%v in %+v", hits, n)
	}
}
