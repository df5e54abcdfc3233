package scenario_test

import (
	"context"
	"strings"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/go-cmp/cmp"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/intake"
	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
)

// received reads n facts from NATS. The channel is made when the relay first publishes; until then there is nothing to read.
func (h *house) received(n int) []bus.Fact {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), 20*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		var facts []bus.Fact
		var err error
		for f, failed := range h.nats.Subscriber("intake").Subscribe(ctx, es.Position{}) {
			if err = failed; err != nil {
				break
			}
			if facts = append(facts, f); len(facts) == n {
				return facts
			}
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			h.t.Fatalf("%d facts on NATS, want %d: %v", len(facts), n, err)
		}
	}
}

// TestFactsTravelOnTwoRoads registers and withdraws, and wants the same facts from NATS, from ListFacts and from FollowFacts:
// each once, in order, each naming the one before it, and nobody's name in any of them.
func TestFactsTravelOnTwoRoads(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk := h.intake(village, identity.RoleClerk)
	var receipts []*intakev1.Receipt
	for range 5 {
		r := h.register(clerk)
		receipts = append(receipts, r, h.withdraw(clerk, r.GetDisputeId()))
	}
	pushed := h.received(len(receipts))
	service := h.intake(district, identity.RoleService)
	listed := h.listed(service, 3)
	followed := h.followed(service, len(receipts))
	if len(listed) != len(receipts) {
		t.Fatalf("%d facts listed, want %d", len(listed), len(receipts))
	}
	if diff := cmp.Diff(listed, followed, protocmp.Transform()); diff != "" {
		t.Errorf("listed and followed differ:\n%s", diff)
	}
	var previous es.Position
	for i, f := range pushed {
		fact, err := intake.Fact(f)
		h.must(err)
		if diff := cmp.Diff(listed[i], fact, protocmp.Transform()); diff != "" {
			t.Errorf("fact %d: listed and pushed differ:\n%s", i, diff)
		}
		if f.Position != positionOf(receipts[i].GetPosition()) || f.Previous != previous || fact.GetDisputeId() != receipts[i].GetDisputeId() {
			t.Errorf("fact %d at %v after %v, want %v after %v", i, f.Position, f.Previous, receipts[i].GetPosition(), previous)
		}
		if s := string(f.Data); strings.Contains(s, "王一") || strings.Contains(s, "墙") || strings.Contains(s, "言和") {
			t.Errorf("fact %d names somebody: %q", i, s)
		}
		previous = f.Position
	}
	if f := pushed[1]; f.Subject != "anjie.intake.dispute.withdrawn" {
		t.Errorf("subject %s", f.Subject)
	}
}

// listed reads all facts page by page.
func (h *house) listed(service intakev1.IntakeServiceClient, limit uint32) []*intakev1.Fact {
	h.t.Helper()
	var facts []*intakev1.Fact
	req := &intakev1.ListFactsRequest{Limit: limit}
	for {
		resp, err := service.ListFacts(h.t.Context(), req)
		h.must(err)
		facts = append(facts, resp.GetFacts()...)
		if resp.GetComplete() {
			return facts
		}
		req.After = resp.GetPosition()
	}
}

func (h *house) followed(service intakev1.IntakeServiceClient, n int) []*intakev1.Fact {
	h.t.Helper()
	ctx, cancel := context.WithCancel(h.t.Context())
	defer cancel()
	stream, err := service.FollowFacts(ctx, &intakev1.FollowFactsRequest{})
	h.must(err)
	var facts []*intakev1.Fact
	for caughtUp := false; len(facts) < n || !caughtUp; {
		m, err := stream.Recv()
		h.must(err)
		caughtUp = caughtUp || m.GetCaughtUp()
		if m.GetFact() != nil {
			facts = append(facts, m.GetFact())
		}
	}
	return facts
}

// TestOneTraceFromTheCallToTheFact wants the caller's trace id in the event's metadata and in the header on NATS.
func TestOneTraceFromTheCallToTheFact(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	id := trace.TraceID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
	ctx := trace.ContextWithRemoteSpanContext(t.Context(), trace.NewSpanContext(trace.SpanContextConfig{TraceID: id, SpanID: trace.SpanID{1}}))
	req := registration(t)
	_, err := h.intake(village, identity.RoleClerk).RegisterDispute(ctx, req)
	h.must(err)
	history, err := h.intake(district, identity.RoleAuditor).GetDisputeHistory(t.Context(),
		&intakev1.GetDisputeHistoryRequest{DisputeId: req.GetDisputeId()})
	h.must(err)
	if got := history.GetSteps()[0].GetTraceparent(); !strings.Contains(got, id.String()) {
		t.Errorf("metadata: traceparent %q, want trace %s", got, id)
	}
	if got := h.received(1)[0].Traceparent; !strings.Contains(got, id.String()) {
		t.Errorf("NATS: traceparent %q, want trace %s", got, id)
	}
}
