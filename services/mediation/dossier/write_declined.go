package dossier

import "anjie.internal/services/mediation/proceeding"

// declined is 不予受理通知书, to who applied.
func (p *paper) declined() error {
	if !p.turnedDown() || p.c.Referral != nil {
		return notApplicable("不是未予受理的申请，没有不予受理通知书。", "It is no application that was not accepted, so there is no notice.")
	}
	p.begin("不予受理通知书")
	p.add(Plain{append(p.refs(p.applicants()), say("："))})
	p.add(Paragraph{append([]Text{say("你于" + p.applied() + "提出的" + modeName(p.c.State.Mode) + "申请，"), p.body(), say("决定不予受理。")}, p.why()...)})
	p.add(Heading{"纠纷事由"}, Paragraph{[]Text{p.c.Matter}})
	p.otherRoutes()
	p.signParties(p.applicants()...)
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

// turnedDown reports whether it was not accepted.
func (p *paper) turnedDown() bool {
	return p.c.Ending != nil && p.c.Ending.Outcome == proceeding.NotTakenOn
}
