package scenario_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"google.golang.org/protobuf/types/known/timestamppb"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// TestADisputeFromRegistrationToFigure follows one dispute all the way: registered, in the queue, counted, told, withdrawn.
func TestADisputeFromRegistrationToFigure(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk, ctx := h.intake(village, identity.RoleClerk), t.Context()
	receipt := h.register(clerk)
	id := receipt.GetDisputeId()
	if receipt.GetRevision() != 0 || receipt.GetRepeated() || receipt.GetPosition().GetCommit() == 0 {
		t.Errorf("receipt %v", receipt)
	}

	list := &intakev1.ListDisputesRequest{AtLeastPosition: receipt.GetPosition()}
	page, err := h.intake(district, identity.RoleDispatcher).ListDisputes(ctx, list)
	h.must(err)
	want := &intakev1.QueueRow{
		DisputeId: id, State: intakev1.DisputeState_DISPUTE_STATE_OPEN, Category: "A02", Channel: "S01", Unit: village, Area: village,
		Scale: "01", Involved: 2, Owner: &intakev1.Handler{Unit: village},
		CaseNumber: strconv.Itoa(now().In(time.FixedZone("", 8*60*60)).Year()) + "-" + village + "-000001",
	}
	times := protocmp.IgnoreFields(&intakev1.QueueRow{}, "received_at", "registered_at", "last_step_at")
	if diff := cmp.Diff([]*intakev1.QueueRow{want}, page.GetRows(), protocmp.Transform(), times); diff != "" {
		t.Errorf("queue (-want +got):\n%s", diff)
	}
	if positionOf(page.GetPosition()).Before(positionOf(receipt.GetPosition())) {
		t.Errorf("the queue answers at %v, asked for %v", page.GetPosition(), receipt.GetPosition())
	}

	shown, err := clerk.GetDispute(ctx, &intakev1.GetDisputeRequest{DisputeId: id})
	h.must(err)
	if p := shown.GetPersonal(); p.GetTitle() != "两家争一堵墙" || len(p.GetParties()) != 2 || p.GetParties()[0].GetPhone() != "13800001111" {
		t.Errorf("the clerk sees %v, withheld %v", p, shown.GetWithheld())
	}

	last := h.withdraw(clerk, id)
	if last.GetRevision() != 1 {
		t.Errorf("withdrawn at revision %d", last.GetRevision())
	}
	count, err := h.statistics(district, identity.RoleStatistician).CountRegistrations(ctx,
		&statisticsv1.CountRegistrationsRequest{AtLeastPosition: last.GetPosition()})
	h.must(err)
	month := shown.GetDispute().GetRegisteredAt().AsTime().In(time.FixedZone("", 8*60*60)).Format("2006-01")
	rows := []*statisticsv1.RegistrationCount{{Unit: village, Month: month, Registered: 1, Withdrawn: 1}}
	if diff := cmp.Diff(rows, count.GetRows(), protocmp.Transform()); diff != "" {
		t.Errorf("count (-want +got):\n%s", diff)
	}
	if count.GetPosition().GetCommit() != last.GetPosition().GetCommit() || count.GetDefinition().GetName() != "registrations-v1" {
		t.Errorf("counted at %v by %v", count.GetPosition(), count.GetDefinition())
	}

	h.told(id, receipt, last)
	h.rebuilt()
}

// told checks the history of a dispute that was registered and withdrawn.
func (h *house) told(id string, receipts ...*intakev1.Receipt) {
	h.t.Helper()
	resp, err := h.intake(district, identity.RoleAuditor).GetDisputeHistory(h.t.Context(), &intakev1.GetDisputeHistoryRequest{DisputeId: id})
	h.must(err)
	if len(resp.GetSteps()) != len(receipts) {
		h.t.Fatalf("%d steps, want %d", len(resp.GetSteps()), len(receipts))
	}
	for i, s := range resp.GetSteps() {
		if s.GetRevision() != receipts[i].GetRevision() || !proto.Equal(s.GetPosition(), receipts[i].GetPosition()) ||
			s.GetActor() != "clerk-"+village || s.GetUnit() != village || s.GetCommandDigest() == "" || s.GetPreviousHash() == "" {
			h.t.Errorf("step %d: %v", i, s)
		}
	}
	if r := resp.GetSteps()[1]; r.GetReason() != "withdrawal.r32" || r.GetDisputeWithdrawn().GetReason() != "R32" {
		h.t.Errorf("why it was withdrawn: %v", r)
	}
}

// rebuilt rebuilds both read models from the log and wants to find what is there.
func (h *house) rebuilt() {
	h.t.Helper()
	queue, err := h.queue.Rebuild(h.t.Context(), func(_, _ es.Position) {})
	h.must(err)
	counts, err := h.counts.Rebuild(h.t.Context(), func(_, _ es.Position) {})
	h.must(err)
	if !queue.Equal || !counts.Equal {
		h.t.Errorf("rebuilt queue %+v, counts %+v", queue, counts)
	}
}

func TestARepeatedCommandGetsTheSameAnswer(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk, ctx := h.intake(village, identity.RoleClerk), t.Context()
	req := registration(t)
	first, err := clerk.RegisterDispute(ctx, req)
	h.must(err)
	h.withdraw(clerk, req.GetDisputeId()) // a later step does not change the answer
	for range 3 {
		again, err := clerk.RegisterDispute(ctx, req)
		h.must(err)
		want := proto.CloneOf(first.GetReceipt())
		want.Repeated = true
		if diff := cmp.Diff(want, again.GetReceipt(), protocmp.Transform()); diff != "" {
			t.Fatalf("another answer (-first +again):\n%s", diff)
		}
	}
	head, err := h.store.Head(ctx)
	h.must(err)
	if head.Commit != 2 {
		t.Errorf("the log ends at %v, want two events", head)
	}

	refused := map[string]struct {
		client intakev1.IntakeServiceClient
		req    *intakev1.RegisterDisputeRequest
		want   string
	}{
		"the same id with other content": {clerk, changed(req, func(r *intakev1.RegisterDisputeRequest) { r.Title = "另一件事" }), "command-id-reused"},
		"the same id of somebody else":   {h.intake(village, identity.RoleClerk, identity.RoleMediator), req, ""},
		"another command": {clerk, changed(req, func(r *intakev1.RegisterDisputeRequest) {
			r.CommandId = newID(t)
		}), "dispute-already-registered"},
	}
	for name, test := range refused {
		_, err := test.client.RegisterDispute(ctx, test.req)
		if test.want == "" { // the same account with another role is the same person
			h.check(err)
			continue
		}
		if f := rpc.Fault(err); f == nil || f.Code != test.want {
			t.Errorf("%s: %v, want %s", name, err, test.want)
		}
	}
	// A command is looked for in its own dispute only: who makes a new dispute id for a retry registers a second one.
	stray, err := clerk.RegisterDispute(ctx, changed(req, func(r *intakev1.RegisterDisputeRequest) { r.DisputeId = newID(t) }))
	h.must(err)
	if r := stray.GetReceipt(); r.GetRepeated() || r.GetRevision() != 0 || r.GetDisputeId() == req.GetDisputeId() {
		t.Errorf("the same command id with another dispute: %v", r)
	}
	if _, err := h.intake(town, identity.RoleClerk).RegisterDispute(ctx, changed(req, func(r *intakev1.RegisterDisputeRequest) {
		r.Unit = village
	})); rpc.Fault(err) == nil || rpc.Fault(err).Code != "command-id-reused" {
		t.Errorf("the id of another person's command: %v", err)
	}
}

func changed(req *intakev1.RegisterDisputeRequest, change func(*intakev1.RegisterDisputeRequest)) *intakev1.RegisterDisputeRequest {
	c := proto.CloneOf(req)
	change(c)
	return c
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	ctx := t.Context()
	clerk := h.intake(village, identity.RoleClerk)
	id := h.register(clerk).GetDisputeId()
	nobody := intakev1.NewIntakeServiceClient(h.dial(h.intakeAt, ""))
	forged := intakev1.NewIntakeServiceClient(h.dial(h.intakeAt, h.token(village, identity.RoleClerk)[:40]+"x"))
	get := &intakev1.GetDisputeRequest{DisputeId: id}
	type reg = intakev1.RegisterDisputeRequest
	register := func(client intakev1.IntakeServiceClient, change func(*reg)) func() error {
		return func() error {
			_, err := client.RegisterDispute(ctx, registration(t, change))
			return err
		}
	}
	tests := map[string]struct {
		call  func() error
		kind  fault.Kind
		code  string
		field string
	}{
		"nobody registers":           {register(nobody, func(*reg) {}), fault.Unauthenticated, "token-missing", ""},
		"a forged token is nobody's": {register(forged, func(*reg) {}), fault.Unauthenticated, "token-invalid", ""},
		"an auditor writes nothing":  {register(h.intake(district, identity.RoleAuditor), func(*reg) {}), fault.Forbidden, "role-missing", ""},
		"an administrator reads no case": {func() error {
			_, err := h.intake(district, identity.RoleAdministrator).GetDispute(ctx, get)
			return err
		}, fault.Forbidden, "role-missing", ""},
		"another town's dispute does not exist": {func() error {
			_, err := h.intake(otherTown, identity.RoleClerk).GetDispute(ctx, get)
			return err
		}, fault.NotFound, "dispute-not-found", ""},
		"nor does its history": {func() error {
			_, err := h.intake(otherTown, identity.RoleAuditor).GetDisputeHistory(ctx, &intakev1.GetDisputeHistoryRequest{DisputeId: id})
			return err
		}, fault.NotFound, "dispute-not-found", ""},
		"nor can it be withdrawn": {func() error {
			_, err := h.intake(otherTown, identity.RoleClerk).WithdrawDispute(ctx,
				&intakev1.WithdrawDisputeRequest{CommandId: newID(t), DisputeId: id, Reason: "R31"})
			return err
		}, fault.NotFound, "dispute-not-found", ""},
		"nor is it in the queue one may ask for": {func() error {
			_, err := h.intake(otherTown, identity.RoleClerk).ListDisputes(ctx, &intakev1.ListDisputesRequest{Unit: village})
			return err
		}, fault.Forbidden, "unit-not-yours", "unit"},
		"nor in the count": {func() error {
			_, err := h.statistics(otherTown, identity.RoleClerk).CountRegistrations(ctx, &statisticsv1.CountRegistrationsRequest{Unit: "32"})
			return err
		}, fault.Forbidden, "unit-not-yours", "unit"},
		"facts are for services": {func() error {
			_, err := clerk.ListFacts(ctx, &intakev1.ListFactsRequest{})
			return err
		}, fault.Forbidden, "role-missing", ""},
		"the unit must be one's own":  {register(clerk, func(r *reg) { r.Unit = otherTown }), fault.Forbidden, "unit-not-yours", "unit"},
		"an unknown category":         {register(clerk, func(r *reg) { r.Category = "Z01" }), fault.Invalid, "unknown-category", "category"},
		"an id that is no UUIDv7":     {register(clerk, func(r *reg) { r.DisputeId = "1" }), fault.Invalid, "id-format", "dispute_id"},
		"a name with an escape in it": {register(clerk, func(r *reg) { r.Parties[1].Name = "\x1b[2J" }), fault.Invalid, "text-characters", "parties[1].name"},
		"a month ago without a reason": {register(clerk, func(r *reg) {
			r.ReceivedAt = timestamppb.New(now().AddDate(0, -1, 0))
		}), fault.Invalid, "late-reason-needed", "late_reason"},
		"an invented reason": {register(clerk, func(r *reg) { r.LateReason = "因为忙" }), fault.Invalid, "unknown-late-reason", "late_reason"},
		"a court's papers without their number": {register(clerk, func(r *reg) {
			handedOver(r)
			r.ReferralPapers.Number = ""
		}), fault.Invalid, "referral-needed", "referral_papers.number"},
		"a name for the kind of referrer": {register(clerk, func(r *reg) {
			handedOver(r)
			r.Referral.ReferrerKind = "赵法官"
		}), fault.Invalid, "unknown-referrer-kind", "referral.referrer_kind"},
		"papers that nobody asked for": {register(clerk, func(r *reg) {
			handedOver(r)
			r.Channel, r.Referral = "S01", nil
		}), fault.Invalid, "referral-not-expected", "referral"},
		"papers of any length": {register(clerk, func(r *reg) {
			handedOver(r)
			r.ReferralPapers.Referrer = strings.Repeat("法", 101)
		}), fault.Invalid, "text-too-long", "referral_papers.referrer"},
		"tomorrow": {register(clerk, func(r *reg) { r.ReceivedAt = timestamppb.New(now().Add(time.Hour)) }), fault.Invalid, "occurred-in-future", "received_at"},
		"a page token of another query": {func() error {
			_, err := clerk.ListDisputes(ctx, &intakev1.ListDisputesRequest{PageToken: "AQ"})
			return err
		}, fault.Invalid, "page-token", "page_token"},
		"a page of a thousand rows": {func() error {
			_, err := clerk.ListDisputes(ctx, &intakev1.ListDisputesRequest{PageSize: 1000})
			return err
		}, fault.Invalid, "page-size", "page_size"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			f := rpc.Fault(test.call())
			if f == nil || f.Kind != test.kind || f.Code != test.code || f.Field != test.field {
				t.Errorf("got %v, want %s on %q", f, test.code, test.field)
			}
		})
	}
	head, err := h.store.Head(ctx)
	h.must(err)
	if head.Commit != 1 {
		t.Errorf("refused commands left something: the log ends at %v", head)
	}
}
