package scenario_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"golang.org/x/sync/errgroup"

	"anjie.internal/services/internal/identity"
)

// TestMoreCommandsThanConnections has far more callers than the pool has connections, each waiting for its own write to show in
// the queue. Nobody may hold a connection while waiting for another one.
func TestMoreCommandsThanConnections(t *testing.T) {
	t.Parallel()
	const callers, rounds = 64, 3
	h := build(t, houseOptions{connections: 2})
	clerk := h.intake(village, identity.RoleClerk)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	g, ctx := errgroup.WithContext(ctx)
	for range callers {
		g.Go(func() error {
			for range rounds {
				resp, err := clerk.RegisterDispute(ctx, registration(t))
				if err != nil {
					return fmt.Errorf("register: %w", err)
				}
				r := resp.GetReceipt()
				page, err := clerk.ListDisputes(ctx, &intakev1.ListDisputesRequest{AtLeastPosition: r.GetPosition(), PageSize: 200})
				if err != nil {
					return fmt.Errorf("list: %w", err)
				}
				if positionOf(page.GetPosition()).Before(positionOf(r.GetPosition())) {
					return fmt.Errorf("the queue answers at %v, asked for %v", page.GetPosition(), r.GetPosition())
				}
				if _, err := clerk.GetDispute(ctx, &intakev1.GetDisputeRequest{DisputeId: r.GetDisputeId()}); err != nil {
					return fmt.Errorf("get: %w", err)
				}
			}
			return nil
		})
	}
	h.must(g.Wait())
	if got := len(h.pages(clerk, &intakev1.ListDisputesRequest{PageSize: 50})); got != callers*rounds {
		t.Errorf("%d disputes in the queue, want %d", got, callers*rounds)
	}
}

// pages reads a query to its end and wants no row twice.
func (h *house) pages(client intakev1.IntakeServiceClient, req *intakev1.ListDisputesRequest) []*intakev1.QueueRow {
	h.t.Helper()
	var rows []*intakev1.QueueRow
	seen := map[string]bool{}
	for {
		resp, err := client.ListDisputes(h.t.Context(), req)
		h.must(err)
		for _, r := range resp.GetRows() {
			if seen[r.GetDisputeId()] {
				h.t.Errorf("dispute %s is on two pages", r.GetDisputeId())
			}
			seen[r.GetDisputeId()] = true
		}
		rows = append(rows, resp.GetRows()...)
		if resp.GetNextPageToken() == "" {
			return rows
		}
		req.PageToken = resp.GetNextPageToken()
	}
}

func TestTheQueueByPages(t *testing.T) {
	t.Parallel()
	h := build(t, houseOptions{})
	clerk, dispatcher := h.intake(town, identity.RoleClerk), h.intake(district, identity.RoleDispatcher)
	var last *intakev1.Receipt
	var ids []string
	for i := range 25 {
		last = h.register(clerk, func(r *intakev1.RegisterDisputeRequest) {
			r.Unit = []string{town, village}[i%2]
			r.Category = []string{"A01", "A02", "A17"}[i%3]
		})
		ids = append(ids, last.GetDisputeId())
	}
	for _, id := range ids[:4] {
		last = h.withdraw(clerk, id)
	}
	_, err := dispatcher.ListDisputes(t.Context(), &intakev1.ListDisputesRequest{AtLeastPosition: last.GetPosition()})
	h.must(err)

	rows := h.pages(dispatcher, &intakev1.ListDisputesRequest{PageSize: 7})
	for i, r := range rows {
		if want := ids[len(ids)-1-i]; r.GetDisputeId() != want {
			t.Fatalf("row %d is %s, want %s: newest first", i, r.GetDisputeId(), want)
		}
	}
	tests := map[string]struct {
		req  *intakev1.ListDisputesRequest
		want int
	}{
		"all":             {&intakev1.ListDisputesRequest{PageSize: 25}, 25},
		"one unit":        {&intakev1.ListDisputesRequest{Unit: village, PageSize: 5}, 12},
		"a town":          {&intakev1.ListDisputesRequest{Unit: town}, 25},
		"a leading part":  {&intakev1.ListDisputesRequest{Unit: "320205101"}, 25},
		"another town":    {&intakev1.ListDisputesRequest{Unit: otherTown}, 0},
		"open":            {&intakev1.ListDisputesRequest{State: intakev1.DisputeState_DISPUTE_STATE_OPEN, PageSize: 10}, 21},
		"withdrawn":       {&intakev1.ListDisputesRequest{State: intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN, PageSize: 1}, 4},
		"a category":      {&intakev1.ListDisputesRequest{Category: "A17", PageSize: 3}, 8},
		"all filters":     {&intakev1.ListDisputesRequest{Unit: village, Category: "A02", State: intakev1.DisputeState_DISPUTE_STATE_WITHDRAWN}, 1},
		"more than a row": {&intakev1.ListDisputesRequest{PageSize: 24}, 25},
	}
	for name, test := range tests {
		if got := len(h.pages(dispatcher, test.req)); got != test.want {
			t.Errorf("%s: %d rows, want %d", name, got, test.want)
		}
	}
}
