package main

import (
	"slices"
	"strconv"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

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
	committee, err := p.committeeCommand(c)
	if err != nil {
		return nil, err
	}
	return append(steps, p.openProceedingCommand(c), p.declineCommand(c), p.showProceedingCommand(c), p.listProceedingsCommand(c), p.documentCommand(c), committee), nil
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
	flagMediator    = text{"调解员 账号[=姓名][，特邀]，可多次给出", "mediator, ACCOUNT[=NAME][,invited], repeatable"}
	flagMediated    = text{"申请人 姓名[，电话][，单位]，可多次给出；名称后写“单位”的为单位", "applicant, NAME[,PHONE][,body], repeatable"}
	flagOpposed     = text{"被申请人，写法同上；当事人的序号先数申请人，再数被申请人、其他当事人", "respondent, written the same way; places count applicants first, then respondents, then others"}
	flagOtherParty  = text{"其他当事人，写法同上", "other party, written the same way"}
	flagRule        = text{"期限规则，默认为该方式的第一条", "rule of the limit, the first one of the mode by default"}
	flagAppliedOn   = text{"申请日期 YYYY-MM-DD", "date of the application, YYYY-MM-DD"}
	flagDetermined  = text{"交通事故（M08）：最后一方收到事故认定书的日期 YYYY-MM-DD", "road traffic (M08): date on which the last party received the determination, YYYY-MM-DD"}
	flagInWriting   = text{"交通事故（M08）：各方一致书面申请", "road traffic (M08): all parties applied in writing"}
	flagUnitOf      = text{"调解机构（12位代码），默认为办理人所属机构", "unit that mediates (12 digits), the actor's own by default"}
	flagRefChannel  = text{"委托移送的来源代码 S23–S27", "channel of the referral, S23–S27"}
	flagRefKind     = text{"移送单位类别代码，B01 至 B99；来源 S23 至 S26 可不填", "kind of referrer, B01 to B99; may be left out for channels S23 to S26"}
	flagReceivedOn  = text{"收到委托移送的日期 YYYY-MM-DD", "date on which the referral was received, YYYY-MM-DD"}
	toldOpened      = text{"启动调解：调解程序 %s，第 %d 次，日志位置 %s%s", "opened: proceeding %s, the dispute's no. %d, position %s%s"}
	flagModeDefault = text{"调解方式代码 M01–M10", "mode code M01–M10"}
)

func (p *program) openProceedingCommand(c clientConfig) *cobra.Command {
	req := &mediationv1.OpenProceedingRequest{}
	referral := &mediationv1.ReferralIn{}
	var applicants, respondents, others, consented, mediators []string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "open DISPUTE", Short: p.say(helpOpen), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			req.DisputeId = args[0]
			if req.CommandId, err = newID(req.GetCommandId()); err != nil {
				return err
			}
			req.Parties = slices.Concat(mediated(applicants, mediationv1.PartyRole_PARTY_ROLE_APPLICANT),
				mediated(respondents, mediationv1.PartyRole_PARTY_ROLE_RESPONDENT), mediated(others, mediationv1.PartyRole_PARTY_ROLE_OTHER))
			for _, v := range consented {
				if err := setField(req.ProtoReflect(), stepFlag{name: "consented", field: "consented"}, v); err != nil {
					return err
				}
			}
			for _, m := range mediators {
				req.Mediators = append(req.Mediators, mediatorGiven(m))
			}
			if proto.Size(referral) > 0 {
				req.Referral = referral
			}
			return p.mediators(c, func(s mediationv1.MediationServiceClient) error {
				resp, err := s.OpenProceeding(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.tell(toldOpened, resp.GetReceipt().GetProceedingId(), resp.GetOrdinal(), at(resp.GetReceipt().GetPosition()), p.repeated(resp.GetReceipt()))
				p.tell(toldLimit, p.proceedingLimit(resp.GetLimit()))
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
	f.StringVar(&req.Rule, "rule", "", p.say(flagRule))
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnitOf))
	f.StringVar(&req.AppliedOn, "applied-on", "", p.say(flagAppliedOn))
	f.StringVar(&req.DeterminedOn, "determined-on", "", p.say(flagDetermined))
	f.BoolVar(&req.AppliedInWriting, "applied-in-writing", false, p.say(flagInWriting))
	f.StringArrayVar(&applicants, "applicant", nil, p.say(flagMediated))
	f.StringArrayVar(&respondents, "respondent", nil, p.say(flagOpposed))
	f.StringArrayVar(&others, "other", nil, p.say(flagOtherParty))
	f.StringArrayVar(&consented, "consented", nil, p.say(flagConsented))
	f.StringArrayVar(&mediators, "mediator", nil, p.say(flagMediator))
	f.StringVar(&req.ChosenBy, "chosen-by", "", p.say(flagChosenBy))
	f.StringVar(&req.Committee, "committee", "", p.say(flagCommittee))
	f.StringVar(&referral.Channel, "channel", "", p.say(flagRefChannel))
	f.StringVar(&referral.ReferrerKind, "referrer-kind", "", p.say(flagRefKind))
	f.StringVar(&referral.Referrer, "referrer", "", p.say(flagReferrer))
	f.StringVar(&referral.Number, "referrer-number", "", p.say(flagReferrerNo))
	f.StringVar(&referral.ReturnBy, "return-by", "", p.say(flagReturnBy))
	f.StringVar(&referral.ReceivedOn, "received-on", "", p.say(flagReceivedOn))
	f.StringVar(&req.LateReason, "late-reason", "", p.say(flagLateReason))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// mediated reads NAME[,PHONE][,单位].
func mediated(given []string, role mediationv1.PartyRole) []*mediationv1.Party {
	out := make([]*mediationv1.Party, 0, len(given))
	for _, g := range given {
		party := &mediationv1.Party{Role: role, Kind: mediationv1.PartyKind_PARTY_KIND_PERSON}
		for i, part := range strings.Split(strings.ReplaceAll(g, "，", ","), ",") {
			switch part = strings.TrimSpace(part); {
			case i == 0:
				party.Name = part
			case part == "单位" || part == "body":
				party.Kind = mediationv1.PartyKind_PARTY_KIND_BODY
			default:
				party.Phone = part
			}
		}
		out = append(out, party)
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
				p.printf("%s", p.proceedingPage(resp))
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}
