package ledger

import (
	"regexp"
	"slices"
	"strings"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
)

// row is one row while it is read.
type row struct {
	table *table
	n     int
	cells []string

	channel string          // code of the channel, for rules that depend on it
	faulty  map[string]bool // fields whose cells hold errors: said once, and nothing that follows from it
}

func (r *row) mapping() *Mapping { return r.table.rules.Mapping }

// problem notes what is wrong. Without a field the whole row is meant.
func (r *row) problem(code, field string, args ...any) {
	if r.faulty[field] {
		return
	}
	p := Problem{Code: code, Row: r.n, args: args}
	if i, ok := r.table.at[field]; ok && i >= 0 {
		p.Column, p.Heading = letter(i), r.table.head[i]
	}
	r.table.out.add(p)
}

// written is what stands in the cell of a field, as it stands there; empty where there is no such column.
func (r *row) written(field string) string {
	i, ok := r.table.at[field]
	if !ok || i < 0 || i >= len(r.cells) {
		return ""
	}
	s := trimmed(r.cells[i])
	switch {
	case errorCell.MatchString(s):
		r.problem("cell-error", field, s)
		r.faulty[field] = true
		return ""
	case slices.Contains(r.mapping().Blank, s):
		return ""
	}
	return s
}

// word is the same, folded for looking it up.
func (r *row) word(field string) string { return plain(r.written(field)) }

// text is what is kept as it was written. Bounds are those of the contract.
func (r *row) text(field string, most int, needed bool) string {
	s := r.written(field)
	switch {
	case s == "" && needed:
		r.problem("value-missing", field)
	case request.CheckText(s, most, field) == nil:
	case len([]rune(s)) > most:
		r.problem("text-too-long", field, most)
	default:
		r.problem("text-characters", field)
	}
	return s
}

// The bounds of texts in the contracts.
const (
	maxTitle, maxNarrative, maxPlace = 100, 4000, 200
	maxName, maxPhone                = 100, 32
	maxReferrer, maxNumber           = 100, 64
)

// day reads a date; the zero date when the cell is empty or wrong.
func (r *row) day(field string, needed bool) calendar.Date {
	s := r.written(field)
	if s == "" {
		if needed {
			r.problem("value-missing", field)
		}
		return calendar.Date{}
	}
	return r.dayOf(s, field)
}

func (r *row) dayOf(s, field string) calendar.Date {
	d, code := readDate(s, r.mapping().Year)
	switch {
	case code != "":
		r.problem(code, field, shown(s))
		return calendar.Date{}
	case !d.Before(r.table.rules.Today):
		r.problem("date-not-past", field, d.String())
		return calendar.Date{}
	case d.Start().Before(entry.Earliest):
		r.problem("date-too-early", field, d.String())
		return calendar.Date{}
	}
	return d
}

// code translates a word. What is empty gives the default.
func (r *row) code(field string, table map[string]string, otherwise string) string {
	s := r.word(field)
	if s == "" {
		return otherwise
	}
	code, ok := table[s]
	if !ok {
		r.problem("word-unknown", field, shown(s))
	}
	return code
}

// entry reads the row. It goes on after a problem, so that a person sees all of them at once.
func (r *row) entry() *Entry {
	m := r.mapping()
	e := &Entry{
		Sheet: r.table.out.Number, Row: r.n,
		Serial:      readCode(r.written(fieldSerial)),
		ReceivedOn:  r.day(fieldReceivedOn, true),
		AroseOn:     r.day(fieldAroseOn, false),
		Unit:        r.unit(fieldUnit, fieldUnitName, unit.Code(m.Default.Unit)),
		Channel:     r.code(fieldChannel, m.Codes.Channel, m.Default.Channel),
		Category:    r.code(fieldCategory, m.Codes.Category, m.Default.Category),
		Title:       r.text(fieldTitle, maxTitle, true),
		Narrative:   r.text(fieldNarrative, maxNarrative, false),
		Place:       r.text(fieldPlace, maxPlace, false),
		Fen:         r.fen(fieldAmount),
		ConcludedOn: r.day(fieldConcludedOn, false),
		Performance: r.code(fieldPerformance, m.Codes.Performance, ""),
	}
	if e.Channel == "" && r.word(fieldChannel) == "" {
		r.problem("value-missing", fieldChannel)
	}
	if e.Category == "" && r.word(fieldCategory) == "" {
		r.problem("value-missing", fieldCategory)
	}
	if from := r.table.rules.Units.From; !e.ReceivedOn.IsZero() && e.ReceivedOn.Before(from) {
		r.problem("before-profile", fieldReceivedOn, e.ReceivedOn.String(), from.String())
	}
	if y := m.Year; y > 0 && !e.ReceivedOn.IsZero() && e.ReceivedOn.Year() != y && e.ReceivedOn.Year() != y-1 {
		r.problem("date-other-year", fieldReceivedOn, e.ReceivedOn.String(), y)
	}
	r.channel = e.Channel
	r.parties(e)
	r.involved(e)
	r.course(e)
	r.referral(e)
	r.order(e)
	return e
}

// unit finds a unit by its code, and by its name where there is no code.
func (r *row) unit(byCode, byName string, otherwise unit.Code) unit.Code {
	code, name, units := unit.Code(readCode(r.written(byCode))), r.word(byName), r.table.rules.Units
	switch {
	case code != "":
		known, ok := units.Name(code)
		if !ok {
			r.problem("unit-unknown", byCode, shown(string(code)))
			return ""
		}
		if name != "" && !units.Is(code, name) {
			r.problem("unit-name", byName, string(code), known)
		}
		return code
	case name != "":
		switch found := units.Called(name); len(found) {
		case 0:
			r.problem("unit-unknown", byName, shown(name))
			return ""
		case 1:
			return found[0]
		default:
			r.problem("unit-ambiguous", byName, shown(name), len(found))
			return ""
		}
	case otherwise != "":
		if _, ok := units.Name(otherwise); !ok {
			r.problem("unit-unknown", byCode, string(otherwise))
		}
		return otherwise
	}
	r.problem("unit-missing", byCode)
	return ""
}

func (r *row) parties(e *Entry) {
	for _, side := range []struct {
		names, phones string
		role          Role
	}{
		{fieldApplicants, fieldApplicantPhone, Applicant},
		{fieldRespondents, fieldRespondPhone, Respondent},
		{fieldOthers, "", Other},
	} {
		names := readNames(r.written(side.names), r.mapping().Separators)
		phones := readNames(r.written(side.phones), r.mapping().Separators)
		if len(phones) > 0 && len(phones) != len(names) {
			r.problem("phone-count", side.phones, len(phones), len(names))
			phones = nil
		}
		for i, name := range names {
			p := Party{Role: side.role, Name: name, Body: r.body(name)}
			if request.CheckText(name, maxName, "") != nil {
				r.problem("text-too-long", side.names, maxName)
			}
			if i < len(phones) {
				if p.Phone = readCode(phones[i]); request.CheckText(p.Phone, maxPhone, "") != nil {
					r.problem("text-too-long", side.phones, maxPhone)
				}
			}
			e.Parties = append(e.Parties, p)
		}
	}
	switch {
	case !slices.ContainsFunc(e.Parties, func(p Party) bool { return p.Role == Applicant }):
		r.problem("party-missing", fieldApplicants)
	case len(e.Parties) > dispute.MaxParties:
		r.problem("party-count", fieldApplicants, dispute.MaxParties)
	}
}

// body tells names of bodies by their end. Few persons' names are that long.
func (r *row) body(name string) bool {
	return len([]rune(name)) > 3 && slices.ContainsFunc(r.mapping().Bodies, func(end string) bool { return strings.HasSuffix(name, end) })
}

func (r *row) involved(e *Entry) {
	e.Involved = max(1, len(e.Parties))
	s := r.written(fieldInvolved)
	if s == "" {
		return
	}
	n, about, ok := readCount(s)
	switch {
	case !ok:
		r.problem("number-format", fieldInvolved, shown(s))
		return
	case n < 1 || n > dispute.MaxInvolved:
		r.problem("involved-range", fieldInvolved)
		return
	case about:
		r.problem("number-about", fieldInvolved, shown(s), n)
	case n < len(e.Parties):
		r.problem("involved-few", fieldInvolved, n, len(e.Parties))
	}
	e.Involved = n
}

func (r *row) fen(field string) int64 {
	s := r.written(field)
	if s == "" {
		return 0
	}
	fen, ok := readFen(s)
	if !ok {
		r.problem("number-format", field, shown(s))
	}
	return fen
}

// referral reads the papers of a hand-over. A ledger may lack them; a proceeding on a referral cannot be opened without.
func (r *row) referral(e *Entry) {
	referral := &Referral{
		Referrer: r.text(fieldReferrer, maxReferrer, false), Number: r.text(fieldReferrerNumber, maxNumber, false), ReturnBy: r.returnBy(),
	}
	given := *referral != Referral{}
	if e.Channel == "" {
		return
	}
	if given && !takesReferral(e.Channel) {
		r.problem("referral-refused", fieldReferrer, r.word(fieldChannel))
		return
	}
	if given {
		e.Referral = referral
	}
	switch complete := referral.Referrer != "" && referral.Number != ""; {
	case complete:
	case onReferral(e.Channel) && len(e.Attempts) > 0:
		r.problem("referral-needed", fieldReferrer, r.word(fieldChannel))
	case onReferral(e.Channel), given:
		r.problem("referral-incomplete", fieldReferrer, r.word(fieldChannel))
	}
	if by := referral.ReturnBy; !by.IsZero() && by.Before(e.ReceivedOn) {
		r.problem("dates-order", fieldReturnBy, r.heading(fieldReturnBy), by.String(), r.heading(fieldReceivedOn), e.ReceivedOn.String())
	}
}

// returnBy may lie ahead.
func (r *row) returnBy() calendar.Date {
	s := r.written(fieldReturnBy)
	if s == "" {
		return calendar.Date{}
	}
	d, code := readDate(s, r.mapping().Year)
	if code != "" {
		r.problem(code, fieldReturnBy, shown(s))
	}
	return d
}

// What came through the channels S23 to S27 is mediated on a referral; S21 to S29 have papers of a hand-over. The table is intake's.
func onReferral(channel string) bool    { return channel >= "S23" && channel <= "S27" }
func takesReferral(channel string) bool { return channel >= "S21" && channel <= "S29" }

// account is the form of ids of accounts. A name in its place would stand in the log for ever.
var account = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9._@-]{0,63}$`)
