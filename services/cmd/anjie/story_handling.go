package main

import (
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/mediation/proceeding"
)

// How the handling of a dispute and its end are told.
var (
	storyTask         = text{"交办子任务", "sub-task opened"}
	storyTaskWhat     = text{"请 %s 于 %s 前完成：%s（任务 %s）", "%s, by %s: %s (sub-task %s)"}
	storyTaskBack     = text{"子任务反馈", "sub-task returned"}
	storyTaskBackWhat = text{"任务 %s：%s", "sub-task %s: %s"}
	storyOpened       = text{"调解开始", "proceeding opened"}
	storyOpenedWhat   = text{"%s开始（调解程序 %s）", "%s began (proceeding %s)"}
	storyEnded        = text{"调解结束", "proceeding ended"}
	storyEndedWhat    = text{"%s结束，结果：%s（调解程序 %s）", "%s ended: %s (proceeding %s)"}
	storyConclude     = text{"办结", "concluded"}
	storyConclWhat    = text{"%s；责任单位 %s", "%s; responsible %s"}
	storyOnTheSpot    = text{"；当场化解", "; solved on the spot"}
	storyByProceeding = text{"；依据调解程序 %s", "; by proceeding %s"}
	storyReopen       = text{"重新办理", "reopened"}
	storyReopenWhat   = text{"撤销原结案（%s），继续办理：%s", "the conclusion (%s) is withdrawn: %s"}
	storyFollowUp     = text{"回访", "followed up"}
	storyReached      = text{"%s，已联系上", "%s, somebody was reached"}
	storyNotReached   = text{"%s，未联系上", "%s, nobody was reached"}
	storyPerformance  = text{"；履行情况：%s", "; performance: %s"}
	storySatisfaction = text{"；满意程度：%s", "; satisfaction: %s"}
	storyRate         = text{"评价", "rated"}
	storyRateWhat     = text{"%s：%s", "%s: %s"}
	storyArchive      = text{"归档", "archived"}
	storyArchiveWhat  = text{"保管期限 %s", "kept for %s"}
	storyVoid         = text{"作废", "voided"}
	storyVoidWhat     = text{"登记作废，不计入任何统计：%s", "the registration is void and counts nowhere: %s"}
	storyVoidImport   = text{"（导入批次 %s）", " (import %s)"}
)

// aboutHandling tells what was done about a dispute, how it ended, and what came after.
func (p *program) aboutHandling(m proto.Message) (text, string) {
	switch m := m.(type) {
	case *intakev1.SubTaskOpened:
		return storyTask, p.say(storyTaskWhat, handlerName(m.GetHandler()), m.GetDueOn(), p.named(dispute.TaskKinds(), m.GetKind()), m.GetTask())
	case *intakev1.SubTaskReturned:
		return storyTaskBack, p.say(storyTaskBackWhat, m.GetTask(), p.named(dispute.TaskResults(), m.GetResult()))
	case *intakev1.ProceedingOpened:
		return storyOpened, p.say(storyOpenedWhat, p.mode(m.GetMode()), m.GetProceeding())
	case *intakev1.ProceedingEnded:
		return storyEnded, p.say(storyEndedWhat, p.mode(m.GetMode()), p.named(dispute.Outcomes(), m.GetOutcome()), m.GetProceeding())
	case *intakev1.DisputeConcluded:
		what := p.say(storyConclWhat, p.named(dispute.Outcomes(), m.GetOutcome()), handlerName(m.GetHandler()))
		if m.GetOnTheSpot() {
			what += p.say(storyOnTheSpot)
		}
		if m.GetProceeding() != "" {
			what += p.say(storyByProceeding, m.GetProceeding())
		}
		return storyConclude, what
	case *intakev1.DisputeReopened:
		return storyReopen, p.say(storyReopenWhat, p.named(dispute.Outcomes(), m.GetOutcome()), p.named(dispute.ReopeningReasons(), m.GetReason()))
	case *intakev1.FollowedUp:
		return storyFollowUp, p.followedUp(m)
	case *intakev1.DisputeRated:
		return storyRate, p.say(storyRateWhat, p.named(dispute.Raters(), m.GetRater()), p.named(dispute.Satisfactions(), m.GetGrade()))
	case *intakev1.DisputeArchived:
		return storyArchive, p.say(storyArchiveWhat, p.named(dispute.Retentions(), m.GetRetention()))
	case *intakev1.DisputeVoided:
		what := p.say(storyVoidWhat, p.named(dispute.VoidReasons(), m.GetReason()))
		if m.GetImport() != "" {
			what += p.say(storyVoidImport, m.GetImport())
		}
		return storyVoid, what
	}
	return text{}, ""
}

func (p *program) followedUp(m *intakev1.FollowedUp) string {
	how := storyNotReached
	if m.GetReached() {
		how = storyReached
	}
	var what strings.Builder
	what.WriteString(p.say(how, p.named(dispute.FollowUpMethods(), m.GetMethod())))
	for _, x := range []struct {
		says  text
		table codetable.Table
		code  string
	}{{storyPerformance, dispute.Performances(), m.GetPerformance()}, {storySatisfaction, dispute.Satisfactions(), m.GetSatisfaction()}} {
		if x.code != "" {
			what.WriteString(p.say(x.says, p.named(x.table, x.code)))
		}
	}
	return what.String()
}

// mode names a mode of mediation.
func (p *program) mode(code string) string {
	m, ok := proceeding.ModeOf(code)
	if !ok {
		return code
	}
	return p.say(text{m.Zh, m.En})
}
