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
// which without one of them runs the service. Steps without a command of their own are done with call.
func (p *program) mediationSteps() ([]*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	return []*cobra.Command{p.openProceedingCommand(c), p.showProceedingCommand(c), p.documentCommand(c)}, nil
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

// What is said of proceedings.
var (
	helpOpen        = text{"为一件纠纷启动调解", "open a proceeding of a dispute"}
	helpProceeding  = text{"查看一个调解程序；写编号，或 纠纷编号/第几次", "show a proceeding: its id, or DISPUTE/N"}
	flagBasis       = text{"启动依据代码 K01–K03", "basis code K01–K03"}
	flagMatter      = text{"纠纷事由（加密保存）", "what the dispute is about (stored sealed)"}
	flagMediator    = text{"调解员 账号[=姓名]，可多次给出", "mediator, ACCOUNT[=NAME], repeatable"}
	toldOpened      = text{"已启动：调解程序 %s，第 %d 次，期限至 %s，日志位置 %s%s", "opened: proceeding %s, the dispute's no. %d, due on %s, position %s%s"}
	toldDueUnknown  = text{"（待放假安排公布）", "(not known yet)"}
	flagModeDefault = text{"调解方式代码 M01–M10", "mode code M01–M10"}
)

func (p *program) openProceedingCommand(c clientConfig) *cobra.Command {
	req := &mediationv1.OpenProceedingRequest{}
	var applicants, respondents, mediators []string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "open DISPUTE", Short: p.say(helpOpen), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			req.DisputeId = args[0]
			if req.CommandId, err = newID(req.GetCommandId()); err != nil {
				return err
			}
			req.Parties = append(mediated(applicants, mediationv1.PartyRole_PARTY_ROLE_APPLICANT),
				mediated(respondents, mediationv1.PartyRole_PARTY_ROLE_RESPONDENT)...)
			for _, m := range mediators {
				account, name, _ := strings.Cut(m, "=")
				req.Mediators = append(req.Mediators, &mediationv1.MediatorIn{Account: account, Name: name})
			}
			return p.mediators(c, func(s mediationv1.MediationServiceClient) error {
				resp, err := s.OpenProceeding(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				due, repeated := resp.GetLimit().GetDueOn(), ""
				if due == "" {
					due = p.say(toldDueUnknown)
				}
				if resp.GetReceipt().GetRepeated() {
					repeated = p.say(toldRepeated)
				}
				p.tell(toldOpened, resp.GetReceipt().GetProceedingId(), resp.GetOrdinal(), due, at(resp.GetReceipt().GetPosition()), repeated)
				p.warned(resp.GetReceipt())
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&req.CommandId, "command-id", "", p.say(flagCommandID))
	f.StringVar(&req.Mode, "mode", "M01", p.say(flagModeDefault))
	f.StringVar(&req.Basis, "basis", "K01", p.say(flagBasis))
	f.StringVar(&req.Matter, "matter", "", p.say(flagMatter))
	f.StringArrayVar(&applicants, "applicant", nil, p.say(flagApplicant))
	f.StringArrayVar(&respondents, "respondent", nil, p.say(flagRespondent))
	f.StringArrayVar(&mediators, "mediator", nil, p.say(flagMediator))
	f.StringVar(&req.LateReason, "late-reason", "", p.say(flagLateReason))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// mediated reads NAME[,PHONE] as parties does.
func mediated(given []string, role mediationv1.PartyRole) []*mediationv1.Party {
	out := make([]*mediationv1.Party, 0, len(given))
	for _, g := range given {
		name, phone, _ := strings.Cut(strings.ReplaceAll(g, "，", ","), ",")
		out = append(out, &mediationv1.Party{
			Role: role, Kind: mediationv1.PartyKind_PARTY_KIND_PERSON, Name: strings.TrimSpace(name), Phone: strings.TrimSpace(phone),
		})
	}
	return out
}

func (p *program) showProceedingCommand(c clientConfig) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show ID", Short: p.say(helpProceeding), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.mediators(c, func(s mediationv1.MediationServiceClient) error {
				resp, err := s.GetProceeding(cmd.Context(), &mediationv1.GetProceedingRequest{ProceedingId: proceedingID(args[0])})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.answer(resp)
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}
