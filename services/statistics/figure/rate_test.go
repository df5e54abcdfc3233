package figure_test

import (
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"anjie.internal/services/statistics/figure"
)

func TestPercentIsHalfUpAndNeverTheWholeOrNothingByRounding(t *testing.T) {
	tests := map[string]struct {
		n, d uint64
		want string
	}{
		"Wuxi 2012, 52 failures":           {20322, 20374, "99.74%"},
		"Wuxi 2012, 53 failures":           {20322, 20375, "99.74%"},
		"Wuxi, 50 failures":                {20322, 20372, "99.75%"},
		"Wuxi, 51 failures":                {20322, 20373, "99.75%"},
		"Wuxi, 54 failures":                {20322, 20376, "99.73%"},
		"Wuxi, 55 failures":                {20322, 20377, "99.73%"},
		"Wuxi, 56 failures":                {20322, 20378, "99.73%"},
		"Yingjiang, matters resolved":      {987, 1167, "84.58%"},
		"a list of 109":                    {98, 109, "89.91%"},
		"a list of 219":                    {186, 219, "84.93%"},
		"both lists, summed, no mean":      {98 + 186, 109 + 219, "86.59%"},
		"the worked cohort, V1":            {610, 680, "89.71%"},
		"the worked cohort, V2":            {610, 710, "85.92%"},
		"the worked cohort, V3":            {610, 930, "65.59%"},
		"the worked cohort, V4":            {610, 990, "61.62%"},
		"nothing of nothing":               {0, 0, "—"},
		"more than the whole is no rate":   {2, 1, "—"},
		"nothing":                          {0, 7, "0.00%"},
		"everything":                       {7, 7, "100.00%"},
		"all but one of many":              {99_999_999, 100_000_000, "99.99%"},
		"one of many":                      {1, 100_000_000, "0.01%"},
		"exactly half goes up":             {1, 20_000, "0.01%"},
		"exactly half goes up, not down":   {3, 20_000, "0.02%"},
		"just under half":                  {24_999, 200_000_000, "0.01%"},
		"99.995 would be the whole":        {19_999, 20_000, "99.99%"},
		"the largest numbers there are":    {math.MaxUint64 - 1, math.MaxUint64, "99.99%"},
		"the largest whole":                {math.MaxUint64, math.MaxUint64, "100.00%"},
		"half of the largest number":       {math.MaxUint64 / 2, math.MaxUint64 - 1, "50.00%"},
		"the smallest part of the largest": {1, math.MaxUint64, "0.01%"},
	}
	for name, test := range tests {
		if got := (figure.Rate{Numerator: test.n, Denominator: test.d}).Percent(); got != test.want {
			t.Errorf("%s: %d/%d is %s, want %s", name, test.n, test.d, got, test.want)
		}
	}
}

func TestPercentAgreesWithExactArithmetic(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.OneOf(rapid.Uint64Range(1, 50_000), rapid.Uint64Range(1, math.MaxUint64)).Draw(t, "denominator")
		n := rapid.Uint64Range(0, d).Draw(t, "numerator")
		got := figure.Rate{Numerator: n, Denominator: d}.Percent()
		exact := new(big.Rat).SetFrac(new(big.Int).SetUint64(n), new(big.Int).SetUint64(d))
		exact.Mul(exact, big.NewRat(100, 1))
		want := exact.FloatString(2) + "%" // rounds half away from zero, which is up here
		switch {
		case n < d && want == "100.00%":
			want = "99.99%"
		case n > 0 && want == "0.00%":
			want = "0.01%"
		}
		if got != want {
			t.Fatalf("%d/%d is %s, want %s", n, d, got, want)
		}
	})
}

// TestOnlyFiftyTwoOrFiftyThreeFailuresFitTheSource goes through all numbers of failures beside the 20,322 successes that Wuxi published for 2012.
func TestOnlyFiftyTwoOrFiftyThreeFailuresFitTheSource(t *testing.T) {
	var fit []string
	for failures := range uint64(1000) {
		if (figure.Rate{Numerator: 20322, Denominator: 20322 + failures}).Percent() == "99.74%" {
			fit = append(fit, fmt.Sprint(failures))
		}
	}
	if got := strings.Join(fit, " "); got != "52 53" {
		t.Errorf("99.74%% fits %s failures, want 52 and 53", got)
	}
}
