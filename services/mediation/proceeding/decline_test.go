package proceeding_test

import (
	"slices"
	"testing"

	"anjie.internal/services/mediation/proceeding"
)

// declining turns an application down; with changes it for one case.
func declining(hours int, with ...func(*proceeding.Decline)) proceeding.Decline {
	c := proceeding.Decline{
		Act: act(clerk(), hours), Calendar: days, Dispute: dispute, Ordinal: 1, Opening: opening(nobodyAssigned), Reason: "Q03",
		RoutesTold: []string{"W03"}, Note: text("法院已立案"),
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func handingOver(with ...func(*proceeding.Refer)) proceeding.Refer {
	c := proceeding.Refer{
		Act: act(clerk(), 2), To: "B01", Consented: []int{0, 1}, ReturnBy: "2026-12-01", Body: text("滨湖区人民法院"), Number: text("江调移〔2026〕3号"),
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

func TestDecline(t *testing.T) {
	type dec = *proceeding.Decline
	with := func(change func(dec)) proceeding.Command { return declining(1, change) }
	opened := func(change ...func(*proceeding.Open)) func(dec) {
		return func(c dec) { c.Opening = opening(append(change, nobodyAssigned)...) }
	}
	ended := []proceeding.Command{opening(), failure(1)}
	down := []proceeding.Command{declining(1)}
	next := opening(func(c *proceeding.Open) { c.Act = act(clerk(), 2) })
	check(t, map[string]refusal{
		"an application is turned down":            {when: declining(1)},
		"a referral is":                            {when: declining(1, opened(referred()))},
		"a court's is":                             {when: declining(1, opened(mode("M03"), referred()))},
		"with nobody against whom":                 {when: with(func(c dec) { c.Opening.Parties = c.Opening.Parties[:1] })},
		"somebody applied":                         {when: with(func(c dec) { c.Opening.Parties = nil }), want: proceeding.ErrPartyCount, field: "parties"},
		"a reason has a code":                      {when: with(func(c dec) { c.Reason = "不想管" }), want: proceeding.ErrUnknownDeclination, field: "reason"},
		"other routes are told":                    {when: with(func(c dec) { c.RoutesTold = nil }), want: proceeding.ErrDeclinedRoutes, field: "routes_told"},
		"by their codes":                           {when: with(func(c dec) { c.RoutesTold = []string{"法院"} }), want: proceeding.ErrUnknownRoute, field: "routes_told"},
		"nobody applied on own initiative":         {when: declining(1, opened(func(c *proceeding.Open) { c.Basis = "K02" })), want: proceeding.ErrNothingToDecline, field: "basis"},
		"a referral has its papers":                {when: declining(1, opened(func(c *proceeding.Open) { c.Basis = "K03" })), want: proceeding.ErrReferralNeeded, field: "referral"},
		"another unit's is not ours":               {when: with(func(c dec) { c.Opening.Unit = town }), want: proceeding.ErrUnitNotYours, field: "unit"},
		"what was accepted is not turned down":     {given: []proceeding.Command{opening()}, when: declining(1), want: proceeding.ErrInMediation},
		"the next one is, under the next ordinal":  {given: ended, when: declining(2), want: proceeding.ErrOrdinalTaken},
		"it takes an ordinal":                      {given: down, when: next, want: proceeding.ErrOrdinalTaken},
		"nobody mediates what was turned down":     {given: down, when: session(2, func(c *proceeding.HoldSession) { c.By = chair() }), want: proceeding.ErrEnded},
		"nor ends it":                              {given: down, when: failure(2, func(c *proceeding.Fail) { c.By = chair() }), want: proceeding.ErrEnded},
		"nor supplements it":                       {given: down, when: proceeding.Supplement{Act: act(clerk(), 2), Claims: text("修墙")}, want: proceeding.ErrEnded},
		"its dossier is closed":                    {given: down, when: proceeding.Archive{Act: act(chair(), 2), Retention: "T10", Reason: "XA1"}},
		"there is no outcome to feed back":         {given: []proceeding.Command{declining(1, opened(referred()))}, when: proceeding.FeedBackReferral{Act: act(clerk(), 2)}, want: proceeding.ErrDeclined},
		"but the referrer is answered":             {given: []proceeding.Command{declining(1, opened(referred()))}, when: proceeding.AnswerReferral{Act: act(clerk(), 2)}},
		"once":                                     {given: []proceeding.Command{opening(referred()), proceeding.AnswerReferral{Act: act(clerk(), 2)}}, when: proceeding.AnswerReferral{Act: act(clerk(), 3)}, want: proceeding.ErrAnsweredBefore},
		"an applicant is no referrer":              {given: []proceeding.Command{opening()}, when: proceeding.AnswerReferral{Act: act(clerk(), 2)}, want: proceeding.ErrNoReferral},
		"a referral came before it was decided on": {when: declining(1, opened(referred(func(h *proceeding.Handover) { h.Received = "2026-09-08" }))), want: proceeding.ErrReceivedLater, field: "referral.received_on"},

		"it is handed over":            {given: ended, when: handingOver()},
		"so is what was turned down":   {given: down, when: handingOver()},
		"not while it is open":         {given: ended[:1], when: handingOver(), want: proceeding.ErrNotEnded},
		"not without all parties":      {given: ended, when: handingOver(func(c *proceeding.Refer) { c.Consented = []int{0} }), want: proceeding.ErrReferralConsent, field: "consented"},
		"not to nobody":                {given: ended, when: handingOver(func(c *proceeding.Refer) { c.Body = nil }), want: proceeding.ErrReferredBody, field: "body"},
		"not without a number":         {given: ended, when: handingOver(func(c *proceeding.Refer) { c.Number = nil }), want: proceeding.ErrReferredBody, field: "number"},
		"a body is of a kind":          {given: ended, when: handingOver(func(c *proceeding.Refer) { c.To = "法院" }), want: proceeding.ErrUnknownReferrer, field: "to"},
		"it is not wanted back before": {given: ended, when: handingOver(func(c *proceeding.Refer) { c.ReturnBy = "2026-09-01" }), want: proceeding.ErrReturnBefore, field: "return_by"},
	})
	s := lives(t, declining(1, opened(referred()))).Outcome
	if s != "R51" {
		t.Errorf("outcome %s", s)
	}
	e := decided(t, proceeding.State{}, declining(1))[0].(*proceeding.DeclinedV1)
	if e.Codes != proceeding.CodesVersion || e.Sessions != 0 || e.Ordinal != 1 || e.Dispute != dispute {
		t.Errorf("%+v", e.Ending)
	}
}

// TestACourtIsAnsweredWithinThreeWorkingDays counts from Thursday 3 September 2026 to Tuesday 8 September.
func TestACourtIsAnsweredWithinThreeWorkingDays(t *testing.T) {
	came := func(on string) func(*proceeding.Handover) {
		return func(h *proceeding.Handover) { h.Received, h.ReturnBy = on, "" }
	}
	opens := func(on string, with ...func(*proceeding.Open)) []string {
		return decided(t, proceeding.State{}, opening(append([]func(*proceeding.Open){mode("M03"), referred(came(on))}, with...)...))[0].(*proceeding.OpenedV1).Warnings
	}
	answers := func(hours int) []string {
		s := lives(t, opening(mode("M03"), referred(came("2026-09-03"))))
		return decided(t, s, proceeding.AnswerReferral{Act: act(clerk(), hours)})[0].(*proceeding.AnsweredV1).Warnings
	}
	police := opening(func(c *proceeding.Open) { c.Mode = "M09" }, referred(came("2026-08-03"), func(h *proceeding.Handover) { h.Channel, h.Kind = "S25", "B03" }))
	for name, test := range map[string]struct{ got, want []string }{
		"opened in time":           {opens("2026-09-03"), nil},
		"on the third day":         {opens("2026-09-02"), nil},
		"later":                    {opens("2026-09-01"), []string{proceeding.WarnAnswerLate}},
		"answered on the last day": {answers(day), nil},
		"answered later":           {answers(2 * day), []string{proceeding.WarnAnswerLate}},
		"the police set no limit":  {decided(t, proceeding.State{}, police)[0].(*proceeding.OpenedV1).Warnings, nil},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: %v, want %v", name, test.got, test.want)
		}
	}
}
