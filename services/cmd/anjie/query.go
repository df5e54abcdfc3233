package main

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/story"
)

var (
	helpQuery      = text{"凭查询码（一案一码）查询案件办到哪一步，不含个人信息", "say where the case with a public code stands, without personal data"}
	headLastStepOn = text{"最近一步", "last step on"}
)

// queryCommand asks as a citizen's portal does.
func (p *program) queryCommand(c clientConfig) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "query CODE", Short: p.say(helpQuery), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.intake(c, func(intake intakev1.IntakeServiceClient) error {
				resp, err := intake.QueryCase(cmd.Context(), &intakev1.QueryCaseRequest{CaseCode: args[0]})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				g := &sheet{p: p}
				g.line(headNumber, resp.GetCaseNumber())
				g.line(headState, p.state(resp.GetState()))
				g.line(headUnit, resp.GetUnit())
				g.line(headHandler, story.Handler(resp.GetHandler()))
				g.line(headReceivedOn, resp.GetReceivedOn())
				g.line(headLastStepOn, resp.GetLastStepOn())
				g.line(headDueOn, resp.GetDueOn())
				p.printf("%s", g.g.String())
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}
