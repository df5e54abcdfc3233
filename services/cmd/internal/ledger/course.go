package ledger

import (
	"strings"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
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
