package intake

import (
	"errors"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func TestPageTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cursor{
			registeredAt: time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "time")).UTC(),
			dispute:      uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")),
		}
		req := &intakev1.ListDisputesRequest{Category: "A02"}
		req.PageToken = c.token(req, "3202")
		got, err := readToken(req, "3202")
		if err != nil || got != c {
			t.Fatalf("read back %v, %v; want %v", got, err, c)
		}
		if _, err := readToken(req, "3203"); !errors.Is(err, errPageToken) {
			t.Fatalf("with another unit: %v", err)
		}
		req.Category = "A03"
		if _, err := readToken(req, "3202"); !errors.Is(err, errPageToken) {
			t.Fatalf("with another category: %v", err)
		}
	})
}

func TestForgedPageTokensAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		req := &intakev1.ListDisputesRequest{PageToken: rapid.String().Draw(t, "token")}
		if _, err := readToken(req, "3202"); !errors.Is(err, errPageToken) {
			t.Fatalf("%q: %v", req.GetPageToken(), err)
		}
	})
}
