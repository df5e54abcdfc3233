package main

import (
	"math"
	"slices"
)

// timeline gives the dispute its dates and proceedings. It returns false when they do not fit the year: concluded disputes are concluded
// in it, and open ones are not.
func (y *year) timeline(m *matter) bool {
	l := y.lot
	m.attempts, m.lead, m.department, m.form, m.performed, m.reason, m.route = nil, nil, "", "", "", "", ""
	m.dispatched, m.acknowledged, m.concluded, m.arose = 0, 0, 0, 0
	if m.result == notTaken {
		m.concluded = y.days.after(m.received, l.between(0, 2))
		way := of(l, refusals)
		m.reason, m.route = way.reason, of(l, way.routes)
		return y.inYear(m.concluded)
	}
	m.dispatched = y.days.after(m.received, wheelOf(l, 0.62, 0.28, 0.1))
	m.acknowledged = y.days.after(m.dispatched, wheelOf(l, 0.7, 0.25, 0.05))
	switch m.result {
	case toCourt, toBureau, toPolice: // the way is written down where others are told of it
		m.route = map[result]string{toCourt: "诉讼", toBureau: "行政裁决", toPolice: "公安机关"}[m.result]
		m.concluded = y.days.after(m.acknowledged, l.between(1, 8))
		return y.inYear(m.concluded)
	case withdrawn, settled:
		if l.chance(0.5) { // before there was a mediator
			m.concluded = y.days.after(m.acknowledged, l.between(0, 4))
			return y.inYear(m.concluded)
		}
	case open:
		if l.chance(0.25) { // nobody has begun yet
			m.acknowledged = 0
			return m.dispatched <= y.ends() && m.dispatched > y.ends()-20
		}
	default: // it was mediated
	}
	return y.mediate(m)
}

func (y *year) inYear(d day) bool { return d >= y.begins() && d <= y.ends() }

// wheelOf draws 0, 1, 2 … with the shares.
func wheelOf(l lot, shares ...float64) int {
	return newWheel(len(shares), func(i int) float64 { return shares[i] }).turn(l)
}

// mediate adds the proceedings. Of some disputes the first one failed, and a second one, elsewhere, went on.
func (y *year) mediate(m *matter) bool {
	l := y.lot
	at := y.days.after(m.acknowledged, wheelOf(l, 0.55, 0.3, 0.15))
	twice := 0.015
	if m.result == failed || m.result == expired {
		twice = 0.3
	}
	if l.chance(twice) {
		before := []result{failed, failed, expired, terminated}
		if slices.Contains([]result{withdrawn, settled, unwilling, terminated}, m.result) { // what failed before would be the result
			before = []result{terminated}
		}
		a := y.attempt(m, at, of(l, before), "人民调解")
		m.attempts = append(m.attempts, a)
		at = y.days.after(a.ended, l.between(1, 5))
	}
	mode := "人民调解"
	switch s := m.subject; {
	case len(m.attempts) > 0:
		mode = of(l, []string{"行政调解", "行政调解", "司法委派调解", "律师调解"})
	case s.mode != "" && l.chance(s.often):
		mode = s.mode
	case l.chance(0.03):
		mode = "行政调解"
	case l.chance(0.008):
		mode = of(l, []string{"司法委派调解", "司法委托调解"})
	}
	a := y.attempt(m, at, m.result, mode)
	m.attempts = append(m.attempts, a)
	if m.result == open {
		last := m.last()
		last.sessions = slices.DeleteFunc(last.sessions, func(d day) bool { return d > y.ends() }) // they have not happened yet
		return last.opened <= y.ends() && last.ended > y.ends()
	}
	m.concluded = a.ended
	return y.inYear(m.concluded)
}

// refusals are the reasons not to accept something, with the ways that are then told.
var refusals = []struct {
	reason string
	routes []string
}{
	{"已进入诉讼或仲裁", []string{"诉讼", "仲裁", "劳动仲裁"}},
	{"不属于矛盾纠纷", []string{"信访", "行政复议"}},
	{"不属于本地管辖", []string{"有管辖权的调解组织"}},
	{"须由专门机关处理", []string{"公安机关", "行政复议"}},
	{"其他单位已受理", []string{"已受理的单位"}},
}

// limits are the days that the modes may take, calendar days as far as this program is concerned; other modes take thirty. A medical one
// fails by law when 30 working days are over, so that no success is later: these are 39 days at least, and the clock of the importer runs
// from the day of acknowledgement, up to four days before the mediator begins.
var limits = map[string]day{
	"人民调解": 30, "行政调解": 30, "司法委派调解": 30, "司法委托调解": 15, "行业性专业性调解": 30, "劳动争议调解": 15, "医疗纠纷调解": 34, "道路交通事故调解": 10, "律师调解": 30,
}

// attempt is one proceeding that begins on a day.
func (y *year) attempt(m *matter, opened day, r result, mode string) attempt {
	l := y.lot
	a := attempt{mode: mode, opened: opened, result: r}
	if r == unwilling { // one side said no: there is no mediation
		a.ended = y.days.after(opened, l.between(0, 2))
		return a
	}
	if r == succeeded && mode == "人民调解" && l.chance(0.09) { // settled on the spot
		a.sessions, a.ended = []day{opened}, opened
		return a
	}
	limit := limits[mode]
	length := max(1, int(math.Round(l.skewed(3.2, 0.7)*m.subject.slow)))
	n := 1 + wheelOf(l, 0.66, 0.23, 0.08, 0.03)
	switch r {
	case withdrawn, settled:
		n = wheelOf(l, 0.5, 0.5)
	case failed, expired, backedOut, terminated:
		length, n = length+l.between(3, 12), n+wheelOf(l, 0.4, 0.4, 0.2)
	default: // as most
	}
	a.ended = y.days.after(opened, length)
	for a.ended > opened+limit && length > 0 { // within the limit, but for what ended because the limit had passed
		length--
		a.ended = y.days.after(opened, length)
	}
	switch {
	case r != expired:
	case mode == "行政调解" || mode == "医疗纠纷调解": // their clocks run in working days
		a.ended = y.days.after(opened, l.between(32, 36))
	default: // a last day off moves to the next that is not
		a.ended = y.days.after(opened+limit, l.between(2, 6))
	}
	for range n {
		at := opened + day(l.between(0, int(a.ended-opened)))
		if !y.days.worked(at) && !l.chance(0.25) { // a home visit on a day off is rare
			at = min(y.days.after(at, 1), a.ended)
		}
		a.sessions = append(a.sessions, at)
	}
	if n > 0 && (r == succeeded || r == partly || r == failed) {
		a.sessions[n-1] = a.ended // it was settled, or given up, at a session
	}
	slices.Sort(a.sessions)
	a.sessions = slices.Compact(a.sessions)
	return a
}
