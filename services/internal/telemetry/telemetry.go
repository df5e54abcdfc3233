// Package telemetry sets up what a process tells about itself: traces, metrics and logs.
//
// Start installs the OpenTelemetry providers of the process, once; packages make their instruments from the global providers
// and know nothing of this package. With an OTLP endpoint spans are exported; without one nothing is sampled, but every call
// still has a trace id, for event metadata and for the log. Metrics are served for Prometheus from a registry of its own.
// Personal data has no place in spans, labels or logs: personal.Field hides itself, and nobody logs whole commands.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	prom "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/prometheus"
	"go.opentelemetry.io/otel/propagation"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0" // must be the SDK's own version, or resource.Merge refuses
)

// Config says what is told and where to.
type Config struct {
	// Role is the service name in traces: "anjie-<role>".
	Role string
	// Version of the program; left out if empty.
	Version string
	// Endpoint of an OTLP receiver, "host:port" or a URL; a plain host:port is spoken to in the clear. Empty exports nothing.
	Endpoint string
	// Sample is the part of new traces that is exported, 0 to 1; 1 if zero. It means nothing without an Endpoint.
	Sample float64
	// Logs is where log lines go; nowhere if nil.
	Logs io.Writer
	// Level is the least level that is logged; Info if nil.
	Level slog.Leveler
	// JSON writes log lines for machines instead of people.
	JSON bool
	// LogExporter, if set, gets the log lines too, as OpenTelemetry records.
	LogExporter sdklog.Exporter
}

// Telemetry is what Start has set up.
type Telemetry struct {
	// Metrics answers GET /metrics.
	Metrics http.Handler
	// Logger writes lines that carry the trace id of their context.
	Logger *slog.Logger
	// AccessLog writes to the same places, whatever the level is: who read what must not depend on how talkative a process is.
	AccessLog *slog.Logger
	// Registry holds the metrics, for collectors that do not speak OpenTelemetry.
	Registry *prom.Registry

	exports bool
	traces  *sdktrace.TracerProvider
	stops   []func(context.Context) error
	once    sync.Once
	stopped error
}

// Start sets up telemetry for the process. A receiver that cannot be reached is not an error: the exporter goes on trying and
// the log says so. Stop it.
func Start(ctx context.Context, c Config) (*Telemetry, error) {
	attributes := resource.NewWithAttributes(semconv.SchemaURL, semconv.ServiceName("anjie-"+c.Role))
	if c.Version != "" {
		attributes = resource.NewWithAttributes(semconv.SchemaURL, semconv.ServiceName("anjie-"+c.Role), semconv.ServiceVersion(c.Version))
	}
	res, err := resource.Merge(resource.Default(), attributes)
	if err != nil {
		return nil, fmt.Errorf("telemetry resource: %w", err)
	}
	t := &Telemetry{Logger: NewLogger(c.Logs, c.Level, c.JSON), AccessLog: NewLogger(c.Logs, nil, c.JSON), Registry: prom.NewRegistry(), exports: c.Endpoint != ""}
	if c.LogExporter != nil {
		lp := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(c.LogExporter)), sdklog.WithResource(res))
		t.stops = append(t.stops, lp.Shutdown)
		exported := otelslog.NewHandler("anjie-"+c.Role, otelslog.WithLoggerProvider(lp))
		t.Logger = slog.New(slog.NewMultiHandler(t.Logger.Handler(), exported))
		t.AccessLog = slog.New(slog.NewMultiHandler(t.AccessLog.Handler(), exported))
	}
	if err := t.startTraces(ctx, c, res); err != nil {
		return nil, errors.Join(err, t.Stop(ctx))
	}
	if err := t.startMetrics(res); err != nil {
		return nil, errors.Join(err, t.Stop(ctx))
	}
	otel.SetTextMapPropagator(propagation.TraceContext{})
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		t.Logger.LogAttrs(context.WithoutCancel(ctx), slog.LevelWarn, "telemetry", slog.Any("error", err))
	}))
	return t, nil
}

func (t *Telemetry) startTraces(ctx context.Context, c Config, res *resource.Resource) error {
	if !t.exports {
		otel.SetTracerProvider(idsOnly{})
		return nil
	}
	exporter, err := otlptracegrpc.New(ctx, target(c.Endpoint)...)
	if err != nil {
		return fmt.Errorf("trace exporter for %s: %w", c.Endpoint, err)
	}
	sample := c.Sample
	if sample <= 0 || sample > 1 {
		sample = 1
	}
	t.traces = sdktrace.NewTracerProvider(sdktrace.WithResource(res), sdktrace.WithBatcher(exporter),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(sample))))
	t.stops = append(t.stops, t.traces.Shutdown)
	otel.SetTracerProvider(t.traces)
	return nil
}

func target(endpoint string) []otlptracegrpc.Option {
	if strings.Contains(endpoint, "://") {
		return []otlptracegrpc.Option{otlptracegrpc.WithEndpointURL(endpoint)}
	}
	return []otlptracegrpc.Option{otlptracegrpc.WithEndpoint(endpoint), otlptracegrpc.WithInsecure()}
}

func (t *Telemetry) startMetrics(res *resource.Resource) error {
	reader, err := prometheus.New(prometheus.WithRegisterer(t.Registry))
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	mp := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader), sdkmetric.WithResource(res))
	t.stops = append(t.stops, mp.Shutdown)
	for _, c := range []prom.Collector{collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{})} {
		if err := t.Registry.Register(c); err != nil {
			return fmt.Errorf("metrics: %w", err)
		}
	}
	t.Metrics = promhttp.HandlerFor(t.Registry, promhttp.HandlerOpts{})
	otel.SetMeterProvider(mp)
	return nil
}

// QueryTracer returns a tracer for SQL statements, nil (which pgx takes) when nothing is exported: a span per statement costs
// more than it tells nobody. Statements are recorded without their arguments.
func (t *Telemetry) QueryTracer() pgx.QueryTracer {
	if !t.exports {
		return nil
	}
	return otelpgx.NewTracer(otelpgx.WithTracerProvider(t.traces))
}

// Flush exports the spans that have ended.
func (t *Telemetry) Flush(ctx context.Context) error {
	if t.traces == nil {
		return nil
	}
	return t.traces.ForceFlush(ctx)
}

// Stop exports what is left and ends the exporters. The Logger goes on writing. A second call returns what the first did.
func (t *Telemetry) Stop(ctx context.Context) error {
	t.once.Do(func() {
		var errs []error
		for _, stop := range slices.Backward(t.stops) {
			errs = append(errs, stop(ctx))
		}
		if err := errors.Join(errs...); err != nil {
			t.stopped = fmt.Errorf("stop telemetry: %w", err)
		}
	})
	return t.stopped
}
