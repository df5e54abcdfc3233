package roster_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/mediation/roster"
)

var (
	noon    = time.Date(2026, 9, 7, 4, 0, 0, 0, time.UTC)
	village = unit.Code("320205101203")
	town    = unit.Code("320205101000")
	other   = unit.Code("320206001000")
)

func act() roster.Act { return roster.Act{At: noon, OccurredAt: noon, ActingUnit: town} }

func people(accounts ...string) []roster.Person {
	var out []roster.Person
	for _, a := range accounts {
		out = append(out, roster.Person{Account: a, Name: personal.Plain("赵三")})
	}
	return out
}

func term(members ...string) roster.Term {
	return roster.Term{Chair: "m1", Women: 1, Members: people(members...)}
}

func establishing(with ...func(*roster.Establish)) roster.Establish {
	c := roster.Establish{Act: act(), Unit: village, Committee: "main", Term: term("m1", "m2", "m3", "m4"), Hired: people("h1")}
	for _, w := range with {
		w(&c)
	}
	return c
}

func change(with func(*roster.Change)) roster.Change {
	c := roster.Change{Act: act()}
	with(&c)
	return c
}

func lives(t testing.TB, commands ...roster.Command) roster.State {
	t.Helper()
	var s roster.State
	for _, c := range commands {
		events, err := roster.Decide(s, c)
		if err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		s = roster.Decider().Fold(s, events...)
	}
	return s
}

func TestCommittees(t *testing.T) {
	type (
		est = *roster.Establish
		cha = *roster.Change
	)
	there := []roster.Command{establishing()}
	men := []roster.Command{establishing(func(c est) { c.Term.Women = 0 })}
	later := term("m1", "m2", "m3")
	later.From = "2062-01-01"
	late := func(a *roster.Act) { a.OccurredAt, a.LateReason = noon.AddDate(-2, 0, 0), "L03" }
	leaving := func(a string) []roster.Leaving { return []roster.Leaving{{Account: a, Reason: "X05"}} }
	tests := map[string]struct {
		given []roster.Command
		when  roster.Command
		want  *fault.Error
		field string
	}{
		"a committee is established":            {when: establishing()},
		"once":                                  {given: there, when: establishing(), want: roster.ErrExists},
		"with three members at least":           {when: establishing(func(c est) { c.Term = term("m1", "m2") }), want: roster.ErrTooFew, field: "members"},
		"with nine at most":                     {when: establishing(func(c est) { c.Term = term(strings.Fields("m1 m2 m3 m4 m5 m6 m7 m8 m9 m10")...) }), want: roster.ErrTooMany, field: "members"},
		"nine are fine":                         {when: establishing(func(c est) { c.Term = term(strings.Fields("m1 m2 m3 m4 m5 m6 m7 m8 m9")...) })},
		"its chair is a member":                 {when: establishing(func(c est) { c.Term.Chair = "h1" }), want: roster.ErrChairNeeded, field: "chair"},
		"there are not more women than members": {when: establishing(func(c est) { c.Term.Women = 5 }), want: roster.ErrWomen, field: "women"},
		"nobody is a member twice":              {when: establishing(func(c est) { c.Term = term("m1", "m2", "m2") }), want: roster.ErrAccountTwice, field: "members[2].account"},
		"nor member and hired":                  {when: establishing(func(c est) { c.Hired = people("m1") }), want: roster.ErrAccountTwice, field: "hired[0].account"},
		"a phone number is no account":          {when: establishing(func(c est) { c.Term.Members[0].Account = "13800001111" }), want: roster.ErrAccountFormat, field: "members[0].account"},
		"a member has a name":                   {when: establishing(func(c est) { c.Term.Members[0].Name = nil }), want: roster.ErrNameNeeded, field: "members[0].name"},
		"a committee has a code":                {when: establishing(func(c est) { c.Committee = "王一" }), want: roster.ErrCode, field: "committee"},
		"a unit has twelve digits":              {when: establishing(func(c est) { c.Unit = "村" }), want: roster.ErrUnitFormat, field: "unit"},
		"another unit's is not ours":            {when: establishing(func(c est) { c.ActingUnit = other }), want: roster.ErrUnitNotYours, field: "unit"},
		"a date in words is refused":            {when: establishing(func(c est) { c.Term.From = "年初" }), want: entry.ErrDateFormat, field: "term_from"},
		"a late entry needs a reason":           {when: establishing(func(c est) { c.OccurredAt = noon.AddDate(-2, 0, 0) }), want: entry.ErrLateReasonNeeded, field: "late_reason"},
		"a new term":                            {given: there, when: roster.Renew{Act: act(), Term: term("m1", "h1", "m5")}},
		"of what exists":                        {when: roster.Renew{Act: act(), Term: term("m1", "m2", "m3")}, want: roster.ErrNotFound},
		"a term that is over by then":           {when: establishing(func(c est) { c.Term.From = "2023-09-06" }), want: roster.ErrTermOver, field: "term_from"},
		"its last day is none":                  {when: establishing(func(c est) { c.Term.From = "2023-09-07" })},
		"a term that begins in a year":          {when: establishing(func(c est) { c.Term.From = "2027-09-07" })},
		"or a day after":                        {when: establishing(func(c est) { c.Term.From = "2027-09-08" }), want: roster.ErrTermFar, field: "term_from"},
		"a slip of the decade":                  {given: there, when: roster.Renew{Act: act(), Term: later}, want: roster.ErrTermFar, field: "term_from"},
		"a late entry has the term of its day":  {when: establishing(func(c est) { late(&c.Act); c.Term.From = "2021-09-07" })},
		"which is over in its turn":             {when: establishing(func(c est) { late(&c.Act); c.Term.From = "2021-09-06" }), want: roster.ErrTermOver, field: "term_from"},
		"somebody joins":                        {given: there, when: change(func(c cha) { c.Joined, c.Women = people("m5"), new(2) })},
		"who may be a woman":                    {given: there, when: change(func(c cha) { c.Joined = people("m5") }), want: roster.ErrWomenNeeded, field: "women"},
		"who joins men, too":                    {given: men, when: change(func(c cha) { c.Joined = people("m5") }), want: roster.ErrWomenNeeded, field: "women"},
		"somebody leaves":                       {given: there, when: change(func(c cha) { c.Left, c.Women = leaving("m4"), new(1) })},
		"who may have been the only woman":      {given: there, when: change(func(c cha) { c.Left = leaving("m4") }), want: roster.ErrWomenNeeded, field: "women"},
		"and was not, for there was none":       {given: men, when: change(func(c cha) { c.Left = leaving("m4") })},
		"three stay at least":                   {given: there, when: change(func(c cha) { c.Left = append(leaving("m3"), leaving("m4")...) }), want: roster.ErrTooFew, field: "left"},
		"unless others come":                    {given: there, when: change(func(c cha) { c.Left, c.Joined, c.Women = append(leaving("m3"), leaving("m4")...), people("m5"), new(0) })},
		"the chair does not just leave":         {given: there, when: change(func(c cha) { c.Left = leaving("m1") }), want: roster.ErrChairNeeded, field: "chair"},
		"the chair hands over":                  {given: there, when: change(func(c cha) { c.Left, c.Chair, c.Women = leaving("m1"), "m2", new(1) })},
		"who is not there does not leave":       {given: there, when: change(func(c cha) { c.Left = leaving("m9") }), want: roster.ErrNoSuchAccount, field: "left[0].account"},
		"nobody leaves without a reason":        {given: there, when: change(func(c cha) { c.Left = []roster.Leaving{{Account: "m4", Reason: "走了"}} }), want: roster.ErrUnknownReason, field: "left[0].reason"},
		"a mediator is hired":                   {given: there, when: change(func(c cha) { c.Hired = people("h2") })},
		"a hired one joins when dismissed": {given: there, when: change(func(c cha) {
			c.Joined, c.Dismissed, c.Women = people("h1"), []roster.Leaving{{Account: "h1", Reason: "X99"}}, new(1)
		})},
		"a member is not hired":                 {given: there, when: change(func(c cha) { c.Hired = people("m4") }), want: roster.ErrAccountTwice, field: "hired[0].account"},
		"nothing is no change":                  {given: there, when: change(func(cha) {}), want: roster.ErrNothingChanged},
		"the same count changes nothing":        {given: there, when: change(func(c cha) { c.Women = new(1) }), want: roster.ErrNothingChanged},
		"women who left are counted":            {given: []roster.Command{establishing(func(c est) { c.Term.Women = 4 })}, when: change(func(c cha) { c.Left, c.Women = leaving("m4"), new(4) }), want: roster.ErrWomen, field: "women"},
		"the count of women may be set right":   {given: there, when: change(func(c cha) { c.Women = new(2) })},
		"another unit's committee is not there": {given: there, when: change(func(c cha) { c.ActingUnit = other }), want: roster.ErrNotFound},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			events, err := roster.Decide(lives(t, test.given...), test.when)
			switch {
			case test.want == nil && (err != nil || len(events) != 1):
				t.Fatalf("%d events: %v", len(events), err)
			case test.want != nil && !errors.Is(err, test.want):
				t.Fatalf("got %v, want %v", err, test.want)
			case test.want != nil && fault.As(err).Field != test.field:
				t.Fatalf("field %q, want %q", fault.As(err).Field, test.field)
			}
		})
	}
}

func TestWhatTheLawWishesIsWarnedOf(t *testing.T) {
	warned := func(c roster.Command, given ...roster.Command) []string {
		events, err := roster.Decide(lives(t, given...), c)
		if err != nil {
			t.Fatal(err)
		}
		return events[0].(interface{ Warned() []string }).Warned()
	}
	men := func(c *roster.Establish) { c.Term.Women = 0 }
	old := func(c *roster.Establish) {
		c.Term.From, c.OccurredAt, c.LateReason = "2023-09-06", noon.AddDate(0, 0, -1), "L01"
	}
	fresh := func(c *roster.Establish) { c.Term.From = "2023-09-07" }
	for name, test := range map[string]struct {
		got, want []string
	}{
		"a woman and a term that runs":        {warned(establishing()), nil},
		"no woman":                            {warned(establishing(men)), []string{roster.WarnNoWoman}},
		"a term that is over":                 {warned(establishing(old)), []string{roster.WarnTermExpired}},
		"the last day of a term":              {warned(establishing(fresh)), nil},
		"the last woman leaves":               {warned(change(func(c *roster.Change) { c.Left, c.Women = []roster.Leaving{{Account: "m4", Reason: "X05"}}, new(0) }), establishing()), []string{roster.WarnNoWoman}},
		"who is hired does not drive her out": {warned(change(func(c *roster.Change) { c.Hired = people("h5") }), establishing()), nil},
		"a change does not renew the term":    {warned(change(func(c *roster.Change) { c.Hired = people("h5") }), establishing(old)), []string{roster.WarnTermExpired}},
		"a new term does":                     {warned(roster.Renew{Act: act(), Term: term("m1", "m2", "m3")}, establishing(old)), nil},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: %v, want %v", name, test.got, test.want)
		}
	}
}

func TestAHiredMediatorBecomesAMember(t *testing.T) {
	s := lives(t, establishing(), roster.Renew{Act: act(), Term: term("m1", "h1", "m2")})
	if !slices.Equal(s.Members, []string{"m1", "h1", "m2"}) || len(s.Hired) != 0 || s.TermEndsOn.String() != "2029-09-07" {
		t.Errorf("%+v", s)
	}
}

// TestACommitteeAlwaysHasThreeToNineMembersAndAChair runs random changes.
func TestACommitteeAlwaysHasThreeToNineMembersAndAChair(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s roster.State
		account := rapid.Map(rapid.IntRange(1, 12), func(n int) string { return fmt.Sprintf("m%d", n) })
		some := func(most int, label string) []string { return rapid.SliceOfN(account, 0, most).Draw(t, label) }
		for range rapid.IntRange(1, 20).Draw(t, "commands") {
			var c roster.Command
			composed := roster.Term{Chair: account.Draw(t, "chair"), Women: rapid.IntRange(0, 5).Draw(t, "women"), Members: people(some(11, "members")...)}
			switch rapid.IntRange(0, 3).Draw(t, "kind") {
			case 0:
				c = establishing(func(c *roster.Establish) { c.Term, c.Hired = composed, nil })
			case 1:
				c = roster.Renew{Act: act(), Term: composed}
			default:
				var left []roster.Leaving
				for _, a := range some(3, "left") {
					left = append(left, roster.Leaving{Account: a, Reason: "X05"})
				}
				c = roster.Change{
					Act: act(), Chair: rapid.SampledFrom([]string{"", "m1", "m2"}).Draw(t, "new chair"), Women: &composed.Women,
					Joined: people(some(3, "joined")...), Left: left, Hired: people(some(2, "hired")...),
				}
			}
			before := s
			events, err := roster.Decide(s, c)
			s = roster.Decider().Fold(s, events...)
			if err != nil && !reflect.DeepEqual(before, s) {
				t.Fatal("a refusal changed the state")
			}
			if s.Unit == "" {
				continue
			}
			all := append(slices.Clone(s.Members), s.Hired...)
			slices.Sort(all)
			switch {
			case len(s.Members) < roster.MinMembers || len(s.Members) > roster.MaxMembers:
				t.Fatalf("%d members", len(s.Members))
			case !slices.Contains(s.Members, s.Chair):
				t.Fatalf("chair %s of %v", s.Chair, s.Members)
			case len(slices.Compact(slices.Clone(all))) != len(all):
				t.Fatalf("somebody is on the roster twice: %v", all)
			}
		}
	})
}
