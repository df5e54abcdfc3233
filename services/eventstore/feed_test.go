package eventstore

import (
	"errors"
	"testing"
)

func batchFrom(first int64, n int, stream string) []record {
	batch := make([]record, n)
	for i := range batch {
		batch[i] = record{position: first + int64(i), stream: stream, data: make([]byte, 100)}
	}
	return batch
}

func TestFeedKeepsTheNewestEventsWithinItsBytes(t *testing.T) {
	t.Parallel()
	sample := batchFrom(1, 1, "s")
	f := newFeed(3000 * sample[0].size())
	f.reset(0)
	for p := int64(1); p <= 5000; p += 50 {
		f.publish(batchFrom(p, 50, "s"))
	}
	if f.head() != 5000 {
		t.Fatalf("head is %d", f.head())
	}
	if _, ok := f.slice(2000, 5000, 10); ok {
		t.Error("a forgotten event is there")
	}
	page, ok := f.slice(2001, 5000, 1<<20)
	if !ok || len(page) != 3000 {
		t.Fatalf("got %d events, %t", len(page), ok)
	}
	for i, e := range page {
		if e.position != int64(2001+i) {
			t.Fatalf("event %d has position %d", i, e.position)
		}
	}
	if page, ok := f.slice(4990, 4995, 3); !ok || len(page) != 3 || page[2].position != 4992 {
		t.Errorf("bounded slice: %d events, %t", len(page), ok)
	}
}

func TestFeedWithABatchLargerThanItself(t *testing.T) {
	t.Parallel()
	f := newFeed(10)
	f.reset(7)
	f.publish(batchFrom(8, 3, "s"))
	if _, ok := f.slice(8, 10, 10); ok || f.head() != 10 {
		t.Errorf("head %d, in the ring: %t", f.head(), ok)
	}
}

func TestFeedKeepsNoReferenceToTheBatch(t *testing.T) {
	t.Parallel()
	f := newFeed(1 << 20)
	f.reset(0)
	batch := batchFrom(1, 1, "s")
	f.publish(batch)
	batch[0].stream = "reused"
	if page, ok := f.slice(1, 1, 1); !ok || page[0].stream != "s" {
		t.Error("the ring changed with the writer's batch")
	}
}

func TestFeedEndsAnOwnership(t *testing.T) {
	t.Parallel()
	f := newFeed(1 << 20)
	if f.current().err == nil || f.current().over() == nil {
		t.Error("a new feed serves")
	}
	f.reset(5)
	first := f.current()
	if first.err != nil || first.over() != nil || first.head != 5 {
		t.Errorf("after reset: %+v", first)
	}
	f.suspend(errors.New("lost"))
	f.suspend(errors.New("lost again"))
	select {
	case <-first.wake:
	default:
		t.Error("waiters are not woken")
	}
	if first.over() == nil || f.current().err == nil {
		t.Error("the ownership goes on")
	}
	f.publish(batchFrom(6, 1, "s")) // what was under way
	if f.current().err == nil {
		t.Error("publishing resumed service")
	}
	f.reset(6)
	if second := f.current(); second.err != nil || second.ended == first.ended || second.head != 6 {
		t.Errorf("after the second reset: %+v", second)
	}
	if _, ok := f.slice(6, 6, 1); ok {
		t.Error("the ring survived the reset")
	}
}

func TestWatchWakesForItsStreamOnly(t *testing.T) {
	t.Parallel()
	f := newFeed(1 << 20)
	f.reset(0)
	w, state := f.watch("mine")
	if state.head != 0 {
		t.Errorf("registered at %d", state.head)
	}
	f.publish(batchFrom(1, 3, "other"))
	select {
	case <-w.wake:
		t.Error("woken by another stream")
	default:
	}
	f.publish(batchFrom(4, 2, "mine"))
	f.publish(batchFrom(6, 2, "mine"))
	<-w.wake
	if first, state := f.take(w); first != 4 || state.head != 7 {
		t.Errorf("first is %d at head %d", first, state.head)
	}
	if first, _ := f.take(w); first != 0 {
		t.Errorf("taken twice: %d", first)
	}
	f.unwatch(w)
	if len(f.watches) != 0 {
		t.Error("a watch is left")
	}
}
