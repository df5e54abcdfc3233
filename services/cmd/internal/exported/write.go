package exported

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"iter"

	"anjie.internal/services/internal/es"
)

// Write writes the events that come, adds them to what is there already, and writes the end. When it is stopped by an error of theirs, whole
// lines are written all the same, and done says up to where. wrote is called after each event.
func Write(events iter.Seq2[es.Record, error], to io.Writer, done *Tally, wrote func()) (err error) {
	out := bufio.NewWriterSize(to, 1<<16)
	defer func() { err = errors.Join(err, out.Flush()) }()
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for r, err := range events {
		if err != nil {
			return err
		}
		if err := lines.Encode(lineOf(&r)); err != nil {
			return err
		}
		if err := done.Add(&r); err != nil {
			return err
		}
		wrote()
	}
	return lines.Encode(done.End())
}
