package ledger

import (
	"slices"
	"strings"

	"anjie.internal/services/internal/calendar"
)

// Rules are what a reading needs to know beside the file.
type Rules struct {
	Mapping *Mapping
	Units   *Units
	// Calendar counts the limits of mediation.
	Calendar *calendar.Calendar
	// Today is the Beijing day on which it is read: only days that are over are imported.
	Today calendar.Date
	// Sheet overrides the one of the mapping.
	Sheet string
	// Progress is told how many rows were read; nil is not.
	Progress func(rows int)
}

// Reading is what a ledger says.
type Reading struct {
	// SHA256 of the file, hexadecimal.
	SHA256 string
	// Sheet is where the rows stand, Number its place from 1.
	Sheet  string
	Number int
	// Entries are the rows that can be imported, in order.
	Entries []*Entry
	// Rows is how many rows there are, Bad how many of them have errors.
	Rows, Bad int
	// Problems are everything that a person must look at, in order.
	Problems Problems
	// Totals compare what the ledger states with what its rows give.
	Totals []Total
}

// Read reads a whole ledger. It returns an error only when there is nothing to read; everything else is a problem of the reading.
func Read(b *Book, r Rules) (*Reading, error) {
	out := &Reading{SHA256: b.SHA256}
	name := r.Mapping.Sheet
	if r.Sheet != "" {
		name = r.Sheet
	}
	var ok bool
	if out.Sheet, out.Number, ok = b.find(name); !ok {
		out.Sheet = strings.Join(b.Sheets(), "、")
		out.add(Problem{Code: "sheet-missing", args: []any{name}})
		return out, nil
	}
	t := newTable(out, r)
	if err := b.rows(out.Sheet, t.row); err != nil {
		return nil, err
	}
	t.finish()
	if t.head == nil {
		return out, nil
	}
	stated, err := readTotals(b, r.Mapping, out, t.below)
	if err != nil {
		return nil, err
	}
	out.reconcile(stated)
	return out, nil
}

// First is the first day on which something was received.
func (r *Reading) First() calendar.Date {
	var first calendar.Date
	for _, e := range r.Entries {
		if first.IsZero() || e.ReceivedOn.Before(first) {
			first = e.ReceivedOn
		}
	}
	return first
}

func (r *Reading) add(p Problem) {
	if p.Sheet == "" {
		p.Sheet = r.Sheet
	}
	r.Problems = append(r.Problems, p)
}

// headWithin is how far down the heading may stand.
const headWithin = 20

// table reads one sheet: what stands above the heading, the heading, the rows, and what is below their end.
type table struct {
	out   *Reading
	rules Rules

	head    []string // headings as they stand there; nil before
	at      map[string]int
	ended   bool
	after   int        // rows below the end that look like records
	below   [][]string // of the sheet, after the end
	serials map[string]int
	same    map[string]int
}

func newTable(out *Reading, r Rules) *table {
	return &table{out: out, rules: r, serials: map[string]int{}, same: map[string]int{}}
}

func (t *table) row(n int, cells []string) error {
	switch {
	case t.head == nil:
		if n <= headWithin {
			t.heading(cells)
		}
	case t.ended:
		t.below = append(t.below, cells)
		if i := t.at[fieldReceivedOn]; i >= 0 && i < len(cells) {
			if _, code := readDate(cells[i], 0); code == "" {
				t.after++
			}
		}
	case blankRow(cells):
	case t.ends(cells):
		t.ended = true
	default:
		t.entry(n, cells)
	}
	return nil
}

func blankRow(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return trimmed(c) != "" })
}

func (t *table) ends(cells []string) bool {
	for _, c := range cells {
		if c = plain(c); c != "" {
			return slices.ContainsFunc(t.rules.Mapping.End, func(end string) bool { return strings.HasPrefix(c, end) })
		}
	}
	return false
}

// heading takes a row as the heading when it holds that of the day of receipt.
func (t *table) heading(cells []string) {
	m := t.rules.Mapping
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = headingText(c)
	}
	if !slices.Contains(names, headingText(m.Headings[fieldReceivedOn])) {
		return
	}
	t.head, t.at = names, map[string]int{}
	for f, h := range m.Headings {
		t.at[f] = slices.Index(names, headingText(h))
	}
	for _, f := range sorted(m.Headings) {
		if i := t.at[f]; i < 0 {
			t.out.add(Problem{Code: "heading-missing", args: []any{m.Headings[f]}})
		} else if j := slices.Index(names[i+1:], names[i]); j >= 0 {
			t.out.add(Problem{Code: "heading-twice", Column: letter(i + 1 + j), Heading: names[i], args: []any{names[i]}})
		}
	}
	for i, h := range names {
		known := h == "" || slices.ContainsFunc(m.Ignore, func(s string) bool { return headingText(s) == h })
		for _, j := range t.at {
			known = known || i == j
		}
		if !known {
			t.out.add(Problem{Code: "heading-unused", Column: letter(i), Heading: h})
		}
	}
}

// headingText folds what differs between two ways of typing the same heading: space, line breaks, full-width signs.
func headingText(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r == '\r' || r == '\t' {
			return -1
		}
		return r
	}, plain(s))
}

func (t *table) entry(n int, cells []string) {
	before := t.out.Problems.Errors()
	t.out.Rows++
	if t.rules.Progress != nil {
		t.rules.Progress(t.out.Rows)
	}
	r := &row{table: t, n: n, cells: cells, faulty: map[string]bool{}}
	e := r.entry()
	t.duplicates(r, e)
	if t.out.Problems.Errors() > before {
		t.out.Bad++
		return
	}
	t.out.Entries = append(t.out.Entries, e)
}

// duplicates finds a number that stands there twice, and rows that are about the same.
func (t *table) duplicates(r *row, e *Entry) {
	if e.Serial != "" {
		if first, twice := t.serials[e.Serial]; twice {
			r.problem("serial-twice", fieldSerial, e.Serial, first)
		} else {
			t.serials[e.Serial] = r.n
		}
	}
	if e.ReceivedOn.IsZero() || len(e.Parties) == 0 {
		return
	}
	var key strings.Builder
	key.WriteString(e.ReceivedOn.String() + "\x00" + string(e.Unit) + "\x00" + e.Category)
	for _, p := range e.Parties {
		key.WriteString("\x00" + p.Name)
	}
	if first, twice := t.same[key.String()]; twice {
		r.problem("row-twice", "", first)
	} else {
		t.same[key.String()] = r.n
	}
}

func (t *table) finish() {
	m := t.rules.Mapping
	switch {
	case t.head == nil:
		t.out.add(Problem{Code: "head-missing", args: []any{headWithin, m.Headings[fieldReceivedOn]}})
		return
	case t.out.Rows == 0:
		t.out.add(Problem{Code: "no-rows"})
	case t.after > 0:
		t.out.add(Problem{Code: "after-end", args: []any{t.after}})
	case len(m.End) > 0 && !t.ended:
		t.out.add(Problem{Code: "end-missing", args: []any{strings.Join(m.End, "、")}})
	}
}
