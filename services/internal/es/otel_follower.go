package es

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// followerWatch reports how far a follower is.
type followerWatch struct {
	set      metric.MeasurementOption
	events   metric.Int64Counter
	batches  metric.Int64Counter
	reopens  metric.Int64Counter
	observed metric.Registration // while Run runs
	observe  func() (metric.Registration, error)
}

func newFollowerWatch(f *Follower) (*followerWatch, error) {
	mp := f.cfg.Meter
	if mp == nil {
		mp = otel.GetMeterProvider()
	}
	m := mp.Meter(instrumentation)
	w := &followerWatch{set: metric.WithAttributeSet(attribute.NewSet(attribute.String("follower", f.cfg.Name)))}
	var errs [5]error
	w.events, errs[0] = m.Int64Counter("anjie.follower.events", metric.WithUnit("{event}"),
		metric.WithDescription("Events applied."))
	w.batches, errs[1] = m.Int64Counter("anjie.follower.batches", metric.WithUnit("{batch}"),
		metric.WithDescription("Batches applied."))
	w.reopens, errs[2] = m.Int64Counter("anjie.follower.reopens", metric.WithUnit("{reopen}"),
		metric.WithDescription("How often the log dropped, or a batch was refused, and the log was opened again."))
	behind, err := m.Float64ObservableGauge("anjie.follower.lag", metric.WithUnit("s"),
		metric.WithDescription("Time behind the log: zero when everything known to exist has been applied."))
	errs[3] = err
	pending, err := m.Int64ObservableGauge("anjie.follower.pending", metric.WithUnit("{event}"),
		metric.WithDescription("Events received and not applied yet."))
	errs[4] = err
	w.observe = func() (metric.Registration, error) {
		return m.RegisterCallback(func(_ context.Context, o metric.Observer) error {
			lag := f.Lag()
			o.ObserveFloat64(behind, lag.Behind.Seconds(), w.set)
			o.ObserveInt64(pending, int64(lag.Pending), w.set)
			return nil
		}, behind, pending)
	}
	return w, errors.Join(errs[:]...)
}

func (w *followerWatch) open() error {
	var err error
	w.observed, err = w.observe()
	return err
}

func (w *followerWatch) close() {
	if w.observed != nil {
		_ = w.observed.Unregister() // only fails when the provider is gone
	}
}

func (w *followerWatch) applied(ctx context.Context, events int) {
	w.events.Add(ctx, int64(events), w.set)
	w.batches.Add(ctx, 1, w.set)
}

func (w *followerWatch) reopened(ctx context.Context) { w.reopens.Add(ctx, 1, w.set) }
