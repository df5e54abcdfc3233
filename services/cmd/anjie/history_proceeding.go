package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/anjie/internal/say"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/mediation/proceeding"
)

// What stories of proceedings are told with.
var (
	helpHistoryProceeding = text{"讲述一个调解程序的经过；写编号，或 纠纷编号/第几次", "tell the story of a proceeding: its id, or DISPUTE/N"}
	wordYes               = text{"是", "yes"}
	wordNo                = text{"否", "no"}
	storyProceeding       = text{"调解程序 %s 的经过，共 %d 步", "The story of proceeding %s, %d steps"}
)

// proceedingSteps name the stored events of proceedings.
var proceedingSteps = map[string]text{
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
	label text
	table func() codetable.Table
	told  func(*program, string) string
}

var members = []member{
	{"ordinal", text{"第几次", "no."}, nil, nil},
	{"basis", text{"依据", "basis"}, proceeding.Bases, nil},
	{"parties", text{"同意的当事人", "parties"}, nil, (*program).fromOne},
	{"number", text{"次数", "session"}, nil, nil},
	{"place", text{"地点", "place"}, proceeding.Places, nil},
	{"attended", text{"到场的当事人", "attended"}, nil, (*program).fromOne},
	{"public", text{"是否公开", "open"}, nil, (*program).yesOrNo},
	{"form", text{"形式", "form"}, statedForms, nil},
	{"subjects", text{"内容", "subjects"}, proceeding.Subjects, nil},
	{"partial", text{"部分达成", "in part"}, nil, (*program).yesOrNo},
	{"outcome", text{"结果", "outcome"}, proceeding.Outcomes, nil},
	{"routesTold", text{"告知途径", "routes told"}, proceeding.Routes, nil},
	{"reason", text{"理由", "reason"}, statedReasons, nil},
	{"ground", text{"事由", "ground"}, statedGrounds, nil},
	{"conflict", text{"回避事由", "conflict"}, proceeding.Conflicts, nil},
	{"upheld", text{"是否成立", "upheld"}, nil, (*program).yesOrNo},
	{"mediator", text{"调解员", "mediator"}, nil, nil},
	{"party", text{"当事人", "party"}, nil, (*program).fromOne},
	{"refusedBy", text{"拒绝的当事人", "refused by"}, nil, (*program).fromOne},
	{"days", text{"天数", "days"}, nil, nil},
	{"obligation", text{"义务", "obligation"}, nil, (*program).fromOne},
	{"result", text{"情况", "result"}, statedResults, nil},
	{"performance", text{"履行情况", "performance"}, proceeding.Performances, nil},
	{"confirmBy", text{"司法确认期限", "confirm by"}, nil, nil},
	{"signed", text{"签署的当事人", "signed by parties"}, nil, (*program).fromOne},
	{"mediatorsSigned", text{"签名的调解员", "signed by mediators"}, nil, nil},
	{"sealed", text{"已盖印章", "sealed"}, nil, (*program).yesOrNo},
	{"risk", text{"风险", "risk"}, proceeding.Risks, nil},
	{"to", text{"告知机关", "told to"}, proceeding.Referrers, nil},
	{"method", text{"方式", "method"}, proceeding.Methods, nil},
	{"reached", text{"是否联系上", "reached"}, nil, (*program).yesOrNo},
	{"satisfaction", text{"满意程度", "satisfaction"}, proceeding.Satisfactions, nil},
	{"paper", text{"材料", "paper"}, proceeding.Papers, nil},
	{"missing", text{"缺少的材料", "missing papers"}, proceeding.Papers, nil},
	{"retention", text{"保管期限", "retention"}, proceeding.Retentions, nil},
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

func (p *program) historyProceedingCommand(c clientConfig) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "proceeding ID", Short: p.say(helpHistoryProceeding), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := p.proceedingNamed(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			return p.mediators(c, func(s mediationv1.MediationServiceClient) error {
				resp, err := s.GetProceedingHistory(cmd.Context(), &mediationv1.GetProceedingHistoryRequest{ProceedingId: id})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.proceedingStory(id, resp.GetSteps()))
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// proceedingStory is the history of a proceeding for people.
func (p *program) proceedingStory(id string, steps []*mediationv1.Step) string {
	var b strings.Builder
	b.WriteString(p.say(storyProceeding, id, len(steps)) + "\n")
	for _, s := range steps {
		kind := s.GetType()
		if t, ok := proceedingSteps[kind]; ok {
			kind = p.say(t)
		}
		fmt.Fprintf(&b, "\n%s\n", p.say(storyStep, s.GetRevision()+1, say.Clock(s.GetRecordedAt().AsTime()), kind))
		g := &say.Grid{}
		who := p.say(storyBy, s.GetActor(), s.GetUnit())
		if s.GetOnBehalfOf() != "" {
			who = p.say(storyFor, s.GetActor(), s.GetOnBehalfOf(), s.GetUnit())
		}
		g.Row("   ", p.say(storyWho), who)
		for _, m := range members {
			if v := s.GetSaid()[m.name]; v != "" {
				g.Row("   ", p.say(m.label), p.coded(m, v))
			}
		}
		if say.Clock(s.GetOccurredAt().AsTime()) != say.Clock(s.GetRecordedAt().AsTime()) {
			g.Row("   ", p.say(storyClaimed), say.Clock(s.GetOccurredAt().AsTime()))
		}
		if late := s.GetSaid()["lateReason"]; late != "" {
			g.Row("   ", p.say(storyWhy), p.named(entry.LateReasons(), late))
		}
		g.Row("   ", p.say(storyWhere), p.say(storyRecord, at(s.GetPosition()), s.GetEventId(), s.GetCommandId()))
		b.WriteString(g.String())
	}
	return b.String()
}

// coded gives codes with their names.
func (p *program) coded(m member, value string) string {
	switch {
	case m.told != nil:
		return m.told(p, value)
	case m.table == nil:
		return value
	}
	return p.allNamed(m.table(), strings.Split(value, ","))
}

// fromOne gives places as people count them: the log counts from 0.
func (p *program) fromOne(value string) string {
	var out []string
	for place := range strings.SplitSeq(value, ",") {
		if n, err := strconv.Atoi(place); err == nil {
			place = strconv.Itoa(n + 1)
		}
		out = append(out, place)
	}
	return strings.Join(out, p.say(say.Comma))
}

func (p *program) yesOrNo(value string) string {
	switch value {
	case "true":
		return p.say(wordYes)
	case "false":
		return p.say(wordNo)
	}
	return value
}
