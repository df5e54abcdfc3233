package story

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake/dispute"
)

// How the dispatch of a dispute is told.
var (
	tellUnroutedWhat  = say.Text{"城市配置第 %d 版的分流规则均不适用，转入待定列表，由人工分流", "no rule of profile %d fits; it waits to be dispatched by hand"}
	tellAssisting     = say.Text{"；协办 %s", "; assisting %s"}
	tellByRule        = say.Text{"；依据分流规则 %s（配置第 %d 版）", "; by rule %s (profile %d)"}
	tellByHand        = say.Text{"；人工指定", "; chosen by hand"}
	tellObjectBy      = say.Text{"；%s前可提出异议", "; objections until %s"}
	tellWithLimit     = say.Text{"；%s", "; %s"}
	tellAckWhat       = say.Text{"%s 签收第 %d 次分流", "%s received dispatch %d"}
	tellObjectWhat    = say.Text{"%s 对第 %d 次分流提出异议：%s", "%s objects to dispatch %d: %s"}
	tellUpheld        = say.Text{"异议成立，退回重新分流", "upheld; it is to be dispatched anew"}
	tellAssistantOut  = say.Text{"异议成立，%s 不再协办，其余单位照常办理", "upheld; %s assists no more, and the others go on"}
	tellNotUpheld     = say.Text{"异议不成立，仍由原单位办理", "not upheld; the handler goes on"}
	tellReassignWhat  = say.Text{"第 %d 次分流：改由 %s 主办", "dispatch %d: now in the lead %s"}
	tellBecause       = say.Text{"；原因：%s", "; because: %s"}
	tellJurWhat       = say.Text{"%s 对管辖有争议，报请共同的上一级综治中心指定", "%s do not agree who is competent; their common superior decides"}
	tellJurDecideWhat = say.Text{"%s 指定由 %s 主办（第 %d 次分流），不得再提异议", "%s decides that %s is in the lead (dispatch %d); nobody may object"}
	tellUrgentWhat    = say.Text{"%s；%s", "%s; %s"}
)

// Dispatch tells who was to handle a dispute, and what they said to it.
func (t Teller) Dispatch(m proto.Message) (say.Text, string) {
	switch m := m.(type) {
	case *intakev1.DisputeUnrouted:
		return Unrouted, t.Say(tellUnroutedWhat, m.GetProfile())
	case *intakev1.DisputeDispatched:
		how := t.Say(tellByHand)
		if m.GetRule() != "" {
			how = t.Say(tellByRule, m.GetRule(), m.GetProfile())
		}
		return Dispatched, t.Say(InTheLead, m.GetRound(), Handler(m.GetLead())) + t.Assisting(m.GetAssisting()) + how +
			t.terms(m.GetLimit(), m.GetObjectBy())
	case *intakev1.DispatchAcknowledged:
		return Acknowledged, t.Say(tellAckWhat, Handler(m.GetHandler()), m.GetRound())
	case *intakev1.DispatchObjected:
		return Objected, t.Say(tellObjectWhat, Handler(m.GetHandler()), m.GetRound(), t.Named(dispute.ObjectionReasons(), m.GetReason()))
	case *intakev1.ObjectionDecided:
		if m.GetUpheld() && m.GetAssisting() {
			return ObjectionDecided, t.Say(tellAssistantOut, Handler(m.GetHandler()))
		}
		if m.GetUpheld() {
			return ObjectionDecided, t.Say(tellUpheld)
		}
		return ObjectionDecided, t.Say(tellNotUpheld)
	case *intakev1.DispatchReassigned:
		return Reassigned, t.Say(tellReassignWhat, m.GetRound(), Handler(m.GetLead())) + t.Assisting(m.GetAssisting()) +
			t.Say(tellBecause, t.Named(dispute.ReassignmentReasons(), m.GetReason())) + t.terms(m.GetLimit(), m.GetObjectBy())
	case *intakev1.JurisdictionDisputed:
		return JurisdictionDisputed, t.Say(tellJurWhat, t.HandlerNames(m.GetClaimants()))
	case *intakev1.JurisdictionDecided:
		return JurisdictionDecided, t.Say(tellJurDecideWhat, m.GetBy(), Handler(m.GetLead()), m.GetRound()) + t.Assisting(m.GetAssisting()) +
			t.terms(m.GetLimit(), "")
	case *intakev1.UrgentMarked:
		return Urgent, t.Say(tellUrgentWhat, t.Named(dispute.UrgencyReasons(), m.GetReason()), t.Limit(m.GetLimit()))
	}
	return say.Text{}, ""
}

// Assisting says who helps whoever is in the lead; nothing without helpers.
func (t Teller) Assisting(hs []*intakev1.Handler) string {
	if len(hs) == 0 {
		return ""
	}
	return t.Say(tellAssisting, t.HandlerNames(hs))
}

// terms are the last days of a dispatch.
func (t Teller) terms(l *intakev1.Limit, objectBy string) string {
	out := ""
	if l != nil {
		out += t.Say(tellWithLimit, t.Limit(l))
	}
	if objectBy != "" {
		out += t.Say(tellObjectBy, objectBy)
	}
	return out
}
