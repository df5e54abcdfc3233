// Package exported is the form of a log in a file: JSON Lines, an event a line in the order of the log, and an end that says how many there
// are, up to where, and their digest. It writes that form and reads it again, for going on with an export and for counting from it.
// Whether hash chains are unbroken is the business of tools/cmd/verifylog, which shares no code with it.
package exported

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// event is a line of an export. Data and metadata are base64 of the stored bytes, because the hash chain is over the bytes, and JSON
// within JSON would not keep them. The names are frozen: tools/cmd/verifylog and other people's programs read them.
type event struct {
	Stream   string `json:"stream"`
	Revision uint64 `json:"revision"`
	ID       string `json:"id"`
	Type     string `json:"type"`
	Position string `json:"position"`
	Data     []byte `json:"data"`
	Metadata []byte `json:"metadata"`
}

// End is the last line of a complete export. Without it the file was cut. Its names are frozen as well.
type End struct {
	End      bool   `json:"end"`
	Events   uint64 `json:"events"`
	Position string `json:"position"`
	Digest   string `json:"digest"`
}

// How lines begin: enough to tell a line that was cut from a file that is none of ours.
const (
	eventStart = `{"stream":"`
	endStart   = `{"end":true`
)

// Tally is what an export says of itself at its end. The zero value is that of an empty log.
type Tally struct {
	Events uint64
	At     es.Position

	digest [sha256.Size]byte
}

// Add takes the next event of the log. The digest is a chain over the whole log: D(0) is 32 zero bytes and
// D(n) = SHA-256("anjie log v1\n" ‖ D(n-1) ‖ H(n)), where H(n) are the 32 bytes of the n-th event's es.Hash.
func (t *Tally) Add(r *es.Record) error {
	sum, err := hex.DecodeString(strings.TrimPrefix(r.Hash(), "sha256:"))
	if err != nil {
		return fmt.Errorf("digest: %w", err)
	}
	t.Events++
	t.At = r.Position
	t.digest = sha256.Sum256(append(append([]byte("anjie log v1\n"), t.digest[:]...), sum...))
	return nil
}

// Digest is that of the events so far.
func (t *Tally) Digest() string { return "sha256:" + hex.EncodeToString(t.digest[:]) }

// End is the line that belongs behind the events so far.
func (t *Tally) End() End {
	return End{End: true, Events: t.Events, Position: t.At.String(), Digest: t.Digest()}
}

func lineOf(r *es.Record) event {
	return event{
		Stream: r.Stream, Revision: r.Revision, ID: r.ID.String(), Type: r.Type, Position: r.Position.String(),
		Data: append([]byte{}, r.Data...), Metadata: append([]byte{}, r.Metadata...), // empty is "", not null
	}
}

func recordIn(line []byte) (es.Record, error) {
	var e event
	if err := json.Unmarshal(line, &e); err != nil {
		return es.Record{}, err
	}
	id, err := uuid.Parse(e.ID)
	if err != nil {
		return es.Record{}, err
	}
	at, err := es.ParsePosition(e.Position)
	if err != nil {
		return es.Record{}, err
	}
	return es.Record{Stream: e.Stream, Revision: e.Revision, ID: id, Type: e.Type, Position: at, Data: e.Data, Metadata: e.Metadata}, nil
}
