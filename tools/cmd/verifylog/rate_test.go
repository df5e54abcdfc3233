package main

import (
	"fmt"
	"strings"
	"testing"
)

// book writes a log as it would be exported: chained, counted, with an end.
type book struct {
	t     *testing.T
	x     export
	next  map[string]uint64
	heads map[string]sum
}

func newBook(t *testing.T) *book {
	return &book{t: t, next: map[string]uint64{}, heads: map[string]sum{}}
}

// writes adds an event to a stream. Positions are 10, 20, 30 …
func (b *book) writes(stream, typ, data string) {
	b.t.Helper()
	n := len(b.x.events) + 1
	line := exportedLine{
		Stream: stream, Revision: b.next[stream], ID: fmt.Sprintf("01a205df-bcc1-77bd-a39d-%012d", n), Type: typ, Position: fmt.Sprint(10 * n),
		Data: []byte(data), Metadata: fmt.Appendf(nil, `{"prev":%q}`, b.heads[stream]),
	}
	id, err := parseUUID(line.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	b.heads[stream] = (&event{stream: stream, revision: line.Revision, id: id, typ: typ, data: line.Data, metadata: line.Metadata}).hash()
	b.next[stream]++
	b.x.events = append(b.x.events, line)
}

// lives adds steps to a dispute: "registered UNIT", "concluded OUTCOME TIME", "refused …", "withdrawn …", "reopened" and so on.
func (b *book) lives(n int, steps ...string) *book {
	b.t.Helper()
	for _, step := range steps {
		w := append(strings.Fields(step), "", "")
		var data string
		switch w[0] {
		case "registered":
			data = fmt.Sprintf(`{"unit":%q,"category":"A02"}`, w[1])
		case "concluded", "refused":
			data = fmt.Sprintf(`{"unit":"%s","outcome":%q,"occurredAt":%q,"note":{"sealed":"bm90IG91cnM="}}`, "elsewhere", w[1], w[2])
		case "withdrawn":
			data = fmt.Sprintf(`{"reason":%q,"withdrawnAt":%q}`, w[1], w[2])
		default:
			data = `{"outcome":"R11","occurredAt":"2012-03-01T00:00:00Z"}`
		}
		b.writes(fmt.Sprintf("dispute-01a205df-bcc1-77bd-a39d-%012d", n), "dispute-"+w[0]+"-v1", data)
	}
	return b
}

func (b *book) file() string {
	b.t.Helper()
	b.x.end = &exportedEnd{End: true, Position: "0"}
	if len(b.x.events) > 0 {
		b.x.forge(b.t)
	}
	return b.x.file(b.t)
}

const (
	ours   = "registered 320205101203"
	theirs = "registered 320211002001"
	march  = "2012-03-01T04:00:00Z"
)

// rated is what the program says of a log: "successes/whole".
func rated(t *testing.T, file string, args ...string) string {
	t.Helper()
	answer := said(t, file, whole, append([]string{"--lang", "en"}, args...)...)
	_, answer, _ = strings.Cut(answer, " = ")
	answer, _, _ = strings.Cut(answer, " ")
	return answer
}

func TestWhatEndsInTheSuccessRate(t *testing.T) {
	tests := map[string]struct {
		steps []string
		want  string // of 2012
	}{
		"nothing ended":                      {[]string{ours}, "0/0"},
		"a written agreement":                {[]string{ours, "concluded R11 " + march}, "1/1"},
		"an oral agreement":                  {[]string{ours, "concluded R12 " + march}, "1/1"},
		"on the spot":                        {[]string{ours, "concluded R13 " + march}, "1/1"},
		"in part":                            {[]string{ours, "concluded R14 " + march}, "0/0"},
		"no agreement":                       {[]string{ours, "concluded R21 " + march}, "0/1"},
		"the period ended":                   {[]string{ours, "concluded R22 " + march}, "0/1"},
		"not signed":                         {[]string{ours, "concluded R23 " + march}, "0/1"},
		"refused by a party":                 {[]string{ours, "concluded R33 " + march}, "0/0"},
		"sent to a court":                    {[]string{ours, "concluded R41 " + march}, "0/0"},
		"not accepted":                       {[]string{ours, "refused R51 " + march}, "0/0"},
		"withdrawn":                          {[]string{ours, "withdrawn R31 " + march}, "0/0"},
		"settled by themselves":              {[]string{ours, "withdrawn R32 " + march}, "0/0"},
		"reopened":                           {[]string{ours, "concluded R21 " + march, "reopened"}, "0/0"},
		"reopened and ended again":           {[]string{ours, "concluded R21 " + march, "reopened", "concluded R11 " + march}, "1/1"},
		"reopened and ended in another year": {[]string{ours, "concluded R21 " + march, "reopened", "concluded R11 2013-01-01T00:00:00Z"}, "0/0"},
		"merged":                             {[]string{ours, "concluded R11 " + march, "merged"}, "0/0"},
		"unmerged":                           {[]string{ours, "concluded R11 " + march, "merged", "unmerged"}, "1/1"},
		"voided":                             {[]string{ours, "concluded R11 " + march, "voided"}, "0/0"},
		"voided for good":                    {[]string{ours, "concluded R11 " + march, "merged", "voided", "unmerged"}, "0/0"},
		"the year begins in Beijing":         {[]string{ours, "concluded R11 2011-12-31T16:00:00Z"}, "1/1"},
		"and not a moment before":            {[]string{ours, "concluded R11 2011-12-31T15:59:59.999999Z"}, "0/0"},
		"the year ends in Beijing":           {[]string{ours, "concluded R21 2012-12-31T15:59:59.999Z"}, "0/1"},
		"and not a moment later":             {[]string{ours, "concluded R21 2012-12-31T16:00:00Z"}, "0/0"},
		"what no figure looks at":            {[]string{ours, "concluded R11 " + march, "archived", "invented"}, "1/1"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			file := newBook(t).lives(1, test.steps...).file()
			if got := rated(t, file, "--success-rate", "2012"); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if answer := said(t, file, whole, "--success-rate", "2012"); strings.Contains(answer, "未计") {
				t.Errorf("events that it cannot read:\n%s", answer)
			}
		})
	}
}

// TestASettlementIsASuccessWhereThatIsAsked and the answer says so; nothing else is counted otherwise.
func TestASettlementIsASuccessWhereThatIsAsked(t *testing.T) {
	b := newBook(t).lives(1, ours, "withdrawn R32 "+march).lives(2, ours, "concluded R32 "+march).lives(3, ours, "withdrawn R31 "+march)
	b.lives(4, ours, "concluded R21 "+march).lives(5, ours, "concluded R11 "+march).lives(6, ours, "withdrawn R32 "+march, "merged")
	b.lives(7, ours, "withdrawn R32 "+march, "reopened").lives(8, ours, "concluded R14 "+march).lives(9, ours, "withdrawn R32 2013-03-01T00:00:00Z")
	file := b.file()
	for args, want := range map[string]string{"2012": "1/2", "2012 --settlement-as-success": "3/4", "2013 --settlement-as-success": "1/1"} {
		if got := rated(t, file, append([]string{"--success-rate"}, strings.Fields(args)...)...); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
	contains(t, said(t, file, whole, "--success-rate", "2012", "--settlement-as-success"), "调处成功率（自行和解计为成功） 2012 = 3/4 = 75.00%   @ 位置 ")
	contains(t, said(t, file, unusable, "--settlement-as-success"), "--success-rate")
}

func TestWindowsUnitsAndPositions(t *testing.T) {
	b := newBook(t)
	b.lives(1, ours, "concluded R11 2012-01-15T00:00:00Z").lives(2, ours, "concluded R21 2012-03-31T15:00:00Z")
	b.lives(3, theirs, "concluded R12 2012-03-31T16:00:00Z").lives(4, theirs, "concluded R23 2012-12-31T00:00:00Z")
	b.writes("proceeding-01a205df-bcc1-77bd-a39d-000000000001", "dispute-registered-v1", `{"unit":"320205101203"}`) // of no dispute
	file := b.file()
	for args, want := range map[string]string{
		"2012": "2/4", "2011": "0/0", "2012-03": "0/1", "2012-04": "1/1", "2012-Q1": "1/2", "2012-Q2": "1/1", "2012-01-15..2012-01-15": "1/1",
		"2012-01-16..2012-12-30": "1/2", "2012-12-31..2013-02-01": "0/1", "2012 --unit 320205": "1/2", "2012 --unit 320205000000": "1/2",
		"2012 --unit 320211002001": "1/2", "2012 --unit 33": "0/0", "2012 --unit 320000000000": "2/4", "2012 --as-of 20": "1/1", "2012 --as-of 39": "1/1",
		"2012 --as-of 40": "1/2", "2012 --as-of 0": "0/0",
	} {
		if got := rated(t, file, append([]string{"--success-rate"}, strings.Fields(args)...)...); got != want {
			t.Errorf("%s: %s, want %s", args, got, want)
		}
	}
	contains(t, said(t, file, whole, "--success-rate=2012"), "调处成功率 2012 = 2/4 = 50.00%   @ 位置 90   （由文件独立计算）")
	contains(t, said(t, file, whole, "--success-rate=2012", "--as-of=45"), "@ 位置 45 ")
	contains(t, said(t, file, broken, "--success-rate=2012", "--as-of=91"), "日志止于位置 90", "不给出调处成功率")
	for _, args := range []string{
		"--success-rate 212", "--success-rate 2012-Q5", "--success-rate 2012-Q", "--success-rate 2012-13", "--success-rate 2012-02-30..2012-03-01",
		"--success-rate 2012-03-01..2012-02-01", "--success-rate 2012-1", "--success-rate 2012 --unit x", "--success-rate 2012 --as-of x", "--unit 32", "--as-of 1",
	} {
		contains(t, said(t, file, unusable, strings.Fields(args)...), "--success-rate")
	}
}

// TestWhatCannotBeCountedIsTold and takes the rest of its dispute with it, but nothing else.
func TestWhatCannotBeCountedIsTold(t *testing.T) {
	good := []string{ours, "concluded R11 " + march}
	for name, steps := range map[string][]string{
		"an outcome nobody knows": {ours, "concluded R99 " + march, "voided"},
		"no day":                  {ours, "concluded R11 someday", "concluded R11 " + march},
		"never registered":        {"concluded R11 " + march, "reopened"},
		"registered twice":        {ours, ours, "concluded R11 " + march},
		"of no unit":              {"registered x", "concluded R11 " + march},
	} {
		file := newBook(t).lives(1, good...).lives(2, steps...).lives(3, good...).file()
		if got := rated(t, file, "--success-rate", "2012"); got != "2/2" {
			t.Errorf("%s: %s", name, got)
		}
		contains(t, said(t, file, whole, "--success-rate", "2012"), "另有 2 个事件读不出所需内容")
	}
	b := newBook(t).lives(1, good...)
	b.writes("dispute-01a205df-bcc1-77bd-a39d-000000000002", "dispute-registered-v1", `{"unit":"320205101203","unit":"320211002001"}`)
	contains(t, said(t, b.file(), whole, "--success-rate", "2012"), "= 1/1 = 100.00%", "另有 1 个事件")
}

func TestABrokenLogGivesNoFigure(t *testing.T) {
	b := newBook(t).lives(1, ours, "concluded R21 "+march, "reopened")
	b.file()
	b.x.events[1].Data = change(b.x.events[1].Data, "R21", "R11")
	answer := said(t, b.x.file(t), broken, "--success-rate", "2012")
	contains(t, answer, "日志不完整，不给出调处成功率")
	if strings.Contains(answer, "调处成功率 2012") {
		t.Errorf("it gives one:\n%s", answer)
	}
}

func TestPercent(t *testing.T) {
	for _, test := range []struct {
		part, whole uint64
		want        string
	}{
		{0, 0, "—"},
		{0, 3, "0.00%"},
		{1, 3, "33.33%"},
		{2, 3, "66.67%"},
		{1, 1, "100.00%"},
		{20322, 20375, "99.74%"},
		{1, 8, "12.50%"},
		{1, 32, "3.13%"},
		{1, 20_001, "0.01%"},
		{1_000_000, 1_000_001, "99.99%"},
		{1, 1_000_000, "0.01%"},
		{20322, 20374, "99.74%"},
		{20270, 20322, "99.74%"},
	} {
		if got := percent(test.part, test.whole); got != test.want {
			t.Errorf("%d/%d: %s, want %s", test.part, test.whole, got, test.want)
		}
	}
}
