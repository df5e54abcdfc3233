package ledger

import (
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake/dispute"
)

// Total is one figure of the ledger, as it states it and as its rows give it.
type Total struct {
	// Figure is its code: one of Figures, or a category.
	Figure string
	// Stated and Counted are numbers; of a rate, hundredths of a percent.
	Stated, Counted int
}

// Differs reports whether the ledger contradicts itself.
func (t Total) Differs() bool { return t.Stated != t.Counted }

// The figures that a ledger may state.
const (
	figureRegistered  = "registered"
	figureAccepted    = "accepted"
	figureRefused     = "refused"
	FigureSuccess     = "success"
	figureFailure     = "failure"
	figureRate        = "success_rate"
	figurePartial     = "partial"
	figureTransferred = "transferred"
	figureOpen        = "open"
)

// Figures lists the figures that a mapping may look for. Outcomes are counted under their codes.
func Figures() []string {
	return []string{
		figureRegistered, figureAccepted, figureRefused, FigureSuccess, "R11", "R12", "R13", figureFailure, "R21", "R22", "R23", figureRate,
		figurePartial, "R31", "R32", "R33", "R34", figureTransferred, figureOpen,
	}
}

var figureNames = map[string]say.Text{
	figureRegistered:  {"登记总数", "registered"},
	figureAccepted:    {"受理", "accepted"},
	figureRefused:     {"不予受理", "not accepted"},
	FigureSuccess:     {"调处成功", "mediated successfully"},
	figureFailure:     {"调处不成", "failed"},
	figureRate:        {"调处成功率", "success rate"},
	figurePartial:     {"部分达成协议", "partial agreement"},
	figureTransferred: {"移送其他途径", "transferred"},
	figureOpen:        {"未办结", "open"},
}

// Name is what the figure is called.
func (t Total) Name(lang say.Lang) string {
	if n, ok := figureNames[t.Figure]; ok {
		return lang.Say(n)
	}
	c, ok := dispute.Outcomes().Find(t.Figure)
	if !ok {
		c, _ = dispute.Categories().Find(t.Figure)
	}
	return t.Figure + " " + lang.Say(say.Of(c))
}

// Shown writes a value of the figure.
func (t Total) Shown(value int) string {
	if t.Figure != figureRate {
		return strconv.Itoa(value)
	}
	return strconv.Itoa(value/100) + "." + string([]byte{byte('0' + value/10%10), byte('0' + value%10)}) + "%"
}

// Difference writes by how much the two differ; "=" when they do not.
func (t Total) Difference() string {
	switch d := t.Counted - t.Stated; {
	case d < 0:
		return "-" + t.Shown(-d)
	case d > 0:
		return "+" + t.Shown(d)
	default:
		return "="
	}
}

// Tally counts entries by every figure and category.
func Tally(entries []*Entry) map[string]int {
	n := map[string]int{}
	for _, e := range entries {
		n[figureRegistered]++
		n[e.Category]++
		if e.Refusal != nil {
			n[figureRefused]++
			continue
		}
		n[figureAccepted]++
		switch dispute.ClassOf(e.Outcome) {
		case dispute.NoClass:
			n[figureOpen]++
		case dispute.Success:
			n[FigureSuccess]++
		case dispute.Failure:
			n[figureFailure]++
		case dispute.Partial:
			n[figurePartial]++
		case dispute.Transferred:
			n[figureTransferred]++
		case dispute.Neither, dispute.NotAccepted, dispute.Joined, dispute.Answered:
		}
		n[e.Outcome]++
	}
	n[figureRate] = rate(n[FigureSuccess], n[FigureSuccess]+n[figureFailure])
	return n
}

// rate is n of d in hundredths of a percent, half up; -1 when there is nothing to divide by. A part is never printed as the whole, and
// something never as nothing.
func rate(n, d int) int {
	if d == 0 {
		return -1
	}
	r := (2*n*10000 + d) / (2 * d)
	if n < d {
		r = min(r, 9999)
	}
	if n > 0 {
		r = max(r, 1)
	}
	return r
}

// reconcile compares what is stated with what the rows give. Differences are problems of the whole ledger.
func (r *Reading) reconcile(stated []Total) {
	counted := Tally(r.Entries)
	for _, s := range stated {
		if s.Counted = counted[s.Figure]; s.Counted < 0 {
			continue // a rate of nothing is no number to compare with
		}
		r.Totals = append(r.Totals, s)
	}
}

// Differences are the totals in which the ledger contradicts itself.
func (r *Reading) Differences() []Total {
	return slices.DeleteFunc(slices.Clone(r.Totals), func(t Total) bool { return !t.Differs() })
}

// readTotals finds what the ledger states. below is what stands below the rows.
func readTotals(b *Book, m *Mapping, out *Reading, below [][]string) ([]Total, error) {
	if m.Totals.None() {
		out.add(Problem{Code: "total-not-stated"})
		return nil, nil
	}
	cells, sheet := below, out.Sheet
	if m.Totals.Sheet != "" && b.hasSheets() {
		name, _, ok := b.find(m.Totals.Sheet)
		if !ok {
			out.add(Problem{Code: "sheet-missing", args: []any{m.Totals.Sheet}})
			return nil, nil
		}
		cells, sheet = nil, name
		if err := b.rows(name, func(_ int, row []string) error {
			cells = append(cells, row)
			return nil
		}); err != nil {
			return nil, err
		}
	}
	p := places{out: out, sheet: sheet, cells: cells}
	for _, figure := range Figures() {
		if label, ok := m.Totals.Figures[figure]; ok {
			p.figure(figure, label)
		}
	}
	if m.Totals.Categories != "" {
		p.categories(m)
	}
	return p.found, nil
}

// places looks for totals in the cells of a sheet.
type places struct {
	out   *Reading
	sheet string
	cells [][]string
	found []Total
}

func (p *places) problem(code string, args ...any) {
	p.out.add(Problem{Code: code, Sheet: p.sheet, args: args})
}

// figure reads one figure by its label, or by its cell.
func (p *places) figure(figure, label string) {
	value := ""
	if cell, byCell := strings.CutPrefix(label, "="); byCell {
		if value = p.at(cell); value == "" {
			p.problem("total-missing", label)
			return
		}
	} else {
		hits := p.labelled(label)
		switch len(hits) {
		case 0:
			p.problem("total-missing", label)
			return
		case 1:
			value = hits[0]
		default:
			p.problem("total-twice", label, len(hits))
			return
		}
	}
	p.add(figure, label, value)
}

func (p *places) add(figure, label, value string) {
	n, ok := 0, false
	if figure == figureRate {
		n, ok = readRate(value)
	} else {
		n, _, ok = readCount(strings.TrimSuffix(plain(value), ".0"))
	}
	if !ok {
		p.problem("total-format", label, shown(value))
		return
	}
	for i := range p.found { // several words of a ledger may stand for one category
		if p.found[i].Figure == figure {
			p.found[i].Stated += n
			return
		}
	}
	p.found = append(p.found, Total{Figure: figure, Stated: n})
}

// labelled returns what stands to the right of every cell with the label.
func (p *places) labelled(label string) []string {
	var out []string
	for _, row := range p.cells {
		for i, c := range row {
			if labelText(c) == labelText(label) {
				out = append(out, firstOf(row[i+1:]))
			}
		}
	}
	return out
}

// labelText is a label without the space and the colon that people put behind it.
func labelText(s string) string { return strings.TrimRight(headingText(s), ":") }

func firstOf(row []string) string {
	for _, c := range row {
		if trimmed(c) != "" {
			return c
		}
	}
	return ""
}

func (p *places) at(cell string) string {
	column, row, err := excelize.CellNameToCoordinates(cell)
	if err != nil || row > len(p.cells) || column > len(p.cells[row-1]) {
		return ""
	}
	return p.cells[row-1][column-1]
}

// categories reads the table of categories below its label, to the first row that names none.
func (p *places) categories(m *Mapping) {
	for i, row := range p.cells {
		for j, c := range row {
			if labelText(c) != labelText(m.Totals.Categories) {
				continue
			}
			for _, below := range p.cells[i+1:] {
				if j >= len(below) || p.category(m, below[j:]) != nil {
					return
				}
			}
			return
		}
	}
	p.problem("total-missing", m.Totals.Categories)
}

func (p *places) category(m *Mapping, row []string) error {
	word := labelText(row[0])
	for name, code := range m.Codes.Category {
		if labelText(name) == word {
			p.add(code, name, firstOf(row[1:]))
			return nil
		}
	}
	return errStop
}
