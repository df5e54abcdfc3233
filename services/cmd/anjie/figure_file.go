package main

import (
	"context"
	"errors"
	"os"

	"anjie.internal/services/cmd/internal/exported"
	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/statistics/figure"
)

// foldFile folds an exported log, which must reach at least a position. The file is checked against what its end says of it; whether its
// hash chains are unbroken is verifylog's business.
func (p *program) foldFile(ctx context.Context, name string, cut figure.Cut, least es.Position) (*figure.Fold, error) {
	f, err := os.Open(name) //nolint:gosec // G304: the file that the person names
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	var tally exported.Tally
	fold := figure.NewFold(cut)
	_, end, err := exported.Read(f, &tally, func(r *es.Record) error { // behind the cut as well: the end vouches for all of it
		fold.Add(figure.Event{
			Stream: r.Stream, Type: r.Type, Data: r.Data, Position: figure.Position{Commit: r.Position.Commit, Prepare: r.Position.Prepare},
		})
		return ctx.Err()
	})
	if bad, ok := errors.AsType[*exported.LineError](err); ok {
		return nil, say.Fault(fault.Refused, "export-other", errExportOther, name, bad.Line).Because(err)
	}
	if err != nil {
		return nil, err
	}
	if end != nil && *end != tally.End() {
		return nil, say.Fault(fault.Refused, "export-not-whole", errFileNotWhole, name)
	}
	if tally.At.Before(least) {
		return nil, say.Fault(fault.Refused, "export-too-short", errFileShort, name, tally.At, least)
	}
	p.tell(fileRead, name, tally.Events, tally.At, tally.Digest())
	if end == nil {
		p.tell(fileCut, name, tally.At)
	}
	return fold, nil
}
