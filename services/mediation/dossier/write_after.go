package dossier

import (
	"fmt"
	"strconv"

	"anjie.internal/services/mediation/proceeding"
)

// effective is the agreement when it has effect.
func (p *paper) effective() (*Agreed, error) {
	if a := p.c.Agreement; a != nil && !a.EffectiveAt.IsZero() {
		return a, nil
	}
	return nil, notApplicable("没有生效的调解协议，没有履行情况记录。", "No agreement has effect, so there is no record of its performance.")
}

// performance is 履行情况记录: the body that mediated looks after the performance (人民调解法 Art. 31). It says what was recorded;
// that nothing was is not said to be a default.
func (p *paper) performance() error {
	a, err := p.effective()
	if err != nil {
		return err
	}
	p.begin("调解协议履行情况记录")
	rows := []Pair{
		{"调解组织", []Text{p.body()}},
		{"当事人", p.everybody()},
		{"协议形式", []Text{say(zh(proceeding.Forms(), a.Form))}},
		{"生效日期", []Text{say(dayOf(a.EffectiveAt))}},
	}
	if c := p.c.Confirmation; c != nil {
		rows = append(rows, Pair{"司法确认", c.words()})
	}
	p.add(Pairs{rows}, Heading{"履行义务"})
	if len(a.Obligations) == 0 {
		p.obligations(nil)
	} else {
		g := p.grid(a.Obligations)
		g.Head, g.Widths = append(g.Head, "登记情况"), []int{7, 13, 13, 21, 15, 16, 15}
		for i := range g.Rows {
			g.Rows[i] = append(g.Rows[i], []Text{say(p.became(i))})
		}
		p.add(g)
	}
	p.add(Heading{"履行经过"})
	if len(p.c.Performed) == 0 {
		p.add(Paragraph{[]Text{say("尚无登记。")}})
	} else {
		p.add(p.performances())
	}
	p.signMediators(p.mediators())
	for _, x := range p.c.Performed {
		p.late(dayOf(x.At)+"的情况", x.Late)
	}
	return nil
}

// became says what was recorded of an obligation last.
func (p *paper) became(place int) string {
	o := p.c.State.Obligations[place]
	if o.DueOn.IsZero() && o.Result == "" {
		return zh(proceeding.Performances(), proceeding.PerformedAtOnce)
	}
	if o.Result == "" {
		return "未登记"
	}
	s := zh(proceeding.Performances(), o.Result)
	if o.Result == proceeding.PerformedInPart && o.Performed > 0 {
		s += "，已付" + yuan(o.Performed)
	}
	return s
}

// performances lists what was recorded, in its order.
func (p *paper) performances() Grid {
	g := Grid{Head: []string{"日期", "义务序号", "情况", "说明"}, Widths: []int{22, 12, 30, 36}}
	for _, x := range p.c.Performed {
		number, what := "全部", "督促履行（"+zh(proceeding.Methods(), x.Method)+"）"
		if x.Result != "" {
			number, what = strconv.Itoa(x.Obligation+1), zh(proceeding.Performances(), x.Result)
		}
		if x.Amount > 0 {
			what += "，" + yuan(x.Amount)
		}
		if x.Result == proceeding.Replaced {
			what += fmt.Sprintf("，变更为第%d项", x.Place+1)
		}
		g.Rows = append(g.Rows, [][]Text{{say(dayOf(x.At))}, {say(number)}, {say(what)}, {x.Note}})
	}
	return g
}

// words say what became of an application for judicial confirmation.
func (c *Confirmation) words() []Text {
	out := []Text{say(dayOf(c.AppliedAt) + "共同向"), c.Court, say("申请")}
	if c.Result != "" {
		out = append(out, say("，"+dayOf(c.DecidedAt)+zh(proceeding.Confirmations(), c.Result)))
		if c.Reason != "" {
			out = append(out, say("（"+zh(proceeding.ConfirmationReasons(), c.Reason)+"）"))
		}
		if c.Number.S != "" {
			out = append(out, say("，文号："), c.Number)
		}
	}
	return append(out, say("。"))
}

// followUp is 回访记录.
func (p *paper) followUp() error {
	if len(p.c.Visits) == 0 {
		return notApplicable("尚未回访，没有回访记录。", "Nobody visited the parties yet, so there is no record of it.")
	}
	v, err := nth(p.c.Visits, p.o.Nth)
	if err != nil {
		return err
	}
	p.begin("回访记录")
	reached := "未联系到"
	if v.Reached {
		reached = "已联系到"
	}
	rows := []Pair{
		{"调解组织", []Text{p.body()}},
		{"当事人", p.everybody()},
		{"调解结果", []Text{say(zh(proceeding.Outcomes(), p.c.Ending.Outcome))}},
		{"回访时间", []Text{say(minute(v.At))}},
		{"回访方式", []Text{say(zh(proceeding.Methods(), v.Method))}},
		{"回访对象", append([]Text{say(p.label(v.Party))}, p.c.Parties[v.Party].Name, say("（"+reached+"）"))},
	}
	if v.Performance != "" {
		rows = append(rows, Pair{"履行情况", []Text{say(zh(proceeding.Performances(), v.Performance))}})
	}
	if v.Satisfaction != "" {
		rows = append(rows, Pair{"满意程度", []Text{say(zh(proceeding.Satisfactions(), v.Satisfaction))}})
	}
	if v.Reached {
		p.need(v.Note, "回访情况", "what was said at the visit")
	}
	if v.Note.S != "" {
		rows = append(rows, Pair{"回访情况", []Text{v.Note}})
	}
	p.add(Pairs{rows})
	if v.Reached {
		p.signParties(v.Party)
	}
	p.add(Sign{[]Text{say("回访人：")}}, Right{[]Text{say(dayOf(v.At))}})
	p.late("本次回访", v.Late)
	return nil
}

// cover is the cover of the dossier with its list of papers (人民调解法 Art. 27).
func (p *paper) cover() {
	p.begin(p.peoples("调解卷宗"))
	mediators := []Text{say("尚未指派")}
	if len(p.c.State.Mediators) > 0 {
		mediators = join(p.mediators())
	}
	ended, result, kept := "尚未结束", "—", "尚未归档"
	if e := p.c.Ending; e != nil {
		ended, result = dayOf(e.At), e.Outcome+zh(proceeding.Outcomes(), e.Outcome)
	}
	if p.c.Retention != "" {
		kept = zh(proceeding.Retentions(), p.c.Retention)
	}
	p.add(Pairs{[]Pair{
		{"调解组织", []Text{p.body(), say("（机构代码" + string(p.c.State.Unit) + "）")}},
		{"调解方式", []Text{say(modeName(p.c.State.Mode))}},
		{"当事人", p.everybody()},
		{"调解员", mediators},
		{"受理日期", []Text{say(dayOf(p.c.State.OpenedAt))}},
		{"结束日期", []Text{say(ended)}},
		{"调解结果", []Text{say(result)}},
		{"保管期限", []Text{say(kept)}},
	}}, Heading{"卷内目录"})
	g := Grid{Head: []string{"序号", "材料", "是否应有", "现状"}, Widths: []int{10, 46, 18, 26}}
	for i, x := range p.c.State.Checklist() {
		required, status := "", "—"
		if x.Required {
			required = "应有"
		}
		switch {
		case x.Filed:
			status = "已入卷"
		case x.Missing():
			status = "缺"
		case x.Recorded:
			status = "已有登记，纸质件未入卷"
		}
		g.Rows = append(g.Rows, [][]Text{
			{say(strconv.Itoa(i + 1))}, {say(zh(proceeding.Papers(), x.Code))}, {say(required)}, {say(status)},
		})
	}
	p.add(g, Sign{[]Text{say("立卷人：")}}, Sign{[]Text{say("检查人：")}})
}
