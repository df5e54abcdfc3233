package dossier

import (
	"fmt"

	"anjie.internal/services/mediation/proceeding"
)

// rights are what 人民调解法 Art. 4, 23 and 24 tell the parties.
const rights = "申请人自愿申请人民调解，并已知悉：人民调解不收取任何费用；当事人可以选择或者接受人民调解员，接受调解、拒绝调解或者要求终止调解，" +
	"要求调解公开进行或者不公开进行，自主表达意愿、自愿达成调解协议；当事人应当如实陈述纠纷事实，遵守调解现场秩序，尊重人民调解员，" +
	"尊重对方当事人行使权利。"

// application is 调解申请书 (人民调解法 Art. 17).
func (p *paper) application() error {
	if p.c.State.Basis != proceeding.OnApplication {
		return notApplicable("该程序不是依申请启动的，没有调解申请书。", "The proceeding was not opened on application, so there is none.")
	}
	p.begin(p.peoples("调解申请书"))
	p.add(Heading{"当事人"})
	for i := range p.c.Parties {
		p.add(Paragraph{append([]Text{say(p.label(i) + "：")}, p.particulars(i)...)})
	}
	for _, i := range p.applicants() {
		p.reachable(i)
	}
	p.add(Heading{"纠纷简要情况"}, Paragraph{[]Text{p.c.Matter}},
		Heading{"申请事项"}, Paragraph{[]Text{p.need(p.c.Claims, "申请事项", "what the applicant asks for")}})
	if p.c.people() {
		p.add(Paragraph{[]Text{say(rights)}})
	} else {
		p.add(Paragraph{[]Text{say("申请人自愿申请" + modeName(p.c.State.Mode) + "。")}})
	}
	p.add(Paragraph{[]Text{say("此致")}}, Plain{[]Text{p.body()}}, Plain{[]Text{say("申请人（签名、盖章或者按指印）：")}})
	p.signParties(p.applicants()...)
	p.add(Right{[]Text{say(p.applied())}})
	p.late("本次申请", p.c.Opening)
	return nil
}

// applicants are the places of those who applied.
func (p *paper) applicants() []int {
	var out []int
	for i, x := range p.c.Parties {
		if x.Role == proceeding.Applicant {
			out = append(out, i)
		}
	}
	return out
}

// applied is the day of the application; that of the opening, or of the decision, where no other is recorded.
func (p *paper) applied() string {
	if p.c.AppliedOn.IsZero() {
		return dayOf(p.c.State.OpenedAt)
	}
	return day(p.c.AppliedOn)
}

// registration is 受理登记表 (人民调解法 Art. 27).
func (p *paper) registration() error {
	if p.turnedDown() {
		return notApplicable("该申请（委托移送）未予受理，没有受理登记表。", "It was not accepted, so there is no such form.")
	}
	p.begin(p.peoples("调解受理登记表"))
	rows := []Pair{
		{"调解组织", []Text{p.body(), say("（机构代码" + string(p.c.State.Unit) + "）")}},
		{"受理时间", []Text{say(minute(p.c.State.OpenedAt))}},
		{"受理方式", []Text{say(zh(proceeding.Bases(), p.c.State.Basis) + p.appliedOn())}},
		{"调解方式", []Text{say(modeName(p.c.State.Mode))}},
	}
	for i := range p.c.Parties {
		rows = append(rows, Pair{p.label(i), p.particulars(i)})
	}
	for _, i := range p.applicants() {
		p.reachable(i)
	}
	rows = append(rows, Pair{"纠纷简要情况", []Text{p.c.Matter}})
	if r := p.c.Referral; r != nil {
		rows = append(rows, Pair{"移送", p.referral(r)})
	}
	rows = append(rows, Pair{"当事人意愿", p.consent()})
	if len(p.c.State.Mediators) > 0 {
		rows = append(rows, Pair{"调解员", append(join(p.mediators()), say(p.chosen()))})
	}
	rows = append(rows, Pair{"调解期限", []Text{say(p.limit())}}, Pair{"登记账号", []Text{say(p.c.OpenedBy)}})
	p.add(Pairs{rows}, Sign{[]Text{say("登记人：")}})
	p.late("本次受理", p.c.Opening)
	return nil
}

func (p *paper) appliedOn() string {
	if p.c.AppliedOn.IsZero() {
		return ""
	}
	return "（申请日期" + day(p.c.AppliedOn) + "）"
}

// referral says who handed the dispute over.
func (p *paper) referral(r *Referral) []Text {
	out := []Text{r.Referrer, say("，" + zh(proceeding.Channels(), r.Channel) + "，文号："), r.Number}
	if !r.ReturnBy.IsZero() {
		out = append(out, say("，要求"+day(r.ReturnBy)+"前反馈"))
	}
	return append(out, say("。"))
}

// consent says who agreed to mediation. Nobody is said to have agreed who was not recorded to have.
func (p *paper) consent() []Text {
	places := p.c.State.Consented.Places()
	switch len(places) {
	case 0:
		return []Text{say("未登记同意意见。")}
	case len(p.c.Parties):
		return []Text{say("各方当事人同意调解。")}
	default:
		return append(p.refs(places), say("同意调解。"))
	}
}

func (p *paper) chosen() string {
	if p.c.ChosenBy == "parties" {
		return "（当事人选定）"
	}
	return "（调解组织指定）"
}

// limit says until when, and by which rule.
func (p *paper) limit() string {
	l := p.c.State.Limit
	clock := "日"
	if l.Clock == proceeding.Workdays {
		clock = "个工作日"
	}
	s := fmt.Sprintf("%d%s", l.Amount, clock)
	if l.Extended > 0 {
		s += fmt.Sprintf("，经各方同意延长%d%s", l.Extended, clock)
	}
	s += "，自" + day(l.StartsOn) + "起算"
	if l.DueOn.IsZero() {
		return s + "；届满日期待当年放假安排公布后计算。"
	}
	return s + "，至" + day(l.DueOn) + "届满。"
}

// session is 调解记录 (人民调解法 Art. 27).
func (p *paper) session() error {
	if len(p.c.Sessions) == 0 {
		return notApplicable("尚未举行调解会，没有调解记录。", "No session was held, so there is no record of one.")
	}
	m, err := nth(p.c.Sessions, p.o.Nth)
	if err != nil {
		return err
	}
	p.begin(p.peoples("调解记录"))
	var absent []int
	for i := range p.c.Parties {
		if !proceeding.SetOf(m.Attended).Has(i) {
			absent = append(absent, i)
		}
	}
	var mediators []Text
	for _, a := range m.Mediators {
		mediators = append(mediators, p.mediator(a))
	}
	rows := []Pair{
		{"调解组织", []Text{p.body()}},
		{"次数", []Text{say(fmt.Sprintf("第%d次调解会", m.Number))}},
		{"时间", []Text{say(minute(m.At) + lasting(m.MinutesLong))}},
		{"地点", []Text{say(zh(proceeding.Places(), m.Place))}},
		{"公开情况", []Text{say(publicity(m.Public))}},
		{"调解员", join(mediators)},
		{"到场当事人", p.refs(m.Attended)},
	}
	if len(absent) > 0 {
		rows = append(rows, Pair{"未到场当事人", p.refs(absent)})
	}
	if len(m.Invited) > 0 {
		rows = append(rows, Pair{"受邀人员", p.invited(m.Invited)})
	}
	p.add(Pairs{rows}, Heading{"调解记录"},
		Paragraph{[]Text{p.need(m.Minutes, fmt.Sprintf("第%d次调解会的记录内容", m.Number), fmt.Sprintf("minutes of session %d", m.Number))}},
		Plain{[]Text{say("以上记录经到场当事人阅读（或者已向其宣读），确认无误。")}})
	p.signParties(m.Attended...)
	for _, i := range m.Invited {
		p.add(Sign{[]Text{say("受邀人员"), p.c.Invited[i].Name, say("：")}})
	}
	p.signMediators(mediators)
	p.add(Sign{[]Text{say("记录人：")}}, Right{[]Text{say(dayOf(m.At))}})
	p.late("本次调解会", m.Late)
	return nil
}

func lasting(minutes int) string {
	if minutes == 0 {
		return "开始"
	}
	return fmt.Sprintf("开始，历时%d分钟", minutes)
}

func publicity(public bool) string {
	if public {
		return "公开进行"
	}
	return "不公开进行"
}

// invited names persons who were invited, with what they are.
func (p *paper) invited(places []int) []Text {
	var out []Text
	for n, i := range places {
		if n > 0 {
			out = append(out, say("、"))
		}
		x := p.c.Invited[i]
		out = append(out, x.Name, say("（"+zh(proceeding.Invitees(), x.Kind)+"）"))
	}
	return out
}
