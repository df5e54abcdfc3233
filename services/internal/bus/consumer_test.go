package bus_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/trace"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/longtest"
)

// script is a first road that brings what a test says, then stays silent or drops.
type script struct {
	facts []bus.Fact
	drop  error // after the facts; nil: silent until the context ends
	opens atomic.Int64
	done  chan struct{} // closed when the facts were taken
	once  sync.Once
}

func (s *script) Subscribe(ctx context.Context, _ es.Position) iter.Seq2[bus.Fact, error] {
	return func(yield func(bus.Fact, error) bool) {
		if s.opens.Add(1) == 1 || s.drop != nil {
			for _, f := range s.facts {
				if !yield(f, nil) {
					return
				}
			}
		}
		if s.done != nil {
			s.once.Do(func() { close(s.done) })
		}
		if s.drop != nil {
			yield(bus.Fact{}, s.drop)
			return
		}
		<-ctx.Done()
		yield(bus.Fact{}, ctx.Err())
	}
}

func ids(facts []bus.Fact) []uuid.UUID {
	var out []uuid.UUID
	for _, f := range facts {
		out = append(out, f.ID)
	}
	return out
}

func consumer(t *testing.T, cfg bus.ConsumerConfig) *bus.Consumer {
	t.Helper()
	cfg.Name, cfg.Now = "test", time.Now //nolint:forbidigo // a synctest bubble fakes it
	c, err := bus.NewConsumer(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// run runs the consumer until stop, which waits for it.
func run(t testing.TB, c interface{ Run(context.Context) error }) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- c.Run(ctx) }()
	var once sync.Once
	stop = func() {
		once.Do(func() {
			cancel()
			if err := <-done; !errors.Is(err, context.Canceled) {
				t.Errorf("Run returned %v", err)
			}
		})
	}
	t.Cleanup(stop)
	return stop
}

// TestAnyDisorderOfTheChannel: the channel brings a mix in which facts are missing, repeated up to five times and shuffled in
// windows of 64; the effects are those of the undisturbed order.
func TestAnyDisorderOfTheChannel(t *testing.T) {
	seeds := longtest.Pick(t, 500, 5000)
	var lost, repeated, shuffled, holes, skipped, together int64
	for seed := range seeds {
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		facts := bustest.Facts(1, 1+rng.IntN(200))
		var mix []bus.Fact
		for _, f := range facts {
			copies := rng.IntN(6)
			switch copies {
			case 0:
				lost++
			case 1:
			default:
				repeated += int64(copies - 1)
			}
			for range copies {
				mix = append(mix, f)
			}
		}
		for i := 0; i < len(mix); i += 64 {
			window := mix[i:min(i+64, len(mix))]
			rng.Shuffle(len(window), func(a, b int) { window[a], window[b] = window[b], window[a]; shuffled++ })
		}
		effects, road := &bustest.Effects{}, &bustest.Road{}
		synctest.Test(t, func(t *testing.T) {
			channel := &script{facts: mix, done: make(chan struct{})}
			// The second road begins empty, so that the channel comes first.
			cfg := bus.ConsumerConfig{Subscriber: channel, Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle}
			if seed%2 == 1 {
				cfg.Most = 1 + rng.IntN(64)
				cfg.HandleMany = func(ctx context.Context, facts []bus.Fact) error {
					together += int64(len(facts))
					return each(ctx, effects.Handle, facts)
				}
			}
			c := consumer(t, cfg)
			stop := run(t, c)
			synctest.Wait()
			road.Add(facts...)
			time.Sleep(6 * time.Second) //nolint:forbidigo // fake time
			synctest.Wait()
			stop()
			holes += c.Stats().Holes
			skipped += c.Stats().Repeated
		})
		if err := effects.Check(ids(facts)); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
	if lost == 0 || repeated == 0 || shuffled == 0 || holes == 0 || skipped == 0 || together == 0 {
		t.Fatal("void: ", lost, repeated, shuffled, holes, skipped, together)
	}
	t.Logf("%d seeds: %d lost, %d repeated, %d swaps; %d holes seen, %d skipped, %d handled together", seeds, lost, repeated, shuffled, holes, skipped, together)
}

func each(ctx context.Context, handle func(context.Context, bus.Fact) error, facts []bus.Fact) error {
	for _, f := range facts {
		if err := handle(ctx, f); err != nil {
			return err
		}
	}
	return nil
}

// TestFactsThatAreRefusedTogetherGoOneByOne: one of a group is poison. Those before and behind it have their effect once, and it
// alone is parked.
func TestFactsThatAreRefusedTogetherGoOneByOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		facts := bustest.Facts(1, 20)
		poison := errors.New("poison")
		effects, road := &bustest.Effects{}, &bustest.Road{}
		road.Add(facts...)
		handle := func(ctx context.Context, f bus.Fact) error {
			if f.ID == facts[7].ID {
				return poison
			}
			return effects.Handle(ctx, f)
		}
		groups := 0
		var parked []uuid.UUID
		c := consumer(t, bus.ConsumerConfig{
			Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: handle, Most: 10,
			HandleMany: func(ctx context.Context, facts []bus.Fact) error {
				groups++
				return each(ctx, handle, facts) // a part of it is saved before the error
			},
			Park: func(_ context.Context, f bus.Fact, err error) error {
				if !errors.Is(err, poison) {
					t.Errorf("parked for %v", err)
				}
				parked = append(parked, f.ID)
				return nil
			},
		})
		run(t, c)
		time.Sleep(time.Minute) //nolint:forbidigo // fake time
		synctest.Wait()
		want := append(ids(facts[:7]), ids(facts[8:])...)
		if err := effects.Check(want); err != nil {
			t.Error(err)
		}
		if len(parked) != 1 || parked[0] != facts[7].ID || groups != 2 {
			t.Errorf("parked %v, %d groups", parked, groups)
		}
		if s := c.Stats(); s.Handled != 19 || s.Parked != 1 || s.Backfilled != 20 {
			t.Errorf("%+v", s)
		}
	})
}

func TestAHoleIsFilledBeforeTheFactBehindIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		facts := bustest.Facts(1, 9)
		effects, road := &bustest.Effects{}, &bustest.Road{}
		channel := &gate{ch: make(chan bus.Fact)}
		c := consumer(t, bus.ConsumerConfig{Subscriber: channel, Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle})
		run(t, c)
		synctest.Wait()
		road.Add(facts...)
		channel.ch <- facts[0]
		channel.ch <- facts[5]
		synctest.Wait()
		if err := effects.Check(ids(facts[:6])); err != nil {
			t.Error(err)
		}
		if s := c.Stats(); s.Holes != 1 || s.Backfilled != 4 || s.Handled != 6 {
			t.Errorf("%+v", s)
		}
	})
}

// gate is a first road that a test feeds.
type gate struct{ ch chan bus.Fact }

func (g *gate) Subscribe(ctx context.Context, _ es.Position) iter.Seq2[bus.Fact, error] {
	return func(yield func(bus.Fact, error) bool) {
		for {
			select {
			case f := <-g.ch:
				if !yield(f, nil) {
					return
				}
			case <-ctx.Done():
				yield(bus.Fact{}, ctx.Err())
				return
			}
		}
	}
}

func TestALostTailIsNoticedWithinTheInterval(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		effects, road := &bustest.Effects{}, &bustest.Road{}
		c := consumer(t, bus.ConsumerConfig{Subscriber: &script{}, Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle})
		run(t, c)
		synctest.Wait()
		road.Add(bustest.Facts(1, 3)...)
		time.Sleep(4 * time.Second) //nolint:forbidigo // fake time
		synctest.Wait()
		if n := effects.Count(); n != 0 {
			t.Fatalf("%d effects without a look", n)
		}
		time.Sleep(time.Second) //nolint:forbidigo // fake time
		synctest.Wait()
		if err := effects.Check(ids(bustest.Facts(1, 3))); err != nil {
			t.Fatal(err)
		}
	})
}

func TestItGoesOnBySecondRoadWhileTheChannelIsDown(t *testing.T) {
	for name, channel := range map[string]*script{"dropping": {drop: errors.New("down")}, "none": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				effects, road := &bustest.Effects{}, &bustest.Road{}
				cfg := bus.ConsumerConfig{Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle}
				if channel != nil {
					cfg.Subscriber = channel
				}
				run(t, consumer(t, cfg))
				for n := 1; n <= 20; n++ {
					road.Add(bustest.Facts(n, n)...)
					time.Sleep(5 * time.Second) //nolint:forbidigo // fake time
					synctest.Wait()
					if effects.Count() != n {
						t.Fatalf("%d effects of %d", effects.Count(), n)
					}
				}
				if channel != nil && channel.opens.Load() < 20 {
					t.Errorf("void: the channel was opened %d times", channel.opens.Load())
				}
			})
		})
	}
}

// TestADropIsCountedAndTheChannelOpenedAgain, and the end of a run is no drop.
func TestADropIsCountedAndTheChannelOpenedAgain(t *testing.T) {
	facts := bustest.Facts(1, 3)
	for name, channel := range map[string]*script{
		"dropping": {facts: facts, drop: errors.New("down")},
		"silent":   {facts: facts},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				effects, road := &bustest.Effects{}, &bustest.Road{}
				c := consumer(t, bus.ConsumerConfig{Subscriber: channel, Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle})
				stop := run(t, c)
				time.Sleep(time.Minute) //nolint:forbidigo // fake time
				synctest.Wait()
				stop()
				opens, drops := channel.opens.Load(), int64(0)
				if channel.drop != nil {
					drops = opens // each time, after all facts
				}
				if (opens > 1) != (channel.drop != nil) {
					t.Errorf("opened %d times", opens)
				}
				if s := c.Stats(); s.Drops != drops || s.Received != 3*opens || s.Handled != 3 || s.Backfilled != 0 {
					t.Errorf("opened %d times: %+v", opens, s)
				}
			})
		})
	}
}

func TestItGoesOnByTheChannelWhileTheSecondRoadIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		facts := bustest.Facts(1, 10)
		effects, road := &bustest.Effects{}, &bustest.Road{}
		road.Break(errors.New("unavailable"))
		channel := &gate{ch: make(chan bus.Fact)}
		c := consumer(t, bus.ConsumerConfig{Subscriber: channel, Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle})
		run(t, c)
		for _, f := range facts[:4] {
			channel.ch <- f
		}
		synctest.Wait()
		if effects.Count() != 4 {
			t.Fatalf("%d effects", effects.Count())
		}
		calls := road.Calls()
		for _, f := range facts[5:] { // fact 5 is lost: nothing behind it may be handled, and nobody knocks in vain
			channel.ch <- f
		}
		synctest.Wait()
		if effects.Count() != 4 || road.Calls() > calls+1 {
			t.Fatalf("%d effects, %d calls", effects.Count(), road.Calls()-calls)
		}
		road.Add(facts...)
		road.Break(nil)
		time.Sleep(5 * time.Second) //nolint:forbidigo // fake time
		synctest.Wait()
		if err := effects.Check(ids(facts)); err != nil {
			t.Fatal(err)
		}
	})
}

func TestTheSecondRoadMayNotLeaveAFactOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		effects, road := &bustest.Effects{}, &bustest.Road{}
		facts := bustest.Facts(1, 5)
		road.Add(facts[0], facts[1], facts[3], facts[4])
		c := consumer(t, bus.ConsumerConfig{Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle})
		run(t, c)
		time.Sleep(time.Minute) //nolint:forbidigo // fake time
		synctest.Wait()
		if err := effects.Check(ids(facts[:2])); err != nil || c.Lag() < 50*time.Second {
			t.Fatal(err, c.Lag())
		}
	})
}

func TestABareCheckpointShortensTheNextSearch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		effects := &bustest.Effects{}
		var asked []es.Position
		backfill := func(_ context.Context, after es.Position) iter.Seq2[bus.Fact, error] {
			return func(yield func(bus.Fact, error) bool) {
				if asked = append(asked, after); len(asked) == 1 {
					_ = yield(bustest.Facts(1, 1)[0], nil) && yield(bus.Fact{Position: bustest.Position(90)}, nil)
				}
			}
		}
		c := consumer(t, bus.ConsumerConfig{Backfill: backfill, Checkpoint: effects.Checkpoint, Handle: effects.Handle})
		run(t, c)
		time.Sleep(6 * time.Second) //nolint:forbidigo // fake time
		synctest.Wait()
		if len(asked) != 2 || asked[1] != bustest.Position(90) || c.Position() != bustest.Position(1) {
			t.Fatal(asked, c.Position())
		}
	})
}

// F2, unknown outcomes: the effect was saved and the answer got lost.
func TestASavedEffectWhoseAnswerGotLostIsNotRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		effects, road := &bustest.Effects{}, &bustest.Road{}
		facts := bustest.Facts(1, 50)
		road.Add(facts...)
		lost := 0
		c := consumer(t, bus.ConsumerConfig{Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: func(ctx context.Context, f bus.Fact) error {
			if err := effects.Handle(ctx, f); err != nil || f.Position.Commit%30 != 0 {
				return err
			}
			lost++
			return errors.New("the answer of the commit got lost")
		}})
		run(t, c)
		time.Sleep(time.Minute) //nolint:forbidigo // fake time
		synctest.Wait()
		if err := effects.Check(ids(facts)); err != nil || lost == 0 {
			t.Fatal(err, lost)
		}
	})
}

func TestAPoisonFactBlocksUntilItIsHandledOrParked(t *testing.T) {
	poison := bustest.ID(4)
	facts := bustest.Facts(1, 8)
	handle := func(e *bustest.Effects, cured *atomic.Bool) func(context.Context, bus.Fact) error {
		return func(ctx context.Context, f bus.Fact) error {
			if f.ID == poison && !cured.Load() {
				return errors.New("poison")
			}
			return e.Handle(ctx, f)
		}
	}
	t.Run("blocks", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			effects, road, cured := &bustest.Effects{}, &bustest.Road{}, &atomic.Bool{}
			road.Add(facts...)
			c := consumer(t, bus.ConsumerConfig{Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: handle(effects, cured)})
			run(t, c)
			time.Sleep(time.Hour) //nolint:forbidigo // fake time
			synctest.Wait()
			if n := effects.Count(); n != 3 || c.Stats().Failures < 100 || c.Lag() < 50*time.Minute {
				t.Fatal(n, c.Stats(), c.Lag())
			}
			cured.Store(true)
			time.Sleep(time.Minute) //nolint:forbidigo // fake time
			synctest.Wait()
			if err := effects.Check(ids(facts)); err != nil || c.Lag() != 0 {
				t.Fatal(err, c.Lag())
			}
		})
	})
	t.Run("parked", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			effects, road := &bustest.Effects{}, &bustest.Road{}
			road.Add(facts...)
			var parked []bus.Fact
			tries := 0
			c := consumer(t, bus.ConsumerConfig{
				Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: handle(effects, &atomic.Bool{}),
				Park: func(_ context.Context, f bus.Fact, err error) error {
					if tries++; tries == 1 {
						return fmt.Errorf("no room: %w", err)
					}
					parked = append(parked, f)
					return nil
				},
			})
			run(t, c)
			time.Sleep(time.Minute) //nolint:forbidigo // fake time
			synctest.Wait()
			if err := effects.Check(ids(append(bustest.Facts(1, 3), bustest.Facts(5, 8)...))); err != nil {
				t.Error(err)
			}
			if len(parked) != 1 || parked[0].ID != poison || c.Stats().Parked != 1 || tries != 2 {
				t.Error(parked, c.Stats())
			}
		})
	})
}

func TestTheTraceOfTheEventReachesTheHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		effects, road := &bustest.Effects{}, &bustest.Road{}
		facts := bustest.Facts(7, 7)
		facts[0].Previous = es.Position{}
		road.Add(facts...)
		var span trace.SpanContext
		run(t, consumer(t, bus.ConsumerConfig{Backfill: road.Backfill, Checkpoint: effects.Checkpoint, Handle: func(ctx context.Context, f bus.Fact) error {
			span = trace.SpanContextFromContext(ctx)
			return effects.Handle(ctx, f)
		}}))
		synctest.Wait()
		if got := fmt.Sprintf("00-%s-%s-%s", span.TraceID(), span.SpanID(), span.TraceFlags()); got != facts[0].Traceparent {
			t.Fatalf("got %s, want %s", got, facts[0].Traceparent)
		}
	})
}

func TestItWaitsForItsCheckpoint(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		effects, road := &bustest.Effects{}, &bustest.Road{}
		facts := bustest.Facts(1, 6)
		for _, f := range facts[:4] {
			if err := effects.Handle(t.Context(), f); err != nil {
				t.Fatal(err)
			}
		}
		road.Add(facts...)
		var asked atomic.Int64
		run(t, consumer(t, bus.ConsumerConfig{Backfill: road.Backfill, Handle: effects.Handle, Checkpoint: func(ctx context.Context) (es.Position, error) {
			if asked.Add(1) < 5 {
				return es.Position{}, errors.New("the database is starting up")
			}
			return effects.Checkpoint(ctx)
		}}))
		time.Sleep(time.Minute) //nolint:forbidigo // fake time
		synctest.Wait()
		if err := effects.Check(ids(facts)); err != nil {
			t.Fatal(err)
		}
	})
}
