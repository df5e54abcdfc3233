package main

import (
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/anjie/internal/say"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/codetable"
)

// How the beginning of a dispute is told, and what can be said of it as a whole.
var (
	storyRegister   = text{"登记", "registered"}
	storyRegWhat    = text{"%s；来源 %s；发生地 %s；涉及 %d 人（%s）", "%s; channel %s; area %s; %d people (%s)"}
	storyRegFrom    = text{"；移送单位类别 %s", "; handed over by a body of kind %s"}
	storyReturnBy   = text{"，要求于 %s 前反馈", ", wanted back by %s"}
	storyWithdraw   = text{"撤回", "withdrawn"}
	storyWdWhat     = text{"%s（类别 %s，机构 %s）", "%s (category %s, unit %s)"}
	storyImport     = text{"台账导入", "imported"}
	storyImportWhat = text{"由台账导入，批次 %s，第 %d 张表第 %d 行；文件摘要 %s", "from a ledger: import %s, sheet %d, row %d; digest of the file %s"}
	storyAccept     = text{"受理", "accepted"}
	storyAcceptWhat = text{"决定受理，%s", "to be handled, %s"}
	storyLimit      = text{"办理期限%d%s，至 %s（规则 %s，配置第 %d 版）", "within %d %s, until %s (rule %s, profile %d)"}
	storyRefuse     = text{"不予受理", "refused"}
	storyRefuseWhat = text{"%s：%s；已告知途径：%s", "%s: %s; told of another way: %s"}
	storyMerge      = text{"合并", "merged"}
	storyMergeWhat  = text{"与先登记的纠纷 %s 系同一事项，并入该案办理，本件不再计数", "the same matter as the earlier dispute %s, handled there; this one counts no more"}
	storyUnmerge    = text{"撤销合并", "unmerged"}
	storyUnmWhat    = text{"从纠纷 %s 中分出，恢复单独办理：%s", "handled apart from dispute %s again: %s"}
	storyLink       = text{"关联", "linked"}
	storyLinkWhat   = text{"与 %s 关联：%s", "with %s: %s"}
	storyUnlink     = text{"取消关联", "unlinked"}
	storyUnlWhat    = text{"取消与 %s 的关联（%s）：%s", "no longer linked with %s (%s): %s"}
	storyClassify   = text{"分类", "classified"}
	storyClassWhat  = text{"%s；%s，涉及 %d 人；%s", "%s; %s, %d people; %s"}
	storyRisk       = text{"风险评估", "risk assessed"}
	storyRiskWhat   = text{"案件风险定为%s，%s前须复评", "the case is %s, to be assessed again before %s"}
	storyRiskWhy    = text{"；情形：%s", "; because: %s"}
	storyCorrect    = text{"更正", "corrected"}
	storyCorrWhat   = text{"%s：%s", "%s: %s"}
	storyCorrChange = text{"%s由“%s”改为“%s”", "%s from “%s” to “%s”"}
	storyCorrSealed = text{"%s（内容密存）", "%s (sealed)"}
	storyOffer      = text{"移交提议", "ownership offered"}
	storyOfferWhat  = text{"拟移交 %s 承办；对方接手前，仍由原责任单位首问负责", "offered to %s; the owner stays until they take it"}
	storyTake       = text{"接手", "ownership taken"}
	storyTakeWhat   = text{"%s 接手，成为责任单位", "%s took it over and owns it"}

	linkKinds = codetable.Table{
		{Code: "repeat", Zh: "重复事项", En: "the same matter again"},
		{Code: "related", Zh: "相关纠纷", En: "related"},
		{Code: "petition", Zh: "信访事项", En: "petition"},
	}
	riskLevels = codetable.Table{
		{Code: "blue", Zh: "蓝色（隐患）", En: "blue (hidden)"},
		{Code: "yellow", Zh: "黄色（一般）", En: "yellow (general)"},
		{Code: "orange", Zh: "橙色（可能激化）", En: "orange (may intensify)"},
		{Code: "red", Zh: "红色（跨部门复杂或民转刑风险）", En: "red (across departments, or may turn into a crime)"},
		{Code: "green", Zh: "绿色（已化解）", En: "green (solved)"},
	}
	fieldNames = codetable.Table{
		{Code: dispute.FieldCategory, Zh: "类别", En: "category"},
		{Code: dispute.FieldChannel, Zh: "来源", En: "channel"},
		{Code: dispute.FieldArea, Zh: "发生地", En: "area"},
		{Code: dispute.FieldInvolved, Zh: "涉及人数", En: "people involved"},
		{Code: dispute.FieldScale, Zh: "规模", En: "scale"},
		{Code: dispute.FieldAroseOn, Zh: "发生日期", En: "date on which it arose"},
		{Code: dispute.FieldReceivedAt, Zh: "收到时间", En: "time of receipt"},
		{Code: dispute.TextTitle, Zh: "事件名称", En: "title"},
		{Code: dispute.TextNarrative, Zh: "经过", En: "narrative"},
		{Code: dispute.TextPlace, Zh: "地点", En: "place"},
	}
)

// aboutIntake tells how a dispute comes in, is decided upon and is set right.
func (p *program) aboutIntake(m proto.Message) (text, string) {
	switch m := m.(type) {
	case *intakev1.DisputeRegistered:
		return storyRegister, p.registered(m)
	case *intakev1.DisputeWithdrawn:
		return storyWithdraw, p.say(storyWdWhat, p.named(dispute.WithdrawalReasons(), m.GetReason()), p.named(dispute.Categories(), m.GetCategory()), m.GetUnit())
	case *intakev1.Imported:
		return storyImport, p.say(storyImportWhat, m.GetImport(), m.GetSheet(), m.GetRow(), m.GetFile())
	case *intakev1.DisputeAccepted:
		return storyAccept, p.say(storyAcceptWhat, p.limit(m.GetLimit()))
	case *intakev1.DisputeRefused:
		return storyRefuse, p.say(storyRefuseWhat, p.named(dispute.Outcomes(), m.GetOutcome()), p.named(dispute.RefusalReasons(), m.GetReason()), p.named(dispute.Routes(), m.GetRoute()))
	case *intakev1.DisputeMerged:
		return storyMerge, p.say(storyMergeWhat, m.GetInto())
	case *intakev1.DisputeUnmerged:
		return storyUnmerge, p.say(storyUnmWhat, m.GetFrom(), p.named(dispute.SeparationReasons(), m.GetReason()))
	case *intakev1.DisputeLinked:
		return storyLink, p.say(storyLinkWhat, m.GetOther(), p.word(linkKinds, m.GetKind()))
	case *intakev1.DisputeUnlinked:
		return storyUnlink, p.say(storyUnlWhat, m.GetOther(), p.word(linkKinds, m.GetKind()), p.named(dispute.SeparationReasons(), m.GetReason()))
	case *intakev1.DisputeClassified:
		what := p.named(dispute.Categories(), m.GetCategory())
		if m.GetLocal() != "" {
			what += " " + m.GetLocal()
		}
		if m.GetExchange() != "" {
			what += p.say(wordSemicolon) + p.named(dispute.Exchange(), m.GetExchange())
		}
		return storyClassify, p.say(storyClassWhat, what, p.named(dispute.Scales(), m.GetScale()), m.GetInvolved(), p.word(profile.Complexities(), m.GetComplexity()))
	case *intakev1.RiskAssessed:
		what := p.say(storyRiskWhat, p.word(riskLevels, m.GetLevel()), m.GetExpiresOn())
		if len(m.GetIndicators()) > 0 {
			what += p.say(storyRiskWhy, p.allNamed(dispute.Indicators(), m.GetIndicators()))
		}
		return storyRisk, what
	case *intakev1.DisputeCorrected:
		return storyCorrect, p.say(storyCorrWhat, p.named(dispute.CorrectionReasons(), m.GetReason()), p.changes(m))
	case *intakev1.OwnershipOffered:
		return storyOffer, p.say(storyOfferWhat, handlerName(m.GetTo()))
	case *intakev1.OwnershipTaken:
		return storyTake, p.say(storyTakeWhat, handlerName(m.GetOwner()))
	}
	return text{}, ""
}

func (p *program) registered(m *intakev1.DisputeRegistered) string {
	what := p.say(storyRegWhat, p.named(dispute.Categories(), m.GetCategory()), p.named(dispute.Channels(), m.GetChannel()),
		m.GetArea(), m.GetInvolved(), p.named(dispute.Scales(), m.GetScale()))
	if f := m.GetReferral(); f != nil {
		what += p.say(storyRegFrom, p.named(dispute.Referrers(), f.GetReferrerKind()))
		if f.GetReturnBy() != "" {
			what += p.say(storyReturnBy, f.GetReturnBy())
		}
	}
	return what
}

// changes lists what was corrected; of what is sealed the name alone.
func (p *program) changes(m *intakev1.DisputeCorrected) string {
	var out []string
	for _, c := range m.GetChanges() {
		out = append(out, p.say(storyCorrChange, p.word(fieldNames, c.GetField()), c.GetBefore(), c.GetAfter()))
	}
	for _, name := range m.GetSealed() {
		if index, ok := strings.CutPrefix(name, "parties/"); ok {
			n, _ := strconv.Atoi(index) // written as a number
			out = append(out, p.say(storyCorrSealed, p.say(wordParty, n+1)))
			continue
		}
		out = append(out, p.say(storyCorrSealed, p.word(fieldNames, name)))
	}
	return strings.Join(out, p.say(wordSemicolon))
}

// limit says how long something may take and by which rule.
func (p *program) limit(l *intakev1.Limit) string {
	return p.say(storyLimit, l.GetAmount(), p.word(profile.Clocks(), l.GetClock()), l.GetDueOn(), l.GetRule(), l.GetProfile())
}

// handlerName is a unit, with the department behind it: 320205000000/justice.
func handlerName(h *intakev1.Handler) string {
	if h.GetDepartment() == "" {
		return h.GetUnit()
	}
	return h.GetUnit() + "/" + h.GetDepartment()
}

func (p *program) handlerNames(hs []*intakev1.Handler) string {
	var out []string
	for _, h := range hs {
		out = append(out, handlerName(h))
	}
	return strings.Join(out, p.say(say.Comma))
}
