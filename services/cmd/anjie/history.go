package main

import (
	"fmt"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"

	"anjie.internal/services/intake/dispute"
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
			return p.intake(c, func(intake intakev1.IntakeServiceClient) error {
				resp, err := intake.GetDisputeHistory(cmd.Context(), &intakev1.GetDisputeHistoryRequest{DisputeId: args[0]})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.story(args[0], resp.GetSteps()))
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
	storyHead     = text{"纠纷 %s 的经过，共 %d 步", "The story of dispute %s, %d steps"}
	storyStep     = text{"第 %d 步  %s  %s", "Step %d  %s  %s"}
	storyRegister = text{"登记", "registered"}
	storyWithdraw = text{"撤回", "withdrawn"}
	storyWho      = text{"何人", "who"}
	storyFor      = text{"%s（代 %s），机构 %s", "%s (for %s), unit %s"}
	storyBy       = text{"%s，机构 %s", "%s, unit %s"}
	storyWhat     = text{"何事", "what"}
	storyClaimed  = text{"发生", "happened"}
	storyWhy      = text{"为何", "why"}
	storyWhere    = text{"存证", "record"}
	storyRecord   = text{"日志位置 %s，事件 %s，指令 %s", "position %s, event %s, command %s"}
	storyRegWhat  = text{"%s；来源 %s；发生地 %s；涉及 %d 人（%s）", "%s; channel %s; area %s; %d people (%s)"}
	storyRegFrom  = text{"；移送单位类别 %s", "; handed over by a body of kind %s"}
	storyReturnBy = text{"，要求于 %s 前反馈", ", wanted back by %s"}
	storyWdWhat   = text{"%s（类别 %s，机构 %s）", "%s (category %s, unit %s)"}
)

// story is the history for people: every step with who, what, when, why and where it stands in the log.
func (p *program) story(id string, steps []*intakev1.Step) string {
	var b strings.Builder
	b.WriteString(p.say(storyHead, id, len(steps)) + "\n")
	for _, s := range steps {
		kind, what, why := p.told(s)
		fmt.Fprintf(&b, "\n%s\n", p.say(storyStep, s.GetRevision()+1, clock(s.GetRecordedAt().AsTime()), kind))
		g := &grid{}
		who := p.say(storyBy, s.GetActor(), s.GetUnit())
		if s.GetOnBehalfOf() != "" {
			who = p.say(storyFor, s.GetActor(), s.GetOnBehalfOf(), s.GetUnit())
		}
		g.row("   ", p.say(storyWho), who)
		g.row("   ", p.say(storyWhat), what)
		if clock(s.GetOccurredAt().AsTime()) != clock(s.GetRecordedAt().AsTime()) {
			g.row("   ", p.say(storyClaimed), clock(s.GetOccurredAt().AsTime()))
		}
		if why != "" {
			g.row("   ", p.say(storyWhy), why)
		}
		g.row("   ", p.say(storyWhere), p.say(storyRecord, at(s.GetPosition()), s.GetEventId(), s.GetCommandId()))
		b.WriteString(g.String())
	}
	return b.String()
}

// told says what kind of step it is, what happened, and why where a reason is on record.
func (p *program) told(s *intakev1.Step) (kind, what, why string) {
	switch {
	case s.GetDisputeRegistered() != nil:
		r := s.GetDisputeRegistered()
		what = p.say(storyRegWhat, p.named(dispute.Categories(), r.GetCategory()), p.named(dispute.Channels(), r.GetChannel()),
			r.GetArea(), r.GetInvolved(), p.named(dispute.Scales(), r.GetScale()))
		if f := r.GetReferral(); f != nil {
			what += p.say(storyRegFrom, p.named(dispute.Referrers(), f.GetReferrerKind()))
			if f.GetReturnBy() != "" {
				what += p.say(storyReturnBy, f.GetReturnBy())
			}
		}
		return p.say(storyRegister), what, strings.TrimSpace(p.late(r.GetLateReason()))
	case s.GetDisputeWithdrawn() != nil:
		w := s.GetDisputeWithdrawn()
		what = p.say(storyWdWhat, p.named(dispute.WithdrawalReasons(), w.GetReason()), p.named(dispute.Categories(), w.GetCategory()), w.GetUnit())
		return p.say(storyWithdraw), what, strings.TrimSpace(p.late(w.GetLateReason()))
	default: // a step of a newer service: its stored name says more than nothing
		return s.GetType(), s.GetType(), s.GetReason()
	}
}
