package pg

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
)

// Transient reports whether an error says nothing about the statement: the connection broke, the server is shutting down or out
// of resources, two transactions collided, the caller gave up. The same work may succeed later.
func Transient(err error) bool {
	if err == nil {
		return false
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrFenced) {
		return true
	}
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok {
		for _, class := range []string{
			"08",    // connection exceptions
			"25P03", // idle in transaction for too long
			"25006", // read only: no longer the primary
			"40",    // serialization failure, deadlock
			"53",    // disk full, out of memory, too many connections
			"55P03", // lock not available
			"57",    // cancelled, shutting down, starting up
			"58",    // I/O errors
			"XX",    // internal errors, among them damaged pages
		} {
			if strings.HasPrefix(pe.Code, class) {
				return true
			}
		}
		return false
	}
	var ne net.Error
	var ce *pgconn.ConnectError
	return errors.As(err, &ne) || errors.As(err, &ce) || pgconn.SafeToRetry(err) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		strings.Contains(err.Error(), "conn closed") // pgx has no name for it
}
