package story

import (
	"cmp"
	"fmt"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/request"
)

// What stories are told with.
var (
	tellHead    = say.Text{"纠纷 %s 的经过，共 %d 步", "The story of dispute %s, %d steps"}
	tellStep    = say.Text{"第 %d 步  %s  %s", "Step %d  %s  %s"}
	tellWho     = say.Text{"何人", "who"}
	tellFor     = say.Text{"%s（代 %s），机构 %s", "%s (for %s), unit %s"}
	tellBy      = say.Text{"%s，机构 %s", "%s, unit %s"}
	tellWhat    = say.Text{"何事", "what"}
	tellClaimed = say.Text{"发生", "happened"}
	tellWhy     = say.Text{"为何", "why"}
	tellWhere   = say.Text{"存证", "record"}
	tellRecord  = say.Text{"日志位置 %s，事件 %s，指令 %s", "position %s, event %s, command %s"}
)

// Dispute is the history of a dispute for people: every step with who, what, when, why and where it stands in the log.
func (t Teller) Dispute(id string, steps []*intakev1.Step) string {
	var b strings.Builder
	b.WriteString(t.Say(tellHead, id, len(steps)) + "\n")
	for _, s := range steps {
		kind, what := t.Happened(Happening(s))
		if kind == "" { // a step of a newer service: its stored name says more than nothing
			kind, what = s.GetType(), s.GetReason()
		}
		fmt.Fprintf(&b, "\n%s\n", t.Say(tellStep, s.GetRevision()+1, say.Clock(s.GetRecordedAt().AsTime()), kind))
		g := &say.Grid{}
		who := t.Say(tellBy, s.GetActor(), s.GetUnit())
		if s.GetOnBehalfOf() != "" {
			who = t.Say(tellFor, s.GetActor(), s.GetOnBehalfOf(), s.GetUnit())
		}
		g.Row("   ", t.Say(tellWho), who)
		if what != "" {
			g.Row("   ", t.Say(tellWhat), what)
		}
		if say.Clock(s.GetOccurredAt().AsTime()) != say.Clock(s.GetRecordedAt().AsTime()) {
			g.Row("   ", t.Say(tellClaimed), say.Clock(s.GetOccurredAt().AsTime()))
		}
		if s.GetLate() {
			g.Row("   ", t.Say(tellWhy), t.why(s))
		}
		g.Row("   ", t.Say(tellWhere), t.Say(tellRecord, at(s.GetPosition()), s.GetEventId(), s.GetCommandId()))
		b.WriteString(g.String())
	}
	return b.String()
}

// why says that a step was entered late, and for what reason where the step has no other.
func (t Teller) why(s *intakev1.Step) string {
	reason := cmp.Or(s.GetDisputeRegistered().GetLateReason(), s.GetDisputeWithdrawn().GetLateReason())
	if code, ok := strings.CutPrefix(s.GetReason(), "late."); ok {
		reason = strings.ToUpper(code)
	}
	if reason == "" {
		return t.Say(Late)
	}
	return strings.TrimSpace(t.Late(reason))
}

// Happening is the message of what happened in a step or a fact; nil for a kind that this program does not know.
func Happening(m proto.Message) proto.Message {
	r := m.ProtoReflect()
	f := r.WhichOneof(r.Descriptor().Oneofs().ByName("what"))
	if f == nil {
		return nil
	}
	return r.Get(f).Message().Interface()
}

// Happened says what kind of step it is and what happened, in the words of people who handle disputes; nothing for what it does
// not know.
func (t Teller) Happened(m proto.Message) (kind, what string) {
	for _, tell := range []func(proto.Message) (say.Text, string){t.aboutIntake, t.Dispatch, t.aboutHandling} {
		if kind, what := tell(m); kind != (say.Text{}) {
			return t.Say(kind), what
		}
	}
	return "", ""
}

func at(p *logv1.Position) string { return request.PositionOf(p).String() }

// Late says that something was entered late, and why; nothing without a reason.
func (t Teller) Late(reason string) string {
	if reason == "" {
		return ""
	}
	return " " + t.Say(Late) + t.Say(say.Colon) + t.Named(entry.LateReasons(), reason)
}
