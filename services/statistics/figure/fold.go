package figure

import (
	"fmt"
	"time"
)

// Event is a stored event of the log.
type Event struct {
	Stream   string
	Type     string
	Data     []byte
	Position Position
}

// Cut says where a fold ends.
type Cut struct {
	// Position is the last that is folded; zero means no such bound.
	Position Position
	// Time ends the fold before the first counted event that was recorded later; zero means no such bound. So the fold ends at the
	// last position at which nothing was recorded after Time, and an event that was recorded early and stands behind a late one is
	// left out with it: a figure is always one of a position.
	Time time.Time
}

// Fold makes the statuses of all disputes from the log, one event after the other, without anything else. It is how figures are defined:
// a view has to give the same.
//
// What cannot be counted, and every later event of the same dispute, is set aside, as views do.
type Fold struct {
	cut      Cut
	reader   Reader
	disputes map[ID]*Status
	held     map[string]struct{}
	over     bool

	seen     Position // the last event that was given
	last     Position // the last that was counted
	recorded time.Time
	aside    []Aside
}

// Aside is an event that is not counted because it cannot be understood.
type Aside struct {
	Event Event
	Err   error // nil: it is later in the stream of one that cannot be understood
}

// NewFold begins before the first event of the log.
func NewFold(cut Cut) *Fold {
	return &Fold{cut: cut, disputes: make(map[ID]*Status), held: make(map[string]struct{})}
}

// Add takes the next event of the log. more is false when the cut is reached: this event and all later ones are not folded.
func (f *Fold) Add(e Event) (more bool) {
	if f.over || !f.cut.Position.IsZero() && f.cut.Position.Before(e.Position) {
		f.over = true
		return false
	}
	f.seen = e.Position
	if _, reads := forms[e.Type]; !reads {
		return true
	}
	if _, held := f.held[e.Stream]; held {
		f.aside = append(f.aside, Aside{Event: e})
		return true
	}
	if err := f.add(e); err != nil {
		f.held[e.Stream] = struct{}{}
		f.aside = append(f.aside, Aside{e, err})
	}
	return !f.over
}

func (f *Fold) add(e Event) error {
	id, err := Dispute(e.Stream)
	if err != nil {
		return err
	}
	fact, counted, err := f.reader.Read(e.Type, e.Data)
	if err != nil || !counted {
		return err
	}
	status, known := f.disputes[id]
	if !known {
		status = &Status{}
	}
	next, err := status.Next(fact, e.Position)
	if err != nil {
		return fmt.Errorf("%s: %w", e.Type, err)
	}
	if !f.cut.Time.IsZero() && fact.Recorded.After(f.cut.Time) {
		f.over = true
		return nil
	}
	if !known {
		f.disputes[id] = status
	}
	*status = next
	f.last = e.Position
	if fact.Recorded.After(f.recorded) {
		f.recorded = fact.Recorded
	}
	return nil
}

// Over reports whether the cut was reached, so that nothing more needs to be read.
func (f *Fold) Over() bool { return f.over }

// Last is the position of the last event that was counted.
func (f *Fold) Last() Position { return f.last }

// Recorded is when the youngest counted event was recorded.
func (f *Fold) Recorded() time.Time { return f.recorded }

// Disputes is how many disputes the fold knows.
func (f *Fold) Disputes() int { return len(f.disputes) }

// Position is where the figures of the fold hold: at a cut by time the last event that was counted, at one by position that position, and
// without a cut the last event that there was.
func (f *Fold) Position() Position {
	switch {
	case !f.cut.Time.IsZero():
		return f.last
	case !f.cut.Position.IsZero():
		return f.cut.Position
	}
	return f.seen
}

// SetAside are the events up to the position that could not be counted.
func (f *Fold) SetAside() []Aside {
	var out []Aside
	for _, a := range f.aside {
		if !f.Position().Before(a.Event.Position) {
			out = append(out, a)
		}
	}
	return out
}

// Status is what the fold knows of a dispute.
func (f *Fold) Status(id ID) (Status, bool) {
	s, ok := f.disputes[id]
	if !ok {
		return Status{}, false
	}
	return *s, true
}
