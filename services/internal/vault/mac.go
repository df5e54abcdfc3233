package vault

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"

	"github.com/jackc/pgx/v5"
)

// rootMAC names the root of all keyed digests in vault_root.
const rootMAC = "mac"

type rootRow struct {
	Name    string `db:"name"`
	Wrapped []byte `db:"wrapped"`
	KEK     string `db:"kek"`
}

// openRoot reads the MAC root, makes it in a new database, and so finds out whether the key-encryption key is the right one.
func (v *Vault) openRoot(ctx context.Context) error {
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // never fails
	defer clear(raw)
	wrapped, err := v.kek().wrap(rootMAC, raw)
	if err != nil {
		return fmt.Errorf("wrap mac root: %w", err)
	}
	if _, err := v.pool.Exec(ctx, insertRoot, rootMAC, wrapped, v.kek().ID(), v.now()); err != nil {
		return fmt.Errorf("store mac root: %w", err)
	}
	rows, _ := v.pool.Query(ctx, loadRoot, rootMAC) // CollectExactlyOneRow returns its error
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[rootRow])
	if err != nil {
		return fmt.Errorf("load mac root: %w", err)
	}
	root, err := v.unwrap(row.KEK, rootMAC, row.Wrapped)
	if err != nil {
		return err
	}
	id, err := hkdf.Key(sha256.New, root, nil, "anjie/vault/mac-id/v1", 6)
	if err != nil {
		return fmt.Errorf("mac root: %w", err)
	}
	v.mac = &macRoot{id: "m" + hex.EncodeToString(id), root: root}
	return nil
}

// unwrap opens what one of the vault's key-encryption keys has wrapped.
func (v *Vault) unwrap(kek, name string, wrapped []byte) ([]byte, error) {
	for _, k := range v.keks() {
		if k.ID() != kek {
			continue
		}
		raw, err := k.unwrap(name, wrapped)
		if err != nil {
			return nil, errors.New("a key in the database was changed: it does not open under the key-encryption key that is named beside it")
		}
		return raw, nil
	}
	return nil, fmt.Errorf("%w: this database needs %s, given is %s", ErrWrongKEK, kek, v.kek().ID())
}

// macRoot stands behind a pointer so that printing a Vault does not print it.
type macRoot struct {
	id   string
	root []byte
}

// MAC returns a keyed digest of data: HMAC-SHA-256 under a key of its own for each purpose, as "<id of the root>:<hex>". The
// same data gives the same digest for the life of the database, whatever becomes of key-encryption keys; without the vault
// nobody can make one or try guesses. Purposes are constants of the caller, never input.
func (v *Vault) MAC(purpose string, data []byte) string {
	h := v.hmac(purpose)
	h.Write(data)
	return v.mac.id + ":" + hex.EncodeToString(h.Sum(nil))
}

// Tokens returns the first eight bytes of MAC of each text, for indexes that find sealed texts again: equal texts have equal
// tokens within a purpose, and nothing in common across purposes or databases. Eight bytes are few enough to be one number of
// PostgreSQL; two texts may share a token by chance, so whoever finds by tokens opens what was found and looks.
func (v *Vault) Tokens(purpose string, texts []string) []int64 {
	tokens, h, sum := make([]int64, len(texts)), v.hmac(purpose), make([]byte, 0, sha256.Size)
	for i, text := range texts {
		h.Reset()
		_, _ = io.WriteString(h, text)                         // never fails
		tokens[i] = int64(binary.BigEndian.Uint64(h.Sum(sum))) //nolint:gosec // G115: 64 bits are 64 bits
	}
	return tokens
}

// hmac returns the hash of a purpose, under a key of its own.
func (v *Vault) hmac(purpose string) hash.Hash {
	key, ok := v.purposes.Load(purpose)
	if !ok {
		k, err := hkdf.Key(sha256.New, v.mac.root, nil, "anjie/vault/mac/v1/"+purpose, sha256.Size)
		if err != nil {
			panic(err) // only for lengths that SHA-256 cannot give; ours is constant
		}
		key, _ = v.purposes.LoadOrStore(purpose, &k)
	}
	return hmac.New(sha256.New, *key.(*[]byte))
}
