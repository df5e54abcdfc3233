package proceeding_test

import (
	"slices"
	"testing"
	"time"

	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/proceeding"
)

// administrative is an application to a government body that came on a day; with a rule on its limit.
func administrative(came, rule string, with ...func(*proceeding.Open)) proceeding.Open {
	return opening(append([]func(*proceeding.Open){mode("M02"), nobodyAssigned, func(c *proceeding.Open) { c.AppliedOn, c.Rule = came, rule }}, with...)...)
}

// inShenzhen is asked of a body of 深圳市福田区.
func inShenzhen(c *proceeding.Open) {
	c.Unit, c.By.Unit = unit.Code("440304001000"), unit.Code("440304001000")
}

// on is said and recorded on a day.
func on(year int, month time.Month, dayOfMonth int) func(*proceeding.Open) {
	return func(c *proceeding.Open) {
		c.At = time.Date(year, month, dayOfMonth, 4, 0, 0, 0, time.UTC)
		c.OccurredAt = c.At
	}
}

// handed makes it a hand-over by a petition office, or by another body.
func handed(came, channel string) func(*proceeding.Open) {
	return func(c *proceeding.Open) {
		referred(func(h *proceeding.Handover) {
			h.Channel, h.Kind, h.Received, h.ReturnBy = channel, proceeding.ReferrerOf(channel), came, ""
		})(c)
		c.AppliedOn = ""
	}
}

// TestAnApplicationIsDecidedOnInTime counts to Monday 7 September 2026: five working days from Monday 31 August, ten from Monday 24 August.
func TestAnApplicationIsDecidedOnInTime(t *testing.T) {
	late := []string{proceeding.WarnAcceptLate}
	const medical, complicated = "administrative-medical", "administrative-shenzhen-complex"
	for name, test := range map[string]struct {
		open proceeding.Open
		by   string // the last day; empty: none is set
		want []string
	}{
		"medical, on the fifth working day":             {administrative("2026-08-31", medical), "2026-09-07", nil},
		"medical, on the sixth":                         {administrative("2026-08-28", medical), "2026-09-04", late},
		"medical, nobody said when it came":             {administrative("", medical), "", nil},
		"medical, handed over in time":                  {administrative("", medical, handed("2026-08-31", "S26")), "2026-09-07", nil},
		"medical, handed over":                          {administrative("", medical, handed("2026-08-28", "S26")), "2026-09-04", late},
		"medical, a court waits only three":             {administrative("", medical, handed("2026-09-01", "S23")), "2026-09-08", []string{proceeding.WarnAnswerLate}},
		"no national text says it of other ones":        {administrative("2026-06-01", ""), "", nil},
		"nor of other modes":                            {opening(nobodyAssigned, mode("M10"), func(c *proceeding.Open) { c.AppliedOn = "2026-06-01" }), "", nil},
		"Shenzhen has a rule of its own":                {administrative("2026-08-31", "", inShenzhen), "2026-09-07", nil},
		"Shenzhen, later":                               {administrative("2026-08-28", "", inShenzhen), "2026-09-04", late},
		"Shenzhen, complex, on the tenth working day":   {administrative("2026-08-24", complicated, inShenzhen), "2026-09-07", nil},
		"Shenzhen, complex, later":                      {administrative("2026-08-21", complicated, inShenzhen), "2026-09-04", late},
		"the national rules hold there too when chosen": {administrative("2026-08-28", medical, inShenzhen), "2026-09-04", late},
	} {
		t.Run(name, func(t *testing.T) {
			opened := decided(t, proceeding.State{}, test.open)[0].(*proceeding.OpenedV1)
			declined := decided(t, proceeding.State{}, declining(0, func(c *proceeding.Decline) { c.Act, c.Opening = test.open.Act, test.open }))[0].(*proceeding.DeclinedV1)
			for does, got := range map[string]struct {
				acceptance *proceeding.Limit
				warnings   []string
			}{"opened": {opened.Acceptance, opened.Warnings}, "declined": {declined.Acceptance, declined.Warnings}} {
				if !slices.Equal(got.warnings, test.want) {
					t.Errorf("%s: warnings %v, want %v", does, got.warnings, test.want)
				}
				switch l := got.acceptance; {
				case l == nil && test.by != "":
					t.Errorf("%s: no day is set, want %s", does, test.by)
				case l != nil && (l.DueOn.String() != test.by || l.Clock != proceeding.Workdays || l.Rule == "" || l.StartsOn.IsZero() || l.Calendar != days.Version()):
					t.Errorf("%s: %+v, want %s", does, l, test.by)
				}
			}
		})
	}
}

// TestAnUnknownYearSaysSo when it cannot be known whether it was decided in time. The case goes on.
func TestAnUnknownYearSaysSo(t *testing.T) {
	const medical = "administrative-medical"
	unknown := func(opens proceeding.Open) bool {
		e := decided(t, proceeding.State{}, opens)[0].(*proceeding.OpenedV1)
		if e.Acceptance != nil && !e.Acceptance.DueOn.IsZero() {
			t.Errorf("guessed %s", e.Acceptance.DueOn)
		}
		return slices.Contains(e.Warnings, proceeding.WarnAcceptUnknown)
	}
	court := func(channel string) func(*proceeding.Open) { return handed("2026-12-30", channel) }
	for name, test := range map[string]struct {
		open proceeding.Open
		want bool
	}{
		"days later it is not known":                      {administrative("2026-12-28", medical, on(2027, 1, 4)), true},
		"within so many days it is in time, whatever off": {administrative("2026-12-28", medical, on(2027, 1, 2)), false},
		"a court's three days":                            {opening(nobodyAssigned, mode("M03"), court("S23"), on(2026, 12, 30)), true},
		"both are said once":                              {administrative("", medical, court("S23"), on(2027, 1, 8)), true},
		"nobody else sets any":                            {opening(nobodyAssigned, mode("M09"), court("S25"), on(2026, 12, 30)), false},
	} {
		if got := unknown(test.open); got != test.want {
			t.Errorf("%s: said %v, want %v", name, got, test.want)
		}
	}
	twice := decided(t, proceeding.State{}, administrative("", medical, court("S23"), on(2027, 1, 8)))[0].(*proceeding.OpenedV1)
	if said := slices.Compact(slices.Clone(twice.Warnings)); len(said) != len(twice.Warnings) {
		t.Errorf("warnings %v", twice.Warnings)
	}
}

func TestALocalRuleIsLawThereOnly(t *testing.T) {
	check(t, map[string]refusal{
		"not elsewhere":           {when: administrative("2026-08-31", "administrative-shenzhen"), want: proceeding.ErrUnknownRule, field: "rule"},
		"nor is it declined by":   {when: declining(0, func(c *proceeding.Decline) { c.Opening = administrative("", "administrative-shenzhen-complex") }), want: proceeding.ErrUnknownRule, field: "rule"},
		"nor in another mode":     {when: opening(inShenzhen, func(c *proceeding.Open) { c.Rule = "administrative-shenzhen" }), want: proceeding.ErrUnknownRule, field: "rule"},
		"but there":               {when: administrative("2026-08-31", "administrative-shenzhen", inShenzhen)},
		"late is late, and opens": {when: administrative("2026-03-02", "administrative-medical")},
	})
	m, _ := proceeding.ModeOf("M02")
	for of, want := range map[unit.Code]string{village: "administrative", "440304001000": "administrative-shenzhen", "440000000000": "administrative"} {
		if r, ok := m.RuleIn(of, ""); !ok || r.ID != want {
			t.Errorf("%s: %+v, want %s", of, r, want)
		}
	}
	if e := decided(t, proceeding.State{}, administrative("", "", inShenzhen))[0].(*proceeding.OpenedV1); e.Limit.Rule != "administrative-shenzhen" || e.Limit.Clock != proceeding.Days {
		t.Errorf("the limit there: %+v", e.Limit)
	}
}
