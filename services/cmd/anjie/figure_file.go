package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/statistics/figure"
)

// foldFile folds an exported log, which must reach at least a position. The file is checked against what its end says of it; whether its hash chains are unbroken is
// verifylog's business.
func (p *program) foldFile(ctx context.Context, name string, cut figure.Cut, least es.Position) (*figure.Fold, error) {
	f, err := os.Open(name) //nolint:gosec // G304: the file that the person names
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	e := exportedLog{fold: figure.NewFold(cut)}
	err = e.read(ctx, bufio.NewReaderSize(f, 1<<16))
	if bad, ok := errors.AsType[*notExportedError](err); ok {
		return nil, faultOf(fault.Refused, "export-other", errExportOther, name, bad.line).Because(err)
	}
	if err != nil {
		return nil, err
	}
	if e.end != nil && !e.whole() {
		return nil, faultOf(fault.Refused, "export-not-whole", errFileNotWhole, name)
	}
	if e.tally.at.Before(least) {
		return nil, faultOf(fault.Refused, "export-too-short", errFileShort, name, e.tally.at, least)
	}
	p.tell(fileRead, name, e.tally.events, e.tally.at, e.tally.sum())
	if e.end == nil {
		p.tell(fileCut, name, e.tally.at)
	}
	return e.fold, nil
}

// exportedLog is an exported log while it is folded.
type exportedLog struct {
	fold  *figure.Fold
	tally tally
	end   *exportedEnd // nil: there is none
}

// read goes through the whole file, also behind the cut: its end vouches for all of it.
func (e *exportedLog) read(ctx context.Context, lines *bufio.Reader) error {
	for n := 1; ; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			if !cut(line, eventStart) && !cut(line, endStart) {
				return &notExportedError{n, errors.New("not the beginning of a line")}
			}
			return nil
		}
		if err != nil {
			return err
		}
		if bytes.HasPrefix(line, []byte(endStart)) {
			e.end = &exportedEnd{}
			if err := json.Unmarshal(line, e.end); err != nil {
				return &notExportedError{n, err}
			}
			if _, err := lines.Peek(1); !errors.Is(err, io.EOF) {
				return &notExportedError{n, errors.New("an end before the end")}
			}
			return nil
		}
		rec, err := readExported(line)
		if err != nil {
			return &notExportedError{n, err}
		}
		if err := e.tally.add(&rec); err != nil {
			return err
		}
		e.fold.Add(figure.Event{
			Stream: rec.Stream, Type: rec.Type, Data: rec.Data, Position: figure.Position{Commit: rec.Position.Commit, Prepare: rec.Position.Prepare},
		})
	}
}

func (e *exportedLog) whole() bool {
	return e.end.Events == e.tally.events && e.end.Position == e.tally.at.String() && e.end.Digest == e.tally.sum()
}
