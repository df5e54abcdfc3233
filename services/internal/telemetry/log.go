package telemetry

import (
	"context"
	"io"
	"log/slog"

	"go.opentelemetry.io/otel/trace"
)

// NewLogger returns a logger whose lines carry the trace id of their context as "trace". People get text with a short time,
// machines JSON. A nil writer takes nothing; a nil level is Info.
func NewLogger(w io.Writer, level slog.Leveler, json bool) *slog.Logger {
	if w == nil {
		return slog.New(slog.DiscardHandler)
	}
	if level == nil {
		level = slog.LevelInfo
	}
	if json {
		return slog.New(traced{slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level})})
	}
	return slog.New(traced{slog.NewTextHandler(w, &slog.HandlerOptions{Level: level, ReplaceAttr: shortTime})})
}

func shortTime(groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && a.Key == slog.TimeKey && a.Value.Kind() == slog.KindTime {
		return slog.String(slog.TimeKey, a.Value.Time().Format("15:04:05.000"))
	}
	return a
}

// traced adds the trace id. It stands outside of groups that were opened on the logger only as long as there are none; with
// a group it is inside, which no code of ours does.
type traced struct{ slog.Handler }

func (h traced) Handle(ctx context.Context, r slog.Record) error {
	if sc := trace.SpanContextFromContext(ctx); sc.HasTraceID() {
		r = r.Clone()
		r.AddAttrs(slog.String("trace", sc.TraceID().String()))
	}
	return h.Handler.Handle(ctx, r)
}

func (h traced) WithAttrs(a []slog.Attr) slog.Handler { return traced{h.Handler.WithAttrs(a)} }

func (h traced) WithGroup(name string) slog.Handler { return traced{h.Handler.WithGroup(name)} }
