package figure_test

import (
	"fmt"
	"time"

	"anjie.internal/services/statistics/figure"
)

const (
	village = "320205101203"
	beside  = "320205101204"
	far     = "320281001001"
)

// log writes events as intake stores them.
type log struct {
	events []figure.Event
	clock  time.Time // of the server
}

func newLog() *log { return &log{clock: time.Date(2026, 3, 2, 1, 0, 0, 0, time.UTC)} }

func id(n int) figure.ID {
	var id figure.ID
	id[0], id[6], id[8], id[14], id[15] = 1, 0x70, 0x80, byte(n>>8), byte(n)
	return id
}

// add appends an event of the n-th dispute; rest are members of its JSON.
func (l *log) add(n int, typ, rest string, args ...any) *log {
	l.clock = l.clock.Add(time.Minute)
	data := fmt.Sprintf(rest, args...)
	at := uint64(10 * (len(l.events) + 1))
	l.events = append(l.events, figure.Event{
		Stream: "dispute-" + id(n).String(), Type: "dispute-" + typ + "-v1", Data: []byte("{" + data + "}"), Position: figure.Position{Commit: at, Prepare: at},
	})
	return l
}

func (l *log) when(day string) string {
	return fmt.Sprintf(`"occurredAt":"%sT04:00:00Z","recordedAt":"%s"`, day, l.clock.Format(time.RFC3339Nano))
}

func (l *log) registered(n int, unit, day string) *log {
	return l.add(n, "registered", `"codes":"2026-11","category":"A02","unit":%q,"receivedAt":"%sT04:00:00Z","registeredAt":%q,"title":{"sealed":"x"}`,
		unit, day, l.clock.Format(time.RFC3339Nano))
}

func (l *log) accepted(n int, day string) *log { return l.add(n, "accepted", "%s", l.when(day)) }

func (l *log) concluded(n int, day, outcome string) *log {
	return l.add(n, "concluded", `%s,"unit":"u","outcome":%q`, l.when(day), outcome)
}

func (l *log) refused(n int, day, outcome string) *log {
	return l.add(n, "refused", `%s,"outcome":%q,"reason":"N01"`, l.when(day), outcome)
}

func (l *log) withdrawn(n int, day, reason string) *log {
	return l.add(n, "withdrawn", `"reason":%q,"withdrawnAt":"%sT04:00:00Z","recordedAt":%q`, reason, day, l.clock.Format(time.RFC3339Nano))
}

// says appends an event that has nothing but its times.
func (l *log) says(n int, typ string) *log { return l.add(n, typ, "%s", l.when("2012-06-01")) }

func (l *log) corrected(n int, field, after string) *log {
	return l.add(n, "corrected", `%s,"reason":"C01","changes":[{"field":"area","before":"1","after":"2"},{"field":%q,"before":"A02","after":%q}]`,
		l.when("2012-06-01"), field, after)
}

// settled is a whole case in one unit and year, closed with an outcome.
func (l *log) settled(n int, unit, day, outcome string) *log {
	return l.registered(n, unit, day).accepted(n, day).concluded(n, day, outcome)
}

// fold folds everything up to a cut.
func (l *log) fold(cut figure.Cut) *figure.Fold {
	f := figure.NewFold(cut)
	for _, e := range l.events {
		if !f.Add(e) {
			break
		}
	}
	return f
}

func year(s string) figure.Window {
	w, err := figure.ParseWindow(s)
	if err != nil {
		panic(err)
	}
	return w
}
