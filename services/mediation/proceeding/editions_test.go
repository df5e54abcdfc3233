package proceeding_test

import (
	"reflect"
	"testing"

	"anjie.internal/services/mediation/proceeding"
)

// TestEveryEventWithACodeSaysOfWhichEdition lives through everything that stores a code, and wants no event without the edition whose
// form has one.
func TestEveryEventWithACodeSaysOfWhichEdition(t *testing.T) {
	handed := opening(referred(), func(c *proceeding.Open) { c.Mediators = append(c.Mediators, proceeding.Named{Account: "mediator-2"}) })
	challenge := proceeding.ChallengeMediator{Act: act(clerk(), 1), Mediator: "mediator-2", Party: 1, Conflict: "H02"}
	upheld := proceeding.DecideChallenge{Act: act(chair(), 1), Mediator: "mediator-2", Upheld: true, Grounds: text("属实")}
	apply := proceeding.ApplyForConfirmation{Act: act(mediator(), day), Calendar: days, Applicants: []int{0, 1}, Court: text("法院")}
	stories := [][]proceeding.Command{
		{
			handed,
			proceeding.RecordConsent{Act: act(mediator(), 1), Parties: []int{0, 1}, Form: "O1"},
			invitation(), challenge, upheld, suspension(2), resumption(3),
			session(4), agreement("F02", 5), signatures(6), seal(7), performance("V2", day),
			proceeding.Default{Act: act(mediator(), 70*day), Obligation: 1},
			proceeding.ChangeObligation{Act: act(mediator(), 70*day), Obligation: 1, Consented: []int{0, 1}, New: proceeding.Owed{Debtor: 1, DueOn: "2026-12-31", What: text("改期")}},
			proceeding.SupervisePerformance{Act: act(mediator(), 70*day), Method: "E01"},
			proceeding.FollowUp{Act: act(clerk(), 70*day), Method: "E01", Reached: true, Satisfaction: "Z1"},
			proceeding.FeedBackReferral{Act: act(clerk(), 70*day)},
			proceeding.ReportRisk{Act: act(clerk(), 70*day), Risk: "Y01", To: "B03"},
			proceeding.FilePaper{Act: act(clerk(), 70*day), Paper: "D05"},
			proceeding.Archive{Act: act(mediator(), 71*day), Retention: "T10", Reason: "XA1"},
		},
		append(written(), apply, proceeding.DecideConfirmation{Act: act(mediator(), 2*day), Result: "C5"}),
		{opening(), agreement("F03", 1)},
		{opening(), proceeding.RecuseMediator{Act: act(mediator(), 1), Mediator: "mediator-1", Conflict: "H01"}},
		{declining(1)},
		{opening(referred()), proceeding.AnswerReferral{Act: act(clerk(), 1)}, failure(1), handingOver()},
	}
	seen := map[string]bool{}
	for _, story := range stories {
		var s proceeding.State
		for _, c := range story {
			for _, e := range decided(t, s, c) {
				s = proceeding.Evolve(s, e)
				codes := reflect.ValueOf(e).Elem().FieldByName("Codes")
				if name := reflect.TypeOf(e).Elem().Name(); codes.IsValid() {
					seen[name] = true
					if codes.String() != proceeding.CodesVersion {
						t.Errorf("%s is of edition %q", name, codes.String())
					}
				}
			}
		}
	}
	if len(seen) < 23 {
		t.Errorf("only %d kinds of events were lived through: %v", len(seen), seen)
	}
}
