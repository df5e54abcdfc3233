package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/spf13/cobra"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/statistics"
	"anjie.internal/services/statistics/figure"
)

// errNotIdentical is matched by the error of a recomputation that found the service's answer to be another one.
var errNotIdentical = say.Fault(fault.Conflict, "figures-differ", errFiguresDiffer)

// recomputation is what `anjie figure recompute` is asked for.
type recomputation struct {
	figureQuestion

	store   string // connection string of the event store
	file    string
	offline bool
}

// recomputeCommand recomputes figures, one kind per sub-command.
func (p *program) recomputeCommand() (*cobra.Command, error) {
	c, err := fromEnv[clientConfig](p)
	if err != nil {
		return nil, err
	}
	var r recomputation
	rate := &cobra.Command{
		Use: "success-rate", Short: p.say(helpRecompute), Args: arguments(0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if r.offline {
				if r.file == "" {
					return say.Fault(fault.Invalid, "command-line", errOffline)
				}
				return p.recomputeOffline(cmd.Context(), c, r)
			}
			return p.call(c, statisticsOf, func(cc *grpc.ClientConn) error {
				return p.recompute(cmd.Context(), c, statisticsv1.NewStatisticsServiceClient(cc), r)
			})
		},
	}
	f := rate.Flags()
	p.clientFlags(f, &c)
	p.questionFlags(f, &r.figureQuestion)
	f.StringVar(&r.store, "eventstore", p.environ["ANJIE_EVENTSTORE"], p.say(flagEventStore))
	f.StringVar(&r.file, "from-file", "", p.say(flagFromFile))
	f.BoolVar(&r.offline, "offline", false, p.say(flagOffline))
	cmd := &cobra.Command{Use: "recompute", Short: p.say(helpRecompute)}
	cmd.AddCommand(rate)
	return cmd, nil
}

// source is one side of a comparison: who says it, and what it says.
type source struct {
	name     text
	position es.Position
	tally    map[string]uint64 // disputes by outcome, without zeros
	rates    []figure.Rate
	digest   string
	disputes uint64
	aside    int
	cases    func() ([]figure.Case, error)
}

// said is what the service answered.
func (p *program) said(ctx context.Context, client statisticsv1.StatisticsServiceClient, resp *statisticsv1.GetSuccessRateResponse) source {
	s := source{
		name: sourceService, position: request.PositionOf(resp.GetPosition()), tally: map[string]uint64{}, digest: resp.GetDigest().GetSha256(),
		disputes: resp.GetDigest().GetDisputes(), aside: int(resp.GetSetAside()), //nolint:gosec // G115: a count
		cases: func() ([]figure.Case, error) { return listAll(ctx, client, resp) },
	}
	for _, r := range resp.GetRates() {
		s.rates = append(s.rates, figure.Rate{Numerator: r.GetNumerator(), Denominator: r.GetDenominator()})
	}
	for _, o := range resp.GetOutcomes() {
		if o.GetDisputes() > 0 {
			s.tally[o.GetCode()] = o.GetDisputes()
		}
	}
	return s
}

// folded is what a fold of the log says.
func folded(name text, f *figure.Fold, w figure.Window, prefix string, variants []figure.Variant) source {
	cases := f.Cases(w, prefix)
	tally, digest, at := figure.TallyOf(cases), figure.DigestOf(cases), f.Position()
	s := source{
		name: name, position: es.Position{Commit: at.Commit, Prepare: at.Prepare}, tally: tally.Closed(), digest: digest.String(), disputes: digest.Cases(),
		aside: len(f.SetAside()), cases: func() ([]figure.Case, error) { return cases, nil },
	}
	for _, v := range variants {
		s.rates = append(s.rates, tally.Rate(v))
	}
	return s
}

// identical reports whether both say the same in everything.
func (s source) identical(other source) bool {
	return slices.Equal(s.rates, other.rates) && s.position == other.position && s.digest == other.digest && s.disputes == other.disputes && s.aside == other.aside && maps.Equal(s.tally, other.tally)
}

// recompute asks the service, folds the log up to the position of the answer, or to the time that was asked for, and compares.
func (p *program) recompute(ctx context.Context, c clientConfig, client statisticsv1.StatisticsServiceClient, r recomputation) error {
	a, err := p.point(r.figureQuestion)
	if err != nil {
		return err
	}
	return p.log(ctx, c.Data, r.store, func(ctx context.Context, store es.Store) error {
		resp, err := p.askFor(ctx, store, client, r)
		if err != nil {
			return err
		}
		answered := p.said(ctx, client, resp)
		cut := figure.Cut{Position: figure.Position{Commit: answered.position.Commit, Prepare: answered.position.Prepare}}
		if a.time != nil { // the fold finds the position of the time by itself
			cut = figure.Cut{Time: *a.time}
		}
		return p.recomputeFrom(ctx, store, r, resp, answered, cut)
	})
}

// askFor asks the service. As of a time, it has to have seen the whole log: it must not stop short of an event that the fold will find.
func (p *program) askFor(ctx context.Context, store es.Store, client statisticsv1.StatisticsServiceClient, r recomputation) (*statisticsv1.GetSuccessRateResponse, error) {
	req, err := p.rateRequest(r.figureQuestion, true)
	if err != nil {
		return nil, err
	}
	if req.GetAsOfTime() != nil {
		head, err := store.Head(ctx)
		if err != nil {
			return nil, err
		}
		req.AtLeastPosition = request.Position(head)
	}
	resp, err := client.GetSuccessRate(ctx, req)
	if err == nil {
		err = r.answered(resp)
	}
	return resp, err
}

// recomputeFrom folds the log, and a file where there is one, prints what each says, and finds out whether all say the same.
func (p *program) recomputeFrom(ctx context.Context, store es.Store, r recomputation, resp *statisticsv1.GetSuccessRateResponse, answered source, cut figure.Cut) error {
	w, err := figure.ParseWindow(resp.GetWindow().GetText())
	if err != nil {
		return err
	}
	prefix, ok := unit.Prefix(resp.GetUnit())
	if !ok {
		return fmt.Errorf("the service answers for the unit %q", resp.GetUnit())
	}
	variants := r.counting().SuccessRates()
	began := p.now()
	fold, err := p.foldLog(ctx, store, cut)
	if err != nil {
		return err
	}
	took := p.now().Sub(began)
	sources := []source{answered, folded(sourceLog, fold, w, prefix, variants)}
	if r.file != "" {
		fromFile, err := p.foldFile(ctx, r.file, cut, answered.position)
		if err != nil {
			return err
		}
		sources = append(sources, folded(sourceFile, fromFile, w, prefix, variants))
	}
	same := !slices.ContainsFunc(sources, func(s source) bool { return !s.identical(answered) })
	verdict := recomputeSame
	if !same {
		verdict = recomputeOther
	}
	p.printf("%s%s\n\n", p.figureLine(resp), p.say(verdict))
	p.compareSources(sources, variants)
	p.tell(recomputeTook, fold.Disputes(), took.Round(time.Millisecond))
	p.namesAside(fold)
	if same {
		return nil
	}
	if err := p.namesDifferences(sources); err != nil {
		return err
	}
	return errNotIdentical
}

func (p *program) foldLog(ctx context.Context, store es.Store, cut figure.Cut) (*figure.Fold, error) {
	if cut.Position.IsZero() && cut.Time.IsZero() {
		return figure.NewFold(cut), nil // the service has not seen anything yet
	}
	shown := p.progress(p.say(recomputeBar), -1)
	defer shown.end()
	events := 0
	return statistics.Recompute(ctx, store, cut, func(done, end es.Position) {
		if events++; events%1024 == 0 {
			shown.set(int64(done.Commit), int64(end.Commit)) //nolint:gosec // G115: for the eye only
		}
	})
}

// recomputeOffline folds a file, for somebody who has nothing else.
func (p *program) recomputeOffline(ctx context.Context, c clientConfig, r recomputation) error {
	a, err := p.point(r.figureQuestion)
	if err != nil {
		return err
	}
	w, err := figure.ParseWindow(r.window)
	if err != nil {
		return err
	}
	asked := r.unit
	if asked == "" {
		asked = c.Unit
	}
	prefix, ok := unit.Prefix(asked)
	if !ok {
		return statistics.ErrUnitFormat.On("unit")
	}
	var cut figure.Cut
	if a.position != nil {
		cut.Position = figure.Position{Commit: a.position.Commit, Prepare: a.position.Prepare}
	}
	if a.time != nil {
		cut.Time = *a.time
	}
	fold, err := p.foldFile(ctx, r.file, cut, es.Position{Commit: cut.Position.Commit, Prepare: cut.Position.Prepare})
	if err != nil {
		return err
	}
	variants := r.counting().SuccessRates()
	s, v := folded(sourceFile, fold, w, prefix, variants), variants[0]
	p.printf("%s%s\n\n", p.say(figureLine, p.say(text{v.TitleZh, v.TitleEn}), r.window, s.rates[0].Numerator, s.rates[0].Denominator, s.rates[0].Percent(), s.position), p.say(recomputeAlone))
	p.compareSources([]source{s}, variants)
	p.namesAside(fold)
	return nil
}
