package main

// result is how a dispute ended, in the words of the ledger; empty while it is open.
type result string

const (
	succeeded  result = "调解成功"
	failed     result = "调解不成"
	expired    result = "期限届满未达成协议"
	backedOut  result = "生效前反悔"
	partly     result = "部分达成协议"
	withdrawn  result = "撤回申请"
	settled    result = "自行和解"
	unwilling  result = "一方明确拒绝调解"
	terminated result = "终止调解（无法联系）"
	toCourt    result = "移送司法途径"
	toBureau   result = "移送行政途径"
	toPolice   result = "移送公安机关"
	notTaken   result = "不予受理"
	open       result = ""
)

// others are the disputes that count neither as success nor as failure, in proportion to those that do.
var others = []struct {
	result result
	share  float64
}{
	{notTaken, 0.029},
	{withdrawn, 0.019},
	{settled, 0.021},
	{unwilling, 0.0045},
	{terminated, 0.002},
	{partly, 0.0015},
	{toCourt, 0.003},
	{toBureau, 0.002},
	{toPolice, 0.001},
	{open, 0.034},
}

// attempt is one proceeding.
type attempt struct {
	mode, committee, mediator string
	opened                    day
	sessions                  []day
	ended                     day
	result                    result
}

// matter is one row of the ledger.
type matter struct {
	unit     *unit
	subject  *subject
	received day
	arose    day // 0 when nobody knows
	channel  string
	referrer string
	number   string // of the referrer

	title, story, place string
	applicants, against []party
	involved            int
	yuan                int

	reason       string // of a refusal
	route        string // told to the parties, when they must go elsewhere
	lead         *unit  // nil until it was dispatched
	department   string
	dispatched   day
	acknowledged day

	attempts  []attempt // the last one is the ledger's main one
	result    result
	form      string // of the agreement
	concluded day    // 0 while open
	performed string
}

func (m *matter) last() *attempt {
	if len(m.attempts) == 0 {
		return nil
	}
	return &m.attempts[len(m.attempts)-1]
}
