package story

import (
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/intake/profile"
	"anjie.internal/services/internal/codetable"
)

// How the beginning of a dispute is told, and what can be said of it as a whole.
var (
	tellRegWhat    = say.Text{"%s；来源 %s；发生地 %s；涉及 %d 人（%s）", "%s; channel %s; area %s; %d people (%s)"}
	tellRegFrom    = say.Text{"；移送单位类别 %s", "; handed over by a body of kind %s"}
	tellWdWhat     = say.Text{"%s（类别 %s，机构 %s）", "%s (category %s, unit %s)"}
	tellImportWhat = say.Text{"由台账导入，批次 %s，第 %d 张表第 %d 行；文件摘要 %s", "from a ledger: import %s, sheet %d, row %d; digest of the file %s"}
	tellAcceptWhat = say.Text{"决定受理，%s", "to be handled, %s"}
	tellLimit      = say.Text{"办理期限%d%s，至 %s（规则 %s，配置第 %d 版）", "within %d %s, until %s (rule %s, profile %d)"}
	tellRefuseWhat = say.Text{"%s：%s；已告知途径：%s", "%s: %s; told of another way: %s"}
	tellMergeWhat  = say.Text{"与先登记的纠纷 %s 系同一事项，并入该案办理，本件不再计数", "the same matter as the earlier dispute %s, handled there; this one counts no more"}
	tellUnmWhat    = say.Text{"从纠纷 %s 中分出，恢复单独办理：%s", "handled apart from dispute %s again: %s"}
	tellLinkWhat   = say.Text{"与 %s 关联：%s", "with %s: %s"}
	tellUnlWhat    = say.Text{"取消与 %s 的关联（%s）：%s", "no longer linked with %s (%s): %s"}
	tellClassWhat  = say.Text{"%s；%s，涉及 %d 人；%s", "%s; %s, %d people; %s"}
	tellRiskWhat   = say.Text{"案件风险定为%s，%s前须复评", "the case is %s, to be assessed again before %s"}
	tellRiskWhy    = say.Text{"；情形：%s", "; because: %s"}
	tellCorrWhat   = say.Text{"%s：%s", "%s: %s"}
	tellCorrChange = say.Text{"%s由“%s”改为“%s”", "%s from “%s” to “%s”"}
	tellCorrSealed = say.Text{"%s（内容密存）", "%s (sealed)"}
	tellOfferWhat  = say.Text{"拟移交 %s 承办；对方接手前，仍由原责任单位首问负责", "offered to %s; the owner stays until they take it"}
	tellTakeWhat   = say.Text{"%s 接手，成为责任单位", "%s took it over and owns it"}

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
func (t Teller) aboutIntake(m proto.Message) (say.Text, string) {
	switch m := m.(type) {
	case *intakev1.DisputeRegistered:
		return Registered, t.registered(m)
	case *intakev1.DisputeWithdrawn:
		return Withdrawn, t.Say(tellWdWhat, t.Named(dispute.WithdrawalReasons(), m.GetReason()), t.Named(dispute.Categories(), m.GetCategory()), m.GetUnit())
	case *intakev1.Imported:
		return Imported, t.Say(tellImportWhat, m.GetImport(), m.GetSheet(), m.GetRow(), m.GetFile())
	case *intakev1.DisputeAccepted:
		return Accepted, t.Say(tellAcceptWhat, t.Limit(m.GetLimit()))
	case *intakev1.DisputeRefused:
		return Refused, t.Say(tellRefuseWhat, t.Named(dispute.Outcomes(), m.GetOutcome()), t.Named(dispute.RefusalReasons(), m.GetReason()), t.Named(dispute.Routes(), m.GetRoute()))
	case *intakev1.DisputeMerged:
		return Merged, t.Say(tellMergeWhat, m.GetInto())
	case *intakev1.DisputeUnmerged:
		return Unmerged, t.Say(tellUnmWhat, m.GetFrom(), t.Named(dispute.SeparationReasons(), m.GetReason()))
	case *intakev1.DisputeLinked:
		return Linked, t.Say(tellLinkWhat, m.GetOther(), t.Word(linkKinds, m.GetKind()))
	case *intakev1.DisputeUnlinked:
		return Unlinked, t.Say(tellUnlWhat, m.GetOther(), t.Word(linkKinds, m.GetKind()), t.Named(dispute.SeparationReasons(), m.GetReason()))
	case *intakev1.DisputeClassified:
		what := t.Named(dispute.Categories(), m.GetCategory())
		if m.GetLocal() != "" {
			what += " " + m.GetLocal()
		}
		if m.GetExchange() != "" {
			what += t.Say(say.Semicolon) + t.Named(dispute.Exchange(), m.GetExchange())
		}
		return Classified, t.Say(tellClassWhat, what, t.Named(dispute.Scales(), m.GetScale()), m.GetInvolved(), t.Word(profile.Complexities(), m.GetComplexity()))
	case *intakev1.RiskAssessed:
		what := t.Say(tellRiskWhat, t.Word(riskLevels, m.GetLevel()), m.GetExpiresOn())
		if len(m.GetIndicators()) > 0 {
			what += t.Say(tellRiskWhy, t.AllNamed(dispute.Indicators(), m.GetIndicators()))
		}
		return RiskAssessed, what
	case *intakev1.DisputeCorrected:
		return Corrected, t.Say(tellCorrWhat, t.Named(dispute.CorrectionReasons(), m.GetReason()), t.changes(m))
	case *intakev1.OwnershipOffered:
		return Offered, t.Say(tellOfferWhat, Handler(m.GetTo()))
	case *intakev1.OwnershipTaken:
		return Taken, t.Say(tellTakeWhat, Handler(m.GetOwner()))
	}
	return say.Text{}, ""
}

func (t Teller) registered(m *intakev1.DisputeRegistered) string {
	what := t.Say(tellRegWhat, t.Named(dispute.Categories(), m.GetCategory()), t.Named(dispute.Channels(), m.GetChannel()),
		m.GetArea(), m.GetInvolved(), t.Named(dispute.Scales(), m.GetScale()))
	if f := m.GetReferral(); f != nil {
		what += t.Say(tellRegFrom, t.Named(dispute.Referrers(), f.GetReferrerKind()))
		if f.GetReturnBy() != "" {
			what += t.Say(ReturnBy, f.GetReturnBy())
		}
	}
	return what
}

// changes lists what was corrected; of what is sealed the name alone.
func (t Teller) changes(m *intakev1.DisputeCorrected) string {
	var out []string
	for _, c := range m.GetChanges() {
		out = append(out, t.Say(tellCorrChange, t.Word(fieldNames, c.GetField()), c.GetBefore(), c.GetAfter()))
	}
	for _, name := range m.GetSealed() {
		if index, ok := strings.CutPrefix(name, "parties/"); ok {
			n, _ := strconv.Atoi(index) // written as a number
			out = append(out, t.Say(tellCorrSealed, t.Say(Party, n+1)))
			continue
		}
		out = append(out, t.Say(tellCorrSealed, t.Word(fieldNames, name)))
	}
	return strings.Join(out, t.Say(say.Semicolon))
}

// Limit says how long something may take and by which rule.
func (t Teller) Limit(l *intakev1.Limit) string {
	return t.Say(tellLimit, l.GetAmount(), t.Word(profile.Clocks(), l.GetClock()), l.GetDueOn(), l.GetRule(), l.GetProfile())
}

// Handler is a unit, with the department behind it: 320205000000/justice.
func Handler(h *intakev1.Handler) string {
	if h.GetDepartment() == "" {
		return h.GetUnit()
	}
	return h.GetUnit() + "/" + h.GetDepartment()
}

// HandlerNames are several.
func (t Teller) HandlerNames(hs []*intakev1.Handler) string {
	var out []string
	for _, h := range hs {
		out = append(out, Handler(h))
	}
	return strings.Join(out, t.Say(say.Comma))
}
