package dispute_test

import (
	"testing"

	"anjie.internal/services/intake/dispute"
)

// TestACitySetsItsThresholds, and the default holds where it sets none.
func TestACitySetsItsThresholds(t *testing.T) {
	city := dispute.Thresholds{Group: 10, Major: 50}
	for _, test := range []struct {
		scales   dispute.Thresholds
		involved int
		want     string
	}{
		{dispute.Thresholds{}, 1, "01"},
		{dispute.Thresholds{}, 4, "01"},
		{dispute.Thresholds{}, 5, "02"},
		{dispute.Thresholds{}, 29, "02"},
		{dispute.Thresholds{}, 30, "03"},
		{dispute.Thresholds{}, dispute.MaxInvolved, "03"},
		{city, 9, "01"},
		{city, 10, "02"},
		{city, 49, "02"},
		{city, 50, "03"},
	} {
		if got := recordedScale(t, dispute.State{}, registration(func(c *dispute.Register) { c.Scales, c.Involved = test.scales, test.involved })); got != test.want {
			t.Errorf("%d people by %+v are registered as %s, want %s", test.involved, test.scales, got, test.want)
		}
		given := dispute.Decider().Fold(dispute.State{}, &dispute.RegisteredV1{Unit: village, Category: "A02", Involved: 2, Scale: "00", ReceivedAt: noon})
		act := dispute.Act{At: noon, OccurredAt: noon, ActingUnit: village}
		if got := recordedScale(t, given, dispute.Classify{Act: act, Category: "A02", Complexity: dispute.General, Scales: test.scales, Involved: test.involved}); got != test.want {
			t.Errorf("%d people by %+v are classified as %s, want %s", test.involved, test.scales, got, test.want)
		}
		if got := recordedScale(t, given, dispute.Correct{Act: act, Reason: "K01", Scales: test.scales, Involved: &test.involved}); got != test.want {
			t.Errorf("%d people by %+v are corrected to %s, want %s", test.involved, test.scales, got, test.want)
		}
	}
}

// recordedScale decides a command and returns the scale that its event holds.
func recordedScale(t *testing.T, s dispute.State, c dispute.Command) string {
	t.Helper()
	events, err := dispute.Decide(s, c)
	if err != nil {
		t.Fatal(err)
	}
	switch e := events[0].(type) {
	case *dispute.RegisteredV1:
		return e.Scale
	case *dispute.ClassifiedV1:
		return e.Scale
	case *dispute.CorrectedV1:
		return e.Changes[1].After
	default:
		t.Fatalf("%T holds no scale", e)
		return ""
	}
}
