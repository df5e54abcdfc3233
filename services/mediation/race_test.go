package mediation_test

import (
	"sync"
	"testing"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/mediation"
)

// TestManyOpenTheSameDisputeAtOnce has sixteen windows open proceedings of one dispute at the same time, twice over: one of them is
// opened each time, and the others learn that it is.
func TestManyOpenTheSameDisputeAtOnce(t *testing.T) {
	t.Parallel()
	o := open(t)
	dispute := newID(t)
	for round := 1; round <= 2; round++ {
		var mu sync.Mutex
		var opened []string
		var wg sync.WaitGroup
		for range 16 {
			client, req := o.clerk(), opening(t, func(r *mediationv1.OpenProceedingRequest) { r.DisputeId = dispute })
			wg.Go(func() {
				resp, err := client.OpenProceeding(t.Context(), req)
				mu.Lock()
				defer mu.Unlock()
				switch f := rpc.Fault(err); {
				case err == nil:
					opened = append(opened, resp.GetReceipt().GetProceedingId())
				case f == nil || f.Code != "dispute-in-mediation":
					t.Errorf("got %v", err)
				}
			})
		}
		wg.Wait()
		if len(opened) != 1 {
			t.Fatalf("round %d: %d were opened", round, len(opened))
		}
		id := mediation.ProceedingID(uuid.MustParse(dispute), round)
		if opened[0] != id.String() {
			t.Fatalf("round %d: opened %s, want %s", round, opened[0], id)
		}
		_, err := o.mediator().RecordOutcome(t.Context(), failure(t, opened[0]))
		o.must(err)
		events := 0
		for _, err := range o.store.ReadStream(t.Context(), es.Stream("proceeding", id), 0) {
			o.must(err)
			events++
		}
		if events != 2 {
			t.Errorf("round %d: %d events in its stream", round, events)
		}
	}
}
