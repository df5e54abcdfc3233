// Package fault is the one error type that crosses boundaries.
//
// A fault is a refusal that its reader can act on: a kind that decides the transport status, a stable code that programs
// match on, the field that is wrong, and one sentence each in Chinese and English. Every other error is internal: it is
// logged and hidden from callers. The package is pure; the mapping to gRPC status lives in internal/rpc.
package fault

import (
	"errors"
	"fmt"
)

// Kind classifies a fault. Its numbers are not stored anywhere; the codes are.
type Kind uint8

// The kinds, each with the gRPC status that internal/rpc gives it.
const (
	Internal        Kind = iota // Internal: a defect of ours, hidden from callers
	Invalid                     // InvalidArgument: the request itself is wrong
	Unauthenticated             // Unauthenticated: nobody knows who acts
	Forbidden                   // PermissionDenied: the actor may not do this
	NotFound                    // NotFound: there is no such thing, or it is hidden from the actor
	Exists                      // AlreadyExists: it was created before by another command
	Refused                     // FailedPrecondition: a rule of the field refuses it in the present state
	Conflict                    // Aborted: somebody else was faster; repeat the same command
	Exhausted                   // ResourceExhausted: a size, quota or disk limit
	Unavailable                 // Unavailable: try again later with the same command id
	Timeout                     // DeadlineExceeded: the outcome may be unknown; repeat the same command
	Canceled                    // Canceled: the caller gave up
	Unsupported                 // Unimplemented: not offered by this server
)

// Error is a fault. Values are immutable: On and Because return copies, so that package-level refusals can be shared.
type Error struct {
	Kind  Kind
	Code  string // stable, lower-case, dashes: "dispute-not-open"
	Field string // path of the field in the request that is wrong; empty when no single field is
	Zh    string // one sentence for people, Chinese
	En    string // one sentence for people, English

	cause error
}

// New returns a fault without field and cause.
func New(kind Kind, code, zh, en string) *Error {
	return &Error{Kind: kind, Code: code, Zh: zh, En: en}
}

// On returns a copy that names the field.
func (e *Error) On(field string) *Error {
	c := *e
	c.Field = field
	return &c
}

// Because returns a copy that wraps its cause. The cause is for logs; it never reaches a caller.
func (e *Error) Because(err error) *Error {
	c := *e
	c.cause = err
	return &c
}

// Error is the English text with code and field, for logs.
func (e *Error) Error() string {
	s := e.Code + ": " + e.En
	if e.Field != "" {
		s = e.Field + ": " + s
	}
	if e.cause != nil {
		s = fmt.Sprintf("%s: %v", s, e.cause)
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is a fault of the same code, so that errors.Is works with shared refusals.
func (e *Error) Is(target error) bool {
	t, ok := errors.AsType[*Error](target)
	return ok && t.Code == e.Code
}

// Text returns the sentence in the language asked for: "en" for English, anything else Chinese.
func (e *Error) Text(lang string) string {
	if lang == "en" {
		return e.En
	}
	return e.Zh
}

// As returns the fault inside err, or nil.
func As(err error) *Error {
	e, _ := errors.AsType[*Error](err)
	return e
}
