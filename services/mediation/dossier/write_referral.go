package dossier

import "anjie.internal/services/mediation/proceeding"

// turnedDown reports whether it was not accepted.
func (p *paper) turnedDown() bool {
	return p.c.Ending != nil && p.c.Ending.Outcome == proceeding.NotTakenOn
}

// reply tells the referrer whether the dispute is taken on: 同意接受委托函 or 不予调解函.
func (p *paper) reply() error {
	r := p.c.Referral
	if r == nil {
		return notApplicable("该程序不是受委托移送启动的，没有答复函。", "The dispute was not handed over by another body, so nobody is answered.")
	}
	name := "同意接受委托函"
	if p.turnedDown() {
		name = "不予调解函"
	}
	p.begin(name)
	p.add(Plain{[]Text{r.Referrer, say("：")}})
	came := append(append([]Text{say("你单位移送（文号："), r.Number, say("）的")}, p.everybody()...), say("之间的纠纷，"))
	if p.turnedDown() {
		p.add(Paragraph{append(append(came, say("我单位决定不予调解。")), p.why()...)})
		p.otherRoutes()
	} else {
		p.add(Paragraph{append(came, say("我单位同意接受委托，于"+dayOf(p.c.State.OpenedAt)+"启动"+modeName(p.c.State.Mode)+"。"))})
		p.add(Paragraph{[]Text{say("调解期限：" + p.limit())}})
		if len(p.c.State.Consented.Places()) > 0 {
			p.add(Paragraph{append([]Text{say("当事人意愿：")}, p.consent()...)})
		}
		if len(p.c.State.Mediators) > 0 {
			p.add(Paragraph{append(append([]Text{say("调解员：")}, join(p.mediators())...), say("。"))})
		}
	}
	p.add(Paragraph{[]Text{say("特此函复。")}})
	on := dayOf(p.c.State.OpenedAt)
	if !p.c.AnsweredAt.IsZero() {
		on = dayOf(p.c.AnsweredAt)
	}
	p.issued(on)
	return nil
}

// declined is 不予受理通知书, to who applied.
func (p *paper) declined() error {
	if !p.turnedDown() || p.c.Referral != nil {
		return notApplicable("不是未予受理的申请，没有不予受理通知书。", "It is no application that was not accepted, so there is no notice.")
	}
	p.begin("不予受理通知书")
	var applicants []int
	for i, x := range p.c.Parties {
		if x.Role == proceeding.Applicant {
			applicants = append(applicants, i)
		}
	}
	p.add(Plain{append(p.refs(applicants), say("："))})
	applied := p.c.State.OpenedAt
	on := dayOf(applied)
	if !p.c.AppliedOn.IsZero() {
		on = day(p.c.AppliedOn)
	}
	p.add(Paragraph{append([]Text{say("你于" + on + "提出的" + modeName(p.c.State.Mode) + "申请，"), p.body(), say("决定不予受理。")}, p.why()...)})
	p.add(Heading{"纠纷事由"}, Paragraph{[]Text{p.c.Matter}})
	p.otherRoutes()
	p.signParties(applicants...)
	p.issued(dayOf(p.c.Ending.At))
	p.late("本次决定", p.c.Ending.Late)
	return nil
}

// why says why it was not accepted.
func (p *paper) why() []Text {
	e := p.c.Ending
	if e.Ground == "Q99" {
		if e.Note.S == "" {
			p.lacks("note", "不予受理的理由", "why it is not accepted")
		}
		return []Text{say("理由："), e.Note, say("。")}
	}
	return []Text{say("理由：" + zh(proceeding.Declinations(), e.Ground) + "。")}
}

// otherRoutes lists the routes that were told; 人民调解法 Art. 26 is about mediation that failed, and is not cited.
func (p *paper) otherRoutes() {
	p.add(Paragraph{[]Text{say("已告知当事人可以依法通过下列途径维护自己的权利：" + all(proceeding.Routes(), p.c.Ending.RoutesTold) + "。")}})
}

// handOver is 委托移送函, to the body that gets the dispute.
func (p *paper) handOver() error {
	if len(p.c.Referred) == 0 {
		return notApplicable("没有委托移送其他单位的记录。", "It was not handed over to another body.")
	}
	r, err := nth(p.c.Referred, p.o.Nth)
	if err != nil {
		return err
	}
	p.name = "委托移送函"
	p.add(Title{p.name}, Number{[]Text{say("文号："), r.Number}}, Plain{[]Text{r.Body, say("：")}})
	t := append(p.everybody(), say("之间的纠纷，"), p.body())
	switch e := p.c.Ending; {
	case p.turnedDown():
		t = append(t, say("于"+dayOf(e.At)+"决定不予受理。"))
	default:
		t = append(t, say("于"+dayOf(p.c.State.OpenedAt)+"启动"+modeName(p.c.State.Mode)+"，于"+dayOf(e.At)+"结束，结果为："+zh(proceeding.Outcomes(), e.Outcome)+"。"))
	}
	t = append(t, say("经各方当事人同意，现委托你单位依法处理。"))
	p.add(Paragraph{t}, Heading{"纠纷事由"}, Paragraph{[]Text{p.c.Matter}}, Heading{"当事人"})
	for i := range p.c.Parties {
		p.add(Paragraph{append([]Text{say(p.label(i) + "：")}, p.particulars(i)...)})
	}
	if r.Note.S != "" {
		p.add(Paragraph{[]Text{say("说明："), r.Note}})
	}
	if p.o.Number != "" {
		p.add(Paragraph{append(p.number(), say("。"))})
	}
	back := "请将是否接受及处理结果函复我单位，函复时请注明本函文号。"
	if !r.ReturnBy.IsZero() {
		back = "请于" + day(r.ReturnBy) + "前将处理结果函复我单位，函复时请注明本函文号。"
	}
	p.add(Paragraph{[]Text{say(back)}})
	p.issued(dayOf(r.At))
	p.late("本次移送", r.Late)
	return nil
}
