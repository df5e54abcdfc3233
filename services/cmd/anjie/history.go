package main

import (
	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"
)

var helpHistoryProceeding = text{"讲述一个调解程序的经过；写编号，或 纠纷编号/第几次", "tell the story of a proceeding: its id, or DISPUTE/N"}

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
				p.printf("%s", p.teller().Dispute(id, resp.GetSteps()))
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
				p.printf("%s", p.teller().Proceeding(id, resp.GetSteps()))
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}
