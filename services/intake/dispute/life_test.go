package dispute_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/unit"
)

const (
	own     = "01a205df-bcc1-77bd-a39d-000000000009"
	earlier = "01a205df-bcc1-77bd-a39d-000000000001"
	theTask = "01a205df-bcc1-77bd-a39d-000000000002"
	attempt = "01a205df-bcc1-77bd-a39d-000000000003"
	ledger  = "01a205df-bcc1-77bd-a39d-000000000004"

	county     = unit.Code("320205000000")
	neighbours = unit.Code("320205102000") // another town of the county
)

// Who can be addressed. The town dispatches to its own departments and to the village.
var (
	centre  = dispute.Handler{Unit: town}
	police  = dispute.Handler{Unit: town, Department: "police"}
	justice = dispute.Handler{Unit: town, Department: "justice"}
	below   = dispute.Handler{Unit: village}
	bureau  = dispute.Handler{Unit: county, Department: "labour"}
)

// The commands of the tests happen an hour after the registration, one day after which comes tomorrow.
var (
	later    = noon.Add(time.Hour)
	tomorrow = later.Add(24 * time.Hour)
)

func act() dispute.Act { return dispute.Act{At: later, OccurredAt: later, ActingUnit: town} }

func as(h dispute.Handler) dispute.Act {
	a := act()
	a.ActingUnit, a.ActingDepartment = h.Unit, h.Department
	return a
}

// at moves an act: claimed and recorded in time.
func at(t time.Time, a dispute.Act) dispute.Act {
	a.At, a.OccurredAt = t, t
	return a
}

// claimed moves what is claimed only.
func claimed(t time.Time, a dispute.Act) dispute.Act {
	a.OccurredAt = t
	return a
}

func limit(due string) dispute.Limit {
	return dispute.Limit{Profile: 3, Rule: "general", Amount: 10, Clock: dispute.WorkingDays, DueOn: due, Calendar: "cn-2026@0123456789ab"}
}

// target is a dispute of the village that was registered an hour before ours.
func target(with ...func(*dispute.Target)) dispute.Target {
	return changed(dispute.Target{
		ID: earlier, Exists: true, Phase: dispute.Accepted, Unit: village, RegisteredAt: noon.Add(-time.Hour),
	}, with)
}

func changed[T any](c T, with []func(*T)) T {
	for _, w := range with {
		w(&c)
	}
	return c
}

// The commands, complete and right where they may come; with changes them for one case.

func acceptance(with ...func(*dispute.Accept)) dispute.Accept {
	return changed(dispute.Accept{Act: act(), Limit: limit("2026-12-07")}, with)
}

func refusal(with ...func(*dispute.Refuse)) dispute.Refuse {
	return changed(dispute.Refuse{Act: act(), Outcome: "R51", Reason: "N02", Route: "T01", Explanation: personal.Plain("归法院管")}, with)
}

func merger(with ...func(*dispute.Merge)) dispute.Merge {
	return changed(dispute.Merge{Act: act(), ID: own, Into: target()}, with)
}

func unmerger(with ...func(*dispute.Unmerge)) dispute.Unmerge {
	return changed(dispute.Unmerge{Act: act(), Reason: "U01"}, with)
}

func linking(with ...func(*dispute.Link)) dispute.Link {
	return changed(dispute.Link{Act: act(), ID: own, Kind: dispute.Repeat, Other: target()}, with)
}

func unlinking(with ...func(*dispute.Unlink)) dispute.Unlink {
	return changed(dispute.Unlink{Act: act(), Kind: dispute.Repeat, Other: earlier, Reason: "U02"}, with)
}

func classification(with ...func(*dispute.Classify)) dispute.Classify {
	return changed(dispute.Classify{
		Act: act(), Category: "A03", Local: "A03.01", Exchange: "0902", Involved: 6, Complexity: dispute.Complex,
	}, with)
}

func assessment(with ...func(*dispute.AssessRisk)) dispute.AssessRisk {
	return changed(dispute.AssessRisk{
		Act: act(), Level: dispute.Orange, Indicators: []string{"I01", "I03"}, ExpiresOn: "2026-12-23", Grounds: personal.Plain("扬言报复"),
	}, with)
}

func correction(with ...func(*dispute.Correct)) dispute.Correct {
	return changed(dispute.Correct{Act: act(), Reason: "K01", Category: new("A17")}, with)
}

func urgency(with ...func(*dispute.MarkUrgent)) dispute.MarkUrgent {
	return changed(dispute.MarkUrgent{Act: act(), Reason: "E02", Limit: limit("2026-11-26")}, with)
}

func offer(with ...func(*dispute.OfferOwnership)) dispute.OfferOwnership {
	return changed(dispute.OfferOwnership{Act: act(), To: bureau}, with)
}

func taking(with ...func(*dispute.TakeOwnership)) dispute.TakeOwnership {
	return changed(dispute.TakeOwnership{Act: as(bureau)}, with)
}

func dispatching(with ...func(*dispute.Dispatch)) dispute.Dispatch {
	return changed(dispute.Dispatch{
		Act:   act(),
		Route: dispute.Route{Lead: police, Assisting: []dispute.Handler{justice, below}, Profile: 3},
		Limit: limit("2026-12-07"), ObjectBy: "2026-11-30",
	}, with)
}

func acknowledgement(by dispute.Handler) dispute.Acknowledge { return dispute.Acknowledge{Act: as(by)} }

func objection(by dispute.Handler, with ...func(*dispute.Object)) dispute.Object {
	return changed(dispute.Object{Act: as(by), Reason: "O01", Grounds: personal.Plain("不归我所管")}, with)
}

func answer(upheld bool, with ...func(*dispute.DecideObjection)) dispute.DecideObjection {
	return changed(dispute.DecideObjection{Act: act(), Upheld: upheld, Grounds: personal.Plain("经核")}, with)
}

func reassignment(with ...func(*dispute.Reassign)) dispute.Reassign {
	return changed(dispute.Reassign{
		Act: act(), Reason: "J05", Lead: justice, Assisting: []dispute.Handler{below}, Profile: 3,
		Limit: limit("2026-12-09"), ObjectBy: "2026-12-01",
	}, with)
}

func question(with ...func(*dispute.DisputeJurisdiction)) dispute.DisputeJurisdiction {
	return changed(dispute.DisputeJurisdiction{Act: act(), Claimants: []dispute.Handler{police, below}}, with)
}

func ruling(with ...func(*dispute.DecideJurisdiction)) dispute.DecideJurisdiction {
	return changed(dispute.DecideJurisdiction{Act: act(), Lead: below, Assisting: []dispute.Handler{police}, Limit: limit("2026-12-07")}, with)
}

func tasking(with ...func(*dispute.OpenSubTask)) dispute.OpenSubTask {
	return changed(dispute.OpenSubTask{
		Act: act(), Task: theTask, Kind: "Y01", Handler: justice, DueOn: "2026-11-27", Description: personal.Plain("核实墙界"),
	}, with)
}

func result(with ...func(*dispute.ReturnSubTask)) dispute.ReturnSubTask {
	return changed(dispute.ReturnSubTask{Act: as(justice), Task: theTask, Result: "Z01", Note: personal.Plain("已核实")}, with)
}

func beginning(with ...func(*dispute.OpenProceeding)) dispute.OpenProceeding {
	return changed(dispute.OpenProceeding{Act: act(), Codes: "2026-11", Proceeding: attempt, Mode: "M01"}, with)
}

func ending(outcome string, with ...func(*dispute.EndProceeding)) dispute.EndProceeding {
	return changed(dispute.EndProceeding{Act: act(), Proceeding: attempt, Mode: "M01", Outcome: outcome}, with)
}

func conclusion(outcome string, with ...func(*dispute.Conclude)) dispute.Conclude {
	return changed(dispute.Conclude{Act: act(), Outcome: outcome, Note: personal.Plain("双方握手言和")}, with)
}

func onTheSpot(c *dispute.Conclude) { c.OnTheSpot = true }

func reopening(reason string, with ...func(*dispute.Reopen)) dispute.Reopen {
	return changed(dispute.Reopen{Act: act(), Reason: reason}, with)
}

func visit(with ...func(*dispute.FollowUp)) dispute.FollowUp {
	return changed(dispute.FollowUp{
		Act: act(), Method: "H01", Reached: true, Performance: "V2", Satisfaction: "G01", Note: personal.Plain("墙已砌好"),
	}, with)
}

func rating(with ...func(*dispute.Rate)) dispute.Rate {
	return changed(dispute.Rate{Act: act(), Rater: "Q01", Grade: "G02"}, with)
}

func archiving(with ...func(*dispute.Archive)) dispute.Archive {
	return changed(dispute.Archive{Act: act(), Retention: "D10"}, with)
}

func voiding(with ...func(*dispute.Void)) dispute.Void {
	return changed(dispute.Void{Act: act(), Reason: "X01"}, with)
}

func imported(c *dispute.Register) {
	c.Provenance = &dispute.Provenance{Import: ledger, File: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", Sheet: 1, Row: 7}
}

// The lives that tests begin with: what was asked before, all of it granted.

type life []dispute.Command

func (l life) then(more ...dispute.Command) life { return append(slices.Clip(l), more...) }

func fresh() life      { return life{registration()} }
func acceptedL() life  { return fresh().then(acceptance()) }
func sent() life       { return acceptedL().then(dispatching()) }
func handled() life    { return sent().then(acknowledgement(police)) }
func settled() life    { return handled().then(conclusion("R11")) }
func archivedL() life  { return settled().then(archiving()) }
func refusedL() life   { return fresh().then(refusal()) }
func withdrawnL() life { return fresh().then(withdrawal()) }
func mergedL() life    { return acceptedL().then(merger()) }
func voidedL() life    { return fresh().then(voiding()) }

// state is what a life leads to.
func (l life) state(t *testing.T) dispute.State {
	t.Helper()
	var s dispute.State
	for i, c := range l {
		events, err := dispute.Decide(s, c)
		if err != nil {
			t.Fatalf("command %d of the life, %T: %v", i, c, err)
		}
		s = dispute.Decider().Fold(s, events...)
	}
	return s
}

// scene is one row of a table: after a life a command comes, and events or a refusal follow.
type scene struct {
	given life
	when  dispute.Command
	then  []dispute.Event // nil, and no refusal: nothing changes
	want  *fault.Error
	field string
}

func play(t *testing.T, scenes map[string]scene) {
	t.Helper()
	for name, sc := range scenes {
		t.Run(name, func(t *testing.T) {
			events, err := dispute.Decide(sc.given.state(t), sc.when)
			if !refusedAs(t, err, sc.want, sc.field) {
				return
			}
			if diff := cmp.Diff(sc.then, events, sameField()); diff != "" {
				t.Errorf("recorded (-want +got):\n%s", diff)
			}
		})
	}
}

// sameField compares sealed parts by what they hold: none of the tests seals.
func sameField() cmp.Option {
	return cmp.Comparer(func(a, b *personal.Field) bool {
		x, _ := a.Reveal()
		y, _ := b.Reveal()
		return x == y
	})
}

func whenLater() dispute.When { return dispute.When{OccurredAt: later, RecordedAt: later} }

func unitOf(code string) unit.Code { return unit.Code(code) }

// elapsed is the time since acceptance, until the dispute was closed, or until now. Whoever counts it finds in the log what the state
// says; no event makes it shorter.
func elapsed(s dispute.State, now time.Time) time.Duration {
	if s.AcceptedAt.IsZero() {
		return 0
	}
	end := now
	if !s.ClosedAt.IsZero() {
		end = s.ClosedAt
	}
	return max(0, end.Sub(s.AcceptedAt))
}
