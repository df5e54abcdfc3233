package es_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/fault"
)

func TestHandlerUnderContentionAndFaults(t *testing.T) {
	// 64 clients on one stream over three replicas: every 3rd append conflicts with a rival's, every 5th is lost before it is
	// stored, every 7th after, and clients repeat what ends in doubt. Each command takes effect once, the chain holds.
	const clients, each = 64, 6
	mem := newStore()
	id := uuid.New()
	stream := es.Stream("account", id)
	rival := newHandler(t, mem, func(c *config) { c.CacheSize = -1 })
	store := &estest.Faulty{Store: mem}
	var rivals, rivalAdded atomic.Int64
	store.Rival = func(ctx context.Context, _ string) error {
		n := rivals.Add(1)
		_, err := rival.Handle(ctx, id, add{1000}, intent(fmt.Sprint("rival ", n)))
		if errors.Is(err, es.ErrBusyStream) {
			return nil // somebody was faster: a conflict all the same
		}
		if err == nil {
			rivalAdded.Add(1)
		}
		return err
	}
	store.Plan = func(a estest.Append) estest.Fault {
		switch {
		case a.N%3 == 0:
			return estest.Conflict
		case a.N%5 == 0:
			return estest.UnknownBefore
		case a.N%7 == 0:
			return estest.UnknownAfter
		}
		return estest.None
	}
	handle(t, rival, id, open{}, intent("open"))
	replicas := []*handler{newHandler(t, store), newHandler(t, store), newHandler(t, store, func(c *config) { c.CacheSize = 1 })}

	var wg sync.WaitGroup
	var busy, repeated atomic.Int64
	commands := make([][]uuid.UUID, clients)
	for c := range clients {
		wg.Go(func() {
			for n := range each {
				in := intent(fmt.Sprint(c, n))
				commands[c] = append(commands[c], in.Command)
				for try := 0; ; try++ {
					out, err := replicas[(c+try)%len(replicas)].Handle(t.Context(), id, add{1}, in)
					if errors.Is(err, es.ErrBusyStream) {
						busy.Add(1)
						continue
					}
					if err != nil {
						t.Errorf("client %d: %v", c, err)
						return
					}
					if out.Repeated {
						repeated.Add(1)
					}
					break
				}
			}
		})
	}
	wg.Wait()
	records, by := verify(t, mem, stream)
	for c := range commands {
		for _, command := range commands[c] {
			if by[command] != 1 {
				t.Errorf("a command of client %d took effect %d times", c, by[command])
			}
		}
	}
	if want := 1 + clients*each + int(rivalAdded.Load()); len(records) != want {
		t.Errorf("%d events, want %d", len(records), want)
	}
	for _, f := range []estest.Fault{estest.Conflict, estest.UnknownBefore, estest.UnknownAfter} {
		if n := store.Fired(f); n < 20 {
			t.Errorf("%s fired %d times only: the run proves nothing", f, n)
		} else {
			t.Logf("%s fired %d times", f, n)
		}
	}
	t.Logf("%d events, %d appends, %d reads, %d busy, %d found stored", len(records), store.Appends(), store.Reads(), busy.Load(), repeated.Load())
	s, _, err := newHandler(t, mem).Load(t.Context(), id)
	if want := clients*each + 1000*int(rivalAdded.Load()); err != nil || s.Sum != want {
		t.Errorf("the sum is %d, want %d; %v", s.Sum, want, err)
	}
}

func TestHandlerSerializesWithinAProcess(t *testing.T) {
	// Without turns 64 clients of one process would make each other conflict; with them every append succeeds at once.
	store := &estest.Faulty{Store: newStore()}
	h := newHandler(t, store)
	id := uuid.New()
	handle(t, h, id, open{}, intent("open"))
	var wg sync.WaitGroup
	for c := range 64 {
		wg.Go(func() {
			for n := range 10 {
				handle(t, h, id, add{1}, intent(fmt.Sprint(c, n)))
			}
		})
	}
	wg.Wait()
	if store.Appends() != 641 || store.Reads() != 0 {
		t.Errorf("%d appends and %d reads for 641 commands", store.Appends(), store.Reads())
	}
	verify(t, store, es.Stream("account", id))
}

func TestHandlerOneCommandAtManyReplicas(t *testing.T) {
	// The same command arrives at several replicas at once, each of which has the same state: one takes effect, all give its
	// answer, and the chain that follows is that of the bytes which are stored.
	store := newStore()
	var replicas []*handler
	for range 8 {
		replicas = append(replicas, newHandler(t, store))
	}
	for range 50 {
		id := uuid.New()
		in, next := intent("open"), intent("mark")
		outs := make([]es.Outcome[account, event], len(replicas))
		for _, c := range []struct {
			cmd command
			in  es.Intent
		}{{open{owner: "张三"}, in}, {mark{[]string{"a", "b"}}, next}} {
			var wg sync.WaitGroup
			var first atomic.Int64
			for i, h := range replicas {
				wg.Go(func() {
					outs[i] = handle(t, h, id, c.cmd, c.in)
					if !outs[i].Repeated {
						first.Add(1)
					}
				})
			}
			wg.Wait()
			if first.Load() != 1 {
				t.Fatalf("%d replicas say that they were the first", first.Load())
			}
			for _, o := range outs {
				if o.Revision != outs[0].Revision || o.Position != outs[0].Position || len(o.Events) != len(outs[0].Events) {
					t.Fatalf("%+v, another replica says %+v", o, outs[0])
				}
			}
		}
		for i, h := range replicas { // each from what it believes is the head
			handle(t, h, id, add{i}, intent("add"))
		}
		verify(t, store, outs[0].Stream)
	}
}

func TestHandlerUnknownOutcomeThatLandsLate(t *testing.T) {
	// The first append is on its way when its client gives up. The client repeats the command, which is decided anew, and
	// only then the first append arrives, or the second one does: one effect, and a chain that holds.
	for _, lateWins := range []bool{true, false} {
		t.Run(fmt.Sprint("late append wins: ", lateWins), func(t *testing.T) {
			mem := newStore()
			id := uuid.New()
			late := &delaying{Store: mem}
			h := newHandler(t, late)
			handle(t, h, id, open{}, intent("open"))

			in := intent("add")
			ctx, cancel := context.WithCancel(t.Context())
			late.arm(cancel)
			refusedCtx(ctx, t, h, id, add{7}, in, es.ErrOutcomeUnknown)
			if lateWins {
				late.arrive(t)
			}
			out := handle(t, h, id, add{7}, in)
			if out.Repeated != lateWins || out.Revision != 1 || out.State.Sum != 7 {
				t.Errorf("%+v", out)
			}
			if !lateWins {
				late.arrive(t)
			}
			handle(t, h, id, add{1}, intent("after"))
			records, by := verify(t, mem, out.Stream)
			if len(records) != 3 || by[in.Command] != 1 {
				t.Errorf("%d events, %d of the command", len(records), by[in.Command])
			}
		})
	}
}

func refusedCtx(ctx context.Context, t *testing.T, h *handler, id uuid.UUID, c command, in es.Intent, want *fault.Error) {
	t.Helper()
	if out, err := h.Handle(ctx, id, c, in); !errors.Is(err, want) {
		t.Fatalf("%+v, %v, want %s", out, err, want.Code)
	}
}

// delaying keeps one append back for later.
type delaying struct {
	es.Store
	mu   sync.Mutex
	lost func()
	kept func(context.Context) error
}

// arm keeps the next append back, and calls lost when it has.
func (d *delaying) arm(lost func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lost = lost
}

func (d *delaying) Append(ctx context.Context, stream string, expected int64, events []es.Pending) (es.Appended, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lost != nil {
		d.lost()
		d.lost = nil
		d.kept = func(ctx context.Context) error {
			_, err := d.Store.Append(ctx, stream, expected, events)
			return err
		}
		return es.Appended{}, es.ErrUnknownOutcome
	}
	return d.Store.Append(ctx, stream, expected, events)
}

// arrive lets the append kept back reach the store.
func (d *delaying) arrive(t *testing.T) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.kept(t.Context()); err != nil && !errors.Is(err, es.ErrConflict) {
		t.Fatal(err)
	}
}

func TestHandlerFaultsOfTheStore(t *testing.T) {
	plan := func(f ...estest.Fault) func(estest.Append) estest.Fault {
		return func(a estest.Append) estest.Fault {
			if a.N <= len(f) {
				return f[a.N-1]
			}
			return estest.None
		}
	}
	for _, c := range []struct {
		name    string
		faults  []estest.Fault
		want    *fault.Error // nil: success
		appends int
		stored  bool
	}{
		{"not available", []estest.Fault{estest.Unavailable}, es.ErrStoreUnavailable, 1, false},
		{"full", []estest.Fault{estest.Exhausted}, es.ErrStoreFull, 1, false},
		{"too large", []estest.Fault{estest.TooLarge}, es.ErrCommandTooLarge, 1, false},
		{"deleted", []estest.Fault{estest.Deleted}, es.ErrStreamDeleted, 1, false},
		{"lost before", []estest.Fault{estest.UnknownBefore}, nil, 2, true},
		{"lost after", []estest.Fault{estest.UnknownAfter}, nil, 2, true},
		{"lost, then not available: still in doubt, so repeated", []estest.Fault{estest.UnknownAfter, estest.Unavailable, estest.Exhausted}, nil, 4, true},
		{"lost often", []estest.Fault{estest.UnknownBefore, estest.UnknownAfter, estest.UnknownAfter}, nil, 4, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			store := &estest.Faulty{Store: newStore(), Plan: plan(c.faults...)}
			h := newHandler(t, store)
			id, in := uuid.New(), intent("open")
			if c.want != nil {
				refused(t, h, id, open{}, in, c.want)
			} else if out := handle(t, h, id, open{}, in); out.Repeated || out.Position.IsZero() {
				t.Errorf("%+v", out)
			}
			if store.Appends() != c.appends {
				t.Errorf("%d appends, want %d", store.Appends(), c.appends)
			}
			if n := len(read(t, store, es.Stream("account", id))); (n == 1) != c.stored {
				t.Errorf("%d events are stored", n)
			}
			handle(t, h, id, open{}, in) // the same command, as clients repeat it
			handle(t, h, id, add{1}, intent("add"))
			if records, _ := verify(t, store, es.Stream("account", id)); len(records) != 2 {
				t.Errorf("%d events, want 2", len(records))
			}
		})
	}
}

func TestHandlerDoubtEndsWithPatience(t *testing.T) {
	store := &estest.Faulty{Store: newStore(), Plan: func(a estest.Append) estest.Fault {
		if a.N < 4 {
			return estest.UnknownAfter
		}
		return estest.UnknownBefore
	}}
	h := newHandler(t, store, func(c *config) { c.Patience = 120 * time.Millisecond })
	id, in := uuid.New(), intent("open")
	refused(t, h, id, open{}, in, es.ErrOutcomeUnknown)
	if store.Fired(estest.UnknownBefore)+store.Fired(estest.UnknownAfter) < 2 {
		t.Error("the append was not repeated")
	}
	store.Plan = nil
	if out := handle(t, h, id, open{}, in); !out.Repeated {
		t.Errorf("%+v, want the answer of what was stored", out)
	}
}

func TestHandlerGivesUpOnABusyStream(t *testing.T) {
	mem := newStore()
	id := uuid.New()
	other := newHandler(t, mem)
	handle(t, other, id, open{}, intent("open"))
	store := &estest.Faulty{Store: mem, Plan: func(estest.Append) estest.Fault { return estest.Conflict }}
	store.Rival = func(ctx context.Context, _ string) error {
		_, err := other.Handle(ctx, id, add{1}, intent("rival"))
		return err
	}
	h := newHandler(t, store)
	in := intent("add")
	refused(t, h, id, add{100}, in, es.ErrBusyStream)
	if n := store.Fired(estest.Conflict); n != 6 {
		t.Errorf("%d conflicts before giving up, want 6: one and five more", n)
	}
	store.Plan = nil
	if out := handle(t, h, id, add{100}, in); out.Repeated || out.State.Sum != 106 {
		t.Errorf("%+v", out)
	}
}

func TestHandlerCacheForgetsNothingThatMatters(t *testing.T) {
	// A cache of a few streams under many: states come and go, repeats and other contents are told from new commands always.
	store := &estest.Faulty{Store: newStore()}
	h := newHandler(t, store, func(c *config) { c.CacheSize = 3 })
	type done struct {
		id uuid.UUID
		in es.Intent
	}
	var ids []uuid.UUID
	var log []done
	sums := map[uuid.UUID]int{}
	for range 10 {
		id := uuid.New()
		handle(t, h, id, open{}, intent("open"))
		ids = append(ids, id)
	}
	random := rand.New(rand.NewPCG(1, 2))
	for n := range 2000 {
		switch random.IntN(4) {
		case 0, 1:
			d := done{ids[random.IntN(len(ids))], intent(fmt.Sprint(n))}
			out := handle(t, h, d.id, add{1}, d.in)
			sums[d.id]++
			if out.Repeated || out.State.Sum != sums[d.id] {
				t.Fatalf("%d: %+v, want the sum %d", n, out, sums[d.id])
			}
			log = append(log, d)
		case 2:
			if len(log) > 0 {
				d := log[random.IntN(len(log))]
				if out := handle(t, h, d.id, add{1}, d.in); !out.Repeated {
					t.Fatalf("%d: %+v, want a repeat", n, out)
				}
			}
		case 3:
			if len(log) > 0 {
				d := log[random.IntN(len(log))]
				refused(t, h, d.id, add{1}, anotherContent(d.in), es.ErrCommandReused)
			}
		}
	}
	for _, id := range ids {
		verify(t, store, es.Stream("account", id))
	}
	if store.Reads() == 0 {
		t.Error("nothing was evicted: the run proves nothing")
	}
}
