// Package longtest is the one switch between the short and the long forms of trials: loops of kills, soaks, many subscribers.
//
// The short form is the default, so that all tests of a machine with two cores under the race detector end in minutes. It proves
// the same property with fewer repetitions. ANJIE_LONG=1 (make test/long) gives trials their full length.
package longtest

import (
	"os"
	"testing"
)

// Long reports whether trials have their full length.
func Long() bool { return os.Getenv("ANJIE_LONG") != "" }

// Pick returns the short or the long size of a trial, and says in the test's log which.
func Pick(t testing.TB, short, long int) int {
	t.Helper()
	if Long() {
		t.Logf("long form: %d", long)
		return long
	}
	t.Logf("short form: %d; with ANJIE_LONG=1 %d", short, long)
	return short
}

// Only leaves a test out that has no short form. The reason says what it takes: "a minute", "100,000 facts".
func Only(t testing.TB, takes string) {
	t.Helper()
	if !Long() {
		t.Skipf("takes %s: ANJIE_LONG=1 runs it", takes)
	}
}
