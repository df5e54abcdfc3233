package esdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/es"
)

var errClosed = fmt.Errorf("%w: the store was closed", es.ErrUnavailable)

// codeOf finds the client's own code anywhere in err. The client's FromError looks at the outermost error only.
func codeOf(err error) (client.ErrorCode, bool) {
	if e, ok := errors.AsType[*client.Error](err); ok {
		return e.Code(), true
	}
	return client.ErrorCodeUnknown, false
}

// statusOf finds the gRPC status that the server or the connection gave; codes.Unknown without one.
func statusOf(err error) *status.Status {
	var s interface{ GRPCStatus() *status.Status }
	if errors.As(err, &s) {
		return s.GRPCStatus()
	}
	return status.New(codes.Unknown, err.Error())
}

// learn gives up a client that is of no more use: a dead one, and one that lost its server, for the client would make itself a
// new connection without closing the old one.
func (s *Store) learn(g *generation, err error) {
	if err == nil {
		return
	}
	code, ok := codeOf(err)
	switch {
	case ok && code == client.ErrorCodeConnectionClosed:
		if g.giveUp() {
			s.options.Logger.Error("the event store client is dead and gets replaced", slog.String("error", err.Error()))
		}
	case ok && code == client.ErrorUnavailable, !ok && statusOf(err).Code() == codes.Unavailable:
		if g.giveUp() {
			s.options.Logger.Warn("the event store was lost", slog.String("error", err.Error()))
		}
	}
}

// appendError says what an error of an append means: written, not written, or not known.
func appendError(err error, mayHaveBegun bool) error {
	if !mayHaveBegun {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
			return err
		}
		return is(es.ErrUnavailable, err)
	}
	code, ok := codeOf(err)
	if !ok {
		return is(es.ErrUnknownOutcome, err) // our own limit, the caller's context, a panic
	}
	switch code {
	case client.ErrorCodeWrongExpectedVersion:
		return is(es.ErrConflict, err)
	case client.ErrorCodeStreamDeleted:
		return is(es.ErrDeleted, err)
	case client.ErrorCodeNotLeader, client.ErrorCodeConnectionClosed:
		return is(es.ErrUnavailable, err) // refused before it was written
	case client.ErrorCodeAccessDenied, client.ErrorCodeUnauthenticated, client.ErrorCodeUnsupportedFeature:
		return err
	default: // the status tells more
	}
	switch st := statusOf(err); st.Code() {
	case codes.ResourceExhausted:
		if strings.Contains(st.Message(), "larger than max") { // gRPC's own limit on messages
			return is(es.ErrTooLarge, err)
		}
		return is(es.ErrExhausted, err)
	case codes.InvalidArgument:
		if strings.Contains(st.Message(), "Maximum Append") {
			return is(es.ErrTooLarge, err)
		}
		return err // refused before it was written
	default:
		return is(es.ErrUnknownOutcome, err)
	}
}

// readError says what an error of a read or a subscription means. Whatever the reader cannot help is worth another try.
func readError(err error) error {
	switch {
	case errors.Is(err, es.ErrUnavailable), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, errPanic):
		return err
	}
	code, _ := codeOf(err)
	switch code {
	case client.ErrorCodeStreamDeleted:
		return is(es.ErrDeleted, err)
	case client.ErrorCodeAccessDenied, client.ErrorCodeUnauthenticated, client.ErrorCodeUnsupportedFeature, client.ErrorCodeParsing:
		return err
	default: // the status tells more
	}
	switch statusOf(err).Code() {
	case codes.PermissionDenied, codes.Unauthenticated, codes.Unimplemented, codes.InvalidArgument:
		return err
	default:
		return is(es.ErrUnavailable, err)
	}
}

// is wraps err so that it matches both.
func is(class, err error) error { return fmt.Errorf("%w: %w", class, err) }
