package main

import (
	"bytes"
	"strings"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/fault"
)

func TestARequestIsMadeOfJSONAndAssignments(t *testing.T) {
	p := &program{in: strings.NewReader(`{"title":"来自标准输入"}`), lang: zh}
	m, err := findMethod("RegisterDispute")
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.requestOf(m, "-", []string{
		"command_id=01a205df-bcc1-77bd-a39d-aea8ec41fbc6", "category=A02", "involved=7", "received_at=2026-11-23T08:00:00+08:00",
		"parties+.role=applicant", "parties.name=王一", "parties+.role=PARTY_ROLE_RESPONDENT", "parties.name=李=二",
		"referral.return_by=2026-12-23",
	})
	if err != nil {
		t.Fatal(err)
	}
	req := got.(*intakev1.RegisterDisputeRequest)
	if len(req.GetParties()) != 2 || req.GetParties()[0].GetName() != "王一" || req.GetParties()[1].GetName() != "李=二" ||
		req.GetParties()[1].GetRole() != intakev1.PartyRole_PARTY_ROLE_RESPONDENT || req.GetInvolved() != 7 || req.GetTitle() != "来自标准输入" ||
		req.GetReceivedAt().GetSeconds() != 1795392000 || req.GetReferral().GetReturnBy() != "2026-12-23" ||
		req.GetCommandId() != "01a205df-bcc1-77bd-a39d-aea8ec41fbc6" {
		t.Errorf("made %v", req)
	}
	again, err := p.requestOf(m, "", nil)
	if err != nil || again.(*intakev1.RegisterDisputeRequest).GetCommandId() == "" {
		t.Errorf("a command without an id: %v, %v", again, err)
	}
}

func TestWhatCannotBeCalledIsSaid(t *testing.T) {
	p := &program{in: strings.NewReader(""), out: &bytes.Buffer{}, lang: zh}
	for name, test := range map[string]struct{ method, json, assignment, code string }{
		"no such method":                 {method: "Nothing", code: "call-method"},
		"a streaming method":             {method: "FollowFacts", code: "call-method"},
		"no equals sign":                 {method: "GetDispute", assignment: "dispute_id", code: "call-field"},
		"an unknown field":               {method: "GetDispute", assignment: "dispute=1", code: "call-field"},
		"a path through what is no path": {method: "GetDispute", assignment: "dispute_id.x=1", code: "call-field"},
		"a number that is none":          {method: "ListDisputes", assignment: "page_size=many", code: "call-field"},
		"an unknown value":               {method: "ListDisputes", assignment: "state=gone", code: "call-field"},
		"a broken time":                  {method: "RegisterDispute", assignment: "received_at=yesterday", code: "call-field"},
		"a whole message":                {method: "RegisterDispute", assignment: "referral=x", code: "call-field"},
		"broken JSON":                    {method: "GetDispute", json: "{", code: "call-request"},
		"a file that is not there":       {method: "GetDispute", json: "@/no/such/file", code: "call-request"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := findMethod(test.method)
			if err == nil {
				var assignments []string
				if test.assignment != "" {
					assignments = []string{test.assignment}
				}
				var req proto.Message
				if req, err = p.requestOf(m, test.json, assignments); err == nil {
					t.Fatalf("made %v", req)
				}
			}
			if f := fault.As(err); f == nil || f.Code != test.code || f.Zh == "" || f.En == "" {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestMethodsAndFieldsAreListed(t *testing.T) {
	var out bytes.Buffer
	p := &program{out: &out, lang: zh}
	p.methods()
	m, err := findMethod("anjie.intake.v1.IntakeService/RegisterDispute")
	if err != nil {
		t.Fatal(err)
	}
	p.fields(m)
	for _, want := range []string{"anjie.intake.v1.IntakeService.RegisterDispute", "anjie.statistics.v1.StatisticsService.CountRegistrations", "parties.role", "PARTY_ROLE_APPLICANT | ", "received_at"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s is not listed in\n%s", want, out.String())
		}
	}
	if strings.Contains(out.String(), "FollowFacts") {
		t.Error("a streaming method is offered")
	}
}
