package intake

import (
	"encoding/base64"
	"errors"
	"testing"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"pgregory.net/rapid"
)

func TestPageTokens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := uuid.UUID(rapid.SliceOfN(rapid.Byte(), 16, 16).Draw(t, "id"))
		order := pageOrder(rapid.IntRange(1, 3).Draw(t, "order"))
		at := time.UnixMicro(rapid.Int64Range(0, 1<<52).Draw(t, "time")).UTC()
		want := map[pageOrder]cursor{
			byTime:   {registeredAt: at, dispute: id},
			byDue:    {dueOn: at.Format(time.DateOnly), dispute: id},
			byNumber: {number: rapid.StringMatching(`[0-9]{4}-[0-9]{12}-[0-9]{6}`).Draw(t, "number")},
		}[order]
		req := &intakev1.ListDisputesRequest{Category: "A02", PageSize: 7}
		token := want.token(order, filterDigest(req, "3202"))
		req.PageToken, req.PageSize = token, 9 // which may differ from page to page
		got, err := readToken(token, order, filterDigest(req, "3202"))
		if err != nil || got != want {
			t.Fatalf("read back %v, %v; want %v", got, err, want)
		}
		other := pageOrder(rapid.IntRange(1, 3).Filter(func(o int) bool { return o != int(order) }).Draw(t, "other"))
		if _, err := readToken(token, other, filterDigest(req, "3202")); !errors.Is(err, errPageToken) {
			t.Fatalf("in another order: %v", err)
		}
		if _, err := readToken(token, order, filterDigest(req, "3203")); !errors.Is(err, errPageToken) {
			t.Fatalf("with another unit: %v", err)
		}
		req.Category = "A03"
		if _, err := readToken(token, order, filterDigest(req, "3202")); !errors.Is(err, errPageToken) {
			t.Fatalf("with another category: %v", err)
		}
	})
}

func TestForgedPageTokensAreRefused(t *testing.T) {
	filters := filterDigest(&intakev1.ListDisputesRequest{}, "3202")
	rapid.Check(t, func(t *rapid.T) {
		for order := byTime; order <= byNumber; order++ {
			forged := []string{
				rapid.String().Draw(t, "token"),
				base64.RawURLEncoding.EncodeToString(append(append([]byte{tokenVersion, byte(order)}, filters...), rapid.SliceOf(rapid.ByteRange(128, 255)).Draw(t, "rest")...)),
			}
			for _, token := range forged {
				if order == byTime && len(token) == base64.RawURLEncoding.EncodedLen(tokenHead+24) {
					continue // any moment and id are a place in that order
				}
				if _, err := readToken(token, order, filters); !errors.Is(err, errPageToken) {
					t.Fatalf("%q: %v", token, err)
				}
			}
		}
	})
}
