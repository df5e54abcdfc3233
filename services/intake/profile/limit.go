package profile

import (
	"fmt"
	"slices"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
)

// ErrNoLimit says that no rule of the kind applies to the case.
var ErrNoLimit = fault.New(fault.Refused, "limit-missing",
	"城市配置中没有适用的期限规则。", "The city profile has no limit rule that applies.")

// LimitFor finds the rule of a kind that applies to a case: the one with the most conditions. Validate refuses profiles in which
// two with equally many apply to one case, and those that lack Accept, Handle, Urgent or Object for any.
func (d *Directory) LimitFor(kind string, c Case) (LimitRule, bool) {
	c = c.complete()
	var best *LimitRule
	for i := range d.Profile.Limits {
		l := &d.Profile.Limits[i]
		if l.Kind != kind || !l.applies(c) {
			continue
		}
		if best == nil || l.conditions() > best.conditions() || l.conditions() == best.conditions() && l.ID < best.ID {
			best = l
		}
	}
	if best == nil {
		return LimitRule{}, false
	}
	return *best, true
}

// LimitRule finds a rule by its id.
func (d *Directory) LimitRule(id string) (LimitRule, bool) {
	i := slices.IndexFunc(d.Profile.Limits, func(l LimitRule) bool { return l.ID == id })
	if i < 0 {
		return LimitRule{}, false
	}
	return d.Profile.Limits[i], true
}

// Limit computes the limit of a kind for a case from a moment on. The day of the moment is not counted. It fails with ErrNoLimit, and
// with calendar.ErrUnknownYear when it ends, or working days of it lie, in a year whose days off are not known.
func (d *Directory) Limit(kind string, c Case, start time.Time) (dispute.Limit, error) {
	rule, ok := d.LimitFor(kind, c)
	if !ok {
		return dispute.Limit{}, ErrNoLimit
	}
	return d.Due(rule, c, start)
}

// Due computes the limit of a rule for a case from a moment on.
func (d *Directory) Due(rule LimitRule, c Case, start time.Time) (dispute.Limit, error) {
	due, version, err := d.count(rule.Clock, rule.Amount, c, start)
	if err != nil {
		return dispute.Limit{}, err
	}
	return dispute.Limit{
		Profile: d.Profile.Version, Rule: rule.ID, Amount: rule.Amount, Clock: dispute.Clock(rule.Clock), DueOn: due.String(), Calendar: version,
	}, nil
}

// Target computes the day that a rule aims at; the zero day when it has no target.
func (d *Directory) Target(rule LimitRule, c Case, start time.Time) (calendar.Date, error) {
	if rule.Target == 0 {
		return calendar.Date{}, nil
	}
	due, _, err := d.count(rule.Clock, rule.Target, c, start)
	return due, err
}

func (d *Directory) count(clock string, amount int, c Case, start time.Time) (calendar.Date, string, error) {
	where := c.Area
	if !d.Profile.City.Covers(where) {
		where = c.Unit
	}
	days, from := d.Calendar(where), calendar.DateOf(start)
	var due calendar.Date
	var err error
	switch clock {
	case Workdays:
		due, err = days.AddWorkdays(from, amount)
	case Days:
		due, err = days.AddDays(from, amount)
	case Hours:
		due = calendar.DateOf(start.Add(time.Duration(amount) * time.Hour))
	default:
		err = fmt.Errorf("limit: no clock %q", clock)
	}
	return due, days.Version(), err
}

func (l *LimitRule) applies(c Case) bool {
	return categoryIn(l.Categories, c) && in(l.Complexities, c.Complexity) && in(l.Modes, c.Mode)
}

// conditions counts the lists that ask something. Local categories alone count as two: they ask for the national one as well.
func (l *LimitRule) conditions() int {
	n := 0
	for _, list := range [][]string{l.Categories, l.Complexities, l.Modes} {
		if len(list) > 0 {
			n++
		}
	}
	if len(l.Categories) > 0 && !slices.ContainsFunc(l.Categories, func(c string) bool { return !isLocal(c) }) {
		n++
	}
	return n
}
