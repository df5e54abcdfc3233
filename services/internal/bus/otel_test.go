package bus_test

import (
	"errors"
	"testing"

	otel "go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/bustest"
)

// meter returns a meter and what reads its instruments by name.
func meter(t *testing.T) (otel.Meter, func() map[string]float64) {
	reader := metric.NewManualReader()
	return metric.NewMeterProvider(metric.WithReader(reader)).Meter("test"), func() map[string]float64 {
		t.Helper()
		var all metricdata.ResourceMetrics
		if err := reader.Collect(t.Context(), &all); err != nil {
			t.Fatal(err)
		}
		values := map[string]float64{}
		for _, scope := range all.ScopeMetrics {
			for _, m := range scope.Metrics {
				switch d := m.Data.(type) {
				case metricdata.Gauge[float64]:
					values[m.Name] = d.DataPoints[0].Value
				case metricdata.Sum[int64]:
					values[m.Name] = float64(d.DataPoints[0].Value)
				}
			}
		}
		return values
	}
}

// TestALagIsMeasured and goes away with its cause.
func TestALagIsMeasured(t *testing.T) {
	r := newRig(t)
	r.write(60)
	relays, ofRelay := meter(t)
	consumers, ofConsumer := meter(t)
	run(t, r.relay(r.conn, func(cfg bus.RelayConfig) bus.RelayConfig { cfg.Meter = relays; return cfg }))
	road := &bustest.Road{}
	road.Break(errors.New("unavailable"))
	run(t, r.consumer(func(cfg bus.ConsumerConfig) bus.ConsumerConfig {
		cfg.Meter, cfg.Subscriber, cfg.Backfill = consumers, nil, road.Backfill
		return cfg
	}))
	bustest.Eventually(t, "no lag of the relay", func() bool {
		v := ofRelay()
		return v["anjie.bus.relay.lag"] == 0 && v["anjie.bus.relay.published"] == float64(len(r.events()))
	})
	r.server.Stop()
	r.write(1)
	bustest.Eventually(t, "a lag of both", func() bool {
		return ofRelay()["anjie.bus.relay.lag"] > 0.1 && ofConsumer()["anjie.bus.consumer.lag"] > 0.1
	})
	r.start()
	road.Break(nil)
	bustest.Eventually(t, "no lag", func() bool {
		return ofRelay()["anjie.bus.relay.lag"] == 0 && ofConsumer()["anjie.bus.consumer.lag"] == 0
	})
}
