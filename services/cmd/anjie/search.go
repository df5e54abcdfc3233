package main

import (
	"strconv"
	"strings"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
)

// What is said of finding disputes by what is sealed.
var (
	helpSearch         = text{"按内容查找纠纷：名称、经过、地点、移送文书、当事人姓名和地址，或完整的电话、证件号码", "find disputes by their texts: title, narrative, place, referral papers, names and addresses of parties, or a whole phone or id number"}
	helpSearchMore     = text{"须注明查询目的；每次查询均记入访问日志（何人、何目的、查到几件，不记查询内容）。只按您有权查看的内容查找。", "It takes a purpose; every search leaves a line in the access log (who, for what purpose, how many were found, never what was looked for). It finds by what you may see and nothing else."}
	helpDuplicates     = text{"查重：查找同人同事的案件，只回答有这样的案件", "find cases of the same people in the same matter; it answers that there are such cases and nothing else"}
	helpDuplicatesMore = text{"在全部机构中查找。同人而不同事的案件不予提示。是否合并或关联，由经办人决定。", "Looks in all units. The same people in another matter are not told. Whether to merge or to link is for a person to decide."}

	flagPurpose = text{"查询目的：P01 受理查重、P02 当事人查询本人事项、P03 办理核对、P04 督查核实", "purpose: P01 duplicate check, P02 a party's own matter, P03 checking while handling, P04 verification under supervision"}
	flagMonths  = text{"回溯月数", "months to look back"}

	headNumber = text{"案件编号", "case number"}
	headScore  = text{"相似度", "score"}
	headReason = text{"依据", "reasons"}

	toldFound      = text{"目的：%s；索引截至日志位置 %s，本页 %d 件", "purpose: %s; the index as of position %s, %d on this page"}
	toldDuplicates = text{"索引截至日志位置 %s，可能重复的案件 %d 件", "the index as of position %s, %d cases may be the same"}

	errUnknownState = text{"没有“%s”这个状态；有 %s。", "there is no state “%s”; there are: %s"}
)

var duplicateReasons = map[intakev1.DuplicateReason]text{
	intakev1.DuplicateReason_DUPLICATE_REASON_ID_NUMBER:       {"证件号码相同", "same id number"},
	intakev1.DuplicateReason_DUPLICATE_REASON_NAME_AND_PHONE:  {"姓名和电话相同", "same name and phone"},
	intakev1.DuplicateReason_DUPLICATE_REASON_PHONE:           {"电话相同", "same phone"},
	intakev1.DuplicateReason_DUPLICATE_REASON_NAME:            {"姓名相同", "same name"},
	intakev1.DuplicateReason_DUPLICATE_REASON_SEVERAL_PARTIES: {"多方当事人相同", "several parties the same"},
	intakev1.DuplicateReason_DUPLICATE_REASON_SAME_MATTER:     {"事项基本相同", "same matter"},
	intakev1.DuplicateReason_DUPLICATE_REASON_SIMILAR_MATTER:  {"事项相近", "similar matter"},
}

// search calls do with a client of the part of intake that finds disputes.
func (p *program) search(c clientConfig, do func(intakev1.SearchServiceClient) error) error {
	return p.call(c, intakeOf, func(cc *grpc.ClientConn) error { return do(intakev1.NewSearchServiceClient(cc)) })
}

func (p *program) searchCommand(c clientConfig) *cobra.Command {
	req := &intakev1.SearchDisputesRequest{}
	var state string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "search TEXT", Short: p.say(helpSearch), Long: p.say(helpSearch) + "\n\n" + p.say(helpSearchMore), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			req.Text = args[0]
			if req.State, err = stateOf(state); err != nil {
				return err
			}
			return p.search(c, func(search intakev1.SearchServiceClient) error {
				resp, err := search.SearchDisputes(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.foundDisputes(resp))
				p.tell(toldFound, p.named(intake.Purposes(), req.GetPurpose()), at(resp.GetPosition()), len(resp.GetDisputes()))
				if t := resp.GetNextPageToken(); t != "" {
					p.tell(toldNextPage, t)
				}
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.StringVar(&req.Purpose, "purpose", "", p.say(flagPurpose))
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnit))
	f.StringVar(&state, "state", "", p.say(flagState, p.words(req.GetState())))
	f.Uint32Var(&req.PageSize, "rows", 20, p.say(flagPageSize))
	f.StringVar(&req.PageToken, "page", "", p.say(flagPage))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// stateOf reads the name of a state; empty is any.
func stateOf(s string) (intakev1.DisputeState, error) {
	n, err := enumGiven(intakev1.DisputeState(0).Descriptor(), s, "state-flag", errUnknownState)
	return intakev1.DisputeState(n), err
}

// foundDisputes is a page of what was found as a table.
func (p *program) foundDisputes(resp *intakev1.SearchDisputesResponse) string {
	g := &say.Grid{}
	g.Row(p.say(headRegisteredAt), p.say(headDispute), p.say(headNumber), p.say(headState), p.say(headCategory), p.say(headChannel))
	for _, d := range resp.GetDisputes() {
		g.Row(say.Clock(d.GetRegisteredAt().AsTime()), d.GetDisputeId(), d.GetCaseNumber(), p.state(d.GetState()),
			p.named(dispute.Categories(), d.GetCategory()), p.named(dispute.Channels(), d.GetChannel()))
	}
	return g.String()
}

func (p *program) duplicatesCommand(c clientConfig) *cobra.Command {
	req := &intakev1.FindDuplicatesRequest{}
	var asJSON bool
	cmd := &cobra.Command{
		Use: "duplicates ID", Short: p.say(helpDuplicates), Long: p.say(helpDuplicates) + "\n\n" + p.say(helpDuplicatesMore), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := p.disputeNamed(cmd.Context(), c, args[0])
			if err != nil {
				return err
			}
			req.Of = &intakev1.FindDuplicatesRequest_DisputeId{DisputeId: id}
			return p.search(c, func(search intakev1.SearchServiceClient) error {
				resp, err := search.FindDuplicates(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.linkedCases(resp))
				p.tell(toldDuplicates, at(resp.GetPosition()), len(resp.GetCases()))
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	f.Uint32Var(&req.Months, "months", 12, p.say(flagMonths))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// linkedCases are cases that may be the same as a table.
func (p *program) linkedCases(resp *intakev1.FindDuplicatesResponse) string {
	g := &say.Grid{}
	g.Row(p.say(headScore), p.say(headRegisteredAt), p.say(headDispute), p.say(headNumber), p.say(headState), p.say(headReason))
	for _, c := range resp.GetCases() {
		reasons := make([]string, 0, len(c.GetReasons()))
		for _, r := range c.GetReasons() {
			reasons = append(reasons, p.say(duplicateReasons[r]))
		}
		g.Row(strconv.Itoa(int(c.GetScore())), say.Clock(c.GetRegisteredAt().AsTime()), c.GetDisputeId(), c.GetCaseNumber(), p.state(c.GetState()),
			strings.Join(reasons, p.say(say.Comma)))
	}
	return g.String()
}
