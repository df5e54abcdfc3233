package docx

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/gomutex/godocx/wml/ctypes"
	"github.com/gomutex/godocx/wml/stypes"

	"anjie.internal/services/internal/fault"
)

// ErrCharacter refuses a character that no font shows the same way everywhere. Its code is a contract with clients.
var ErrCharacter = fault.New(fault.Refused, "document-character",
	"文字中有无法在各处一致显示的字符。", "The text holds a character that is not shown the same way everywhere.")

// Text is a piece of text. Line breaks begin new paragraphs.
type Text struct {
	S string
	// Field names where the text comes from, for the refusal of a character in it.
	Field string
}

// Say is a text of the form itself.
func Say(s string) Text { return Text{S: s} }

// From is a text that comes from a field.
func From(field, s string) Text { return Text{S: s, Field: field} }

// Document is a document on its way. It is not safe for concurrent use.
type Document struct {
	name string
	body []xml.Marshaler
	err  error
}

// New begins a document. Its name stands in its properties, not in its text.
func New(name string) *Document { return &Document{name: name} }

// Title is the title in the middle.
func (d *Document) Title(s string) { d.paragraph("Title", Say(s)) }

// Number is the line with the number, under the title.
func (d *Document) Number(t ...Text) { d.paragraph("Number", t...) }

// Heading begins a part.
func (d *Document) Heading(s string) { d.paragraph("Heading1", Say(s)) }

// Paragraph is text, its first line indented by two characters.
func (d *Document) Paragraph(t ...Text) { d.paragraph("Body", t...) }

// Plain is text that is not indented and stays with what follows: whom a letter is to, what signatures are under.
func (d *Document) Plain(t ...Text) { d.paragraph("Plain", t...) }

// Right is text at the right margin: who issues a document, and its date.
func (d *Document) Right(t ...Text) { d.paragraph("Right", t...) }

// Note is small text.
func (d *Document) Note(t ...Text) { d.paragraph("Note", t...) }

// Sign is a line to sign on: who, a line, and room for the date. Lines to sign on and who issues the document stay on one page as
// far as they fit on one.
func (d *Document) Sign(who ...Text) {
	if p := d.one("Sign", who); p != nil {
		tab := ctypes.RunChild{Tab: &ctypes.Empty{}}
		p.Children = append(p.Children, ctypes.ParagraphChild{Run: &ctypes.Run{Children: []ctypes.RunChild{tab, tab}}})
		p.Children = append(p.Children, runs("　　　年　　月　　日")...)
		d.body = append(d.body, *p)
	}
}

// Pair is a row of a table of names and values.
type Pair struct {
	Name  string
	Value []Text
}

// Pairs is a table of names and values.
func (d *Document) Pairs(rows ...Pair) {
	const name = 2520 // eight characters
	t := table(name, textWidth-name)
	for _, r := range rows {
		t.RowContents = append(t.RowContents, row(flowing, d.cell("CellName", name, Say(r.Name)), d.cell("Cell", textWidth-name, r.Value...)))
	}
	d.body = append(d.body, t)
	d.gap()
}

// Grid is a table with a head, which is repeated on every page. Widths are shares; every row has as many cells as the head.
func (d *Document) Grid(head []string, widths []int, rows ...[][]Text) {
	total := 0
	for _, w := range widths {
		total += w
	}
	d.gap()
	var columns []int
	for _, w := range widths {
		columns = append(columns, textWidth*w/total)
	}
	t := table(columns...)
	var cells []ctypes.TRCellContent
	for i, h := range head {
		cells = append(cells, d.cell("GridHead", columns[i], Say(h)))
	}
	t.RowContents = append(t.RowContents, row(heading, cells...))
	for _, r := range rows {
		cells = nil
		for i, c := range r {
			cells = append(cells, d.cell("GridCell", columns[i], c...))
		}
		t.RowContents = append(t.RowContents, row(whole, cells...))
	}
	d.body = append(d.body, t)
	d.gap()
}

// gap keeps a table apart from the text, and from another table, which Word would make one of.
func (d *Document) gap() { d.paragraph("Gap", Say("")) }

// paragraph adds text in a style: as many paragraphs as it has lines.
func (d *Document) paragraph(style string, t ...Text) {
	for _, line := range lines(t) {
		if p := d.one(style, line); p != nil {
			d.body = append(d.body, *p)
		}
	}
}

// one makes a paragraph of texts without line breaks, or remembers why it cannot.
func (d *Document) one(style string, t []Text) *ctypes.Paragraph {
	p := &ctypes.Paragraph{Property: &ctypes.ParagraphProp{Style: ctypes.NewParagraphStyle(style)}}
	for _, part := range t {
		if r, ok := refused(part.S); !ok {
			if d.err == nil {
				d.err = refusal(r, part.Field)
			}
			return nil
		}
		p.Children = append(p.Children, runs(part.S)...)
	}
	return p
}

func refusal(r rune, field string) error {
	e := *ErrCharacter
	e.Zh = fmt.Sprintf("文字中有无法在各处一致显示的字符 %U。", r)
	e.En = fmt.Sprintf("The text holds the character %U, which is not shown the same way everywhere.", r)
	return e.On(field)
}

// lines splits texts at their line breaks.
func lines(t []Text) [][]Text {
	out := [][]Text{nil}
	for _, part := range t {
		for i, s := range strings.Split(breaks.Replace(part.S), "\n") {
			if i > 0 {
				out = append(out, nil)
			}
			if s != "" {
				out[len(out)-1] = append(out[len(out)-1], Text{s, part.Field})
			}
		}
	}
	return out
}

// breaks are the characters that are line breaks and nothing else.
var breaks = strings.NewReplacer("\u2028", "\n", "\u2029", "\n")

// runs are the runs of a text: one for each font, with tabs between.
func runs(s string) []ctypes.ParagraphChild {
	var out []ctypes.ParagraphChild
	for _, p := range pieces(s) {
		// The hint makes Chinese punctuation that European texts have too, “” and …, Chinese.
		fonts := &ctypes.RunFonts{Hint: stypes.FontTypeHintEastAsia}
		if p.font != "" {
			fonts.Ascii, fonts.HAnsi, fonts.EastAsia, fonts.CS = p.font, p.font, p.font, p.font
		}
		r := &ctypes.Run{Property: &ctypes.RunProperty{Fonts: fonts}}
		for i, part := range strings.Split(p.text, "\t") {
			if i > 0 {
				r.Children = append(r.Children, ctypes.RunChild{Tab: &ctypes.Empty{}})
			}
			if part != "" {
				keep := ctypes.TextSpacePreserve
				r.Children = append(r.Children, ctypes.RunChild{Text: &ctypes.Text{Text: part, Space: &keep}})
			}
		}
		out = append(out, ctypes.ParagraphChild{Run: r})
	}
	return out
}

func table(columns ...int) *ctypes.Table {
	t := ctypes.DefaultTable()
	t.TableProp.Style = ctypes.NewCTString("Grid")
	t.TableProp.Width = ctypes.NewTableWidth(textWidth, stypes.TableWidthDxa)
	t.TableProp.Layout = ctypes.NewTableLayout(stypes.TableLayoutFixed)
	for _, c := range columns {
		width := uint64(c) //nolint:gosec // G115: widths of columns of a page
		t.Grid.Col = append(t.Grid.Col, ctypes.Column{Width: &width})
	}
	return t
}

// kind says how a row behaves at the end of a page.
type kind uint8

const (
	flowing kind = iota // goes on on the next page
	whole               // stands on one page
	heading             // and on each that the table goes on on
)

func row(k kind, cells ...ctypes.TRCellContent) ctypes.RowContent {
	r := ctypes.DefaultRow()
	r.Contents = cells
	if k >= whole {
		r.Property.CantSplit = ctypes.OnOffFromBool(true)
	}
	if k == heading {
		r.Property.Header = ctypes.OnOffFromBool(true)
	}
	return ctypes.RowContent{Row: r}
}

func (d *Document) cell(style string, width int, t ...Text) ctypes.TRCellContent {
	c := ctypes.DefaultCell()
	c.Property = &ctypes.CellProperty{
		Width: ctypes.NewTableWidth(width, stypes.TableWidthDxa), VAlign: ctypes.NewGenSingleStrVal(stypes.VerticalJcCenter),
	}
	for _, line := range lines(t) {
		if p := d.one(style, line); p != nil {
			c.Contents = append(c.Contents, ctypes.TCBlockContent{Paragraph: p})
		}
	}
	return ctypes.TRCellContent{Cell: c}
}

// Bytes is the document as a file. It fails with ErrCharacter on the field of the first text that cannot be shown.
func (d *Document) Bytes() ([]byte, error) {
	if d.err != nil {
		return nil, d.err
	}
	var body bytes.Buffer
	body.WriteString(documentBegin)
	enc := xml.NewEncoder(&body)
	for _, part := range d.body {
		if err := part.MarshalXML(enc, xml.StartElement{}); err != nil {
			return nil, fmt.Errorf("write a document: %w", err)
		}
	}
	if err := enc.Flush(); err != nil {
		return nil, fmt.Errorf("write a document: %w", err)
	}
	body.WriteString(documentEnd)
	return pack(append(parts(d.name), part{"word/document.xml", body.Bytes()}))
}
