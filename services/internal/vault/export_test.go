package vault

import (
	"context"
	"testing"
)

// Kill ends the background work of a vault the way a crash does: nothing is recorded.
func Kill(v *Vault) {
	v.stock.once.Do(func() {
		v.stock.cancel()
		<-v.stock.done
	})
}

// Flush records at once what would be recorded soon.
func Flush(ctx context.Context, t testing.TB, v *Vault) {
	t.Helper()
	if err := v.stock.flush(ctx); err != nil {
		t.Fatal(err)
	}
}

// RootOf returns the root of digests, to look for it where it must not be.
func RootOf(v *Vault) []byte { return v.mac.root }

// KEKOf makes a key-encryption key of known bytes.
func KEKOf(t testing.TB, raw []byte) KEK {
	t.Helper()
	k, err := newKEK(raw)
	if err != nil {
		t.Fatal(err)
	}
	return k
}
