package proceeding_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/mediation/proceeding"
)

func performance(result string, hours int, with ...func(*proceeding.Perform)) proceeding.Perform {
	c := proceeding.Perform{Act: act(mediator(), hours), Result: result}
	for _, w := range with {
		w(&c)
	}
	return c
}

// The first instalment, of 2,000 yuan, is due on 9 October, 32 days after noon; the second, of 1,000, on 9 November.
func TestPerformance(t *testing.T) {
	type per = *proceeding.Perform
	part := func(fen int64) func(per) { return func(c per) { c.Amount = fen } }
	second := func(c per) { c.Obligation = 1 }
	in := written()
	after := func(c ...proceeding.Command) []proceeding.Command { return append(written(), c...) }
	defaulted := proceeding.Default{Act: act(mediator(), 33*day)}
	check(t, map[string]refusal{
		"in time":                                   {given: in, when: performance("V2", 32*day)},
		"the whole amount may be said":              {given: in, when: performance("V2", 32*day, part(200_000))},
		"less than the whole is a part":             {given: in, when: performance("V2", 32*day, part(100_000)), want: proceeding.ErrWholeAmount, field: "amount"},
		"in time is not late":                       {given: in, when: performance("V2", 33*day), want: proceeding.ErrPerformedTooLate, field: "result"},
		"late":                                      {given: in, when: performance("V3", 33*day)},
		"late is not in time":                       {given: in, when: performance("V3", 32*day), want: proceeding.ErrPerformedNotLate, field: "result"},
		"on the spot":                               {given: in, when: performance("V1", 5)},
		"on the spot is that day":                   {given: in, when: performance("V1", day), want: proceeding.ErrNotAtOnce, field: "result"},
		"in part":                                   {given: in, when: performance("V4", 10*day, part(50_000))},
		"a part is something":                       {given: in, when: performance("V4", 10*day), want: proceeding.ErrPartAmount, field: "amount"},
		"a part is not the whole":                   {given: after(performance("V4", 10*day, part(150_000))), when: performance("V4", 11*day, part(50_000)), want: proceeding.ErrPartAmount, field: "amount"},
		"the rest is the whole":                     {given: after(performance("V4", 10*day, part(150_000))), when: performance("V2", 11*day, part(50_000))},
		"what is performed is not performed again":  {given: after(performance("V2", 10*day)), when: performance("V2", 11*day), want: proceeding.ErrPerformedBefore, field: "obligation"},
		"each instalment for itself":                {given: after(performance("V2", 10*day)), when: performance("V2", 11*day, second)},
		"there is no third":                         {given: in, when: performance("V2", 11*day, func(c per) { c.Obligation = 2 }), want: proceeding.ErrNoSuchObligation, field: "obligation"},
		"not due is nothing to record":              {given: in, when: performance("V6", 11*day), want: proceeding.ErrUnknownPerformance, field: "result"},
		"nothing is performed without an agreement": {given: []proceeding.Command{opening(), failure(1)}, when: performance("V2", day), want: proceeding.ErrNoAgreement},
		"nothing is performed under a draft":        {given: in[:3], when: performance("V2", day), want: proceeding.ErrNoAgreement},
		"nothing is performed before effect":        {given: in, when: performance("V2", 1), want: proceeding.ErrBeforeEnd, field: "occurred_at"},
		"another mediator does not record it":       {given: in, when: performance("V2", day, func(c per) { c.By = stranger() }), want: proceeding.ErrNotAssigned},
		"a default after the due date":              {given: in, when: defaulted},
		"not on it":                                 {given: in, when: proceeding.Default{Act: act(mediator(), 32*day)}, want: proceeding.ErrNotDue, field: "obligation"},
		"it is recorded once":                       {given: after(defaulted), when: defaulted, want: proceeding.ErrDefaultedBefore, field: "obligation"},
		"after it the rest may come late":           {given: after(defaulted), when: performance("V3", 40*day)},
		"supervision has a method":                  {given: in, when: proceeding.SupervisePerformance{Act: act(mediator(), day), Method: "看看"}, want: proceeding.ErrUnknownMethod, field: "method"},
		"supervision is recorded":                   {given: in, when: proceeding.SupervisePerformance{Act: act(chair(), day), Method: "E01"}},
		"there is nothing to supervise elsewhere":   {given: []proceeding.Command{opening(), failure(1)}, when: proceeding.SupervisePerformance{Act: act(chair(), day), Method: "E01"}, want: proceeding.ErrNoAgreement},
	})
}

func TestAChangedAgreementPutsAnotherObligationInPlace(t *testing.T) {
	change := func(with ...func(*proceeding.ChangeObligation)) proceeding.ChangeObligation {
		c := proceeding.ChangeObligation{
			Act: act(mediator(), 10*day), Consented: []int{0, 1},
			New: proceeding.Owed{Debtor: 1, Creditor: 0, DueOn: "2026-12-01", Amount: 200_000, What: text("改期")},
		}
		for _, w := range with {
			w(&c)
		}
		return c
	}
	s := lives(t, append(written(), change())...)
	if got := s.Obligations; len(got) != 3 || got[0].Result != "V7" || got[2].DueOn.String() != "2026-12-01" || got[2].Result != "" {
		t.Errorf("obligations %+v", got)
	}
	check(t, map[string]refusal{
		"all parties agree":          {given: written(), when: change(func(c *proceeding.ChangeObligation) { c.Consented = []int{1} }), want: proceeding.ErrChangeConsent, field: "consented"},
		"it is owed later":           {given: written(), when: change(func(c *proceeding.ChangeObligation) { c.New.DueOn = "2026-09-01" }), want: proceeding.ErrObligationDue, field: "replacement.due_on"},
		"what is replaced is closed": {given: append(written(), change()), when: performance("V2", 11*day), want: proceeding.ErrPerformedBefore, field: "obligation"},
	})
}

func TestJudicialConfirmation(t *testing.T) {
	apply := func(hours int, with ...func(*proceeding.ApplyForConfirmation)) proceeding.ApplyForConfirmation {
		c := proceeding.ApplyForConfirmation{Act: act(mediator(), hours), Calendar: days, Applicants: []int{0, 1}, Court: text("滨湖区人民法院")}
		for _, w := range with {
			w(&c)
		}
		return c
	}
	decide := func(result, reason string, hours int) proceeding.DecideConfirmation {
		return proceeding.DecideConfirmation{Act: act(mediator(), hours), Result: result, Reason: reason, Number: text("(2026)调确1号")}
	}
	status := []proceeding.Command{opening(), session(1), agreement("F01", 2, func(c *proceeding.RecordAgreement) { c.Subjects = []string{"J05"} })}
	applied := slices.Clip(append(written(), apply(day)))
	check(t, map[string]refusal{
		"both apply":         {given: written(), when: apply(day)},
		"one alone does not": {given: written(), when: apply(day, func(c *proceeding.ApplyForConfirmation) { c.Applicants = []int{0} }), want: proceeding.ErrJointApplication, field: "applicants"},
		"on the thirtieth day, moved by holidays": {given: written(), when: apply(31 * day)},
		"not after it":                          {given: written(), when: apply(32 * day), want: proceeding.ErrWindowClosed, field: "occurred_at"},
		"not on personal status":                {given: status, when: apply(day), want: proceeding.ErrNotConfirmable},
		"not without an agreement":              {given: []proceeding.Command{opening(), failure(1)}, when: apply(day), want: proceeding.ErrNoAgreement},
		"a court is named":                      {given: written(), when: apply(day, func(c *proceeding.ApplyForConfirmation) { c.Court = nil }), want: proceeding.ErrCourtNeeded, field: "court"},
		"once":                                  {given: applied, when: apply(2 * day), want: proceeding.ErrAppliedBefore},
		"it is confirmed":                       {given: applied, when: decide("C5", "", 10*day)},
		"nothing is decided before":             {given: written(), when: decide("C5", "", 10*day), want: proceeding.ErrNotApplied, field: "result"},
		"not before it was applied for":         {given: applied, when: decide("C5", "", 20), want: proceeding.ErrBeforeApplication, field: "occurred_at"},
		"it is not accepted, with a reason":     {given: applied, when: decide("C4", "N02", 3*day)},
		"and not without":                       {given: applied, when: decide("C4", "", 3*day), want: proceeding.ErrConfirmationReason, field: "reason"},
		"a dismissal has reasons of its own":    {given: applied, when: decide("C6", "N02", 3*day), want: proceeding.ErrConfirmationReason, field: "reason"},
		"it is dismissed":                       {given: applied, when: decide("C6", "N15", 3*day)},
		"a confirmation has none":               {given: applied, when: decide("C5", "N15", 3*day), want: proceeding.ErrConfirmationReason, field: "reason"},
		"an unknown result is named":            {given: applied, when: decide("C3", "", 3*day), want: proceeding.ErrUnknownConfirmation, field: "result"},
		"after another court it is tried again": {given: append(applied, decide("C4", "N02", 3*day)), when: apply(4 * day)},
		"after a dismissal it is not":           {given: append(applied, decide("C6", "N15", 3*day)), when: apply(4 * day), want: proceeding.ErrAppliedBefore},
		"enforcement when something is due":     {given: append(applied, decide("C5", "", 10*day)), when: decide("C8", "", 33*day)},
		"and not before":                        {given: append(applied, decide("C5", "", 10*day)), when: decide("C8", "", 32*day), want: proceeding.ErrNothingDue, field: "result"},
		"nor without a confirmation":            {given: applied, when: decide("C8", "", 33*day), want: proceeding.ErrNotApplied, field: "result"},
	})
}

func TestWhatIsLeftAtTheEnd(t *testing.T) {
	visit := func(with ...func(*proceeding.FollowUp)) proceeding.FollowUp {
		c := proceeding.FollowUp{Act: act(clerk(), 40*day), Method: "E02", Reached: true, Performance: "V2", Satisfaction: "Z1"}
		for _, w := range with {
			w(&c)
		}
		return c
	}
	feedback := proceeding.FeedBackReferral{Act: act(clerk(), day), Note: text("已函复")}
	risk := proceeding.ReportRisk{Act: act(mediator(), 1), Risk: "Y02", To: "B03", Note: text("扬言要打人")}
	failed := []proceeding.Command{opening(), failure(1)}
	handed := []proceeding.Command{opening(referred()), failure(1)}
	riskWith := func(change func(*proceeding.ReportRisk)) proceeding.Command { c := risk; change(&c); return c }
	check(t, map[string]refusal{
		"a visit":                                {given: written(), when: visit()},
		"a visit after a failure":                {given: failed, when: visit(func(c *proceeding.FollowUp) { c.Performance = "" })},
		"of performance there is nothing to say": {given: failed, when: visit(), want: proceeding.ErrNoAgreement, field: "performance"},
		"who is not reached says nothing":        {given: written(), when: visit(func(c *proceeding.FollowUp) { c.Reached = false }), want: proceeding.ErrNotReached, field: "reached"},
		"no visit before the end":                {given: failed[:1], when: visit(), want: proceeding.ErrNotEnded},
		"satisfaction has a code":                {given: written(), when: visit(func(c *proceeding.FollowUp) { c.Satisfaction = "很好" }), want: proceeding.ErrUnknownSatisfaction, field: "satisfaction"},
		"the referrer is told":                   {given: handed, when: feedback},
		"once":                                   {given: append(handed, feedback), when: feedback, want: proceeding.ErrFedBackBefore},
		"where there is one":                     {given: failed, when: feedback, want: proceeding.ErrNoReferral},
		"and when it has ended":                  {given: handed[:1], when: feedback, want: proceeding.ErrNotEnded},
		"a risk is reported while it is open":    {given: failed[:1], when: risk},
		"and after":                              {given: failed, when: riskWith(func(c *proceeding.ReportRisk) { c.Act = act(clerk(), day) })},
		"a risk has a code":                      {given: failed, when: riskWith(func(c *proceeding.ReportRisk) { c.Risk = "危险" }), want: proceeding.ErrUnknownRisk, field: "risk"},
		"it is reported to somebody":             {given: failed, when: riskWith(func(c *proceeding.ReportRisk) { c.To = "派出所" }), want: proceeding.ErrUnknownReferrer, field: "to"},
		"another mediator does not report":       {given: failed, when: riskWith(func(c *proceeding.ReportRisk) { c.By = stranger() }), want: proceeding.ErrNotAssigned},
	})
}

func TestTheDossier(t *testing.T) {
	file := func(paper string, hours int) proceeding.FilePaper {
		return proceeding.FilePaper{Act: act(clerk(), hours), Paper: paper}
	}
	missing := func(s proceeding.State) []string {
		var out []string
		for _, p := range s.Checklist() {
			if p.Missing() {
				out = append(out, p.Code)
			}
		}
		return out
	}
	archive := func(reason string, hours int) proceeding.Archive {
		return proceeding.Archive{Act: act(mediator(), hours), Retention: "T10", Reason: reason}
	}
	visit := proceeding.FollowUp{Act: act(clerk(), 70*day), Method: "E02", Reached: true, Performance: "V2"}
	whole := append(written(), file("D01", day), file("D05", day), performance("V2", 20*day),
		performance("V2", 21*day, func(c *proceeding.Perform) { c.Obligation = 1 }), visit)
	whole = slices.Clip(whole)
	tests := map[string]struct {
		given []proceeding.Command
		want  []string
	}{
		"an application that nobody filed":           {[]proceeding.Command{opening()}, []string{"D01"}},
		"nobody applies for an own initiative":       {[]proceeding.Command{opening(func(c *proceeding.Open) { c.Basis = "K02" })}, nil},
		"a referral has its paper":                   {[]proceeding.Command{opening(referred())}, []string{"D07"}},
		"a session without minutes":                  {[]proceeding.Command{opening(), session(1, func(c *proceeding.HoldSession) { c.Minutes = nil })}, []string{"D01", "D04"}},
		"one session of two without minutes":         {[]proceeding.Command{opening(), session(1), session(2, func(c *proceeding.HoldSession) { c.Minutes = nil })}, []string{"D01", "D04"}},
		"a written agreement before it is performed": {written(), []string{"D01", "D05", "D06", "D10"}},
		"a failure has its notice":                   {[]proceeding.Command{opening(), failure(1), file("D01", 2)}, []string{"D08"}},
		"a whole one":                                {whole, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, missing(lives(t, test.given...))); diff != "" {
				t.Errorf("missing (-want +got):\n%s", diff)
			}
		})
	}
	check(t, map[string]refusal{
		"a whole one is archived":             {given: whole, when: archive("", 71*day)},
		"a whole one has no reason":           {given: whole, when: archive("XA1", 71*day), want: proceeding.ErrDossierComplete, field: "reason"},
		"one with a gap is not":               {given: written(), when: archive("", 71*day), want: proceeding.ErrDossierIncomplete},
		"unless there is a reason":            {given: written(), when: archive("XA2", 71*day)},
		"a reason has a code":                 {given: written(), when: archive("没了", 71*day), want: proceeding.ErrUnknownIncomplete, field: "reason"},
		"an open one is not":                  {given: []proceeding.Command{opening()}, when: archive("XA2", day), want: proceeding.ErrNotEnded},
		"it is kept for a time that is known": {given: written(), when: func() proceeding.Command { c := archive("XA2", 71*day); c.Retention = "一年"; return c }(), want: proceeding.ErrUnknownRetention, field: "retention"},
		"once":                                {given: append(whole, archive("", 71*day)), when: archive("", 72*day), want: proceeding.ErrArchived},
		"then nothing is filed":               {given: append(whole, archive("", 71*day)), when: file("D09", 72*day), want: proceeding.ErrArchived},
		"a paper has a code":                  {given: written(), when: file("照片", day), want: proceeding.ErrUnknownPaper, field: "paper"},
		"a digest is a digest":                {given: written(), when: func() proceeding.Command { c := file("D05", day); c.SHA256 = "abc"; return c }(), want: proceeding.ErrDigestFormat, field: "sha256"},
	})
}
