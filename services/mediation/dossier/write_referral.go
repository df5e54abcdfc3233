package dossier

import "anjie.internal/services/mediation/proceeding"

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

// feedback is the answer to who handed the dispute over: the outcome, and no more of what was said than that.
func (p *paper) feedback() error {
	r, e := p.c.Referral, p.c.Ending
	switch {
	case r == nil:
		return notApplicable("该程序不是受委托移送启动的，没有反馈函。", "The dispute was not handed over by another body, so nobody is answered.")
	case p.turnedDown():
		return notApplicable("未予受理的，没有调解结果可以反馈；请生成不予调解函。", "It was not accepted, so there is no result to tell; ask for the reply.")
	case e == nil:
		return notApplicable("调解尚未结束，没有反馈函。", "Mediation has not ended, so there is no result to tell.")
	}
	p.begin("调解情况反馈函")
	p.add(Plain{[]Text{r.Referrer, say("：")}})
	t := append([]Text{say("你单位移送（文号："), r.Number, say("）的")}, p.everybody()...)
	p.add(Paragraph{append(t, say("之间的纠纷，我单位于"+dayOf(p.c.State.OpenedAt)+"启动"+modeName(p.c.State.Mode)+"，"+met(e.Sessions)+
		"，于"+dayOf(e.At)+"结束。现将结果反馈如下："))})
	p.add(Paragraph{[]Text{say("调解结果：" + zh(proceeding.Outcomes(), e.Outcome) + "。")}})
	if a := p.c.Agreement; a != nil && !a.EffectiveAt.IsZero() {
		p.add(Paragraph{[]Text{say("调解协议（" + zh(proceeding.Forms(), a.Form) + "）于" + dayOf(a.EffectiveAt) + "生效。")}})
	}
	told := e.RoutesTold
	if e.Outcome == proceeding.PartialAgreement {
		told = p.c.Agreement.RoutesTold
	}
	if len(told) > 0 {
		p.add(Paragraph{[]Text{say("已告知当事人的其他途径：" + all(proceeding.Routes(), told) + "。")}})
	}
	on := dayOf(e.At)
	if f := p.c.FedBack; f != nil {
		on = dayOf(f.At)
		if f.Note.S != "" {
			p.add(Paragraph{[]Text{say("说明："), f.Note}})
		}
	}
	p.add(Paragraph{[]Text{say("特此函复。")}})
	p.issued(on)
	return nil
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
