package main

import (
	"slices"
	"strings"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/fault"
)

// TestStepsKnowTheirFields: every flag of a step is a field of its request, every step has words, and says when it happened, why so
// late, and in the name of which command.
func TestStepsKnowTheirFields(t *testing.T) {
	p := &program{lang: zh, environ: map[string]string{}}
	for _, all := range []struct {
		of    subject
		steps []step
	}{{aDispute, stepsOfDisputes()}, {aProceeding, stepsOfProceedings()}, {aCommittee, stepsOfCommittees()}, {aMediated, stepsToMediation()}} {
		for _, s := range all.steps {
			m, err := s.contract()
			if err != nil {
				t.Errorf("%s: %v", s.use, err)
				continue
			}
			if s.help[0] == "" || s.help[1] == "" || s.done[0] == "" || s.done[1] == "" {
				t.Errorf("%s has no words", s.use)
			}
			for _, field := range []string{string(all.of.field), "occurred_at", "late_reason", "command_id"} {
				if fieldAt(m.Input(), field) == nil {
					t.Errorf("%s has no field %s", m.Input().FullName(), field)
				}
			}
			for _, flag := range s.flags {
				if fieldAt(m.Input(), flag.field) == nil {
					t.Fatalf("%s has no field %s", m.Input().FullName(), flag.field)
				}
			}
			if _, err := p.stepCommand(clientConfig{}, all.of, s); err != nil {
				t.Errorf("%s: %v", s.use, err)
			}
		}
	}
	if _, err := p.stepCommand(clientConfig{}, aDispute, step{use: "dance", method: "/anjie.intake.v1.IntakeService/Dance"}); err == nil {
		t.Error("a step is there that no service can do")
	}
}

// TestEveryCommandOfMediationIsAStep, or has a sub-command of its own.
func TestEveryCommandOfMediationIsAStep(t *testing.T) {
	known := map[string]bool{
		mediationv1.MediationService_SetAsideProceedings_FullMethodName: true, // intake's, and nobody else's
	}
	for _, s := range slices.Concat(stepsToMediation(), stepsOfProceedings(), stepsOfCommittees()) {
		known[s.method] = true
	}
	for _, service := range []grpc.ServiceDesc{mediationv1.MediationService_ServiceDesc, mediationv1.RosterService_ServiceDesc} {
		for _, m := range service.Methods {
			query := strings.HasPrefix(m.MethodName, "Get") || strings.HasPrefix(m.MethodName, "List")
			if !query && !known["/"+service.ServiceName+"/"+m.MethodName] {
				t.Errorf("%s cannot be done by hand", m.MethodName)
			}
		}
	}
}

func TestFieldsAreReadAsPeopleWriteThem(t *testing.T) {
	got := &mediationv1.RecordAgreementRequest{}
	for _, f := range []struct{ field, value string }{
		{"obligations", "2,1,2026-12-01,3000.5,首期赔偿，以现金支付"},
		{"obligations", "1，2，，，修好围墙"},
		{"signed", "1,2"},
		{"subjects", "J01、J02"},
		{"routes_told", "W03"},
		{"partial", "true"},
	} {
		if err := setField(got.ProtoReflect(), stepFlag{name: f.field, field: f.field}, f.value); err != nil {
			t.Fatal(err)
		}
	}
	want := &mediationv1.RecordAgreementRequest{
		Obligations: []*mediationv1.ObligationIn{
			{Debtor: 1, Creditor: 0, DueOn: "2026-12-01", Amount: 300050, What: "首期赔偿，以现金支付"},
			{Debtor: 0, Creditor: 1, What: "修好围墙"},
		},
		Signed: []uint32{0, 1}, Subjects: []string{"J01", "J02"}, RoutesTold: []string{"W03"}, Partial: true,
	}
	if !proto.Equal(got, want) {
		t.Errorf("read\n%v, want\n%v", got, want)
	}
	dispatch := &intakev1.DispatchDisputeRequest{}
	for _, f := range []struct{ field, value string }{{"lead", "320205000000/justice"}, {"assisting", "320205001200"}, {"assisting", "320205001200/police"}} {
		if err := setField(dispatch.ProtoReflect(), stepFlag{name: f.field, field: f.field}, f.value); err != nil {
			t.Fatal(err)
		}
	}
	if want := (&intakev1.DispatchDisputeRequest{
		Lead:      &intakev1.Handler{Unit: "320205000000", Department: "justice"},
		Assisting: []*intakev1.Handler{{Unit: "320205001200"}, {Unit: "320205001200", Department: "police"}},
	}); !proto.Equal(dispatch, want) {
		t.Errorf("read\n%v, want\n%v", dispatch, want)
	}
	opening := &mediationv1.OpenProceedingRequest{}
	for _, f := range []stepFlag{{"applicant", "parties", "赵一，13800001111", text{}}, {"other", "parties", "某公司，单位", text{}}, {"referrer", "referral.referrer", "某法院", text{}}} {
		if err := setField(opening.ProtoReflect(), f, f.value); err != nil {
			t.Fatal(err)
		}
	}
	if want := (&mediationv1.OpenProceedingRequest{
		Parties: []*mediationv1.Party{
			{Role: mediationv1.PartyRole_PARTY_ROLE_APPLICANT, Kind: mediationv1.PartyKind_PARTY_KIND_PERSON, Name: "赵一", Phone: "13800001111"},
			{Role: mediationv1.PartyRole_PARTY_ROLE_OTHER, Kind: mediationv1.PartyKind_PARTY_KIND_BODY, Name: "某公司"},
		},
		Referral: &mediationv1.ReferralIn{Referrer: "某法院"},
	}); !proto.Equal(opening, want) {
		t.Errorf("read\n%v, want\n%v", opening, want)
	}
	refusal := &mediationv1.RecordOutcomeRequest{}
	if err := setField(refusal.ProtoReflect(), stepFlag{name: "party", field: "refusal.party"}, "1"); err != nil || refusal.GetRefusal() == nil {
		t.Errorf("the first party refuses: %v, %v", refusal, err)
	}
}

func TestFieldsThatAreWrittenOtherwiseAreRefused(t *testing.T) {
	for _, f := range []struct {
		m            proto.Message
		field, value string
	}{
		{&mediationv1.RecordAgreementRequest{}, "obligations", "2,1,首期赔偿"},
		{&mediationv1.RecordAgreementRequest{}, "obligations", "0,1,2026-12-01,3000,首期赔偿"},
		{&mediationv1.RecordAgreementRequest{}, "obligations", "2,1,2026-12-01,30.005,首期赔偿"},
		{&mediationv1.RecordAgreementRequest{}, "signed", "0"},
		{&mediationv1.HoldSessionRequest{}, "notes", "愿意让步"},
		{&mediationv1.HoldSessionRequest{}, "minutes_long", "半天"},
		{&mediationv1.RecordPerformanceRequest{}, "amount", "-5"},
		{&mediationv1.InvitePersonsRequest{}, "persons", "王五"},
		{&mediationv1.SupplementProceedingRequest{}, "parties", "1,13800001111"},
		{&mediationv1.SupplementProceedingRequest{}, "sessions", "一=记录"},
		{&intakev1.DispatchDisputeRequest{}, "lead", "/justice"},
		{&intakev1.DispatchDisputeRequest{}, "assisting", "320205001200/police/a"},
		{&intakev1.ClassifyDisputeRequest{}, "involved", "十几"},
	} {
		err := setField(f.m.ProtoReflect(), stepFlag{name: f.field, field: f.field}, f.value)
		if x := fault.As(err); x == nil || x.Code != "step-flag" || x.Zh == "" || x.En == "" {
			t.Errorf("%s=%s: %v", f.field, f.value, err)
		}
	}
}
