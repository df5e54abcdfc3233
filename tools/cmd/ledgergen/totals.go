package main

import "fmt"

// totals are what the ledger says of itself.
type totals struct {
	byResult   map[result]int
	byForm     map[string]int
	byCategory map[string]int
	received   int
}

func (y *year) totals() totals {
	t := totals{map[result]int{}, map[string]int{}, map[string]int{}, len(y.matters)}
	for _, m := range y.matters {
		t.byResult[m.result]++
		t.byCategory[m.subject.name]++
		if m.result == succeeded {
			t.byForm[m.form]++
		}
	}
	return t
}

func (t totals) success() int { return t.byResult[succeeded] }
func (t totals) failure() int {
	return t.byResult[failed] + t.byResult[expired] + t.byResult[backedOut]
}
func (t totals) decided() int { return t.success() + t.failure() }

// rate is success of what was decided, in percent, two decimals, half up; no share but the whole is printed as the whole.
func (t totals) rate() string {
	n, d := t.success(), t.decided()
	hundredths := (2*n*10000 + d) / (2 * d)
	if n < d {
		hundredths = min(hundredths, 9999)
	}
	return fmt.Sprintf("%d.%02d%%", hundredths/100, hundredths%100)
}

// summary is the sheet 汇总, or what stands below the rows: a label, and its number to the right.
func (t totals) summary() [][]cell {
	line := func(label string, n int) []cell { return []cell{text(label), number(n)} }
	rows := [][]cell{
		line("登记总数", t.received),
		line("不予受理", t.byResult[notTaken]),
		line("受理总数", t.received-t.byResult[notTaken]),
		line("调处成功", t.success()),
		line("其中：书面协议", t.byForm["书面协议"]),
		line("其中：口头协议", t.byForm["口头协议"]),
		line("其中：当场化解", t.byForm["当场化解"]),
		line("调处不成", t.failure()),
		{text("调处成功率"), text(t.rate())},
		line("撤回申请", t.byResult[withdrawn]),
		line("自行和解", t.byResult[settled]),
		line("一方拒绝调解", t.byResult[unwilling]),
		line("终止调解", t.byResult[terminated]),
		line("部分达成协议", t.byResult[partly]),
		line("移送其他途径", t.byResult[toCourt]+t.byResult[toBureau]+t.byResult[toPolice]),
		line("年末未办结", t.byResult[open]),
		nil,
		{text("纠纷类别"), text("件数")},
	}
	for _, s := range subjects {
		rows = append(rows, line(s.name, t.byCategory[s.name]))
	}
	return append(rows, line("类别合计", t.received))
}
