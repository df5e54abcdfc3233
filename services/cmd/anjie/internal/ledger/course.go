package ledger

import (
	"slices"
	"strings"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/mediation/proceeding"
)

// course reads what became of the dispute.
func (r *row) course(e *Entry) {
	m := r.mapping()
	decision := r.code(fieldDecision, m.Codes.Decision, "")
	outcome, ground := r.outcome(fieldResult, fieldForm)
	class := dispute.ClassOf(outcome)
	switch notTaken := class == dispute.NotAccepted; {
	case decision == accepted && notTaken, decision == refused && outcome != "" && !notTaken:
		r.problem("decision-result", fieldResult)
		return
	case decision == refused || notTaken:
		r.refusal(e, outcome)
		return
	}
	switch {
	case outcome != "" && e.ConcludedOn.IsZero() && r.written(fieldConcludedOn) == "":
		r.problem("concluded-missing", fieldConcludedOn, shown(r.word(fieldResult)))
	case outcome == "" && !e.ConcludedOn.IsZero() && r.word(fieldResult) == "":
		r.problem("result-missing", fieldResult)
	}
	e.Outcome = outcome
	r.dispatch(e)
	r.attempts(e, outcome, ground)
}

// outcome translates a result with the form of its agreement.
func (r *row) outcome(field, formField string) (code, ground string) {
	s := r.word(field)
	if s == "" {
		return "", ""
	}
	o, ok := r.mapping().Codes.Result[s]
	if !ok {
		r.problem("word-unknown", field, shown(s))
		return "", ""
	}
	code = o.Code
	if o.ByForm != nil {
		form := r.word(formField)
		switch code, ok = o.ByForm[form]; {
		case ok:
		case form == "":
			r.problem("form-missing", formField, s)
		default:
			r.problem("form-unknown", formField, s, shown(form))
		}
	}
	if code == stillOpen {
		return "", ""
	}
	code, ground, _ = strings.Cut(code, "/")
	return code, ground
}

// stillOpen is the code of results that are none yet.
const stillOpen = "open"

func (r *row) refusal(e *Entry, outcome string) {
	m := r.mapping()
	if outcome == "" {
		outcome = "R51"
	}
	e.Refusal = &Refusal{
		Outcome: outcome, On: e.ConcludedOn,
		Reason: r.code(fieldRefusalReason, m.Codes.RefusalReason, ""), Route: r.code(fieldRoute, m.Codes.RefusalRoute, ""),
	}
	if e.Refusal.On.IsZero() {
		e.Refusal.On = e.ReceivedOn
	}
	if r.word(fieldRefusalReason) == "" || r.word(fieldRoute) == "" {
		r.problem("refusal-reason", fieldRefusalReason)
	}
	if r.mediated("") || r.mediated(earlier) {
		r.problem("refused-mediated", fieldMode)
	}
}

// mediated reports whether the row says anything about mediation.
func (r *row) mediated(prefix string) bool {
	return r.word(prefix+fieldMode) != "" || r.word(prefix+fieldMediators) != "" || r.word(prefix+fieldSessions) != ""
}

func (r *row) dispatch(e *Entry) {
	on, acknowledged := r.day(fieldDispatchedOn, false), r.day(fieldAcknowledgedOn, false)
	if r.word(fieldLead) == "" && on.IsZero() && !r.mediated("") {
		return
	}
	d := &Dispatch{Lead: e.Unit, Department: r.code(fieldDepartment, r.mapping().Codes.Department, ""), On: on, AcknowledgedOn: acknowledged}
	if r.word(fieldLead) != "" {
		d.Lead = r.unit(fieldLead, "", "")
	}
	if d.On.IsZero() {
		d.On = e.ReceivedOn
	}
	if d.AcknowledgedOn.IsZero() && r.mediated("") {
		d.AcknowledgedOn = d.On // nobody mediates what did not arrive
	}
	e.Dispatch = d
}

// attempts reads the proceedings: the main one, and the one before where there was one.
func (r *row) attempts(e *Entry, outcome, ground string) {
	class := dispute.ClassOf(outcome)
	if r.mediated(earlier) {
		o, g := r.outcome(earlier+fieldResult, earlier+fieldForm)
		if o == "" && r.word(earlier+fieldResult) == "" {
			r.problem("value-missing", earlier+fieldResult)
		}
		a := r.attempt(earlier, o, g)
		if a.EndedOn = r.day(earlier+fieldEndedOn, false); a.EndedOn.IsZero() && len(a.Sessions) > 0 {
			a.EndedOn = slices.MaxFunc(a.Sessions, calendar.Date.Compare)
		}
		e.Attempts = append(e.Attempts, a)
	}
	needed := class.Mediated() && outcome != onTheSpot || outcome == "R33" || outcome == "R34"
	switch {
	case r.mediated("") && class == dispute.Transferred:
		r.problem("transfer-mediated", fieldResult)
	case r.mediated(""):
		a := r.attempt("", outcome, ground)
		a.EndedOn = e.ConcludedOn
		e.Attempts = append(e.Attempts, a)
	case needed:
		r.problem("mediation-missing", fieldMode, shown(r.word(fieldResult)))
	}
	if len(e.Attempts) > 0 && !slices.ContainsFunc(e.Parties, func(p Party) bool { return p.Role != Applicant }) {
		r.problem("respondent-missing", fieldRespondents)
	}
	r.opened(e)
}

// courtChannel is the one through which courts hand disputes over.
const courtChannel = "S23"

// onTheSpot is the outcome that needs no proceeding.
const onTheSpot = "R13"

func (r *row) attempt(prefix, outcome, ground string) Attempt {
	m := r.mapping()
	a := Attempt{Mode: r.code(prefix+fieldMode, m.Codes.Mode, m.Default.Mode), Outcome: outcome, Ground: ground}
	if a.Mode == "" && r.word(prefix+fieldMode) == "" {
		r.problem("mode-missing", prefix+fieldMode)
	}
	if mode, ok := proceeding.ModeOf(a.Mode); ok && mode.Court && r.channel != courtChannel {
		r.problem("court-channel", prefix+fieldMode, shown(r.word(prefix+fieldMode)))
	}
	for _, id := range readNames(r.word(prefix+fieldMediators), m.Separators) {
		if !account.MatchString(id) {
			r.problem("mediator-account", prefix+fieldMediators)
			break
		}
		a.Mediators = append(a.Mediators, id)
	}
	if r.word(prefix+fieldMediators) == "" {
		r.problem("mediator-missing", prefix+fieldMediators)
	}
	for _, s := range readNames(r.written(prefix+fieldSessions), r.dateSeparators()) {
		if d := r.dayOf(s, prefix+fieldSessions); !d.IsZero() {
			a.Sessions = append(a.Sessions, d)
		}
	}
	slices.SortFunc(a.Sessions, calendar.Date.Compare)
	r.sessions(prefix, a)
	if class := dispute.ClassOf(outcome); class == dispute.Failure || class == dispute.Partial {
		a.Told = r.told()
	}
	return a
}

// dateSeparators part days: a slash, which parts names, stands inside of days.
func (r *row) dateSeparators() string {
	return strings.Map(func(c rune) rune {
		if c == '/' {
			return -1
		}
		return c
	}, r.mapping().Separators)
}

func (r *row) sessions(prefix string, a Attempt) {
	if s := r.written(prefix + fieldSessionCount); s != "" {
		switch n, _, ok := readCount(s); {
		case !ok:
			r.problem("number-format", prefix+fieldSessionCount, shown(s))
		case n != len(a.Sessions):
			r.problem("session-count", prefix+fieldSessionCount, n, len(a.Sessions))
		}
	}
	switch class := dispute.ClassOf(a.Outcome); {
	case r.written(prefix+fieldSessions) != "":
		if a.Outcome == "R33" {
			r.problem("refusal-sessions", prefix+fieldSessions)
		}
	case class.Mediated() && a.Outcome != "R22":
		r.problem("session-missing", prefix+fieldSessions, shown(r.word(prefix+fieldResult)))
	}
}

// told reads the routes that the parties were told.
func (r *row) told() []string {
	var out []string
	words := readNames(r.word(fieldRoute), r.mapping().Separators)
	for _, w := range words {
		code, ok := r.mapping().Codes.ToldRoute[w]
		if !ok {
			r.problem("word-unknown", fieldRoute, shown(w))
			continue
		}
		out = append(out, code)
	}
	if len(words) == 0 {
		r.problem("routes-missing", fieldRoute)
	}
	return out
}

// opened says when proceedings were opened, which ledgers do not: when the case had arrived where it is mediated, and the proceeding
// before had ended. From then on the limit runs.
func (r *row) opened(e *Entry) {
	at := e.ReceivedOn
	if d := e.Dispatch; d != nil {
		at = latest(at, latest(d.On, d.AcknowledgedOn))
	}
	for i := range e.Attempts {
		a := &e.Attempts[i]
		a.OpenedOn = at
		at = latest(at, a.EndedOn)
		r.expired(a, prefixOf(i, len(e.Attempts)))
	}
}

// prefixOf begins the fields of the i-th of n proceedings.
func prefixOf(i, n int) string {
	if i < n-1 {
		return earlier
	}
	return ""
}

// expired wants the limit of a proceeding to be over when it ended because of that. Where the days off of the year are not known the
// service will say.
func (r *row) expired(a *Attempt, prefix string) {
	mode, ok := proceeding.ModeOf(a.Mode)
	if !ok || a.Outcome != proceeding.LimitExpired || a.OpenedOn.IsZero() || a.EndedOn.IsZero() {
		return
	}
	count := r.table.rules.Calendar.AddDays
	if mode.Rules[0].Clock == proceeding.Workdays {
		count = r.table.rules.Calendar.AddWorkdays
	}
	if due, err := count(a.OpenedOn, mode.Rules[0].Amount); err == nil && !a.EndedOn.After(due) {
		r.problem("limit-not-expired", prefix+fieldResult, mode.Zh, a.OpenedOn.String(), due.String())
	}
}

func latest(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// order wants the days in the order in which things happen.
func (r *row) order(e *Entry) {
	type milestone struct {
		field string
		day   calendar.Date
	}
	steps := []milestone{{fieldAroseOn, e.AroseOn}, {fieldReceivedOn, e.ReceivedOn}}
	if e.Refusal != nil {
		steps = append(steps, milestone{fieldConcludedOn, e.Refusal.On})
	}
	if d := e.Dispatch; d != nil {
		for _, m := range []milestone{{fieldDispatchedOn, d.On}, {fieldAcknowledgedOn, d.AcknowledgedOn}} {
			if r.word(m.field) != "" { // else it is another day of the row
				steps = append(steps, m)
			}
		}
	}
	for i, a := range e.Attempts {
		prefix, end := "", fieldConcludedOn
		if i < len(e.Attempts)-1 || r.mediated(earlier) && !r.mediated("") {
			prefix, end = earlier, earlier+fieldEndedOn
		}
		if n := len(a.Sessions); n > 0 {
			steps = append(steps, milestone{prefix + fieldSessions, a.Sessions[0]}, milestone{prefix + fieldSessions, a.Sessions[n-1]})
		}
		steps = append(steps, milestone{end, a.EndedOn})
	}
	steps = append(steps, milestone{fieldConcludedOn, e.ConcludedOn})
	last := milestone{}
	for _, s := range steps {
		switch {
		case s.day.IsZero():
		case s.day.Before(last.day):
			r.problem("dates-order", s.field, r.heading(s.field), s.day.String(), r.heading(last.field), last.day.String())
			return // what follows from one wrong day is not told again
		default:
			last = s
		}
	}
}

// heading is what stands above the column of a field, or the field where there is no such column.
func (r *row) heading(field string) string {
	if i, ok := r.table.at[field]; ok && i >= 0 {
		return r.table.head[i]
	}
	return field
}
