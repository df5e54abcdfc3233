package mediation_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"anjie.internal/services/internal/docx/docxtest"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/mediation"
)

const (
	body   = "江溪街道新光社区人民调解委员会"
	number = "2026-320205101203-000017"
)

// secrets are what the sides said in confidence. No paper holds any of it.
var secrets = []string{"最低可以接受三千", "最多给五千"}

// papers asks for papers of one proceeding as somebody.
type papers struct {
	o    *office
	id   string
	docs mediationv1.DocumentServiceClient
}

func (o *office) papers(id string, a identity.Actor) papers {
	return papers{o: o, id: id, docs: mediationv1.NewDocumentServiceClient(o.dial(a))}
}

func (o *office) papersOf(id string) papers {
	return o.papers(id, identity.Actor{ID: "mediator-1", Unit: village, Roles: []string{identity.RoleMediator}})
}

func (p papers) ask(ctx context.Context, kind mediationv1.DocumentKind, with ...func(*mediationv1.RenderDocumentRequest)) (*mediationv1.RenderDocumentResponse, error) {
	req := &mediationv1.RenderDocumentRequest{ProceedingId: p.id, Kind: kind, Body: body, CaseNumber: number}
	for _, w := range with {
		w(req)
	}
	return p.docs.RenderDocument(ctx, req)
}

// golden compares the text of a paper with the file, and wants the same bytes again.
func (p papers) golden(t *testing.T, name string, kind mediationv1.DocumentKind, with ...func(*mediationv1.RenderDocumentRequest)) {
	t.Helper()
	first, err := p.ask(t.Context(), kind, with...)
	p.o.must(err)
	again, err := p.ask(t.Context(), kind, with...)
	p.o.must(err)
	if !bytes.Equal(first.GetFile(), again.GetFile()) || first.GetSha256() != again.GetSha256() {
		t.Errorf("%s: the same proceeding gives another file", name)
	}
	got, err := docxtest.Text(first.GetFile())
	p.o.must(err)
	for _, s := range secrets {
		if strings.Contains(got, s) {
			t.Errorf("%s holds what was said in confidence", name)
		}
	}
	file := filepath.Join("testdata", "documents", name+".txt")
	if os.Getenv("ANJIE_UPDATE_GOLDEN") == "1" {
		p.o.must(os.MkdirAll(filepath.Dir(file), 0o750))
		p.o.must(os.WriteFile(file, []byte(got), 0o600))
		return
	}
	want, err := os.ReadFile(file)
	p.o.must(err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// neighbours is an opening between people whose names not every font has.
func neighbours(t *testing.T, dispute string, change ...func(*mediationv1.OpenProceedingRequest)) *mediationv1.OpenProceedingRequest {
	t.Helper()
	return opening(t, append([]func(*mediationv1.OpenProceedingRequest){func(r *mediationv1.OpenProceedingRequest) {
		r.DisputeId, r.Matter = dispute, "两家共用的院墙倒塌，砸坏王家的柴房。\n修墙和赔偿由谁承担，双方争执不下。"
		r.Parties = []*mediationv1.Party{
			{Role: mediationv1.PartyRole_PARTY_ROLE_APPLICANT, Name: "王𠮷祥", Phone: "13800001111", Address: "新光社区三组七号"},
			{Role: mediationv1.PartyRole_PARTY_ROLE_RESPONDENT, Name: "李㛃"},
		}
		r.Mediators[0].Name = ""
	}}, change...)...)
}

func (o *office) neighbours(dispute string, change ...func(*mediationv1.OpenProceedingRequest)) string {
	o.t.Helper()
	_, err := o.clerk().OpenProceeding(o.t.Context(), neighbours(o.t, dispute, change...))
	o.must(err)
	return mediation.ProceedingID(uuid.MustParse(dispute), 1).String()
}

// supplement adds everything that papers need.
func (o *office) supplement(id string) {
	o.t.Helper()
	_, err := o.mediator().SupplementProceeding(o.t.Context(), &mediationv1.SupplementProceedingRequest{
		CommandId: newID(o.t), ProceedingId: id,
		Parties:        []*mediationv1.PartyParticulars{{Party: 1, IdNumber: "320205198001010000", Address: "新光社区三组八号"}},
		Mediators:      []*mediationv1.MediatorName{{Account: "mediator-1", Name: "赵三"}},
		Claims:         "修复院墙，赔偿柴房损失。",
		Disputed:       "院墙修复费用和柴房损失由谁承担、承担多少。",
		Responsibility: "院墙年久失修，双方均有管理责任：李㛃承担六成，王𠮷祥承担四成。",
	})
	o.must(err)
}

func (o *office) drafted(id string, change ...func(*mediationv1.RecordAgreementRequest)) {
	o.t.Helper()
	req := agreement(o.t, id, "F02")
	req.Terms = "李㛃出资修复院墙，王𠮷祥出工。\n双方今后互不追究。"
	req.Obligations = []*mediationv1.ObligationIn{
		{Debtor: 1, Creditor: 0, DueOn: "2026-10-09", Amount: 300_000, What: "支付修墙款"},
		{Debtor: 1, Creditor: 0, DueOn: "2026-11-09", Amount: 100_050, What: "赔偿柴房损失"},
		{Debtor: 0, Creditor: 1, DueOn: "2026-11-09", What: "出工修复院墙"},
	}
	for _, c := range change {
		c(req)
	}
	_, err := o.mediator().RecordAgreement(o.t.Context(), req)
	o.must(err)
}

func (o *office) signed(id string) {
	o.t.Helper()
	_, err := o.mediator().SignAgreement(o.t.Context(), &mediationv1.SignAgreementRequest{
		CommandId: newID(o.t), ProceedingId: id, Signed: []uint32{0, 1}, MediatorsSigned: []string{"mediator-1"},
	})
	o.must(err)
	o.later(time.Hour)
	_, err = o.chair().SignAgreement(o.t.Context(), &mediationv1.SignAgreementRequest{CommandId: newID(o.t), ProceedingId: id, Sealed: true})
	o.must(err)
}

// TestPapersOfAWrittenAgreement writes every paper of a proceeding from its application to its dossier.
func TestPapersOfAWrittenAgreement(t *testing.T) {
	t.Parallel()
	o := open(t)
	id := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fbc6")
	p := o.papersOf(id)
	o.supplement(id)
	p.golden(t, "调解申请书", mediationv1.DocumentKind_DOCUMENT_KIND_APPLICATION)
	p.golden(t, "受理登记表", mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION)
	o.later(time.Hour)
	o.held(id)
	p.golden(t, "调解记录", mediationv1.DocumentKind_DOCUMENT_KIND_SESSION_RECORD)
	o.drafted(id)
	p.golden(t, "调解协议书（待签署）", mediationv1.DocumentKind_DOCUMENT_KIND_AGREEMENT)
	o.signed(id)
	p.golden(t, "调解协议书", mediationv1.DocumentKind_DOCUMENT_KIND_AGREEMENT)
	p.golden(t, "履行情况记录（尚无登记）", mediationv1.DocumentKind_DOCUMENT_KIND_PERFORMANCE)

	o.later(30 * 24 * time.Hour)
	for _, req := range []*mediationv1.RecordPerformanceRequest{
		{Obligation: 0, Result: "V2", Note: "转账，附回单"},
		{Obligation: 1, Result: "V4", Amount: 50_000, Note: "先付一半"},
		{Obligation: 2, Result: "V7", Consented: []uint32{0, 1}, Note: "雨季顺延", Replacement: &mediationv1.ObligationIn{
			Debtor: 0, Creditor: 1, DueOn: "2026-12-09", What: "出工修复院墙",
		}},
	} {
		req.CommandId, req.ProceedingId = newID(t), id
		_, err := o.mediator().RecordPerformance(t.Context(), req)
		o.must(err)
	}
	_, err := o.mediator().SupervisePerformance(t.Context(), &mediationv1.SupervisePerformanceRequest{
		CommandId: newID(t), ProceedingId: id, Method: "E01", Note: "院墙已砌一半",
	})
	o.must(err)
	p.golden(t, "履行情况记录", mediationv1.DocumentKind_DOCUMENT_KIND_PERFORMANCE)

	_, err = o.clerk().RecordFollowUp(t.Context(), &mediationv1.RecordFollowUpRequest{
		CommandId: newID(t), ProceedingId: id, Method: "E02", Party: 1,
	})
	o.must(err)
	_, err = o.clerk().RecordFollowUp(t.Context(), &mediationv1.RecordFollowUpRequest{
		CommandId: newID(t), ProceedingId: id, Method: "E02", Party: 0, Reached: true, Performance: "V4", Satisfaction: "Z1", Note: "款项已收到一部分，没有新的纠纷。",
	})
	o.must(err)
	p.golden(t, "回访记录（未联系到）", mediationv1.DocumentKind_DOCUMENT_KIND_FOLLOW_UP, func(r *mediationv1.RenderDocumentRequest) { r.Number = 1 })
	p.golden(t, "回访记录", mediationv1.DocumentKind_DOCUMENT_KIND_FOLLOW_UP)
	p.golden(t, "卷宗", mediationv1.DocumentKind_DOCUMENT_KIND_DOSSIER_COVER)
}

// TestPapersOfAFailure writes the notice of other routes and the answer to the court that handed the dispute over.
func TestPapersOfAFailure(t *testing.T) {
	t.Parallel()
	o := open(t)
	id := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fbc7", func(r *mediationv1.OpenProceedingRequest) {
		r.Basis, r.Mode, r.Consented = "K03", "M03", []uint32{0, 1}
		r.Referral = &mediationv1.ReferralIn{Channel: "S23", ReturnBy: "2026-10-30", Referrer: "滨湖区人民法院", Number: "（2026）委派7号"}
	})
	p := o.papersOf(id)
	o.supplement(id)
	p.golden(t, "受理登记表（法院委派）", mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION)
	o.held(id)
	o.later(time.Hour)
	_, err := o.mediator().RecordOutcome(t.Context(), failure(t, id))
	o.must(err)
	p.golden(t, "调解不成告知书", mediationv1.DocumentKind_DOCUMENT_KIND_NOTICE_OF_ROUTES)
	p.golden(t, "反馈函", mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_FEEDBACK)
	_, err = o.clerk().FeedBackReferral(t.Context(), &mediationv1.FeedBackReferralRequest{CommandId: newID(t), ProceedingId: id, Note: "建议立案"})
	o.must(err)
	p.golden(t, "反馈函（已反馈）", mediationv1.DocumentKind_DOCUMENT_KIND_REFERRAL_FEEDBACK)
}

// TestPapersOfAnOralAgreement writes the record of an agreement in part that was entered late.
func TestPapersOfAnOralAgreement(t *testing.T) {
	t.Parallel()
	o := open(t)
	id := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fbc8")
	o.supplement(id)
	o.later(3 * 24 * time.Hour)
	req := agreement(t, id, "F01")
	req.OccurredAt, req.LateReason = at(o.now().Add(-48*time.Hour)), "L02"
	req.Partial, req.Remaining, req.RoutesTold = true, "院中的树归谁。", []string{"W02", "W03"}
	_, err := o.mediator().RecordAgreement(t.Context(), req)
	o.must(err)
	p := o.papersOf(id)
	p.golden(t, "口头协议登记表", mediationv1.DocumentKind_DOCUMENT_KIND_AGREEMENT)
	p.golden(t, "调解不成告知书（部分达成协议）", mediationv1.DocumentKind_DOCUMENT_KIND_NOTICE_OF_ROUTES)

	spot := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fbc9")
	o.supplement(spot)
	_, err = o.mediator().RecordAgreement(t.Context(), agreement(t, spot, "F03"))
	o.must(err)
	o.papersOf(spot).golden(t, "口头协议登记表（当场化解）", mediationv1.DocumentKind_DOCUMENT_KIND_AGREEMENT)
}

// TestNoticesOfTermination writes one for each way in which mediation ends before it has failed.
func TestNoticesOfTermination(t *testing.T) {
	t.Parallel()
	o := open(t)
	for name, test := range map[string]struct {
		dispute string
		end     *mediationv1.RecordOutcomeRequest
	}{
		"撤回": {"01a205df-bcc1-77bd-a39d-aea8ec41fb01", &mediationv1.RecordOutcomeRequest{Outcome: &mediationv1.RecordOutcomeRequest_Withdrawal{Withdrawal: &mediationv1.Withdrawal{Outcome: "R31"}}}},
		"和解": {"01a205df-bcc1-77bd-a39d-aea8ec41fb02", &mediationv1.RecordOutcomeRequest{Outcome: &mediationv1.RecordOutcomeRequest_Withdrawal{Withdrawal: &mediationv1.Withdrawal{Outcome: "R32"}}}},
		"拒绝": {"01a205df-bcc1-77bd-a39d-aea8ec41fb03", &mediationv1.RecordOutcomeRequest{Outcome: &mediationv1.RecordOutcomeRequest_Refusal{Refusal: &mediationv1.Refusal{Party: 1}}}},
		"其他事由": {"01a205df-bcc1-77bd-a39d-aea8ec41fb04", &mediationv1.RecordOutcomeRequest{Outcome: &mediationv1.RecordOutcomeRequest_Termination{
			Termination: &mediationv1.Termination{Ground: "G01", RoutesTold: []string{"W03"}},
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			id := o.neighbours(test.dispute)
			test.end.CommandId, test.end.ProceedingId = newID(t), id
			_, err := o.chair().RecordOutcome(t.Context(), test.end)
			o.must(err)
			o.papersOf(id).golden(t, "终止调解通知书（"+name+"）", mediationv1.DocumentKind_DOCUMENT_KIND_TERMINATION_NOTICE)
		})
	}
}

// TestWhoGetsPapers: papers name the parties, so who may not see them gets none; and the access log says who got which, and
// nothing of what stands in it.
func TestWhoGetsPapers(t *testing.T) {
	t.Parallel()
	o := open(t)
	o.intake.shares("mediator-1", "mediator-7")
	id := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fbc6")
	o.supplement(id)
	for name, test := range map[string]struct {
		who  identity.Actor
		code string // of the refusal; empty: a paper
	}{
		"the mediator":                   {identity.Actor{ID: "mediator-1", Unit: village, Roles: []string{identity.RoleMediator}}, ""},
		"who stands in for the mediator": {identity.Actor{ID: "mediator-7", OnBehalfOf: "mediator-1", Unit: village, Roles: []string{identity.RoleMediator}}, ""},
		"who says so and does not":       {identity.Actor{ID: "mediator-8", OnBehalfOf: "mediator-1", Unit: village, Roles: []string{identity.RoleMediator}}, "document-not-permitted"},
		"the chair of the unit":          {identity.Actor{ID: "chair-1", Unit: village, Roles: []string{identity.RoleCommitteeChair}}, ""},
		"the dispatcher of the unit":     {identity.Actor{ID: "dispatcher-1", Unit: village, Roles: []string{identity.RoleDispatcher}}, ""},
		"another mediator":               {identity.Actor{ID: "mediator-2", Unit: village, Roles: []string{identity.RoleMediator}}, "document-not-permitted"},
		"the clerk":                      {identity.Actor{ID: "clerk-1", Unit: village, Roles: []string{identity.RoleClerk}}, "document-not-permitted"},
		"a chair above":                  {identity.Actor{ID: "chair-2", Unit: town, Roles: []string{identity.RoleCommitteeChair}}, "document-not-permitted"},
		"a leader":                       {identity.Actor{ID: "leader-1", Unit: village, Roles: []string{identity.RoleLeader}}, "document-not-permitted"},
		"an auditor":                     {identity.Actor{ID: "auditor-1", Unit: district, Roles: []string{identity.RoleAuditor}}, "document-not-permitted"},
		"a chair of another unit":        {identity.Actor{ID: "chair-3", Unit: second, Roles: []string{identity.RoleCommitteeChair}}, "proceeding-not-found"},
		"an administrator":               {identity.Actor{ID: "admin-1", Unit: district, Roles: []string{identity.RoleAdministrator}}, "role-missing"},
	} {
		t.Run(name, func(t *testing.T) {
			resp, err := o.papers(id, test.who).ask(t.Context(), mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION)
			if test.code != "" {
				if f := rpc.Fault(err); f == nil || f.Code != test.code {
					t.Fatalf("got %v, want %s", err, test.code)
				}
				return
			}
			o.must(err)
			if !strings.Contains(o.access.String(), `"document":"registration","actor":"`+test.who.ID+`"`) || !strings.Contains(o.access.String(), resp.GetSha256()) {
				t.Errorf("the access log does not say it: %s", o.access.String())
			}
		})
	}
	log := o.access.String()
	if !strings.Contains(log, `"actor":"clerk-1","unit":"320205101203","proceeding":"`+id+`","refused":"document-not-permitted"`) {
		t.Errorf("the access log does not say who was refused: %s", log)
	}
	for _, word := range []string{"王", "李", "赵", "墙", "13800001111", "320205198001010000", body} {
		if strings.Contains(log, word) {
			t.Errorf("the access log holds %s", word)
		}
	}
}

func TestRefusalsOfPapers(t *testing.T) {
	t.Parallel()
	o := open(t)
	id := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fbc6")
	p := o.papersOf(id)
	ask := func(kind mediationv1.DocumentKind, with ...func(*mediationv1.RenderDocumentRequest)) error {
		_, err := p.ask(t.Context(), kind, with...)
		return err
	}
	o.refused(ask(mediationv1.DocumentKind_DOCUMENT_KIND_UNSPECIFIED), "unknown-document-kind", "kind")
	o.refused(ask(mediationv1.DocumentKind_DOCUMENT_KIND_AGREEMENT), "document-not-applicable", "kind")
	o.refused(ask(mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION, func(r *mediationv1.RenderDocumentRequest) { r.CaseNumber = "第17号" }), "case-number-format", "case_number")
	o.refused(ask(mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION, func(r *mediationv1.RenderDocumentRequest) { r.Body = strings.Repeat("会", 101) }), "text-too-long", "body")
	o.refused(ask(mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION, func(r *mediationv1.RenderDocumentRequest) { r.ProceedingId = "王一" }), "proceeding-id-format", "proceeding_id")
	if strings.Contains(o.access.String(), "王一") {
		t.Error("what was given for an id stands in the access log")
	}
	err := ask(mediationv1.DocumentKind_DOCUMENT_KIND_APPLICATION)
	o.refused(err, "document-incomplete", "claims")
	if f := rpc.Fault(err); f.Zh != "人民调解申请书缺少必填内容：申请事项。" || f.En != "The document lacks mandatory content: what the applicant asks for (claims)." {
		t.Errorf("%s\n%s", f.Zh, f.En)
	}
	err = ask(mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION)
	o.refused(err, "document-incomplete", "mediators[0].name")
	o.supplement(id)
	o.refused(ask(mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION, func(r *mediationv1.RenderDocumentRequest) { r.Body = "某某\uE000会" }), "document-character", "body")
	odd := o.neighbours("01a205df-bcc1-77bd-a39d-aea8ec41fbc7", func(r *mediationv1.OpenProceedingRequest) {
		r.Parties[1].Name, r.Mediators = "李\uE863", nil
	})
	_, err = o.papers(odd, identity.Actor{ID: "chair-1", Unit: village, Roles: []string{identity.RoleCommitteeChair}}).ask(t.Context(), mediationv1.DocumentKind_DOCUMENT_KIND_REGISTRATION)
	o.refused(err, "document-character", "parties[1].name")
	if f := rpc.Fault(err); strings.Contains(f.Zh, "李") || !strings.Contains(f.Zh, "U+E863") {
		t.Errorf("the refusal says %s", f.Zh)
	}
}
