package proceeding_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

func TestOpen(t *testing.T) {
	type (
		op  = *proceeding.Open
		han = *proceeding.Handover
	)
	with := func(change func(op)) proceeding.Command { return opening(change) }
	check(t, map[string]refusal{
		"a complete opening is recorded":               {when: opening()},
		"a second one while it is open is refused":     {given: []proceeding.Command{opening()}, when: opening(), want: proceeding.ErrInMediation},
		"its ordinal is taken when it has ended":       {given: []proceeding.Command{opening(), failure(1)}, when: opening(func(c op) { c.Act = act(clerk(), 2) }), want: proceeding.ErrOrdinalTaken},
		"the next one does not begin before the end":   {given: []proceeding.Command{opening(), failure(5)}, when: opening(func(c op) { c.Act = act(clerk(), 2) }), want: proceeding.ErrOpenedBeforeEnd, field: "occurred_at"},
		"a dispute needs an id":                        {when: with(func(c op) { c.Dispute = "王一" }), want: proceeding.ErrIDFormat, field: "dispute_id"},
		"a short unit is named":                        {when: with(func(c op) { c.Unit = "320205" }), want: proceeding.ErrUnitFormat, field: "unit"},
		"a unit outside the actor's own is forbidden":  {when: with(func(c op) { c.Unit = town }), want: proceeding.ErrUnitNotYours, field: "unit"},
		"an unknown mode is named":                     {when: with(mode("M11")), want: proceeding.ErrUnknownMode, field: "mode"},
		"a rule of another mode is refused":            {when: with(func(c op) { c.Rule = "traffic" }), want: proceeding.ErrUnknownRule, field: "rule"},
		"an unknown basis is named":                    {when: with(func(c op) { c.Basis = "K04" }), want: proceeding.ErrUnknownBasis, field: "basis"},
		"own initiative needs no application":          {when: with(func(c op) { c.Basis = "K02" })},
		"nobody applies for an own initiative":         {when: with(func(c op) { c.Basis, c.AppliedOn = "K02", "2026-09-01" }), want: proceeding.ErrAppliedOn, field: "applied_on"},
		"an application is not later than the opening": {when: with(func(c op) { c.AppliedOn = "2026-09-08" }), want: proceeding.ErrAppliedOn, field: "applied_on"},
		"a date in words is refused":                   {when: with(func(c op) { c.AppliedOn = "昨天" }), want: entry.ErrDateFormat, field: "applied_on"},
		"a matter is needed":                           {when: with(func(c op) { c.Matter = nil }), want: proceeding.ErrMatterNeeded, field: "matter"},
		"one party is no dispute":                      {when: with(func(c op) { c.Parties = c.Parties[:1] }), want: proceeding.ErrPartyCount, field: "parties"},
		"nobody brought it on own initiative": {when: with(func(c op) {
			c.Basis, c.Parties[0].Role, c.Parties[1].Role = "K02", proceeding.OtherParty, proceeding.OtherParty
		})},
		"somebody must bring it":                   {when: with(func(c op) { c.Parties[0].Role = proceeding.OtherParty }), want: proceeding.ErrApplicantNeeded, field: "parties"},
		"a nameless party is named by its place":   {when: with(func(c op) { c.Parties[1].Name = personal.Plain("") }), want: proceeding.ErrPartyName, field: "parties[1].name"},
		"a party without a role is refused":        {when: with(func(c op) { c.Parties[0].Role = "" }), want: proceeding.ErrPartyRole, field: "parties[0].role"},
		"a party of no kind is refused":            {when: with(func(c op) { c.Parties[0].Kind = "" }), want: proceeding.ErrPartyKind, field: "parties[0].kind"},
		"nobody else consents":                     {when: with(func(c op) { c.Consented = []int{2} }), want: proceeding.ErrNoSuchParty, field: "consented"},
		"a phone number is no account":             {when: with(func(c op) { c.Mediators[0].Account = "13800001111" }), want: proceeding.ErrAccountFormat, field: "mediators[0].account"},
		"a name is no account":                     {when: with(func(c op) { c.Mediators[0].Account = "赵三" }), want: proceeding.ErrAccountFormat, field: "mediators[0].account"},
		"a mediator is named once":                 {when: with(func(c op) { c.Mediators = append(c.Mediators, c.Mediators[0]) }), want: proceeding.ErrAccountTwice, field: "mediators[1].account"},
		"ten mediators are too many":               {when: with(func(c op) { c.Mediators = make([]proceeding.Named, 10) }), want: proceeding.ErrMediatorCount, field: "mediators"},
		"mediators are chosen by somebody known":   {when: with(func(c op) { c.ChosenBy = "王一" }), want: proceeding.ErrUnknownChooser, field: "chosen_by"},
		"a hundredth proceeding is one too many":   {when: with(func(c op) { c.Ordinal = 100 }), want: proceeding.ErrTooMany},
		"older than a day needs a reason":          {when: with(func(c op) { c.OccurredAt = noon.AddDate(0, 0, -2) }), want: entry.ErrLateReasonNeeded, field: "late_reason"},
		"years back with a reason is recorded":     {when: with(func(c op) { c.OccurredAt, c.LateReason = noon.AddDate(-14, 0, 0), "L03" })},
		"tomorrow is refused":                      {when: with(func(c op) { c.OccurredAt = noon.AddDate(0, 0, 1) }), want: entry.ErrInFuture, field: "occurred_at"},
		"a referral needs its papers":              {when: with(func(c op) { c.Basis = "K03" }), want: proceeding.ErrReferralNeeded, field: "referral"},
		"a complete referral is recorded":          {when: opening(referred())},
		"papers without a referral are refused":    {when: opening(referred(), func(c op) { c.Basis = "K01" }), want: proceeding.ErrReferralNotExpected, field: "referral"},
		"a visit is no referral":                   {when: opening(referred(func(h han) { h.Channel = "S01" })), want: proceeding.ErrUnknownChannel, field: "referral.channel"},
		"the police do not come through a court":   {when: opening(referred(func(h han) { h.Kind = "B03" })), want: proceeding.ErrReferrerMismatch, field: "referral.referrer_kind"},
		"a name is no kind of referrer":            {when: opening(referred(func(h han) { h.Kind = "滨湖法院" })), want: proceeding.ErrUnknownReferrer, field: "referral.referrer_kind"},
		"a referral needs a number":                {when: opening(referred(func(h han) { h.Number = nil })), want: proceeding.ErrReferralNeeded, field: "referral.number"},
		"a referral needs the referrer's name":     {when: opening(referred(func(h han) { h.Referrer = nil })), want: proceeding.ErrReferralNeeded, field: "referral.referrer"},
		"a referral needs the kind of referrer":    {when: opening(referred(func(h han) { h.Channel, h.Kind = "S27", "" })), want: proceeding.ErrReferralNeeded, field: "referral.referrer_kind"},
		"a return date in words is refused":        {when: opening(referred(func(h han) { h.ReturnBy = "月底" })), want: entry.ErrDateFormat, field: "referral.return_by"},
		"a court's mode needs a court's referral":  {when: opening(mode("M03")), want: proceeding.ErrCourtReferralNeeded, field: "referral"},
		"another body's referral is not a court's": {when: opening(mode("M04"), referred(func(h han) { h.Channel, h.Kind = "S25", "B03" })), want: proceeding.ErrCourtReferralNeeded, field: "referral"},
		"a court appoints before filing":           {when: opening(mode("M03"), referred())},
		"a mediator must stand in the roster":      {when: opening(onRoster("mediator-2")), want: proceeding.ErrNotOnRoster, field: "mediators[0].account"},
		"one who is invited need not":              {when: opening(onRoster("mediator-2"), func(c op) { c.Mediators[0].Invited = true })},
		"one who stands in it is named":            {when: opening(onRoster("mediator-1"))},
		"a committee has a code":                   {when: opening(onRoster("mediator-1"), func(c op) { c.Roster.Committee.Code = "老李" }), want: proceeding.ErrCommitteeCode, field: "committee"},
	})
}

func onRoster(account string) func(*proceeding.Open) {
	return func(c *proceeding.Open) {
		c.Roster = &proceeding.Roster{
			Committee: proceeding.Committee{Code: "main", Roster: dispute, Revision: 2},
			Makeup:    roster.Makeup{TermEndsOn: termEnds, Women: 1}, Standings: []proceeding.Standing{{Account: account, Standing: "member"}},
		}
	}
}

// traffic makes it one that all parties to an accident applied for; with changes that.
func traffic(with ...func(*proceeding.Open)) func(*proceeding.Open) {
	return func(c *proceeding.Open) {
		c.Mode, c.Written, c.Determined, c.Consented = "M08", true, "2026-08-31", []int{0, 1}
		for _, w := range with {
			w(c)
		}
	}
}

func TestAllPartiesToAnAccidentApplyInTime(t *testing.T) {
	type op = *proceeding.Open
	with := func(change func(op)) proceeding.Command { return opening(traffic(change)) }
	late := func(change func(op)) proceeding.Command {
		return opening(traffic(func(c op) { c.OccurredAt, c.LateReason = noon.AddDate(0, 0, -3), "L03"; change(c) }))
	}
	check(t, map[string]refusal{
		"within ten days":                          {when: opening(traffic())},
		"on the tenth day":                         {when: with(func(c op) { c.Determined = "2026-08-28" })},
		"the day of application counts":            {when: with(func(c op) { c.Determined, c.AppliedOn = "2026-08-20", "2026-08-31" })},
		"a last day on a Sunday moves to Monday":   {when: with(func(c op) { c.Determined = "2026-08-27" })},
		"and not to Tuesday":                       {when: with(func(c op) { c.Determined, c.AppliedOn = "2026-08-20", "2026-09-01" }), want: proceeding.ErrAppliedTooLate, field: "applied_on"},
		"not on the thirteenth":                    {when: with(func(c op) { c.Determined = "2026-08-25" }), want: proceeding.ErrAppliedTooLate, field: "applied_on"},
		"not before the determination":             {when: with(func(c op) { c.Determined = "2026-09-08" }), want: proceeding.ErrDetermination, field: "determined_on"},
		"one party is not enough":                  {when: with(func(c op) { c.Consented = []int{0} }), want: proceeding.ErrJointTraffic, field: "consented"},
		"a word is not enough":                     {when: with(func(c op) { c.Written = false }), want: proceeding.ErrJointTraffic, field: "applied_in_writing"},
		"the determination is named":               {when: with(func(c op) { c.Determined = "" }), want: proceeding.ErrJointTraffic, field: "determined_on"},
		"nobody opens it of himself":               {when: with(func(c op) { c.Basis = "K02" }), want: proceeding.ErrJointTraffic, field: "basis"},
		"an old ledger does not say it":            {when: late(func(c op) { c.Written, c.Determined = false, "" })},
		"an old ledger that says it is held to it": {when: late(func(c op) { c.Determined = "2026-08-01" }), want: proceeding.ErrAppliedTooLate, field: "applied_on"},
		"other modes have no determination":        {when: with(func(c op) { c.Mode = "M01" }), want: proceeding.ErrDeterminationNotExpected, field: "determined_on"},
	})
	silent := late(func(c op) { c.Written, c.Determined = false, "" })
	if e := decided(t, proceeding.State{}, silent)[0].(*proceeding.OpenedV1); !slices.Equal(e.Warnings, []string{proceeding.WarnApplicationUnproven}) {
		t.Errorf("warnings %v", e.Warnings)
	}
}

// TestEveryModeHasItsOwnLimit counts from Monday 7 September 2026; the National Day holidays lie between.
func TestEveryModeHasItsOwnLimit(t *testing.T) {
	tests := map[string]struct {
		open proceeding.Open
		want string
		rule string
	}{
		"people's mediation: a month, 7 October is off":             {opening(), "2026-10-08", "people"},
		"administrative: 30 working days":                           {opening(mode("M02")), "2026-10-23", "administrative"},
		"administrative, medical: 30 working days":                  {opening(mode("M02"), func(c *proceeding.Open) { c.Rule = "administrative-medical" }), "2026-10-23", "administrative-medical"},
		"appointed by a court: 30 days":                             {opening(mode("M03"), referred()), "2026-10-08", "court-appointed"},
		"entrusted by a court: 15 days":                             {opening(mode("M04"), referred()), "2026-09-22", "court-entrusted"},
		"entrusted by a court, simple procedure: 7 days":            {opening(mode("M04"), referred(), func(c *proceeding.Open) { c.Rule = "court-entrusted-simple" }), "2026-09-14", "court-entrusted-simple"},
		"trade: 30 days":                                            {opening(mode("M05")), "2026-10-08", "trade"},
		"labour: 15 days":                                           {opening(mode("M06")), "2026-09-22", "labour"},
		"labour: 15 days from the application, Sunday 20 is worked": {opening(mode("M06"), func(c *proceeding.Open) { c.AppliedOn = "2026-09-05" }), "2026-09-20", "labour"},
		"people's mediation counts from the opening":                {opening(func(c *proceeding.Open) { c.AppliedOn = "2026-09-01" }), "2026-10-08", "people"},
		"medical: 30 working days":                                  {opening(mode("M07")), "2026-10-23", "medical"},
		"road traffic: 10 days":                                     {opening(traffic()), "2026-09-17", "traffic"},
		"lawyers: 30 days":                                          {opening(mode("M09")), "2026-10-08", "lawyer"},
		"commercial: 30 days":                                       {opening(mode("M10")), "2026-10-08", "commercial"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := decided(t, proceeding.State{}, test.open)[0].(*proceeding.OpenedV1)
			if e.Limit.DueOn.String() != test.want || e.Limit.Rule != test.rule || e.Limit.Calendar != days.Version() {
				t.Errorf("limit %+v, due on %s, want %s", e.Limit, e.Limit.DueOn, test.want)
			}
		})
	}
}

// TestAnUnknownYearIsNotGuessed opens when the limit ends in a year whose days off nobody has announced.
func TestAnUnknownYearIsNotGuessed(t *testing.T) {
	at := time.Date(2026, 12, 15, 4, 0, 0, 0, time.UTC)
	c := opening(func(c *proceeding.Open) { c.At, c.OccurredAt = at, at })
	e := decided(t, proceeding.State{}, c)[0].(*proceeding.OpenedV1)
	if !e.Limit.DueOn.IsZero() || !slices.Contains(e.Warnings, proceeding.WarnDueUnknown) {
		t.Fatalf("due on %s, warnings %v", e.Limit.DueOn, e.Warnings)
	}
	s := lives(t, c)
	expired := failure(0, func(c *proceeding.Fail) {
		c.At, c.OccurredAt, c.Outcome = at.AddDate(0, 0, 1), at.AddDate(0, 0, 1), "R22"
	})
	if _, err := proceeding.Decide(s, expired); err == nil {
		t.Error("a limit expired that nobody knows")
	}
	recount := proceeding.RecountLimit{Act: expired.Act, Calendar: days}
	if _, err := proceeding.Decide(s, recount); err == nil {
		t.Error("counted again with the same calendar it is known")
	}
	next, err := days.Extend("notice 2027 - 2026-12-20 test\noff 元旦 01-01..01-03\n")
	if err != nil {
		t.Fatal(err)
	}
	recount.Calendar = next
	counted := decided(t, s, recount)[0].(*proceeding.RecountedV1)
	if counted.Limit.DueOn.String() != "2027-01-14" {
		t.Errorf("counted again: due on %s", counted.Limit.DueOn)
	}
}

func TestWhatAnOpeningWarnsOf(t *testing.T) {
	type op = *proceeding.Open
	ofCommittee := func(change func(op)) proceeding.Open { return opening(onRoster("mediator-1"), change) }
	tests := map[string]struct {
		open proceeding.Open
		want []string
	}{
		"a committee that is in order":                {ofCommittee(func(op) {}), nil},
		"its term is over":                            {ofCommittee(func(c op) { c.Roster.TermEndsOn = termOver }), []string{roster.WarnTermExpired}},
		"no woman is in it":                           {ofCommittee(func(c op) { c.Roster.Women = 0 }), []string{roster.WarnNoWoman}},
		"nobody of a smaller group is in it":          {ofCommittee(func(c op) { c.Roster.MultiEthnic = true }), []string{roster.WarnNoMinority}},
		"somebody is":                                 {ofCommittee(func(c op) { c.Roster.MultiEthnic, c.Roster.Minority = true, true }), nil},
		"both":                                        {ofCommittee(func(c op) { c.Roster.Women, c.Roster.TermEndsOn = 0, termOver }), []string{roster.WarnNoWoman, roster.WarnTermExpired}},
		"people's mediation without one":              {opening(), []string{proceeding.WarnNoCommittee}},
		"trade mediation without one":                 {opening(mode("M05")), []string{proceeding.WarnNoCommittee}},
		"medical mediation without one":               {opening(mode("M07")), []string{proceeding.WarnNoCommittee}},
		"a government body has none":                  {opening(mode("M02")), nil},
		"lawyers have none":                           {opening(mode("M09")), nil},
		"the referrer wants it back before the limit": {opening(mode("M03"), referred(func(h *proceeding.Handover) { h.ReturnBy = "2026-10-01" })), []string{proceeding.WarnReturnBy}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if e := decided(t, proceeding.State{}, test.open)[0].(*proceeding.OpenedV1); !slices.Equal(e.Warnings, test.want) {
				t.Errorf("warnings %v, want %v", e.Warnings, test.want)
			}
		})
	}
	e := decided(t, proceeding.State{}, ofCommittee(func(op) {}))[0].(*proceeding.OpenedV1)
	if e.Mediators[0].Standing != "member" || e.Committee.Revision != 2 {
		t.Errorf("%+v of %+v", e.Mediators[0], e.Committee)
	}
}

func TestWhatAnAssignmentWarnsOf(t *testing.T) {
	warned := func(c proceeding.Command, given ...proceeding.Command) []string {
		return decided(t, lives(t, given...), c)[0].(*proceeding.AssignedV1).Warnings
	}
	unnamed := opening(nobodyAssigned)
	for name, test := range map[string]struct{ got, want []string }{
		"no committee, and none before":    {warned(assignment(1, "mediator-2"), unnamed), []string{proceeding.WarnNoCommittee}},
		"a committee whose term is over":   {warned(assignment(1, "mediator-2", rosterOf("mediator-2")), unnamed), []string{roster.WarnTermExpired}},
		"a committee that was named":       {warned(assignment(1, "mediator-2"), opening(onRoster("mediator-1"))), nil},
		"one that was named by assignment": {warned(assignment(2, "mediator-3"), unnamed, assignment(1, "mediator-2", rosterOf("mediator-2"))), nil},
	} {
		if !slices.Equal(test.got, test.want) {
			t.Errorf("%s: %v, want %v", name, test.got, test.want)
		}
	}
}

func TestTablesAreComplete(t *testing.T) {
	for _, m := range proceeding.Modes() {
		if m.Zh == "" || m.En == "" || len(m.Rules) == 0 {
			t.Errorf("mode %+v", m)
		}
		for _, r := range m.Rules {
			if r.ID == "" || r.Amount <= 0 || r.Source == "" || r.Clock != proceeding.Days && r.Clock != proceeding.Workdays {
				t.Errorf("mode %s: rule %+v", m.Code, r)
			}
			if m.Code != "M02" && r.Source != "default" && !strings.Contains(r.Source, "第") {
				t.Errorf("rule %s names no article: %s", r.ID, r.Source)
			}
		}
	}
	for name, table := range tables() {
		last := ""
		for _, c := range table {
			if c.Code <= last || c.Zh == "" || c.En == "" || strings.TrimSpace(c.En) != c.En {
				t.Errorf("%s: entry %+v after %q", name, c, last)
			}
			last = c.Code
		}
	}
}
