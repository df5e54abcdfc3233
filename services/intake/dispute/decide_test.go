package dispute_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/entry"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

var (
	noon    = time.Date(2026, 11, 23, 4, 0, 0, 0, time.UTC)
	village = unit.Code("320205101203")
	town    = unit.Code("320205101000")
	other   = unit.Code("320206001000")
)

// registration is a complete command; with changes it for one case.
func registration(with ...func(*dispute.Register)) dispute.Register {
	c := dispute.Register{
		At: noon, ReceivedAt: noon.Add(-time.Hour),
		ActingUnit: town, Unit: village, Area: village,
		Category: "A02", Channel: "S01", Involved: 2,
		Title: personal.Plain("两家争一堵墙"),
		Parties: []dispute.Party{
			{Role: dispute.Applicant, Kind: dispute.Person, Name: personal.Plain("王一")},
			{Role: dispute.Respondent, Kind: dispute.Person, Name: personal.Plain("李二")},
		},
	}
	for _, w := range with {
		w(&c)
	}
	return c
}

// referred makes the registration one that a court handed over; with changes the hand-over.
func referred(with func(*dispute.Referral)) func(*dispute.Register) {
	return func(c *dispute.Register) {
		c.Channel, c.Referral = "S23", &dispute.Referral{
			Kind: "B01", ReturnBy: "2026-12-23", Referrer: personal.Plain("滨湖区人民法院"), Number: personal.Plain("(2026)委派7号"),
		}
		with(c.Referral)
	}
}

func withdrawal(with ...func(*dispute.Withdraw)) dispute.Withdraw {
	c := dispute.Withdraw{At: noon.Add(time.Hour), OccurredAt: noon.Add(time.Hour), ActingUnit: village, Reason: "R31"}
	for _, w := range with {
		w(&c)
	}
	return c
}

func registered() dispute.Event {
	return &dispute.RegisteredV1{Unit: village, Category: "A02", ReceivedAt: noon.Add(-time.Hour)}
}

func withdrawn() dispute.Event { return &dispute.WithdrawnV1{Unit: village, Category: "A02"} }

func TestRegister(t *testing.T) {
	type (
		reg = *dispute.Register
		ref = *dispute.Referral
	)
	dateless := func(r ref) { r.ReturnBy = "" }
	tests := map[string]struct {
		given []dispute.Event
		with  func(reg)
		want  *fault.Error // nil: registered
		field string
	}{
		"a complete registration is recorded":         {},
		"a second registration is refused":            {given: []dispute.Event{registered()}, want: dispute.ErrAlreadyRegistered},
		"a withdrawn dispute is not registered again": {given: []dispute.Event{registered(), withdrawn()}, want: dispute.ErrAlreadyRegistered},
		"an unknown category is named":                {with: func(c reg) { c.Category = "A18" }, want: dispute.ErrUnknownCategory, field: "category"},
		"an unknown channel is named":                 {with: func(c reg) { c.Channel = "S10" }, want: dispute.ErrUnknownChannel, field: "channel"},
		"a short unit is named":                       {with: func(c reg) { c.Unit = "320205" }, want: dispute.ErrUnitFormat, field: "unit"},
		"a unit with letters is named":                {with: func(c reg) { c.Unit = "32020510120X" }, want: dispute.ErrUnitFormat, field: "unit"},
		"an area that is no code is named":            {with: func(c reg) { c.Area = "滨湖区" }, want: dispute.ErrUnitFormat, field: "area"},
		"a unit outside the actor's own is forbidden": {with: func(c reg) { c.Unit = other }, want: dispute.ErrUnitNotYours, field: "unit"},
		"nobody involved is refused":                  {with: func(c reg) { c.Involved = 0 }, want: dispute.ErrInvolvedRange, field: "involved"},
		"a title is needed":                           {with: func(c reg) { c.Title = personal.Plain("") }, want: dispute.ErrTitleNeeded, field: "title"},
		"two minutes ahead of our clock is tolerated": {with: func(c reg) { c.ReceivedAt = noon.Add(2 * time.Minute) }},
		"more than two minutes ahead is refused":      {with: func(c reg) { c.ReceivedAt = noon.Add(2*time.Minute + 1) }, want: entry.ErrInFuture, field: "received_at"},
		"a slip of the century is refused":            {with: func(c reg) { c.ReceivedAt = noon.AddDate(-100, 0, 0) }, want: entry.ErrTooEarly, field: "received_at"},
		"a day old is in time":                        {with: func(c reg) { c.ReceivedAt = noon.Add(-24 * time.Hour) }},
		"older than a day needs a reason":             {with: func(c reg) { c.ReceivedAt = noon.Add(-24*time.Hour - 1) }, want: entry.ErrLateReasonNeeded, field: "late_reason"},
		"a late entry with a reason is recorded":      {with: func(c reg) { c.ReceivedAt, c.LateReason = noon.AddDate(0, -1, 0), "L03" }},
		"an invented reason is refused":               {with: func(c reg) { c.LateReason = "L77" }, want: entry.ErrUnknownLateReason, field: "late_reason"},
		"a dispute that arises tomorrow is refused":   {with: func(c reg) { c.AroseOn = "2026-11-24" }, want: entry.ErrInFuture, field: "arose_on"},
		"a dispute of today is recorded":              {with: func(c reg) { c.AroseOn = "2026-11-23" }},
		"a date in words is refused":                  {with: func(c reg) { c.AroseOn = "昨天" }, want: entry.ErrDateFormat, field: "arose_on"},
		"a court's referral needs its papers":         {with: func(c reg) { c.Channel = "S23" }, want: dispute.ErrReferralNeeded, field: "referral"},
		"a referral needs a number":                   {with: referred(func(r ref) { r.Number = nil }), want: dispute.ErrReferralNeeded, field: "referral_papers.number"},
		"a referral needs the referrer's name":        {with: referred(func(r ref) { r.Referrer = personal.Plain("") }), want: dispute.ErrReferralNeeded, field: "referral_papers.referrer"},
		"a referral needs the kind of referrer":       {with: referred(func(r ref) { r.Kind = "" }), want: dispute.ErrReferralNeeded, field: "referral.referrer_kind"},
		"a name is no kind of referrer":               {with: referred(func(r ref) { r.Kind = "滨湖区人民法院" }), want: dispute.ErrUnknownReferrer, field: "referral.referrer_kind"},
		"the police do not come through a court":      {with: referred(func(r ref) { r.Kind = "B03" }), want: dispute.ErrReferrerMismatch, field: "referral.referrer_kind"},
		"a return date in words is refused":           {with: referred(func(r ref) { r.ReturnBy = "月底" }), want: entry.ErrDateFormat, field: "referral.return_by"},
		"a complete referral is recorded":             {with: referred(func(ref) {})},
		"another area's court may hand over":          {with: func(c reg) { referred(func(ref) {})(c); c.Channel = "S29" }},
		"the hotline has a number too":                {with: func(c reg) { c.Channel = "S21" }, want: dispute.ErrReferralNeeded, field: "referral"},
		"and need not want it back":                   {with: func(c reg) { referred(dateless)(c); c.Channel, c.Referral.Kind = "S21", "B05" }},
		"nor need a mandate from above":               {with: func(c reg) { referred(dateless)(c); c.Channel, c.Referral.Kind = "S28", "B06" }},
		"a mandate has a number":                      {with: func(c reg) { c.Channel = "S28" }, want: dispute.ErrReferralNeeded, field: "referral"},
		"a hand-over of another area has a number":    {with: func(c reg) { c.Channel = "S29" }, want: dispute.ErrReferralNeeded, field: "referral"},
		"a court wants it back by a day":              {with: referred(dateless), want: dispute.ErrReturnByNeeded, field: "referral.return_by"},
		"a department does, too":                      {with: func(c reg) { referred(dateless)(c); c.Channel, c.Referral.Kind = "S27", "B99" }, want: dispute.ErrReturnByNeeded, field: "referral.return_by"},
		"on the day of receipt":                       {with: referred(func(r ref) { r.ReturnBy = "2026-11-23" })},
		"not before it":                               {with: referred(func(r ref) { r.ReturnBy = "2026-11-22" }), want: dispute.ErrReturnByTooEarly, field: "referral.return_by"},
		"a visit has no referrer":                     {with: func(c reg) { referred(func(ref) {})(c); c.Channel = "S01" }, want: dispute.ErrReferralNotExpected, field: "referral"},
		"somebody must bring it":                      {with: func(c reg) { c.Parties = c.Parties[1:] }, want: dispute.ErrApplicantNeeded, field: "parties"},
		"a registration without parties fails":        {with: func(c reg) { c.Parties = nil }, want: dispute.ErrPartyCount, field: "parties"},
		"the nameless party is counted out":           {with: func(c reg) { c.Parties[1].Name = nil }, want: dispute.ErrPartyName, field: "parties[1].name"},
		"a party without a role is refused":           {with: func(c reg) { c.Parties[0].Role = "" }, want: dispute.ErrPartyRole, field: "parties[0].role"},
		"a party of no kind is refused":               {with: func(c reg) { c.Parties[0].Kind = "" }, want: dispute.ErrPartyKind, field: "parties[0].kind"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := registration()
			if test.with != nil {
				test.with(&c)
			}
			events, err := dispute.Decide(dispute.Decider().Fold(dispute.State{}, test.given...), c)
			if !refusedAs(t, err, test.want, test.field) {
				return
			}
			if len(events) != 1 {
				t.Fatalf("%d events, want 1", len(events))
			}
			got, ok := events[0].(*dispute.RegisteredV1)
			if !ok || got.Unit != c.Unit || got.Category != c.Category || got.LateReason != c.LateReason ||
				!got.ReceivedAt.Equal(c.ReceivedAt) || !got.RegisteredAt.Equal(noon) || got.Codes != dispute.CodesVersion {
				t.Errorf("recorded %+v", events[0])
			}
		})
	}
}

func TestWithdraw(t *testing.T) {
	type wd = *dispute.Withdraw
	open := []dispute.Event{registered()}
	tests := map[string]struct {
		given []dispute.Event
		with  func(wd)
		want  *fault.Error
		field string
	}{
		"an open dispute is withdrawn":                 {given: open},
		"the unit above may withdraw it":               {given: open, with: func(c wd) { c.ActingUnit = town }},
		"an unknown dispute is not found":              {want: dispute.ErrNotFound},
		"another unit's dispute is hidden":             {given: open, with: func(c wd) { c.ActingUnit = other }, want: dispute.ErrNotFound},
		"a second withdrawal is refused":               {given: []dispute.Event{registered(), withdrawn()}, want: dispute.ErrNotOpen},
		"a refusal by a party is not a withdrawal":     {given: open, with: func(c wd) { c.Reason = "R33" }, want: dispute.ErrUnknownReason, field: "reason"},
		"it is not withdrawn before it was received":   {given: open, with: func(c wd) { c.OccurredAt = noon.Add(-2 * time.Hour) }, want: dispute.ErrBeforeReceipt, field: "occurred_at"},
		"it is not withdrawn in the future":            {given: open, with: func(c wd) { c.OccurredAt = c.At.Add(time.Hour) }, want: entry.ErrInFuture, field: "occurred_at"},
		"a withdrawal entered late needs a reason":     {given: open, with: func(c wd) { c.At = c.At.AddDate(0, 0, 3) }, want: entry.ErrLateReasonNeeded, field: "late_reason"},
		"a withdrawal entered late with one is marked": {given: open, with: func(c wd) { c.At, c.LateReason = c.At.AddDate(0, 0, 3), "L02" }},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := withdrawal()
			if test.with != nil {
				test.with(&c)
			}
			events, err := dispute.Decide(dispute.Decider().Fold(dispute.State{}, test.given...), c)
			if !refusedAs(t, err, test.want, test.field) {
				return
			}
			want := []dispute.Event{&dispute.WithdrawnV1{
				Codes: dispute.CodesVersion, Reason: "R31", Unit: village, Category: "A02",
				WithdrawnAt: c.OccurredAt, RecordedAt: c.At, LateReason: c.LateReason,
			}}
			if diff := cmp.Diff(want, events); diff != "" {
				t.Errorf("recorded (-want +got):\n%s", diff)
			}
		})
	}
}

// refusedAs checks the refusal and reports whether there is an event to look at.
func refusedAs(t *testing.T, err error, want *fault.Error, field string) bool {
	t.Helper()
	switch {
	case want == nil && err != nil:
		t.Fatalf("refused: %v", err)
	case want == nil:
		return true
	case !errors.Is(err, want):
		t.Fatalf("got %v, want %v", err, want)
	case fault.As(err).Field != field:
		t.Fatalf("field %q, want %q", fault.As(err).Field, field)
	}
	return false
}

// TestALedgerMayLackPapers of a hand-over, but what it has is checked.
func TestALedgerMayLackPapers(t *testing.T) {
	type ref = *dispute.Referral
	for name, test := range map[string]struct {
		with  func(*dispute.Register)
		want  *fault.Error
		field string
	}{
		"no papers of a court":   {with: func(c *dispute.Register) { c.Channel = "S23" }},
		"no papers of a hotline": {with: func(c *dispute.Register) { c.Channel = "S21" }},
		"a name alone":           {with: referred(func(r ref) { r.Number, r.ReturnBy = nil, "" })},
		"a number alone":         {with: referred(func(r ref) { r.Referrer, r.ReturnBy = nil, "" })},
		"a wrong kind":           {with: referred(func(r ref) { r.Kind = "B03" }), want: dispute.ErrReferrerMismatch, field: "referral.referrer_kind"},
		"a day that was over":    {with: referred(func(r ref) { r.ReturnBy = "2026-11-22" }), want: dispute.ErrReturnByTooEarly, field: "referral.return_by"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := dispute.Decide(dispute.State{}, registration(test.with, imported))
			refusedAs(t, err, test.want, test.field)
		})
	}
}
