package casenumber_test

import (
	"testing"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/casenumber"
)

func TestWhatIsWrittenIsRead(t *testing.T) {
	if got := casenumber.Format(2026, "320205101203", 17); got != "2026-320205101203-000017" {
		t.Errorf("%s", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		year, serial := rapid.IntRange(2000, 2099).Draw(t, "year"), rapid.IntRange(1, 999_999_999).Draw(t, "serial")
		n := casenumber.Format(year, rapid.StringMatching(`[1-9][0-9]{11}`).Draw(t, "unit"), serial)
		if !casenumber.Valid(n) {
			t.Fatalf("%s is not valid", n)
		}
		for i := 4; i <= len(n); i++ {
			if !casenumber.Begins(n[:i]) {
				t.Fatalf("%s is no beginning", n[:i])
			}
		}
		if number, rest, ok := casenumber.Cut(n + "-K7"); !ok || number != n || rest != "-K7" {
			t.Fatalf("%s-K7 is cut into %s and %s, %v", n, number, rest, ok)
		}
	})
}

func TestWhatIsNoNumber(t *testing.T) {
	for _, s := range []string{
		"", "2026", "第17号", "2026-320205101203", "2026-320205101203-", "2026-320205101203-00017", "2026-320205101203-0000017",
		"2026-320205101203-1234567890", "2026-320205101203-000017-", "2026-32020510120-0000017", "26-320205101203-000017", "2026_320205101203-000017",
		"2026-320205101203-00001七", "２026-320205101203-000017",
	} {
		if casenumber.Valid(s) {
			t.Errorf("%q is valid", s)
		}
	}
	for _, s := range []string{"", "202", "2026_", "2026-3202051012037", "-202", "2026-320205101203-0000017", "第17号"} {
		if casenumber.Begins(s) {
			t.Errorf("%q is a beginning", s)
		}
	}
}
