package es

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
)

// errMoved: what is kept about a stream is not what the store has before the events just read.
var errMoved = errors.New("the stream does not continue what is known about it")

// Load returns the present state of the stream of id and its revision, NoStream when it is empty. It sees every event whose
// append was answered before the call. Errors are those of Handle.
func (h *Handler[S, C, E]) Load(ctx context.Context, id uuid.UUID) (S, int64, error) {
	stream := Stream(h.category, id)
	f, _, err := h.load(ctx, stream, h.states.get(stream), uuid.Nil)
	if errors.Is(err, errMoved) {
		f, _, err = h.load(ctx, stream, nil, uuid.Nil)
	}
	if err != nil {
		var none S
		return none, NoStream, storeFault("read "+stream, err)
	}
	return f.state, f.revision, nil
}

// Recent is Load for whoever does not mind what other processes did within a span of time: a state that the store confirmed to this
// process since then is taken as it is, without a call.
func (h *Handler[S, C, E]) Recent(ctx context.Context, id uuid.UUID, within time.Duration) (S, error) {
	if f := h.states.since(Stream(h.category, id), h.now().Add(-within)); f != nil {
		return f.state, nil
	}
	state, _, err := h.Load(ctx, id)
	return state, err
}

func (h *Handler[S, C, E]) empty() *folded[S] {
	return &folded[S]{state: h.decider.Initial(), revision: NoStream, head: NoPrev}
}

// repeat answers a command that is known to be in the stream from what is stored.
func (h *Handler[S, C, E]) repeat(ctx context.Context, in Intent, r *run) (none Outcome[S, E], _ error) {
	_, before, err := h.load(ctx, r.stream, nil, in.Command)
	if err != nil {
		return none, storeFault("read "+r.stream, err)
	}
	if before == nil {
		h.states.forget(r.stream)
		return none, fmt.Errorf("read %s: the events of command %s are gone from the store", r.stream, in.Command)
	}
	return h.answer(before, in, r)
}

// reload reads on after a conflict. It reads all when what was known turns out not to be a beginning of the stream.
func (h *Handler[S, C, E]) reload(ctx context.Context, stream string, known *folded[S], guessed bool, command uuid.UUID) (
	*folded[S], *earlier[S, E], error,
) {
	if guessed {
		return h.load(ctx, stream, nil, command)
	}
	f, before, err := h.load(ctx, stream, known, command)
	if errors.Is(err, errMoved) || err == nil && f.revision == known.revision {
		// A conflict without later events: the store has been set back, or the cache is wrong.
		h.states.forget(stream)
		return h.load(ctx, stream, nil, command)
	}
	return f, before, err
}

// earlier is what a stream holds of a command that was decided before.
type earlier[S, E any] struct {
	out    Outcome[S, E]
	digest string
}

// load folds the stream from what is known on, nil for nothing, and keeps the result. When the events read contain those of
// the command, it returns what they were too.
func (h *Handler[S, C, E]) load(ctx context.Context, stream string, known *folded[S], command uuid.UUID) (
	*folded[S], *earlier[S, E], error,
) {
	if known == nil {
		known = h.empty()
	}
	asked := h.now() // what the store says holds for the time before it was read
	next := *known
	next.commands = slices.Clip(next.commands) // others may append to the same array
	var last Record
	var before *earlier[S, E]
	for rec, err := range h.store.ReadStream(ctx, stream, uint64(known.revision+1)) { //nolint:gosec // at least 0
		if err != nil {
			return nil, nil, err
		}
		meta, err := ParseMeta(rec.Metadata)
		if err != nil {
			return nil, nil, fmt.Errorf("revision %d: %w", rec.Revision, err)
		}
		if rec.Revision != uint64(next.revision+1) { //nolint:gosec // at least 0
			return nil, nil, fmt.Errorf("revision %d follows %d", rec.Revision, next.revision)
		}
		if next.revision == known.revision && meta.Prev != known.head {
			return nil, nil, errMoved
		}
		e, err := h.codec.Decode(rec.Type, rec.Data)
		if err != nil {
			return nil, nil, fmt.Errorf("revision %d: %w", rec.Revision, err)
		}
		next.state = h.decider.Evolve(next.state, e)
		next.revision++
		next.position = rec.Position
		if meta.Key != uuid.Nil {
			next.key = meta.Key
		}
		if n := len(next.commands); n == 0 || next.commands[n-1] != meta.Command {
			next.commands = append(next.commands, meta.Command)
		}
		if meta.Command == command && command != uuid.Nil {
			if before == nil {
				before = &earlier[S, E]{digest: meta.CommandDigest}
			}
			before.out.Stream, before.out.Repeated = stream, true
			before.out.Revision, before.out.Position, before.out.State = next.revision, rec.Position, next.state
			before.out.Events = append(before.out.Events, e)
		}
		last = rec
	}
	if next.revision != known.revision {
		next.head = last.Hash()
	}
	if next.revision != NoStream {
		h.states.put(stream, &next, asked)
	}
	return &next, before, nil
}
