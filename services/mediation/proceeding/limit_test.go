package proceeding_test

import (
	"testing"

	"anjie.internal/services/mediation/proceeding"
)

func resumption(hours int) proceeding.Resume {
	return proceeding.Resume{Act: act(mediator(), hours), Calendar: days}
}

func extension(hours int, with ...func(*proceeding.ExtendLimit)) proceeding.ExtendLimit {
	c := proceeding.ExtendLimit{Act: act(chair(), hours), Calendar: days, Days: 10, Consented: []int{0, 1}}
	for _, w := range with {
		w(&c)
	}
	return c
}

func TestTheClockStandsStill(t *testing.T) {
	type (
		sus = *proceeding.Suspend
		ext = *proceeding.ExtendLimit
	)
	medical := []proceeding.Command{opening(mode("M07"), consented)}
	open, suspended := []proceeding.Command{opening()}, []proceeding.Command{opening(), suspension(day)}
	check(t, map[string]refusal{
		"it is stopped":                                 {given: open, when: suspension(day)},
		"it is stopped once":                            {given: suspended, when: suspension(2 * day), want: proceeding.ErrSuspended},
		"a ground has a code":                           {given: open, when: suspension(day, func(c sus) { c.Ground = "鉴定" }), want: proceeding.ErrUnknownSuspension, field: "ground"},
		"a medical one is stopped for an appraisal":     {given: medical, when: suspension(day)},
		"a medical one is stopped for nothing else":     {given: medical, when: suspension(day, func(c sus) { c.Ground = "U03" }), want: proceeding.ErrOnlyAppraisal, field: "ground"},
		"another one is stopped for other grounds":      {given: open, when: suspension(day, func(c sus) { c.Ground = "U03" })},
		"an expired limit is not stopped":               {given: open, when: suspension(32 * day), want: proceeding.ErrLimitExpired},
		"another mediator does not stop it":             {given: open, when: suspension(day, func(c sus) { c.By = stranger() }), want: proceeding.ErrNotAssigned},
		"it goes on":                                    {given: suspended, when: resumption(3 * day)},
		"it goes on once":                               {given: open, when: resumption(day), want: proceeding.ErrNotSuspended},
		"it does not go on before it was stopped":       {given: []proceeding.Command{opening(), suspension(2 * day)}, when: resumption(day), want: proceeding.ErrBeforeSuspension, field: "occurred_at"},
		"two suspensions do not overlap":                {given: append(suspended, resumption(5*day)), when: suspension(5*day, func(c sus) { c.OccurredAt, c.LateReason = noon.AddDate(0, 0, 3), "L02" }), want: proceeding.ErrPauseOverlaps, field: "occurred_at"},
		"no agreement while it stands still":            {given: suspended, when: agreement("F01", 2*day), want: proceeding.ErrSuspended},
		"no signature while it stands still":            {given: []proceeding.Command{opening(), agreement("F02", 1), suspension(2)}, when: signatures(3), want: proceeding.ErrSuspended},
		"a limit does not expire while it stands still": {given: suspended, when: failure(60*day, func(c *proceeding.Fail) { c.Outcome = "R22" }), want: proceeding.ErrSuspended, field: ""},
		"but mediation may fail":                        {given: suspended, when: failure(2 * day)},
		"the chair extends":                             {given: open, when: extension(day)},
		"on the last day too":                           {given: open, when: extension(31 * day)},
		"an expired limit is not revived":               {given: open, when: extension(32 * day), want: proceeding.ErrLimitExpired},
		"what was agreed in time is entered late":       {given: open, when: extension(32*day, func(c ext) { c.OccurredAt, c.LateReason = noon.AddDate(0, 0, 30), "L02" })},
		"a clock that stands still has not expired":     {given: suspended, when: extension(60 * day)},
		"a mediator does not extend":                    {given: open, when: extension(day, func(c ext) { c.By = mediator() }), want: proceeding.ErrChairNeeded},
		"not without all parties":                       {given: open, when: extension(day, func(c ext) { c.Consented = []int{1} }), want: proceeding.ErrExtensionConsent, field: "consented"},
		"not by no days":                                {given: open, when: extension(day, func(c ext) { c.Days = 0 }), want: proceeding.ErrExtensionDays, field: "days"},
		"not by a year":                                 {given: open, when: extension(day, func(c ext) { c.Days = 365 }), want: proceeding.ErrExtensionDays, field: "days"},
		"counted again it is the same":                  {given: open, when: proceeding.RecountLimit{Act: act(mediator(), day), Calendar: days}, want: proceeding.ErrLimitUnchanged},
	})
}

// TestTheDueDateMovesByTheTimeBetween stops from Tuesday the 8th and counts in the clock of the limit.
func TestTheDueDateMovesByTheTimeBetween(t *testing.T) {
	tests := map[string]struct {
		given []proceeding.Command
		want  string
	}{
		"calendar days: 30 and 3, 10 October is a Saturday that is worked": {[]proceeding.Command{opening(), suspension(day), resumption(4 * day)}, "2026-10-10"},
		"the same day moves nothing":                                       {[]proceeding.Command{opening(), suspension(day), resumption(day + 1)}, "2026-10-08"},
		"twice: 30 and 3 and 2":                                            {[]proceeding.Command{opening(), suspension(day), resumption(4 * day), suspension(6 * day), resumption(8 * day)}, "2026-10-12"},
		"working days: a weekend between adds none":                        {[]proceeding.Command{opening(mode("M07"), consented), suspension(4 * day), resumption(7 * day)}, "2026-10-26"},
		"an extension adds days":                                           {[]proceeding.Command{opening(), extension(day)}, "2026-10-19"},
		"an extension adds working days":                                   {[]proceeding.Command{opening(mode("M07"), consented), extension(day)}, "2026-11-06"},
		"a suspension and an extension add up":                             {[]proceeding.Command{opening(), suspension(day), resumption(4 * day), extension(5 * day)}, "2026-10-20"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := lives(t, test.given...).Limit; got.DueOn.String() != test.want {
				t.Errorf("due on %s, want %s: %+v", got.DueOn, test.want, got)
			}
		})
	}
}
