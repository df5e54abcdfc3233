package main

import (
	"slices"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"
)

// What is said of what is not accepted.
var (
	helpDecline   = text{"对调解申请或者委托移送不予受理", "do not accept an application or a referral"}
	flagDeclined  = text{"理由代码：Q01 一方拒绝、Q02 专门管辖、Q03 已被受理、Q04 对象或请求不明、Q05 不属受理范围、Q06 超过期限、Q99 其他", "why: Q01 a party refuses, Q02 reserved, Q03 another body has it, Q04 nothing definite, Q05 out of scope, Q06 too late, Q99 other"}
	toldDeclined  = text{"不予受理：调解程序 %s，第 %d 次，日志位置 %s%s", "not accepted: proceeding %s, the dispute's no. %d, position %s%s"}
	flagAskedMode = text{"申请的调解方式代码 M01–M10", "mode that was asked for, M01–M10"}
)

func (p *program) declineCommand(c clientConfig) *cobra.Command {
	req, referral := &mediationv1.DeclineMediationRequest{}, &mediationv1.ReferralIn{}
	var applicants, respondents, others []string
	var occurredAt, routes string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "decline DISPUTE", Short: p.say(helpDecline), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			req.DisputeId = args[0]
			if req.CommandId, err = newID(req.GetCommandId()); err != nil {
				return err
			}
			if req.OccurredAt, err = parseTime("occurred-at", occurredAt); err != nil {
				return err
			}
			if routes != "" {
				if err := setField(req.ProtoReflect(), stepFlag{name: "routes", field: "routes_told"}, routes); err != nil {
					return err
				}
			}
			req.Parties = slices.Concat(mediated(applicants, mediationv1.PartyRole_PARTY_ROLE_APPLICANT),
				mediated(respondents, mediationv1.PartyRole_PARTY_ROLE_RESPONDENT), mediated(others, mediationv1.PartyRole_PARTY_ROLE_OTHER))
			if proto.Size(referral) > 0 {
				req.Referral = referral
			}
			return p.mediators(c, func(s mediationv1.MediationServiceClient) error {
				resp, err := s.DeclineMediation(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.tell(toldDeclined, resp.GetReceipt().GetProceedingId(), resp.GetOrdinal(), at(resp.GetReceipt().GetPosition()), p.repeated(resp.GetReceipt()))
				p.warned(resp.GetReceipt())
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&req.CommandId, "command-id", "", p.say(flagCommandID))
	f.StringVar(&req.Mode, "mode", "M01", p.say(flagAskedMode))
	f.StringVar(&req.Basis, "basis", "K01", p.say(flagBasis))
	f.StringVar(&req.Matter, "matter", "", p.say(flagMatter))
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnitOf))
	f.StringVar(&req.AppliedOn, "applied-on", "", p.say(flagAppliedOn))
	f.StringVar(&req.Reason, "reason", "", p.say(flagDeclined))
	f.StringVar(&routes, "routes", "", p.say(flagRoutesTold))
	f.StringVar(&req.Note, "note", "", p.say(flagNote))
	f.StringArrayVar(&applicants, "applicant", nil, p.say(flagMediated))
	f.StringArrayVar(&respondents, "respondent", nil, p.say(flagOpposed))
	f.StringArrayVar(&others, "other", nil, p.say(flagOtherParty))
	f.StringVar(&referral.Channel, "channel", "", p.say(flagRefChannel))
	f.StringVar(&referral.ReferrerKind, "referrer-kind", "", p.say(flagRefKind))
	f.StringVar(&referral.Referrer, "referrer", "", p.say(flagReferrer))
	f.StringVar(&referral.Number, "referrer-number", "", p.say(flagReferrerNo))
	f.StringVar(&referral.ReturnBy, "return-by", "", p.say(flagReturnBy))
	f.StringVar(&referral.ReceivedOn, "received-on", "", p.say(flagReceivedOn))
	f.StringVar(&occurredAt, "occurred-at", "", p.say(flagOccurredAt))
	f.StringVar(&req.LateReason, "late-reason", "", p.say(flagLateReason))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}
