package mediation

import (
	"errors"
	"testing"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func TestPageTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cursor{
			recordedAt: time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "time")).UTC(),
			proceeding: uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id")),
		}
		req := &mediationv1.ListProceedingsRequest{Mode: "M01"}
		req.PageToken = c.token(req, "3202")
		got, err := readToken(req, "3202")
		if err != nil || got != c {
			t.Fatalf("read back %v, %v; want %v", got, err, c)
		}
		if _, err := readToken(req, "3203"); !errors.Is(err, errPageToken) {
			t.Fatalf("with another unit: %v", err)
		}
		req.OwedBy = "2026-12-01"
		if _, err := readToken(req, "3202"); !errors.Is(err, errPageToken) {
			t.Fatalf("with another filter: %v", err)
		}
	})
}
