package story

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/mediation/proceeding"
)

// What stories of proceedings are told with.
var (
	yes            = say.Text{"是", "yes"}
	no             = say.Text{"否", "no"}
	tellProceeding = say.Text{"调解程序 %s 的经过，共 %d 步", "The story of proceeding %s, %d steps"}
)

// ProceedingKinds name the stored events of proceedings.
var ProceedingKinds = map[string]say.Text{
	"proceeding-opened-v1": {"启动调解", "opened"}, "proceeding-consented-v1": {"当事人同意", "parties consented"},
	"mediators-assigned-v1": {"指派调解员", "mediators assigned"}, "mediator-recused-v1": {"调解员回避", "mediator recused"},
	"mediator-challenged-v1": {"申请回避", "mediator challenged"}, "challenge-decided-v1": {"回避申请决定", "challenge decided"},
	"persons-invited-v1": {"邀请参与", "persons invited"}, "proceeding-suspended-v1": {"中止", "suspended"},
	"proceeding-resumed-v1": {"恢复", "resumed"}, "proceeding-extended-v1": {"延期", "extended"}, "limit-recounted-v1": {"重新计算期限", "limit recounted"},
	"proceeding-session-held-v1": {"举行调解会", "session held"}, "agreement-recorded-v1": {"记录协议", "agreement recorded"},
	"agreement-signed-v1": {"签署协议", "agreement signed"}, "agreement-effective-v1": {"协议生效", "agreement in effect"},
	"proceeding-agreed-v1": {"达成协议，程序结束", "ended with an agreement"}, "proceeding-failed-v1": {"调解不成", "failed"},
	"proceeding-withdrawn-v1": {"撤回", "withdrawn"}, "proceeding-refused-v1": {"拒绝调解", "refused"}, "proceeding-terminated-v1": {"终止", "terminated"},
	"agreement-performed-v1": {"履行", "performed"}, "agreement-defaulted-v1": {"到期未履行", "not performed when due"},
	"agreement-changed-v1": {"变更履行", "obligation replaced"}, "performance-supervised-v1": {"督促履行", "performance supervised"},
	"confirmation-applied-v1": {"申请司法确认", "judicial confirmation applied for"}, "confirmation-decided-v1": {"司法确认结果", "judicial confirmation decided"},
	"proceeding-followed-up-v1": {"回访", "followed up"}, "referral-fed-back-v1": {"反馈移送单位", "referrer told"},
	"proceeding-declined-v1": {"不予受理", "not accepted"}, "referral-answered-v1": {"答复移送单位", "referrer answered"},
	"dispute-referred-v1": {"委托移送其他单位", "handed over"},
	"risk-reported-v1":    {"报告风险", "risk reported"}, "paper-filed-v1": {"材料入卷", "paper filed"},
	"proceeding-archived-v1": {"归档", "archived"}, "particulars-supplemented-v1": {"补充信息", "supplemented"},
	"proceeding-set-aside-v1": {"随登记作废而搁置", "set aside with the void registration"},
}

// member is a member of stored events that stories tell, with the table that its codes are in, or with how it is told.
type member struct {
	name  string
	label say.Text
	table func() codetable.Table
	told  func(Teller, string) string
}

var members = []member{
	{"ordinal", say.Text{"第几次", "no."}, nil, nil},
	{"basis", say.Text{"依据", "basis"}, proceeding.Bases, nil},
	{"parties", say.Text{"同意的当事人", "parties"}, nil, Teller.fromOne},
	{"number", say.Text{"次数", "session"}, nil, nil},
	{"place", say.Text{"地点", "place"}, proceeding.Places, nil},
	{"attended", say.Text{"到场的当事人", "attended"}, nil, Teller.fromOne},
	{"public", say.Text{"是否公开", "open"}, nil, Teller.yesOrNo},
	{"form", say.Text{"形式", "form"}, statedForms, nil},
	{"subjects", say.Text{"内容", "subjects"}, proceeding.Subjects, nil},
	{"partial", say.Text{"部分达成", "in part"}, nil, Teller.yesOrNo},
	{"outcome", say.Text{"结果", "outcome"}, proceeding.Outcomes, nil},
	{"routesTold", say.Text{"告知途径", "routes told"}, proceeding.Routes, nil},
	{"reason", say.Text{"理由", "reason"}, statedReasons, nil},
	{"ground", say.Text{"事由", "ground"}, statedGrounds, nil},
	{"conflict", say.Text{"回避事由", "conflict"}, proceeding.Conflicts, nil},
	{"upheld", say.Text{"是否成立", "upheld"}, nil, Teller.yesOrNo},
	{"mediator", say.Text{"调解员", "mediator"}, nil, nil},
	{"party", say.Text{"当事人", "party"}, nil, Teller.fromOne},
	{"refusedBy", say.Text{"拒绝的当事人", "refused by"}, nil, Teller.fromOne},
	{"days", say.Text{"天数", "days"}, nil, nil},
	{"obligation", say.Text{"义务", "obligation"}, nil, Teller.fromOne},
	{"result", say.Text{"情况", "result"}, statedResults, nil},
	{"performance", say.Text{"履行情况", "performance"}, proceeding.Performances, nil},
	{"confirmBy", say.Text{"司法确认期限", "confirm by"}, nil, nil},
	{"signed", say.Text{"签署的当事人", "signed by parties"}, nil, Teller.fromOne},
	{"mediatorsSigned", say.Text{"签名的调解员", "signed by mediators"}, nil, nil},
	{"sealed", say.Text{"已盖印章", "sealed"}, nil, Teller.yesOrNo},
	{"risk", say.Text{"风险", "risk"}, proceeding.Risks, nil},
	{"to", say.Text{"告知机关", "told to"}, proceeding.Referrers, nil},
	{"method", say.Text{"方式", "method"}, proceeding.Methods, nil},
	{"reached", say.Text{"是否联系上", "reached"}, nil, Teller.yesOrNo},
	{"satisfaction", say.Text{"满意程度", "satisfaction"}, proceeding.Satisfactions, nil},
	{"paper", say.Text{"材料", "paper"}, proceeding.Papers, nil},
	{"missing", say.Text{"缺少的材料", "missing papers"}, proceeding.Papers, nil},
	{"warnings", say.Text{"提醒", "look at this"}, proceeding.Warnings, nil},
	{"retention", say.Text{"保管期限", "retention"}, proceeding.Retentions, nil},
}

// What some members say in several kinds of steps, each from a table of its own; their codes differ.
func statedForms() codetable.Table {
	return slices.Concat(proceeding.Forms(), proceeding.ConsentForms())
}

func statedGrounds() codetable.Table {
	return slices.Concat(proceeding.Suspensions(), proceeding.Grounds())
}

func statedResults() codetable.Table {
	return slices.Concat(proceeding.Performances(), proceeding.Confirmations())
}

// statedReasons are those of every table that says reason; their codes differ.
func statedReasons() codetable.Table {
	return slices.Concat(proceeding.Declinations(), proceeding.ConfirmationReasons(), proceeding.IncompleteReasons())
}

// Proceeding is the history of a proceeding for people.
func (t Teller) Proceeding(id string, steps []*mediationv1.Step) string {
	var b strings.Builder
	b.WriteString(t.Say(tellProceeding, id, len(steps)) + "\n")
	for _, s := range steps {
		kind := s.GetType()
		if known, ok := ProceedingKinds[kind]; ok {
			kind = t.Say(known)
		}
		fmt.Fprintf(&b, "\n%s\n", t.Say(tellStep, s.GetRevision()+1, say.Clock(s.GetRecordedAt().AsTime()), kind))
		g := &say.Grid{}
		who := t.Say(tellBy, s.GetActor(), s.GetUnit())
		if s.GetOnBehalfOf() != "" {
			who = t.Say(tellFor, s.GetActor(), s.GetOnBehalfOf(), s.GetUnit())
		}
		g.Row("   ", t.Say(tellWho), who)
		for _, m := range members {
			if v := s.GetSaid()[m.name]; v != "" {
				g.Row("   ", t.Say(m.label), t.coded(m, v))
			}
		}
		if say.Clock(s.GetOccurredAt().AsTime()) != say.Clock(s.GetRecordedAt().AsTime()) {
			g.Row("   ", t.Say(tellClaimed), say.Clock(s.GetOccurredAt().AsTime()))
		}
		if late := s.GetSaid()["lateReason"]; late != "" {
			g.Row("   ", t.Say(tellWhy), t.Named(entry.LateReasons(), late))
		}
		g.Row("   ", t.Say(tellWhere), t.Say(tellRecord, at(s.GetPosition()), s.GetEventId(), s.GetCommandId()))
		b.WriteString(g.String())
	}
	return b.String()
}

// coded gives codes with their names.
func (t Teller) coded(m member, value string) string {
	switch {
	case m.told != nil:
		return m.told(t, value)
	case m.table == nil:
		return value
	}
	return t.AllNamed(m.table(), strings.Split(value, ","))
}

// fromOne gives places as people count them: the log counts from 0.
func (t Teller) fromOne(value string) string {
	var out []string
	for place := range strings.SplitSeq(value, ",") {
		if n, err := strconv.Atoi(place); err == nil {
			place = strconv.Itoa(n + 1)
		}
		out = append(out, place)
	}
	return strings.Join(out, t.Say(say.Comma))
}

func (t Teller) yesOrNo(value string) string {
	switch value {
	case "true":
		return t.Say(yes)
	case "false":
		return t.Say(no)
	}
	return value
}
