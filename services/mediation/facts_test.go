package mediation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/testing/protocmp"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/buspg"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/mediation"
)

// course takes one proceeding through everything that is public, and counts the facts that it must make.
func (o *office) course() (proceeding string, facts int) {
	ctx := o.t.Context()
	chair, mediator := o.chair(), o.mediator()
	id := o.opened(func(r *mediationv1.OpenProceedingRequest) {
		r.Basis, r.Referral = "K03", &mediationv1.ReferralIn{Channel: "S25", Referrer: "某派出所", Number: "移7号"}
		r.Consented = []uint32{0, 1}
	})
	o.held(id)
	_, err := mediator.SuspendProceeding(ctx, &mediationv1.SuspendProceedingRequest{CommandId: newID(o.t), ProceedingId: id, Ground: "U02", Note: "等判决"})
	o.must(err)
	_, err = mediator.ResumeProceeding(ctx, &mediationv1.ResumeProceedingRequest{CommandId: newID(o.t), ProceedingId: id})
	o.must(err)
	_, err = chair.ExtendLimit(ctx, &mediationv1.ExtendLimitRequest{CommandId: newID(o.t), ProceedingId: id, Days: 3, Consented: []uint32{0, 1}})
	o.must(err)
	_, err = mediator.RecordAgreement(ctx, agreement(o.t, id, "F01")) // takes effect and ends: two facts
	o.must(err)
	_, err = mediator.RecordPerformance(ctx, &mediationv1.RecordPerformanceRequest{CommandId: newID(o.t), ProceedingId: id, Result: "V2"})
	o.must(err)
	_, err = mediator.ApplyForConfirmation(ctx, &mediationv1.ApplyForConfirmationRequest{CommandId: newID(o.t), ProceedingId: id, Applicants: []uint32{0, 1}, Court: "滨湖法院"})
	o.must(err)
	_, err = mediator.DecideConfirmation(ctx, &mediationv1.DecideConfirmationRequest{CommandId: newID(o.t), ProceedingId: id, Result: "C4", Reason: "N02", Number: "调确1号"})
	o.must(err)
	_, err = o.clerk().FeedBackReferral(ctx, &mediationv1.FeedBackReferralRequest{CommandId: newID(o.t), ProceedingId: id, Note: "已函复"})
	o.must(err)
	return id, 10
}

// TestFactsTravelOnTwoRoads wants the same facts from NATS, from ListFacts and from FollowFacts: each once, in order, each naming the
// one before it, and nothing of what anybody said in any of them.
func TestFactsTravelOnTwoRoads(t *testing.T) {
	t.Parallel()
	o := open(t)
	conn := o.relay()
	id, n := o.course()
	service := o.as("intake", district, identity.RoleService)
	pushed := o.received(conn, n)
	listed := o.listed(service, 3)
	followed := o.followed(service, n)
	if len(listed) != n {
		t.Fatalf("%d facts listed, want %d", len(listed), n)
	}
	if diff := cmp.Diff(listed, followed, protocmp.Transform()); diff != "" {
		t.Errorf("listed and followed differ:\n%s", diff)
	}
	var previous es.Position
	var subjects []string
	for i, f := range pushed {
		fact, err := mediation.Fact(f)
		o.must(err)
		if diff := cmp.Diff(listed[i], fact, protocmp.Transform()); diff != "" {
			t.Errorf("fact %d: listed and pushed differ:\n%s", i, diff)
		}
		if f.Previous != previous || fact.GetProceedingId() != id || fact.GetUnit() != village || fact.GetMode() != "M01" {
			t.Errorf("fact %d after %v: %v", i, f.Previous, fact)
		}
		for _, said := range []string{"王一", "李二", "赵三", "墙", "三千", "派出所", "判决", "法院", "函复", "调确"} {
			if strings.Contains(string(f.Data), said) {
				t.Errorf("fact %d says %s: %q", i, said, f.Data)
			}
		}
		previous = f.Position
		subjects = append(subjects, strings.TrimPrefix(f.Subject, "anjie.mediation.proceeding."))
	}
	if diff := cmp.Diff([]string{
		"opened", "session-held", "suspended", "resumed", "extended", "agreement-effective", "ended", "performance-recorded",
		"confirmation-decided", "referral-fed-back",
	}, subjects); diff != "" {
		t.Errorf("subjects (-want +got):\n%s", diff)
	}
	if _, err := o.clerk().ListFacts(t.Context(), &mediationv1.ListFactsRequest{}); err == nil {
		t.Error("a clerk reads facts")
	}
}

// TestEveryEndIsOneFact is what intake lives on.
func TestEveryEndIsOneFact(t *testing.T) {
	t.Parallel()
	o, ctx := open(t), t.Context()
	end := func(id string, with func(*mediationv1.RecordOutcomeRequest)) {
		req := &mediationv1.RecordOutcomeRequest{CommandId: newID(t), ProceedingId: id}
		with(req)
		_, err := o.chair().RecordOutcome(ctx, req)
		o.must(err)
	}
	then := noon.Add(-30 * time.Hour)
	late := func(r *mediationv1.OpenProceedingRequest) {
		r.OccurredAt, r.LateReason = at(then.Add(-time.Hour)), "L02"
	}
	want := map[string]string{}
	for _, form := range []string{"F01", "F03"} {
		id := o.opened()
		_, err := o.mediator().RecordAgreement(ctx, agreement(t, id, form))
		o.must(err)
		want[id] = map[string]string{"F01": "R12", "F03": "R13"}[form]
	}
	failed := o.opened(late)
	end(failed, func(r *mediationv1.RecordOutcomeRequest) {
		r.OccurredAt, r.LateReason = at(then), "L02"
		r.Outcome = &mediationv1.RecordOutcomeRequest_Failure{Failure: &mediationv1.Failure{Outcome: "R21", RoutesTold: []string{"W03"}}}
	})
	withdrawn, refused, terminated := o.opened(), o.opened(), o.opened()
	end(withdrawn, func(r *mediationv1.RecordOutcomeRequest) {
		r.Outcome = &mediationv1.RecordOutcomeRequest_Withdrawal{Withdrawal: &mediationv1.Withdrawal{Outcome: "R31"}}
	})
	end(refused, func(r *mediationv1.RecordOutcomeRequest) {
		r.Outcome = &mediationv1.RecordOutcomeRequest_Refusal{Refusal: &mediationv1.Refusal{Party: 1}}
	})
	end(terminated, func(r *mediationv1.RecordOutcomeRequest) {
		r.Outcome = &mediationv1.RecordOutcomeRequest_Termination{Termination: &mediationv1.Termination{Ground: "G02"}}
	})
	want[failed], want[withdrawn], want[refused], want[terminated] = "R21", "R31", "R33", "R34"
	got := map[string]string{}
	for _, f := range o.listed(o.as("intake", district, identity.RoleService), 0) {
		e := f.GetEnded()
		if e == nil {
			continue
		}
		if f.GetDisputeId() == "" || e.GetOrdinal() != 1 || e.GetCodes() == "" || e.GetDueOn() == "" {
			t.Errorf("an incomplete end: %s", protojson.Format(f))
		}
		if f.GetProceedingId() == failed && (!f.GetOccurredAt().AsTime().Equal(then) || f.GetLateReason() != "L02") {
			t.Errorf("a late end: %s", protojson.Format(f))
		}
		got[f.GetProceedingId()] = e.GetOutcome()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ends (-want +got):\n%s", diff)
	}
}

// relay publishes the facts to a NATS of the test's own.
func (o *office) relay() *busnats.Conn {
	o.t.Helper()
	server, err := busnats.Embedded(busnats.Config{Dir: o.t.TempDir(), Services: []busnats.Service{{Name: "mediation", Feeds: []string{"mediation"}}}}) //nolint:contextcheck,nolintlint // it outlives its start; the linter finds this only in some runs
	o.must(err)
	o.t.Cleanup(server.Stop)
	conn, err := busnats.Connect(busnats.Options{Server: server, User: "mediation"}) //nolint:contextcheck,nolintlint // it outlives its start; the linter finds this only in some runs
	o.must(err)
	o.t.Cleanup(conn.Close)
	feed, err := mediation.Feed()
	o.must(err)
	o.background(func(ctx context.Context) error {
		return pg.Hold(ctx, o.pool, "relay:mediation", "test", pg.LeaseOptions{}, func(ctx context.Context, l *pg.Lease) error {
			relay, err := bus.NewRelay(bus.RelayConfig{
				Feed: feed, Store: o.store, Publisher: conn.Publisher("mediation", busnats.Limits{}),
				Checkpoints: buspg.Checkpoints{Pool: o.pool, Feed: "mediation", Lease: l}, Now: o.now,
			})
			if err != nil {
				return err
			}
			return relay.Run(ctx)
		})
	})
	return conn
}

// received reads n facts from NATS. The channel is made when the relay first publishes; until then there is nothing to read.
func (o *office) received(conn *busnats.Conn, n int) []bus.Fact {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), 20*time.Second)
	defer cancel()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		var facts []bus.Fact
		var err error
		for f, failed := range conn.Subscriber("mediation").Subscribe(ctx, es.Position{}) {
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
			o.t.Fatalf("%d facts on NATS, want %d: %v", len(facts), n, err)
		}
	}
}

// listed reads all facts page by page.
func (o *office) listed(service mediationv1.MediationServiceClient, limit uint32) []*mediationv1.Fact {
	o.t.Helper()
	var facts []*mediationv1.Fact
	req := &mediationv1.ListFactsRequest{Limit: limit}
	for {
		resp, err := service.ListFacts(o.t.Context(), req)
		o.must(err)
		facts = append(facts, resp.GetFacts()...)
		if resp.GetComplete() {
			return facts
		}
		req.After = resp.GetPosition()
	}
}

func (o *office) followed(service mediationv1.MediationServiceClient, n int) []*mediationv1.Fact {
	o.t.Helper()
	ctx, cancel := context.WithCancel(o.t.Context())
	defer cancel()
	stream, err := service.FollowFacts(ctx, &mediationv1.FollowFactsRequest{})
	o.must(err)
	var facts []*mediationv1.Fact
	for caughtUp := false; len(facts) < n || !caughtUp; {
		m, err := stream.Recv()
		o.must(err)
		caughtUp = caughtUp || m.GetCaughtUp()
		if m.GetFact() != nil {
			facts = append(facts, m.GetFact())
		}
	}
	return facts
}
