package longtest_test

import (
	"testing"

	"anjie.internal/services/internal/longtest"
)

func TestTheSwitch(t *testing.T) {
	t.Setenv("ANJIE_LONG", "")
	if got := longtest.Pick(t, 2, 5); got != 2 || longtest.Long() {
		t.Errorf("%d without the switch", got)
	}
	if !t.Run("left out", func(t *testing.T) {
		longtest.Only(t, "an hour")
		t.Error("it ran without the switch")
	}) {
		t.Error("leaving out is no failure")
	}
	t.Setenv("ANJIE_LONG", "1")
	longtest.Only(t, "an hour")
	if got := longtest.Pick(t, 2, 5); got != 5 || !longtest.Long() {
		t.Errorf("%d with the switch", got)
	}
}
