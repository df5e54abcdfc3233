package proceeding

import (
	"errors"

	"anjie.internal/services/internal/calendar"
)

// Limit is a limit with its clock and everything that its due date is counted from, so that anybody can count it again.
type Limit struct {
	Rule     string        `json:"rule"`
	Amount   int           `json:"amount"`
	Clock    Clock         `json:"clock"`
	StartsOn calendar.Date `json:"startsOn"` // not counted
	// Extended by so many days with the parties' consent.
	Extended int     `json:"extended,omitzero"`
	Pauses   []Pause `json:"pauses,omitempty"`
	// DueOn is the last day; absent while the days off of its year are not known: a due date is never guessed.
	DueOn    calendar.Date `json:"dueOn,omitzero"`
	Calendar string        `json:"calendar"`
}

// Pause is a time at which the clock stood still: the days after From, up to and including To.
type Pause struct {
	From calendar.Date `json:"from"`
	To   calendar.Date `json:"to"`
}

// limitOf gives the limit of a rule whose clock starts on a day.
func limitOf(r Rule, start calendar.Date, c *calendar.Calendar) (Limit, error) {
	return Limit{Rule: r.ID, Amount: r.Amount, Clock: r.Clock, StartsOn: start}.counted(c)
}

// counted returns the limit with its due date by a calendar. What the parties could rely on is not taken from them: a due date
// that was known before never becomes an earlier one.
func (l Limit) counted(c *calendar.Calendar) (Limit, error) {
	before := l
	l.Calendar = c.Version()
	due, err := l.due(c)
	if err != nil && !errors.Is(err, calendar.ErrUnknownYear) {
		return Limit{}, err
	}
	l.DueOn = due
	if !due.IsZero() && due.Before(before.DueOn) {
		l.DueOn, l.Calendar = before.DueOn, before.Calendar
	}
	return l, nil
}

func (l Limit) due(c *calendar.Calendar) (calendar.Date, error) {
	n := l.Amount + l.Extended
	if l.Clock == Days {
		for _, p := range l.Pauses {
			n += p.To.Since(p.From)
		}
		return c.AddDays(l.StartsOn, n)
	}
	for _, p := range l.Pauses {
		days, err := c.WorkdaysBetween(p.From, p.To)
		if err != nil {
			return calendar.Date{}, err
		}
		n += days
	}
	return c.AddWorkdays(l.StartsOn, n)
}

// expired reports whether a day lies behind the last one. A due date that is not known has not passed.
func (l Limit) expired(day calendar.Date) bool { return !l.DueOn.IsZero() && day.After(l.DueOn) }

// lapsed refuses every end but failure when the law already holds that mediation failed. It looks at when the parties agree, or one
// of them leaves: a paper that was drawn up in time may be signed later.
func (s State) lapsed(day calendar.Date) error {
	if s.rule().Lapses && s.Suspended.IsZero() && s.Limit.expired(day) {
		return ErrLapsed.On("occurred_at")
	}
	return nil
}

// rule is the one that the limit is counted by.
func (s State) rule() Rule {
	m, _ := ModeOf(s.Mode)
	return m.recorded(s.Limit.Rule)
}

func (l Limit) warnings() []string {
	if l.DueOn.IsZero() {
		return []string{WarnDueUnknown}
	}
	return nil
}

func maxDate(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}
