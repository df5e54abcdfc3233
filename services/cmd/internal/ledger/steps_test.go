package ledger

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/encoding/protojson"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/entry"
)

var testIDs = IDs{File: strings.Repeat("0123456789abcdef", 4), Edition: 1}

// TestIDsNeverChange pins the derivation: an import that was interrupted by an upgrade must go on with the same ids.
func TestIDsNeverChange(t *testing.T) {
	t.Parallel()
	e := &Entry{Sheet: 1, Row: 20375, ReceivedOn: calendar.On(2012, time.December, 31)}
	second := IDs{File: testIDs.File, Edition: 2}
	got := fmt.Sprintln(testIDs.Import(calendar.On(2011, time.November, 17))) +
		fmt.Sprintln(testIDs.Of(e, "dispute"), testIDs.Of(e, "register"), testIDs.Of(e, "session/1/2")) +
		fmt.Sprintln(second.Of(e, "dispute"))
	golden(t, "ids.txt", got)
	seen := map[uuid.UUID]bool{}
	for row := range 500 {
		for _, step := range []string{"dispute", "register", "accept"} {
			id := testIDs.Of(&Entry{Sheet: 1, Row: row, ReceivedOn: e.ReceivedOn}, step)
			if seen[id] || id.Version() != 7 || id.Variant() != uuid.RFC4122 {
				t.Fatalf("%s twice, or no UUIDv7", id)
			}
			sec, _ := id.Time().UnixTime()
			if at := time.Unix(sec, 0); calendar.DateOf(at) != e.ReceivedOn {
				t.Fatalf("%s says %v", id, at)
			}
			seen[id] = true
		}
	}
}

// TestRowsBecomeCommands tells the commands of rows of every course, with their moments: what a person would have done that day.
func TestRowsBecomeCommands(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for _, c := range []struct {
		name   string
		change []string
	}{
		{"settled in writing, the money named", []string{"金额", "3.5万元", "发生日期", "2012-2-1", "分流", "2012-3-6", "主办", "320205001000", "签收", "2012-3-7"}},
		{"settled orally after two sessions in two days", []string{"形式", "口头", "日期", "3月6日、3月7日"}},
		{"settled on the spot, without mediation", []string{"形式", "当场", "方式", "", "调解员", "", "日期", "", "办结", "2012-3-5"}},
		{"failed, and on a referral", []string{
			"结果", "不成", "形式", "", "途径", "诉讼", "来源", "法院", "移送单位", "某法院", "移送文号", "诉前调字第7号", "方式", "委派",
		}},
		{"failed once, then settled", []string{"前次方式", "人民调解", "前次调解员", "tjy-2", "前次日期", "3月6日", "前次结果", "不成", "途径", "诉讼"}},
		{"refused by a party, then taken back", []string{
			"前次方式", "人民调解", "前次调解员", "tjy-2", "前次结果", "拒绝", "方式", "", "调解员", "", "日期", "", "结果", "撤回", "形式", "",
		}},
		{"refused by a party", []string{"结果", "拒绝", "形式", "", "日期", ""}},
		{"terminated", []string{"结果", "终止", "形式", ""}},
		{"taken back before mediation", []string{"结果", "撤回", "形式", "", "方式", "", "调解员", "", "日期", ""}},
		{"taken back in mediation", []string{"结果", "撤回", "形式", ""}},
		{"not accepted", []string{"决定", "不予受理", "理由", "非纠纷", "途径", "诉讼", "方式", "", "调解员", "", "日期", "", "结果", "", "形式", ""}},
		{"open in mediation", []string{"结果", "", "形式", "", "办结", ""}},
	} {
		r := reading(t, book(t, heads, []map[string]string{changed(good(), c.change...)}, stated...), testMapping)
		if r.Problems.Errors() > 0 {
			t.Fatalf("%s: %v", c.name, r.Problems)
		}
		steps := Steps(r.Entries[0], testIDs, uuid.MustParse("01a205df-bcc1-77bd-a39d-000000000001"))
		if again := Steps(r.Entries[0], testIDs, uuid.MustParse("01a205df-bcc1-77bd-a39d-000000000001")); fmt.Sprint(again) != fmt.Sprint(steps) {
			t.Errorf("%s: another time, other commands", c.name)
		}
		fmt.Fprintf(&b, "== %s\n", c.name)
		last := time.Time{}
		for _, s := range steps {
			if s.At().Before(last) {
				t.Errorf("%s: %s at %v, after %v", c.name, s.Name, s.At(), last)
			}
			last = s.At()
			fmt.Fprintf(&b, "%s %s %s\n   %s\n", s.At().In(entry.Beijing).Format(time.DateTime), s.Name, s.OnBehalfOf, said(t, s))
		}
	}
	golden(t, "steps.txt", b.String())
}

// said is a request without what every message has.
func said(t *testing.T, s Step) string {
	t.Helper()
	b, err := protojson.Marshal(s.Request)
	must(t, err)
	fields := map[string]any{}
	must(t, json.Unmarshal(b, &fields))
	for _, everywhere := range []string{"commandId", "lateReason", "disputeId", "receivedAt", "occurredAt"} {
		delete(fields, everywhere)
	}
	b, err = json.Marshal(fields)
	must(t, err)
	return strings.ReplaceAll(string(b), `"`, "")
}

func TestMomentsKeepTheOrderWithinADay(t *testing.T) {
	t.Parallel()
	d := calendar.On(2012, time.March, 5)
	days := []calendar.Date{d, d, d, d, d.Plus(1), d.Plus(9), d.Plus(9)}
	at := moments(days, "x")
	for i, m := range at {
		if calendar.DateOf(m) != days[i] || i > 0 && !at[i-1].Before(m) {
			t.Errorf("step %d at %v", i, m)
		}
		if h := m.Sub(days[i].Start()); h < opens || h > closes {
			t.Errorf("step %d at %v: outside of working hours", i, m)
		}
	}
}
