package main

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// sum is a SHA-256 hash. The zero sum is the prev of a stream's first event, and the digest of an empty log.
type sum [sha256.Size]byte

const sumPrefix = "sha256:"

func (s sum) String() string { return sumPrefix + hex.EncodeToString(s[:]) }

// spoken is the hash in groups of four, to be read out.
func (s sum) spoken() string {
	digits := hex.EncodeToString(s[:])
	var b strings.Builder
	for i := 0; i < len(digits); i += 4 {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(digits[i : i+4])
	}
	return b.String()
}

// parseSum reads what String wrote, in one spelling only.
func parseSum(s string) (sum, bool) {
	var out sum
	digits, ok := strings.CutPrefix(s, sumPrefix)
	if !ok || len(digits) != hex.EncodedLen(len(out)) || strings.ToLower(digits) != digits {
		return sum{}, false
	}
	if _, err := hex.Decode(out[:], []byte(digits)); err != nil {
		return sum{}, false
	}
	return out, true
}

// hash is the hash of an event as the package comment describes it.
func (e *event) hash() sum {
	h := sha256.New() // which never refuses what it is given
	h.Write([]byte("anjie event v1\n"))
	field := func(x []byte) {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(x))))
		h.Write(x)
	}
	field([]byte(e.stream))
	field(binary.BigEndian.AppendUint64(nil, e.revision))
	field(e.id[:])
	field([]byte(e.typ))
	field(e.data)
	field(e.metadata)
	return sum(h.Sum(nil))
}

// then is the digest of the log with one event more.
func (s sum) then(event sum) sum {
	b := []byte("anjie log v1\n")
	b = append(b, s[:]...)
	b = append(b, event[:]...)
	return sha256.Sum256(b)
}
