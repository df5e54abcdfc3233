package intake

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/fault"
)

var errPageToken = fault.New(fault.Invalid, "page-token",
	"翻页标记无效，或查询条件已改变：请从第一页重新查询。", "The page token is not valid for this query: start at the first page.")

// cursor is the last row of a page: the next page begins behind it.
type cursor struct {
	registeredAt time.Time
	dispute      uuid.UUID
}

const tokenSize = 1 + 8 + 16 + 8

// token is opaque to clients: version, cursor, and a digest of the filters, so that it cannot be used with others.
func (c cursor) token(req *intakev1.ListDisputesRequest, prefix string) string {
	b := make([]byte, 0, tokenSize)
	b = append(b, 1)
	b = binary.BigEndian.AppendUint64(b, uint64(c.registeredAt.UnixMicro()))
	b = append(b, c.dispute[:]...)
	b = append(b, filters(req, prefix)...)
	return base64.RawURLEncoding.EncodeToString(b)
}

func readToken(req *intakev1.ListDisputesRequest, prefix string) (cursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(req.GetPageToken())
	if err != nil || len(b) != tokenSize || b[0] != 1 || string(b[25:]) != string(filters(req, prefix)) {
		return cursor{}, errPageToken.On("page_token")
	}
	return cursor{
		registeredAt: time.UnixMicro(int64(binary.BigEndian.Uint64(b[1:]))).UTC(), //nolint:gosec // G115: as written
		dispute:      uuid.UUID(b[9:25]),
	}, nil
}

func filters(req *intakev1.ListDisputesRequest, prefix string) []byte {
	sum := sha256.Sum256([]byte(prefix + "\x00" + req.GetState().String() + "\x00" + req.GetCategory()))
	return sum[:8]
}
