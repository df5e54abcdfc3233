package es

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/personal"
)

// maxRounds is how often a command is decided anew after others were faster.
const maxRounds = 5

// HandlerConfig is what a Handler needs. Fields without a default are mandatory.
type HandlerConfig[S, C, E any] struct {
	// Category names the kind of stream: "dispute" for streams "dispute-<id>".
	Category string
	Store    Store
	Codec    *Codec[E]
	Decider  decider.Decider[S, C, E]
	Now      func() time.Time
	// Sealer seals personal fields. Without one, events that carry any are refused.
	Sealer Sealer
	// CacheSize is about how many streams are kept folded in memory, by default 10,000; negative for none.
	CacheSize int
	// Patience limits how long an append of unknown outcome is repeated when the caller's context does not end before; by
	// default 30 s.
	Patience time.Duration
	// NewAttempt tells one run of the loop from another (see RunID), by default at random.
	NewAttempt func() uuid.UUID
	// Logger gets one audit line per command; by default nobody does.
	Logger *slog.Logger
	// Tracer and Meter are the global ones by default.
	Tracer trace.TracerProvider
	Meter  metric.MeterProvider
}

// Handler is the command loop of one kind of stream: fold the stream, find out whether the command was decided before,
// decide, seal, append at the exact revision, and decide again when somebody else was faster. It is safe for concurrent use.
//
// A command costs one call of the store: states of recent streams are kept, and a stream that is not known is first taken to
// be empty, which the store confirms or refuses with the append.
type Handler[S, C, E any] struct {
	category string
	store    Store
	codec    *Codec[E]
	decider  decider.Decider[S, C, E]
	sealer   Sealer
	now      func() time.Time
	patience time.Duration
	attempt  func() uuid.UUID
	states   *states[S]
	turns    turns
	watch    *commandWatch
}

// NewHandler checks the configuration and makes a handler.
func NewHandler[S, C, E any](c HandlerConfig[S, C, E]) (*Handler[S, C, E], error) {
	switch {
	case c.Category == "":
		return nil, errors.New("command handler: no category")
	case c.Store == nil, c.Codec == nil, c.Now == nil:
		return nil, fmt.Errorf("command handler of %s: store, codec and clock are needed", c.Category)
	case c.Decider.Initial == nil, c.Decider.Decide == nil, c.Decider.Evolve == nil:
		return nil, fmt.Errorf("command handler of %s: the decider is not complete", c.Category)
	}
	if c.CacheSize == 0 {
		c.CacheSize = 10_000
	}
	if c.Patience <= 0 {
		c.Patience = 30 * time.Second
	}
	if c.NewAttempt == nil {
		c.NewAttempt = uuid.New
	}
	watch, err := newCommandWatch(c.Category, c.Logger, c.Tracer, c.Meter)
	if err != nil {
		return nil, fmt.Errorf("command handler of %s: %w", c.Category, err)
	}
	return &Handler[S, C, E]{
		category: c.Category, store: c.Store, codec: c.Codec, decider: c.Decider, sealer: c.Sealer, now: c.Now,
		patience: c.Patience, attempt: c.NewAttempt, states: newStates[S](c.CacheSize),
		turns: turns{waiting: make(map[string]*turn)}, watch: watch,
	}, nil
}

// Handle carries out a command on the stream of id. Repeating it with the same Intent.Command is harmless and gives the same
// answer, after any error and after a restart.
//
// Errors are faults: the core's own refusals, and those of this package. Only ErrOutcomeUnknown leaves open whether the
// command took effect. Any other error is internal. A command that causes no events leaves no trace: its repetition is decided
// again.
func (h *Handler[S, C, E]) Handle(ctx context.Context, id uuid.UUID, cmd C, in Intent) (Outcome[S, E], error) {
	return h.carry(ctx, id, fmt.Sprintf("%T", cmd), func(S) (C, error) { return cmd, nil }, in)
}

// HandleFrom is Handle for a command that something outside of the rules makes of the present state, a limit out of a table for
// instance. make is called for every state that is decided on, and once with the initial state before the stream is read;
// its error is the answer, like a refusal of the rules. It must not change the state. A command that was decided before
// is not made again.
func (h *Handler[S, C, E]) HandleFrom(ctx context.Context, id uuid.UUID, make func(S) (C, error), in Intent) (Outcome[S, E], error) {
	return h.carry(ctx, id, "", make, in)
}

func (h *Handler[S, C, E]) carry(ctx context.Context, id uuid.UUID, kind string, make func(S) (C, error), in Intent) (Outcome[S, E], error) {
	r := run{stream: Stream(h.category, id), kind: kind, started: h.now()}
	ctx, end := h.watch.begin(ctx)
	out, err := h.handle(ctx, make, in, &r)
	r.revision, r.repeated, r.ended = out.Revision, out.Repeated, h.now()
	end(ctx, in, &r, err)
	return out, err
}

// run is what the watch reports about one command.
type run struct {
	stream         string
	kind           string // of the command; empty until it is made
	started, ended time.Time
	revision       int64
	repeated       bool
	types          []string
	conflicts      int
	unknown        int
}

func (h *Handler[S, C, E]) handle(ctx context.Context, make func(S) (C, error), in Intent, r *run) (none Outcome[S, E], _ error) {
	in, err := in.complete(h.now)
	if err != nil {
		return none, err
	}
	done, err := h.turns.take(ctx, r.stream)
	if err != nil {
		return none, storeFault("wait for the stream", err)
	}
	defer done()

	f := h.states.get(r.stream)
	if f != nil && f.knows(in.Command) {
		return h.repeat(ctx, in, r)
	}
	guessed := f == nil
	if guessed {
		f = h.empty()
	}
	runID := RunID(in.Command, h.attempt())
	for {
		events, err := h.decide(f.state, make, r)
		if guessed && (err != nil || len(events) == 0) {
			// Nothing that an append would confirm: only a look at the stream tells whether the guess was right.
			guessed = false
			var before *earlier[S, E]
			if f, before, err = h.load(ctx, r.stream, nil, in.Command); err != nil {
				return none, storeFault("read "+r.stream, err)
			}
			if before != nil {
				return h.answer(before, in, r)
			}
			continue
		}
		if err != nil {
			return none, err
		}
		if len(events) == 0 {
			return Outcome[S, E]{Stream: r.stream, Revision: f.revision, Position: f.position, State: f.state}, nil
		}
		next, out, pending, err := h.prepare(ctx, f, events, in, runID, r)
		if err != nil {
			return none, err
		}
		asked := h.now()
		appended, err := h.append(ctx, f.revision, pending, r)
		if err == nil {
			if got := int64(appended.Revision); got != next.revision { //nolint:gosec // revisions are far below 2^63
				h.states.forget(r.stream)
				return none, fmt.Errorf("append to %s: the last event went to revision %d instead of %d", r.stream, got, next.revision)
			}
			next.position, out.Position = appended.Position, appended.Position
			h.states.put(r.stream, next, asked)
			return *out, nil
		}
		if !errors.Is(err, ErrConflict) {
			return none, err
		}
		if !guessed {
			if r.conflicts++; r.conflicts > maxRounds {
				return none, ErrBusyStream.Because(err)
			}
		}
		var before *earlier[S, E]
		if f, before, err = h.reload(ctx, r.stream, f, guessed, in.Command); err != nil {
			return none, storeFault("read "+r.stream, err)
		}
		guessed = false
		if before != nil {
			return h.answer(before, in, r)
		}
	}
}

// decide makes the command and decides it.
func (h *Handler[S, C, E]) decide(s S, make func(S) (C, error), r *run) ([]E, error) {
	cmd, err := make(s)
	if err != nil {
		return nil, err
	}
	if r.kind == "" {
		r.kind = fmt.Sprintf("%T", cmd)
	}
	return h.decider.Decide(s, cmd)
}

// prepare makes what is appended out of the events: sealed, encoded and chained. What could not be read back is refused here,
// before it is stored. State and answer come from the stored form too, so that a state in the cache is the state that a fold
// of the log gives, and holds no plaintext.
func (h *Handler[S, C, E]) prepare(ctx context.Context, f *folded[S], events []E, in Intent, runID uuid.UUID, r *run) (
	*folded[S], *Outcome[S, E], []Pending, error,
) {
	next := *f
	next.commands = append(f.commands, in.Command)
	meta := Meta{
		Schema: MetaSchema, Actor: in.Actor, Unit: in.Unit, OnBehalfOf: in.OnBehalfOf, Command: in.Command,
		CommandDigest: in.Digest, Correlation: in.Correlation, Causation: in.Causation, Traceparent: traceparent(ctx),
		OccurredAt: in.OccurredAt, RecordedAt: in.RecordedAt, Reason: in.Reason, Late: in.Late,
	}
	pending := make([]Pending, 0, len(events))
	stored := make([]E, 0, len(events))
	r.types = r.types[:0]
	for n, e := range events {
		id := EventID(r.stream, runID, n)
		if in.ReasonOf != nil {
			if meta.Reason = in.ReasonOf(e); !isCode(meta.Reason) {
				return nil, nil, nil, ErrReasonNoCode
			}
		}
		key, err := h.seal(ctx, r.stream, next.key, id, e)
		if err != nil {
			return nil, nil, nil, err
		}
		if meta.Key = key; key != uuid.Nil {
			next.key = key
		}
		name, data, err := h.codec.Encode(e)
		if err != nil {
			return nil, nil, nil, err
		}
		back, err := h.codec.Decode(name, data)
		if err != nil {
			return nil, nil, nil, fmt.Errorf("read back before storing: %w", err)
		}
		meta.Prev = next.head
		metadata, err := meta.Append(make([]byte, 0, 704))
		if err != nil {
			return nil, nil, nil, err
		}
		next.revision++
		next.head = Hash(r.stream, uint64(next.revision), id, name, data, metadata) //nolint:gosec // not negative after ++
		next.state = h.decider.Evolve(next.state, back)
		pending = append(pending, Pending{ID: id, Type: name, Data: data, Metadata: metadata})
		stored = append(stored, back)
		r.types = append(r.types, name)
	}
	return &next, &Outcome[S, E]{Stream: r.stream, Revision: next.revision, State: next.state, Events: stored}, pending, nil
}

// seal seals an event's personal fields and returns the data key, Nil when there is nothing to seal.
func (h *Handler[S, C, E]) seal(ctx context.Context, stream string, hint, id uuid.UUID, e E) (uuid.UUID, error) {
	holder, ok := any(e).(personal.Holder)
	if !ok {
		return uuid.Nil, nil
	}
	fields := holder.Personal()
	for name, f := range fields {
		if !f.Present() {
			delete(fields, name)
		}
	}
	if len(fields) == 0 {
		return uuid.Nil, nil
	}
	if h.sealer == nil {
		return uuid.Nil, fmt.Errorf("%s: nothing seals personal data here: %w", stream, personal.ErrUnsealed)
	}
	key, err := h.sealer.Seal(ctx, stream, hint, id, fields)
	if err != nil {
		return uuid.Nil, storeFault("seal personal data of "+stream, err)
	}
	return key, nil
}

// answer gives a repeated command the answer of the first, or refuses it when its content is another.
func (h *Handler[S, C, E]) answer(before *earlier[S, E], in Intent, r *run) (none Outcome[S, E], _ error) {
	if before.digest != in.Digest {
		return none, ErrCommandReused
	}
	for _, e := range before.out.Events {
		if name, err := h.codec.Name(e); err == nil {
			r.types = append(r.types, name)
		}
	}
	return before.out, nil
}
