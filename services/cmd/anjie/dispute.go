package main

import (
	"context"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
)

// disputeCommand lets a clerk do by hand what a window does through the contract.
func (p *program) disputeCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	cmd := &cobra.Command{Use: "dispute", Short: p.say(helpDispute)}
	cmd.AddCommand(p.registerCommand(c))
	steps, err := p.stepCommands(c, aDispute, stepsOfDisputes())
	if err != nil {
		return nil, err
	}
	cmd.AddCommand(steps...)
	cmd.AddCommand(p.showCommand(c), p.queryCommand(c), p.listCommand(c), p.searchCommand(c), p.duplicatesCommand(c))
	return cmd, nil
}

// intake calls do with a client of the intake service.
func (p *program) intake(c clientConfig, do func(intakev1.IntakeServiceClient) error) error {
	return p.call(c, intakeOf, func(cc *grpc.ClientConn) error { return do(intakev1.NewIntakeServiceClient(cc)) })
}

func (p *program) call(c clientConfig, pick service, do func(*grpc.ClientConn) error) error {
	cc, err := p.dial(c, pick)
	if err != nil {
		return err
	}
	defer cc.Close() //nolint:errcheck // the answer is there
	return do(cc)
}

// errRetryWithoutID: a command id is known within its dispute only, so a repetition under a new dispute id would register twice.
var errRetryWithoutID = text{
	"给出 --command-id 时须同时给出 --id：重试须用同一纠纷编号，否则会登记成另一件。",
	"give --id with --command-id: a repetition names the same dispute, or it registers another one",
}

// newID returns the given id, or a new one.
func newID(given string) (string, error) {
	if given != "" {
		return given, nil
	}
	id, err := uuid.NewV7()
	return id.String(), err
}

func parseTime(flag, s string) (*timestamppb.Timestamp, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // absent: the server takes its own time
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return nil, say.Fault(fault.Invalid, "time-flag", errTimeFlag, flag)
	}
	return timestamppb.New(t), nil
}

func (p *program) registerCommand(c clientConfig) *cobra.Command {
	req := &intakev1.RegisterDisputeRequest{Referral: &intakev1.Referral{}, ReferralPapers: &intakev1.ReferralPapers{}}
	var receivedAt string
	var applicants, respondents []string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "register", Short: p.say(helpRegister), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if req.GetCommandId() != "" && req.GetDisputeId() == "" {
				return say.Fault(fault.Invalid, "retry-without-id", errRetryWithoutID)
			}
			if req.CommandId, err = newID(req.GetCommandId()); err != nil {
				return err
			}
			if req.DisputeId, err = newID(req.GetDisputeId()); err != nil {
				return err
			}
			if req.ReceivedAt, err = parseTime("received-at", receivedAt); err != nil {
				return err
			}
			if proto.Size(req.GetReferral()) == 0 {
				req.Referral = nil
			}
			if proto.Size(req.GetReferralPapers()) == 0 {
				req.ReferralPapers = nil
			}
			req.Parties = append(parties(applicants, intakev1.PartyRole_PARTY_ROLE_APPLICANT),
				parties(respondents, intakev1.PartyRole_PARTY_ROLE_RESPONDENT)...)
			return p.intake(c, func(intake intakev1.IntakeServiceClient) error {
				resp, err := intake.RegisterDispute(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp.GetReceipt())
				}
				p.receipt(toldRegistered, resp.GetReceipt())
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&req.DisputeId, "id", "", p.say(flagID))
	f.StringVar(&req.CommandId, "command-id", "", p.say(flagCommandID))
	f.StringVar(&req.Category, "category", "A99", p.say(flagCategory))
	f.StringVar(&req.Channel, "channel", "S01", p.say(flagChannel))
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnit12))
	f.StringVar(&req.Area, "area", "", p.say(flagArea))
	f.StringVar(&req.Title, "title", "", p.say(flagTitle))
	f.StringVar(&req.Narrative, "narrative", "", p.say(flagNarrative))
	f.StringVar(&req.Place, "place", "", p.say(flagPlace))
	f.StringArrayVar(&applicants, "applicant", nil, p.say(flagApplicant))
	f.StringArrayVar(&respondents, "respondent", nil, p.say(flagRespondent))
	f.Uint32Var(&req.Involved, "involved", 0, p.say(flagInvolved))
	f.StringVar(&req.AroseOn, "arose-on", "", p.say(flagAroseOn))
	f.StringVar(&receivedAt, "received-at", "", p.say(flagReceivedAt))
	f.StringVar(&req.LateReason, "late-reason", "", p.say(flagLateReason))
	f.StringVar(&req.Referral.ReferrerKind, "referrer-kind", "", p.say(flagReferrerKind))
	f.StringVar(&req.Referral.ReturnBy, "return-by", "", p.say(flagReturnBy))
	f.StringVar(&req.ReferralPapers.Referrer, "referrer", "", p.say(flagReferrer))
	f.StringVar(&req.ReferralPapers.Number, "referrer-number", "", p.say(flagReferrerNo))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// parties reads NAME[,PHONE].
func parties(given []string, role intakev1.PartyRole) []*intakev1.Party {
	out := make([]*intakev1.Party, 0, len(given))
	for _, g := range given {
		name, phone, _ := strings.Cut(strings.ReplaceAll(g, "，", ","), ",")
		out = append(out, &intakev1.Party{
			Role: role, Kind: intakev1.PartyKind_PARTY_KIND_PERSON, Name: strings.TrimSpace(name), Phone: strings.TrimSpace(phone),
		})
	}
	return out
}

func (p *program) receipt(done text, r *intakev1.Receipt) {
	p.tell(toldRecorded, p.say(done), r.GetDisputeId(), r.GetRevision()+1, at(r.GetPosition()), p.repeated(r))
}

func (p *program) showCommand(c clientConfig) *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show ID", Short: p.say(helpShow), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := p.disputeNamed(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			return p.intake(c, func(intake intakev1.IntakeServiceClient) error {
				seen, err := c.atLeast()
				if err != nil {
					return err
				}
				resp, err := intake.GetDispute(cmd.Context(), &intakev1.GetDisputeRequest{DisputeId: id, AtLeastPosition: seen})
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.page(resp))
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	p.atLeastFlag(cmd.Flags(), &c)
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

func (p *program) listCommand(c clientConfig) *cobra.Command {
	req := &intakev1.ListDisputesRequest{}
	var state, queue string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: p.say(helpList), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if req.AtLeastPosition, err = c.atLeast(); err != nil {
				return err
			}
			if req.State, err = stateOf(state); err != nil {
				return err
			}
			n, err := enumGiven(req.GetQueue().Descriptor(), queue, "queue-flag", errQueueFlag)
			if err != nil {
				return err
			}
			req.Queue = intakev1.DisputeQueue(n)
			return p.intake(c, func(intake intakev1.IntakeServiceClient) error { return p.list(cmd.Context(), intake, req, asJSON) })
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	p.atLeastFlag(f, &c)
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnit))
	f.StringVar(&req.Category, "category", "", p.say(flagCategory))
	f.StringVar(&state, "state", "", p.say(flagState, p.words(req.GetState())))
	f.StringVar(&queue, "queue", "", p.say(flagQueue, p.words(req.GetQueue())))
	f.BoolVar(&req.Mine, "mine", false, p.say(flagMine))
	f.Uint32Var(&req.DueWithin, "due-within", 0, p.say(flagDueWithin))
	f.StringVar(&req.Number, "number", "", p.say(flagByNumber))
	f.Uint32Var(&req.PageSize, "rows", 20, p.say(flagPageSize))
	f.StringVar(&req.PageToken, "page", "", p.say(flagPage))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

func (p *program) list(ctx context.Context, intake intakev1.IntakeServiceClient, req *intakev1.ListDisputesRequest, asJSON bool) error {
	resp, err := intake.ListDisputes(ctx, req)
	if err != nil {
		return err
	}
	if asJSON {
		return p.printJSON(resp)
	}
	p.printf("%s", p.queue(resp))
	p.tell(toldQueue, at(resp.GetPosition()), len(resp.GetRows()))
	if t := resp.GetNextPageToken(); t != "" {
		p.tell(toldNextPage, t)
	}
	return nil
}
