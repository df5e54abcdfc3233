package mediation_test

import (
	"slices"
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/identity"
)

const day = 24 * time.Hour

func (o *office) shown(client mediationv1.MediationServiceClient, id string) *mediationv1.GetProceedingResponse {
	o.t.Helper()
	resp, err := client.GetProceeding(o.t.Context(), &mediationv1.GetProceedingRequest{ProceedingId: id})
	o.must(err)
	return resp
}

// twice sends a command and sends it again: the second answer is the first, and says that it is.
func twice[Req, Resp proto.Message](o *office, call func(Req) (Resp, error), req Req, repeated func(Resp)) Resp {
	o.t.Helper()
	first, err := call(req)
	o.must(err)
	again, err := call(req)
	o.must(err)
	want := proto.Clone(first).(Resp)
	repeated(want)
	if diff := cmp.Diff(want, again, protocmp.Transform()); diff != "" {
		o.t.Errorf("%T repeated (-first +again):\n%s", req, diff)
	}
	return first
}

// TestAMedicalDisputeIsSuspendedForAppraisal takes a proceeding through everything that can happen while it is open.
func TestAMedicalDisputeIsSuspendedForAppraisal(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	clerk, chair, first := o.clerk(), o.chair(), o.mediator()
	id := o.opened(func(r *mediationv1.OpenProceedingRequest) { r.Mode, r.Mediators = "M07", nil })
	_, err := first.HoldSession(ctx, session(t, id))
	o.refused(err, "mediator-needed")

	consent := &mediationv1.RecordConsentRequest{CommandId: newID(t), ProceedingId: id, Parties: []uint32{0}, Form: "O1"}
	twice(o, func(r *mediationv1.RecordConsentRequest) (*mediationv1.RecordConsentResponse, error) {
		return clerk.RecordConsent(ctx, r)
	},
		consent, func(r *mediationv1.RecordConsentResponse) { r.Receipt.Repeated = true })
	assign := &mediationv1.AssignMediatorsRequest{
		CommandId: newID(t), ProceedingId: id, ChosenBy: "parties",
		Mediators: []*mediationv1.MediatorIn{{Account: "mediator-1", Name: "赵三"}, {Account: "mediator-2", Name: "钱四"}},
	}
	_, err = first.AssignMediators(ctx, assign)
	o.refused(err, "role-missing")
	twice(o, func(r *mediationv1.AssignMediatorsRequest) (*mediationv1.AssignMediatorsResponse, error) {
		return chair.AssignMediators(ctx, r)
	},
		assign, func(r *mediationv1.AssignMediatorsResponse) { r.Receipt.Repeated = true })
	_, err = first.HoldSession(ctx, session(t, id))
	o.refused(err, "consent-missing")
	_, err = first.RecordConsent(ctx, &mediationv1.RecordConsentRequest{CommandId: newID(t), ProceedingId: id, Parties: []uint32{1}, Form: "O2"})
	o.must(err)

	challenge := &mediationv1.ChallengeMediatorRequest{
		CommandId: newID(t), ProceedingId: id, Mediator: "mediator-2", Party: 1, Conflict: "H02", Grounds: "他是医院请来的",
	}
	twice(o, func(r *mediationv1.ChallengeMediatorRequest) (*mediationv1.ChallengeMediatorResponse, error) {
		return clerk.ChallengeMediator(ctx, r)
	},
		challenge, func(r *mediationv1.ChallengeMediatorResponse) { r.Receipt.Repeated = true })
	decide := &mediationv1.DecideChallengeRequest{CommandId: newID(t), ProceedingId: id, Mediator: "mediator-2", Upheld: true, Grounds: "属实"}
	twice(o, func(r *mediationv1.DecideChallengeRequest) (*mediationv1.DecideChallengeResponse, error) {
		return chair.DecideChallenge(ctx, r)
	},
		decide, func(r *mediationv1.DecideChallengeResponse) { r.Receipt.Repeated = true })
	if p := o.shown(chair, id).GetProceeding(); !slices.Equal(p.GetMediators(), []string{"mediator-1"}) || !slices.Equal(p.GetRecused(), []string{"mediator-2"}) {
		t.Errorf("mediators %v, recused %v", p.GetMediators(), p.GetRecused())
	}
	invite := &mediationv1.InvitePersonsRequest{
		CommandId: newID(t), ProceedingId: id, Persons: []*mediationv1.Invitee{{Kind: "I04", Name: "孙医生"}}, Consented: []uint32{0, 1},
	}
	twice(o, func(r *mediationv1.InvitePersonsRequest) (*mediationv1.InvitePersonsResponse, error) {
		return first.InvitePersons(ctx, r)
	},
		invite, func(r *mediationv1.InvitePersonsResponse) { r.Receipt.Repeated = true })
	held := session(t, id)
	held.Invited = []uint32{0}
	twice(o, func(r *mediationv1.HoldSessionRequest) (*mediationv1.HoldSessionResponse, error) {
		return first.HoldSession(ctx, r)
	},
		held, func(r *mediationv1.HoldSessionResponse) { r.Receipt.Repeated = true })

	// Monday the 7th and 30 working days is Friday 23 October. From Friday the 11th to Monday the 21st there are seven, Sunday the
	// 20th among them.
	o.later(4 * day)
	suspend := &mediationv1.SuspendProceedingRequest{CommandId: newID(t), ProceedingId: id, Ground: "U01", Note: "做伤情鉴定"}
	twice(o, func(r *mediationv1.SuspendProceedingRequest) (*mediationv1.SuspendProceedingResponse, error) {
		return first.SuspendProceeding(ctx, r)
	},
		suspend, func(r *mediationv1.SuspendProceedingResponse) { r.Receipt.Repeated = true })
	if p := o.shown(first, id).GetProceeding(); p.GetState() != mediationv1.ProceedingState_PROCEEDING_STATE_SUSPENDED || p.GetSuspendedOn() != "2026-09-11" {
		t.Errorf("suspended: %v since %s", p.GetState(), p.GetSuspendedOn())
	}
	o.later(10 * day)
	resume := &mediationv1.ResumeProceedingRequest{CommandId: newID(t), ProceedingId: id}
	resumed := twice(o, func(r *mediationv1.ResumeProceedingRequest) (*mediationv1.ResumeProceedingResponse, error) {
		return first.ResumeProceeding(ctx, r)
	},
		resume, func(r *mediationv1.ResumeProceedingResponse) { r.Receipt.Repeated = true })
	if l := resumed.GetLimit(); l.GetDueOn() != "2026-11-03" || len(l.GetPauses()) != 1 {
		t.Errorf("resumed: %v", l)
	}
	extend := &mediationv1.ExtendLimitRequest{CommandId: newID(t), ProceedingId: id, Days: 5, Consented: []uint32{0, 1}, Note: "还差一点"}
	extended := twice(o, func(r *mediationv1.ExtendLimitRequest) (*mediationv1.ExtendLimitResponse, error) {
		return chair.ExtendLimit(ctx, r)
	},
		extend, func(r *mediationv1.ExtendLimitResponse) { r.Receipt.Repeated = true })
	if l := extended.GetLimit(); l.GetDueOn() != "2026-11-10" || l.GetExtended() != 5 {
		t.Errorf("extended: %v", l)
	}
	_, err = first.RecountLimit(ctx, &mediationv1.RecountLimitRequest{CommandId: newID(t), ProceedingId: id})
	o.refused(err, "limit-unchanged")

	personal := o.shown(first, id).GetPersonal()
	var notes []string
	for _, n := range personal.GetStepNotes() {
		notes = append(notes, n.GetText())
	}
	if diff := cmp.Diff([]string{"他是医院请来的", "属实", "做伤情鉴定", "还差一点"}, notes); diff != "" {
		t.Errorf("step notes (-want +got):\n%s", diff)
	}
	if !slices.Equal(personal.GetInvited(), []string{"孙医生"}) || !slices.Equal(personal.GetMediators(), []string{"赵三"}) {
		t.Errorf("invited %v, mediators %v", personal.GetInvited(), personal.GetMediators())
	}
}

// TestAnAgreementIsPerformedConfirmedAndArchived takes a proceeding through everything that can happen after its end.
func TestAnAgreementIsPerformedConfirmedAndArchived(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	clerk, chair, mediator := o.clerk(), o.chair(), o.mediator()
	id := o.opened(func(r *mediationv1.OpenProceedingRequest) {
		r.Basis, r.Referral = "K03", &mediationv1.ReferralIn{Channel: "S23", Referrer: "滨湖法院", Number: "(2026)委派7号", ReturnBy: "2026-10-30"}
		r.Consented = []uint32{0, 1}
	})
	o.held(id)
	record := agreement(t, id, "F02")
	record.Obligations = append(record.Obligations, &mediationv1.ObligationIn{Debtor: 1, Creditor: 0, DueOn: "2026-11-09", Amount: 100_000, What: "第二期"})
	_, err := mediator.RecordAgreement(ctx, record)
	o.must(err)
	_, err = mediator.RecordPerformance(ctx, &mediationv1.RecordPerformanceRequest{CommandId: newID(t), ProceedingId: id, Result: "V2"})
	o.refused(err, "no-agreement-in-effect")
	_, err = mediator.SignAgreement(ctx, &mediationv1.SignAgreementRequest{CommandId: newID(t), ProceedingId: id, Signed: []uint32{0, 1}, MediatorsSigned: []string{"mediator-1"}})
	o.must(err)
	_, err = chair.SignAgreement(ctx, &mediationv1.SignAgreementRequest{CommandId: newID(t), ProceedingId: id, Sealed: true})
	o.must(err)

	feedback := &mediationv1.FeedBackReferralRequest{CommandId: newID(t), ProceedingId: id, Note: "已函复"}
	twice(o, func(r *mediationv1.FeedBackReferralRequest) (*mediationv1.FeedBackReferralResponse, error) {
		return clerk.FeedBackReferral(ctx, r)
	},
		feedback, func(r *mediationv1.FeedBackReferralResponse) { r.Receipt.Repeated = true })

	apply := &mediationv1.ApplyForConfirmationRequest{CommandId: newID(t), ProceedingId: id, Applicants: []uint32{0}, Court: "滨湖法院"}
	_, err = mediator.ApplyForConfirmation(ctx, apply)
	o.refused(err, "application-not-joint", "applicants")
	o.later(day)
	apply.Applicants = []uint32{0, 1}
	twice(o, func(r *mediationv1.ApplyForConfirmationRequest) (*mediationv1.ApplyForConfirmationResponse, error) {
		return mediator.ApplyForConfirmation(ctx, r)
	},
		apply, func(r *mediationv1.ApplyForConfirmationResponse) { r.Receipt.Repeated = true })
	confirm := &mediationv1.DecideConfirmationRequest{CommandId: newID(t), ProceedingId: id, Result: "C5", Number: "(2026)调确1号"}
	o.later(10 * day)
	twice(o, func(r *mediationv1.DecideConfirmationRequest) (*mediationv1.DecideConfirmationResponse, error) {
		return mediator.DecideConfirmation(ctx, r)
	},
		confirm, func(r *mediationv1.DecideConfirmationResponse) { r.Receipt.Repeated = true })

	part := &mediationv1.RecordPerformanceRequest{CommandId: newID(t), ProceedingId: id, Result: "V4", Amount: 100_000}
	twice(o, func(r *mediationv1.RecordPerformanceRequest) (*mediationv1.RecordPerformanceResponse, error) {
		return mediator.RecordPerformance(ctx, r)
	},
		part, func(r *mediationv1.RecordPerformanceResponse) { r.Receipt.Repeated = true })
	supervise := &mediationv1.SupervisePerformanceRequest{CommandId: newID(t), ProceedingId: id, Method: "E02", Note: "说下周付"}
	twice(o, func(r *mediationv1.SupervisePerformanceRequest) (*mediationv1.SupervisePerformanceResponse, error) {
		return mediator.SupervisePerformance(ctx, r)
	},
		supervise, func(r *mediationv1.SupervisePerformanceResponse) { r.Receipt.Repeated = true })
	o.later(25 * day) // 13 October: the first instalment was due on the 9th
	if got := o.shown(chair, id).GetProceeding().GetAgreement().GetObligations(); got[0].GetPerformance() != "V4" || got[0].GetPerformed() != 100_000 || got[1].GetPerformance() != "V6" {
		t.Errorf("obligations %v", got)
	}
	perform := func(result string, change ...func(*mediationv1.RecordPerformanceRequest)) error {
		r := &mediationv1.RecordPerformanceRequest{CommandId: newID(t), ProceedingId: id, Result: result}
		for _, c := range change {
			c(r)
		}
		_, err := mediator.RecordPerformance(ctx, r)
		return err
	}
	o.must(perform("V5"))
	o.refused(perform("V2"), "performed-too-late", "result")
	o.refused(perform("V7"), "replacement-needed", "replacement")
	o.refused(perform("V3", func(r *mediationv1.RecordPerformanceRequest) { r.Replacement = &mediationv1.ObligationIn{} }), "replacement-not-expected", "replacement")
	o.must(perform("V7", func(r *mediationv1.RecordPerformanceRequest) {
		r.Consented, r.Replacement = []uint32{0, 1}, &mediationv1.ObligationIn{Debtor: 1, Creditor: 0, DueOn: "2026-10-20", Amount: 200_000, What: "余款改期"}
	}))
	o.must(perform("V2", func(r *mediationv1.RecordPerformanceRequest) { r.Obligation = 1 }))
	o.later(30 * day) // 12 November
	o.must(perform("V3", func(r *mediationv1.RecordPerformanceRequest) { r.Obligation = 2 }))

	visit := &mediationv1.RecordFollowUpRequest{CommandId: newID(t), ProceedingId: id, Method: "E01", Reached: true, Performance: "V3", Satisfaction: "Z2", Note: "都好"}
	twice(o, func(r *mediationv1.RecordFollowUpRequest) (*mediationv1.RecordFollowUpResponse, error) {
		return clerk.RecordFollowUp(ctx, r)
	},
		visit, func(r *mediationv1.RecordFollowUpResponse) { r.Receipt.Repeated = true })
	risk := &mediationv1.ReportRiskRequest{CommandId: newID(t), ProceedingId: id, Risk: "Y01", To: "B03", Note: "又吵起来了"}
	twice(o, func(r *mediationv1.ReportRiskRequest) (*mediationv1.ReportRiskResponse, error) {
		return clerk.ReportRisk(ctx, r)
	},
		risk, func(r *mediationv1.ReportRiskResponse) { r.Receipt.Repeated = true })

	archive := &mediationv1.ArchiveProceedingRequest{CommandId: newID(t), ProceedingId: id, Retention: "T10"}
	_, err = mediator.ArchiveProceeding(ctx, archive)
	o.refused(err, "dossier-incomplete")
	for i, paper := range []string{"D05", "D07", "D09"} {
		file := &mediationv1.FilePaperRequest{CommandId: newID(t), ProceedingId: id, Paper: paper}
		filed := twice(o, func(r *mediationv1.FilePaperRequest) (*mediationv1.FilePaperResponse, error) {
			return clerk.FilePaper(ctx, r)
		},
			file, func(r *mediationv1.FilePaperResponse) { r.Receipt.Repeated = true })
		missing := 0
		for _, p := range filed.GetDossier() {
			if p.GetMissing() {
				missing++
			}
		}
		if missing != 2-i {
			t.Errorf("after %s %d papers are missing: %v", paper, missing, filed.GetDossier())
		}
	}
	twice(o, func(r *mediationv1.ArchiveProceedingRequest) (*mediationv1.ArchiveProceedingResponse, error) {
		return mediator.ArchiveProceeding(ctx, r)
	},
		archive, func(r *mediationv1.ArchiveProceedingResponse) { r.Receipt.Repeated = true })

	got := o.shown(mediator, id)
	p := got.GetProceeding()
	if p.GetState() != mediationv1.ProceedingState_PROCEEDING_STATE_ARCHIVED || p.GetConfirmation() != "C5" || !p.GetFedBack() || len(p.GetFollowUps()) != 1 {
		t.Errorf("at the end: %v", p)
	}
	if x := got.GetPersonal(); x.GetCourt() != "滨湖法院" || x.GetCourtNumber() != "(2026)调确1号" || !slices.Equal(x.GetObligations(), []string{"修墙款", "第二期", "余款改期"}) {
		t.Errorf("personal: %v", x)
	}
}

func TestRefusalsKeepTheirCodesOverTheWire(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	id := o.opened()
	_, err := o.as("mediator-2", village, identity.RoleMediator).HoldSession(ctx, session(t, id))
	o.refused(err, "mediator-not-assigned")
	_, err = o.as("auditor", district, identity.RoleAuditor).HoldSession(ctx, session(t, id))
	o.refused(err, "role-missing")
	_, err = o.as("mediator-1", second, identity.RoleMediator).HoldSession(ctx, session(t, id))
	o.refused(err, "proceeding-not-found")
	_, err = o.as("auditor", second, identity.RoleAuditor).GetProceeding(ctx, &mediationv1.GetProceedingRequest{ProceedingId: id})
	o.refused(err, "proceeding-not-found")
	_, err = o.mediator().HoldSession(ctx, &mediationv1.HoldSessionRequest{CommandId: newID(t), ProceedingId: "x"})
	o.refused(err, "proceeding-id-format", "proceeding_id")
	held := session(t, id)
	held.CommandId = "1"
	_, err = o.mediator().HoldSession(ctx, held)
	o.refused(err, "id-format", "command_id")
	held = session(t, id)
	held.Minutes = "\x00"
	_, err = o.mediator().HoldSession(ctx, held)
	o.refused(err, "text-characters", "minutes")
	_, err = o.mediator().RecordOutcome(ctx, &mediationv1.RecordOutcomeRequest{CommandId: newID(t), ProceedingId: id})
	o.refused(err, "outcome-needed", "outcome")

	command := session(t, id)
	_, err = o.mediator().HoldSession(ctx, command)
	o.must(err)
	command.Place = "P02"
	_, err = o.mediator().HoldSession(ctx, command)
	o.refused(err, "command-id-reused")

	refuse := &mediationv1.RecordOutcomeRequest{
		CommandId: newID(t), ProceedingId: o.opened(), Outcome: &mediationv1.RecordOutcomeRequest_Refusal{Refusal: &mediationv1.Refusal{Party: 1}},
	}
	twice(o, func(r *mediationv1.RecordOutcomeRequest) (*mediationv1.RecordOutcomeResponse, error) {
		return o.mediator().RecordOutcome(ctx, r)
	},
		refuse, func(r *mediationv1.RecordOutcomeResponse) { r.Receipt.Repeated = true })
	_, err = o.mediator().RecordAgreement(ctx, agreement(t, refuse.GetProceedingId(), "F01"))
	o.refused(err, "proceeding-ended")
	withdraw := &mediationv1.RecordOutcomeRequest{
		CommandId: newID(t), ProceedingId: o.opened(), Outcome: &mediationv1.RecordOutcomeRequest_Withdrawal{Withdrawal: &mediationv1.Withdrawal{Outcome: "R32"}},
	}
	_, err = o.mediator().RecordOutcome(ctx, withdraw)
	o.must(err)
	terminate := &mediationv1.RecordOutcomeRequest{
		CommandId: newID(t), ProceedingId: o.opened(), Outcome: &mediationv1.RecordOutcomeRequest_Termination{Termination: &mediationv1.Termination{Ground: "G01"}},
	}
	_, err = o.mediator().RecordOutcome(ctx, terminate)
	o.refused(err, "chair-needed")
	_, err = o.chair().RecordOutcome(ctx, terminate)
	o.must(err)
	if got := o.shown(o.chair(), terminate.GetProceedingId()).GetProceeding().GetOutcome(); got != "R34" {
		t.Errorf("outcome %s", got)
	}
}

// TestAnOldLedgerGoesThroughTheSameCommands enters a case of 2012.
func TestAnOldLedgerGoesThroughTheSameCommands(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	then := time.Date(2012, 7, 11, 2, 0, 0, 0, time.UTC)
	all := o.as("ledger-1", village, identity.RoleClerk, identity.RoleMediator, identity.RoleCommitteeChair)
	opened, err := all.OpenProceeding(ctx, opening(t, func(r *mediationv1.OpenProceedingRequest) {
		r.OccurredAt, r.LateReason, r.Mediators = at(then), "L03", []*mediationv1.MediatorIn{{Account: "ledger-1"}}
	}))
	o.must(err)
	if opened.GetLimit().GetDueOn() != "2012-08-10" {
		t.Errorf("limit %v", opened.GetLimit())
	}
	id := opened.GetReceipt().GetProceedingId()
	record := agreement(t, id, "F02")
	record.OccurredAt, record.LateReason = at(then.Add(3*day)), "L03"
	record.Obligations[0].DueOn, record.Signed, record.MediatorsSigned, record.Sealed = "2012-07-20", []uint32{0, 1}, []string{"ledger-1"}, true
	recorded, err := all.RecordAgreement(ctx, record)
	o.must(err)
	if e := recorded.GetEffect(); !e.GetEffectiveAt().AsTime().Equal(then.Add(3*day)) || e.GetConfirmBy() != "2012-08-13" {
		t.Errorf("effect %v", e)
	}
	if diff := cmp.Diff([]string{"no-session-recorded"}, recorded.GetReceipt().GetWarnings()); diff != "" {
		t.Errorf("warnings (-want +got):\n%s", diff)
	}
	p := o.shown(all, id).GetProceeding()
	if p.GetConfirmation() != "C2" || p.GetAgreement().GetObligations()[0].GetPerformance() != "V5" {
		t.Errorf("by today's date: confirmation %s, %v", p.GetConfirmation(), p.GetAgreement().GetObligations())
	}
}
