package intake

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	intakev1 "anjie.internal/proto/gen/anjie/intake/v1"
	"github.com/google/uuid"

	"anjie.internal/services/intake/dispute"
)

// needle is what is looked for, in the forms in which it is compared.
type needle struct {
	text, phone, number string
}

// newNeedle takes a text for a number only when it is nothing else: a sentence with a phone number in it is a sentence.
func newNeedle(s string) needle {
	n := needle{text: normal(s)}
	if strings.Trim(n.text, "0123456789+-().") == "" {
		n.phone = longEnough(normalPhone(s))
	}
	if strings.Trim(n.text, "0123456789abcdefghijklmnopqrstuvwxyz-") == "" {
		n.number = longEnough(normalID(s))
	}
	return n
}

// openedTexts are the sealed texts of a dispute as they stand after its corrections.
type openedTexts struct {
	title, narrative, place, referrer, number string
	parties                                   map[int]dispute.Party
}

// open opens what the index was made of.
func (s *Search) open(ctx context.Context, steps []step) (*openedTexts, error) {
	var made []step
	for _, st := range steps {
		switch st.event.(type) {
		case *dispute.RegisteredV1, *dispute.CorrectedV1:
			made = append(made, st)
		default: // has no texts that are searched
		}
	}
	if err := s.intake.unseal(ctx, made); err != nil {
		return nil, err
	}
	o := &openedTexts{parties: map[int]dispute.Party{}}
	for _, st := range made {
		switch e := st.event.(type) {
		case *dispute.RegisteredV1:
			o.title, o.narrative, o.place = plain(e.Title), plain(e.Narrative), plain(e.Place)
			if r := e.Referral; r != nil {
				o.referrer, o.number = plain(r.Referrer), plain(r.Number)
			}
			for i, p := range e.Parties {
				o.parties[i] = p
			}
		case *dispute.CorrectedV1:
			o.correct(e)
		default: // was left out above
		}
	}
	return o, nil
}

func (o *openedTexts) correct(e *dispute.CorrectedV1) {
	for _, c := range e.Texts {
		switch c.Field {
		case dispute.TextTitle:
			o.title = plain(c.After)
		case dispute.TextNarrative:
			o.narrative = plain(c.After)
		case dispute.TextPlace:
			o.place = plain(c.After)
		}
	}
	for _, c := range e.Parties {
		if c.After == nil {
			delete(o.parties, c.Index)
			continue
		}
		o.parties[c.Index] = *c.After
	}
}

// in reports whether the texts hold the needle, as far as the actor sees them.
func (n needle) in(o *openedTexts, sees sight) bool {
	for _, text := range [...]string{o.title, o.narrative, o.place, o.referrer, o.number} {
		if n.within(text) {
			return true
		}
	}
	for _, p := range o.parties {
		if n.within(plain(p.Name)) {
			return true
		}
		if sees != sightFull {
			continue // contact data is masked
		}
		if n.within(plain(p.Address)) ||
			n.phone != "" && n.phone == normalPhone(plain(p.Phone)) ||
			n.number != "" && n.number == normalID(plain(p.IDNumber)) {
			return true
		}
	}
	return false
}

func (n needle) within(text string) bool { return strings.Contains(normal(text), n.text) }

const searchTokenSize = 1 + 8 + 16 + 8

// searchFilter is a digest of what must stay the same from page to page. It is keyed, for a token is seen by others than the vault,
// and a text of few characters could be guessed.
func (s *Search) searchFilter(n needle, prefix string, state intakev1.DisputeState) []byte {
	mac := s.intake.deps.Vault.MAC("search-page", []byte(n.text+"\x00"+prefix+"\x00"+strconv.Itoa(int(state))))
	sum := sha256.Sum256([]byte(mac))
	return sum[:8]
}

// searchToken is opaque to clients: version, the last row that was looked at, and the digest of the filters.
func (s *Search) searchToken(q *searchQuery) string {
	b := make([]byte, 0, searchTokenSize)
	b = append(b, 1)
	b = binary.BigEndian.AppendUint64(b, uint64(q.last.RegisteredAt.UnixMicro()))
	b = append(b, q.last.Dispute[:]...)
	b = append(b, q.filter...)
	return base64.RawURLEncoding.EncodeToString(b)
}

func readSearchToken(token string, filter []byte) (candidate, error) {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != searchTokenSize || b[0] != 1 || string(b[25:]) != string(filter) {
		return candidate{}, errPageToken.On("page_token")
	}
	return candidate{
		RegisteredAt: time.UnixMicro(int64(binary.BigEndian.Uint64(b[1:]))).UTC(), //nolint:gosec // G115: as written
		Dispute:      uuid.UUID(b[9:25]),
	}, nil
}
