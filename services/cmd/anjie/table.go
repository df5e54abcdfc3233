package main

import (
	"strings"
	"time"
)

// grid prints columns that line up although Chinese characters are two cells wide.
type grid struct {
	rows [][]string
}

func (g *grid) row(cells ...string) { g.rows = append(g.rows, cells) }

func (g *grid) String() string {
	var widths []int
	for _, row := range g.rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], cells(cell))
		}
	}
	var b strings.Builder
	for _, row := range g.rows {
		for i, cell := range row {
			b.WriteString(cell)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-cells(cell)+2))
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// cells is the width of a text on a terminal.
func cells(s string) int {
	n := 0
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

// wide covers the scripts and signs that Anjie prints: CJK, its punctuation, and full-width forms.
func wide(r rune) bool {
	return r >= 0x2E80 && r <= 0xA4CF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF ||
		r >= 0xFE30 && r <= 0xFE6F || r >= 0xFF00 && r <= 0xFF60 || r >= 0xFFE0 && r <= 0xFFE6 || r >= 0x20000 && r <= 0x3FFFD
}

// beijing is where all times are shown.
func beijing() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil { // the zone is linked into the program
		return time.FixedZone("Asia/Shanghai", 8*60*60)
	}
	return loc
}

func clock(t time.Time) string {
	if t.IsZero() || t.Unix() == 0 {
		return "–"
	}
	return t.In(beijing()).Format(time.DateTime)
}
