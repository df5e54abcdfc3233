package dossier

// Text is a piece of text.
type Text struct {
	S string
	// Field names where it comes from, as a request or an answer would; empty for the words of the form.
	Field string
}

// Outline is a paper before it is set in fonts.
type Outline struct {
	Name   string // of the paper: 人民调解协议书
	Blocks []Block
}

// Block is a part of a paper.
//
//sumtype:decl
type Block interface{ block() }

type (
	// Title is the title.
	Title struct{ S string }
	// Number is the line with the number.
	Number struct{ Text []Text }
	// Heading begins a part.
	Heading struct{ S string }
	// Paragraph is text with an indented first line.
	Paragraph struct{ Text []Text }
	// Plain is text that is not indented.
	Plain struct{ Text []Text }
	// Right stands at the right margin.
	Right struct{ Text []Text }
	// Note is small text.
	Note struct{ Text []Text }
	// Sign is a line to sign on, with room for the date.
	Sign struct{ Who []Text }
	// Pairs is a table of names and values.
	Pairs struct{ Rows []Pair }
	// Grid is a table with a head; Widths are shares.
	Grid struct {
		Head   []string
		Widths []int
		Rows   [][][]Text // cells of rows
	}
)

// Pair is a row of a table of names and values.
type Pair struct {
	Name  string
	Value []Text
}

func (Title) block()     {}
func (Number) block()    {}
func (Heading) block()   {}
func (Paragraph) block() {}
func (Plain) block()     {}
func (Right) block()     {}
func (Note) block()      {}
func (Sign) block()      {}
func (Pairs) block()     {}
func (Grid) block()      {}

func say(s string) Text { return Text{S: s} }

// join puts texts into a list as Chinese writes it.
func join(list []Text) []Text {
	var out []Text
	for i, t := range list {
		if i > 0 {
			out = append(out, say("、"))
		}
		out = append(out, t)
	}
	return out
}
