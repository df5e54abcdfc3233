// Package request reads what every contract of Anjie has in its messages: ids that clients make, claimed times, positions of
// the log, free texts. What is wrong is refused with a stable code and the field.
package request

import (
	"fmt"
	"time"
	"unicode"
	"unicode/utf8"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

// The refusals. Their codes are a contract with clients and never change.
var (
	ErrIDFormat = fault.New(fault.Invalid, "id-format",
		"编号须为客户端生成的 UUIDv7。", "An id is a UUIDv7 made by the client.")
	ErrTimeFormat  = fault.New(fault.Invalid, "time-format", "时间无效。", "The time is not valid.")
	ErrTextTooLong = fault.New(fault.Invalid, "text-too-long", "文字过长。", "The text is too long.")
	ErrTextChars   = fault.New(fault.Invalid, "text-characters",
		"文字含有无法显示的字符。", "The text holds characters that cannot be shown.")
)

// ClientID reads an id that a client made. Version 7 is asked for because it is ordered in time, which keeps indexes small.
func ClientID(s, field string) (uuid.UUID, error) {
	id, err := uuid.Parse(s)
	if err != nil || id.Version() != 7 || id.String() != s {
		return uuid.Nil, ErrIDFormat.On(field)
	}
	return id, nil
}

// Clock makes the clock of commands: UTC, no finer than PostgreSQL's.
func Clock(now func() time.Time) time.Time { return now().UTC().Truncate(time.Microsecond) }

// Time reads a claimed time; absent means now.
func Time(t *timestamppb.Timestamp, now time.Time, field string) (time.Time, error) {
	if t == nil {
		return now, nil
	}
	if err := t.CheckValid(); err != nil {
		return time.Time{}, ErrTimeFormat.On(field)
	}
	return t.AsTime().Truncate(time.Microsecond), nil
}

// Position writes a position of the log.
func Position(p es.Position) *logv1.Position {
	return &logv1.Position{Commit: p.Commit, Prepare: p.Prepare}
}

// PositionOf reads a position of the log; absent is the beginning.
func PositionOf(p *logv1.Position) es.Position {
	return es.Position{Commit: p.GetCommit(), Prepare: p.GetPrepare()}
}

// Texts makes personal fields of free texts and remembers the first that is wrong.
type Texts struct{ Err error }

// Field checks a text of at most so many characters. Line breaks and tabs pass; other control characters do not, for they forge
// what people see. path, with args, names the field.
func (c *Texts) Field(s string, most int, path string, args ...any) *personal.Field {
	if c.Err == nil {
		c.Err = CheckText(s, most, fmt.Sprintf(path, args...))
	}
	return personal.Plain(s)
}

// CheckText refuses what Texts.Field refuses.
func CheckText(s string, most int, field string) error {
	if !utf8.ValidString(s) {
		return ErrTextChars.On(field)
	}
	n := 0
	for _, r := range s {
		if n++; n > most {
			return ErrTextTooLong.On(field)
		}
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar {
			return ErrTextChars.On(field)
		}
	}
	return nil
}
