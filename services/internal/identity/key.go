package identity

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
)

// Key is an Ed25519 key that signs tokens. It never prints, logs or marshals its private part.
type Key struct {
	// A function, so that not even a struct that holds a Key in an unexported field prints it, under any verb of fmt.
	private func() ed25519.PrivateKey
}

func keyOf(k ed25519.PrivateKey) Key { return Key{private: func() ed25519.PrivateKey { return k }} }

// NewKey makes a random key.
func NewKey() (Key, error) {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return Key{}, fmt.Errorf("make token key: %w", err)
	}
	return keyOf(k), nil
}

// Public returns the public part, which verifiers need.
func (k Key) Public() ed25519.PublicKey { return k.private().Public().(ed25519.PublicKey) }

// String hides the key.
func (Key) String() string { return "[token key]" }

// GoString hides the key from %#v.
func (Key) GoString() string { return "[token key]" }

// LogValue hides the key from slog.
func (Key) LogValue() slog.Value { return slog.StringValue("[token key]") }

// MarshalText refuses.
func (Key) MarshalText() ([]byte, error) { return nil, errors.New("a token key has no text form") }

// LoadKey reads a private key (PKCS#8 PEM) from a file that only its owner may read. A file that does not exist is an error
// that matches fs.ErrNotExist.
func LoadKey(path string) (Key, error) {
	st, err := os.Stat(path)
	if err != nil {
		return Key{}, fmt.Errorf("token key: %w", err)
	}
	if st.Mode().Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("token key %s may be read by others (mode %04o): run chmod 600 on it", path, st.Mode().Perm())
	}
	b, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
	if err != nil {
		return Key{}, fmt.Errorf("token key: %w", err)
	}
	block, _ := pem.Decode(b)
	if block == nil {
		return Key{}, fmt.Errorf("token key %s is not a PEM file", path)
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, fmt.Errorf("token key %s: %w", path, err)
	}
	private, ok := k.(ed25519.PrivateKey)
	if !ok {
		return Key{}, fmt.Errorf("token key %s is not an Ed25519 key", path)
	}
	return keyOf(private), nil
}

// EnsureKey reads the key of a file and makes the file (mode 0600) when there is none. Several processes may call it at once:
// one of them wins, all get the same key.
func EnsureKey(path string) (Key, error) {
	k, err := LoadKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if k, err = NewKey(); err != nil {
		return Key{}, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(k.private())
	if err != nil {
		return Key{}, fmt.Errorf("encode token key: %w", err)
	}
	if err := publish(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return Key{}, fmt.Errorf("write token key: %w", err)
	}
	return LoadKey(path)
}

// publish writes a file under a temporary name and links it in place, so that nobody ever reads half a key. A file that is
// there already stays.
func publish(path string, b []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }()
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// PublicPEM returns the public key as PEM, for services that verify and never mint.
func (k Key) PublicPEM() ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		return nil, fmt.Errorf("encode public token key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// ParsePublic reads what PublicPEM wrote.
func ParsePublic(b []byte) (ed25519.PublicKey, error) {
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, errors.New("public token key is not PEM")
	}
	k, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("public token key: %w", err)
	}
	public, ok := k.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("public token key is not an Ed25519 key")
	}
	return public, nil
}
