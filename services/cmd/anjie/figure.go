package main

import (
	"context"
	"strconv"
	"strings"
	"time"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/statistics/figure"
)

// figureQuestion is what a figure is asked for.
type figureQuestion struct {
	window, unit, asOf string

	settlement bool // counts as a success
}

// counting is how outcomes are counted.
func (q figureQuestion) counting() figure.Counting {
	if q.settlement {
		return figure.SettlementAsSuccess
	}
	return figure.Published
}

// answered refuses an answer of a release that passes over how it was asked to count.
func (q figureQuestion) answered(resp interface{ GetSettlementAsSuccess() bool }) error {
	if q.settlement && !resp.GetSettlementAsSuccess() {
		return say.Fault(fault.Refused, "service-older", errOlderService)
	}
	return nil
}

func (p *program) questionFlags(f *pflag.FlagSet, q *figureQuestion) {
	f.StringVar(&q.window, "window", "", p.say(flagWindow))
	f.StringVar(&q.unit, "unit", "", p.say(flagUnit))
	f.StringVar(&q.asOf, "as-of", "", p.say(flagAsOf))
	f.BoolVar(&q.settlement, "settlement-as-success", false, p.say(flagSettlement))
}

// asOfPoint is what --as-of says: a position, a time, or neither.
type asOfPoint struct {
	position *es.Position
	time     *time.Time
}

func (p *program) point(q figureQuestion) (a asOfPoint, err error) {
	if q.window == "" {
		return a, say.Fault(fault.Invalid, "flag-missing", errMissingFlag, "window")
	}
	if q.asOf == "" {
		return a, nil
	}
	if position, err := es.ParsePosition(q.asOf); err == nil {
		a.position = &position
		return a, nil
	}
	t, err := time.Parse(time.RFC3339, q.asOf)
	if day, notDay := calendar.Parse(q.asOf); notDay == nil {
		t, err = day.Plus(1).Start().Add(-time.Microsecond), nil
	}
	switch {
	case err != nil:
		return a, say.Fault(fault.Invalid, "as-of-flag", errAsOf)
	case t.After(p.now()): // what it says may still change
		return a, say.Fault(fault.Invalid, "as-of-flag", errAsOfFuture)
	}
	a.time = &t
	return a, nil
}

func (p *program) rateRequest(q figureQuestion, digest bool) (*statisticsv1.GetSuccessRateRequest, error) {
	a, err := p.point(q)
	if err != nil {
		return nil, err
	}
	req := &statisticsv1.GetSuccessRateRequest{Unit: q.unit, Window: q.window, WithDigest: digest, SettlementAsSuccess: q.settlement}
	switch {
	case a.position != nil:
		req.AsOf = &statisticsv1.GetSuccessRateRequest_AsOfPosition{AsOfPosition: request.Position(*a.position)}
	case a.time != nil:
		req.AsOf = &statisticsv1.GetSuccessRateRequest_AsOfTime{AsOfTime: timestamppb.New(*a.time)}
	}
	return req, nil
}

// figureCommand asks for figures and recomputes them.
func (p *program) figureCommand() (*cobra.Command, error) {
	cmd := &cobra.Command{Use: "figure", Short: p.say(helpFigure)}
	rate, err := p.successRateCommand()
	if err != nil {
		return nil, err
	}
	recompute, err := p.recomputeCommand()
	if err != nil {
		return nil, err
	}
	cmd.AddCommand(rate, recompute)
	return cmd, nil
}

func (p *program) successRateCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var q figureQuestion
	var cases string
	var asJSON bool
	var page statisticsv1.ListCountedDisputesRequest
	cmd := &cobra.Command{
		Use: "success-rate", Short: p.say(helpSuccessRate), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.call(c, statisticsOf, func(cc *grpc.ClientConn) error {
				client := statisticsv1.NewStatisticsServiceClient(cc)
				if cases != "" {
					return p.listCases(cmd.Context(), client, c, q, cases, &page, asJSON)
				}
				return p.successRate(cmd.Context(), client, q, asJSON)
			})
		},
	}
	f := cmd.Flags()
	p.clientFlags(f, &c)
	p.questionFlags(f, &q)
	f.StringVar(&cases, "cases", "", p.say(flagCases, p.words(statisticsv1.CountedSet(0))))
	f.Uint32Var(&page.PageSize, "page-size", 0, p.say(flagPageSize))
	f.StringVar(&page.PageToken, "page", "", p.say(flagPage))
	f.BoolVar(&asJSON, "json", false, p.say(flagJSON))
	return cmd, nil
}

func (p *program) successRate(ctx context.Context, client statisticsv1.StatisticsServiceClient, q figureQuestion, asJSON bool) error {
	req, err := p.rateRequest(q, false)
	if err != nil {
		return err
	}
	resp, err := client.GetSuccessRate(ctx, req)
	if err == nil {
		err = q.answered(resp)
	}
	if err != nil {
		return err
	}
	if asJSON {
		return p.printJSON(resp)
	}
	p.printf("%s\n\n", p.figureLine(resp))
	p.printSuccessRate(resp)
	return nil
}

// figureLine is the figure in one line: what, of when, numerator, denominator, rate, and where in the log it holds.
func (p *program) figureLine(resp *statisticsv1.GetSuccessRateResponse) string {
	r := resp.GetRates()[0]
	return p.say(figureLine, p.say(text{r.GetTitleZh(), r.GetTitleEn()}), resp.GetWindow().GetText(), r.GetNumerator(), r.GetDenominator(),
		r.GetPercent(), at(resp.GetPosition()))
}

func (p *program) printSuccessRate(resp *statisticsv1.GetSuccessRateResponse) {
	w := resp.GetWindow()
	p.tell(figureScope, resp.GetUnit(), w.GetFirst(), w.GetLast(), say.Clock(resp.GetRecordedUntil().AsTime()))
	if n := resp.GetSetAside(); n > 0 {
		p.tell(figureAside, n)
	}
	number := func(n uint64) string { return strconv.FormatUint(n, 10) }
	g := &say.Grid{}
	g.Row(p.say(headFigure), p.say(headRate), p.say(headNumerator), p.say(headDenominator), p.say(headRule))
	for _, r := range resp.GetRates() {
		g.Row(p.say(text{r.GetTitleZh(), r.GetTitleEn()}), r.GetPercent(), number(r.GetNumerator()), number(r.GetDenominator()), r.GetDefinition().GetName())
	}
	p.printf("\n%s\n", g)
	g = &say.Grid{}
	g.Row(p.say(headOutcome), "", p.say(headCountsAs), p.say(headCases))
	for _, o := range resp.GetOutcomes() {
		g.Row(o.GetCode(), p.say(text{o.GetZh(), o.GetEn()}), p.countedSet(o.GetCountsAs()), number(o.GetDisputes()))
	}
	p.printf("%s\n", g)
	for _, r := range resp.GetRates() {
		d := r.GetDefinition()
		p.tell(figureRule, d.GetName(), p.say(text{d.GetZh(), d.GetEn()}))
	}
	p.tell(figureRound, p.say(text{resp.GetRounding().GetZh(), resp.GetRounding().GetEn()}))
}

// countedSets are what --cases lists.
var countedSets = map[statisticsv1.CountedSet]text{
	statisticsv1.CountedSet_COUNTED_SET_SUCCESS:      setSuccess,
	statisticsv1.CountedSet_COUNTED_SET_PARTIAL:      setPartial,
	statisticsv1.CountedSet_COUNTED_SET_FAILURE:      setFailure,
	statisticsv1.CountedSet_COUNTED_SET_NEITHER:      setNeither,
	statisticsv1.CountedSet_COUNTED_SET_TRANSFERRED:  setTransferred,
	statisticsv1.CountedSet_COUNTED_SET_NOT_ACCEPTED: setNotAccepted,
	statisticsv1.CountedSet_COUNTED_SET_CLOSED:       setClosed,
	statisticsv1.CountedSet_COUNTED_SET_ACCEPTED:     setAccepted,
	statisticsv1.CountedSet_COUNTED_SET_REGISTERED:   setRegistered,
}

func (p *program) countedSet(set statisticsv1.CountedSet) string {
	t, ok := countedSets[set]
	if !ok {
		t = wordUnknown
	}
	return p.say(t)
}

// setNamed finds the set that --cases names; failures and FAILURE are fine too.
func setNamed(name string) (statisticsv1.CountedSet, error) {
	d := statisticsv1.CountedSet(0).Descriptor()
	if n, ok := enumNamed(d, strings.TrimSuffix(name, "s")); ok {
		return statisticsv1.CountedSet(n), nil
	}
	n, err := enumGiven(d, name, "unknown-set", errCases)
	return statisticsv1.CountedSet(n), err
}
