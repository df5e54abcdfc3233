package proceeding_test

import (
	"testing"

	"anjie.internal/services/mediation/proceeding"
)

func TestSetAside(t *testing.T) {
	aside := proceeding.SetAside{Act: act(proceeding.Actor{}, 3*day)}
	with := func(given ...proceeding.Command) []proceeding.Command { return append(given, aside) }
	later := opening(func(c *proceeding.Open) { c.Act = act(clerk(), 4*day) })
	check(t, map[string]refusal{
		"a running one":                     {given: []proceeding.Command{opening(), session(1)}, when: aside},
		"one that has ended":                {given: []proceeding.Command{opening(), failure(1)}, when: aside},
		"with an agreement to be performed": {given: written(), when: aside},
		"one that was not accepted":         {given: []proceeding.Command{declining(1)}, when: aside},
		"none that is not there":            {when: aside, want: proceeding.ErrNotFound},

		"no session after it":            {given: with(opening()), when: session(4 * day), want: proceeding.ErrSetAside},
		"no end":                         {given: with(opening()), when: failure(4 * day), want: proceeding.ErrSetAside},
		"nothing is performed":           {given: with(written()...), when: proceeding.FollowUp{Act: act(clerk(), 4*day), Method: "E01"}, want: proceeding.ErrSetAside},
		"the next ordinal is behind it":  {given: with(opening(), failure(1)), when: later, want: proceeding.ErrOrdinalTaken},
		"nothing opens beside a running": {given: with(opening()), when: later, want: proceeding.ErrInMediation},
	})
	s := lives(t, with(opening())...)
	again, err := proceeding.Decide(s, aside)
	if err != nil || len(again) != 0 {
		t.Errorf("again: %v, %v", again, err)
	}
	if s.Phase != proceeding.Opened || !s.SetAside {
		t.Errorf("what happened in it stays: %+v", s)
	}
}
