package request_test

import (
	"errors"
	"strings"
	"testing"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/request"
)

func TestTexts(t *testing.T) {
	tests := map[string]struct {
		text string
		want *fault.Error
	}{
		"an empty text":                       {"", nil},
		"the longest":                         {strings.Repeat("墙", 10), nil},
		"one character more":                  {strings.Repeat("墙", 11), request.ErrTextTooLong},
		"rare characters":                     {"𠮷㛃", nil},
		"lines and tabs":                      {"一\n\t二", nil},
		"an escape sequence":                  {"\x1b[31m", request.ErrTextChars},
		"a carriage return":                   {"王一\r李二", request.ErrTextChars},
		"bytes that are no text":              {"\xff\xfe", request.ErrTextChars},
		"what a broken text was made into":    {"王\uFFFD", request.ErrTextChars},
		"a zero byte, which PostgreSQL hates": {"王\x00", request.ErrTextChars},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := request.CheckText(test.text, 10, "narrative")
			if test.want == nil && err != nil || test.want != nil && !errors.Is(err, test.want) {
				t.Fatalf("got %v, want %v", err, test.want)
			}
			if err != nil && fault.As(err).Field != "narrative" {
				t.Errorf("field %q", fault.As(err).Field)
			}
		})
	}
}
