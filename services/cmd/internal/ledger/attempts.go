package ledger

import (
	"slices"
	"strings"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

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
	r.binding(e, outcome)
	if len(e.Attempts) > 0 && !slices.ContainsFunc(e.Parties, func(p Party) bool { return p.Role != Applicant }) {
		r.problem("respondent-missing", fieldRespondents)
	}
	r.opened(e)
}

// binding checks the result of the row against the proceeding before: what that one came to is the outcome, unless another one came to
// something; and after a refusal nobody mediates without the consent of all. What is settled on the spot needs no proceeding, but after one
// it does. Of other agreements and failures without theirs it has been told already.
func (r *row) binding(e *Entry, outcome string) {
	if !r.mediated(earlier) {
		return
	}
	before := e.Attempts[0].Outcome
	onSpot := outcome == onTheSpot && !r.mediated("")
	switch differs := before != "" && outcome != "" && outcome != before; {
	case differs && dispute.ClassOf(before).Mediated() && (onSpot || !dispute.ClassOf(outcome).Mediated()):
		r.problem("mediation-binds", fieldResult, shown(r.word(earlier+fieldResult)), shown(r.word(fieldResult)))
	case differs && onSpot:
		r.problem("mediation-missing", fieldMode, shown(r.word(fieldResult)))
	}
	if before == "R33" && outcome == "R33" {
		r.problem("refused-again", fieldResult)
	}
}

// onTheSpot is the outcome that needs no proceeding.
const onTheSpot = "R13"

func (r *row) attempt(prefix, outcome, ground string) Attempt {
	m := r.mapping()
	a := Attempt{Mode: r.code(prefix+fieldMode, m.Codes.Mode, m.Default.Mode), Outcome: outcome, Ground: ground}
	if a.Mode == "" && r.word(prefix+fieldMode) == "" {
		r.problem("mode-missing", prefix+fieldMode)
	}
	if mode, ok := proceeding.ModeOf(a.Mode); ok && mode.Court && r.channel != proceeding.CourtChannel {
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
// before had ended. From then on the limit runs. A first proceeding for which the ledger has no day at all, as of one that a party refused,
// ended when it was opened.
func (r *row) opened(e *Entry) {
	at := e.ReceivedOn
	if d := e.Dispatch; d != nil {
		at = latest(at, latest(d.On, d.AcknowledgedOn))
	}
	for i := range e.Attempts {
		a := &e.Attempts[i]
		a.OpenedOn = at
		if r.prefixOf(i) == earlier && a.EndedOn.IsZero() {
			a.EndedOn = at
		}
		at = latest(at, a.EndedOn)
		r.expired(a, e.mediating(), r.prefixOf(i))
	}
}

// prefixOf begins the fields of the i-th proceeding.
func (r *row) prefixOf(i int) string {
	if i == 0 && r.mediated(earlier) {
		return earlier
	}
	return ""
}

// expired wants the limit of a proceeding to be over when it ended because of that, and not to be over when it ended otherwise where the
// law holds from then on that mediation failed. Where the days off of the year are not known the service will say.
func (r *row) expired(a *Attempt, by unit.Code, prefix string) {
	mode, _ := proceeding.ModeOf(a.Mode)
	rule, ok := mode.RuleIn(by, "")
	if !ok || a.Outcome == "" || a.OpenedOn.IsZero() || a.EndedOn.IsZero() {
		return
	}
	count := r.table.rules.Calendar.AddDays
	if rule.Clock == proceeding.Workdays {
		count = r.table.rules.Calendar.AddWorkdays
	}
	due, err := count(a.OpenedOn, rule.Amount)
	if err != nil {
		return
	}
	switch over := a.EndedOn.After(due); {
	case a.Outcome == proceeding.LimitExpired && !over:
		r.problem("limit-not-expired", prefix+fieldResult, mode.Zh, a.OpenedOn.String(), due.String())
	case rule.Lapses && over && a.Outcome != proceeding.LimitExpired && a.Outcome != proceeding.NoAgreement:
		// What was not signed, R23, was drawn up on that day as far as a ledger says.
		r.problem("limit-lapsed", prefix+fieldResult, mode.Zh, a.OpenedOn.String(), due.String(), shown(r.word(prefix+fieldResult)))
	}
}
