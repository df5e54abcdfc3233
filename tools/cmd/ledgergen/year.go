package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// year is a whole ledger.
type year struct {
	number  int
	days    *days
	lot     lot
	people  *people
	units   []*unit
	from    day
	parents map[*unit]*unit
	habits  map[*unit]habit

	busy    wheel   // over units
	chances wheel   // over subjects
	months  []wheel // over the days on which disputes of a subject are received

	matters []*matter
}

// carried is how many days of the year before a ledger reaches back.
const carried = 45

func makeYear(o options, p *profile, d *days) (*year, error) {
	if dayOf(o.year, 1, 1) < p.from {
		return nil, fmt.Errorf("%s does not hold in %d", o.profile, o.year)
	}
	for _, n := range []int{o.year - 1, o.year} {
		if !d.years[n] {
			return nil, fmt.Errorf("%s does not know the days off of %d", o.calendar, n)
		}
	}
	l := newLot(o.seed)
	y := &year{
		number: o.year, days: d, lot: l, people: newPeople(l, o.canaries), units: p.units,
		parents: map[*unit]*unit{}, habits: map[*unit]habit{},
	}
	// A ledger also holds what was received at the end of the year before and concluded in this one, if there was a profile then.
	y.from = max(dayOf(o.year, 1, 1)-carried, p.from)
	y.arrange()
	want := []struct {
		result result
		n      int
	}{{succeeded, o.successes}}
	want = append(want, []struct {
		result result
		n      int
	}{{failed, o.failures - o.failures/6 - o.failures/12}, {expired, o.failures / 6}, {backedOut, o.failures / 12}}...)
	for _, other := range others {
		want = append(want, struct {
			result result
			n      int
		}{other.result, int(math.Ceil(other.share * float64(o.successes+o.failures)))})
	}
	for _, w := range want {
		for range w.n {
			y.matters = append(y.matters, y.matter(w.result))
		}
	}
	if n := len(y.people.unused); n > 0 {
		return nil, fmt.Errorf("the year is too small for so many canaries: %d found no place", n)
	}
	slices.SortStableFunc(y.matters, func(a, b *matter) int {
		if a.received != b.received {
			return int(a.received - b.received)
		}
		return strings.Compare(a.unit.code, b.unit.code)
	})
	return y, nil
}

// arrange prepares what lots are drawn with.
func (y *year) arrange() {
	byCode := map[string]*unit{}
	weights := make([]float64, len(y.units))
	for _, u := range y.units {
		byCode[u.code] = u
	}
	for i, u := range y.units {
		for _, end := range []int{9, 6, 4} {
			if end < u.tier() && y.parents[u] == nil {
				y.parents[u] = byCode[u.code[:end]+strings.Repeat("0", 12-end)]
			}
		}
		switch u.tier() { // a village does not see less than a town: there are fifteen times as many of them
		case 12:
			weights[i] = y.lot.skewed(1, 0.6)
		case 9:
			weights[i] = y.lot.skewed(7.5, 0.5)
			y.habits[u] = newHabit(y.lot)
		case 6:
			weights[i] = y.lot.skewed(9, 0.4)
			y.habits[u] = newHabit(y.lot)
		}
	}
	y.busy = newWheel(len(y.units), func(i int) float64 { return weights[i] })
	y.chances = newWheel(len(subjects), func(i int) float64 { return subjects[i].share })
	for _, s := range subjects {
		y.months = append(y.months, newWheel(y.length(), func(i int) float64 { return y.weight(y.first()+day(i), s.season) }))
	}
}

func (y *year) first() day  { return y.from }
func (y *year) ends() day   { return dayOf(y.number, 12, 31) }
func (y *year) begins() day { return dayOf(y.number, 1, 1) }
func (y *year) length() int { return int(y.ends()-y.first()) + 1 }

// weight is how many disputes come on a day, on average: people come on Mondays, and few on days off.
func (y *year) weight(d day, season []float64) float64 {
	w := []float64{0.2, 1.25, 1.1, 1.05, 1, 0.95, 0.3}[d.time().Weekday()] // Sunday first
	switch weekend := d.time().Weekday() == 0 || d.time().Weekday() == 6; {
	case y.days.worked(d) && weekend:
		w = 0.8
	case !y.days.worked(d) && !weekend:
		w = 0.15
	}
	if season != nil {
		_, m, _ := d.date()
		w *= season[m-1]
	}
	return w
}

// matter makes one dispute up that ends as wanted.
func (y *year) matter(r result) *matter {
	m := &matter{result: r, unit: y.units[y.busy.turn(y.lot)]}
	for {
		i := y.chances.turn(y.lot)
		m.subject = &subjects[i]
		if (r == failed || r == expired || r == backedOut || r == unwilling) && !y.lot.chance(m.subject.hard/5) {
			continue // hard disputes fail more often
		}
		m.received = y.first() + day(y.months[i].turn(y.lot))
		if y.timeline(m) {
			break
		}
	}
	y.tell(m)
	return m
}
