package figure

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
)

// Kind is what happened to a dispute, as far as figures care.
type Kind uint8

// The kinds of facts.
const (
	Registered Kind = iota + 1
	Accepted
	Closed // concluded, withdrawn or refused: Outcome says which
	Reopened
	Merged
	Unmerged
	Voided
	Corrected // of its category or its day of receipt; also classified anew
)

// Fact is what a figure reads of one stored event.
type Fact struct {
	Kind     Kind
	Unit     string        // 12 digits; when registered
	Category string        // when registered; when corrected, empty if it stays
	Outcome  string        // when closed
	On       calendar.Date // the Beijing day of the claimed time; when registered, accepted or closed; when corrected, of the receipt, zero if it stays
	Recorded time.Time     // by the server
}

// form says where a stored form has what a fact needs: the names of its members.
type form struct {
	kind     Kind
	on       string // claimed time
	recorded string // time of the server
	outcome  string
	unit     bool
	category bool
	changes  bool
}

// forms are the stored events that figures read. Their names and members are frozen by the services that write them.
var forms = map[string]form{
	registered:              {kind: Registered, on: "receivedAt", recorded: "registeredAt", unit: true, category: true},
	withdrawn:               {kind: Closed, on: "withdrawnAt", recorded: "recordedAt", outcome: "reason"},
	"dispute-accepted-v1":   {kind: Accepted, on: "occurredAt", recorded: "recordedAt"},
	"dispute-refused-v1":    {kind: Closed, on: "occurredAt", recorded: "recordedAt", outcome: "outcome"},
	"dispute-concluded-v1":  {kind: Closed, on: "occurredAt", recorded: "recordedAt", outcome: "outcome"},
	"dispute-reopened-v1":   {kind: Reopened, recorded: "recordedAt"},
	"dispute-merged-v1":     {kind: Merged, recorded: "recordedAt"},
	"dispute-unmerged-v1":   {kind: Unmerged, recorded: "recordedAt"},
	"dispute-voided-v1":     {kind: Voided, recorded: "recordedAt"},
	"dispute-classified-v1": {kind: Corrected, recorded: "recordedAt", category: true},
	"dispute-corrected-v1":  {kind: Corrected, recorded: "recordedAt", changes: true},
}

// Types are the names of the stored events that figures read, for filters.
func Types() []string { return slices.Sorted(maps.Keys(forms)) }

// needs is how many members a form must have.
func (f form) needs() int {
	n := 0
	for _, needed := range []bool{f.on != "", f.recorded != "", f.outcome != "", f.unit, f.category, f.changes} {
		if needed {
			n++
		}
	}
	return n
}

// Reader makes facts of stored events. It keeps the few texts that come again and again, units and categories, once each.
type Reader struct {
	texts map[string]string
}

// found are the raw values of the members of a stored event.
type found struct{ on, recorded, outcome, unit, category, changes []byte }

// Read makes the fact of a stored event. counted is false for events that change no figure.
func (r *Reader) Read(typ string, data []byte) (fact Fact, counted bool, err error) {
	f, ok := forms[typ]
	if !ok {
		return Fact{}, false, nil
	}
	v, err := f.look(data)
	if err == nil {
		fact, counted, err = r.fact(f, v)
	}
	if err != nil {
		return Fact{}, false, fmt.Errorf("read %s: %w", typ, err)
	}
	return fact, counted, nil
}

func (f form) look(data []byte) (found, error) {
	var v found
	needs := f.needs()
	err := members(data, func(name, value []byte) bool {
		switch {
		case len(name) == 0:
			return true
		case string(name) == f.on:
			v.on = value
		case string(name) == f.recorded:
			v.recorded = value
		case string(name) == f.outcome:
			v.outcome = value
		case f.unit && string(name) == "unit":
			v.unit = value
		case f.category && string(name) == "category":
			v.category = value
		case f.changes && string(name) == "changes":
			v.changes = value
		default:
			return true
		}
		needs--
		return needs > 0
	})
	return v, err
}

func (r *Reader) fact(f form, v found) (fact Fact, counted bool, err error) {
	fact.Kind = f.kind
	if fact.Recorded, err = moment(f.recorded, v.recorded); err != nil {
		return Fact{}, false, err
	}
	if f.on != "" {
		at, err := moment(f.on, v.on)
		if err != nil {
			return Fact{}, false, err
		}
		fact.On = calendar.DateOf(at)
	}
	if f.outcome != "" {
		code, err := text(v.outcome)
		if err != nil {
			return Fact{}, false, fmt.Errorf("%s: %w", f.outcome, err)
		}
		o := find(string(code))
		if o == nil {
			return Fact{}, false, fmt.Errorf("%s %q: not an outcome that this program can count", f.outcome, code)
		}
		fact.Outcome = o.Code
	}
	if f.unit {
		if fact.Unit, err = r.text("unit", v.unit); err != nil {
			return Fact{}, false, err
		}
		if !unit.Code(fact.Unit).Valid() {
			return Fact{}, false, fmt.Errorf("unit %q: not countable", fact.Unit)
		}
	}
	if f.category {
		if fact.Category, err = r.text("category", v.category); err != nil {
			return Fact{}, false, err
		}
	}
	if f.changes {
		err = r.corrected(&fact, v.changes)
		return fact, err == nil && (fact.Category != "" || !fact.On.IsZero()), err
	}
	return fact, true, nil
}

// corrected finds what a correction changes of what figures look at. When it was only sealed parts there are no changes.
func (r *Reader) corrected(fact *Fact, changes []byte) error {
	if len(changes) == 0 || string(changes) == "null" {
		return nil
	}
	return elements(changes, func(change []byte) error {
		field, after, err := changed(change)
		if err != nil {
			return err
		}
		switch string(field) {
		case `"category"`:
			fact.Category, err = r.text("category", after)
		case `"receivedAt"`:
			var at time.Time
			at, err = moment("receivedAt", after)
			fact.On = calendar.DateOf(at)
		}
		return err
	})
}

// changed are the raw name of a field and its raw value after the change.
func changed(change []byte) (field, after []byte, err error) {
	err = members(change, func(name, value []byte) bool {
		switch string(name) {
		case "field":
			field = value
		case "after":
			after = value
		}
		return field == nil || after == nil
	})
	return field, after, err
}

func (r *Reader) text(name string, raw []byte) (string, error) {
	b, err := text(raw)
	if err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	if len(b) == 0 {
		return "", fmt.Errorf("%s is empty", name)
	}
	if s, ok := r.texts[string(b)]; ok {
		return s, nil
	}
	if r.texts == nil {
		r.texts = make(map[string]string)
	}
	s := string(b)
	r.texts[s] = s
	return s, nil
}

func moment(name string, raw []byte) (t time.Time, err error) {
	b, err := text(raw)
	if err == nil {
		err = t.UnmarshalText(b)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("%s: %w", name, err)
	}
	if t.IsZero() {
		return time.Time{}, fmt.Errorf("%s: no time", name)
	}
	return t, nil
}
