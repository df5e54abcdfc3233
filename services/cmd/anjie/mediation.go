package main

import (
	"strconv"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/mediation"
)

// mediationSteps lets people do by hand what a mediator's window does through the contract: sub-commands of the service's own command,
// which without one of them runs the service.
func (p *program) mediationSteps() ([]*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	steps, err := p.stepCommands(c, aProceeding, stepsOfProceedings())
	if err != nil {
		return nil, err
	}
	beginnings, err := p.stepCommands(c, aMediated, stepsToMediation())
	if err != nil {
		return nil, err
	}
	committee, err := p.committeeCommand(c)
	if err != nil {
		return nil, err
	}
	return append(append(steps, beginnings...), p.showProceedingCommand(c), p.listProceedingsCommand(c), p.documentCommand(c), committee), nil
}

// mediators calls do with a client of the mediation service.
func (p *program) mediators(c clientConfig, do func(mediationv1.MediationServiceClient) error) error {
	return p.call(c, mediationOf, func(cc *grpc.ClientConn) error { return do(mediationv1.NewMediationServiceClient(cc)) })
}

// proceedingID reads the id of a proceeding, or DISPUTE/N for the n-th of a dispute. What is neither is left to the service to refuse.
func proceedingID(s string) string {
	of, nth, ok := strings.Cut(s, "/")
	dispute, err := uuid.Parse(of)
	n, bad := strconv.Atoi(nth)
	if !ok || err != nil || bad != nil {
		return s
	}
	return mediation.ProceedingID(dispute, n).String()
}

var helpProceeding = text{"查看一个调解程序；写编号，或 纠纷编号/第几次", "show a proceeding: its id, or DISPUTE/N"}

func (p *program) showProceedingCommand(c clientConfig) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show ID", Short: p.say(helpProceeding), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := p.proceedingNamed(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			return p.mediators(c, func(s mediationv1.MediationServiceClient) error {
				resp, err := s.GetProceeding(cmd.Context(), &mediationv1.GetProceedingRequest{ProceedingId: id})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.proceedingPage(resp))
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}
