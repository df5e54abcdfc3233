package bus

import (
	"context"
	"fmt"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// counters are observed from the same atomics that Stats reads, so that a test and a dashboard cannot disagree.
type counter struct {
	name, unit, description string
	read                    func() int64
}

func (r *Relay) instrument(meter metric.Meter) error {
	return observe(meter, "anjie.bus.relay", attribute.String("feed", r.cfg.Feed.Name),
		func() float64 { return r.Lag().Seconds() }, []counter{
			{"published", "{fact}", "facts that the channel acknowledged", r.published.Load},
			{"sessions", "{session}", "times that the relay looked up where to go on", r.sessions.Load},
			{"moved", "{time}", "times that the channel ended elsewhere than believed", r.moved.Load},
			{"too_large", "{fact}", "facts that are left to the second road", r.tooLarge.Load},
			{"failures", "{session}", "sessions that ended with an error", r.failures.Load},
		})
}

func (c *Consumer) instrument(meter metric.Meter) error {
	return observe(meter, "anjie.bus.consumer", attribute.String("consumer", c.cfg.Name),
		func() float64 { return c.Lag().Seconds() }, []counter{
			{"received", "{fact}", "facts that came by the channel", c.received.Load},
			{"handled", "{fact}", "facts whose effect was saved", c.handled.Load},
			{"backfilled", "{fact}", "facts handled by the second road", c.backfilled.Load},
			{"repeated", "{fact}", "facts that came again", c.repeated.Load},
			{"holes", "{hole}", "facts that came before the fact before them", c.holes.Load},
			{"failures", "{try}", "errors of handling a fact", c.failures.Load},
			{"parked", "{fact}", "facts put aside", c.parked.Load},
			{"drops", "{time}", "times that the channel failed", c.drops.Load},
		})
}

func observe(meter metric.Meter, prefix string, who attribute.KeyValue, lag func() float64, counters []counter) error {
	if meter == nil {
		return nil
	}
	set := metric.WithAttributes(who)
	if _, err := meter.Float64ObservableGauge(prefix+".lag", metric.WithUnit("s"),
		metric.WithDescription("how long the oldest outstanding fact has waited"),
		metric.WithFloat64Callback(func(_ context.Context, o metric.Float64Observer) error {
			o.Observe(lag(), set)
			return nil
		})); err != nil {
		return fmt.Errorf("make the lag gauge: %w", err)
	}
	for _, c := range counters {
		if _, err := meter.Int64ObservableCounter(prefix+"."+c.name, metric.WithUnit(c.unit), metric.WithDescription(c.description),
			metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
				o.Observe(c.read(), set)
				return nil
			})); err != nil {
			return fmt.Errorf("make the counter %s: %w", c.name, err)
		}
	}
	return nil
}

// span puts the fact's trace into the context, so that what Handle causes belongs to the same trace as the command did.
func (c *Consumer) span(ctx context.Context, fact Fact) (context.Context, func()) {
	carrier := propagation.MapCarrier{HeaderTraceparent: fact.Traceparent}
	ctx = propagation.TraceContext{}.Extract(ctx, carrier)
	if c.cfg.Tracer == nil {
		return ctx, func() {}
	}
	ctx, span := c.cfg.Tracer.Start(ctx, "bus.handle "+c.cfg.Name, trace.WithSpanKind(trace.SpanKindConsumer),
		trace.WithAttributes(attribute.String("anjie.subject", fact.Subject), attribute.String("anjie.position", fact.Position.String())))
	return ctx, func() { span.End() }
}
