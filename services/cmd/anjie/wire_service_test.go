package main

import (
	"context"
	"errors"
	"testing"

	"anjie.internal/services/internal/pg/view"
)

// TestAFollowerWaitsForAStoreThatIsStarting: found too early, it would say "not ready", and the follower would warn of it.
func TestAFollowerWaitsForAStoreThatIsStarting(t *testing.T) {
	starting := errors.New("still starting")
	b := &base{storeReady: func(context.Context) error { return starting }}
	var none *view.View // whoever touches it has not waited
	if err := b.following(nil, &none).Run(t.Context()); !errors.Is(err, starting) {
		t.Error(err)
	}
}
