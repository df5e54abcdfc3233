package request_test

import (
	"testing"

	logv1 "anjie.internal/proto/gen/anjie/log/v1"

	"anjie.internal/services/internal/request"
)

// TestDigestCoversActorAndRequest: digests stand in the log, so that what they are made of never changes.
func TestDigestCoversActorAndRequest(t *testing.T) {
	mac := func(purpose string, data []byte) string { return purpose + ":" + string(data) }
	got, err := request.Digest(mac, "clerk-1", &logv1.Position{Commit: 7})
	if want := "command:anjie.log.v1.Position\x00clerk-1\x00\x08\x07"; err != nil || got != want {
		t.Errorf("digest %q, %v, want %q", got, err, want)
	}
}
