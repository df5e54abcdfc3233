package ledger

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"anjie.internal/services/internal/calendar"
)

// What people write into the cells of a ledger. Every reader takes what is unmistakable and refuses the rest; none guesses.

// plain folds full-width letters, digits and signs to their usual form, and takes the space around away. Texts that are sealed
// keep the form in which they were written.
func plain(s string) string {
	folded := strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '\u3000', r == '\u00a0':
			return ' '
		}
		return r
	}, s)
	return strings.TrimSpace(folded)
}

// trimmed takes away the space around a text, full-width space too.
func trimmed(s string) string { return strings.Trim(s, " \t\r\n\u3000\u00a0") }

var errorCell = regexp.MustCompile(`^#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!)$`)

// What people write around the digits of a date and of a number.
const (
	yearSign, monthSign, daySigns = "年", "月", "日号"
	chineseDigits                 = "〇一二三四五六七八九"
	chineseZeros                  = "○零"
	before, after, counters       = "共约计", "余多左右", "人名件次"
	bigUnits, moneyWords          = "万亿", "元圆整"
)

var (
	dateSerial = regexp.MustCompile(`^\d{5}(\.\d+)?$`)
	dateDigits = regexp.MustCompile(`^\d{8}$`)
	dateFull   = regexp.MustCompile(`^(\d{4})\s*[-./` + yearSign + `]\s*(\d{1,2})\s*[-./` + monthSign + `]\s*(\d{1,2})\s*[` + daySigns + `]?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?$`)
	dateShort  = regexp.MustCompile(`^(\d{1,2})\s*[-./` + monthSign + `]\s*(\d{1,2})\s*[` + daySigns + `]?$`)
	dateChars  = regexp.MustCompile(`^([` + chineseDigits + chineseZeros + `]{4})` + yearSign +
		`([` + chineseDigits + `十]{1,3})` + monthSign + `([` + chineseDigits + `十]{1,3})[` + daySigns + `]$`)
)

// readDate reads a civil day. A year that is not written is that of the ledger, 0 when nobody said which. The code names the problem.
func readDate(s string, year int) (day calendar.Date, code string) {
	s = plain(s)
	switch {
	case dateSerial.MatchString(s):
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return calendar.Date{}, "date-format"
		}
		return calendar.On(1899, time.December, 30).Plus(int(n)), "" // spreadsheets count from there, and take 1900 for a leap year
	case dateDigits.MatchString(s):
		return civil(s[:4], s[4:6], s[6:])
	}
	if m := dateFull.FindStringSubmatch(s); m != nil {
		return civil(m[1], m[2], m[3])
	}
	if m := dateChars.FindStringSubmatch(s); m != nil {
		return civil(chineseYear(m[1]), itoa(chineseNumber(m[2])), itoa(chineseNumber(m[3])))
	}
	if m := dateShort.FindStringSubmatch(s); m != nil {
		if year == 0 {
			return calendar.Date{}, "date-year"
		}
		return civil(itoa(year), m[1], m[2])
	}
	return calendar.Date{}, "date-format"
}

// civil refuses the 30th of February, which calendar.On would make a day in March.
func civil(y, m, d string) (calendar.Date, string) {
	yy, _ := strconv.Atoi(y)
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	day := calendar.On(yy, time.Month(mm), dd)
	if day.Year() != yy || int(day.Month()) != mm || day.Day() != dd {
		return calendar.Date{}, "date-format"
	}
	return day, ""
}

func chineseYear(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '○' || r == '零' {
			return '0'
		}
		return rune("0123456789"[strings.IndexRune(chineseDigits, r)/len("〇")])
	}, s)
}

// chineseNumber reads a number below a hundred: 五, 十二, 二十, 三十一. What is none gives 0.
func chineseNumber(s string) int {
	tens, ones, ten := strings.Cut(s, "十")
	if !ten {
		tens, ones = "", s
	}
	digit := func(s string) int { return strings.Index(chineseDigits, s) / len("〇") } // nothing is 0
	switch {
	case !ten && len(s) != len("一"), len(tens) > len("一"), len(ones) > len("一"), strings.Contains(ones, "十"):
		return 0
	case ten && tens == "":
		return 10 + digit(ones)
	}
	return 10*digit(tens) + digit(ones)
}

var (
	counted  = regexp.MustCompile(`^[` + before + `]?\s*(\d{1,3}(?:,\d{3})+|\d+)\s*[` + after + `]{0,2}\s*[` + counters + `]?\s*[` + after + `]{0,2}$`)
	moneyed  = regexp.MustCompile(`^[¥￥]?\s*(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*([` + bigUnits + `]?)\s*[` + moneyWords + `]{0,2}$`)
	exponent = regexp.MustCompile(`^\d\.\d+E\+?(\d+)$`)
	percent  = regexp.MustCompile(`^(\d{1,3})(?:\.(\d{1,2}))?%$`)
	share    = regexp.MustCompile(`^(0\.\d+|1(\.0+)?|0)$`)
)

// readCount reads a number of people, cases or times. About is true for 10余人.
func readCount(s string) (n int, about, ok bool) {
	s = plain(s)
	m := counted.FindStringSubmatch(s)
	if m == nil {
		return 0, false, false
	}
	n, err := strconv.Atoi(strings.ReplaceAll(m[1], ",", ""))
	return n, strings.HasPrefix(s, "约") || strings.ContainsAny(s, after), err == nil
}

// readFen reads an amount of money: 5,000 · 3.5万元 · ￥200.50.
func readFen(s string) (fen int64, ok bool) {
	m := moneyed.FindStringSubmatch(plain(s))
	if m == nil {
		return 0, false
	}
	shift := 2 + map[string]int{"": 0, "万": 4, "亿": 8}[m[3]]
	fraction := strings.TrimRight(strings.TrimPrefix(m[2], "."), "0")
	if len(fraction) > shift {
		return 0, false // fractions of a fen
	}
	fen, err := strconv.ParseInt(strings.ReplaceAll(m[1], ",", "")+fraction+strings.Repeat("0", shift-len(fraction)), 10, 64)
	return fen, err == nil && fen <= mostFen
}

// mostFen is a hundred thousand million yuan: more than that is a slip of the keyboard.
const mostFen = 100_000_000_000 * 100

// readCode reads digits that a spreadsheet may have made a number of: 3.20205001201E+11 is 320205001201.
func readCode(s string) string {
	s = plain(s)
	if exponent.MatchString(s) {
		if f, err := strconv.ParseFloat(s, 64); err == nil && f < 1e15 && f == math.Trunc(f) {
			return strconv.FormatFloat(f, 'f', 0, 64)
		}
	}
	return strings.TrimSuffix(s, ".0")
}

// readRate reads a percentage, 99.74% or 0.9974, as hundredths of a percent, rounded half up.
func readRate(s string) (hundredths int, ok bool) {
	s = plain(s)
	if m := percent.FindStringSubmatch(s); m != nil {
		whole, _ := strconv.Atoi(m[1])
		part, _ := strconv.Atoi((m[2] + "00")[:2])
		return whole*100 + part, whole*100+part <= 10000
	}
	if !share.MatchString(s) {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return int(math.Floor(f*10000 + 0.5)), err == nil
}

var andOthers = regexp.MustCompile(`等\s*\d*\s*[人户名]?$`)

// readNames parts a list of names: 张三、李四；王五等5人.
func readNames(s, separators string) []string {
	var out []string
	for _, name := range strings.FieldsFunc(s, func(r rune) bool { return r == '\n' || strings.ContainsRune(separators, r) }) {
		if name = trimmed(andOthers.ReplaceAllString(trimmed(name), "")); name != "" {
			out = append(out, name)
		}
	}
	return out
}
