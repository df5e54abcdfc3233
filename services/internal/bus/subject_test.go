package bus_test

import (
	"slices"
	"strings"
	"testing"

	"anjie.internal/services/internal/bus"
)

func TestSubject(t *testing.T) {
	for want, tokens := range map[string][]string{
		"anjie.intake.dispute.registered":  {"intake", "dispute", "registered"},
		"anjie.dept.a%2Eb":                 {"dept", "a.b"},
		"anjie.dept.%2A":                   {"dept", "*"},
		"anjie.dept.%3E":                   {"dept", ">"},
		"anjie.dept.%20%09%0A%00%25":       {"dept", " \t\n\x00%"},
		"anjie.dept.%":                     {"dept", ""},
		"anjie.dept.%E6%B0%91%E6%94%BF.in": {"dept", "民政", "in"},
	} {
		if got := bus.Subject(tokens...); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if got, err := bus.Tokens(want); err != nil || !slices.Equal(got, tokens) {
			t.Errorf("%s gives back %q, %v", want, got, err)
		}
	}
}

func TestTokensRefusesWhatSubjectDoesNotWrite(t *testing.T) {
	for _, s := range []string{"", "anjie", "other.x", "anjie.", "anjie.a..b", "anjie.*", "anjie.>", "anjie.a b", "anjie.%2", "anjie.%zz", "anjie.%2e", "anjie.%41", "anjie.%%", "anjie.民政"} {
		if tokens, err := bus.Tokens(s); err == nil {
			t.Errorf("%q gives %q", s, tokens)
		}
	}
}

// FuzzSubject: whatever a token holds, it changes neither the depth of a subject nor another token, and means nothing to NATS.
func FuzzSubject(f *testing.F) {
	for _, s := range []string{"", ".", "*", ">", "a.b", " ", "\t", "\r\n", "%", "%2E", "$JS", "民政局", "\xff", "\x00", "_INBOX.x"} {
		f.Add(s, "b")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		subject := bus.Subject("dept", a, b)
		if strings.Count(subject, ".") != 3 {
			t.Fatalf("%q and %q give %q", a, b, subject)
		}
		if i := strings.IndexFunc(subject, func(r rune) bool { return r <= ' ' || r > '~' || r == '*' || r == '>' }); i >= 0 {
			t.Fatalf("%q and %q give %q", a, b, subject)
		}
		tokens, err := bus.Tokens(subject)
		if err != nil || !slices.Equal(tokens, []string{"dept", a, b}) {
			t.Fatalf("%q and %q come back as %q, %v", a, b, tokens, err)
		}
	})
}
