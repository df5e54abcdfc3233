package intake_test

import (
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/identity"
)

// in is a state in as few letters as a story needs.
func (d *desk) in(p person, dispute string, want intakev1.DisputeState) *intakev1.Dispute {
	d.t.Helper()
	got := d.shows(p, dispute).GetDispute()
	if got.GetState() != want {
		d.t.Fatalf("it stands at %s, want %s", got.GetState(), want)
	}
	return got
}

func centreOf(unit string) *intakev1.Handler { return &intakev1.Handler{Unit: unit} }

func bureau(department string) *intakev1.Handler {
	return &intakev1.Handler{Unit: searchDistrict, Department: department}
}

// TestADisputeIsHandledToTheArchive takes one through acceptance, dispatch, handling, conclusion, reopening and the archive.
func TestADisputeIsHandledToTheArchive(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, dispatcher, justice := d.clerk(searchVillage), d.dispatcher(searchDistrict), d.liaison(searchDistrict, "justice")
	id := d.registers(clerk, nil)
	d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_OPEN)

	accepted := does(d, clerk.AcceptDispute, id, &intakev1.AcceptDisputeRequest{})
	if l := accepted.GetLimit(); l.GetRule() != "handle" || l.GetAmount() != 10 || l.GetClock() != "wd" || l.GetDueOn() != "2026-12-07" || l.GetProfile() != 1 {
		t.Errorf("the limit is %v", l)
	}
	d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_ACCEPTED)
	refuses(d, clerk.AcceptDispute, id, &intakev1.AcceptDisputeRequest{}, "dispute-already-accepted")
	does(d, clerk.ClassifyDispute, id, &intakev1.ClassifyDisputeRequest{Involved: 6, Complexity: "complex"})
	does(d, dispatcher.AssessRisk, id, &intakev1.AssessRiskRequest{Level: "orange", Indicators: []string{"I01"}, Grounds: "扬言要拆对方的房"})
	urgent := does(d, dispatcher.MarkUrgent, id, &intakev1.MarkUrgentRequest{Reason: "E02"})
	if l := urgent.GetLimit(); l.GetRule() != "urgent" || l.GetDueOn() != "2026-11-26" {
		t.Errorf("the urgent limit is %v", l)
	}

	sent := does(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{}).GetDispatched()
	want := &intakev1.DisputeDispatched{
		Round: 1, Lead: centreOf(searchVillage), Assisting: []*intakev1.Handler{bureau("justice")}, Limit: urgent.GetLimit(),
		ObjectBy: "2026-11-30", Rule: "neighbours", Profile: 1,
	}
	if diff := cmp.Diff(want, sent, protocmp.Transform()); diff != "" {
		t.Errorf("dispatched (-want +got):\n%s", diff)
	}
	d.in(justice, id, intakev1.DisputeState_DISPUTE_STATE_DISPATCHED)
	does(d, clerk.AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{})
	does(d, justice.AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{})
	d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_HANDLING)

	task := newID(t)
	does(d, dispatcher.OpenSubTask, id, &intakev1.OpenSubTaskRequest{
		Task: task, Kind: "Y01", Handler: bureau("labour"), DueOn: "2026-11-25", Description: "核实墙界",
	})
	refuses(d, clerk.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R11"}, "tasks-open")
	does(d, d.liaison(searchDistrict, "labour").ReturnSubTask, id, &intakev1.ReturnSubTaskRequest{Task: task, Result: "Z01", Note: "已核实"})
	does(d, clerk.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R11", Note: "已签协议"})
	d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_CONCLUDED)

	does(d, clerk.RecordFollowUp, id, &intakev1.RecordFollowUpRequest{Method: "H01", Reached: true, Performance: "V5", Satisfaction: "G03", Note: "对方没有动工"})
	does(d, clerk.RateDispute, id, &intakev1.RateDisputeRequest{Rater: "Q01", Grade: "G03"})
	does(d, dispatcher.ReopenDispute, id, &intakev1.ReopenDisputeRequest{Reason: "P01"})
	again := d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_HANDLING)
	if again.GetConcluded() != nil || len(again.GetFollowUps()) > 0 || again.GetLimit().GetDueOn() != "2026-11-26" {
		t.Errorf("reopened it is %v", again)
	}
	does(d, clerk.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R13"})
	does(d, clerk.ArchiveDispute, id, &intakev1.ArchiveDisputeRequest{Retention: "D10"})
	last := d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_ARCHIVED)
	shown := &intakev1.Dispute{
		Owner: centreOf(searchVillage), Urgent: true,
		Dispatch: &intakev1.Dispatch{
			Round: 1, Lead: centreOf(searchVillage), Assisting: []*intakev1.Handler{bureau("justice")},
			Acknowledged: []*intakev1.Handler{centreOf(searchVillage), bureau("justice")}, ObjectBy: "2026-11-30", Limit: urgent.GetLimit(), Rule: "neighbours",
		},
		Limit:      urgent.GetLimit(),
		Classified: &intakev1.DisputeClassified{Codes: "2026-11", Category: "A02", Involved: 6, Scale: "02", Complexity: "complex"},
		Risk:       &intakev1.RiskAssessed{Level: "orange", Indicators: []string{"I01"}, ExpiresOn: "2026-12-23"},
		Tasks:      []*intakev1.SubTask{{Task: task, Kind: "Y01", Handler: bureau("labour"), DueOn: "2026-11-25", Result: "Z01"}},
		Concluded:  &intakev1.DisputeConcluded{Codes: "2026-11", Unit: searchVillage, Category: "A02", Handler: centreOf(searchVillage), Outcome: "R13"},
		Archived:   &intakev1.DisputeArchived{Retention: "D10"},
	}
	rest := protocmp.IgnoreFields(&intakev1.Dispute{}, "dispute_id", "state", "registered", "received_at", "registered_at", "accepted_at",
		"closed_at", "revision", "position", "case_number", "case_code")
	if diff := cmp.Diff(shown, last, protocmp.Transform(), rest); diff != "" {
		t.Errorf("at the end (-want +got):\n%s", diff)
	}
}

// TestUnitsDisagree: a handler objects, the objection is upheld, others say that they are not competent, and the common superior
// decides. The lead handler's receipt takes the ownership.
func TestUnitsDisagree(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, dispatcher := d.clerk(searchVillage), d.dispatcher(searchDistrict)
	justice, labour := d.liaison(searchDistrict, "justice"), d.liaison(searchDistrict, "labour")
	id := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) { r.Category = "A10" })
	refuses(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{}, "dispute-not-accepted")
	refuses(d, labour.AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{}, "dispute-not-found") // nobody has told them
	does(d, clerk.AcceptDispute, id, &intakev1.AcceptDisputeRequest{})
	sent := does(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{}).GetDispatched()
	if sent.GetLead().GetDepartment() != "labour" || sent.GetLimit().GetRule() != "handle-wages" {
		t.Errorf("dispatched %v", sent)
	}
	refuses(d, d.liaison(searchCity, "justice").AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{}, "dispute-not-found")
	refuses(d, justice.AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{Handler: bureau("labour")}, "handler-not-yours@handler")

	does(d, justice.ObjectToDispatch, id, &intakev1.ObjectToDispatchRequest{Reason: "O01", Grounds: "无须协办"})
	does(d, dispatcher.DecideObjection, id, &intakev1.DecideObjectionRequest{Upheld: true, Grounds: "确实无须"}) // of an assisting one
	shown := d.in(labour, id, intakev1.DisputeState_DISPUTE_STATE_DISPATCHED)
	listed, err := dispatcher.ListDisputes(t.Context(), &intakev1.ListDisputesRequest{Number: shown.GetCaseNumber(), AtLeastPosition: shown.GetPosition()})
	d.must(err)
	if rows := listed.GetRows(); len(rows) != 1 || rows[0].GetLead().GetDepartment() != "labour" || len(rows[0].GetAssisting()) > 0 {
		t.Errorf("without its assistant the queue has %v", rows)
	}
	now := shown.GetDispatch()
	if now.GetLead().GetDepartment() != "labour" || len(now.GetAssisting()) > 0 || now.GetObjection() != nil {
		t.Errorf("without its assistant the dispatch is %v", now)
	}
	does(d, labour.ObjectToDispatch, id, &intakev1.ObjectToDispatchRequest{Reason: "O01", Grounds: "工程款纠纷，不是工资"})
	d.in(labour, id, intakev1.DisputeState_DISPUTE_STATE_OBJECTED)
	does(d, dispatcher.DecideObjection, id, &intakev1.DecideObjectionRequest{Upheld: true, Grounds: "确为工程款"})
	if now := d.in(clerk, id, intakev1.DisputeState_DISPUTE_STATE_ACCEPTED); now.GetDispatch() != nil {
		t.Errorf("after the objection it is still with %v", now.GetDispatch())
	}
	refuses(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{Lead: bureau("water")}, "handler-unknown@lead.department")
	does(d, dispatcher.DispatchDispute, id, &intakev1.DispatchDisputeRequest{Lead: bureau("justice")})
	does(d, dispatcher.ReassignDispute, id, &intakev1.ReassignDisputeRequest{Lead: centreOf(searchTown), Assisting: []*intakev1.Handler{bureau("justice")}, Reason: "J04"})
	does(d, justice.DisputeJurisdiction, id, &intakev1.DisputeJurisdictionRequest{Claimants: []*intakev1.Handler{bureau("justice"), centreOf(searchTown)}})
	d.in(justice, id, intakev1.DisputeState_DISPUTE_STATE_OBJECTED)
	refuses(d, d.dispatcher(searchTown).DecideJurisdiction, id, &intakev1.DecideJurisdictionRequest{Lead: centreOf(searchTown)}, "not-common-superior")
	does(d, dispatcher.DecideJurisdiction, id, &intakev1.DecideJurisdictionRequest{Lead: bureau("labour")})
	refuses(d, labour.ObjectToDispatch, id, &intakev1.ObjectToDispatchRequest{Reason: "O01", Grounds: "还是不归我们"}, "jurisdiction-decided")
	does(d, dispatcher.AcknowledgeDispatch, id, &intakev1.AcknowledgeDispatchRequest{Handler: bureau("labour")}) // signed on paper
	if now := d.in(labour, id, intakev1.DisputeState_DISPUTE_STATE_HANDLING); now.GetOwner().GetDepartment() != "labour" || now.GetDispatch().GetRound() != 4 {
		t.Errorf("owner %v, round %d", now.GetOwner(), now.GetDispatch().GetRound())
	}
	does(d, labour.ConcludeDispute, id, &intakev1.ConcludeDisputeRequest{Outcome: "R41", Note: "告知起诉"})
}

// TestOtherEnds: what does not go the usual way.
func TestOtherEnds(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk, dispatcher := d.clerk(searchVillage), d.dispatcher(searchVillage)

	refused := d.registers(clerk, nil)
	refuses(d, clerk.RefuseDispute, refused, &intakev1.RefuseDisputeRequest{Route: "T01"}, "refusal-reason-needed@reason")
	does(d, clerk.RefuseDispute, refused, &intakev1.RefuseDisputeRequest{Reason: "N03", Route: "T01", Explanation: "已经立案"})
	if got := d.shows(clerk, refused); got.GetDispute().GetRefused().GetOutcome() != "R51" || got.GetPersonal().GetTexts()[0].GetText() != "已经立案" {
		t.Errorf("refused: %v", got)
	}

	first, second := d.registers(clerk, nil), d.registers(clerk, nil)
	refuses(d, clerk.MergeDispute, first, &intakev1.MergeDisputeRequest{Into: second}, "other-registered-later@into")
	refuses(d, clerk.MergeDispute, second, &intakev1.MergeDisputeRequest{Into: newID(t)}, "other-not-found@into")
	does(d, clerk.MergeDispute, second, &intakev1.MergeDisputeRequest{Into: first})
	if got := d.in(clerk, second, intakev1.DisputeState_DISPUTE_STATE_MERGED); got.GetMergedInto() != first {
		t.Errorf("merged into %q", got.GetMergedInto())
	}
	does(d, dispatcher.UnmergeDispute, second, &intakev1.UnmergeDisputeRequest{Reason: "U01"})
	does(d, clerk.LinkDispute, second, &intakev1.LinkDisputeRequest{Kind: "related", Other: first})
	does(d, clerk.LinkDispute, second, &intakev1.LinkDisputeRequest{Kind: "petition", Other: newID(t)})
	if got := d.in(clerk, second, intakev1.DisputeState_DISPUTE_STATE_OPEN); len(got.GetLinks()) != 2 {
		t.Errorf("links %v", got.GetLinks())
	}
	does(d, clerk.UnlinkDispute, second, &intakev1.UnlinkDisputeRequest{Kind: "related", Other: first, Reason: "U03"})
	does(d, clerk.WithdrawDispute, second, &intakev1.WithdrawDisputeRequest{Reason: "R32", Note: "握手言和"})
	does(d, clerk.CloseOnSpot, first, &intakev1.CloseOnSpotRequest{Note: "当场说开了"})
	if got := d.in(clerk, first, intakev1.DisputeState_DISPUTE_STATE_CONCLUDED); !got.GetConcluded().GetOnTheSpot() || got.GetConcluded().GetOutcome() != "R13" {
		t.Errorf("concluded %v", got.GetConcluded())
	}

	unrouted := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) { r.Category = "A17" })
	does(d, clerk.AcceptDispute, unrouted, &intakev1.AcceptDisputeRequest{})
	if sent := does(d, dispatcher.DispatchDispute, unrouted, &intakev1.DispatchDisputeRequest{}); sent.GetDispatched() != nil {
		t.Errorf("no rule fits, yet it went to %v", sent.GetDispatched())
	}
	d.in(clerk, unrouted, intakev1.DisputeState_DISPUTE_STATE_UNROUTED)

	offered := d.registers(clerk, nil)
	refuses(d, clerk.OfferOwnership, offered, &intakev1.OfferOwnershipRequest{To: centreOf("320206999999")}, "handler-unknown@to.unit")
	does(d, clerk.OfferOwnership, offered, &intakev1.OfferOwnershipRequest{To: centreOf(searchOtherTown)})
	refuses(d, d.clerk(searchTown).TakeOwnership, offered, &intakev1.TakeOwnershipRequest{}, "ownership-not-offered")
	does(d, d.clerk(searchOtherTown).TakeOwnership, offered, &intakev1.TakeOwnershipRequest{})
	if got := d.in(d.clerk(searchOtherTown), offered, intakev1.DisputeState_DISPUTE_STATE_OPEN); got.GetOwner().GetUnit() != searchOtherTown {
		t.Errorf("owner %v", got.GetOwner())
	}
	does(d, dispatcher.VoidDispute, offered, &intakev1.VoidDisputeRequest{Reason: "X01"})
	d.in(clerk, offered, intakev1.DisputeState_DISPUTE_STATE_VOIDED)
}

// TestACorrectionShowsWhatHolds and keeps what stood before.
func TestACorrectionShowsWhatHolds(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk := d.clerk(searchVillage)
	id := d.registers(clerk, nil)
	before := d.shows(clerk, id).GetDispute()
	category, involved, title, arose := "A06", uint32(7), "三家争一堵墙", "2026-11-01"
	refuses(d, clerk.CorrectDispute, id, &intakev1.CorrectDisputeRequest{Reason: "K01"}, "nothing-to-correct")
	refuses(d, clerk.CorrectDispute, id, &intakev1.CorrectDisputeRequest{Title: &title}, "unknown-correction-reason@reason")
	received := before.GetReceivedAt().AsTime().Add(-time.Hour)
	does(d, clerk.CorrectDispute, id, &intakev1.CorrectDisputeRequest{
		Reason: "K02", Category: &category, Involved: &involved, Title: &title, AroseOn: &arose, ReceivedAt: timestamppb.New(received),
		Parties: []*intakev1.PartyCorrection{
			{Index: 1},
			{Index: 2, Party: &intakev1.Party{Role: intakev1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李三", Phone: "13900002222"}},
		},
	})
	got := d.shows(clerk, id)
	r := got.GetDispute().GetRegistered()
	if r.GetCategory() != "A06" || r.GetInvolved() != 7 || r.GetScale() != "02" || r.GetAroseOn() != arose || !got.GetDispute().GetReceivedAt().AsTime().Equal(received) {
		t.Errorf("shows %v", got.GetDispute())
	}
	if p := got.GetPersonal(); p.GetTitle() != title || len(p.GetParties()) != 2 || p.GetParties()[1].GetName() != "李三" || p.GetParties()[1].GetIndex() != 2 {
		t.Errorf("shows %v", p)
	}
	texts := map[string]string{}
	for _, text := range got.GetPersonal().GetTexts() {
		texts[text.GetField()] = text.GetText()
	}
	want := map[string]string{
		"texts/title/before": "两家争一堵墙", "texts/title/after": title, "parties/1/before/name": "李二",
		"parties/2/after/name": "李三", "parties/2/after/phone": "13900002222",
	}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("what stood before (-want +got):\n%s", diff)
	}
	does(d, clerk.WithdrawDispute, id, &intakev1.WithdrawDisputeRequest{Reason: "R31"})
	closed := d.shows(clerk, id).GetPersonal()
	if closed.GetParties()[1].GetPhone() != "139******22" {
		t.Errorf("after the end: %v", closed.GetParties())
	}
	for _, text := range closed.GetTexts() {
		if text.GetField() == "parties/2/after/phone" && text.GetText() != "139******22" {
			t.Errorf("a correction shows the phone %q", text.GetText())
		}
	}
}

// TestLateEntries: what happened long ago needs a reason and is marked; limits run from then.
func TestLateEntries(t *testing.T) {
	t.Parallel()
	d := openCentre(t)
	clerk := d.clerk(searchVillage)
	then := time.Date(2012, 7, 11, 2, 0, 0, 0, time.UTC)
	id := d.registers(clerk, func(r *intakev1.RegisterDisputeRequest) {
		r.ReceivedAt, r.LateReason = timestamppb.New(then), "L03"
	})
	late := timestamppb.New(then.Add(time.Hour))
	refuses(d, clerk.AcceptDispute, id, &intakev1.AcceptDisputeRequest{OccurredAt: late}, "late-reason-needed@late_reason")
	resp := does(d, clerk.AcceptDispute, id, &intakev1.AcceptDisputeRequest{OccurredAt: late, LateReason: "L03"})
	if resp.GetLimit().GetDueOn() != "2012-07-25" {
		t.Errorf("the limit of 2012 is %v", resp.GetLimit())
	}
	history, err := d.person(searchDistrict, identity.RoleAuditor).GetDisputeHistory(t.Context(), &intakev1.GetDisputeHistoryRequest{DisputeId: id})
	d.must(err)
	last := history.GetSteps()[1]
	if !last.GetLate() || last.GetReason() != "late.l03" || !last.GetOccurredAt().AsTime().Equal(late.AsTime()) || last.GetDisputeAccepted() == nil {
		t.Errorf("the step says %v", last)
	}
}
