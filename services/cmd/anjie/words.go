package main

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"

	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/request"
)

// Words that tables and stories are made of.
var (
	wordUnknown    = text{"未知", "unknown"}
	wordTotal      = text{"合计", "total"}
	wordApplicant  = text{"申请人", "applicant"}
	wordRespondent = text{"被申请人", "respondent"}
	wordOther      = text{"其他当事人", "other party"}
	wordUrgent     = text{"急", "urgent"}
	wordPending    = text{"未反馈", "not returned"}

	headCaseCode     = text{"查询码（一案一码）", "case code"}
	headHandler      = text{"承办单位", "handler"}
	headOwner        = text{"责任单位", "owner"}
	headOffered      = text{"拟移交", "offered to"}
	headDueOn        = text{"到期日", "due on"}
	headLimit        = text{"期限", "limit"}
	headMergedInto   = text{"已并入", "merged into"}
	headMergedHere   = text{"并入本案", "merged into this one"}
	headText         = text{"第%d步 %s", "step %d %s"}
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
	headPosition     = text{"位置", "position"}

	toldWithheldRole   = text{"（您的岗位不可查看当事人信息）", "(your role may not see the parties)"}
	toldWithheldErased = text{"（当事人信息已依法删除）", "(the personal data was erased)"}
	toldRecorded       = text{"%s：纠纷 %s，第 %d 步，日志位置 %s%s", "%s: dispute %s, step %d, position %s%s"}
	toldRegistered     = text{"已登记", "registered"}
	toldRepeated       = text{"（重复的指令，未再次记录）", " (a repetition; nothing new was recorded)"}
	toldQueue          = text{"待办列表截至日志位置 %s，本页 %d 件", "the queue as of position %s, %d on this page"}
	toldNextPage       = text{"下一页：--page %s", "next page: --page %s"}
	toldCount          = text{"截至日志位置 %s；口径 %s：%s", "as of position %s; definition %s: %s"}
)

// textNames are the sealed texts of steps.
var textNames = codetable.Table{
	{Code: "explanation", Zh: "答复", En: "explanation"},
	{Code: "grounds", Zh: "理由", En: "grounds"},
	{Code: "note", Zh: "说明", En: "note"},
	{Code: "description", Zh: "内容", En: "description"},
	{Code: "texts/title/before", Zh: "原事件名称", En: "title before"},
	{Code: "texts/title/after", Zh: "更正后事件名称", En: "title after"},
	{Code: "texts/narrative/before", Zh: "原经过", En: "narrative before"},
	{Code: "texts/narrative/after", Zh: "更正后经过", En: "narrative after"},
	{Code: "texts/place/before", Zh: "原地点", En: "place before"},
	{Code: "texts/place/after", Zh: "更正后地点", En: "place after"},
}

// states are where a dispute can stand.
var states = map[intakev1.DisputeState]text{
	intakev1.DisputeState_DISPUTE_STATE_OPEN:       {"待受理", "registered"},
	intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN:  {"已撤回", "withdrawn"},
	intakev1.DisputeState_DISPUTE_STATE_ACCEPTED:   {"已受理，待分流", "accepted"},
	intakev1.DisputeState_DISPUTE_STATE_UNROUTED:   {"待人工分流", "unrouted"},
	intakev1.DisputeState_DISPUTE_STATE_DISPATCHED: {"待签收", "dispatched"},
	intakev1.DisputeState_DISPUTE_STATE_OBJECTED:   {"异议、管辖待定", "objected"},
	intakev1.DisputeState_DISPUTE_STATE_HANDLING:   {"办理中", "in hand"},
	intakev1.DisputeState_DISPUTE_STATE_NEXT_ROUTE: {"调解已结束，待定下一步", "mediation ended, what next?"},
	intakev1.DisputeState_DISPUTE_STATE_CONCLUDED:  {"已办结", "concluded"},
	intakev1.DisputeState_DISPUTE_STATE_REFUSED:    {"不予受理", "refused"},
	intakev1.DisputeState_DISPUTE_STATE_MERGED:     {"已合并", "merged"},
	intakev1.DisputeState_DISPUTE_STATE_ARCHIVED:   {"已归档", "archived"},
	intakev1.DisputeState_DISPUTE_STATE_VOIDED:     {"已作废", "void"},
}

func (p *program) state(s intakev1.DisputeState) string {
	t, ok := states[s]
	if !ok {
		t = wordUnknown
	}
	return p.say(t)
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

func at(p *logv1.Position) string { return request.PositionOf(p).String() }
