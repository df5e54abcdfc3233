package main

import (
	"cmp"
	"fmt"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/anjie/internal/say"
)

// historyCommand tells stories of cases, one kind of case per sub-command.
func (p *program) historyCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var asJSON bool
	of := &cobra.Command{
		Use: "dispute ID", Short: p.say(helpHistoryOf), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := p.disputeNamed(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			return p.intake(c, func(intake intakev1.IntakeServiceClient) error {
				resp, err := intake.GetDisputeHistory(cmd.Context(), &intakev1.GetDisputeHistoryRequest{DisputeId: id})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.story(id, resp.GetSteps()))
				return nil
			})
		},
	}
	p.clientFlags(of.Flags(), &c)
	of.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	cmd := &cobra.Command{Use: "history", Short: p.say(helpHistory)}
	cmd.AddCommand(of, p.historyProceedingCommand(c))
	return cmd, nil
}

// What stories are told with.
var (
	storyHead    = text{"纠纷 %s 的经过，共 %d 步", "The story of dispute %s, %d steps"}
	storyStep    = text{"第 %d 步  %s  %s", "Step %d  %s  %s"}
	storyWho     = text{"何人", "who"}
	storyFor     = text{"%s（代 %s），机构 %s", "%s (for %s), unit %s"}
	storyBy      = text{"%s，机构 %s", "%s, unit %s"}
	storyWhat    = text{"何事", "what"}
	storyClaimed = text{"发生", "happened"}
	storyWhy     = text{"为何", "why"}
	storyWhere   = text{"存证", "record"}
	storyRecord  = text{"日志位置 %s，事件 %s，指令 %s", "position %s, event %s, command %s"}
)

// story is the history for people: every step with who, what, when, why and where it stands in the log.
func (p *program) story(id string, steps []*intakev1.Step) string {
	var b strings.Builder
	b.WriteString(p.say(storyHead, id, len(steps)) + "\n")
	for _, s := range steps {
		kind, what := p.happened(happening(s))
		if kind == "" { // a step of a newer service: its stored name says more than nothing
			kind, what = s.GetType(), s.GetReason()
		}
		fmt.Fprintf(&b, "\n%s\n", p.say(storyStep, s.GetRevision()+1, say.Clock(s.GetRecordedAt().AsTime()), kind))
		g := &say.Grid{}
		who := p.say(storyBy, s.GetActor(), s.GetUnit())
		if s.GetOnBehalfOf() != "" {
			who = p.say(storyFor, s.GetActor(), s.GetOnBehalfOf(), s.GetUnit())
		}
		g.Row("   ", p.say(storyWho), who)
		if what != "" {
			g.Row("   ", p.say(storyWhat), what)
		}
		if say.Clock(s.GetOccurredAt().AsTime()) != say.Clock(s.GetRecordedAt().AsTime()) {
			g.Row("   ", p.say(storyClaimed), say.Clock(s.GetOccurredAt().AsTime()))
		}
		if s.GetLate() {
			g.Row("   ", p.say(storyWhy), p.why(s))
		}
		g.Row("   ", p.say(storyWhere), p.say(storyRecord, at(s.GetPosition()), s.GetEventId(), s.GetCommandId()))
		b.WriteString(g.String())
	}
	return b.String()
}

// why says that a step was entered late, and for what reason where the step has no other.
func (p *program) why(s *intakev1.Step) string {
	reason := cmp.Or(s.GetDisputeRegistered().GetLateReason(), s.GetDisputeWithdrawn().GetLateReason())
	if code, ok := strings.CutPrefix(s.GetReason(), "late."); ok {
		reason = strings.ToUpper(code)
	}
	if reason == "" {
		return p.say(wordLate)
	}
	return strings.TrimSpace(p.late(reason))
}

// happening is the message of what happened in a step or a fact; nil for a kind that this program does not know.
func happening(m proto.Message) proto.Message {
	r := m.ProtoReflect()
	f := r.WhichOneof(r.Descriptor().Oneofs().ByName("what"))
	if f == nil {
		return nil
	}
	return r.Get(f).Message().Interface()
}

// happened says what kind of step it is and what happened, in the words of people who handle disputes; nothing for what it does
// not know.
func (p *program) happened(m proto.Message) (kind, what string) {
	for _, tell := range []func(proto.Message) (text, string){p.aboutIntake, p.aboutDispatch, p.aboutHandling} {
		if kind, what := tell(m); kind != (text{}) {
			return p.say(kind), what
		}
	}
	return "", ""
}
