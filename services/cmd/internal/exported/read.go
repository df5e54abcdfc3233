package exported

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"anjie.internal/services/internal/es"
)

// LineError says which line of a file is none of an export.
type LineError struct {
	Line int // from 1
	Err  error
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

// Unwrap says what is wrong with the line.
func (e *LineError) Unwrap() error { return e.Err }

// Read reads an export, adds its events to done and calls do with each; an error of do ends it. size is how many bytes the events take, and
// end is nil where the file was cut: then the last line may be part of one, which counts for nothing. What is no export is a *LineError.
// Read believes the end nothing: compare it with done.End().
func Read(from io.Reader, done *Tally, do func(*es.Record) error) (size int64, end *End, err error) {
	lines := bufio.NewReaderSize(from, 1<<16)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		switch {
		case errors.Is(err, io.EOF):
			if !cut(line, eventStart) && !cut(line, endStart) {
				return 0, nil, &LineError{n, errors.New("not the beginning of a line")}
			}
			return size, nil, nil
		case err != nil:
			return 0, nil, err
		case bytes.HasPrefix(line, []byte(endStart)):
			end = &End{}
			if err := json.Unmarshal(line, end); err != nil {
				return 0, nil, &LineError{n, err}
			}
			if _, err := lines.Peek(1); !errors.Is(err, io.EOF) {
				return 0, nil, &LineError{n, errors.New("an end before the end")}
			}
			return size, end, nil
		}
		r, err := recordIn(line)
		if err != nil {
			return 0, nil, &LineError{n, err}
		}
		if err := done.Add(&r); err != nil {
			return 0, nil, err
		}
		if err := do(&r); err != nil {
			return 0, nil, err
		}
		size += int64(len(line))
	}
}

// cut reports whether the line may be the first bytes of one that begins with start.
func cut(line []byte, start string) bool {
	n := min(len(line), len(start))
	return string(line[:n]) == start[:n]
}
