package main

import (
	"context"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/request"
)

// listCases is the drill-down: the cases that a figure counts, or leaves out.
func (p *program) listCases(ctx context.Context, client statisticsv1.StatisticsServiceClient, c clientConfig, q figureQuestion, name string,
	req *statisticsv1.ListCountedDisputesRequest, asJSON bool,
) error {
	a, err := p.point(q)
	if err != nil {
		return err
	}
	if req.Set, err = setNamed(name); err != nil {
		return err
	}
	req.Unit, req.Window, req.SettlementAsSuccess = q.unit, q.window, q.settlement
	switch {
	case a.position != nil:
		req.AsOf = &statisticsv1.ListCountedDisputesRequest_AsOfPosition{AsOfPosition: request.Position(*a.position)}
	case a.time != nil:
		req.AsOf = &statisticsv1.ListCountedDisputesRequest_AsOfTime{AsOfTime: timestamppb.New(*a.time)}
	}
	resp, err := client.ListCountedDisputes(ctx, req)
	if err == nil {
		err = q.answered(resp)
	}
	if err != nil {
		return err
	}
	if asJSON {
		return p.printJSON(resp)
	}
	numbers := p.caseNumbers(ctx, c, resp.GetRows())
	g := &say.Grid{}
	g.Row(p.say(headNumber), p.say(headDispute), p.say(headUnit), p.say(headCategory), p.say(headOutcome), p.say(headReceivedOn), p.say(headAcceptedOn), p.say(headClosedOn), p.say(headClosedAt))
	for i, r := range resp.GetRows() {
		closedAt := ""
		if r.GetClosedAt() != nil {
			closedAt = p.say(cellPosition, at(r.GetClosedAt()))
		}
		g.Row(numbers[i], r.GetDisputeId(), r.GetUnit(), r.GetCategory(), r.GetOutcome(), r.GetRegisteredOn(), r.GetAcceptedOn(), r.GetClosedOn(), closedAt)
	}
	p.printf("%s", g)
	zh, en := q.counting().Note()
	p.tell(figureListed, p.countedSet(req.GetSet())+p.say(text{zh, en}), q.window, len(resp.GetRows()), at(resp.GetPosition()))
	if t := resp.GetNextPageToken(); t != "" {
		p.tell(toldNextPage, t)
	}
	return nil
}

// numberUnknown stands where intake does not tell a case number: it is away, or does not show the case to whoever asks.
const numberUnknown = "—"

// numbersAtOnce is how many cases intake is asked about at a time.
const numbersAtOnce = 8

// caseNumbers asks intake for the numbers by which people know the cases: statistics knows none, for it reads nothing but the log.
func (p *program) caseNumbers(ctx context.Context, c clientConfig, rows []*statisticsv1.CountedDispute) []string {
	numbers := make([]string, len(rows))
	for i := range numbers {
		numbers[i] = numberUnknown
	}
	if c.Server != "" {
		return numbers // that is where statistics is
	}
	_ = p.call(c, intakeOf, func(cc *grpc.ClientConn) error {
		intake := intakev1.NewIntakeServiceClient(cc)
		g, ctx := errgroup.WithContext(ctx)
		g.SetLimit(numbersAtOnce)
		for i, r := range rows {
			g.Go(func() error {
				resp, err := intake.GetDispute(ctx, &intakev1.GetDisputeRequest{DisputeId: r.GetDisputeId()})
				if n := resp.GetDispute().GetCaseNumber(); err == nil && n != "" {
					numbers[i] = n
				}
				return nil
			})
		}
		return g.Wait()
	})
	return numbers
}
