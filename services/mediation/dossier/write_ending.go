package dossier

import (
	"strconv"

	"anjie.internal/services/mediation/proceeding"
)

// routes is 调解不成告知书: mediation did not settle the dispute, and the parties are told where else they can go (人民调解法 Art. 26).
func (p *paper) routes() error {
	told, why := p.told()
	if why == "" {
		return notApplicable("该调解没有未达成协议而结束的情形，没有调解不成告知书。", "Mediation did not end without an agreement, so there is no notice.")
	}
	p.begin("调解不成告知书")
	p.add(Plain{append(p.everybody(), say("："))}, Paragraph{p.course(why)})
	matter := p.c.Matter
	if e := p.c.Ending; e != nil && e.Outcome == proceeding.PartialAgreement {
		matter = p.need(p.c.Agreement.Remaining, "未达成协议的事项", "what stays in dispute")
	}
	p.add(Heading{"未能解决的纠纷"}, Paragraph{[]Text{matter}})
	p.list(told)
	p.receipts()
	p.issued(dayOf(p.c.Ending.At))
	p.late("本次结束", p.c.Ending.Late)
	return nil
}

// told gives the routes and the reason of a notice; no reason where there is none to give.
func (p *paper) told() (routes []string, why string) {
	e := p.c.Ending
	if e == nil {
		return nil, ""
	}
	switch e.Outcome {
	case proceeding.NoAgreement:
		return e.RoutesTold, "当事人未能达成调解协议"
	case proceeding.LimitExpired:
		return e.RoutesTold, "调解期限届满，当事人未能达成调解协议"
	case proceeding.NotSigned:
		return e.RoutesTold, "当事人拒绝签署调解协议，或者在协议生效前反悔"
	case proceeding.PartialAgreement:
		return p.c.Agreement.RoutesTold, "当事人就部分事项达成协议，就其余事项未能达成协议"
	}
	return nil, ""
}

// course says from when to when there was mediation, and why it ended.
func (p *paper) course(why string) []Text {
	e := p.c.Ending
	return []Text{
		say("你们之间的纠纷，"), p.body(),
		say("于" + dayOf(p.c.State.OpenedAt) + "启动" + modeName(p.c.State.Mode) + "，" + met(e.Sessions) + "。因" + why + "，本次调解于" + dayOf(e.At) + "结束。"),
	}
}

// met says how often the parties met.
func met(sessions int) string {
	if sessions == 0 {
		return "未举行调解会"
	}
	return "举行调解会" + strconv.Itoa(sessions) + "次"
}

// list tells the routes.
func (p *paper) list(told []string) {
	if len(told) == 0 {
		p.lacks("routes_told", "已告知的其他途径", "other routes that were told")
		return
	}
	law := "现依法告知"
	if p.c.people() {
		law = "依照《中华人民共和国人民调解法》第二十六条的规定，现告知"
	}
	p.add(Heading{"其他途径"}, Paragraph{[]Text{say(law + "：你们可以依法通过下列途径维护自己的权利。")}})
	for i, r := range told {
		p.add(Paragraph{[]Text{say(strconv.Itoa(i+1) + "．" + zh(proceeding.Routes(), r))}})
	}
	p.add(Paragraph{[]Text{say("法律对申请仲裁、申请复议、提起诉讼等规定有期限的，请在期限内提出。")}})
}

// receipts are lines on which the parties sign that they got it.
func (p *paper) receipts() {
	p.add(Plain{[]Text{say("当事人签收：")}})
	for i := range p.c.Parties {
		p.signParties(i)
	}
}

// termination is 终止调解通知书: mediation ended for another reason than that it failed.
func (p *paper) termination() error {
	var why []Text
	if e := p.c.Ending; e != nil {
		why = p.reason(e)
	}
	if why == nil {
		return notApplicable("该调解不是因撤回、和解、拒绝或者其他事由终止的，没有终止调解通知书。", "Mediation did not end by withdrawal, refusal or for another reason, so there is no notice.")
	}
	e := p.c.Ending
	p.begin("终止调解通知书")
	p.add(Plain{append(p.everybody(), say("："))})
	t := []Text{say("你们之间的纠纷，"), p.body(), say("于" + dayOf(p.c.State.OpenedAt) + "启动" + modeName(p.c.State.Mode) + "，" + met(e.Sessions) + "。因")}
	p.add(Paragraph{append(append(t, why...), say("，本次调解于"+dayOf(e.At)+"终止。"))})
	p.add(Heading{"纠纷事由"}, Paragraph{[]Text{p.c.Matter}})
	if len(e.RoutesTold) > 0 {
		p.list(e.RoutesTold)
	}
	p.receipts()
	p.issued(dayOf(e.At))
	p.late("本次终止", e.Late)
	return nil
}

// reason says why it was terminated; nil when it was not.
func (p *paper) reason(e *Ending) []Text {
	switch e.Outcome {
	case proceeding.TakenBack:
		return []Text{say("申请人撤回调解申请")}
	case proceeding.SettledAlone:
		return []Text{say("当事人自行和解")}
	case proceeding.PartyRefused:
		out := append(p.ref(e.Party), say("明确拒绝调解"))
		if p.c.people() {
			out = append(out, say("（《中华人民共和国人民调解法》第十七条）"))
		}
		return out
	case proceeding.Terminated:
		if e.Ground == "G99" {
			return []Text{say("出现应当终止调解的其他情形")}
		}
		return []Text{say(zh(proceeding.Grounds(), e.Ground))}
	}
	return nil
}
