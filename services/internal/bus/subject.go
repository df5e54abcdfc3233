package bus

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// Root is the first token of every subject.
const Root = "anjie"

const hexDigits = "0123456789ABCDEF"

// Subject joins tokens under Root: Subject("intake", "dispute", "registered") is "anjie.intake.dispute.registered". Each
// token is escaped, so that whatever it holds, it stays exactly one token.
func Subject(tokens ...string) string {
	var b strings.Builder
	b.WriteString(Root)
	for _, t := range tokens {
		b.WriteByte('.')
		escape(&b, t)
	}
	return b.String()
}

// Escape makes one token of any string. Letters, digits, "-" and "_" stay; every other byte becomes %XX, and the empty string
// "%". That takes care of ".", "*", ">", white space and control characters, and keeps subjects ASCII. Unescape is its inverse.
func Escape(token string) string {
	var b strings.Builder
	escape(&b, token)
	return b.String()
}

func escape(b *strings.Builder, token string) {
	if token == "" {
		b.WriteByte('%')
		return
	}
	for i := range len(token) {
		c := token[i]
		if plain(c) {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
}

func plain(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
}

// Unescape gives back what Escape was given. Anything that Escape does not write is an error.
func Unescape(token string) (string, error) {
	if token == "%" {
		return "", nil
	}
	var b strings.Builder
	for i := 0; i < len(token); i++ {
		c := token[i]
		if plain(c) {
			b.WriteByte(c)
			continue
		}
		if c != '%' || i+2 >= len(token) {
			return "", fmt.Errorf("subject token %q: not an escaped token", token)
		}
		raw, err := hex.DecodeString(token[i+1 : i+3])
		if err != nil || plain(raw[0]) || strings.ToUpper(token[i+1:i+3]) != token[i+1:i+3] {
			return "", fmt.Errorf("subject token %q: not an escaped token", token)
		}
		b.WriteByte(raw[0])
		i += 2
	}
	if b.Len() == 0 {
		return "", fmt.Errorf("subject token %q: not an escaped token", token)
	}
	return b.String(), nil
}

// Tokens splits a subject that Subject built, without Root.
func Tokens(subject string) ([]string, error) {
	rest, ok := strings.CutPrefix(subject, Root+".")
	if !ok {
		return nil, fmt.Errorf("subject %q: does not begin with %q", subject, Root+".")
	}
	tokens := strings.Split(rest, ".")
	for i, t := range tokens {
		plain, err := Unescape(t)
		if err != nil {
			return nil, fmt.Errorf("subject %q: %w", subject, err)
		}
		tokens[i] = plain
	}
	return tokens, nil
}
