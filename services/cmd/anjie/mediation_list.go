package main

import (
	"cmp"
	"strconv"
	"strings"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/spf13/cobra"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/cmd/internal/story"
	"anjie.internal/services/mediation/proceeding"
)

// What the list of proceedings is told with.
var (
	helpProceedings = text{"查看调解程序列表", "list proceedings"}
	flagModeOf      = text{"调解方式代码 M01–M10，默认全部", "mode code M01–M10, any by default"}
	flagMediatorOf  = text{"某调解员的账号", "account of an assigned mediator"}
	flagDisputeOf   = text{"某纠纷的编号", "a dispute"}
	flagDueBy       = text{"未结束且期限在此日或之前届满的，YYYY-MM-DD", "open ones whose limit ends on or before this date, YYYY-MM-DD"}
	flagOwedBy      = text{"有义务在此日或之前到期的，YYYY-MM-DD", "those under whose agreement something is owed by this date, YYYY-MM-DD"}

	headNth       = text{"次", "no."}
	headSessions  = text{"会次", "sessions"}
	headNextDue   = text{"下次应履行", "next due"}
	headConfirmBy = text{"可确认至", "confirm by"}

	toldProceedings = text{"调解程序列表截至日志位置 %s，本页 %d 件", "the proceedings as of position %s, %d on this page"}
)

func (p *program) listProceedingsCommand(c clientConfig) *cobra.Command {
	req := &mediationv1.ListProceedingsRequest{}
	var state string
	var asJSON bool
	cmd := &cobra.Command{
		Use: "list", Short: p.say(helpProceedings), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			n, err := enumGiven(req.GetState().Descriptor(), state, "state-flag", errUnknownState)
			if err != nil {
				return err
			}
			req.State = mediationv1.ProceedingState(n)
			if req.AtLeastPosition, err = c.atLeast(); err != nil {
				return err
			}
			if req.DisputeId, err = p.mediatedNamed(cmd.Context(), c, req.GetDisputeId()); err != nil {
				return err
			}
			return p.mediators(c, func(s mediationv1.MediationServiceClient) error {
				resp, err := s.ListProceedings(cmd.Context(), req)
				if err != nil {
					return err
				}
				if asJSON {
					return p.printJSON(resp)
				}
				p.printf("%s", p.proceedingRows(resp.GetRows()))
				p.tell(toldProceedings, at(resp.GetPosition()), len(resp.GetRows()))
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
	f.StringVar(&state, "state", "", p.say(flagState, p.words(req.GetState())))
	f.StringVar(&req.Mode, "mode", "", p.say(flagModeOf))
	f.StringVar(&req.Mediator, "mediator", "", p.say(flagMediatorOf))
	f.StringVar(&req.DisputeId, "dispute", "", p.say(flagDisputeOf))
	f.StringVar(&req.DueBy, "due-by", "", p.say(flagDueBy))
	f.StringVar(&req.OwedBy, "owed-by", "", p.say(flagOwedBy))
	f.Uint32Var(&req.PageSize, "rows", 20, p.say(flagPageSize))
	f.StringVar(&req.PageToken, "page", "", p.say(flagPage))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd
}

// proceedingRows is a page of proceedings as a table.
func (p *program) proceedingRows(rows []*mediationv1.QueueRow) string {
	g := &say.Grid{}
	g.Row(p.say(headProceeding), p.say(headNth), p.say(headOpenedAt), p.say(headState), p.say(headMode), p.say(headBasis), p.say(headMediators),
		p.say(headSessions), p.say(headDueOn), p.say(headOutcome), p.say(headNextDue), p.say(headConfirmBy))
	for _, r := range rows {
		state, outcome := p.proceedingState(r.GetState()), "–"
		if r.GetLate() {
			state += " " + p.say(story.Late)
		}
		if r.GetOutcome() != "" {
			outcome = p.named(proceeding.Outcomes(), r.GetOutcome())
		}
		g.Row(r.GetProceedingId(), strconv.Itoa(int(r.GetOrdinal())), say.Clock(r.GetOpenedAt().AsTime()), state, p.modeNamed(r.GetMode()),
			p.named(proceeding.Bases(), r.GetBasis()), cmp.Or(strings.Join(r.GetMediators(), p.say(say.Comma)), "–"), strconv.Itoa(int(r.GetSessions())),
			cmp.Or(r.GetDueOn(), "–"), outcome, cmp.Or(r.GetNextDueOn(), "–"), cmp.Or(r.GetConfirmBy(), "–"))
	}
	return g.String()
}
