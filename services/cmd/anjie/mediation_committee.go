package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/mediation/proceeding"
)

// What is said of committees.
var (
	helpCommittee  = text{"调委会花名册：设立、换届、人员变动", "rosters of committees: establishing, renewing, changing them"}
	helpEstablish  = text{"设立调委会，委员三至九人", "establish a committee of 3 to 9 members"}
	helpRenew      = text{"换届，写出新一届全部委员", "give a committee a new term, with all its members"}
	helpChange     = text{"任期内人员变动", "let people come and go within a term"}
	helpRoster     = text{"查看一个调委会", "show a committee"}
	helpCommittees = text{"查看调委会列表", "list committees"}

	flagTermFrom  = text{"任期（三年）开始日期 YYYY-MM-DD，默认当日", "date on which the term of three years begins, that day by default"}
	flagChair     = text{"主任的账号，须为委员", "account of the chair, one of the members"}
	flagWomen     = text{"女性委员人数", "how many of the members are women"}
	flagNoWoman   = text{"变动后没有女性委员", "none of the members is a woman afterwards"}
	flagEthnic    = text{"多民族居住的地区", "its area has several ethnic groups"}
	flagEthnicNow = text{"是否多民族居住的地区，不再是的写 --multi-ethnic=false", "whether its area has several ethnic groups; write --multi-ethnic=false where they no longer do"}
	flagMinority  = text{"有人数较少民族的委员，只在多民族居住的地区注明，不记是谁", "a member is of a smaller ethnic group there; only where several live, and not who it is"}
	flagMinorNow  = text{"变动后有人数较少民族的委员；有人离任而未注明的，视为没有，可以以后另行注明", "a member is of a smaller ethnic group there afterwards; when members leave and nothing is said none is, and it may be said later"}
	flagMember    = text{"委员 账号=姓名，可多次给出", "member, ACCOUNT=NAME, repeatable"}
	flagHired     = text{"聘任的调解员 账号=姓名，可多次给出", "hired mediator, ACCOUNT=NAME, repeatable"}
	flagJoined    = text{"新任委员 账号=姓名，可多次给出", "new member, ACCOUNT=NAME, repeatable"}
	flagLeft      = text{"离任委员 账号=原因代码 X01–X06、X99，可多次给出", "leaving member, ACCOUNT=REASON, X01–X06, X99, repeatable"}
	flagDismissed = text{"离任的聘任调解员 账号=原因代码，可多次给出", "leaving hired mediator, ACCOUNT=REASON, repeatable"}
	flagTermEnds  = text{"任期在此日或之前届满的，YYYY-MM-DD", "those whose term ends on or before this date, YYYY-MM-DD"}

	doneEstablished = text{"设立调委会", "established"}
	doneRenewed     = text{"换届", "renewed"}
	doneChanged     = text{"人员变动", "changed"}
	wordEthnic      = text{"多民族居住的地区", "of several ethnic groups"}
	toldRoster      = text{"%s：调委会 %s，第 %d 步，日志位置 %s%s", "%s: committee %s, step %d, position %s%s"}
	toldCommittees  = text{"调委会列表截至日志位置 %s，本页 %d 个", "the committees as of position %s, %d on this page"}

	headCommittee = text{"调委会", "committee"}
	headTermEnds  = text{"任期至", "term ends"}
	headChair     = text{"主任", "chair"}
	headMembers   = text{"委员", "members"}
	headWomen     = text{"其中女性", "women"}
	headEthnic    = text{"所在地区", "area"}
	headHired     = text{"聘任", "hired"}
	headLookAt    = text{"提醒", "look at this"}
)

// aCommittee is what the steps of a roster are done to.
var aCommittee = subject{arg: "CODE", field: "committee", keeper: mediationOf, named: (*program).committeeNamed, told: (*program).rosterTold}

func stepsOfCommittees() []step {
	unit := stepFlag{"unit", "unit", "", flagUnitOf}
	term := []stepFlag{unit, {"term-from", "term_from", "", flagTermFrom}, {"chair", "chair", "", flagChair}, {"women", "women", "", flagWomen}, {"multi-ethnic", "multi_ethnic", "", flagEthnic}, {"minority-member", "minority_member", "", flagMinority}, {"member", "members", "", flagMember}}
	hired := stepFlag{"hired", "hired", "", flagHired}
	return []step{
		{"establish", mediationv1.RosterService_EstablishCommittee_FullMethodName, helpEstablish, doneEstablished, append(slices.Clip(term), hired)},
		{"renew", mediationv1.RosterService_RenewCommittee_FullMethodName, helpRenew, doneRenewed, term},
		{"change", mediationv1.RosterService_ChangeCommittee_FullMethodName, helpChange, doneChanged, []stepFlag{
			unit,
			{"chair", "chair", "", flagChair},
			{"women", "women", "", flagWomen},
			{"no-woman", "no_woman", "", flagNoWoman},
			{"multi-ethnic", "multi_ethnic", "", flagEthnicNow},
			{"minority-member", "minority_member", "", flagMinorNow},
			{"joined", "joined", "", flagJoined},
			{"left", "left", "", flagLeft},
			hired,
			{"dismissed", "dismissed", "", flagDismissed},
		}},
	}
}

func (p *program) committeeCommand(c clientConfig) (*cobra.Command, error) {
	cmd := &cobra.Command{Use: "committee", Short: p.say(helpCommittee)}
	steps, err := p.stepCommands(c, aCommittee, stepsOfCommittees())
	if err != nil {
		return nil, err
	}
	cmd.AddCommand(steps...)
	cmd.AddCommand(p.showCommitteeCommand(c), p.listCommitteesCommand(c))
	return cmd, nil
}

// committeeNamed leaves a code as it is: committees have no other name.
func (*program) committeeNamed(_ context.Context, _ clientConfig, code string) (string, error) {
	return code, nil
}

func (p *program) rosterTold(done text, code string, resp proto.Message) bool {
	r, ok := resp.(interface {
		GetReceipt() *mediationv1.RosterReceipt
	})
	if !ok {
		return false
	}
	x := r.GetReceipt()
	p.tell(toldRoster, p.say(done), code, x.GetRevision()+1, at(x.GetPosition()), p.repeated(x))
	p.warned(x)
	return true
}

func (p *program) showCommitteeCommand(c clientConfig) *cobra.Command {
	req := &mediationv1.GetCommitteeRequest{}
	var asJSON bool
	cmd := &cobra.Command{
		Use: "show CODE", Short: p.say(helpRoster), Args: arguments(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			req.Committee = args[0]
			return p.call(c, mediationOf, func(cc *grpc.ClientConn) error {
				resp, err := mediationv1.NewRosterServiceClient(cc).GetCommittee(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.committeePage(resp))
				return nil
			})
		},
	}
	p.clientFlags(cmd.Flags(), &c)
	cmd.Flags().StringVar(&req.Unit, "unit", "", p.say(flagUnitOf))
	cmd.Flags().BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// committeePage is one committee on a page.
func (p *program) committeePage(resp *mediationv1.GetCommitteeResponse) string {
	x, g := resp.GetCommittee(), &sheet{p: p}
	g.line(headCommittee, x.GetCommittee())
	g.line(headUnit, x.GetUnit())
	g.line(headTermEnds, x.GetTermEndsOn())
	g.line(headChair, x.GetChair())
	g.line(headWomen, strconv.Itoa(int(x.GetWomen())))
	if x.GetMultiEthnic() {
		g.line(headEthnic, p.say(wordEthnic))
	}
	for _, m := range resp.GetMembers() {
		g.line(headMembers, strings.TrimSpace(m.GetAccount()+" "+m.GetName()))
	}
	for _, m := range resp.GetHired() {
		g.line(headHired, strings.TrimSpace(m.GetAccount()+" "+m.GetName()))
	}
	g.line(headLookAt, p.warnings(x.GetWarnings()))
	return g.g.String()
}

func (p *program) listCommitteesCommand(c clientConfig) *cobra.Command {
	req := &mediationv1.ListCommitteesRequest{}
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: p.say(helpCommittees), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var err error
			if req.AtLeastPosition, err = c.atLeast(); err != nil {
				return err
			}
			return p.call(c, mediationOf, func(cc *grpc.ClientConn) error {
				resp, err := mediationv1.NewRosterServiceClient(cc).ListCommittees(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				g := &say.Grid{}
				g.Row(p.say(headUnit), p.say(headCommittee), p.say(headTermEnds), p.say(headChair), p.say(headMembers), p.say(headWomen), p.say(headHired), p.say(headLookAt))
				for _, x := range resp.GetCommittees() {
					g.Row(x.GetUnit(), x.GetCommittee(), x.GetTermEndsOn(), x.GetChair(), strconv.Itoa(int(x.GetMembers())),
						strconv.Itoa(int(x.GetWomen())), strconv.Itoa(int(x.GetHired())), p.warnings(x.GetWarnings()))
				}
				p.printf("%s", g)
				p.tell(toldCommittees, at(resp.GetPosition()), len(resp.GetCommittees()))
				if t := resp.GetNextPageToken(); t != "" {
					p.tell(toldNextPage, t)
				}
				return nil
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	p.atLeastFlag(f, &c)
	f.StringVar(&req.Unit, "unit", "", p.say(flagUnit))
	f.StringVar(&req.TermEndsBy, "term-ends-by", "", p.say(flagTermEnds))
	f.Uint32Var(&req.PageSize, "rows", 20, p.say(flagPageSize))
	f.StringVar(&req.PageToken, "page", "", p.say(flagPage))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// warnings are what should be looked at, in words.
func (p *program) warnings(codes []string) string {
	var out []string
	for _, code := range codes {
		out = append(out, p.word(proceeding.Warnings(), code))
	}
	return strings.Join(out, p.say(say.Semicolon))
}
