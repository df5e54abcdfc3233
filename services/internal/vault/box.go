package vault

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/tink"

	"anjie.internal/services/internal/personal"
)

const saltSize = 32 // bytes, before the plaintext inside a box

// binding is the associated data of a box. It is a contract: stored boxes open under no other bytes. Each part is preceded by
// its length (four bytes, big-endian), so that no two triples have the same binding.
//
//	"anjie/vault/box/v1" · subject · event id (16 bytes) · field path
func binding(subject string, event uuid.UUID, field string) []byte {
	b := make([]byte, 0, 18+3*4+len(subject)+len(event)+len(field))
	b = append(b, "anjie/vault/box/v1"...)
	for _, part := range [...]string{subject, string(event[:]), field} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(part))) //nolint:gosec // G115: parts are names
		b = append(b, part...)
	}
	return b
}

// closeBox seals plaintext under a data key.
func closeBox(key uuid.UUID, a tink.AEAD, plain string, bound []byte) (personal.Box, error) {
	salted := make([]byte, saltSize+len(plain))
	_, _ = rand.Read(salted[:saltSize]) // never fails
	copy(salted[saltSize:], plain)
	defer clear(salted)
	sealed, err := a.Encrypt(salted, bound)
	if err != nil {
		return personal.Box{}, err
	}
	commit := sha256.Sum256(salted)
	return personal.Box{Key: key.String(), Sealed: sealed, Commit: commit[:]}, nil
}

// openBox returns the plaintext. The commitment is checked too: GCM alone would let whoever chooses keys make one box that
// opens to two texts.
func openBox(a tink.AEAD, b personal.Box, bound []byte) (string, error) {
	salted, err := a.Decrypt(b.Sealed, bound)
	if err != nil {
		return "", ErrBroken
	}
	defer clear(salted)
	commit := sha256.Sum256(salted)
	if len(salted) < saltSize || subtle.ConstantTimeCompare(commit[:], b.Commit) != 1 {
		return "", ErrBroken
	}
	return string(salted[saltSize:]), nil
}
