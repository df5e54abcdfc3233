package es_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/uuid"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/estest"
)

func TestHandlerReportsEveryCommandOnce(t *testing.T) {
	var log bytes.Buffer
	reader, spans := metric.NewManualReader(), tracetest.NewInMemoryExporter()
	tracer := trace.NewTracerProvider(trace.WithSyncer(spans))
	store := &estest.Faulty{Store: newStore()}
	broken := errors.New("the vault says no")
	seals := &sealer{}
	h := newHandler(t, store, func(c *config) {
		c.Logger = slog.New(slog.NewJSONHandler(&log, nil))
		c.Meter, c.Tracer, c.Sealer = metric.NewMeterProvider(metric.WithReader(reader)), tracer, seals
	})
	id := uuid.New()
	ctx, parent := tracer.Tracer("test").Start(t.Context(), "rpc")
	in := intent("open")
	in.OnBehalfOf = "clerk-2"
	if _, err := h.Handle(ctx, id, open{owner: "张三秘密"}, in); err != nil {
		t.Fatal(err)
	}
	parent.End()
	handle(t, h, id, open{owner: "张三秘密"}, in)
	handle(t, h, id, mark{[]string{"a", "b"}}, intent("mark"))
	handle(t, h, id, mark{}, intent("nothing"))
	refused(t, h, id, open{}, intent("open"), errOpen)
	store.Plan = func(estest.Append) estest.Fault { return estest.Unavailable }
	refused(t, h, id, add{1}, intent("add"), es.ErrStoreUnavailable)
	seals.err = broken
	if _, err := h.Handle(t.Context(), uuid.New(), open{owner: "李四秘密"}, intent("open")); !errors.Is(err, broken) {
		t.Fatal(err)
	}

	if strings.Contains(log.String(), "秘密") {
		t.Errorf("the log holds personal data:\n%s", log.String())
	}
	type line struct {
		Level, Msg, Actor, Unit, OnBehalfOf, Command, Kind, Stream, Outcome, Error string

		Revision *int64
		Events   []string
	}
	var lines []line
	for l := range strings.Lines(log.String()) {
		var x line
		if err := json.Unmarshal([]byte(l), &x); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, x)
	}
	want := []struct{ level, outcome string }{
		{"INFO", "recorded"},
		{"INFO", "repeated"},
		{"INFO", "recorded"},
		{"INFO", "unchanged"},
		{"INFO", "account-open"},
		{"WARN", "event-store-unavailable"},
		{"ERROR", "internal"},
	}
	if len(lines) != len(want) {
		t.Fatalf("%d lines for %d commands:\n%s", len(lines), len(want), log.String())
	}
	for i, w := range want {
		if l := lines[i]; l.Level != w.level || l.Outcome != w.outcome || l.Msg != "audit" || l.Actor != "clerk-1" || l.Unit != "330102" {
			t.Errorf("line %d: %+v, want %+v", i, l, w)
		}
	}
	first, second := lines[0], lines[2]
	if first.Command != in.Command.String() || first.Stream != es.Stream("account", id) || first.OnBehalfOf != "clerk-2" ||
		first.Kind != "es_test.open" || *first.Revision != 0 || strings.Join(first.Events, " ") != "account-opened-v1" {
		t.Errorf("%+v", first)
	}
	if *second.Revision != 2 || strings.Join(second.Events, " ") != "account-marked-v1 account-marked-v1" {
		t.Errorf("%+v", second)
	}

	got := collect(t, reader)
	if got["anjie.commands"] != 7 || got["anjie.command.duration"] != 7 {
		t.Errorf("metrics %v, want 7 commands", got)
	}

	// The trace goes on in the metadata: whoever follows the event continues from the span that appended it.
	m, err := es.ParseMeta(read(t, store, es.Stream("account", id))[0].Metadata)
	if err != nil {
		t.Fatal(err)
	}
	stub := spans.GetSpans()[0]
	want2 := "00-" + parent.SpanContext().TraceID().String() + "-" + stub.SpanContext.SpanID().String() + "-01"
	if stub.Name != "command account" || m.Traceparent != want2 {
		t.Errorf("span %q; traceparent %s, want %s", stub.Name, m.Traceparent, want2)
	}
}
