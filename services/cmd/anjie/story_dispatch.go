package main

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/intake/dispute"
)

// How the dispatch of a dispute is told.
var (
	storyUnrouted      = text{"待人工分流", "unrouted"}
	storyUnroutedWhat  = text{"城市配置第 %d 版的分流规则均不适用，转入待定列表，由人工分流", "no rule of profile %d fits; it waits to be dispatched by hand"}
	storyDispatch      = text{"分流指派", "dispatched"}
	storyDispatchWhat  = text{"第 %d 次分流：主办 %s", "dispatch %d: in the lead %s"}
	storyAssisting     = text{"；协办 %s", "; assisting %s"}
	storyByRule        = text{"；依据分流规则 %s（配置第 %d 版）", "; by rule %s (profile %d)"}
	storyByHand        = text{"；人工指定", "; chosen by hand"}
	storyObjectBy      = text{"；%s前可提出异议", "; objections until %s"}
	storyWithLimit     = text{"；%s", "; %s"}
	storyAck           = text{"签收", "acknowledged"}
	storyAckWhat       = text{"%s 签收第 %d 次分流", "%s received dispatch %d"}
	storyObject        = text{"提出异议", "objected"}
	storyObjectWhat    = text{"%s 对第 %d 次分流提出异议：%s", "%s objects to dispatch %d: %s"}
	storyDecideObj     = text{"异议审核", "objection decided"}
	storyUpheld        = text{"异议成立，退回重新分流", "upheld; it is to be dispatched anew"}
	storyAssistantOut  = text{"异议成立，%s 不再协办，其余单位照常办理", "upheld; %s assists no more, and the others go on"}
	storyNotUpheld     = text{"异议不成立，仍由原单位办理", "not upheld; the handler goes on"}
	storyReassign      = text{"改派", "reassigned"}
	storyReassignWhat  = text{"第 %d 次分流：改由 %s 主办", "dispatch %d: now in the lead %s"}
	storyBecause       = text{"；原因：%s", "; because: %s"}
	storyJurisdiction  = text{"管辖争议", "jurisdiction disputed"}
	storyJurWhat       = text{"%s 对管辖有争议，报请共同的上一级综治中心指定", "%s do not agree who is competent; their common superior decides"}
	storyJurDecided    = text{"指定管辖", "jurisdiction decided"}
	storyJurDecideWhat = text{"%s 指定由 %s 主办（第 %d 次分流），不得再提异议", "%s decides that %s is in the lead (dispatch %d); nobody may object"}
	storyUrgent        = text{"急事特办", "urgent"}
	storyUrgentWhat    = text{"%s；%s", "%s; %s"}
)

// aboutDispatch tells who was to handle a dispute, and what they said to it.
func (p *program) aboutDispatch(m proto.Message) (text, string) {
	switch m := m.(type) {
	case *intakev1.DisputeUnrouted:
		return storyUnrouted, p.say(storyUnroutedWhat, m.GetProfile())
	case *intakev1.DisputeDispatched:
		how := p.say(storyByHand)
		if m.GetRule() != "" {
			how = p.say(storyByRule, m.GetRule(), m.GetProfile())
		}
		return storyDispatch, p.say(storyDispatchWhat, m.GetRound(), handlerName(m.GetLead())) + p.assisting(m.GetAssisting()) + how +
			p.terms(m.GetLimit(), m.GetObjectBy())
	case *intakev1.DispatchAcknowledged:
		return storyAck, p.say(storyAckWhat, handlerName(m.GetHandler()), m.GetRound())
	case *intakev1.DispatchObjected:
		return storyObject, p.say(storyObjectWhat, handlerName(m.GetHandler()), m.GetRound(), p.named(dispute.ObjectionReasons(), m.GetReason()))
	case *intakev1.ObjectionDecided:
		if m.GetUpheld() && m.GetAssisting() {
			return storyDecideObj, p.say(storyAssistantOut, handlerName(m.GetHandler()))
		}
		if m.GetUpheld() {
			return storyDecideObj, p.say(storyUpheld)
		}
		return storyDecideObj, p.say(storyNotUpheld)
	case *intakev1.DispatchReassigned:
		return storyReassign, p.say(storyReassignWhat, m.GetRound(), handlerName(m.GetLead())) + p.assisting(m.GetAssisting()) +
			p.say(storyBecause, p.named(dispute.ReassignmentReasons(), m.GetReason())) + p.terms(m.GetLimit(), m.GetObjectBy())
	case *intakev1.JurisdictionDisputed:
		return storyJurisdiction, p.say(storyJurWhat, p.handlerNames(m.GetClaimants()))
	case *intakev1.JurisdictionDecided:
		return storyJurDecided, p.say(storyJurDecideWhat, m.GetBy(), handlerName(m.GetLead()), m.GetRound()) + p.assisting(m.GetAssisting()) +
			p.terms(m.GetLimit(), "")
	case *intakev1.UrgentMarked:
		return storyUrgent, p.say(storyUrgentWhat, p.named(dispute.UrgencyReasons(), m.GetReason()), p.limit(m.GetLimit()))
	}
	return text{}, ""
}

func (p *program) assisting(hs []*intakev1.Handler) string {
	if len(hs) == 0 {
		return ""
	}
	return p.say(storyAssisting, p.handlerNames(hs))
}

// terms are the last days of a dispatch.
func (p *program) terms(l *intakev1.Limit, objectBy string) string {
	out := ""
	if l != nil {
		out += p.say(storyWithLimit, p.limit(l))
	}
	if objectBy != "" {
		out += p.say(storyObjectBy, objectBy)
	}
	return out
}
