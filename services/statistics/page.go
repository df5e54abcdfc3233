package statistics

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"time"

	statisticsv1 "anjie.internal/proto/gen/anjie/statistics/v1"
	"github.com/google/uuid"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/unit"
	"anjie.internal/services/statistics/figure"
)

var errPageToken = fault.New(fault.Invalid, "page-token",
	"翻页标记无效，或查询条件已改变：请从第一页重新查询。", "The page token is not valid for this query: start at the first page.")

// cursor is the last row of a page, and the position of the first page: the next page begins behind the one and holds at the other.
type cursor struct {
	asOf    es.Position
	unit    string
	day     time.Time
	dispute uuid.UUID
}

// beginning is before the first row of a scope.
func beginning(s scope) cursor {
	return cursor{unit: s.prefix, day: day(s.window.First).AddDate(0, 0, -1)}
}

const (
	tokenVersion = 1
	unitSize     = 12
	tokenSize    = 1 + 8 + 8 + unitSize + 8 + 16 + 8
)

// token is opaque to clients: version, cursor, and a digest of what was asked, so that it cannot be used for anything else.
func (c cursor) token(s scope, set statisticsv1.CountedSet) string {
	b := make([]byte, 0, tokenSize)
	b = append(b, tokenVersion)
	b = binary.BigEndian.AppendUint64(b, c.asOf.Commit)
	b = binary.BigEndian.AppendUint64(b, c.asOf.Prepare)
	b = append(b, c.unit...)
	b = binary.BigEndian.AppendUint64(b, uint64(c.day.Unix())) //nolint:gosec // G115: read back as written
	b = append(b, c.dispute[:]...)
	b = append(b, filters(s, set)...)
	return base64.RawURLEncoding.EncodeToString(b)
}

func readToken(token string, s scope, set statisticsv1.CountedSet) (cursor, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != tokenSize || b[0] != tokenVersion || string(b[tokenSize-8:]) != string(filters(s, set)) {
		return cursor{}, errPageToken.On("page_token")
	}
	c := cursor{asOf: es.Position{Commit: binary.BigEndian.Uint64(b[1:]), Prepare: binary.BigEndian.Uint64(b[9:])}}
	b = b[17:]
	c.unit, b = string(b[:unitSize]), b[unitSize:]
	c.day, b = time.Unix(int64(binary.BigEndian.Uint64(b)), 0).UTC(), b[8:] //nolint:gosec // G115: as written
	c.dispute = uuid.UUID(b[:16])
	if !unit.Code(c.unit).Valid() || !s.window.Has(dayOf(&c.day)) {
		return cursor{}, errPageToken.On("page_token") // made by hand
	}
	return c, nil
}

func filters(s scope, set statisticsv1.CountedSet) []byte {
	asked := s.prefix + "\x00" + s.window.String() + "\x00" + set.String()
	if note, _ := s.Note(); note != "" { // what is published has the tokens that it always had
		asked += "\x00" + note
	}
	sum := sha256.Sum256([]byte(asked))
	return sum[:8]
}

func positionOf(p figure.Position) es.Position {
	return es.Position{Commit: p.Commit, Prepare: p.Prepare}
}
