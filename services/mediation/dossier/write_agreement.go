package dossier

import (
	"fmt"
	"slices"
	"strconv"

	"anjie.internal/services/mediation/proceeding"
)

// agreement is 调解协议书 with what 人民调解法 Art. 29 lists, or for an agreement that is not in writing the record that Art. 28
// demands.
func (p *paper) agreement() error {
	a := p.c.Agreement
	switch {
	case a == nil:
		return notApplicable("尚未达成调解协议，没有调解协议书。", "No agreement was recorded, so there is no paper on it.")
	case a.Form == proceeding.Written:
		p.written(a)
	default:
		p.oral(a)
	}
	p.late("本协议", a.Late)
	return nil
}

func (p *paper) written(a *Agreed) {
	name, body := "调解协议书", "调解组织"
	if p.c.people() {
		name, body = "人民调解协议书", "人民调解委员会"
	}
	p.begin(name)
	part := p.parts()
	part("当事人基本情况")
	for i := range p.c.Parties {
		p.identified(i)
		p.add(Paragraph{append([]Text{say(p.label(i) + "：")}, p.particulars(i)...)})
	}
	part("纠纷主要事实")
	p.add(Paragraph{[]Text{p.c.Matter}})
	part("争议事项")
	p.add(Paragraph{[]Text{p.need(p.c.Disputed, "争议事项", "what is disputed")}})
	part("各方当事人的责任")
	p.add(Paragraph{[]Text{p.need(p.c.Responsibility, "各方当事人的责任", "responsibility of each side")}})
	part("协议内容")
	p.add(Paragraph{append(append([]Text{say("经")}, p.body()), say("主持调解，各方当事人自愿达成如下协议："))}, Paragraph{[]Text{a.Terms}})
	part("履行方式和期限")
	p.obligations(a.Obligations)
	if a.Partial {
		part("未达成协议的事项")
		p.remaining(a)
	}
	part("协议的效力")
	p.add(Paragraph{[]Text{say("本协议自各方当事人签名、盖章或者按指印，调解员签名并加盖" + body + "印章之日起生效，对各方当事人具有法律约束力，" +
		"当事人应当按照约定履行。" + confirming(a))}},
		Paragraph{[]Text{say(fmt.Sprintf("本协议一式%d份，当事人各执一份，%s留存一份，具有同等效力。", len(p.c.Parties)+1, body))}},
		Plain{[]Text{say("当事人（签名、盖章或者按指印）：")}})
	for i := range p.c.Parties {
		p.signParties(i)
	}
	p.signMediators(p.mediators())
	p.add(Sign{[]Text{say("记录人：")}})
	p.issued(dayOf(a.At))
	p.add(Note{p.standing(a)})
}

// parts numbers the headings: 一、二、三.
func (p *paper) parts() func(heading string) {
	n := 0
	return func(heading string) {
		n++
		p.add(Heading{ordinal(n) + "、" + heading})
	}
}

// confirming says whether a court can confirm the agreement (民事诉讼法 2023 Art. 205, 人民调解法 Art. 33).
func confirming(a *Agreed) string {
	if !a.Confirmable {
		return "本协议涉及身份关系或者确权，不适用司法确认。"
	}
	return "当事人认为有必要的，可以自本协议生效之日起三十日内共同向有管辖权的人民法院申请司法确认。"
}

// obligations says who owes what until when: manner and time limit of performance.
func (p *paper) obligations(list []Obligation) {
	if len(list) == 0 {
		p.add(Paragraph{[]Text{say("本协议没有约定需要另行履行的义务。")}})
		return
	}
	var total int64
	for i, o := range list {
		t := append([]Text{say("（" + ordinal(i+1) + "）")}, p.ref(o.Debtor)...)
		t = append(t, say(due(o)+"向"))
		t = append(append(t, p.ref(o.Creditor)...), say("履行："), o.What)
		if o.Amount > 0 {
			t = append(t, say("，金额"+yuan(o.Amount)+"（"+capital(o.Amount)+"）"))
			total += o.Amount
		}
		p.add(Paragraph{append(t, say("。"))})
	}
	if n := len(list); n > 1 && total > 0 {
		p.add(Paragraph{[]Text{say("以上金额合计" + yuan(total) + "（" + capital(total) + "）。")}})
	}
}

func due(o Obligation) string {
	if o.DueOn.IsZero() {
		return "当场"
	}
	return "应当于" + day(o.DueOn) + "前（含当日）"
}

// remaining says what stays in dispute, and where the parties can go with it (人民调解法 Art. 26).
func (p *paper) remaining(a *Agreed) {
	p.add(Paragraph{[]Text{p.need(a.Remaining, "未达成协议的事项", "what stays in dispute")}})
	if len(a.RoutesTold) > 0 {
		p.add(Paragraph{[]Text{say("就上述事项，已告知当事人可以依法通过下列途径维护自己的权利：" + all(proceeding.Routes(), a.RoutesTold) + "。")}})
	}
}

// standing says what is recorded of signatures, seal and effect.
func (p *paper) standing(a *Agreed) []Text {
	out := []Text{say("登记情况：")}
	var signed, open []int
	for i := range p.c.Parties {
		if _, ok := a.Signed[i]; ok {
			signed = append(signed, i)
		} else {
			open = append(open, i)
		}
	}
	for _, i := range signed {
		out = append(append(out, p.ref(i)...), say("于"+dayOf(a.Signed[i])+"签署；"))
	}
	if len(open) > 0 {
		out = append(append(out, p.refs(open)...), say("尚未签署；"))
	}
	for _, m := range p.c.Mediators {
		if at, ok := a.Mediated[m.Account]; ok {
			out = append(out, say("调解员"), p.mediator(m.Account), say("于"+dayOf(at)+"签名；"))
		}
	}
	switch {
	case a.SealedAt.IsZero():
		out = append(out, say("尚未加盖印章；"))
	default:
		out = append(out, say("印章于"+dayOf(a.SealedAt)+"加盖；"))
	}
	if a.EffectiveAt.IsZero() {
		return append(out, say("协议尚未生效。"))
	}
	s := "协议于" + dayOf(a.EffectiveAt) + "生效"
	if !a.ConfirmBy.IsZero() {
		s += "，共同申请司法确认的期限至" + day(a.ConfirmBy)
	}
	return append(out, say(s+"。"))
}

// oral is the record of an agreement that is not in writing 口头协议登记表.
func (p *paper) oral(a *Agreed) {
	p.begin(p.peoples("调解口头协议登记表"))
	mediators := p.mediators()
	rows := []Pair{{"调解组织", []Text{p.body()}}}
	for i := range p.c.Parties {
		rows = append(rows, Pair{p.label(i), p.particulars(i)})
	}
	rows = append(rows, Pair{"纠纷主要事实、争议事项", []Text{p.c.Matter}})
	if p.c.Disputed.S != "" {
		last := &rows[len(rows)-1]
		last.Value = append(last.Value, say("\n"), p.c.Disputed)
	}
	rows = append(rows, Pair{"协议形式", []Text{say(zh(proceeding.Forms(), a.Form))}}, Pair{"达成时间", []Text{say(minute(a.At))}},
		Pair{"协议内容", []Text{a.Terms}})
	if a.Partial {
		rows = append(rows, Pair{"未达成协议的事项", []Text{p.need(a.Remaining, "未达成协议的事项", "what stays in dispute")}},
			Pair{"已告知的途径", []Text{say(all(proceeding.Routes(), a.RoutesTold))}})
	}
	rows = append(rows, Pair{"调解员", join(slices.Clone(mediators))}, Pair{"效力", []Text{say(p.oralEffect(a))}})
	p.add(Pairs{rows}, Heading{"履行方式和期限"})
	if len(a.Obligations) == 0 {
		p.obligations(nil)
	} else {
		p.add(p.grid(a.Obligations))
	}
	p.signMediators(mediators)
	p.add(Sign{[]Text{say("记录人：")}})
	p.issued(dayOf(a.At))
}

func (p *paper) oralEffect(a *Agreed) string {
	if a.EffectiveAt.IsZero() {
		return "尚未生效。"
	}
	s := "口头协议自各方当事人达成协议之日（" + dayOf(a.EffectiveAt) + "）起生效。" // 人民调解法 Art. 30
	if !a.ConfirmBy.IsZero() {
		s += "共同申请司法确认的期限至" + day(a.ConfirmBy) + "。"
	}
	return s
}

// grid lists obligations.
func (p *paper) grid(list []Obligation) Grid {
	g := Grid{Head: []string{"序号", "义务人", "权利人", "履行内容", "金额", "期限"}, Widths: []int{8, 16, 16, 28, 16, 16}}
	for i, o := range list {
		amount, until := "", "当场"
		if o.Amount > 0 {
			amount = yuan(o.Amount)
		}
		if !o.DueOn.IsZero() {
			until = day(o.DueOn)
		}
		g.Rows = append(g.Rows, [][]Text{
			{say(strconv.Itoa(i + 1))}, p.ref(o.Debtor), p.ref(o.Creditor), {o.What}, {say(amount)}, {say(until)},
		})
	}
	return g
}
