package es_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"anjie.internal/services/internal/es"
)

// sink is something durable: events and position change together.
type sink struct {
	mu      sync.Mutex
	at      es.Position
	seen    []es.Record
	batches []int
	bare    int
	changed chan struct{}
	// fail may refuse a batch; stored says whether it takes effect all the same.
	fail func(call int) (stored bool, err error)
	call int
}

func newSink() *sink { return &sink{changed: make(chan struct{})} }

func (s *sink) load(context.Context) (es.Position, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.at, nil
}

func (s *sink) apply(_ context.Context, batch []es.Record, settled es.Position) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.call++
	stored, err := true, error(nil)
	if s.fail != nil {
		stored, err = s.fail(s.call)
	}
	if stored {
		if !s.at.Before(settled) {
			return fmt.Errorf("position %s after %s", settled, s.at)
		}
		s.seen = append(s.seen, batch...)
		s.at = settled
		if len(batch) == 0 {
			s.bare++
		} else {
			s.batches = append(s.batches, len(batch))
		}
		close(s.changed)
		s.changed = make(chan struct{})
	}
	return err
}

// wait returns when done holds for the sink.
func (s *sink) wait(t *testing.T, what string, done func() bool) {
	t.Helper()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for {
		s.mu.Lock()
		ok, changed := done(), s.changed
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-limit.C:
			t.Fatalf("%s: waited in vain; at %s with %d events", what, s.at, len(s.seen))
		}
	}
}

// once checks that the sink has seen exactly the events of the log that pass, in order.
func (s *sink) once(t *testing.T, store es.Store, f es.Filter) {
	t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	i := 0
	for r, err := range store.ReadAll(t.Context(), es.Position{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !f.Passes(r.Stream, r.Type) {
			continue
		}
		if i >= len(s.seen) || s.seen[i].ID != r.ID {
			t.Fatalf("event %d of %d is not that at %s", i, len(s.seen), r.Position)
		}
		i++
	}
	if i != len(s.seen) {
		t.Fatalf("%d events seen, %d exist", len(s.seen), i)
	}
}

// run starts a follower and returns what stops it and waits.
func run(t *testing.T, c es.FollowerConfig) (*es.Follower, func()) {
	t.Helper()
	if c.Name == "" {
		c.Name = "view_test"
	}
	if c.Now == nil {
		c.Now = ticking()
	}
	c.RetryMin, c.RetryMax = time.Millisecond, 5*time.Millisecond
	f, err := es.NewFollower(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- f.Run(ctx) }()
	stop := func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("ended with %v", err)
		}
	}
	return f, stop
}

func fill(t *testing.T, store es.Store, stream string, from, n int) {
	t.Helper()
	for i := range n {
		p := es.Pending{ID: uuid.New(), Type: "a-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)}
		if _, err := store.Append(t.Context(), stream, int64(from+i-1), []es.Pending{p}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFollowerCatchesUpInBatchesThenFollowsAtOnce(t *testing.T) {
	store, s := newStore(), newSink()
	fill(t, store, "dispute-1", 0, 1050)
	f, stop := run(t, es.FollowerConfig{Store: store, Load: s.load, Apply: s.apply, Batch: 100, Wait: time.Hour})
	defer stop()
	caughtUp(t, f)
	s.mu.Lock()
	if len(s.seen) != 1050 || len(s.batches) > 12 || s.batches[0] != 100 {
		t.Errorf("%d events in batches %v when caught up", len(s.seen), s.batches)
	}
	s.mu.Unlock()
	if lag := f.Lag(); !lag.CaughtUp || lag.Behind != 0 || lag.Pending != 0 || lag.Position != s.at {
		t.Errorf("lag %+v", lag)
	}
	for i := range 3 { // Wait is an hour: nothing waits when caught up
		fill(t, store, "dispute-1", 1050+i, 1)
		s.wait(t, "a new event", func() bool { return len(s.seen) == 1051+i })
	}
	s.once(t, store, es.Filter{})
}

func TestFollowerGathersWhileItApplies(t *testing.T) {
	store, s := newStore(), newSink()
	gate, reached := make(chan struct{}), make(chan struct{}, 100)
	f, stop := run(t, es.FollowerConfig{Store: store, Load: s.load, Batch: 50, Apply: func(ctx context.Context, b []es.Record, p es.Position) error {
		reached <- struct{}{}
		<-gate
		return s.apply(ctx, b, p)
	}})
	defer stop()
	caughtUp(t, f)
	fill(t, store, "dispute-1", 0, 1)
	<-reached
	fill(t, store, "dispute-1", 1, 40) // while the first is applied
	if lag := f.Lag(); lag.CaughtUp || lag.Pending == 0 || lag.Behind <= 0 {
		t.Errorf("lag while behind: %+v", lag)
	}
	pending(t, f, 41)
	close(gate)
	s.wait(t, "all", func() bool { return len(s.seen) == 41 })
	if len(s.batches) != 2 {
		t.Errorf("batches %v, want what gathered in one", s.batches)
	}
}

// pending waits until the follower has so many events to apply.
func pending(t *testing.T, f *es.Follower, n int) {
	t.Helper()
	lagging(t, f, func(l es.Lag) bool { return l.Pending == n })
}

// caughtUp waits until everything that exists has been applied.
func caughtUp(t *testing.T, f *es.Follower) {
	t.Helper()
	lagging(t, f, func(l es.Lag) bool { return l.CaughtUp })
}

func lagging(t *testing.T, f *es.Follower, done func(es.Lag) bool) {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !done(f.Lag()) {
		select {
		case <-tick.C:
		case <-t.Context().Done():
			t.Fatal("the test ended")
		}
	}
}

func TestFollowerDoesNotWaitForEverToFillABatch(t *testing.T) {
	// Catching up, and the log is slow: what has come is applied after Wait.
	s := newSink()
	store := &stuttering{Store: newStore(), after: 10}
	fill(t, store, "dispute-1", 0, 30)
	_, stop := run(t, es.FollowerConfig{Store: store, Load: s.load, Apply: s.apply, Batch: 100, Wait: 2 * time.Millisecond})
	defer stop()
	s.wait(t, "the first events", func() bool { return len(s.seen) == 10 })
}

// stuttering falls silent after some items, without an error.
type stuttering struct {
	es.Store
	after int
}

func (s *stuttering) Follow(ctx context.Context, after es.Position, f es.Filter) iter.Seq2[es.Item, error] {
	return func(yield func(es.Item, error) bool) {
		n := 0
		for item, err := range s.Store.Follow(ctx, after, f) {
			if n++; n > s.after {
				<-ctx.Done()
				yield(es.Item{}, ctx.Err())
				return
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// dropping breaks every Follow after a while, now and then before its first item, and repeats an old event on each.
type dropping struct {
	es.Store
	mu    sync.Mutex
	drops int
}

func (d *dropping) Follow(ctx context.Context, after es.Position, f es.Filter) iter.Seq2[es.Item, error] {
	return func(yield func(es.Item, error) bool) {
		d.mu.Lock()
		d.drops++
		left := []int{0, 17, 3, 1, 250}[d.drops%5]
		d.mu.Unlock()
		broken := fmt.Errorf("injected: %w", es.ErrUnavailable)
		for r, err := range d.ReadAll(ctx, es.Position{}) { // delivery is at least once
			if err == nil && f.Passes(r.Stream, r.Type) && !after.Before(r.Position) && !yield(es.Item{Record: &r, Position: r.Position}, nil) {
				return
			}
			break
		}
		for item, err := range d.Store.Follow(ctx, after, f) {
			if err == nil && left == 0 {
				yield(es.Item{}, broken)
				return
			}
			left--
			if !yield(item, err) {
				return
			}
		}
	}
}

func TestFollowerReopensAfterEveryDrop(t *testing.T) {
	for name, filter := range map[string]es.Filter{"all": {}, "some streams": {Streams: []string{"dispute-"}}} {
		t.Run(name, func(t *testing.T) {
			store, s := &dropping{Store: newStore()}, newSink()
			fill(t, store, "dispute-1", 0, 500)
			fill(t, store, "clock-1", 0, 100)
			_, stop := run(t, es.FollowerConfig{Store: store, Filter: filter, Load: s.load, Apply: s.apply, Batch: 20})
			fill(t, store, "dispute-1", 500, 500)
			s.wait(t, "all", func() bool { return len(s.seen) == 1000 || filter.Streams == nil && len(s.seen) == 1100 })
			if filter.Streams == nil {
				s.wait(t, "all", func() bool { return len(s.seen) == 1100 })
			}
			stop()
			s.once(t, store, filter)
			if store.drops < 5 {
				t.Errorf("%d drops only: the run proves nothing", store.drops)
			}
		})
	}
}

func TestFollowerRepeatsWhatWasRefused(t *testing.T) {
	store, s := newStore(), newSink()
	fill(t, store, "dispute-1", 0, 300)
	refusals := 0
	s.fail = func(call int) (bool, error) {
		switch call % 3 {
		case 0:
			refusals++
			return false, errors.New("rolled back")
		case 1:
			refusals++
			return true, errors.New("committed, and the connection broke before the answer")
		}
		return true, nil
	}
	_, stop := run(t, es.FollowerConfig{Store: store, Load: s.load, Apply: s.apply, Batch: 10})
	s.wait(t, "all", func() bool { return len(s.seen) >= 300 })
	stop()
	s.once(t, store, es.Filter{})
	if refusals < 20 {
		t.Errorf("%d refusals only", refusals)
	}
}

func TestFollowerMakesBarePositionsDurable(t *testing.T) {
	store, s := newStore(), newSink()
	fill(t, store, "dispute-1", 0, 2)
	fill(t, store, "clock-1", 0, 40)
	_, stop := run(t, es.FollowerConfig{Store: store, Filter: es.Filter{Types: []string{"none-"}}, Load: s.load, Apply: s.apply})
	defer stop()
	head, err := store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.wait(t, "the end of the log", func() bool { return s.at == head })
	if s.bare != 1 {
		t.Fatalf("at %s after %d bare positions, want one", s.at, s.bare)
	}
	fill(t, store, "clock-1", 40, 30)
	s.wait(t, "the position after events that do not concern us", func() bool { return s.at.Commit == 72 })
	if s.bare > 4 {
		t.Errorf("%d transactions for positions alone", s.bare)
	}
}

func TestFollowerRetriesLoad(t *testing.T) {
	store, s := newStore(), newSink()
	fill(t, store, "dispute-1", 0, 3)
	failures := 0
	f, stop := run(t, es.FollowerConfig{Store: store, Apply: s.apply, Load: func(ctx context.Context) (es.Position, error) {
		if failures++; failures < 4 {
			return es.Position{}, errors.New("no database yet")
		}
		return s.load(ctx)
	}})
	defer stop()
	caughtUp(t, f)
	s.once(t, store, es.Filter{})
}

func TestFollowerMetrics(t *testing.T) {
	reader := metric.NewManualReader()
	meter := metric.NewMeterProvider(metric.WithReader(reader))
	store, s := newStore(), newSink()
	fill(t, store, "dispute-1", 0, 7)
	f, stop := run(t, es.FollowerConfig{Store: store, Load: s.load, Apply: s.apply, Meter: meter})
	caughtUp(t, f)
	got := collect(t, reader)
	for name, want := range map[string]float64{"anjie.follower.events": 7, "anjie.follower.lag": 0, "anjie.follower.pending": 0} {
		if v, ok := got[name]; !ok || v != want {
			t.Errorf("%s is %v, %v, want %v", name, v, ok, want)
		}
	}
	stop()
	if _, ok := collect(t, reader)["anjie.follower.lag"]; ok {
		t.Error("a stopped follower still reports a lag")
	}
}

// collect sums what the instruments say, by name.
func collect(t *testing.T, reader *metric.ManualReader) map[string]float64 {
	t.Helper()
	var rm metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &rm); err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, sm := range rm.ScopeMetrics {
		for _, m := range sm.Metrics {
			switch d := m.Data.(type) {
			case metricdata.Sum[int64]:
				for _, p := range d.DataPoints {
					out[m.Name] += float64(p.Value)
				}
			case metricdata.Gauge[int64]:
				for _, p := range d.DataPoints {
					out[m.Name] += float64(p.Value)
				}
			case metricdata.Gauge[float64]:
				for _, p := range d.DataPoints {
					out[m.Name] += p.Value
				}
			case metricdata.Histogram[float64]:
				for _, p := range d.DataPoints {
					out[m.Name] += float64(p.Count)
				}
			}
		}
	}
	return out
}

func TestFollowerConfigIsChecked(t *testing.T) {
	s := newSink()
	good := es.FollowerConfig{Name: "x", Store: newStore(), Load: s.load, Apply: s.apply, Now: ticking()}
	for name, spoil := range map[string]func(*es.FollowerConfig){
		"no name":     func(c *es.FollowerConfig) { c.Name = "" },
		"no store":    func(c *es.FollowerConfig) { c.Store = nil },
		"no load":     func(c *es.FollowerConfig) { c.Load = nil },
		"no apply":    func(c *es.FollowerConfig) { c.Apply = nil },
		"no clock":    func(c *es.FollowerConfig) { c.Now = nil },
		"two filters": func(c *es.FollowerConfig) { c.Filter = es.Filter{Streams: []string{"a"}, Types: []string{"b"}} },
	} {
		c := good
		spoil(&c)
		if _, err := es.NewFollower(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
