package pg

import (
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/metric/noop"
)

const instrumentation = "anjie.internal/services/internal/pg"

// leaseCounters makes the instruments of Hold.
func leaseCounters(mp metric.MeterProvider) (taken, fenced metric.Int64Counter) {
	if mp == nil {
		mp = otel.GetMeterProvider()
	}
	m := mp.Meter(instrumentation)
	return counter(m, "anjie.pg.lease.taken", "{takeover}", "Leases taken, first or over from another holder."),
		counter(m, "anjie.pg.lease.fenced", "{write}", "Writes refused because another holder had taken the lease over.")
}

func counter(m metric.Meter, name, unit, description string) metric.Int64Counter {
	c, err := m.Int64Counter(name, metric.WithUnit(unit), metric.WithDescription(description))
	if err != nil {
		return noop.Int64Counter{} // only a malformed name does this
	}
	return c
}

func leaseName(name string) attribute.KeyValue { return attribute.String("lease", name) }
