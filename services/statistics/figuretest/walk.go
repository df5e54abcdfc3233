// Package figuretest makes histories of disputes as the log holds them, for tests of figures.
package figuretest

import (
	"fmt"
	"time"

	"anjie.internal/services/statistics/figure"
)

// Units are where the disputes of a Walk are registered: three villages in two towns of a district, one in another county.
func Units() []string {
	return []string{"320205101203", "320205101204", "320205102001", "320281001001"}
}

// Walk is a random history: disputes are registered, accepted, refused, closed, reopened, merged, unmerged, corrected and voided in any
// order in which this can be, on claimed days of three years, many of them late, recorded by servers whose clocks do not agree.
type Walk struct {
	draw     func(n int) int // a number from 0 to n-1
	disputes []walked
	clock    time.Time
}

// walked is what a walk remembers of a dispute.
type walked struct{ accepted, closed, merged, voided bool }

// NewWalk begins an empty history. draw gives a random number from 0 to n-1.
func NewWalk(draw func(n int) int) *Walk {
	return &Walk{draw: draw, clock: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)}
}

// Clock is about when the last event was recorded.
func (w *Walk) Clock() time.Time { return w.clock }

// Disputes is how many disputes were registered.
func (w *Walk) Disputes() int { return len(w.disputes) }

// Next makes the next event, without a position.
func (w *Walk) Next() figure.Event {
	w.clock = w.clock.Add(time.Duration(w.draw(120)) * time.Second)
	recorded := w.clock
	if w.draw(5) == 0 {
		recorded = recorded.Add(-time.Duration(w.draw(3600)) * time.Second)
	}
	if len(w.disputes) == 0 || w.draw(4) == 0 {
		w.disputes = append(w.disputes, walked{})
		return w.event(len(w.disputes)-1, "registered", fmt.Sprintf(`"codes":"2026-11","category":"A%02d","unit":%q,"receivedAt":%q,"registeredAt":%q`,
			1+w.draw(17), Units()[w.draw(len(Units()))], stamp(w.claimed()), stamp(recorded)))
	}
	n := w.draw(len(w.disputes))
	return w.step(n, recorded)
}

// step lets something happen to a dispute that can happen to it.
func (w *Walk) step(n int, recorded time.Time) figure.Event {
	d := &w.disputes[n]
	times := fmt.Sprintf(`"occurredAt":%q,"recordedAt":%q`, stamp(w.claimed()), stamp(recorded))
	for {
		switch w.draw(12) {
		case 0, 1:
			if !d.accepted && !d.closed {
				d.accepted = true
				return w.event(n, "accepted", times)
			}
		case 2, 3, 4, 5:
			if !d.closed {
				d.closed = true
				return w.close(n, times, recorded)
			}
		case 6:
			if d.closed {
				d.closed = false
				return w.event(n, "reopened", times+`,"reason":"K01"`)
			}
		case 7:
			d.merged = !d.merged
			if d.merged {
				return w.event(n, "merged", times+`,"into":"01980000-0000-7000-8000-000000000000"`)
			}
			return w.event(n, "unmerged", times)
		case 8:
			if !d.voided && w.draw(4) == 0 {
				d.voided = true
				return w.event(n, "voided", times+`,"reason":"X01"`)
			}
		case 9:
			if w.draw(2) == 0 {
				return w.event(n, "classified", times+fmt.Sprintf(`,"category":"A%02d"`, 1+w.draw(17)))
			}
			return w.event(n, "corrected", times+fmt.Sprintf(`,"changes":[{"field":"category","before":"A01","after":"A%02d"}]`, 1+w.draw(17)))
		case 10:
			if w.draw(2) == 0 {
				return w.event(n, "corrected", times+fmt.Sprintf(`,"changes":[{"field":"receivedAt","before":"","after":%q}]`, stamp(w.claimed())))
			}
			return w.event(n, "corrected", times+`,"changes":[{"field":"involved","before":1,"after":2}]`)
		default:
			return w.event(n, "dispatched", times+`,"round":1`)
		}
	}
}

// close ends a dispute in one of the ways in which disputes end.
func (w *Walk) close(n int, times string, recorded time.Time) figure.Event {
	switch w.draw(6) {
	case 0:
		return w.event(n, "withdrawn", fmt.Sprintf(`"reason":"R3%d","withdrawnAt":%q,"recordedAt":%q`, 1+w.draw(2), stamp(w.claimed()), stamp(recorded)))
	case 1:
		return w.event(n, "refused", times+fmt.Sprintf(`,"outcome":"R5%d"`, 1+w.draw(2)))
	}
	outcomes := figure.OutcomesOf(figure.Success, figure.Partial, figure.Failure, figure.Neither, figure.Transferred)
	return w.event(n, "concluded", times+fmt.Sprintf(`,"outcome":%q`, outcomes[w.draw(len(outcomes))]))
}

// claimed is a time of one of three years, often close to a new year in Beijing.
func (w *Walk) claimed() time.Time {
	if w.draw(3) == 0 {
		return time.Date(2011+w.draw(3), 12, 31, 15, w.draw(120), 0, 0, time.UTC)
	}
	return time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(w.draw(3*365*24)) * time.Hour)
}

func (w *Walk) event(n int, what, members string) figure.Event {
	return figure.Event{Stream: "dispute-" + Dispute(n).String(), Type: "dispute-" + what + "-v1", Data: []byte("{" + members + "}")}
}

// Dispute is the id of the n-th dispute of a walk.
func Dispute(n int) figure.ID {
	return figure.ID{1, 0x98, 0, 0, 0, 0, 0x70, byte(n >> 8 & 0xf), 0x80, byte(n), 0, 0, 0, 0, 0, byte(7 * n)}
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
