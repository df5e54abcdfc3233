package es_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

// handle carries out a command that must succeed.
func handle(t testing.TB, h *handler, id uuid.UUID, c command, in es.Intent) es.Outcome[account, event] {
	t.Helper()
	out, err := h.Handle(t.Context(), id, c, in)
	if err != nil {
		t.Fatalf("%T: %v", c, err)
	}
	return out
}

// refused carries out a command that must end with the fault.
func refused(t testing.TB, h *handler, id uuid.UUID, c command, in es.Intent, want *fault.Error) {
	t.Helper()
	out, err := h.Handle(t.Context(), id, c, in)
	if !errors.Is(err, want) {
		t.Fatalf("%T: %+v, %v, want %s", c, out, err, want.Code)
	}
	if f := fault.As(err); f.Kind != want.Kind {
		t.Fatalf("%T: kind %d, want %d", c, f.Kind, want.Kind)
	}
}

func TestHandlerStoresWhatHappened(t *testing.T) {
	store, seals := newStore(), &sealer{}
	h := newHandler(t, store, func(c *config) { c.Sealer = seals })
	id := uuid.New()
	in := intent("open")
	in.OnBehalfOf, in.Reason, in.Late = "clerk-2", "paper-form", true
	in.OccurredAt = time.Date(2026, 11, 20, 8, 0, 0, 999, time.FixedZone("Beijing", 8*3600))
	in.Correlation, in.Causation = uuid.New(), uuid.New()

	out := handle(t, h, id, open{at: in.OccurredAt, owner: "张三"}, in)
	if out.Stream != "account-"+id.String() || out.Revision != 0 || out.Repeated || out.Position.IsZero() || !out.State.Open {
		t.Errorf("%+v", out)
	}
	second := intent("mark")
	out = handle(t, h, id, mark{labels: []string{"a", "b", "c"}}, second)
	if out.Revision != 3 || len(out.Events) != 3 || out.State.Count != 4 {
		t.Errorf("%+v", out)
	}

	records, commands := verify(t, store, out.Stream)
	if len(records) != 4 || commands[in.Command] != 1 || commands[second.Command] != 3 {
		t.Fatalf("%d events, by command %v", len(records), commands)
	}
	if out.Position != records[3].Position {
		t.Errorf("position %s, want %s", out.Position, records[3].Position)
	}
	m, err := es.ParseMeta(records[0].Metadata)
	if err != nil {
		t.Fatal(err)
	}
	want := es.Meta{
		Schema: 1, Actor: "clerk-1", Unit: "330102", OnBehalfOf: "clerk-2", Command: in.Command, CommandDigest: in.Digest,
		Correlation: in.Correlation, Causation: in.Causation, OccurredAt: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC),
		RecordedAt: m.RecordedAt, Reason: "paper-form", Late: true, Key: seals.calls[0].key, Prev: es.NoPrev,
	}
	if d := cmp.Diff(want, m); d != "" {
		t.Errorf("metadata (-want +got):\n%s", d)
	}
	if m.RecordedAt.IsZero() || m.RecordedAt.Nanosecond()%1000 != 0 {
		t.Errorf("recorded at %v, want a time in microseconds", m.RecordedAt)
	}
	if s := seals.calls[0]; s.subject != out.Stream || s.event != records[0].ID || s.hint != uuid.Nil || !slices.Equal(s.fields, []string{"owner"}) {
		t.Errorf("sealed %+v", s)
	}
	m, err = es.ParseMeta(records[2].Metadata)
	if err != nil || m.Key != uuid.Nil || m.Correlation != second.Command || m.Causation != second.Command || !m.OccurredAt.Equal(m.RecordedAt) {
		t.Errorf("defaults: %+v, %v", m, err)
	}
}

func TestHandlerCachedStateIsTheFoldOfTheLog(t *testing.T) {
	// The time has nanoseconds and a zone that its stored form lacks or spells otherwise, the field is plain before it is sealed.
	store := newStore()
	warm := newHandler(t, store)
	id := uuid.New()
	at := time.Date(2026, 11, 20, 8, 0, 0, 123456789, time.FixedZone("Beijing", 8*3600))
	out := handle(t, warm, id, open{at: at, owner: "张三"}, intent("open"))
	state, revision, err := newHandler(t, store).Load(t.Context(), id)
	if err != nil || revision != 0 {
		t.Fatal(revision, err)
	}
	if d := cmp.Diff(state, out.State); d != "" {
		t.Errorf("cold and warm differ:\n%s", d)
	}
	if text, plain := out.Events[0].(opened).Owner.Reveal(); plain {
		t.Errorf("the answer holds plaintext %q", text)
	}
}

func TestHandlerCostsOneCallOfTheStore(t *testing.T) {
	store := &estest.Faulty{Store: newStore()}
	h := newHandler(t, store)
	id := uuid.New()
	handle(t, h, id, open{}, intent("open"))
	handle(t, h, id, add{1}, intent("add"))
	handle(t, h, id, add{2}, intent("add 2"))
	if store.Appends() != 3 || store.Reads() != 0 {
		t.Errorf("%d appends and %d reads, want 3 and 0", store.Appends(), store.Reads())
	}
}

func TestHandlerRepeats(t *testing.T) {
	type scene struct {
		store *estest.Faulty
		h     *handler
		id    uuid.UUID
	}
	for _, c := range []struct {
		name string
		next func(t *testing.T, s scene) *handler // who gets the repetition
	}{
		{"warm", func(_ *testing.T, s scene) *handler { return s.h }},
		{"after a restart", func(t *testing.T, s scene) *handler { return newHandler(t, s.store) }},
		{"without a cache", func(t *testing.T, s scene) *handler {
			return newHandler(t, s.store, func(c *config) { c.CacheSize = -1 })
		}},
		{"by a replica whose state is older", func(t *testing.T, s scene) *handler {
			h := newHandler(t, s.store)
			// It knows another stream only; then the stream as of its first event.
			handle(t, h, uuid.New(), open{}, intent("other"))
			return h
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := scene{store: &estest.Faulty{Store: newStore()}, id: uuid.New()}
			s.h = newHandler(t, s.store)
			inOpen, inMark, inAdd := intent("open"), intent("mark"), intent("add")
			first := []es.Outcome[account, event]{
				handle(t, s.h, s.id, open{owner: "张三"}, inOpen),
				handle(t, s.h, s.id, mark{[]string{"a", "b"}}, inMark),
				handle(t, s.h, s.id, add{5}, inAdd),
			}
			h := c.next(t, s)
			again := []es.Outcome[account, event]{
				handle(t, h, s.id, open{owner: "张三"}, inOpen),
				handle(t, h, s.id, mark{[]string{"a", "b"}}, inMark),
				handle(t, h, s.id, add{5}, inAdd),
			}
			for i := range first {
				if !again[i].Repeated || first[i].Repeated {
					t.Errorf("command %d: repeated %v then %v", i, first[i].Repeated, again[i].Repeated)
				}
				again[i].Repeated = false
				if d := cmp.Diff(first[i], again[i], cmp.Comparer(sameBox)); d != "" {
					t.Errorf("command %d (-first +again):\n%s", i, d)
				}
			}
			records, _ := verify(t, s.store, first[0].Stream)
			if len(records) != 4 {
				t.Errorf("%d events, want 4", len(records))
			}
			refused(t, h, s.id, add{6}, anotherContent(inAdd), es.ErrCommandReused)
			refused(t, h, s.id, open{}, anotherContent(inOpen), es.ErrCommandReused)
			// Even where the other content would change nothing, or would be refused by the core.
			refused(t, h, s.id, mark{}, anotherContent(inOpen), es.ErrCommandReused)
			if got := len(read(t, s.store, first[0].Stream)); got != 4 {
				t.Errorf("%d events, want 4", got)
			}
		})
	}
}

func sameBox(a, b *personal.Field) bool {
	x, _ := a.Box()
	y, _ := b.Box()
	return cmp.Equal(x, y)
}

// anotherContent is the intent with the same id and another content.
func anotherContent(in es.Intent) es.Intent {
	in.Digest = "another"
	return in
}

func TestHandlerRefusals(t *testing.T) {
	h := newHandler(t, newStore())
	id := uuid.New()
	refused(t, h, id, add{1}, intent("add"), errNotOpen)
	handle(t, h, id, open{}, intent("open"))
	refused(t, h, id, open{}, intent("open again"), errOpen)
	refused(t, newHandler(t, newStore()), id, add{1}, intent("add"), errNotOpen)

	in := intent("x")
	in.Reason = "他说得不清楚"
	refused(t, h, id, add{1}, in, es.ErrReasonNoCode)
	in = intent("y")
	in.ReasonOf = func(any) string { return "他说得不清楚" }
	refused(t, h, id, add{1}, in, es.ErrReasonNoCode)
	for name, spoil := range map[string]func(*es.Intent){
		"no command": func(in *es.Intent) { in.Command = uuid.Nil },
		"no digest":  func(in *es.Intent) { in.Digest = "" },
		"nobody":     func(in *es.Intent) { in.Actor = "" },
	} {
		in := intent("x")
		spoil(&in)
		if _, err := h.Handle(t.Context(), id, add{1}, in); err == nil || fault.As(err) != nil {
			t.Errorf("%s: %v, want an internal error", name, err)
		}
	}
}

func TestHandlerMakesACommandOfTheState(t *testing.T) {
	h := newHandler(t, newStore(), func(c *config) { c.Sealer = &sealer{} })
	ctx, id := t.Context(), uuid.New()
	double := func(made *int) func(account) (command, error) {
		return func(s account) (command, error) {
			*made++
			if !s.Open {
				return nil, errNotOpen
			}
			return add{amount: s.Sum}, nil
		}
	}
	var made int
	if _, err := h.HandleFrom(ctx, id, double(&made), intent("double")); !errors.Is(err, errNotOpen) || made != 2 {
		t.Fatalf("an empty stream: %v after %d", err, made)
	}
	handle(t, h, id, open{owner: "王一"}, intent("open"))
	handle(t, h, id, add{amount: 21}, intent("add"))
	in := intent("double")
	for range 2 { // the second time it is a repetition, which makes nothing
		made = 0
		out, err := h.HandleFrom(ctx, id, double(&made), in)
		if err != nil || out.State.Sum != 42 || out.Repeated != (made == 0) {
			t.Fatalf("%+v, %v, made %d", out, err, made)
		}
	}
}

func TestHandlerUnchanged(t *testing.T) {
	store := newStore()
	h := newHandler(t, store)
	id := uuid.New()
	opened := handle(t, h, id, open{}, intent("open"))
	in := intent("nothing")
	for range 2 {
		out := handle(t, h, id, mark{}, in)
		if out.Repeated || out.Revision != 0 || out.Position != opened.Position || len(out.Events) != 0 || !out.State.Open {
			t.Errorf("%+v", out)
		}
	}
	if n := len(read(t, store, opened.Stream)); n != 1 {
		t.Errorf("%d events, want 1", n)
	}
}

func TestHandlerSealing(t *testing.T) {
	store, seals := newStore(), &sealer{}
	h := newHandler(t, store, func(c *config) { c.Sealer = seals; c.Decider = reopening() })
	id := uuid.New()
	in := intent("open")
	handle(t, h, id, open{owner: "张三"}, in)
	handle(t, h, id, open{owner: "李四"}, intent("open 2"))
	handle(t, h, id, open{}, intent("open 3")) // nobody to seal
	cold := newHandler(t, store, func(c *config) { c.Sealer = seals; c.Decider = reopening(); c.CacheSize = -1 })
	handle(t, cold, id, open{owner: "王五"}, intent("open 4"))

	if last := seals.calls[len(seals.calls)-1]; last.hint != seals.calls[0].key {
		t.Errorf("after a cold read the hint was %s, want %s", last.hint, seals.calls[0].key)
	}
	if seals.calls[1].hint != seals.calls[0].key {
		t.Errorf("the second hint was %s, want %s", seals.calls[1].hint, seals.calls[0].key)
	}

	refuse := &sealer{err: errors.New("vault is closed")}
	broken := newHandler(t, newStore(), func(c *config) { c.Sealer = refuse })
	if _, err := broken.Handle(t.Context(), id, open{owner: "张三"}, intent("open")); !errors.Is(err, refuse.err) {
		t.Errorf("%v, want the sealer's error", err)
	}
	none := newHandler(t, newStore(), func(c *config) { c.Sealer = nil })
	if _, err := none.Handle(t.Context(), id, open{owner: "张三"}, intent("open")); !errors.Is(err, personal.ErrUnsealed) {
		t.Errorf("%v, want unsealed", err)
	}
}

// reopening is the toy core without its rule that an account is opened once.
func reopening() (d deciderOf) {
	d = accounts
	d.Decide = func(_ account, c command) ([]event, error) {
		o := c.(open)
		return []event{opened{At: o.at, Owner: personal.Plain(o.owner)}}, nil
	}
	return d
}

func TestHandlerLoad(t *testing.T) {
	store := newStore()
	h, other := newHandler(t, store), newHandler(t, store)
	id := uuid.New()
	if s, revision, err := h.Load(t.Context(), id); err != nil || revision != es.NoStream || s.Open {
		t.Errorf("of nothing: %+v, %d, %v", s, revision, err)
	}
	handle(t, h, id, open{}, intent("open"))
	handle(t, other, id, add{3}, intent("add"))
	if s, revision, err := h.Load(t.Context(), id); err != nil || revision != 1 || s.Sum != 3 {
		t.Errorf("after another replica's command: %+v, %d, %v", s, revision, err)
	}
}

func TestHandlerSurvivesAStoreThatWasSetBack(t *testing.T) {
	for name, elsewhere := range map[string][]command{
		"shorter": {open{owner: "b"}},
		"longer":  {open{owner: "b"}, add{10}, add{20}},
	} {
		t.Run(name, func(t *testing.T) {
			first, second := newStore(), newStore()
			store := &switching{Store: first}
			h, other := newHandler(t, store), newHandler(t, second)
			id := uuid.New()
			handle(t, h, id, open{owner: "a"}, intent("open"))
			handle(t, h, id, add{3}, intent("add"))
			sum := 4
			for i, c := range elsewhere {
				handle(t, other, id, c, intent(fmt.Sprint("elsewhere ", i)))
				if a, ok := c.(add); ok {
					sum += a.amount
				}
			}
			store.Store = second // restored from another time
			out := handle(t, h, id, add{4}, intent("add 4"))
			if out.State.Sum != sum || out.Revision != int64(len(elsewhere)) {
				t.Errorf("%+v, want the sum %d: the fold of what is there now", out, sum)
			}
			verify(t, second, out.Stream)
		})
	}
}

// switching is a store that becomes another.
type switching struct{ es.Store }

func TestHandlerConfigIsChecked(t *testing.T) {
	for name, spoil := range map[string]func(*config){
		"no category": func(c *config) { c.Category = "" },
		"no store":    func(c *config) { c.Store = nil },
		"no codec":    func(c *config) { c.Codec = nil },
		"no clock":    func(c *config) { c.Now = nil },
		"no decider":  func(c *config) { c.Decider.Decide = nil },
	} {
		c := config{Category: "account", Store: newStore(), Codec: codec(t), Decider: accounts, Now: ticking()}
		spoil(&c)
		if _, err := es.NewHandler(c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestEventIDIsDerived(t *testing.T) {
	a, b, c := uuid.MustParse("0198c2a0-0000-7000-8000-000000000001"), uuid.New(), uuid.New()
	// Kept for ever: the constructions in the comments of EventID and RunID.
	if got, want := es.EventID("dispute-1", a, 12).String(), "40bc6e37-fded-5514-a67e-c4240af00f62"; got != want {
		t.Errorf("event id %s, want %s", got, want)
	}
	if got, want := es.RunID(a, a).String(), "857c4b67-fc8a-5107-8e96-3845ba8f7b00"; got != want {
		t.Errorf("run id %s, want %s", got, want)
	}
	seen := map[uuid.UUID]string{}
	for _, stream := range []string{"dispute-1", "dispute-2"} {
		for _, command := range []uuid.UUID{a, b} {
			for _, attempt := range []uuid.UUID{a, c} {
				for n := range 12 {
					id, what := es.EventID(stream, es.RunID(command, attempt), n), fmt.Sprint(stream, command, attempt, n)
					if other, twice := seen[id]; twice {
						t.Fatalf("%s and %s have one id", what, other)
					}
					if seen[id] = what; id != es.EventID(stream, es.RunID(command, attempt), n) {
						t.Fatalf("%s has two ids", what)
					}
				}
			}
		}
	}
}

func TestHandlerWaitsWithTheContext(t *testing.T) {
	// One command holds the stream while the store does not answer; another gives up waiting, a third stream goes on.
	store := &blocking{Store: newStore(), block: make(chan struct{}), reached: make(chan struct{}, 1)}
	h := newHandler(t, store)
	id := uuid.New()
	done := make(chan error, 1)
	go func() {
		_, err := h.Handle(t.Context(), id, open{}, intent("open"))
		done <- err
	}()
	<-store.reached
	ctx, cancel := context.WithCancel(t.Context())
	waiting := make(chan error, 1)
	go func() {
		_, err := h.Handle(ctx, id, add{1}, intent("add"))
		waiting <- err
	}()
	cancel()
	if err := <-waiting; !errors.Is(err, es.ErrCanceled) {
		t.Errorf("%v, want canceled", err)
	}
	close(store.block)
	if err := <-done; err != nil {
		t.Error(err)
	}
	handle(t, h, id, add{2}, intent("add 2"))
}

// blocking holds back the first append until block closes.
type blocking struct {
	es.Store
	block, reached chan struct{}
}

func (b *blocking) Append(ctx context.Context, stream string, expected int64, events []es.Pending) (es.Appended, error) {
	select {
	case b.reached <- struct{}{}:
	default:
	}
	<-b.block
	return b.Store.Append(ctx, stream, expected, events)
}
