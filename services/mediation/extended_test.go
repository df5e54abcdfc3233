package mediation_test

import (
	"testing"

	"anjie.internal/services/internal/calendar"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/mediation"
	"anjie.internal/services/mediation/proceeding"
	"anjie.internal/services/mediation/roster"
)

// extended is one event of each stored name that got fields later, with those fields. What was stored before lacks them: its form stays
// in testdata/events, and is read for ever.
func extended() []proceeding.Event {
	const edition = "2026-11"
	var out []proceeding.Event
	for _, e := range examples() {
		switch e := e.(type) {
		case *proceeding.OpenedV1:
			e.DeterminedOn, e.WrittenApplication, e.Referral.AnswerBy = calendar.On(2026, 10, 25), true, calendar.On(2026, 11, 5)
		case *proceeding.FailedV1:
			e.RefusedBy = []int{1}
		case *proceeding.RefusedV1:
			e.RoutesTold = []string{"W03"}
		case *proceeding.SessionHeldV1:
			e.Codes = edition
		case *proceeding.AgreementRecordedV1:
			e.Codes = edition
		case *proceeding.AgreementEffectiveV1:
			e.Codes = edition
		case *proceeding.ConsentedV1:
			e.Codes = edition
		case *proceeding.RecusedV1:
			e.Codes = edition
		case *proceeding.ChallengedV1:
			e.Codes = edition
		case *proceeding.InvitedV1:
			e.Codes = edition
		case *proceeding.SuspendedV1:
			e.Codes = edition
		case *proceeding.PerformedV1:
			e.Codes = edition
		case *proceeding.DefaultedV1:
			e.Codes = edition
		case *proceeding.ChangedV1:
			e.Codes = edition
		case *proceeding.SupervisedV1:
			e.Codes = edition
		case *proceeding.ConfirmationDecidedV1:
			e.Codes = edition
		case *proceeding.FollowedUpV1:
			e.Codes = edition
		case *proceeding.FedBackV1:
			e.Codes = edition
		case *proceeding.RiskReportedV1:
			e.Codes = edition
		case *proceeding.PaperFiledV1:
			e.Codes = edition
		case *proceeding.ArchivedV1:
			e.Codes = edition
		default: // as it always was
			continue
		}
		out = append(out, e)
	}
	return out
}

// accepting is the form of the events that tell in which limit it was decided whether to accept, which came later still.
func accepting() []proceeding.Event {
	limit := &proceeding.Limit{
		Rule: "administrative-medical", Amount: 5, Clock: proceeding.Workdays, StartsOn: calendar.On(2026, 10, 31), DueOn: calendar.On(2026, 11, 6),
		Calendar: "cn-2026@0123456789ab",
	}
	var out []proceeding.Event
	for _, e := range append(examples(), extended()...) {
		switch e := e.(type) {
		case *proceeding.OpenedV1:
			if e.WrittenApplication { // of its forms the one with the most in it
				e.Acceptance = limit
				out = append(out, e)
			}
		case *proceeding.DeclinedV1:
			e.Acceptance = limit
			out = append(out, e)
		default: // nothing is accepted any more
		}
	}
	return out
}

// extendedRosters is extended for rosters, with what stays in testdata/roster_events.
func extendedRosters() []roster.Event {
	var out []roster.Event
	for _, e := range rosterExamples() {
		if c, ok := e.(*roster.ChangedV1); ok {
			c.Codes = "2026-11"
			out = append(out, c)
		}
	}
	return out
}

// mixedRosters are the forms of rosters of an area of several ethnic groups, which came later still.
func mixedRosters() []roster.Event {
	var out []roster.Event
	for _, e := range rosterExamples() {
		switch e := e.(type) {
		case *roster.EstablishedV1:
			e.MultiEthnic, e.Minority = true, true
		case *roster.RenewedV1:
			e.MultiEthnic, e.Minority = true, true
		case *roster.ChangedV1:
			e.Codes, e.MultiEthnic, e.Minority = "2026-11", new(true), new(false)
		}
		out = append(out, e)
	}
	return out
}

// TestExtendedFormsNeverChange does for fields that came later what TestStoredFormsNeverChange does for the first form.
func TestExtendedFormsNeverChange(t *testing.T) {
	codec, err := mediation.Codec()
	if err != nil {
		t.Fatal(err)
	}
	estest.GoldenSome(t, codec, "testdata/extended", extended()...)
	estest.GoldenSome(t, codec, "testdata/accepting", accepting()...)
	rosters, err := mediation.RosterCodec()
	if err != nil {
		t.Fatal(err)
	}
	estest.GoldenSome(t, rosters, "testdata/roster_extended", extendedRosters()...)
	estest.GoldenSome(t, rosters, "testdata/roster_mixed", mixedRosters()...)
}
