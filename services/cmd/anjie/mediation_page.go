package main

import (
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/story"
	"anjie.internal/services/mediation/proceeding"
)

// What a proceeding is shown with.
var (
	headProceeding = text{"调解程序", "proceeding"}
	headOfDispute  = text{"纠纷", "dispute"}
	headMode       = text{"调解方式", "mode"}
	headBasis      = text{"启动依据", "basis"}
	headDeclined   = text{"不予受理理由", "why not accepted"}
	headAcceptBy   = text{"受理期限", "to be accepted or not"}
	headRoutesTold = text{"已告知途径", "routes told"}
	headOpenedAt   = text{"启动时间", "opened at"}
	headEndedAt    = text{"结束时间", "ended at"}
	headStopped    = text{"中止自", "suspended since"}
	headConsented  = text{"同意调解", "consented"}
	headMediators  = text{"调解员", "mediators"}
	headChallenged = text{"回避申请待决定", "challenge to be decided"}
	headRecused    = text{"已回避", "stepped aside"}
	headInvited    = text{"受邀参与", "invited"}
	headSession    = text{"调解会%d", "session %d"}
	headAgreement  = text{"调解协议", "agreement"}
	headEffect     = text{"协议效力", "effect"}
	headObligation = text{"义务%d", "obligation %d"}
	headConfirm    = text{"司法确认", "judicial confirmation"}
	headVisited    = text{"回访%d", "follow-up %d"}
	headDossier    = text{"卷宗", "dossier"}
	headMatter     = text{"纠纷事由", "matter"}
	headMinutes    = text{"调解会%d记录", "minutes %d"}
	headConfided   = text{"调解会%d%s背对背所述", "session %d, in confidence by %s"}
	headTerms      = text{"协议内容", "terms"}
	headRemaining  = text{"未达成的部分", "what stays in dispute"}
	headWhatOwed   = text{"义务%d内容", "obligation %d is"}
	headSetAside   = text{"搁置", "set aside"}
	headEndNote    = text{"结束说明", "note at the end"}
	headCourt      = text{"法院", "court"}
	headClaims     = text{"申请事项", "claims"}
	headDisputed   = text{"争议事项", "disputed"}
	headResponsib  = text{"各方责任", "responsibility"}
	headNoteAt     = text{"第%d步说明", "note of step %d"}

	wordSetAside  = text{"纠纷登记已作废", "the registration of its dispute is void"}
	wordNth       = text{"%s，第 %d 次调解", "%s, its proceeding no. %d"}
	wordReferral  = text{"%s，%s", "%s, %s"}
	wordReturnBy  = text{"，要求 %s 前反馈", ", wanted back by %s"}
	wordAnswerBy  = text{"，须答复是否接受，期限 %s", ", to be answered by %s"}
	wordAnswered  = text{"，已答复是否接受", ", answered whether it is taken on"}
	wordFedBack   = text{"，已反馈", ", told the outcome"}
	wordNotFedYet = text{"，未反馈", ", not told yet"}
	wordHeld      = text{"%s，%s；到场：%s；调解员：%s", "%s, %s; attended: %s; mediators: %s"}
	wordLasted    = text{"；%d分钟", "; %d minutes"}
	wordGuest     = text{"受邀人%d", "invited person %d"}
	wordGuests    = text{"；受邀：%s", "; invited: %s"}
	wordPublic    = text{"；公开", "; open"}
	wordPartial   = text{"（部分达成）", " (in part)"}
	wordOwes      = text{"%s 对 %s", "%s to %s"}
	wordOwedBy    = text{"，期限 %s", ", by %s"}
	wordAmount    = text{"，%s 元", ", %s yuan"}
	wordDone      = text{"，已履行 %s 元", ", %s yuan done"}
	wordBody      = text{"（单位）", " (body)"}
)

// proceedingPage is one proceeding on a page.
func (p *program) proceedingPage(resp *mediationv1.GetProceedingResponse) string {
	x, g := resp.GetProceeding(), &sheet{p: p}
	g.line(headProceeding, x.GetProceedingId())
	g.line(headOfDispute, p.say(wordNth, x.GetDisputeId(), x.GetOrdinal()))
	g.line(headState, p.proceedingState(x.GetState()))
	if x.GetOutcome() != "" {
		g.line(headOutcome, p.named(proceeding.Outcomes(), x.GetOutcome()))
	}
	g.line(headRoutesTold, p.allNamed(proceeding.Routes(), x.GetRoutesTold()))
	g.line(headMode, p.modeNamed(x.GetMode()))
	g.line(headBasis, p.named(proceeding.Bases(), x.GetBasis()))
	p.referral(g, x)
	g.line(headUnit, x.GetUnit())
	g.line(headOpenedAt, say.Clock(x.GetOpenedAt().AsTime()))
	if x.GetEndedAt() != nil {
		g.line(headEndedAt, say.Clock(x.GetEndedAt().AsTime()))
	}
	if x.GetSetAside() {
		g.line(headSetAside, p.say(wordSetAside))
	}
	if x.GetDeclined() != "" {
		g.line(headDeclined, p.named(proceeding.Declinations(), x.GetDeclined()))
	}
	if x.GetAcceptance() != nil {
		g.line(headAcceptBy, p.proceedingLimit(x.GetAcceptance()))
	}
	if x.GetLimit() != nil {
		g.line(headLimit, p.proceedingLimit(x.GetLimit()))
	}
	g.line(headStopped, x.GetSuspendedOn())
	g.line(headConsented, p.places(x.GetConsented()))
	g.line(headMediators, strings.Join(x.GetMediators(), p.say(say.Comma)))
	g.line(headChallenged, strings.Join(x.GetChallenged(), p.say(say.Comma)))
	g.line(headRecused, strings.Join(x.GetRecused(), p.say(say.Comma)))
	g.line(headInvited, p.allNamed(proceeding.Invitees(), x.GetInvited()))
	for _, s := range x.GetSessions() {
		g.g.Row(p.say(headSession, s.GetNumber()), p.sessionHeld(s))
	}
	p.agreementPart(g, x)
	for i, v := range x.GetFollowUps() {
		g.g.Row(p.say(headVisited, i+1), p.visited(v))
	}
	g.line(headDossier, p.checklist(x.GetDossier()))
	g.line(headPosition, at(x.GetPosition()))
	p.mediatedPart(g, resp)
	return g.g.String()
}

func (p *program) referral(g *sheet, x *mediationv1.Proceeding) {
	r := x.GetReferral()
	if r == nil {
		return
	}
	said := p.say(wordReferral, p.named(proceeding.Channels(), r.GetChannel()), p.named(proceeding.Referrers(), r.GetReferrerKind()))
	if r.GetReturnBy() != "" {
		said += p.say(wordReturnBy, r.GetReturnBy())
	}
	if r.GetAnswerBy() != "" && !x.GetAnswered() {
		said += p.say(wordAnswerBy, r.GetAnswerBy())
	}
	if x.GetAnswered() {
		said += p.say(wordAnswered)
	}
	if x.GetDeclined() != "" { // there is no outcome to tell
		g.line(headReferral, said)
		return
	}
	fed := wordNotFedYet
	if x.GetFedBack() {
		fed = wordFedBack
	}
	g.line(headReferral, said+p.say(fed))
}

func (p *program) sessionHeld(s *mediationv1.Session) string {
	said := p.say(wordHeld, say.Clock(s.GetHeldAt().AsTime()), p.named(proceeding.Places(), s.GetPlace()), p.places(s.GetAttended()), strings.Join(s.GetMediators(), p.say(say.Comma)))
	if len(s.GetInvited()) > 0 {
		said += p.say(wordGuests, p.numbered(wordGuest, s.GetInvited()))
	}
	if s.GetMinutesLong() > 0 {
		said += p.say(wordLasted, s.GetMinutesLong())
	}
	if s.GetPublic() {
		said += p.say(wordPublic)
	}
	return said
}

// agreementPart shows what was agreed and what became of it.
func (p *program) agreementPart(g *sheet, x *mediationv1.Proceeding) {
	if a := x.GetAgreement(); a != nil {
		said := p.named(proceeding.Forms(), a.GetForm())
		if a.GetPartial() {
			said += p.say(wordPartial)
		}
		g.line(headAgreement, said+p.say(say.Semicolon)+p.allNamed(proceeding.Subjects(), a.GetSubjects()))
		g.line(headEffect, p.effect(a.GetEffect()))
		for i, o := range a.GetObligations() {
			g.g.Row(p.say(headObligation, i+1), p.owes(o))
		}
	}
	if x.GetConfirmation() != "" {
		g.line(headConfirm, p.named(proceeding.Confirmations(), x.GetConfirmation()))
	}
}

func (p *program) owes(o *mediationv1.Obligation) string {
	said := p.say(wordOwes, p.places([]uint32{o.GetDebtor()}), p.places([]uint32{o.GetCreditor()}))
	if o.GetDueOn() != "" {
		said += p.say(wordOwedBy, o.GetDueOn())
	}
	if o.GetAmount() > 0 {
		said += p.say(wordAmount, yuan(o.GetAmount()))
	}
	if o.GetPerformance() != "" {
		said += p.say(say.Semicolon) + p.named(proceeding.Performances(), o.GetPerformance())
	}
	if o.GetPerformed() > 0 {
		said += p.say(wordDone, yuan(o.GetPerformed()))
	}
	return said
}

func (p *program) visited(v *mediationv1.FollowUp) string {
	reached := story.NotReached
	if v.GetReached() {
		reached = story.Reached
	}
	said := say.Clock(v.GetVisitedAt().AsTime()) + " " + p.say(reached, p.named(proceeding.Methods(), v.GetMethod())) + p.say(say.Semicolon) + p.places([]uint32{v.GetParty()})
	if v.GetPerformance() != "" {
		said += p.say(story.WithPerformance, p.named(proceeding.Performances(), v.GetPerformance()))
	}
	if v.GetSatisfaction() != "" {
		said += p.say(story.WithSatisfaction, p.named(proceeding.Satisfactions(), v.GetSatisfaction()))
	}
	return said
}

// mediatedPart shows what was said and by whom, or why it is not shown.
func (p *program) mediatedPart(g *sheet, resp *mediationv1.GetProceedingResponse) {
	switch resp.GetWithheld() {
	case mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ROLE:
		g.g.Row(p.say(toldWithheldRole))
		return
	case mediationv1.PersonalWithheld_PERSONAL_WITHHELD_ERASED:
		g.g.Row(p.say(toldWithheldErased))
		return
	case mediationv1.PersonalWithheld_PERSONAL_WITHHELD_UNSPECIFIED:
	}
	x := resp.GetPersonal()
	for i, party := range x.GetParties() {
		body := ""
		if party.GetKind() == mediationv1.PartyKind_PARTY_KIND_BODY {
			body = p.say(wordBody)
		}
		role := p.say(wordOther)
		switch party.GetRole() {
		case mediationv1.PartyRole_PARTY_ROLE_APPLICANT:
			role = p.say(wordApplicant)
		case mediationv1.PartyRole_PARTY_ROLE_RESPONDENT:
			role = p.say(wordRespondent)
		case mediationv1.PartyRole_PARTY_ROLE_OTHER, mediationv1.PartyRole_PARTY_ROLE_UNSPECIFIED:
		}
		g.g.Row(p.say(story.Party, i+1), strings.Join(strings.Fields(
			role+" "+party.GetName()+body+" "+party.GetPhone()+" "+party.GetIdNumber()+" "+party.GetAddress()), " "))
	}
	g.line(headMatter, x.GetMatter())
	g.line(headPapers, strings.TrimSpace(x.GetReferrer()+" "+x.GetReferrerNumber()))
	for i, name := range x.GetMediators() {
		if name != "" {
			g.line(headMediators, resp.GetProceeding().GetMediators()[i]+" "+name)
		}
	}
	g.line(headInvited, strings.Join(x.GetInvited(), p.say(say.Comma)))
	p.saidInSessions(g, x)
	g.line(headClaims, x.GetClaims())
	g.line(headDisputed, x.GetDisputed())
	g.line(headResponsib, x.GetResponsibility())
	g.line(headTerms, x.GetTerms())
	for i, what := range x.GetObligations() {
		g.g.Row(p.say(headWhatOwed, i+1), what)
	}
	g.line(headRemaining, x.GetRemaining())
	g.line(headEndNote, x.GetOutcomeNote())
	g.line(headCourt, strings.TrimSpace(x.GetCourt()+" "+x.GetCourtNumber()))
	for _, n := range x.GetStepNotes() {
		g.g.Row(p.say(headNoteAt, n.GetRevision()+1), n.GetText())
	}
}

// saidInSessions shows the minutes, and what a side said in confidence to whoever may see it.
func (p *program) saidInSessions(g *sheet, x *mediationv1.ProceedingPersonal) {
	for i, minutes := range x.GetMinutes() {
		if minutes != "" {
			g.g.Row(p.say(headMinutes, i+1), minutes)
		}
	}
	for _, s := range x.GetNotes() {
		for _, n := range s.GetNotes() {
			g.g.Row(p.say(headConfided, s.GetSession(), p.places([]uint32{n.GetParty()})), n.GetText())
		}
	}
}
