package mediation

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"time"

	mediationv1 "anjie.internal/proto/gen/anjie/mediation/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/fault"
)

var errPageToken = fault.New(fault.Invalid, "page-token",
	"翻页标记无效，或查询条件已改变：请从第一页重新查询。", "The page token is not valid for this query: start at the first page.")

// cursor is the last row of a page: the next page begins behind it.
type cursor struct {
	recordedAt time.Time
	proceeding uuid.UUID
}

const tokenSize = 1 + 8 + 16 + 8

// token is opaque to clients: version, cursor, and a digest of the filters, so that it cannot be used with others.
func (c cursor) token(req *mediationv1.ListProceedingsRequest, prefix string) string {
	b := make([]byte, 0, tokenSize)
	b = append(b, 1)
	b = binary.BigEndian.AppendUint64(b, uint64(c.recordedAt.UnixMicro()))
	b = append(b, c.proceeding[:]...)
	b = append(b, filters(req, prefix)...)
	return base64.RawURLEncoding.EncodeToString(b)
}

func readToken(req *mediationv1.ListProceedingsRequest, prefix string) (cursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(req.GetPageToken())
	if err != nil || len(b) != tokenSize || b[0] != 1 || string(b[25:]) != string(filters(req, prefix)) {
		return cursor{}, errPageToken.On("page_token")
	}
	return cursor{
		recordedAt: time.UnixMicro(int64(binary.BigEndian.Uint64(b[1:]))).UTC(), //nolint:gosec // G115: as written
		proceeding: uuid.UUID(b[9:25]),
	}, nil
}

func filters(req *mediationv1.ListProceedingsRequest, prefix string) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %d %q %q %q %q %q",
		prefix, req.GetState(), req.GetMode(), req.GetMediator(), req.GetDisputeId(), req.GetDueBy(), req.GetOwedBy()))
	return sum[:8]
}
