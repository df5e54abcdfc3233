package mediation_test

import (
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/mediation"
)

const court = "滨湖区人民法院"

func declining(t *testing.T, dispute string, change ...func(*mediationv1.DeclineMediationRequest)) *mediationv1.DeclineMediationRequest {
	t.Helper()
	o := neighbours(t, dispute)
	req := &mediationv1.DeclineMediationRequest{
		CommandId: newID(t), DisputeId: dispute, Mode: "M01", Basis: "K01", Parties: o.GetParties(), Matter: o.GetMatter(), Reason: "Q03",
		RoutesTold: []string{"W03"}, Note: "法院已经立案",
	}
	for _, c := range change {
		c(req)
	}
	return req
}

func handedOver(r *mediationv1.DeclineMediationRequest) {
	r.Mode, r.Basis, r.Reason = "M03", "K03", "Q05"
	r.Referral = &mediationv1.ReferralIn{Channel: "S23", Referrer: court, Number: "（2026）委派7号", ReceivedOn: "2026-09-01"}
}

// TestWhatIsNotAcceptedCountsNowhere declines an application: it is shown and listed, the next proceeding opens beside it, and no fact
// tells of it.
func TestWhatIsNotAcceptedCountsNowhere(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	dispute := newID(t)
	_, err := o.as("auditor", village, identity.RoleAuditor).DeclineMediation(ctx, declining(t, dispute))
	o.refused(err, "role-missing")
	_, err = o.clerk().DeclineMediation(ctx, declining(t, dispute, func(r *mediationv1.DeclineMediationRequest) { r.RoutesTold = nil }))
	o.refused(err, "declined-without-routes", "routes_told")
	down := twice(o, func(r *mediationv1.DeclineMediationRequest) (*mediationv1.DeclineMediationResponse, error) {
		return o.clerk().DeclineMediation(ctx, r)
	},
		declining(t, dispute), func(r *mediationv1.DeclineMediationResponse) { r.Receipt.Repeated = true })
	id := mediation.ProceedingID(uuid.MustParse(dispute), 1).String()
	if down.GetReceipt().GetProceedingId() != id || down.GetOrdinal() != 1 {
		t.Fatalf("declined: %v", down)
	}
	shown, err := o.chair().GetProceeding(ctx, &mediationv1.GetProceedingRequest{ProceedingId: id})
	o.must(err)
	p := shown.GetProceeding()
	if p.GetState() != mediationv1.ProceedingState_PROCEEDING_STATE_ENDED || p.GetOutcome() != "R51" || p.GetDeclined() != "Q03" || p.GetLimit() != nil {
		t.Errorf("shown: %v", p)
	}
	if shown.GetPersonal().GetOutcomeNote() != "法院已经立案" || len(shown.GetPersonal().GetParties()) != 2 {
		t.Errorf("personal: %v", shown.GetPersonal())
	}
	history, err := o.chair().GetProceedingHistory(ctx, &mediationv1.GetProceedingHistoryRequest{ProceedingId: id})
	o.must(err)
	if s := history.GetSteps()[0]; s.GetType() != "proceeding-declined-v1" || s.GetReason() != "declination.q03" {
		t.Errorf("told: %v", s)
	}
	o.later(time.Hour)
	opened, err := o.clerk().OpenProceeding(ctx, neighbours(t, dispute))
	o.must(err)
	if opened.GetOrdinal() != 2 {
		t.Errorf("opened as %d", opened.GetOrdinal())
	}
	page, err := o.chair().ListProceedings(ctx, &mediationv1.ListProceedingsRequest{AtLeastPosition: opened.GetReceipt().GetPosition()})
	o.must(err)
	if len(page.GetRows()) != 2 || page.GetRows()[1].GetOutcome() != "R51" {
		t.Errorf("listed: %v", page.GetRows())
	}
	feed, err := mediation.Feed()
	o.must(err)
	facts := 0
	for rec, err := range o.store.ReadStream(ctx, es.Stream("proceeding", uuid.MustParse(id)), 0) {
		o.must(err)
		if _, public, err := feed.Translate(rec); err != nil || public {
			facts++
		}
	}
	if facts != 0 {
		t.Errorf("%d facts of what was not accepted", facts)
	}
}

// TestPapersOfWhatIsNotAccepted writes the notice to the applicant, the answers to the court, and the hand-over to another body.
func TestPapersOfWhatIsNotAccepted(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	chair := identity.Actor{ID: "chair-1", Unit: village, Roles: []string{identity.RoleCommitteeChair}}
	down := func(dispute string, change ...func(*mediationv1.DeclineMediationRequest)) string {
		r, err := o.clerk().DeclineMediation(ctx, declining(t, dispute, change...))
		o.must(err)
		return r.GetReceipt().GetProceedingId()
	}
	answer := func(id string) bool {
		r, err := o.clerk().AnswerReferral(ctx, &mediationv1.AnswerReferralRequest{CommandId: newID(t), ProceedingId: id, Note: "已函复"})
		o.must(err)
		return r.GetAccepted()
	}
	application := down("01a205df-bcc1-77bd-a39d-aea8ec41fc01")
	p := o.papers(application, chair)
	p.golden(t, "不予受理通知书", mediationv1.DocumentKind_DOCUMENT_KIND_NOTICE_OF_DECLINING)
	for _, kind := range []mediationv1.DocumentKind{
		mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION, mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_REPLY,
		mediationv1.DocumentKind_DOCUMENT_KIND_HAND_OVER, mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_FEEDBACK,
	} {
		_, err := p.ask(ctx, kind)
		o.refused(err, "document-not-applicable", "kind")
	}
	refer := &mediationv1.ReferDisputeRequest{
		CommandId: newID(t), ProceedingId: application, To: "B99", Body: "江溪街道物业纠纷调解委员会", Number: "新光调移〔2026〕3号", ReturnBy: "2026-12-01",
		Consented: []uint32{0, 1}, Note: "附申请材料一份",
	}
	_, err := o.clerk().ReferDispute(ctx, refer)
	o.must(err)
	p.golden(t, "委托移送函（未受理）", mediationv1.DocumentKind_DOCUMENT_KIND_HAND_OVER)

	referral := down("01a205df-bcc1-77bd-a39d-aea8ec41fc02", handedOver)
	if answer(referral) {
		t.Error("answered that it is taken on")
	}
	o.papers(referral, chair).golden(t, "不予调解函", mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_REPLY)

	taken := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fc03", func(r *mediationv1.OpenProceedingRequest) {
		r.Basis, r.Mode, r.Consented = "K03", "M03", []uint32{0, 1}
		r.Referral = &mediationv1.ReferralIn{Channel: "S23", Referrer: court, Number: "（2026）委派8号"}
	})
	o.supplement(taken)
	if !answer(taken) {
		t.Error("answered that it is not taken on")
	}
	q := o.papersOf(taken)
	q.golden(t, "同意接受委托函", mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_REPLY)
	o.later(time.Hour)
	_, err = o.mediator().RecordOutcome(ctx, failure(t, taken))
	o.must(err)
	refer.CommandId, refer.ProceedingId, refer.To, refer.Body, refer.Note, refer.ReturnBy = newID(t), taken, "B01", court, "", ""
	_, err = o.clerk().ReferDispute(ctx, refer)
	o.must(err)
	q.golden(t, "委托移送函", mediationv1.DocumentKind_DOCUMENT_KIND_HAND_OVER)
}
