package ledger

import (
	"context"
	"fmt"
	"time"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
)

// Figures of the log, as statistics counts them.
type counts struct {
	outcomes map[string]int
	rate     *statisticsv1.Rate
	position *logv1.Position
}

// Settled compares what statistics counts out of the log with the rows of the ledger, once intake has concluded what mediation settled.
type Settled struct {
	// Window is the span of days in which the rows were concluded.
	Window string
	// Totals are outcomes: what the rows say, and by how much the log grew since the import began.
	Totals []Total
	// Rate is the success rate of the window as statistics publishes it, of everything in the log.
	Rate *statisticsv1.Rate
	// Position up to which it was counted.
	Position *logv1.Position
}

// Differs reports whether the log has something else than the ledger.
func (s Settled) Differs() bool {
	for _, t := range s.Totals {
		if t.Differs() {
			return true
		}
	}
	return false
}

// ErrUnsettled says that statistics counts something else than the ledger holds.
var ErrUnsettled = fault.New(fault.Conflict, "import-unsettled",
	"导入完成，但统计结果与台账不一致；若导入期间另有办理，这可能是其所致，否则请查明原因。",
	"The import is complete, but statistics counts something else than the ledger. If others worked in the meantime that may be why; else find out.")

// Settle waits until statistics counts every conclusion of the entries, beyond what it counted at the position at which the import
// began, and returns what it counted last. Intake concludes what mediation settled a moment after it learns of it.
func Settle(ctx context.Context, statistics statisticsv1.StatisticsServiceClient, entries []*Entry, unit string, began *logv1.Position, r Result, patience time.Duration) (Settled, error) {
	out := Settled{Window: window(entries)}
	if out.Window == "" {
		return out, nil
	}
	expected := map[string]int{}
	for _, e := range entries {
		switch {
		case e.Refusal != nil:
			expected[e.Refusal.Outcome]++
		case e.Outcome != "":
			expected[e.Outcome]++
		}
	}
	before, err := count(ctx, statistics, &statisticsv1.GetSuccessRateRequest{
		Unit: unit, Window: out.Window, AsOf: &statisticsv1.GetSuccessRateRequest_AsOfPosition{AsOfPosition: began},
	})
	if err != nil {
		return out, fmt.Errorf("count before the import: %w", err)
	}
	var waited time.Duration
	for wait := firstWait; ; wait = min(2*wait, time.Second) {
		now, err := count(ctx, statistics, &statisticsv1.GetSuccessRateRequest{Unit: unit, Window: out.Window, AtLeastPosition: request.Position(r.Intake)})
		if err != nil {
			return out, fmt.Errorf("count after the import: %w", err)
		}
		out.Rate, out.Position, out.Totals = now.rate, now.position, nil
		for _, code := range sorted(expected) {
			out.Totals = append(out.Totals, Total{Figure: code, Stated: expected[code], Counted: now.outcomes[code] - before.outcomes[code]})
		}
		switch {
		case !out.Differs():
			return out, nil
		case waited > patience:
			return out, ErrUnsettled
		case !sleep(ctx, wait):
			return out, ctx.Err()
		}
		waited += wait
	}
}

func count(ctx context.Context, statistics statisticsv1.StatisticsServiceClient, req *statisticsv1.GetSuccessRateRequest) (counts, error) {
	resp, err := statistics.GetSuccessRate(ctx, req)
	if err != nil {
		return counts{}, err
	}
	c := counts{outcomes: map[string]int{}, position: resp.GetPosition()}
	for _, o := range resp.GetOutcomes() {
		c.outcomes[o.GetCode()] = int(o.GetDisputes()) //nolint:gosec // G115: nobody has that many
	}
	if len(resp.GetRates()) > 0 {
		c.rate = resp.GetRates()[0]
	}
	return c, nil
}

// window spans the days of conclusion; a whole year is named by its number.
func window(entries []*Entry) string {
	var first, last calendar.Date
	for _, e := range entries {
		on := e.ConcludedOn
		if e.Refusal != nil {
			on = e.Refusal.On
		}
		if on.IsZero() {
			continue
		}
		if first.IsZero() || on.Before(first) {
			first = on
		}
		last = latest(last, on)
	}
	switch {
	case first.IsZero():
		return ""
	case first.Year() == last.Year():
		return itoa(first.Year())
	default:
		return itoa(first.Year()) + "-01-01.." + itoa(last.Year()) + "-12-31"
	}
}
