package ledger

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/calendar"
)

func TestDatesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	const ledger = 2012
	for in, want := range map[string]string{
		"2012-3-5": "2012-03-05", "2012-03-05": "2012-03-05", "2012年3月5日": "2012-03-05", "2012年03月05号": "2012-03-05", "2012.3.5": "2012-03-05",
		"2012/3/5": "2012-03-05", "20120305": "2012-03-05", "40973": "2012-03-05", "40973.0": "2012-03-05", "40973.75": "2012-03-05",
		"２０１２－３－５": "2012-03-05", "2012年3月5日 ": "2012-03-05", "　2012年3月5日": "2012-03-05", "2012-3-5 00:00:00": "2012-03-05", "2012-3-5 9:30": "2012-03-05",
		"二〇一二年三月五日": "2012-03-05", "二○一二年十二月三十一日": "2012-12-31", "二零一二年十月二十日": "2012-10-20", "二〇一二年十一月十二日": "2012-11-12",
		"3月5日": "2012-03-05", "3-5": "2012-03-05", "3.5": "2012-03-05", "12月31号": "2012-12-31", "2012 年 3 月 5 日": "2012-03-05",
		"2012-2-29": "2012-02-29", "1992年1月1日": "1992-01-01",

		"2012-2-30": "date-format", "2011-2-29": "date-format", "2012-13-1": "date-format", "2012-0-1": "date-format", "12-3-5": "date-format",
		"2012年3月": "date-format", "昨天": "date-format", "3月": "date-format", "2012": "date-format", "2012-3-5、2012-3-9": "date-format",
		"20121305": "date-format", "一二三四年三月五日": "1234-03-05", "二〇一二年十十月五日": "date-format", "二〇一二年三月一十五日": "2012-03-15", "": "date-format",
	} {
		got, code := readDate(in, ledger)
		if s := got.String() + code; s != want {
			t.Errorf("%q: %s, want %s", in, s, want)
		}
	}
	if _, code := readDate("3月5日", 0); code != "date-year" {
		t.Errorf("a date without a year, in a ledger without a year: %q", code)
	}
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"3": "3", "３": "3", "共3人": "3", "3人": "3", "1,234": "1234", "1，234": "1234", "20322件": "20322", "约30人": "about 30", "10余人": "about 10", "10多人": "about 10", "30人左右": "about 30",
		"三人": "no", "": "no", "3.5": "no", "-3": "no", "1,23": "no", "3、5": "no", "99999999999999999999": "no",
	} {
		n, about, ok := readCount(in)
		got := "no"
		if ok {
			if got = fmt.Sprint(n); about {
				got = "about " + got
			}
		}
		if got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
	for in, want := range map[string]int64{
		"5000": 500000, "5,000": 500000, "5000元": 500000, "5000元整": 500000, "￥5000": 500000, "¥5,000.50": 500050, "3.5万元": 3500000, "3万": 3000000, "1.25亿元": 12500000000,
		"0.01": 1, "0": 0, "１２００元": 120000, "3.50万": 3500000,
		"0.001": -1, "五千": -1, "5000左右": -1, "": -1, "-5": -1, "1e5": -1, "99999999999999": -1,
	} {
		got, ok := readFen(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d fen, want %d", in, got, want)
		}
	}
	for in, want := range map[string]int{"99.74%": 9974, "99.74％": 9974, "100%": 10000, "0.99739877": 9974, "0.9974": 9974, "1": 10000, "0": 0, "99.7%": 9970, "101%": -1, "99.74": -1, "": -1} {
		got, ok := readRate(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q: %d hundredths, want %d", in, got, want)
		}
	}
	for in, want := range map[string]string{"320205001201": "320205001201", "3.20205001201E+11": "320205001201", "１２": "12", "12.0": "12", " 7 ": "7"} {
		if got := readCode(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func TestNamesAsPeopleListThem(t *testing.T) {
	t.Parallel()
	const separators = "、，,；;/"
	for in, want := range map[string][]string{
		"张三":         {"张三"},
		"张三、李四":      {"张三", "李四"},
		"张三，李四；王五":   {"张三", "李四", "王五"},
		"张三\n李四":     {"张三", "李四"},
		"张三、李四等5人":   {"张三", "李四"},
		"张三等":        {"张三"},
		"  张三 、 李四 ": {"张三", "李四"},
		"、、":         nil,
		"":           nil,
		"𠮷㛃、欧阳𠮷":     {"𠮷㛃", "欧阳𠮷"},
		"某等候室有限公司":   {"某等候室有限公司"},
	} {
		if got := readNames(in, separators); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestAnyDayIsReadInAnyForm writes days in all forms and reads them back.
func TestAnyDayIsReadInAnyForm(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := calendar.On(1992, 1, 1).Plus(rapid.IntRange(0, 15000).Draw(t, "day"))
		y, m, dd := d.Year(), int(d.Month()), d.Day()
		for _, s := range []string{
			d.String(), fmt.Sprintf("%d-%d-%d", y, m, dd), fmt.Sprintf("%d年%d月%d日", y, m, dd), fmt.Sprintf("%d.%d.%d", y, m, dd),
			fmt.Sprintf("%d/%02d/%02d", y, m, dd), fmt.Sprintf("%04d%02d%02d", y, m, dd), fmt.Sprint(d.Since(calendar.On(1899, 12, 30))),
		} {
			if got, code := readDate(s, 0); got != d {
				t.Fatalf("%q: %s %s", s, got, code)
			}
		}
	})
}

// TestNoCellMakesAReaderPanic feeds the readers anything; a date that is read is a day that exists.
func TestNoCellMakesAReaderPanic(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.SampledFrom([]rune("0123456789-./年月日号〇一二十两万元共约余人,%E+#，、 　")), 0, 14, -1)).Draw(t, "cell")
		if d, code := readDate(s, 2012); code == "" && (d.IsZero() || d.Year() > 9999) {
			t.Fatalf("%q is %s", s, d)
		}
		if n, _, ok := readCount(s); ok && n < 0 {
			t.Fatalf("%q is %d", s, n)
		}
		if n, ok := readFen(s); ok && n < 0 {
			t.Fatalf("%q is %d fen", s, n)
		}
		if n, ok := readRate(s); ok && (n < 0 || n > 10000) {
			t.Fatalf("%q is %d", s, n)
		}
		for _, name := range readNames(s, "、") {
			if name != trimmed(name) || name == "" || strings.Contains(name, "、") {
				t.Fatalf("%q gives %q", s, name)
			}
		}
		readCode(s)
	})
}
