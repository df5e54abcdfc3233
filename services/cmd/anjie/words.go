package main

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"

	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/es"
)

// Words that tables and stories are made of.
var (
	wordOpen       = text{"办理中", "open"}
	wordWithdrawn  = text{"已撤回", "withdrawn"}
	wordUnknown    = text{"未知", "unknown"}
	wordLate       = text{"补录", "late"}
	wordTotal      = text{"合计", "total"}
	wordApplicant  = text{"申请人", "applicant"}
	wordRespondent = text{"被申请人", "respondent"}
	wordOther      = text{"其他当事人", "other party"}
	wordIs         = text{"：", ": "}

	headRegisteredAt = text{"登记时间", "registered at"}
	headDispute      = text{"编号", "dispute"}
	headCategory     = text{"类别", "category"}
	headChannel      = text{"来源", "channel"}
	headUnit         = text{"机构", "unit"}
	headArea         = text{"发生地", "area"}
	headScale        = text{"规模", "scale"}
	headInvolved     = text{"人数", "people"}
	headState        = text{"状态", "state"}
	headMonth        = text{"月份", "month"}
	headRegistered   = text{"登记", "registered"}
	headWithdrawn    = text{"撤回", "withdrawn"}
	headReceivedAt   = text{"收到时间", "received at"}
	headAroseOn      = text{"发生日期", "arose on"}
	headReferral     = text{"移送", "referral"}
	headPapers       = text{"移送文书", "referral papers"}
	headTitle        = text{"事件名称", "title"}
	headNarrative    = text{"经过", "narrative"}
	headPlace        = text{"地点", "place"}
	headNote         = text{"撤回说明", "note"}
	headPosition     = text{"位置", "position"}

	toldWithheldRole   = text{"（您的岗位不可查看当事人信息）", "(your role may not see the parties)"}
	toldWithheldErased = text{"（当事人信息已依法删除）", "(the personal data was erased)"}
	toldRecorded       = text{"%s：纠纷 %s，第 %d 步，日志位置 %s%s", "%s: dispute %s, step %d, position %s%s"}
	toldRegistered     = text{"已登记", "registered"}
	toldWithdrawn      = text{"已撤回", "withdrawn"}
	toldRepeated       = text{"（重复的指令，未再次记录）", " (a repetition; nothing new was recorded)"}
	toldQueue          = text{"待办列表截至日志位置 %s，本页 %d 件", "the queue as of position %s, %d on this page"}
	toldNextPage       = text{"下一页：--page %s", "next page: --page %s"}
	toldCount          = text{"截至日志位置 %s；口径 %s：%s", "as of position %s; definition %s: %s"}
)

// named gives a code with its name.
func (p *program) named(table codetable.Table, code string) string {
	c, ok := table.Find(code)
	if !ok {
		return code
	}
	return code + " " + p.say(text{c.Zh, c.En})
}

func (p *program) state(s intakev1.DisputeState) string {
	switch s {
	case intakev1.DisputeState_DISPUTE_STATE_OPEN:
		return p.say(wordOpen)
	case intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN:
		return p.say(wordWithdrawn)
	case intakev1.DisputeState_DISPUTE_STATE_UNSPECIFIED:
	}
	return p.say(wordUnknown)
}

func (p *program) partyRole(r intakev1.PartyRole) string {
	switch r {
	case intakev1.PartyRole_PARTY_ROLE_APPLICANT:
		return p.say(wordApplicant)
	case intakev1.PartyRole_PARTY_ROLE_RESPONDENT:
		return p.say(wordRespondent)
	case intakev1.PartyRole_PARTY_ROLE_OTHER, intakev1.PartyRole_PARTY_ROLE_UNSPECIFIED:
	}
	return p.say(wordOther)
}

func at(p *logv1.Position) string {
	return es.Position{Commit: p.GetCommit(), Prepare: p.GetPrepare()}.String()
}
