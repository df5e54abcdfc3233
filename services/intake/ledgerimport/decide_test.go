package ledgerimport_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"anjie.internal/services/intake/ledgerimport"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

const (
	city  = "320200000000"
	other = "330200000000"
)

var (
	noon = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	act  = ledgerimport.Act{At: noon, ActingUnit: city}
)

func content(changes ...func(*ledgerimport.Content)) ledgerimport.Content {
	c := ledgerimport.Content{
		File: strings.Repeat("0123456789abcdef", 4), Mapping: strings.Repeat("a", 64), Edition: 1, Sheet: 1, Rows: 3,
		Totals: []ledgerimport.Total{{Figure: "success", Stated: 2, Counted: 2}, {Figure: "A02", Stated: 3, Counted: 3}, {Figure: "R33", Stated: 0, Counted: 0}},
	}
	for _, change := range changes {
		change(&c)
	}
	return c
}

func start(changes ...func(*ledgerimport.Content)) ledgerimport.Start {
	return ledgerimport.Start{Act: act, Content: content(changes...), Name: personal.Plain("2012.xlsx")}
}

func differing(c *ledgerimport.Content) { c.Totals[0].Stated = 3 }

func TestTheLifeOfAnImport(t *testing.T) {
	t.Parallel()
	started := ledgerimport.Decider().Fold(ledgerimport.State{}, &ledgerimport.StartedV1{
		Unit: city, File: content().File, Mapping: content().Mapping, Edition: 1, Sheet: 1, Rows: 3, Totals: content().Totals,
	})
	completed := ledgerimport.Decider().Fold(started, &ledgerimport.CompletedV1{Unit: city, Disputes: 3})
	reverted := ledgerimport.Decider().Fold(completed, &ledgerimport.RevertedV1{Unit: city, Reason: "X13"})
	away := ledgerimport.Act{At: noon, ActingUnit: other}
	for name, test := range map[string]struct {
		given   ledgerimport.State
		command ledgerimport.Command
		event   string
		want    *fault.Error
	}{
		"start":                          {command: start(), event: "*ledgerimport.StartedV1"},
		"start without totals":           {command: start(func(c *ledgerimport.Content) { c.Totals = nil }), event: "*ledgerimport.StartedV1"},
		"start again and go on":          {given: started, command: start()},
		"start again when it is done":    {given: completed, command: start()},
		"start with another mapping":     {given: started, command: start(func(c *ledgerimport.Content) { c.Mapping = strings.Repeat("b", 64) }), want: ledgerimport.ErrStartedDifferently},
		"start with fewer rows":          {given: started, command: start(func(c *ledgerimport.Content) { c.Rows = 2 }), want: ledgerimport.ErrStartedDifferently},
		"start what was reverted":        {given: reverted, command: start(), want: ledgerimport.ErrReverted},
		"start somebody else's":          {given: started, command: ledgerimport.Start{Act: away, Content: content()}, want: ledgerimport.ErrNotFound},
		"totals differ without a reason": {command: start(differing), want: ledgerimport.ErrTotalsDiffer},
		"totals differ, for a reason":    {command: start(differing, func(c *ledgerimport.Content) { c.Difference = "D01" }), event: "*ledgerimport.StartedV1"},
		"rows left out without a reason": {command: start(func(c *ledgerimport.Content) { c.LeftOut = 1 }), want: ledgerimport.ErrTotalsDiffer},
		"rows left out, for a reason":    {command: start(func(c *ledgerimport.Content) { c.LeftOut, c.Difference = 1, "D02" }), event: "*ledgerimport.StartedV1"},
		"a reason without a difference":  {command: start(func(c *ledgerimport.Content) { c.Difference = "D01" }), want: ledgerimport.ErrNoDifference},
		"an invented reason":             {command: start(differing, func(c *ledgerimport.Content) { c.Difference = "D77" }), want: ledgerimport.ErrTotalsDiffer},
		"no file":                        {command: start(func(c *ledgerimport.Content) { c.File = "ABC" }), want: ledgerimport.ErrFileHash},
		"no mapping":                     {command: start(func(c *ledgerimport.Content) { c.Mapping = "" }), want: ledgerimport.ErrFileHash},
		"no rows":                        {command: start(func(c *ledgerimport.Content) { c.Rows = 0 }), want: ledgerimport.ErrRange},
		"no edition":                     {command: start(func(c *ledgerimport.Content) { c.Edition = 0 }), want: ledgerimport.ErrRange},
		"no sheet":                       {command: start(func(c *ledgerimport.Content) { c.Sheet = 0 }), want: ledgerimport.ErrRange},
		"too many left out":              {command: start(func(c *ledgerimport.Content) { c.LeftOut = ledgerimport.MaxRows + 1 }), want: ledgerimport.ErrRange},
		"an invented figure":             {command: start(func(c *ledgerimport.Content) { c.Totals[0].Figure = "王一" }), want: ledgerimport.ErrFigure},
		"a figure twice":                 {command: start(func(c *ledgerimport.Content) { c.Totals[1].Figure = "success" }), want: ledgerimport.ErrFigure},
		"a negative total":               {command: start(func(c *ledgerimport.Content) { c.Totals[1].Counted = -1 }), want: ledgerimport.ErrRange},
		"an actor without a unit":        {command: ledgerimport.Start{Content: content()}, want: ledgerimport.ErrUnitNeeded},
		"complete":                       {given: started, command: ledgerimport.Complete{Act: act, Disputes: 3}, event: "*ledgerimport.CompletedV1"},
		"complete twice":                 {given: completed, command: ledgerimport.Complete{Act: act, Disputes: 3}},
		"complete too early":             {given: started, command: ledgerimport.Complete{Act: act, Disputes: 2}, want: ledgerimport.ErrIncomplete},
		"complete what was reverted":     {given: reverted, command: ledgerimport.Complete{Act: act, Disputes: 3}, want: ledgerimport.ErrReverted},
		"complete what there is not":     {command: ledgerimport.Complete{Act: act, Disputes: 3}, want: ledgerimport.ErrNotFound},
		"complete somebody else's":       {given: started, command: ledgerimport.Complete{Act: away, Disputes: 3}, want: ledgerimport.ErrNotFound},
		"revert what is under way":       {given: started, command: ledgerimport.Revert{Act: act, Reason: "X12"}, event: "*ledgerimport.RevertedV1"},
		"revert what is done":            {given: completed, command: ledgerimport.Revert{Act: act, Reason: "X13"}, event: "*ledgerimport.RevertedV1"},
		"revert twice":                   {given: reverted, command: ledgerimport.Revert{Act: act, Reason: "X13"}, want: ledgerimport.ErrReverted},
		"revert for no reason":           {given: completed, command: ledgerimport.Revert{Act: act}, want: ledgerimport.ErrUnknownReason},
		"revert as single disputes are":  {given: completed, command: ledgerimport.Revert{Act: act, Reason: "X01"}, want: ledgerimport.ErrUnknownReason},
		"revert what there is not":       {command: ledgerimport.Revert{Act: act, Reason: "X13"}, want: ledgerimport.ErrNotFound},
		"revert somebody else's":         {given: completed, command: ledgerimport.Revert{Act: away, Reason: "X13"}, want: ledgerimport.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := ledgerimport.Decide(test.given, test.command)
			if test.want != nil {
				if !errors.Is(err, test.want) || len(events) > 0 {
					t.Fatalf("%v, %v; want %v", events, err, test.want)
				}
				return
			}
			got := ""
			for _, e := range events {
				got += reflect.TypeOf(e).String()
			}
			if err != nil || got != test.event {
				t.Errorf("%q, %v; want %q", got, err, test.event)
			}
		})
	}
}

// TestNoFreeTextIsClear types a name and a telephone number into every clear text of every command.
func TestNoFreeTextIsClear(t *testing.T) {
	t.Parallel()
	started := ledgerimport.Decider().Fold(ledgerimport.State{}, &ledgerimport.StartedV1{Unit: city, Rows: 3})
	const typed = "王一 13800001111"
	for name, command := range map[string]ledgerimport.Command{
		"unit":       ledgerimport.Start{Act: ledgerimport.Act{At: noon, ActingUnit: typed}, Content: content()},
		"file":       start(func(c *ledgerimport.Content) { c.File = typed }),
		"mapping":    start(func(c *ledgerimport.Content) { c.Mapping = typed }),
		"figure":     start(func(c *ledgerimport.Content) { c.Totals[2].Figure = typed }),
		"difference": start(differing, func(c *ledgerimport.Content) { c.Difference = typed }),
		"reason":     ledgerimport.Revert{Act: act, Reason: typed},
	} {
		given := ledgerimport.State{}
		if name == "reason" {
			given = started
		}
		if events, err := ledgerimport.Decide(given, command); err == nil {
			t.Errorf("%s takes any text: %v", name, events)
		}
	}
}

// TestNoSequenceOfCommandsBreaksTheLife wants one start first, one completion at most, one reversal last.
func TestNoSequenceOfCommandsBreaksTheLife(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		decider := ledgerimport.Decider()
		state := decider.Initial()
		var story string
		for range rapid.IntRange(1, 12).Draw(t, "commands") {
			var c ledgerimport.Command
			switch rapid.IntRange(0, 2).Draw(t, "kind") {
			case 0:
				c = start(func(c *ledgerimport.Content) { c.Rows = rapid.IntRange(1, 3).Draw(t, "rows") })
			case 1:
				c = ledgerimport.Complete{Act: act, Disputes: rapid.IntRange(0, 4).Draw(t, "disputes")}
			default:
				c = ledgerimport.Revert{Act: act, Reason: rapid.SampledFrom([]string{"X11", "X12", ""}).Draw(t, "reason")}
			}
			events, err := ledgerimport.Decide(state, c)
			if err != nil && len(events) > 0 {
				t.Fatalf("refused with events: %v", err)
			}
			for _, e := range events {
				switch e := e.(type) {
				case *ledgerimport.StartedV1:
					story += "s"
				case *ledgerimport.CompletedV1:
					if story += "c"; e.Disputes < state.Content.Rows {
						t.Fatalf("completed with %d of %d", e.Disputes, state.Content.Rows)
					}
				case *ledgerimport.RevertedV1:
					story += "r"
				}
			}
			state = decider.Fold(state, events...)
		}
		if strings.Trim(story, "scr") != "" || !strings.HasPrefix("scr", story) && !strings.HasPrefix("sr", story) {
			t.Fatalf("story %s", story)
		}
	})
}
