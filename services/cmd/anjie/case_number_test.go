package main

import (
	"context"
	"testing"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"google.golang.org/grpc"

	"anjie.internal/services/internal/fault"
)

// numbers is an intake that lists cases by the beginning of their numbers, which are their ids too.
type numbers struct {
	intakev1.IntakeServiceClient
	first string
}

func (n numbers) ListDisputes(context.Context, *intakev1.ListDisputesRequest, ...grpc.CallOption) (*intakev1.ListDisputesResponse, error) {
	if n.first == "" {
		return &intakev1.ListDisputesResponse{}, nil
	}
	return &intakev1.ListDisputesResponse{Rows: []*intakev1.QueueRow{{CaseNumber: n.first, DisputeId: "id of " + n.first}}}, nil
}

func TestANumberIsNotTheBeginningOfAnother(t *testing.T) {
	const number = "2026-320205001200-000001"
	if id, err := numberedDispute(t.Context(), numbers{first: number}, clientConfig{}, number); err != nil || id != "id of "+number {
		t.Errorf("%q, %v", id, err)
	}
	for _, first := range []string{"", number + "0"} {
		id, err := numberedDispute(t.Context(), numbers{first: first}, clientConfig{}, number)
		if fault.As(err) == nil || fault.As(err).Code != "case-number-unknown" {
			t.Errorf("with %q there: %q, %v", first, id, err)
		}
	}
}

func TestOnlyNumbersAreLookedUp(t *testing.T) {
	p := &program{lang: zh, environ: map[string]string{}}
	far := clientConfig{Server: "mediation:7102"}
	for _, name := range []string{"01a205df-bcc1-77bd-a39d-aea8ec41fbc6", "2026-320205001200", "2026-320205001200-000001-12345678", "王一", ""} {
		if id, err := p.mediatedNamed(t.Context(), far, name); id != name || err != nil {
			t.Errorf("%q: %q, %v", name, id, err)
		}
	}
	for _, name := range []string{"2026-320205001200-000001/1", "2026-320205001200-000001/x"} {
		if _, err := p.proceedingNamed(t.Context(), far, name); fault.As(err) == nil || fault.As(err).Code != "case-number-far-away" {
			t.Errorf("%q at a server that does not know it: %v", name, err)
		}
	}
}
