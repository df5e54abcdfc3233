package es

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

// Intent is what surrounds a command: who, for whom, why and when. It becomes the metadata of the events.
type Intent struct {
	// Command is made by the client, once per intention: repeating it with the same id is harmless.
	Command uuid.UUID
	// Digest is of the command's content as the client sent it. The same Command with another Digest is refused. Where the
	// content is personal it must be a keyed digest.
	Digest     string
	Actor      string
	Unit       string
	OnBehalfOf string
	// Correlation defaults to Command, Causation too.
	Correlation uuid.UUID
	Causation   uuid.UUID
	// OccurredAt is claimed by the actor and defaults to RecordedAt, which defaults to now. Both are kept in microseconds.
	OccurredAt time.Time
	RecordedAt time.Time
	// Reason is a stable code of lower-case letters, digits, dots, dashes and underscores; never text of a person.
	Reason string
	// ReasonOf gives the reason of an event where only the rules know it, for it depends on the state; nil for Reason.
	ReasonOf func(event any) string
	Late     bool
}

// Outcome is the answer to a command. A repeated command gets the answer that the first one got.
type Outcome[S, E any] struct {
	Stream string
	// Revision of the last event of the command, or of the stream when the command caused none; NoStream for an empty stream.
	Revision int64
	// Position of that event: what a view must have reached to show the effect.
	Position Position
	// Repeated is true when the command had been decided before.
	Repeated bool
	// State after that event.
	State S
	// Events are the command's events as they are stored: personal fields are boxes.
	Events []E
}

// Sealer seals the personal fields of one event before it is stored. Vaults implement it.
type Sealer interface {
	// Seal puts a box into every present field. Boxes are bound to subject, event and name of the field. The hint is the
	// data key that the subject's earlier events used, uuid.Nil for a new one. It returns the key that was used. It may
	// be called again with the same fields: newer boxes replace older ones.
	Seal(ctx context.Context, subject string, key, event uuid.UUID, fields map[string]*personal.Field) (uuid.UUID, error)
}

// Faults of the command loop.
var (
	// ErrCommandReused refuses a command id that came before with another content.
	ErrCommandReused = fault.New(fault.Refused, "command-id-reused",
		"该指令编号已用于另一内容，请为新的操作使用新的编号。",
		"this command id was used before with another content; use a new id for a new intention")
	// ErrBusyStream gives up after several rounds in which others were faster.
	ErrBusyStream = fault.New(fault.Conflict, "busy-stream",
		"该事项正在被他人同时办理，请以同一指令编号重试。",
		"others are changing this at the same time; repeat the same command")
	// ErrOutcomeUnknown: the events may or may not be stored.
	ErrOutcomeUnknown = fault.New(fault.Timeout, "outcome-unknown",
		"暂时无法确认是否已记录，请以同一指令编号重试，不会重复记录。",
		"it is not known whether this was recorded; repeat the same command with the same id, it takes effect once")
	// ErrTimeout: the time ran out before anything was stored.
	ErrTimeout = fault.New(fault.Timeout, "deadline-exceeded",
		"处理超时，未作任何记录，请重试。", "the time ran out before anything was recorded; repeat the same command")
	// ErrCanceled: the caller gave up before anything was stored.
	ErrCanceled = fault.New(fault.Canceled, "canceled", "请求已取消，未作任何记录。", "the caller gave up before anything was recorded")
	// ErrStoreUnavailable: nothing was stored.
	ErrStoreUnavailable = fault.New(fault.Unavailable, "event-store-unavailable",
		"事件库暂时不可用，未作任何记录，请稍后重试。", "the event store is not available and nothing was recorded; try again later")
	// ErrStoreFull: nothing was stored.
	ErrStoreFull = fault.New(fault.Exhausted, "event-store-full",
		"事件库存储空间不足，未作任何记录。", "the event store has no space left; nothing was recorded")
	// ErrCommandTooLarge: nothing was stored and repeating does not help.
	ErrCommandTooLarge = fault.New(fault.Exhausted, "command-too-large",
		"内容过大，未作任何记录。", "the content is larger than the event store takes; nothing was recorded")
	// ErrStreamDeleted: the stream was tombstoned.
	ErrStreamDeleted = fault.New(fault.Refused, "stream-deleted", "该事项已被删除。", "this was deleted for good")
	// ErrReasonNoCode refuses text where a code belongs, for metadata is never sealed.
	ErrReasonNoCode = fault.New(fault.Invalid, "reason-not-a-code",
		"理由须为代码，不得填写文字。", "the reason must be a code, not text").On("reason")
)

// Stream is the name of the stream of one thing: "dispute-<uuid>".
func Stream(category string, id uuid.UUID) string { return category + "-" + id.String() }

// eventNamespace is the namespace of derived event ids. It never changes.
var eventNamespace = uuid.MustParse("6b6f1c5e-8a51-5f0e-9d6b-0d5a5b6f3a11")

// EventID derives the id of the n-th event of a command, counted from 0: the version 5 UUID of stream ‖ 0x00 ‖ run ‖ n in
// decimal, where run, as its 16 bytes, stands for the command. The command loop gives RunID, not the bare command id.
func EventID(stream string, run uuid.UUID, n int) uuid.UUID {
	name := make([]byte, 0, len(stream)+1+16+4)
	name = append(name, stream...)
	name = append(name, 0)
	name = append(name, run[:]...)
	name = strconv.AppendInt(name, int64(n), 10)
	return uuid.NewSHA1(eventNamespace, name)
}

// RunID tells one run of the command loop for a command from another: the version 5 UUID of command ‖ attempt. A run repeats
// its appends under the same ids; runs never share ids.
//
// If they did, two runs of one command at the same revision, by two replicas, or by one whose first append is still on its
// way, would write different bytes (times, boxes) under the same ids: the store would answer the later run as if its bytes
// were stored, and the next event would carry the hash of bytes that never were. As it is the later run sees a conflict,
// reads the stream and finds its command there.
func RunID(command, attempt uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(eventNamespace, append(command[:], attempt[:]...))
}

// complete checks an intent and fills in what may be left out.
func (in Intent) complete(now func() time.Time) (Intent, error) {
	switch {
	case in.Command == uuid.Nil:
		return in, errors.New("intent: the command has no id")
	case in.Digest == "":
		return in, errors.New("intent: the command has no digest")
	case in.Actor == "":
		return in, errors.New("intent: nobody acts")
	case !isCode(in.Reason):
		return in, ErrReasonNoCode
	}
	if in.RecordedAt.IsZero() {
		in.RecordedAt = now()
	}
	if in.OccurredAt.IsZero() {
		in.OccurredAt = in.RecordedAt
	}
	in.RecordedAt = in.RecordedAt.UTC().Truncate(time.Microsecond)
	in.OccurredAt = in.OccurredAt.UTC().Truncate(time.Microsecond)
	if in.Correlation == uuid.Nil {
		in.Correlation = in.Command
	}
	if in.Causation == uuid.Nil {
		in.Causation = in.Command
	}
	return in, nil
}

func isCode(s string) bool {
	for _, c := range []byte(s) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '-', c == '.', c == '_':
		default:
			return false
		}
	}
	return len(s) <= 64
}

// storeFault turns an error of a read, or of an append that certainly wrote nothing, into what a caller can act on. Errors
// that it does not know stay internal.
func storeFault(doing string, err error) error {
	err = fmt.Errorf("%s: %w", doing, err)
	for _, row := range []struct {
		is  error
		say *fault.Error
	}{
		{ErrDeleted, ErrStreamDeleted},
		{ErrTooLarge, ErrCommandTooLarge},
		{ErrExhausted, ErrStoreFull},
		{context.Canceled, ErrCanceled},
		{context.DeadlineExceeded, ErrTimeout},
		{ErrUnavailable, ErrStoreUnavailable},
	} {
		if errors.Is(err, row.is) {
			return row.say.Because(err)
		}
	}
	return err
}
