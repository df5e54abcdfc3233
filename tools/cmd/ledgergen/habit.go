package main

import (
	"fmt"
	"strconv"
	"strings"
)

// habit is how a town's clerk writes.
type habit struct {
	date   int  // 0 a date of the spreadsheet, then texts
	people bool // 共3人 for 3
	amount int  // 0 a number, 1 with thousands separated, 2 in ten thousands where it is even
	joint  string
}

func newHabit(l lot) habit {
	return habit{
		date: wheelOf(l, 0.62, 0.12, 0.1, 0.08, 0.08), people: l.chance(0.08), amount: wheelOf(l, 0.8, 0.1, 0.1), joint: of(l, []string{"、", "、", "、", "，", "；"}),
	}
}

// habitOf is that of the town of a village.
func (y *year) habitOf(u *unit) habit {
	for u != nil {
		if h, ok := y.habits[u]; ok {
			return h
		}
		u = y.parents[u]
	}
	return habit{joint: "、"}
}

func (h habit) written(d day) cell {
	n, m, dd := d.date()
	switch h.date {
	case 1:
		return text(fmt.Sprintf("%d-%d-%d", n, m, dd))
	case 2:
		return text(fmt.Sprintf("%d年%d月%d日", n, m, dd))
	case 3:
		return text(fmt.Sprintf("%d.%d.%d", n, m, dd))
	case 4:
		return text(fmt.Sprintf("%d/%02d/%02d", n, m, dd))
	default:
		return date(d)
	}
}

// several writes the days of sessions: without the year, as long as it is that of the ledger.
func (h habit) several(days []day, year int) cell {
	out := make([]string, 0, len(days))
	for _, d := range days {
		switch n, m, dd := d.date(); {
		case n != year:
			out = append(out, fmt.Sprintf("%d年%d月%d日", n, m, dd))
		case h.date == 1 || h.date == 4:
			out = append(out, fmt.Sprintf("%d-%d-%d", n, m, dd))
		default:
			out = append(out, fmt.Sprintf("%d月%d日", m, dd))
		}
	}
	return text(strings.Join(out, h.joint))
}

func (h habit) persons(n int) cell {
	if h.people {
		return text(fmt.Sprintf("共%d人", n))
	}
	return number(n)
}

func (h habit) yuan(n int) cell {
	switch {
	case n == 0:
		return cell{}
	case h.amount == 1:
		s := strconv.Itoa(n)
		for i := len(s) - 3; i > 0; i -= 3 {
			s = s[:i] + "," + s[i:]
		}
		return text(s)
	case h.amount == 2 && n >= 10000 && n%1000 == 0:
		return text(strconv.FormatFloat(float64(n)/10000, 'f', -1, 64) + "万元")
	default:
		return number(n)
	}
}

func (h habit) names(parties []party) cell {
	out := make([]string, 0, len(parties))
	for _, p := range parties {
		out = append(out, p.name)
	}
	return text(strings.Join(out, h.joint))
}

func (h habit) phones(parties []party) cell {
	out := make([]string, 0, len(parties))
	for _, p := range parties {
		out = append(out, p.phone)
	}
	return text(strings.Join(out, h.joint))
}
