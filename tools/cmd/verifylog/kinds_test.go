package main

import (
	"os"
	"strings"
	"testing"
)

// kinds is a log with streams of every kind that Anjie has: what the real program exported of made-up events in their real stored forms.
const kinds = "testdata/kinds.jsonl"

// TestALogOfEveryKindIsWholeAndCounted says of it what the test of Anjie says, which reads the same file by its own means.
func TestALogOfEveryKindIsWholeAndCounted(t *testing.T) {
	b, err := os.ReadFile(kinds)
	if err != nil {
		t.Fatal(err)
	}
	log := string(b)
	for _, kind := range []string{"dispute", "proceeding", "import", "profile", "roster"} {
		if !strings.Contains(log, `{"stream":"`+kind+`-`) {
			t.Errorf("there is no stream of the kind %s", kind)
		}
	}
	answer := said(t, log, whole, "--success-rate", "2026-11")
	contains(t, answer, "日志完整：36 个事件，已核对 12 个事件流，截至位置 36", "调处成功率 2026-11 = 3/5 = 60.00%   @ 位置 36")
	if strings.Contains(answer, "未计") {
		t.Errorf("events that it cannot read:\n%s", answer)
	}
	contains(t, said(t, log, whole, "--success-rate", "2026-10"), "= 0/0 = —")
	contains(t, said(t, log, whole, "--success-rate", "2026-11", "--unit", "320205000000"), "= 3/5")
	contains(t, said(t, log, whole, "--success-rate", "2026-11", "--unit", "320206000000"), "= 0/0")
	contains(t, said(t, log, whole, "--success-rate", "2026-11", "--as-of", "9"), "= 1/2 = 50.00%   @ 位置 9")
	contains(t, said(t, log, whole, "--streams", "proceeding-"), "已核对 1 个事件流")
	contains(t, said(t, strings.Replace(log, `"profile-published-v1"`, `"profile-published-v2"`, 1), broken), "日志不完整")
}
