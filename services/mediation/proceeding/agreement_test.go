package proceeding_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/mediation/proceeding"
)

func TestRecordAgreement(t *testing.T) {
	type agr = *proceeding.RecordAgreement
	begun := []proceeding.Command{opening(), session(1)}
	when := func(form string, change func(agr)) proceeding.Command { return agreement(form, 2, change) }
	partial := func(c agr) { c.Partial, c.Remaining, c.RoutesTold = true, text("树归谁"), []string{"W03"} }
	check(t, map[string]refusal{
		"an oral one":                              {given: begun, when: agreement("F01", 2)},
		"a written one":                            {given: begun, when: agreement("F02", 2)},
		"one that is performed on the spot":        {given: begun, when: agreement("F03", 2)},
		"on the spot needs no session":             {given: []proceeding.Command{opening()}, when: agreement("F03", 2)},
		"a written one again replaces the draft":   {given: append(begun, agreement("F02", 2), signatures(3)), when: agreement("F02", 4)},
		"none after the end":                       {given: []proceeding.Command{opening(), failure(1)}, when: agreement("F01", 2), want: proceeding.ErrEnded},
		"none after a refusal":                     {given: []proceeding.Command{opening(), proceeding.Refuse{Act: act(mediator(), 1), Party: 1}}, when: agreement("F01", 2), want: proceeding.ErrEnded},
		"none by another mediator":                 {given: begun, when: when("F01", func(c agr) { c.By = stranger() }), want: proceeding.ErrNotAssigned},
		"none without the consent a mode needs":    {given: []proceeding.Command{opening(mode("M10"))}, when: agreement("F01", 2), want: proceeding.ErrConsentMissing},
		"an unknown form is named":                 {given: begun, when: when("F01", func(c agr) { c.Form = "握手" }), want: proceeding.ErrUnknownForm, field: "form"},
		"it is about something":                    {given: begun, when: when("F01", func(c agr) { c.Subjects = nil }), want: proceeding.ErrUnknownSubject, field: "subjects"},
		"it is about something known":              {given: begun, when: when("F01", func(c agr) { c.Subjects = []string{"钱"} }), want: proceeding.ErrUnknownSubject, field: "subjects"},
		"it has terms":                             {given: begun, when: when("F01", func(c agr) { c.Terms = nil }), want: proceeding.ErrTermsNeeded, field: "terms"},
		"a part is agreed":                         {given: begun, when: when("F01", partial)},
		"a part leaves something":                  {given: begun, when: when("F01", func(c agr) { partial(c); c.Remaining = nil }), want: proceeding.ErrRemainingNeeded, field: "remaining"},
		"a part needs a notice of routes":          {given: begun, when: when("F01", func(c agr) { partial(c); c.RoutesTold = nil }), want: proceeding.ErrRoutesNeeded, field: "routes_told"},
		"a route has a code":                       {given: begun, when: when("F01", func(c agr) { partial(c); c.RoutesTold = []string{"法院"} }), want: proceeding.ErrUnknownRoute, field: "routes_told"},
		"the whole leaves nothing":                 {given: begun, when: when("F01", func(c agr) { c.Remaining = text("树") }), want: proceeding.ErrRemainingNotExpected, field: "remaining"},
		"nobody owes himself":                      {given: begun, when: when("F01", func(c agr) { c.Obligations[0].Creditor = 1 }), want: proceeding.ErrObligationParties, field: "obligations[0].debtor"},
		"a stranger owes nothing":                  {given: begun, when: when("F01", func(c agr) { c.Obligations[0].Debtor = 2 }), want: proceeding.ErrObligationParties, field: "obligations[0].debtor"},
		"what is owed is said":                     {given: begun, when: when("F01", func(c agr) { c.Obligations[1].What = nil }), want: proceeding.ErrWhatNeeded, field: "obligations[1].what"},
		"when it is owed is said":                  {given: begun, when: when("F01", func(c agr) { c.Obligations[1].DueOn = "" }), want: proceeding.ErrObligationDue, field: "obligations[1].due_on"},
		"it is not owed before it is agreed":       {given: begun, when: when("F01", func(c agr) { c.Obligations[1].DueOn = "2026-09-06" }), want: proceeding.ErrObligationDue, field: "obligations[1].due_on"},
		"on the spot nothing is owed later":        {given: begun, when: when("F03", func(c agr) { c.Obligations[0].DueOn = "2026-09-07" }), want: proceeding.ErrOnTheSpotDue, field: "obligations[0].due_on"},
		"an amount has bounds":                     {given: begun, when: when("F01", func(c agr) { c.Obligations[0].Amount = proceeding.MaxAmount + 1 }), want: proceeding.ErrAmountRange, field: "obligations[0].amount"},
		"an oral one is not signed":                {given: begun, when: when("F01", func(c agr) { c.Signatures.Parties = []int{0} }), want: proceeding.ErrNotWritten, field: "signed"},
		"only the chair seals":                     {given: begun, when: when("F02", func(c agr) { c.Signatures.Sealed = true }), want: proceeding.ErrChairNeeded, field: "sealed"},
		"only who mediates signs as mediator":      {given: begun, when: when("F02", func(c agr) { c.Signatures.Mediators = []string{"mediator-9"} }), want: proceeding.ErrNoSuchMediator, field: "mediators_signed"},
		"it is not agreed before the last session": {given: []proceeding.Command{opening(), session(3)}, when: agreement("F01", 2), want: proceeding.ErrBeforeLast, field: "occurred_at"},
	})
}

func TestSignAgreement(t *testing.T) {
	type sig = *proceeding.SignAgreement
	drafted := []proceeding.Command{opening(), session(1), agreement("F02", 2)}
	when := func(change func(sig)) proceeding.Command {
		c := signatures(3)
		change(&c)
		return c
	}
	check(t, map[string]refusal{
		"the parties and a mediator sign":           {given: drafted, when: signatures(3)},
		"one party signs":                           {given: drafted, when: when(func(c sig) { c.Signatures = proceeding.Signatures{Parties: []int{1}} })},
		"nobody signs twice":                        {given: append(drafted, signatures(3)), when: signatures(4), want: proceeding.ErrSignedBefore, field: "signed"},
		"the chair seals":                           {given: drafted, when: seal(3)},
		"it is sealed once":                         {given: append(drafted, seal(3)), when: seal(4), want: proceeding.ErrSealedBefore, field: "sealed"},
		"the chair does not sign for the parties":   {given: drafted, when: when(func(c sig) { c.By = chair() }), want: proceeding.ErrNotAssigned},
		"a mediator does not seal":                  {given: drafted, when: when(func(c sig) { c.Signatures.Sealed = true }), want: proceeding.ErrChairNeeded, field: "sealed"},
		"nothing is signed before it is recorded":   {given: drafted[:2], when: signatures(3), want: proceeding.ErrNotRecorded},
		"somebody must sign":                        {given: drafted, when: when(func(c sig) { c.Signatures = proceeding.Signatures{} }), want: proceeding.ErrSignatureNeeded, field: "signed"},
		"what has effect is not signed again":       {given: written(), when: signatures(5), want: proceeding.ErrEnded},
		"a session after the last signature is odd": {given: append(drafted, session(9), seal(3)), when: signatures(4), want: proceeding.ErrBeforeLast, field: "occurred_at"},
	})
}

// TestTheSignatureOfARecusedMediatorDoesNotCount: signed, stepped aside, sealed was effective once.
func TestTheSignatureOfARecusedMediatorDoesNotCount(t *testing.T) {
	second := by("mediator-2", proceeding.Roles{Mediator: true})
	challenge := proceeding.ChallengeMediator{Act: act(clerk(), 4), Mediator: "mediator-1", Party: 1, Conflict: "H02", Grounds: text("偏心")}
	decision := func(upheld bool) proceeding.Command {
		return proceeding.DecideChallenge{Act: act(chair(), 5), Mediator: "mediator-1", Upheld: upheld, Grounds: text("已查")}
	}
	two := []proceeding.Command{opening(), assignment(1, "mediator-2"), session(2), agreement("F02", 3), signatures(4)}
	recused := append(two[:5:5], proceeding.RecuseMediator{Act: act(mediator(), 5), Mediator: "mediator-1", Conflict: "H01", Grounds: text("表弟")})
	other := signatures(7)
	other.By, other.Signatures = second, proceeding.Signatures{Mediators: []string{"mediator-2"}}
	last := signatures(7)
	last.By, last.Signatures = second, proceeding.Signatures{Parties: []int{1}}
	unsigned := signatures(4)
	unsigned.Signatures.Parties = []int{0}

	if s := lives(t, append(recused, seal(6))...); s.Phase != proceeding.Drafted || len(s.Draft.Mediators) != 0 {
		t.Errorf("sealed after the only mediator who signed stepped aside: phase %d, signed by %v", s.Phase, s.Draft.Mediators)
	}
	if s := lives(t, append(recused, seal(6), other)...); s.Outcome != "R11" {
		t.Errorf("signed by another mediator: outcome %q", s.Outcome)
	}
	if s := lives(t, append(two[:5:5], challenge, decision(true), seal(6))...); s.Phase != proceeding.Drafted {
		t.Errorf("sealed after the challenge was upheld: phase %d", s.Phase)
	}
	if s := lives(t, append(two[:5:5], challenge, decision(false), seal(6))...); s.Outcome != "R11" {
		t.Errorf("sealed after the challenge was rejected: outcome %q", s.Outcome)
	}
	pending := append(two[:5:5], challenge)
	check(t, map[string]refusal{
		"nothing is sealed while a challenge is pending": {given: pending, when: seal(6), want: proceeding.ErrChallengePending, field: "sealed"},
		"nor does the last signature give effect": {
			given: append(two[:4:4], unsigned, seal(4), challenge), when: last, want: proceeding.ErrChallengePending, field: "signed",
		},
		"a challenged mediator does not sign": {
			given: append(two[:4:4], challenge),
			when: func() proceeding.Command {
				c := other
				c.Signatures = proceeding.Signatures{Mediators: []string{"mediator-1"}}
				return c
			}(),
			want: proceeding.ErrChallengePending, field: "mediators_signed",
		},
		"who is out does not sign": {
			given: recused,
			when: func() proceeding.Command {
				c := other
				c.Signatures = proceeding.Signatures{Mediators: []string{"mediator-1"}}
				return c
			}(),
			want: proceeding.ErrNoSuchMediator, field: "mediators_signed",
		},
	})
}

// TestWhenAnAgreementTakesEffect tells the kinds apart: an oral one binds when it is agreed, a written one with the last of
// signatures and seal.
func TestWhenAnAgreementTakesEffect(t *testing.T) {
	begun := []proceeding.Command{opening(), session(1)}
	whole := func(c *proceeding.RecordAgreement) {
		c.By = by("mediator-1", proceeding.Roles{Mediator: true, Chair: true})
		c.Signatures = proceeding.Signatures{Parties: []int{0, 1}, Mediators: []string{"mediator-1"}, Sealed: true}
	}
	late := signatures(3)
	late.OccurredAt = noon.Add(150 * time.Minute)
	tests := map[string]struct {
		given     []proceeding.Command
		when      proceeding.Command
		at        time.Duration // after noon
		outcome   string
		confirmBy string
	}{
		"oral: when it is agreed":                      {begun, agreement("F01", 2), 2 * time.Hour, "R12", "2026-10-08"},
		"on the spot: when it is agreed":               {begun, agreement("F03", 2), 2 * time.Hour, "R13", "2026-10-08"},
		"written: with the seal, when that is last":    {append(begun, agreement("F02", 2), signatures(3)), seal(5), 5 * time.Hour, "R11", "2026-10-08"},
		"written: with a signature, when that is last": {append(begun, agreement("F02", 2), seal(5)), signatures(6), 6 * time.Hour, "R11", "2026-10-08"},
		"written: the order of entry does not matter":  {append(begun, agreement("F02", 2), late), seal(3), 3 * time.Hour, "R11", "2026-10-08"},
		"written, all on one paper":                    {begun, agreement("F02", 2, whole), 2 * time.Hour, "R11", "2026-10-08"},
		"in part": {begun, agreement("F01", 2, func(c *proceeding.RecordAgreement) {
			c.Partial, c.Remaining, c.RoutesTold = true, text("树"), []string{"W03"}
		}), 2 * time.Hour, "R14", "2026-10-08"},
		"about personal status no court confirms it": {begun, agreement("F01", 2, func(c *proceeding.RecordAgreement) { c.Subjects = []string{"J05"} }), 2 * time.Hour, "R12", ""},
		"nor about title": {begun, agreement("F01", 2, func(c *proceeding.RecordAgreement) { c.Subjects = []string{"J01", "J06"} }), 2 * time.Hour, "R12", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			events := decided(t, lives(t, test.given...), test.when)
			var effect *proceeding.AgreementEffectiveV1
			for _, e := range events {
				if found, ok := e.(*proceeding.AgreementEffectiveV1); ok {
					effect = found
				}
			}
			end, ok := events[len(events)-1].(*proceeding.AgreedV1)
			if effect == nil || !ok {
				t.Fatalf("events %v", events)
			}
			want := noon.Add(test.at)
			if !effect.OccurredAt.Equal(want) || !end.OccurredAt.Equal(want) || end.Outcome != test.outcome {
				t.Errorf("effect %v, end %v as %s, want %v as %s", effect.OccurredAt, end.OccurredAt, end.Outcome, want, test.outcome)
			}
			if effect.ConfirmBy.String() != test.confirmBy || effect.Confirmable != (test.confirmBy != "") {
				t.Errorf("confirm by %s (%t), want %s", effect.ConfirmBy, effect.Confirmable, test.confirmBy)
			}
		})
	}
}

func TestWhatAnAgreementWarnsOf(t *testing.T) {
	oral := decided(t, lives(t, opening(), session(1)), agreement("F01", 2))[0].(*proceeding.AgreementRecordedV1)
	if diff := cmp.Diff([]string{proceeding.WarnWrittenAdvised}, oral.Warnings); diff != "" {
		t.Errorf("an oral one with instalments (-want +got):\n%s", diff)
	}
	bare := decided(t, lives(t, opening()), agreement("F02", 2))[0].(*proceeding.AgreementRecordedV1)
	if diff := cmp.Diff([]string{proceeding.WarnNoSession}, bare.Warnings); diff != "" {
		t.Errorf("without a session (-want +got):\n%s", diff)
	}
}

// TestAnAgreementAfterTheLimit: in medical disputes an expired limit is a failure by law, elsewhere it is looked at.
func TestAnAgreementAfterTheLimit(t *testing.T) {
	later := func(c *proceeding.RecordAgreement) {
		c.Obligations = nil
		c.Act = act(mediator(), 60*day)
	}
	medical := []proceeding.Command{opening(mode("M07"), consented), session(1)}
	check(t, map[string]refusal{
		"a medical one is refused": {given: medical, when: agreement("F01", 60*day, later), want: proceeding.ErrLapsed, field: "occurred_at"},
		"in writing too":           {given: medical, when: agreement("F02", 60*day, later), want: proceeding.ErrLapsed, field: "occurred_at"},
		"its limit expired":        {given: medical, when: failure(60*day, func(c *proceeding.Fail) { c.Outcome = "R22" })},
		"what was agreed in time is entered": {given: medical, when: agreement("F01", 60*day, func(c *proceeding.RecordAgreement) {
			later(c)
			c.OccurredAt, c.LateReason = noon.AddDate(0, 0, 9), "L02"
		})},
		"what was drawn up in time is signed":    {given: append(medical[:2:2], agreement("F02", 2), seal(3)), when: signatures(60 * day)},
		"an appraisal is not counted":            {given: append(medical[:2:2], suspension(2), resumption(59*day)), when: agreement("F01", 60*day, later)},
		"another one is recorded":                {given: []proceeding.Command{opening(), session(1)}, when: agreement("F01", 60*day, later)},
		"a medical one on the last day":          {given: medical, when: agreement("F01", 46*day, func(c *proceeding.RecordAgreement) { later(c); c.Act = act(mediator(), 46*day) })},
		"a government body's medical one is too": {given: []proceeding.Command{opening(mode("M02"), consented, func(c *proceeding.Open) { c.Rule = "administrative-medical" }), session(1)}, when: agreement("F01", 60*day, later)},
	})
	late := decided(t, lives(t, opening(), session(1)), agreement("F01", 60*day, later))[0].(*proceeding.AgreementRecordedV1)
	if diff := cmp.Diff([]string{proceeding.WarnLimitExpired}, late.Warnings); diff != "" {
		t.Errorf("after the limit (-want +got):\n%s", diff)
	}
}

// TestALapsedLimitIsAFailure: what the law holds to have failed does not leave the success rate as a withdrawal or a refusal.
func TestALapsedLimitIsAFailure(t *testing.T) {
	medical := []proceeding.Command{opening(mode("M07"), consented)}
	begun := append(medical[:1:1], session(1))
	ends := map[string]func(hours int) proceeding.Command{
		"withdrawn":  func(h int) proceeding.Command { return proceeding.Withdraw{Act: act(mediator(), h), Outcome: "R31"} },
		"settled":    func(h int) proceeding.Command { return proceeding.Withdraw{Act: act(mediator(), h), Outcome: "R32"} },
		"refused":    func(h int) proceeding.Command { return proceeding.Refuse{Act: act(mediator(), h), Party: 1} },
		"terminated": func(h int) proceeding.Command { return proceeding.Terminate{Act: act(chair(), h), Ground: "G01"} },
	}
	tests := map[string]refusal{
		"refused after a session it has failed anyway": {given: begun, when: proceeding.Refuse{Act: act(mediator(), 60*day), Party: 1, RoutesTold: []string{"W03"}}},
	}
	for name, end := range ends {
		tests[name+" on the last day"] = refusal{given: medical, when: end(46 * day)}
		tests[name+" after it"] = refusal{given: medical, when: end(60 * day), want: proceeding.ErrLapsed, field: "occurred_at"}
		tests[name+" during an appraisal"] = refusal{given: append(medical[:1:1], suspension(2)), when: end(60 * day)}
		tests[name+" in a mode that does not lapse"] = refusal{given: []proceeding.Command{opening()}, when: end(60 * day)}
	}
	check(t, tests)
}

// TestAfterARefusalAllMustConsent: what one party clearly refused does not go on under the next ordinal (Art. 17).
func TestAfterARefusalAllMustConsent(t *testing.T) {
	next := func(c *proceeding.Open) { c.Ordinal, c.AfterRefusal = 2, true }
	check(t, map[string]refusal{
		"nobody said that he consents": {when: opening(next), want: proceeding.ErrConsentAfterRefusal, field: "consented"},
		"one of them did":              {when: opening(next, func(c *proceeding.Open) { c.Consented = []int{0} }), want: proceeding.ErrConsentAfterRefusal, field: "consented"},
		"all did":                      {when: opening(next, consented)},
	})
	refusal := proceeding.Refuse{Act: act(mediator(), 3), Party: 1, RoutesTold: []string{"W03"}}
	for name, test := range map[string]struct {
		given []proceeding.Command
		want  bool
	}{
		"before a session":               {[]proceeding.Command{opening(), refusal}, true},
		"after one":                      {[]proceeding.Command{opening(), session(1), refusal}, true},
		"not signing":                    {[]proceeding.Command{opening(), session(1), agreement("F02", 2), refusal}, true},
		"turned down for it":             {[]proceeding.Command{declining(1, func(c *proceeding.Decline) { c.Reason = "Q01" })}, true},
		"turned down for something else": {[]proceeding.Command{declining(1, func(c *proceeding.Decline) { c.Reason = "Q05" })}, false},
		"a failure":                      {[]proceeding.Command{opening(), session(1), failure(2)}, false},
		"a withdrawal":                   {[]proceeding.Command{opening(), proceeding.Withdraw{Act: act(mediator(), 2), Outcome: "R31"}}, false},
	} {
		if got := lives(t, test.given...).Refused; got != test.want {
			t.Errorf("%s: refused %v, want %v", name, got, test.want)
		}
	}
}

func TestOnTheSpotIsPerformed(t *testing.T) {
	s := lives(t, opening(), agreement("F03", 1))
	if o := s.Obligations[0]; o.Result != proceeding.PerformedAtOnce || o.Performed != 200_000 || s.Outcome != "R13" {
		t.Errorf("obligation %+v, outcome %s", o, s.Outcome)
	}
}

func TestOutcomes(t *testing.T) {
	type fai = *proceeding.Fail
	open, begun := []proceeding.Command{opening()}, []proceeding.Command{opening(), session(1)}
	drafted := append(begun[:2:2], agreement("F02", 2))
	outcome := func(code string) func(fai) { return func(c fai) { c.Outcome = code } }
	refused := proceeding.Refuse{Act: act(mediator(), 1), Party: 1, Note: text("不愿")}
	terminated := proceeding.Terminate{Act: act(chair(), 2), Ground: "G01"}
	withdrawn := proceeding.Withdraw{Act: act(mediator(), 2), Outcome: "R31"}
	re := func(change func(*proceeding.Refuse)) proceeding.Command {
		c := refused
		c.Act = act(mediator(), 2)
		change(&c)
		return c
	}
	wd := func(change func(*proceeding.Withdraw)) proceeding.Command { c := withdrawn; change(&c); return c }
	te := func(change func(*proceeding.Terminate)) proceeding.Command { c := terminated; change(&c); return c }
	check(t, map[string]refusal{
		"it fails":                                 {given: begun, when: failure(2)},
		"it fails without a session":               {given: open, when: failure(2)},
		"other routes must be told":                {given: begun, when: failure(2, func(c fai) { c.RoutesTold = nil }), want: proceeding.ErrRoutesNeeded, field: "failure.routes_told"},
		"routes have codes":                        {given: begun, when: failure(2, func(c fai) { c.RoutesTold = []string{"法院"} }), want: proceeding.ErrUnknownRoute, field: "failure.routes_told"},
		"a success is no failure":                  {given: begun, when: failure(2, outcome("R11")), want: proceeding.ErrUnknownOutcome, field: "failure.outcome"},
		"it fails once":                            {given: append(begun, failure(2)), when: failure(3), want: proceeding.ErrEnded},
		"a limit expires after its last day":       {given: begun, when: failure(32*day, outcome("R22"))},
		"not on it":                                {given: begun, when: failure(31*day, outcome("R22")), want: proceeding.ErrLimitNotExpired, field: "failure.outcome"},
		"a draft that is not signed":               {given: drafted, when: failure(3, outcome("R23"))},
		"is nothing else":                          {given: drafted, when: failure(3), want: proceeding.ErrDraftedBefore, field: "failure.outcome"},
		"without a draft nobody goes back on it":   {given: begun, when: failure(3, outcome("R23")), want: proceeding.ErrNotDrafted, field: "failure.outcome"},
		"after effect nobody goes back on it":      {given: written(), when: failure(6, outcome("R23")), want: proceeding.ErrEnded},
		"it does not fail before the last session": {given: []proceeding.Command{opening(), session(5)}, when: failure(2), want: proceeding.ErrBeforeLast, field: "occurred_at"},
		"another mediator does not end it":         {given: begun, when: failure(2, func(c fai) { c.By = stranger() }), want: proceeding.ErrNotAssigned},
		"the window does not end what is assigned": {given: begun, when: failure(2, func(c fai) { c.By = clerk() }), want: proceeding.ErrNotAssigned},
		"the window ends what is not":              {given: []proceeding.Command{opening(nobodyAssigned)}, when: failure(2, func(c fai) { c.By = clerk() })},
		"a party refuses":                          {given: open, when: refused},
		"a party may say where else it can go":     {given: open, when: re(func(c *proceeding.Refuse) { c.RoutesTold = []string{"W03"} })},
		"a party that took part refuses too":       {given: begun, when: re(func(c *proceeding.Refuse) { c.RoutesTold = []string{"W03"} })},
		"then routes must be told":                 {given: begun, when: re(func(*proceeding.Refuse) {}), want: proceeding.ErrRefusedLater, field: "refusal.routes_told"},
		"by their codes":                           {given: begun, when: re(func(c *proceeding.Refuse) { c.RoutesTold = []string{"法院"} }), want: proceeding.ErrUnknownRoute, field: "refusal.routes_told"},
		"a party refuses to sign":                  {given: drafted, when: re(func(c *proceeding.Refuse) { c.Act, c.RoutesTold = act(mediator(), 3), []string{"W03"} })},
		"a stranger does not refuse":               {given: open, when: func() proceeding.Command { c := refused; c.Party = 2; return c }(), want: proceeding.ErrNoSuchParty, field: "refusal.party"},
		"the applicant takes it back":              {given: begun, when: withdrawn},
		"the parties settle":                       {given: begun, when: wd(func(c *proceeding.Withdraw) { c.Outcome = "R32" })},
		"a refusal is no withdrawal":               {given: begun, when: wd(func(c *proceeding.Withdraw) { c.Outcome = "R33" }), want: proceeding.ErrUnknownOutcome, field: "withdrawal.outcome"},
		"the chair terminates":                     {given: begun, when: terminated},
		"a mediator does not terminate":            {given: begun, when: te(func(c *proceeding.Terminate) { c.By = mediator() }), want: proceeding.ErrChairNeeded},
		"a termination has a ground":               {given: begun, when: te(func(c *proceeding.Terminate) { c.Ground = "找不到人" }), want: proceeding.ErrUnknownGround, field: "termination.ground"},
		"a termination may tell routes":            {given: begun, when: te(func(c *proceeding.Terminate) { c.RoutesTold = []string{"W03", "W03"} }), want: proceeding.ErrUnknownRoute, field: "termination.routes_told"},
	})
}

// TestARefusalIsToldByHowFarItHasCome: else every failure could be entered as a refusal, which counts for nothing.
func TestARefusalIsToldByHowFarItHasCome(t *testing.T) {
	for want, given := range map[string][]proceeding.Command{
		"R33": {opening()},
		"R21": {opening(), session(1)},
		"R23": {opening(), session(1), agreement("F02", 2)},
	} {
		s := lives(t, append(given, proceeding.Refuse{Act: act(mediator(), 3), Party: 1, RoutesTold: []string{"W03"}, Note: text("不谈了")})...)
		if s.Phase != proceeding.Ended || s.Outcome != want || !s.RoutesTold {
			t.Errorf("refused: phase %d, outcome %s, want %s", s.Phase, s.Outcome, want)
		}
	}
	e := decided(t, lives(t, opening(), session(1)), proceeding.Refuse{Act: act(mediator(), 3), Party: 1, RoutesTold: []string{"W03"}})[0]
	if f, ok := e.(*proceeding.FailedV1); !ok || len(f.RefusedBy) != 1 || f.RefusedBy[0] != 1 {
		t.Errorf("%+v", e)
	}
}

func TestAnEndRepeatsWhatFollowersNeed(t *testing.T) {
	end := decided(t, lives(t, opening(), session(1)), failure(2))[0].(*proceeding.FailedV1).Ending
	want := proceeding.Ending{
		When: proceeding.When{OccurredAt: noon.Add(2 * time.Hour), RecordedAt: noon.Add(2 * time.Hour)},
		Of:   proceeding.Of{Dispute: dispute, Unit: village, Mode: "M01"}, Codes: proceeding.CodesVersion, Ordinal: 1, Outcome: "R21", Sessions: 1,
		DueOn: calendar.On(2026, 10, 8),
	}
	if diff := cmp.Diff(want, end, cmp.AllowUnexported(calendar.Date{})); diff != "" {
		t.Errorf("end (-want +got):\n%s", diff)
	}
}
