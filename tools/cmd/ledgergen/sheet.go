package main

import "strconv"

// cell is one cell of a sheet: a text, a number or a day.
type cell struct {
	text   string
	number int
	day    day
	kind   kind
}

type kind uint8

const (
	blank kind = iota
	texts
	numbers
	dates
)

func text(s string) cell {
	if s == "" {
		return cell{}
	}
	return cell{text: s, kind: texts}
}
func number(n int) cell { return cell{number: n, kind: numbers} }
func date(d day) cell   { return cell{day: d, kind: dates} }

// String is the cell as it is seen.
func (c cell) String() string {
	switch c.kind {
	case texts:
		return c.text
	case numbers:
		return strconv.Itoa(c.number)
	case dates:
		return c.day.time().Format("2006/1/2")
	case blank:
	}
	return ""
}

// columns are the columns of the ledger, with what stands in them.
var columns = []struct {
	head  string
	width float64
	of    func(*year, *matter, habit) cell
}{
	{"序号", 7, nil},
	{"受理日期", 12, func(_ *year, m *matter, h habit) cell { return h.written(m.received) }},
	{"受理单位", 18, func(y *year, m *matter, _ habit) cell { return text(y.full(m.unit)) }},
	{"单位代码", 15, func(_ *year, m *matter, _ habit) cell { return text(m.unit.code) }},
	{"来源", 14, func(_ *year, m *matter, _ habit) cell { return text(m.channel) }},
	{"移送单位", 18, func(_ *year, m *matter, _ habit) cell { return text(m.referrer) }},
	{"移送文号", 20, func(_ *year, m *matter, _ habit) cell { return text(m.number) }},
	{"纠纷类别", 18, func(_ *year, m *matter, _ habit) cell { return text(m.subject.name) }},
	{"事件名称", 30, func(_ *year, m *matter, _ habit) cell { return text(m.title) }},
	{"发生日期", 12, func(_ *year, m *matter, h habit) cell {
		if m.arose == 0 {
			return cell{}
		}
		return h.written(m.arose)
	}},
	{"发生地点", 26, func(_ *year, m *matter, _ habit) cell { return text(m.place) }},
	{"申请人", 14, func(_ *year, m *matter, h habit) cell { return h.names(m.applicants) }},
	{"申请人电话", 14, func(_ *year, m *matter, h habit) cell { return h.phones(m.applicants) }},
	{"被申请人", 20, func(_ *year, m *matter, h habit) cell { return h.names(m.against) }},
	{"被申请人电话", 14, func(_ *year, m *matter, h habit) cell { return h.phones(m.against) }},
	{"涉及人数", 9, func(_ *year, m *matter, h habit) cell { return h.persons(m.involved) }},
	{"涉及金额（元）", 13, func(_ *year, m *matter, h habit) cell { return h.yuan(m.yuan) }},
	{"简述", 46, func(_ *year, m *matter, _ habit) cell { return text(m.story) }},
	{"受理决定", 10, func(_ *year, m *matter, _ habit) cell {
		if m.result == notTaken {
			return text(string(notTaken))
		}
		return text("受理")
	}},
	{"不予受理理由", 18, func(_ *year, m *matter, _ habit) cell { return text(m.reason) }},
	{"告知途径", 12, func(_ *year, m *matter, _ habit) cell { return text(m.route) }},
	{"分流日期", 12, func(_ *year, m *matter, h habit) cell { return optional(h, m.dispatched) }},
	{"主办单位", 18, func(y *year, m *matter, _ habit) cell { return text(y.full(m.lead)) }},
	{"主办单位代码", 15, func(_ *year, m *matter, _ habit) cell {
		if m.lead == nil {
			return cell{}
		}
		return text(m.lead.code)
	}},
	{"主办部门", 10, func(_ *year, m *matter, _ habit) cell { return text(m.department) }},
	{"签收日期", 12, func(_ *year, m *matter, h habit) cell { return optional(h, m.acknowledged) }},
	{"前次调解方式", 14, earlier(func(_ *year, a *attempt, _ habit) cell { return text(a.mode) })},
	{"前次调委会", 22, earlier(func(_ *year, a *attempt, _ habit) cell { return text(a.committee) })},
	{"前次调解员账号", 20, earlier(func(_ *year, a *attempt, _ habit) cell { return text(a.mediator) })},
	{"前次调解日期", 18, earlier(func(y *year, a *attempt, h habit) cell { return h.several(a.sessions, y.number) })},
	{"前次结果", 12, earlier(func(_ *year, a *attempt, _ habit) cell { return text(string(a.result)) })},
	{"前次终结日期", 12, earlier(func(_ *year, a *attempt, h habit) cell { return h.written(a.ended) })},
	{"调解方式", 14, latest(func(_ *year, a *attempt, _ habit) cell { return text(a.mode) })},
	{"调委会", 24, latest(func(_ *year, a *attempt, _ habit) cell { return text(a.committee) })},
	{"调解员账号", 20, latest(func(_ *year, a *attempt, _ habit) cell { return text(a.mediator) })},
	{"调解次数", 9, latest(func(_ *year, a *attempt, _ habit) cell { return number(len(a.sessions)) })},
	{"调解日期", 20, latest(func(y *year, a *attempt, h habit) cell { return h.several(a.sessions, y.number) })},
	{"结果", 14, func(_ *year, m *matter, _ habit) cell { return text(string(m.result)) }},
	{"协议形式", 10, func(_ *year, m *matter, _ habit) cell { return text(m.form) }},
	{"办结日期", 12, func(_ *year, m *matter, h habit) cell { return optional(h, m.concluded) }},
	{"履行情况", 12, func(_ *year, m *matter, _ habit) cell { return text(m.performed) }},
}

func optional(h habit, d day) cell {
	if d == 0 {
		return cell{}
	}
	return h.written(d)
}

func latest(of func(*year, *attempt, habit) cell) func(*year, *matter, habit) cell {
	return func(y *year, m *matter, h habit) cell {
		if a := m.last(); a != nil {
			return of(y, a, h)
		}
		return cell{}
	}
}

func earlier(of func(*year, *attempt, habit) cell) func(*year, *matter, habit) cell {
	return func(y *year, m *matter, h habit) cell {
		if len(m.attempts) > 1 {
			return of(y, &m.attempts[0], h)
		}
		return cell{}
	}
}

// sheet is the ledger as a table, the head first.
func (y *year) sheet() [][]cell {
	rows := make([][]cell, 0, len(y.matters)+1)
	head := make([]cell, len(columns))
	for i, c := range columns {
		head[i] = text(c.head)
	}
	rows = append(rows, head)
	for i, m := range y.matters {
		h := y.habitOf(m.unit)
		row := make([]cell, len(columns))
		row[0] = number(i + 1)
		for j, c := range columns[1:] {
			row[j+1] = c.of(y, m, h)
		}
		rows = append(rows, row)
	}
	return rows
}
