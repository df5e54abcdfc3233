package dispute_test

import (
	"testing"

	"anjie.internal/services/intake/dispute"
)

func TestMerge(t *testing.T) {
	into := func(with func(*dispute.Target)) dispute.Merge {
		return merger(func(c *dispute.Merge) { c.Into = target(with) })
	}
	merged := []dispute.Event{&dispute.MergedV1{When: whenLater(), Unit: village, Category: "A02", Into: earlier}}
	play(t, map[string]scene{
		"a duplicate joins the earlier dispute":   {given: acceptedL(), when: merger(), then: merged},
		"a concluded one may be the earlier one":  {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Concluded }), then: merged},
		"it does not join itself":                 {given: fresh(), when: into(func(o *dispute.Target) { o.ID = own }), want: dispute.ErrTargetItself, field: "into"},
		"it does not join what does not exist":    {given: fresh(), when: into(func(o *dispute.Target) { o.Exists = false }), want: dispute.ErrTargetNotFound, field: "into"},
		"nor what is not the actor's":             {given: fresh(), when: into(func(o *dispute.Target) { o.Unit = other }), want: dispute.ErrTargetNotFound, field: "into"},
		"nor what was merged itself":              {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Merged }), want: dispute.ErrTargetNotLive, field: "into"},
		"nor what was voided":                     {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Voided }), want: dispute.ErrTargetNotLive, field: "into"},
		"nor what was refused":                    {given: fresh(), when: into(func(o *dispute.Target) { o.Phase = dispute.Refused }), want: dispute.ErrTargetNotLive, field: "into"},
		"nor what came later":                     {given: fresh(), when: into(func(o *dispute.Target) { o.RegisteredAt = later }), want: dispute.ErrTargetLater, field: "into"},
		"of two of one moment the lower id first": {given: fresh(), when: into(func(o *dispute.Target) { o.RegisteredAt = noon }), then: merged},
		"and the higher id never": {
			given: fresh(), when: into(func(o *dispute.Target) { o.RegisteredAt, o.ID = noon, "01a205df-bcc1-77bd-a39d-00000000000a" }),
			want: dispute.ErrTargetLater, field: "into",
		},
		"what was mediated is not joined": {given: acceptedL().then(ending("R21")), when: merger(), want: dispute.ErrMediated},
		"a target has an id":              {given: fresh(), when: into(func(o *dispute.Target) { o.ID = "7" }), want: dispute.ErrIDFormat, field: "into"},
		"and so has the duplicate":        {given: fresh(), when: merger(func(c *dispute.Merge) { c.ID = "" }), want: dispute.ErrIDFormat, field: "dispute_id"},
		"a merged one is not merged again": {
			given: mergedL(), when: merger(), want: dispute.ErrMerged,
		},
		"not before it came back": {
			given: mergedL().then(unmerger(func(c *dispute.Unmerge) { c.Act = at(tomorrow, c.Act) })), when: merger(),
			want: dispute.ErrBeforeReopening, field: "occurred_at",
		},
	})
}

func TestUnmerge(t *testing.T) {
	for name, given := range map[string]life{"registered": fresh(), "accepted": acceptedL(), "dispatched": sent(), "handling": handled()} {
		before := given.state(t)
		after := given.then(merger(), unmerger()).state(t)
		if after.Phase != before.Phase || after.AcceptedAt != before.AcceptedAt || after.DueOn() != before.DueOn() || after.Into != "" || after.Outcome != "" {
			t.Errorf("%s: %+v", name, after)
		}
	}
	play(t, map[string]scene{
		"it says what it was taken from": {
			given: mergedL(), when: unmerger(),
			then: []dispute.Event{&dispute.UnmergedV1{When: whenLater(), Codes: "2026-11", Unit: village, Category: "A02", From: earlier, Reason: "U01"}},
		},
		"it needs a reason":   {given: mergedL(), when: unmerger(func(c *dispute.Unmerge) { c.Reason = "" }), want: dispute.ErrUnknownSeparationReason, field: "reason"},
		"not what was closed": {given: settled(), when: unmerger(), want: dispute.ErrNotMerged},
		"not before the merger": {
			given: acceptedL().then(merger(func(c *dispute.Merge) { c.Act = at(tomorrow, c.Act) })), when: unmerger(),
			want: dispute.ErrBeforeClosure, field: "occurred_at",
		},
	})
}

func TestLink(t *testing.T) {
	to := func(kind dispute.LinkKind, with func(*dispute.Target)) dispute.Link {
		return linking(func(c *dispute.Link) { c.Kind, c.Other = kind, target(with) })
	}
	linked := func(kind dispute.LinkKind) []dispute.Event {
		return []dispute.Event{&dispute.LinkedV1{When: whenLater(), Kind: kind, Other: earlier}}
	}
	many := fresh()
	for i := range dispute.MaxLinks {
		many = many.then(to(dispute.Petition, func(o *dispute.Target) {
			o.ID = own[:32] + "f" + string([]byte{digit(i / 36), digit(i / 6), digit(i)})
		}))
	}
	play(t, map[string]scene{
		"a repeat matter names the earlier one":  {given: fresh(), when: linking(), then: linked(dispute.Repeat)},
		"a repeat may be another unit's":         {given: fresh(), when: to(dispute.Repeat, func(o *dispute.Target) { o.Unit = other }), then: linked(dispute.Repeat)},
		"a repeat is of what came first":         {given: fresh(), when: to(dispute.Repeat, func(o *dispute.Target) { o.RegisteredAt = later }), want: dispute.ErrTargetLater, field: "other"},
		"a related one may be later":             {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.RegisteredAt = later }), then: linked(dispute.Related)},
		"a petition is not looked up":            {given: fresh(), when: to(dispute.Petition, func(o *dispute.Target) { *o = dispute.Target{ID: earlier} }), then: linked(dispute.Petition)},
		"a dispute is":                           {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.Exists = false }), want: dispute.ErrTargetNotFound, field: "other"},
		"what was voided is not there":           {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.Phase = dispute.Voided }), want: dispute.ErrTargetNotFound, field: "other"},
		"nothing is linked to itself":            {given: fresh(), when: to(dispute.Related, func(o *dispute.Target) { o.ID = own }), want: dispute.ErrTargetItself, field: "other"},
		"an invented kind":                       {given: fresh(), when: to("similar", func(*dispute.Target) {}), want: dispute.ErrLinkKind, field: "kind"},
		"the same link again changes nothing":    {given: fresh().then(linking()), when: linking()},
		"another kind is another link":           {given: fresh().then(linking()), when: to(dispute.Related, func(*dispute.Target) {}), then: linked(dispute.Related)},
		"a closed one is linked too":             {given: settled(), when: linking(), then: linked(dispute.Repeat)},
		"there is an end to it":                  {given: many, when: linking(), want: dispute.ErrTooManyLinks, field: "other"},
		"a link is taken back":                   {given: fresh().then(linking()), when: unlinking(), then: []dispute.Event{&dispute.UnlinkedV1{When: whenLater(), Codes: "2026-11", Kind: dispute.Repeat, Other: earlier, Reason: "U02"}}},
		"but not twice":                          {given: fresh().then(linking(), unlinking()), when: unlinking(), want: dispute.ErrNotLinked, field: "other"},
		"nor one of another kind":                {given: fresh().then(linking()), when: unlinking(func(c *dispute.Unlink) { c.Kind = dispute.Related }), want: dispute.ErrNotLinked, field: "other"},
		"nor without a reason":                   {given: fresh().then(linking()), when: unlinking(func(c *dispute.Unlink) { c.Reason = "U99" }), want: dispute.ErrUnknownSeparationReason, field: "reason"},
		"a link that was taken back comes again": {given: fresh().then(linking(), unlinking()), when: linking(), then: linked(dispute.Repeat)},
	})
}

func digit(i int) byte { return '0' + byte(i%6) }
