package intake

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"anjie.internal/services/internal/casenumber"
	"anjie.internal/services/internal/fault"
)

var errPageToken = fault.New(fault.Invalid, "page-token",
	"翻页标记无效，或查询条件已改变：请从第一页重新查询。", "The page token is not valid for this query: start at the first page.")

// pageOrder is the order of a list, and with it what its cursors are made of.
type pageOrder uint8

const (
	byTime   pageOrder = iota + 1 // newest registration first
	byDue                         // earliest due date first
	byNumber                      // by case number
)

// cursor is the last row of a page: the next page begins behind it.
type cursor struct {
	registeredAt time.Time // byTime
	dueOn        string    // byDue
	number       string    // byNumber
	dispute      uuid.UUID // byTime and byDue
}

const (
	tokenVersion = 2
	tokenHead    = 2 + 8
)

// token is opaque to clients: version, order, a digest of the filters, so that it cannot be used with others, and the cursor.
func (c cursor) token(order pageOrder, filters []byte) string {
	b := append([]byte{tokenVersion, byte(order)}, filters...)
	switch order {
	case byTime:
		b = binary.BigEndian.AppendUint64(b, uint64(c.registeredAt.UnixMicro()))
		b = append(b, c.dispute[:]...)
	case byDue:
		b = append(append(b, c.dispute[:]...), c.dueOn...)
	case byNumber:
		b = append(b, c.number...)
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func readToken(token string, order pageOrder, filters []byte) (cursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) < tokenHead || b[0] != tokenVersion || b[1] != byte(order) || string(b[2:tokenHead]) != string(filters) {
		return cursor{}, errPageToken.On("page_token")
	}
	b = b[tokenHead:]
	switch {
	case order == byTime && len(b) == 8+16:
		at := time.UnixMicro(int64(binary.BigEndian.Uint64(b))).UTC() //nolint:gosec // G115: as written
		return cursor{registeredAt: at, dispute: uuid.UUID(b[8:])}, nil
	case order == byDue && len(b) == 16+len(time.DateOnly):
		if _, err := time.Parse(time.DateOnly, string(b[16:])); err == nil {
			return cursor{dueOn: string(b[16:]), dispute: uuid.UUID(b[:16])}, nil
		}
	case order == byNumber && casenumber.Valid(string(b)):
		return cursor{number: string(b)}, nil
	}
	return cursor{}, errPageToken.On("page_token")
}

// filterDigest is a digest of everything that must stay the same from page to page.
func filterDigest(req *intakev1.ListDisputesRequest, scope ...string) []byte {
	same := proto.CloneOf(req)
	same.PageToken, same.PageSize, same.AtLeastPosition = "", 0, nil
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(same)
	if err != nil { // texts that are no UTF-8 never got here
		b = nil
	}
	for _, s := range scope {
		b = append(append(b, 0), s...)
	}
	sum := sha256.Sum256(b)
	return sum[:8]
}
