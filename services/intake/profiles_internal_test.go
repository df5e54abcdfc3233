package intake

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"
	"time"

	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/unit"
)

// city is the one that has a profile here.
const city = unit.Code("320200000000")

// slowStore lets a test hold up reads, and fail them.
type slowStore struct {
	es.Store
	reads atomic.Int32
	gate  atomic.Pointer[chan struct{}] // reads wait for it to be closed
	fails atomic.Bool
}

func (s *slowStore) ReadStream(ctx context.Context, stream string, from uint64) iter.Seq2[es.Record, error] {
	s.reads.Add(1)
	if gate := s.gate.Load(); gate != nil {
		<-*gate
	}
	if s.fails.Load() {
		return func(yield func(es.Record, error) bool) { yield(es.Record{}, es.ErrUnavailable) }
	}
	return s.Store.ReadStream(ctx, stream, from)
}

// shelfOf is a city with one profile on a store that can be held up, on a clock that is turned by hand.
func shelfOf(t *testing.T) (kept *profiles, store *slowStore, forward func(time.Duration)) {
	t.Helper()
	var clock atomic.Int64
	clock.Store(time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC).UnixMicro())
	now := func() time.Time { return time.UnixMicro(clock.Load()) }
	store = &slowStore{Store: esmem.New(now)}
	kept, err := newProfiles(store, now)
	if err != nil {
		t.Fatal(err)
	}
	handler, err := es.NewHandler(es.HandlerConfig[profile.State, profile.Command, profile.Event]{
		Category: profileCategory, Store: store.Store, Codec: kept.codec, Decider: profile.Decider(), Now: now,
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &profile.Profile{City: city, EffectiveFrom: calendar.On(2026, 1, 1), Units: []profile.Unit{{Code: city, Name: "小城市"}}}
	for _, kind := range []string{profile.Accept, profile.Handle, profile.Urgent, profile.Object} {
		p.Limits = append(p.Limits, profile.LimitRule{ID: kind, Kind: kind, Clock: profile.Workdays, Amount: 5, Source: "地方规定"})
	}
	id := ProfileID("x")
	if _, err := handler.Handle(t.Context(), ProfileID(city), profile.Publish{At: now(), ActingUnit: city, Profile: p},
		es.Intent{Command: id, Digest: "x", Actor: "a"}); err != nil {
		t.Fatal(err)
	}
	return kept, store, func(by time.Duration) { clock.Add(by.Microseconds()) }
}

func TestAProfileIsReadOnceInAWhile(t *testing.T) {
	kept, store, forward := shelfOf(t)
	ask := func() {
		t.Helper()
		if _, err := kept.For(t.Context(), city, kept.now()); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		ask()
	}
	if n := store.reads.Load(); n != 1 {
		t.Errorf("read %d times for a hundred questions", n)
	}
	forward(profileAge)
	ask()
	if n := store.reads.Load(); n != 2 {
		t.Errorf("read %d times, want a second look", n)
	}
}

func TestNobodyWaitsWhileSomebodyLooks(t *testing.T) {
	kept, store, forward := shelfOf(t)
	if _, err := kept.For(t.Context(), city, kept.now()); err != nil {
		t.Fatal(err)
	}
	gate := make(chan struct{})
	store.gate.Store(&gate)
	forward(2 * profileAge)
	looking := make(chan error, 1)
	go func() {
		_, err := kept.For(t.Context(), city, kept.now())
		looking <- err
	}()
	for store.reads.Load() < 2 { // until it looks
		<-time.After(time.Millisecond)
	}
	if _, err := kept.For(t.Context(), city, kept.now()); err != nil || store.reads.Load() != 2 {
		t.Errorf("another question waits or looks too: %v, %d reads", err, store.reads.Load())
	}
	forward(profileStale) // what is known is too old now to go on with
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := kept.For(ctx, city, kept.now()); !errors.Is(err, context.Canceled) {
		t.Errorf("what is too old is answered with: %v", err)
	}
	close(gate)
	if err := <-looking; err != nil {
		t.Error(err)
	}
}

func TestAStoreThatIsAwayIsSaid(t *testing.T) {
	kept, store, _ := shelfOf(t)
	store.fails.Store(true)
	if _, err := kept.For(t.Context(), city, kept.now()); !errors.Is(err, es.ErrStoreUnavailable) {
		t.Errorf("%v", err)
	}
	store.fails.Store(false)
	if _, err := kept.For(t.Context(), city, kept.now()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestWhatIsRememberedOfCitiesIsBounded(t *testing.T) {
	kept, _, _ := shelfOf(t)
	for i := range 2 * maxShelves {
		code := unit.Code([]byte{'1' + byte(i/4096), '0' + byte(i/512%8), '0' + byte(i/64%8), '0' + byte(i/8%8), '1', '1' + byte(i%8), '0', '0', '0', '0', '0', '0'})
		if _, err := kept.For(t.Context(), code, kept.now()); !errors.Is(err, errProfileMissing) {
			t.Fatal(err)
		}
	}
	if n := len(kept.shelves); n > maxShelves {
		t.Errorf("%d cities are remembered", n)
	}
}
