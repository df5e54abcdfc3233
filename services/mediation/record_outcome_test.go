package mediation_test

import (
	"testing"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
)

// TestTheMetadataNameWhatARefusalCameTo, which only the rules know: before the first session nothing, after it a failure.
func TestTheMetadataNameWhatARefusalCameTo(t *testing.T) {
	t.Parallel()
	o := open(t)
	refuses := func(proceeding string, routes ...string) es.Record {
		t.Helper()
		_, err := o.mediator().RecordOutcome(t.Context(), &mediationv1.RecordOutcomeRequest{
			CommandId: newID(t), ProceedingId: proceeding,
			Outcome: &mediationv1.RecordOutcomeRequest_Refusal{Refusal: &mediationv1.Refusal{Party: 1, RoutesTold: routes}},
		})
		o.must(err)
		var last es.Record
		for r, err := range o.store.ReadStream(t.Context(), es.Stream("proceeding", uuid.MustParse(proceeding)), 0) {
			o.must(err)
			last = r
		}
		return last
	}
	before, after := o.opened(), o.opened()
	o.held(after)
	for name, test := range map[string]struct {
		event       es.Record
		typ, reason string
	}{
		"before a session": {refuses(before), "proceeding-refused-v1", "outcome.r33"},
		"after one":        {refuses(after, "W01"), "proceeding-failed-v1", "outcome.r21"},
	} {
		m, err := es.ParseMeta(test.event.Metadata)
		o.must(err)
		if test.event.Type != test.typ || m.Reason != test.reason {
			t.Errorf("%s: %s with the reason %q, want %s with %q", name, test.event.Type, m.Reason, test.typ, test.reason)
		}
	}
}
