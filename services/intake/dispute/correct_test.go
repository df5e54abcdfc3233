package dispute_test

import (
	"testing"
	"time"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

func TestCorrect(t *testing.T) {
	type co = *dispute.Correct
	as := func(with func(co)) dispute.Correct { return correction(func(c co) { c.Category = nil; with(c) }) }
	changes := func(all ...dispute.Change) []dispute.Event {
		return []dispute.Event{&dispute.CorrectedV1{When: whenLater(), Codes: "2026-11", Reason: "K01", Changes: all}}
	}
	parties := func(all ...dispute.PartyChange) []dispute.Event {
		return []dispute.Event{&dispute.CorrectedV1{When: whenLater(), Codes: "2026-11", Reason: "K01", Parties: all}}
	}
	one, two := registration().Parties[0], registration().Parties[1]
	three := dispute.Party{Role: dispute.OtherParty, Kind: dispute.Body, Name: personal.Plain("某公司")}
	nameless := dispute.Party{Role: dispute.OtherParty, Kind: dispute.Body}
	title := dispute.TextChange{Field: dispute.TextTitle, Before: personal.Plain("两家争一堵墙"), After: personal.Plain("三家争一堵墙")}
	court := life{registration(referred(func(*dispute.Referral) {}))}
	received := noon.Add(-time.Hour).UTC().Format(time.RFC3339Nano)
	ago := func(h int) time.Time { return noon.Add(-time.Duration(h) * time.Hour) }
	partyChange := func(all ...dispute.PartyChange) dispute.Correct { return as(func(c co) { c.Parties = all }) }
	play(t, map[string]scene{
		"a category is corrected":       {given: handled(), when: correction(), then: changes(dispute.Change{Field: "category", Before: "A02", After: "A17"})},
		"a closed one is corrected too": {given: settled(), when: correction(), then: changes(dispute.Change{Field: "category", Before: "A02", After: "A17"})},
		"the scale follows the number": {given: fresh(), when: as(func(c co) { c.Involved = new(7) }), then: changes(
			dispute.Change{Field: "involved", Before: "2", After: "7"}, dispute.Change{Field: "scale", Before: "01", After: "02"})},
		"a number of the same scale leaves it": {given: fresh(), when: as(func(c co) { c.Involved = new(3) }), then: changes(dispute.Change{Field: "involved", Before: "2", After: "3"})},
		"channel and area and day": {given: fresh(), when: as(func(c co) { c.Channel, c.Area, c.AroseOn = new("S04"), new(town), new("2026-10-01") }), then: changes(
			dispute.Change{Field: "channel", Before: "S01", After: "S04"}, dispute.Change{Field: "area", Before: string(village), After: string(town)},
			dispute.Change{Field: "aroseOn", After: "2026-10-01"})},
		"a day becomes unknown": {given: fresh().then(as(func(c co) { c.AroseOn = new("2026-10-01") })), when: as(func(c co) { c.AroseOn = new("") }), then: changes(
			dispute.Change{Field: "aroseOn", Before: "2026-10-01"})},
		"the same number again leaves the scale": {given: fresh(), when: as(func(c co) { c.Involved, c.Scales = new(2), dispute.Thresholds{Group: 2, Major: 3} }), want: dispute.ErrNothingToCorrect},
		"it was received earlier": {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(ago(3)) }), then: changes(
			dispute.Change{Field: "receivedAt", Before: received, After: "2026-11-23T01:00:00Z"})},
		"what is so already is left out": {given: fresh(), when: as(func(c co) { c.Category, c.Channel = new("A02"), new("S04") }), then: changes(
			dispute.Change{Field: "channel", Before: "S01", After: "S04"})},
		"a text is kept before and after": {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{title} }), then: []dispute.Event{
			&dispute.CorrectedV1{When: whenLater(), Codes: "2026-11", Reason: "K01", Texts: []dispute.TextChange{title}},
		}},
		"a party changes":   {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &two, After: &three}), then: parties(dispute.PartyChange{Index: 1, Before: &two, After: &three})},
		"a party is added":  {given: fresh(), when: partyChange(dispute.PartyChange{Index: 2, After: &three}), then: parties(dispute.PartyChange{Index: 2, After: &three})},
		"a party goes":      {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &two}), then: parties(dispute.PartyChange{Index: 1, Before: &two})},
		"roles are swapped": {given: fresh(), when: partyChange(dispute.PartyChange{Index: 0, Before: &one, After: &two}, dispute.PartyChange{Index: 1, Before: &two, After: &one}), then: parties(dispute.PartyChange{Index: 0, Before: &one, After: &two}, dispute.PartyChange{Index: 1, Before: &two, After: &one})},

		"the last applicant stays":               {given: fresh(), when: partyChange(dispute.PartyChange{Index: 0, Before: &one}), want: dispute.ErrApplicantNeeded, field: "parties"},
		"who went does not change":               {given: fresh().then(partyChange(dispute.PartyChange{Index: 1, Before: &two})), when: partyChange(dispute.PartyChange{Index: 1, Before: &two, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"places are not reused":                  {given: fresh().then(partyChange(dispute.PartyChange{Index: 1, Before: &two})), when: partyChange(dispute.PartyChange{Index: 1, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"the party before is the registered one": {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &one, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"who is added was not there":             {given: fresh(), when: partyChange(dispute.PartyChange{Index: 2, Before: &two, After: &three}), want: dispute.ErrPartyBefore, field: "parties[0].before"},
		"a party beyond the end":                 {given: fresh(), when: partyChange(dispute.PartyChange{Index: 3, After: &three}), want: dispute.ErrPartyIndex, field: "parties[0].index"},
		"a party before the beginning":           {given: fresh(), when: partyChange(dispute.PartyChange{Index: -1, After: &three}), want: dispute.ErrPartyIndex, field: "parties[0].index"},
		"a party twice":                          {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &two, After: &three}, dispute.PartyChange{Index: 1, Before: &three, After: &two}), want: dispute.ErrPartyIndex, field: "parties[1].index"},
		"a party without a name":                 {given: fresh(), when: partyChange(dispute.PartyChange{Index: 2, After: &nameless}), want: dispute.ErrPartyName, field: "parties[0].after.name"},
		"a party that had none":                  {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1, Before: &nameless, After: &two}), want: dispute.ErrPartyName, field: "parties[0].before.name"},
		"nothing of a party":                     {given: fresh(), when: partyChange(dispute.PartyChange{Index: 1}), want: dispute.ErrNothingToCorrect, field: "parties[0]"},
		"nothing at all":                         {given: fresh(), when: as(func(co) {}), want: dispute.ErrNothingToCorrect},
		"nothing but what is so already":         {given: fresh(), when: as(func(c co) { c.Category = new("A02") }), want: dispute.ErrNothingToCorrect},
		"an invented reason":                     {given: fresh(), when: correction(func(c co) { c.Reason = "K99" }), want: dispute.ErrUnknownCorrection, field: "reason"},
		"an unknown category":                    {given: fresh(), when: as(func(c co) { c.Category = new("A18") }), want: dispute.ErrUnknownCategory, field: "category"},
		"an unknown channel":                     {given: fresh(), when: as(func(c co) { c.Channel = new("S99") }), want: dispute.ErrUnknownChannel, field: "channel"},
		"a channel whose papers never came":      {given: fresh(), when: as(func(c co) { c.Channel = new("S23") }), want: dispute.ErrReferralNeeded, field: "channel"},
		"a hotline whose slip never came":        {given: fresh(), when: as(func(c co) { c.Channel = new("S21") }), want: dispute.ErrReferralNeeded, field: "channel"},
		"a ledger's channel needs no papers": {given: life{registration(imported)}, when: as(func(c co) { c.Channel = new("S23") }), then: changes(
			dispute.Change{Field: "channel", Before: "S01", After: "S23"})},
		"a channel that wants it back by a day": {
			given: life{registration(referred(func(r *dispute.Referral) { r.Kind, r.ReturnBy = "B99", "" }), func(c *dispute.Register) { c.Channel = "S29" })},
			when:  as(func(c co) { c.Channel = new("S27") }), want: dispute.ErrReturnByNeeded, field: "channel",
		},
		"received after it was wanted back": {
			given: life{registration(referred(func(r *dispute.Referral) { r.ReturnBy = "2026-11-22" }), func(c *dispute.Register) { c.ReceivedAt, c.LateReason = noon.AddDate(0, 0, -3), "L01" })},
			when:  as(func(c co) { c.ReceivedAt = new(noon) }), want: dispute.ErrReturnByTooEarly, field: "received_at",
		},
		"a channel that takes no papers":         {given: court, when: as(func(c co) { c.Channel = new("S01") }), want: dispute.ErrReferralNotExpected, field: "channel"},
		"a channel of another referrer":          {given: court, when: as(func(c co) { c.Channel = new("S25") }), want: dispute.ErrReferrerMismatch, field: "channel"},
		"an area in words":                       {given: fresh(), when: as(func(c co) { c.Area = new(unit.Code("滨湖区")) }), want: dispute.ErrUnitFormat, field: "area"},
		"nobody involved":                        {given: fresh(), when: as(func(c co) { c.Involved = new(0) }), want: dispute.ErrInvolvedRange, field: "involved"},
		"a day in words":                         {given: fresh(), when: as(func(c co) { c.AroseOn = new("昨天") }), want: entry.ErrDateFormat, field: "arose_on"},
		"a day that has not come":                {given: fresh(), when: as(func(c co) { c.AroseOn = new("2026-12-01") }), want: entry.ErrInFuture, field: "arose_on"},
		"received after it was registered":       {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(noon.Add(3 * time.Minute)) }), want: entry.ErrInFuture, field: "received_at"},
		"received in another century":            {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(noon.AddDate(-100, 0, 0)) }), want: entry.ErrTooEarly, field: "received_at"},
		"a registration becomes late, no reason": {given: fresh(), when: as(func(c co) { c.ReceivedAt = new(ago(48)) }), want: entry.ErrLateReasonNeeded, field: "late_reason"},
		"received after it was accepted": {
			given: life{
				registration(func(c *dispute.Register) { c.ReceivedAt, c.LateReason = ago(20), "L02" }),
				acceptance(func(c *dispute.Accept) { c.OccurredAt, c.LateReason = ago(19), "L02" }),
			},
			when: as(func(c co) { c.ReceivedAt = new(ago(1)) }), want: dispute.ErrReceiptTooLate, field: "received_at",
		},
		"received after its mediation began": {
			given: life{
				registration(func(c *dispute.Register) { c.ReceivedAt, c.LateReason = ago(20), "L02" }),
				beginning(func(c *dispute.OpenProceeding) { c.OccurredAt, c.LateReason = ago(19), "L02" }),
			},
			when: as(func(c co) { c.ReceivedAt = new(ago(1)) }), want: dispute.ErrReceiptTooLate, field: "received_at",
		},
		"received after its mediation ended": {
			given: life{
				registration(func(c *dispute.Register) { c.ReceivedAt, c.LateReason = ago(20), "L02" }),
				ending("R21", func(c *dispute.EndProceeding) { c.OccurredAt, c.LateReason = ago(19), "L02" }),
			},
			when: as(func(c co) { c.ReceivedAt = new(ago(1)) }), want: dispute.ErrReceiptTooLate, field: "received_at",
		},
		"a text that nobody knows":     {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{{Field: "备注", After: title.After}} }), want: dispute.ErrTextField, field: "texts[0].field"},
		"a text twice":                 {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{title, title} }), want: dispute.ErrTextField, field: "texts[1].field"},
		"a text of nothing":            {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{{Field: dispute.TextPlace}} }), want: dispute.ErrNothingToCorrect, field: "texts[0]"},
		"a title is not taken away":    {given: fresh(), when: as(func(c co) { c.Texts = []dispute.TextChange{{Field: dispute.TextTitle, Before: title.Before}} }), want: dispute.ErrTitleNeeded, field: "texts[0].after"},
		"what was merged is elsewhere": {given: mergedL(), when: correction(), want: dispute.ErrMerged},
	})
}

// TestTheStateFollowsACorrection: what comes after it is decided on what is right.
func TestTheStateFollowsACorrection(t *testing.T) {
	three := dispute.Party{Role: dispute.OtherParty, Kind: dispute.Body, Name: personal.Plain("某公司")}
	two := registration().Parties[1]
	given := acceptedL().then(classification(), correction(func(c *dispute.Correct) {
		c.Act, c.LateReason = at(tomorrow, c.Act), "L04"
		c.Channel, c.Area, c.Involved, c.AroseOn = new("S04"), new(town), new(40), new("2026-10-01")
		c.ReceivedAt = new(noon.AddDate(0, 0, -9))
		c.Parties = []dispute.PartyChange{{Index: 2, After: &three}, {Index: 1, Before: &two}}
	}))
	s := given.state(t)
	if s.Category != "A17" || s.Local != "" || s.Channel != "S04" || s.Area != town || s.Involved != 40 || s.Scale != "03" || s.AroseOn != "2026-10-01" ||
		!s.ReceivedAt.Equal(noon.AddDate(0, 0, -9)) || !s.Late || len(s.Parties) != 3 || s.Parties[1] != "" || s.Parties[2] != dispute.OtherParty {
		t.Errorf("%+v", s)
	}
	// The registration is marked late now, and needs no second reason for another day.
	if _, err := dispute.Decide(s, correction(func(c *dispute.Correct) { c.Act, c.ReceivedAt = at(tomorrow, c.Act), new(noon.AddDate(0, 0, -8)) })); err != nil {
		t.Error(err)
	}
	if got := given[:1].state(t); got.Category != "A02" || len(got.Parties) != 2 {
		t.Errorf("an older state changed: %+v", got)
	}
}
