package view

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

const instrumentation = "anjie.internal/services/internal/pg/view"

// instruments registers the gauge of parked events; lag and throughput are the follower's. The returned stop takes it back.
func (v *View) instruments() (stop func(), err error) {
	mp := v.cfg.Meter
	if mp == nil {
		mp = otel.GetMeterProvider()
	}
	m := mp.Meter(instrumentation)
	g, err := m.Int64ObservableGauge("anjie.view.parked", metric.WithUnit("{event}"),
		metric.WithDescription("Events that the view could not apply, and those that wait behind them. Anything but zero needs somebody."))
	if err != nil {
		return nil, fmt.Errorf("view %s: %w", v.def.Name, err)
	}
	set := metric.WithAttributeSet(attribute.NewSet(attribute.String("view", v.def.Name)))
	r, err := m.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		o.ObserveInt64(g, v.parked.Load(), set)
		return nil
	}, g)
	if err != nil {
		return nil, fmt.Errorf("view %s: %w", v.def.Name, err)
	}
	return func() { _ = r.Unregister() }, nil // only fails when the provider is gone
}
