package es

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// append stores the events at the exact revision. The error matches ErrConflict when the stream has moved on without them;
// every other error is for the caller of the command.
//
// Where the outcome is not known the same append, the same ids, bytes and revision, is repeated: the store answers it as it
// answered the first. From then on only success and conflict are certain, for any refusal may concern the repetition alone.
func (h *Handler[S, C, E]) append(ctx context.Context, expected int64, pending []Pending, r *run) (Appended, error) {
	ctx, cancel := context.WithTimeout(ctx, h.patience)
	defer cancel()
	for wait := 10 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		appended, err := h.store.Append(ctx, r.stream, expected, pending)
		switch {
		case err == nil:
			return appended, nil
		case errors.Is(err, ErrConflict):
			return Appended{}, fmt.Errorf("append to %s: %w", r.stream, err)
		case errors.Is(err, ErrUnknownOutcome):
			r.unknown++
		case r.unknown == 0:
			return Appended{}, storeFault("append to "+r.stream, err)
		}
		if pause(ctx, wait) != nil {
			return Appended{}, ErrOutcomeUnknown.Because(fmt.Errorf("append to %s: %w", r.stream, err))
		}
	}
}

// pause waits for about d, spread so that those who failed together do not return together, or until ctx ends.
func pause(ctx context.Context, d time.Duration) error {
	d = d/2 + rand.N(d) //nolint:gosec // spreads load, guards nothing
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
