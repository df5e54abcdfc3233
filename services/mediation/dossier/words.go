package dossier

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/entry"
)

// day writes a date.
func day(d calendar.Date) string {
	return fmt.Sprintf("%d年%d月%d日", d.Year(), int(d.Month()), d.Day())
}

// dayOf writes the Beijing date of a moment.
func dayOf(t time.Time) string { return day(calendar.DateOf(t)) }

// minute writes a moment to the minute, in Beijing.
func minute(t time.Time) string {
	return dayOf(t) + t.In(entry.Beijing).Format("15时04分")
}

// zh is the Chinese name of a code.
func zh(table codetable.Table, code string) string {
	if e, ok := table.Find(code); ok {
		return e.Zh
	}
	return code
}

func all(table codetable.Table, codes []string) string {
	names := make([]string, 0, len(codes))
	for _, c := range codes {
		names = append(names, zh(table, c))
	}
	return strings.Join(names, "、")
}

// yuan writes an amount in fen: 3000.00元.
func yuan(fen int64) string { return fmt.Sprintf("%d.%02d元", fen/100, fen%100) }

const digits = "零壹贰叁肆伍陆柒捌玖"

func digit(n int64) string { return string([]rune(digits)[n]) }

// capital writes an amount in fen in the characters that cannot be altered: 人民币叁仟元整 (GF/T and the rules on bills have it so).
func capital(fen int64) string {
	var b strings.Builder
	b.WriteString("人民币")
	whole, jiao, cent := fen/100, fen/10%10, fen%10
	if whole > 0 || fen == 0 {
		b.WriteString(number(whole) + "元")
	}
	switch {
	case jiao == 0 && cent == 0:
		b.WriteString("整")
		return b.String()
	case jiao > 0:
		b.WriteString(digit(jiao) + "角")
	case whole > 0:
		b.WriteString("零")
	}
	if cent > 0 {
		b.WriteString(digit(cent) + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// number writes a whole number in capitals, in groups of four digits.
func number(n int64) string {
	if n == 0 {
		return digit(0)
	}
	var b strings.Builder
	units := []string{"", "万", "亿", "万亿"}
	gap := false
	for i, unit := range slices.Backward(units) {
		div := int64(1)
		for range i {
			div *= 10000
		}
		group := n / div % 10000
		if group == 0 {
			gap = gap || b.Len() > 0
			continue
		}
		if b.Len() > 0 && (gap || group < 1000) {
			b.WriteString(digit(0))
		}
		gap = false
		b.WriteString(thousands(group) + unit)
	}
	return b.String()
}

// thousands writes 1 to 9999; zeros between digits are one 零.
func thousands(n int64) string {
	var b strings.Builder
	gap := false
	for i, unit := range []string{"仟", "佰", "拾", ""} {
		d := n
		for range 3 - i {
			d /= 10
		}
		if d %= 10; d == 0 {
			gap = gap || b.Len() > 0
			continue
		}
		if gap {
			b.WriteString(digit(0))
			gap = false
		}
		b.WriteString(digit(d) + unit)
	}
	return b.String()
}

// ordinal writes 1 to 99 as a number of a list: 一, 十二.
func ordinal(n int) string {
	ones := []rune("〇一二三四五六七八九")
	switch {
	case n < 10:
		return string(ones[n])
	case n < 20:
		return "十" + strings.TrimPrefix(string(ones[n%10]), "〇")
	default:
		return string(ones[n/10]) + "十" + strings.TrimPrefix(string(ones[n%10]), "〇")
	}
}
