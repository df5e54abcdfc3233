package eventstore

import (
	"context"
	"fmt"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// The errors that clients see. Clients tell them apart by code, by the trailers, and some by the very text, so code, text
// and trailers are part of the protocol. The functions that take a context set trailers on the call it belongs to: pass
// the context of the RPC (stream.Context() of a streaming one). Outside a call they only make the error.

// Keys and values of trailers.
const (
	trailerException       = "exception"
	trailerStream          = "stream-name"
	trailerExpected        = "expected-version"
	trailerActual          = "actual-version"
	trailerMaxAppend       = "maximum-append-size"
	trailerRequired        = "required-metadata-properties"
	exceptionDeleted       = "stream-deleted"
	exceptionWrongVersion  = "wrong-expected-version"
	exceptionAppendSize    = "maximum-append-size-exceeded"
	exceptionMissing       = "missing-required-metadata-property"
	exceptionAccessDenied  = "access-denied"
	requiredMetadata       = metadataType + "," + metadataContentType
	metadataType           = "type"
	metadataContentType    = "content-type"
	metadataCreated        = "created"
	contentTypeJSON        = "application/json"
	contentTypeOctetStream = "application/octet-stream"
)

// refuse makes a status error and puts the trailers (key, value, key, value …) on the call of ctx.
func refuse(ctx context.Context, code codes.Code, text string, trailers ...string) error {
	// Outside a gRPC call there is nobody to send trailers to; the error alone is right then.
	_ = grpc.SetTrailer(ctx, metadata.Pairs(trailers...))
	return status.Error(code, text)
}

// errStreamDeleted says that stream is tombstoned, or soft-deleted where it had to exist.
func errStreamDeleted(ctx context.Context, stream string) error {
	return refuse(ctx, codes.FailedPrecondition, fmt.Sprintf("Event stream '%s' is deleted.", stream),
		trailerException, exceptionDeleted, trailerStream, trailerValue(stream))
}

// errWrongVersion is the answer of Delete and Tombstone to a wrong expected revision. Append answers with a message instead.
func errWrongVersion(ctx context.Context, stream string, expected, actual int64) error {
	return refuse(ctx, codes.FailedPrecondition,
		fmt.Sprintf("Delete failed due to WrongExpectedVersion. Stream: %s, Expected version: %d, Actual version: %d", stream, expected, actual),
		trailerException, exceptionWrongVersion, trailerStream, trailerValue(stream),
		trailerExpected, strconv.FormatInt(expected, 10), trailerActual, strconv.FormatInt(actual, 10))
}

// appendTooLarge is the error of errAppendTooLarge. Batches, which answer with details and not with trailers, ask it for
// its limit.
type appendTooLarge struct {
	error
	limit int
}

// GRPCStatus makes it a status error.
func (e *appendTooLarge) GRPCStatus() *status.Status { return status.Convert(e.error) }

// errAppendTooLarge refuses an append whose events are larger together than limit bytes.
func errAppendTooLarge(ctx context.Context, limit int) error {
	return &appendTooLarge{limit: limit, error: refuse(ctx, codes.InvalidArgument, fmt.Sprintf("Maximum Append Size of %d Exceeded.", limit),
		trailerException, exceptionAppendSize, trailerMaxAppend, strconv.Itoa(limit))}
}

// errMissingMetadata refuses an event without the metadata key that tells its type or its content type.
func errMissingMetadata(ctx context.Context, key string) error {
	return refuse(ctx, codes.InvalidArgument, fmt.Sprintf("Required Metadata Property '%s' is missing", key),
		trailerException, exceptionMissing, trailerRequired, requiredMetadata)
}

// errAccessDenied refuses what the caller may not do.
func errAccessDenied(ctx context.Context) error {
	return refuse(ctx, codes.PermissionDenied, "Access Denied", trailerException, exceptionAccessDenied)
}

// errNotReady says that this server does not own the log, or not yet, or no more. What was asked may have happened all the
// same when the answer got lost with the database: a client repeats it with the same event ids.
func errNotReady() error { return status.Error(codes.Unavailable, "Server Is Not Ready") }

// errTooBusy refuses because too much is waiting already. Nothing happened.
func errTooBusy() error { return status.Error(codes.Unavailable, "Server Is Too Busy") }

// errNoSpace refuses an append because the disk is full or nearly so. Nothing happened; reads go on.
func errNoSpace() error {
	return status.Error(codes.ResourceExhausted, "No Space Left For Appends")
}

// errMissingUUIDOption refuses a read that does not say how it wants ids.
func errMissingUUIDOption() error { return errBadOption("uuidOption is a required argument") }

// errBadCombination refuses a read whose options do not go together; what lists them.
func errBadCombination(what string) error {
	return errBadOption(fmt.Sprintf("The combination of (%s) is invalid.", what))
}

// errBadOption refuses a request that is malformed; text says how.
func errBadOption(text string) error { return status.Error(codes.InvalidArgument, text) }

// trailerValue is s as it may stand in a trailer: gRPC refuses to send other characters than printable ASCII, and a
// trailer that is not sent would make clients fail where they only wanted the name.
func trailerValue(s string) string {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return strconv.QuoteToASCII(s)
		}
	}
	return s
}
