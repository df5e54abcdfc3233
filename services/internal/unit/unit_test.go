package unit_test

import (
	"testing"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/unit"
)

func TestUnitsCoverWhatLiesBelow(t *testing.T) {
	tests := []struct {
		upper, lower unit.Code
		want         bool
	}{
		{"320000000000", "320205101203", true},
		{"320200000000", "320205101203", true},
		{"320205000000", "320205101203", true},
		{"320205101000", "320205101203", true},
		{"320205101203", "320205101203", true},
		{"320205101203", "320205101000", false},
		{"320205102000", "320205101203", false},
		{"", "320205101203", false},
		{"320205", "320205101203", false},
	}
	for _, test := range tests {
		if got := test.upper.Covers(test.lower); got != test.want {
			t.Errorf("%s covers %s: %t", test.upper, test.lower, got)
		}
	}
	for in, want := range map[string]string{"32": "32", "320205": "320205", "320205000000": "320205", "320205101203": "320205101203"} {
		if got, ok := unit.Prefix(in); !ok || got != want {
			t.Errorf("UnitPrefix(%s) = %s, %t", in, got, ok)
		}
	}
	for _, in := range []string{"", "3", "3202051", "02", "32020510120_", "' or 1"} {
		if _, ok := unit.Prefix(in); ok {
			t.Errorf("UnitPrefix(%q) is taken", in)
		}
	}
}

func TestAUnitCoversItselfAndNoUnitCoversItsSuperior(t *testing.T) {
	unit := rapid.Custom(func(t *rapid.T) unit.Code {
		return unit.Code(rapid.StringMatching(`[1-8][0-9]([0-9]{2}|00)([0-9]{2}|00)([0-9]{3}|000)([0-9]{3}|000)`).Draw(t, "unit"))
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := unit.Draw(t, "a"), unit.Draw(t, "b")
		if !a.Covers(a) {
			t.Fatalf("%s does not cover itself", a)
		}
		if a != b && a.Covers(b) && b.Covers(a) {
			t.Fatalf("%s and %s cover each other", a, b)
		}
	})
}

func TestTiersAndParents(t *testing.T) {
	for _, test := range []struct {
		code, parent unit.Code
		tier         unit.Tier
	}{
		{"320000000000", "", unit.Province},
		{"320200000000", "320000000000", unit.City},
		{"320205000000", "320200000000", unit.County},
		{"320205101000", "320205000000", unit.Town},
		{"320205101203", "320205101000", unit.Village},
		{"460000000000", "", unit.Province},
		{"320205", "", unit.NoTier},
		{"", "", unit.NoTier},
	} {
		if got := test.code.Tier(); got != test.tier {
			t.Errorf("%s: tier %d, want %d", test.code, got, test.tier)
		}
		if got := test.code.Parent(); got != test.parent {
			t.Errorf("%s: parent %s, want %s", test.code, got, test.parent)
		}
	}
}

func TestAPrefixEndsAtATier(t *testing.T) {
	for in, want := range map[string]string{
		"32": "32", "3202": "3202", "320205": "320205", "320205101": "320205101", "320205101203": "320205101203",
		"320200000000": "3202", "320205101000": "320205101", "3": "", "32020": "", "": "", "02": "", "3202051012x3": "",
	} {
		if got, ok := unit.Prefix(in); got != want || ok != (want != "") {
			t.Errorf("Prefix(%q) = %q, %t; want %q", in, got, ok, want)
		}
	}
}
