package telemetry

import (
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"anjie.internal/services/internal/fault"
)

// Failed records err on a span, if there is one, and returns it. A refusal is a normal answer: it leaves its code as the
// attribute "anjie.fault" and no error status. Anything else is a defect and makes the span red.
func Failed(span trace.Span, err error) error {
	if err == nil || !span.IsRecording() {
		return err
	}
	if f := fault.As(err); f != nil && f.Kind != fault.Internal {
		span.SetAttributes(attribute.String("anjie.fault", f.Code))
		return err
	}
	span.RecordError(err)
	span.SetStatus(codes.Error, "internal")
	return err
}
