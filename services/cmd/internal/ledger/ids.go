package ledger

import (
	"crypto/sha256"
	"fmt"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/calendar"
)

// IDs derives every id that an import needs from what is imported and nothing else: sent again, after a crash or by somebody else from
// another machine, each command is the same command and has one effect.
//
// An id has the form of a UUIDv7. Its time is that of the receipt, so that disputes of a ledger stand in indexes in the order in which
// they came; the rest is SHA-256(file | edition | sheet | row | step). The edition is 1, and one more for every time that this file
// was imported and reverted: what was voided stays voided, and the file can be imported anew.
type IDs struct {
	File    string // SHA-256 of the file, hexadecimal
	Edition int
}

// Import is the id of the import itself.
func (d IDs) Import(first calendar.Date) uuid.UUID { return d.derive(first.Start(), 0, 0, "import") }

// Named is the id of a command about the import.
func (d IDs) Named(first calendar.Date, command string) uuid.UUID {
	return d.derive(first.Start(), 0, 0, command)
}

// Of is the id of a step of a row.
func (d IDs) Of(e *Entry, step string) uuid.UUID {
	return d.derive(e.ReceivedOn.Start(), e.Sheet, e.Row, step)
}

func (d IDs) derive(at time.Time, sheet, row int, step string) uuid.UUID {
	sum := sha256.Sum256(fmt.Appendf(nil, "anjie ledger v1\n%s|%d|%d|%d|%s", d.File, d.Edition, sheet, row, step))
	var id uuid.UUID
	copy(id[:], sum[:])
	ms := at.UnixMilli()
	for i := range 6 {
		id[i] = byte(ms >> (40 - 8*i)) //nolint:gosec // G115: each byte in its turn
	}
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}
