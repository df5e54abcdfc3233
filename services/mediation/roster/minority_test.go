package roster_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/mediation/roster"
)

// mixed is a committee of an area of several ethnic groups, with a member of a smaller one or without.
func mixed(minority bool) roster.Establish {
	return establishing(func(c *roster.Establish) { c.Term.MultiEthnic, c.Term.Minority = true, minority })
}

func TestACommitteeOfSeveralEthnicGroups(t *testing.T) {
	type cha = *roster.Change
	left := []roster.Leaving{{Account: "m4", Reason: "X05"}}
	with, without := []roster.Command{mixed(true)}, []roster.Command{mixed(false)}
	nowhere := []roster.Command{establishing()}
	renewed := func(minority bool) roster.Command {
		c := roster.Renew{Act: act(), Term: term("m1", "m2", "m3")}
		c.Term.Minority = minority
		return c
	}
	lacks := []string{roster.WarnNoMinority}
	for name, test := range map[string]struct {
		given []roster.Command
		when  roster.Command
		want  *fault.Error
		warns []string
	}{
		"somebody is of a smaller one":                 {when: mixed(true)},
		"nobody is":                                    {when: mixed(false), warns: lacks},
		"elsewhere nobody is asked":                    {when: establishing()},
		"nor says it":                                  {when: establishing(func(c *roster.Establish) { c.Term.Minority = true }), want: roster.ErrMinorityNotExpected},
		"nor in a change":                              {given: nowhere, when: change(func(c cha) { c.Minority = new(true) }), want: roster.ErrMinorityNotExpected},
		"that nobody is says nothing there":            {given: nowhere, when: change(func(c cha) { c.Minority = new(false) }), want: roster.ErrNothingChanged},
		"the area is declared later":                   {given: nowhere, when: change(func(c cha) { c.MultiEthnic = new(true) }), warns: lacks},
		"with its member":                              {given: nowhere, when: change(func(c cha) { c.MultiEthnic, c.Minority = new(true), new(true) })},
		"or taken back":                                {given: without, when: change(func(c cha) { c.MultiEthnic = new(false) })},
		"and the member with it":                       {given: with, when: change(func(c cha) { c.MultiEthnic, c.Minority = new(false), new(true) }), want: roster.ErrMinorityNotExpected},
		"the same again is no change":                  {given: with, when: change(func(c cha) { c.MultiEthnic, c.Minority = new(true), new(true) }), want: roster.ErrNothingChanged},
		"who leaves may have been the only one":        {given: with, when: change(func(c cha) { c.Left, c.Women = left, new(1) }), warns: lacks},
		"and was":                                      {given: with, when: change(func(c cha) { c.Left, c.Women, c.Minority = left, new(1), new(false) }), warns: lacks},
		"and was not":                                  {given: with, when: change(func(c cha) { c.Left, c.Women, c.Minority = left, new(1), new(true) })},
		"who joins others changes nothing":             {given: with, when: change(func(c cha) { c.Joined, c.Women = people("m5"), new(1) })},
		"who joins is not asked":                       {given: without, when: change(func(c cha) { c.Joined, c.Women = people("m5"), new(1) }), warns: lacks},
		"it may be said later":                         {given: append(slices.Clone(without), change(func(c cha) { c.Joined, c.Women = people("m5"), new(1) })), when: change(func(c cha) { c.Minority = new(true) })},
		"or is":                                        {given: without, when: change(func(c cha) { c.Joined, c.Women, c.Minority = people("m5"), new(1), new(true) })},
		"or is not":                                    {given: without, when: change(func(c cha) { c.Joined, c.Women, c.Minority = people("m5"), new(1), new(false) }), warns: lacks},
		"nobody new, nothing asked":                    {given: without, when: change(func(c cha) { c.Left, c.Women = left, new(1) }), warns: lacks},
		"a mediator is hired, and no member":           {given: without, when: change(func(c cha) { c.Hired = people("h5") }), warns: lacks},
		"it may be set right":                          {given: without, when: change(func(c cha) { c.Minority = new(true) })},
		"a new term says it anew":                      {given: with, when: renewed(true)},
		"and lacks it when it does not":                {given: with, when: renewed(false), warns: lacks},
		"for the area stays what it is":                {given: without, when: renewed(false), warns: lacks},
		"elsewhere a new term is not asked":            {given: nowhere, when: renewed(false)},
		"nor says it, either":                          {given: nowhere, when: renewed(true), want: roster.ErrMinorityNotExpected},
		"what was taken back is not asked in the next": {given: append(slices.Clone(with), change(func(c cha) { c.MultiEthnic = new(false) })), when: renewed(false)},
	} {
		t.Run(name, func(t *testing.T) {
			s := lives(t, test.given...)
			events, err := roster.Decide(s, test.when)
			switch {
			case test.want != nil && (!errors.Is(err, test.want) || len(events) > 0):
				t.Fatalf("got %v, want %v", err, test.want)
			case test.want != nil:
				return
			case err != nil:
				t.Fatal(err)
			}
			if got := events[0].(interface{ Warned() []string }).Warned(); !slices.Equal(got, test.warns) {
				t.Errorf("warns of %v, want %v", got, test.warns)
			}
			after := roster.Evolve(s, events[0])
			if got := after.Warnings(after.TermEndsOn); !slices.Equal(got, test.warns) {
				t.Errorf("and afterwards of %v, want %v", got, test.warns)
			}
			if after.Minority && !after.MultiEthnic {
				t.Error("it is remembered where nobody is asked")
			}
		})
	}
}

// TestNothingIsStoredOfItElsewhere: ethnicity is sensitive, and what is not there cannot be told.
func TestNothingIsStoredOfItElsewhere(t *testing.T) {
	s := lives(t, establishing())
	for _, c := range []roster.Command{
		roster.Renew{Act: act(), Term: term("m1", "m2", "m3")},
		change(func(c *roster.Change) { c.Joined, c.Women, c.Minority = people("m5"), new(1), new(false) }),
	} {
		events, err := roster.Decide(s, c)
		if err != nil {
			t.Fatal(err)
		}
		switch e := events[0].(type) {
		case *roster.RenewedV1:
			e.Members = nil // nobody has sealed them
		case *roster.ChangedV1:
			e.Joined = nil
		case *roster.EstablishedV1:
		}
		stored, err := json.Marshal(events[0])
		if err != nil {
			t.Fatal(err)
		}
		if text := strings.ToLower(string(stored)); strings.Contains(text, "minority") || strings.Contains(text, "ethnic") {
			t.Errorf("stored: %s", stored)
		}
	}
}

// TestAChangeByAnOlderReleaseLosesNothing: it says nothing of the area, and so the area stays.
func TestAChangeByAnOlderReleaseLosesNothing(t *testing.T) {
	s := lives(t, mixed(true))
	if s = roster.Evolve(s, &roster.ChangedV1{Chair: "m1", Women: 1}); !s.MultiEthnic || !s.Minority {
		t.Errorf("after a change: %+v", s.Makeup)
	}
	if s = roster.Evolve(s, &roster.RenewedV1{Composition: roster.Composition{Women: 1}}); !s.MultiEthnic || s.Minority {
		t.Errorf("after a renewal: %+v", s.Makeup)
	}
}
