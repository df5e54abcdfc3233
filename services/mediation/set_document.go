package mediation

import (
	"anjie.internal/services/internal/docx"
	"anjie.internal/services/mediation/dossier"
)

// set sets an outline in fonts.
func set(o dossier.Outline) ([]byte, error) {
	d := docx.New(o.Name)
	for _, b := range o.Blocks {
		switch b := b.(type) {
		case dossier.Title:
			d.Title(b.S)
		case dossier.Number:
			d.Number(texts(b.Text)...)
		case dossier.Heading:
			d.Heading(b.S)
		case dossier.Paragraph:
			d.Paragraph(texts(b.Text)...)
		case dossier.Plain:
			d.Plain(texts(b.Text)...)
		case dossier.Right:
			d.Right(texts(b.Text)...)
		case dossier.Note:
			d.Note(texts(b.Text)...)
		case dossier.Sign:
			d.Sign(texts(b.Who)...)
		case dossier.Pairs:
			d.Pairs(pairs(b.Rows)...)
		case dossier.Grid:
			d.Grid(b.Head, b.Widths, cells(b.Rows)...)
		}
	}
	return d.Bytes()
}

func texts(in []dossier.Text) []docx.Text {
	out := make([]docx.Text, 0, len(in))
	for _, t := range in {
		out = append(out, docx.From(t.Field, t.S))
	}
	return out
}

func pairs(in []dossier.Pair) []docx.Pair {
	out := make([]docx.Pair, 0, len(in))
	for _, p := range in {
		out = append(out, docx.Pair{Name: p.Name, Value: texts(p.Value)})
	}
	return out
}

func cells(in [][][]dossier.Text) [][][]docx.Text {
	out := make([][][]docx.Text, 0, len(in))
	for _, row := range in {
		var r [][]docx.Text
		for _, c := range row {
			r = append(r, texts(c))
		}
		out = append(out, r)
	}
	return out
}
