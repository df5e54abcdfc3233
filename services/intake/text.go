package intake

import (
	"fmt"
	"unicode"
	"unicode/utf8"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

// Limits of free texts, in characters. They bound what one event can weigh. Every free text is sealed: there is no way from a
// request to a clear text of an event but through a code table, a unit code or a date.
const (
	maxTitle     = 100
	maxNarrative = 4000
	maxPlace     = 200
	maxNote      = 1000
	maxName      = 100
	maxPhone     = 32
	maxIDNumber  = 64
	maxReferrer  = 100
	maxNumber    = 64
)

var (
	errTextTooLong = fault.New(fault.Invalid, "text-too-long", "文字过长。", "The text is too long.")
	errTextChars   = fault.New(fault.Invalid, "text-characters",
		"文字含有无法显示的字符。", "The text holds characters that cannot be shown.")
)

// checked makes personal fields of texts and remembers the first that is wrong.
type checked struct{ err error }

// field checks a text. Line breaks and tabs pass; other control characters do not, for they forge what people see.
func (c *checked) field(s string, most int, path string, args ...any) *personal.Field {
	if c.err == nil {
		c.err = checkText(s, most, fmt.Sprintf(path, args...))
	}
	return personal.Plain(s)
}

func checkText(s string, most int, field string) error {
	if !utf8.ValidString(s) {
		return errTextChars.On(field)
	}
	n := 0
	for _, r := range s {
		if n++; n > most {
			return errTextTooLong.On(field)
		}
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar {
			return errTextChars.On(field)
		}
	}
	return nil
}
