package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/statistics/figure"
)

// differencesShown is how many cases are named one by one when sources differ.
const differencesShown = 50

// compareSources prints what each source says, side by side.
func (p *program) compareSources(sources []source, variants []figure.Variant) {
	g := &say.Grid{}
	line := func(head text, say func(source) string) {
		row := []string{p.say(head)}
		for _, s := range sources {
			row = append(row, say(s))
		}
		g.Row(row...)
	}
	line(headFigure, func(s source) string { return p.say(s.name) })
	for i, v := range variants {
		line(text{v.TitleZh, v.TitleEn}, func(s source) string {
			r := s.rates[i]
			return fmt.Sprintf("%d/%d = %s", r.Numerator, r.Denominator, r.Percent())
		})
	}
	if slices.ContainsFunc(sources, func(s source) bool { return s.position != sources[0].position }) {
		line(recomputePlace, func(s source) string { return s.position.String() })
	}
	line(recomputeCases, func(s source) string { return strconv.FormatUint(s.disputes, 10) })
	line(recomputeAside, func(s source) string { return strconv.Itoa(s.aside) })
	p.printf("%s", g)
	for _, s := range sources {
		p.printf("%s%s%s %s\n", p.say(recomputeDigest), p.say(say.Colon), p.say(s.name), s.digest)
	}
}

// namesAside names the events that could not be understood.
func (p *program) namesAside(f *figure.Fold) {
	for _, a := range f.SetAside() {
		if a.Err != nil {
			at := es.Position{Commit: a.Event.Position.Commit, Prepare: a.Event.Position.Prepare}
			p.tell(recomputeBad, at, a.Event.Type, a.Event.Stream, a.Err)
		}
	}
}

// namesDifferences names the cases on which a source does not agree with the first.
func (p *program) namesDifferences(sources []source) error {
	these, err := sources[0].cases()
	if err != nil {
		return err
	}
	for _, other := range sources[1:] {
		if other.identical(sources[0]) {
			continue
		}
		those, err := other.cases()
		if err != nil {
			return err
		}
		differences := figure.Compare(these, those)
		p.tell(recomputeDiffers, len(differences), p.say(sources[0].name), p.say(other.name))
		g := &say.Grid{}
		for _, d := range differences[:min(len(differences), differencesShown)] {
			g.Row("   "+d.This.Dispute.String(), p.counted(d.This), p.counted(d.Other))
		}
		p.printf("%s", g)
		if more := len(differences) - differencesShown; more > 0 {
			p.tell(recomputeMore, more)
		}
	}
	return nil
}

// counted says how a source counts a case.
func (p *program) counted(c figure.Case) string {
	if !c.Any() {
		return p.say(recomputeNone)
	}
	said := []string{cmp.Or(c.Outcome, "-")}
	for _, in := range []struct {
		in  bool
		set text
	}{{c.Closed, setClosed}, {c.Accepted, setAccepted}, {c.Registered, setRegistered}} {
		if in.in {
			said = append(said, p.say(in.set))
		}
	}
	return strings.Join(said, " ")
}

// listAll has the service list every case that it counts at the position of its answer.
func listAll(ctx context.Context, client statisticsv1.StatisticsServiceClient, resp *statisticsv1.GetSuccessRateResponse) ([]figure.Case, error) {
	counted := map[figure.ID]figure.Member{}
	for _, set := range []statisticsv1.CountedSet{
		statisticsv1.CountedSet_COUNTED_SET_CLOSED, statisticsv1.CountedSet_COUNTED_SET_ACCEPTED, statisticsv1.CountedSet_COUNTED_SET_REGISTERED,
	} {
		req := &statisticsv1.ListCountedDisputesRequest{
			Unit: resp.GetUnit(), Window: resp.GetWindow().GetText(), Set: set, PageSize: 1000,
			AsOf: &statisticsv1.ListCountedDisputesRequest_AsOfPosition{AsOfPosition: resp.GetPosition()},
		}
		for {
			page, err := client.ListCountedDisputes(ctx, req)
			if err != nil {
				return nil, err
			}
			for _, r := range page.GetRows() {
				id, err := figure.Dispute("dispute-" + r.GetDisputeId())
				if err != nil {
					return nil, err
				}
				counted[id] = figure.Member{
					Outcome: r.GetOutcome(), Closed: r.GetIn().GetClosed(), Accepted: r.GetIn().GetAccepted(), Registered: r.GetIn().GetRegistered(),
				}
			}
			if req.PageToken = page.GetNextPageToken(); req.GetPageToken() == "" {
				break
			}
		}
	}
	cases := make([]figure.Case, 0, len(counted))
	for id, m := range counted {
		cases = append(cases, figure.Case{Dispute: id, Member: m})
	}
	slices.SortFunc(cases, func(a, b figure.Case) int { return bytes.Compare(a.Dispute[:], b.Dispute[:]) })
	return cases, nil
}
