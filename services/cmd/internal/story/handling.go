package story

import (
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/codetable"
	"anjie.internal/services/mediation/proceeding"
)

// How the handling of a dispute and its end are told.
var (
	tellTaskBackWhat = say.Text{"任务 %s：%s", "sub-task %s: %s"}
	tellOpenedWhat   = say.Text{"%s开始（调解程序 %s）", "%s began (proceeding %s)"}
	tellEndedWhat    = say.Text{"%s结束，结果：%s（调解程序 %s）", "%s ended: %s (proceeding %s)"}
	tellConclWhat    = say.Text{"%s；责任单位 %s", "%s; responsible %s"}
	tellOnTheSpot    = say.Text{"；当场化解", "; solved on the spot"}
	tellByProceeding = say.Text{"；依据调解程序 %s", "; by proceeding %s"}
	tellReopenWhat   = say.Text{"撤销原结案（%s），继续办理：%s", "the conclusion (%s) is withdrawn: %s"}
	tellRateWhat     = say.Text{"%s：%s", "%s: %s"}
	tellArchiveWhat  = say.Text{"保管期限 %s", "kept for %s"}
	tellVoidWhat     = say.Text{"登记作废，不计入任何统计：%s", "the registration is void and counts nowhere: %s"}
	tellVoidImport   = say.Text{"（导入批次 %s）", " (import %s)"}
)

// aboutHandling tells what was done about a dispute, how it ended, and what came after.
func (t Teller) aboutHandling(m proto.Message) (say.Text, string) {
	switch m := m.(type) {
	case *intakev1.SubTaskOpened:
		return TaskOpened, t.Say(TaskFor, Handler(m.GetHandler()), m.GetDueOn(), t.Named(dispute.TaskKinds(), m.GetKind()), m.GetTask())
	case *intakev1.SubTaskReturned:
		return TaskReturned, t.Say(tellTaskBackWhat, m.GetTask(), t.Named(dispute.TaskResults(), m.GetResult()))
	case *intakev1.ProceedingOpened:
		return ProceedingOpened, t.Say(tellOpenedWhat, t.Mode(m.GetMode()), m.GetProceeding())
	case *intakev1.ProceedingEnded:
		return ProceedingEnded, t.Say(tellEndedWhat, t.Mode(m.GetMode()), t.Named(dispute.Outcomes(), m.GetOutcome()), m.GetProceeding())
	case *intakev1.DisputeConcluded:
		what := t.Say(tellConclWhat, t.Named(dispute.Outcomes(), m.GetOutcome()), Handler(m.GetHandler()))
		if m.GetOnTheSpot() {
			what += t.Say(tellOnTheSpot)
		}
		if m.GetProceeding() != "" {
			what += t.Say(tellByProceeding, m.GetProceeding())
		}
		return Concluded, what
	case *intakev1.DisputeReopened:
		return Reopened, t.Say(tellReopenWhat, t.Named(dispute.Outcomes(), m.GetOutcome()), t.Named(dispute.ReopeningReasons(), m.GetReason()))
	case *intakev1.FollowedUp:
		return FollowedUp, t.followedUp(m)
	case *intakev1.DisputeRated:
		return Rated, t.Say(tellRateWhat, t.Named(dispute.Raters(), m.GetRater()), t.Named(dispute.Satisfactions(), m.GetGrade()))
	case *intakev1.DisputeArchived:
		return Archived, t.Say(tellArchiveWhat, t.Named(dispute.Retentions(), m.GetRetention()))
	case *intakev1.DisputeVoided:
		what := t.Say(tellVoidWhat, t.Named(dispute.VoidReasons(), m.GetReason()))
		if m.GetImport() != "" {
			what += t.Say(tellVoidImport, m.GetImport())
		}
		return Voided, what
	}
	return say.Text{}, ""
}

func (t Teller) followedUp(m *intakev1.FollowedUp) string {
	how := NotReached
	if m.GetReached() {
		how = Reached
	}
	var what strings.Builder
	what.WriteString(t.Say(how, t.Named(dispute.FollowUpMethods(), m.GetMethod())))
	for _, x := range []struct {
		says  say.Text
		table codetable.Table
		code  string
	}{{WithPerformance, dispute.Performances(), m.GetPerformance()}, {WithSatisfaction, dispute.Satisfactions(), m.GetSatisfaction()}} {
		if x.code != "" {
			what.WriteString(t.Say(x.says, t.Named(x.table, x.code)))
		}
	}
	return what.String()
}

// Mode names a mode of mediation.
func (t Teller) Mode(code string) string {
	m, ok := proceeding.ModeOf(code)
	if !ok {
		return code
	}
	return t.Say(say.Text{m.Zh, m.En})
}
