package main

import (
	"context"
	"log/slog"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/telemetry"
)

// telemetry sets up what this process tells about itself. Logs go to the standard error, results to the standard output.
func (p *program) telemetry(ctx context.Context, role string, c LogConfig) (*telemetry.Telemetry, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.Level)); err != nil {
		return nil, say.Fault(fault.Invalid, "configuration", errConfig, err)
	}
	return telemetry.Start(ctx, telemetry.Config{
		Role: role, Version: version(), Endpoint: c.OTLP, Sample: c.Sample, Logs: p.err, Level: level, JSON: c.JSON,
	})
}
