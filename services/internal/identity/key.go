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

	"anjie.internal/services/internal/durable"
	"anjie.internal/services/internal/fault"
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

// LoadKey reads a private key (PKCS#8 PEM) from a file that only its owner may read. What is wrong with it is a fault with one
// sentence: token-key-missing (which matches fs.ErrNotExist), token-key-open, token-key-unreadable, token-key-format.
func LoadKey(path string) (Key, error) {
	st, err := os.Stat(path)
	if err != nil {
		return Key{}, unreadable(path, err)
	}
	if mode := st.Mode().Perm(); mode&0o077 != 0 {
		return Key{}, say("token-key-open", "身份令牌密钥文件 %[1]s 对其他用户开放（权限 %04[2]o）：请执行 chmod 600 %[1]s。",
			"the token key %[1]s is open to other users (mode %04[2]o): chmod 600 %[1]s", path, mode)
	}
	b, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
	if err != nil {
		return Key{}, unreadable(path, err)
	}
	malformed := say("token-key-format", "身份令牌密钥文件 %s 的内容不是 PEM 格式的 Ed25519 私钥：请从备份放回，或删除后重新生成。",
		"the token key %s is not an Ed25519 private key in PEM: put it back from your backup, or remove it and a new one is made", path)
	block, _ := pem.Decode(b)
	if block == nil {
		return Key{}, malformed
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return Key{}, malformed.Because(err)
	}
	private, ok := k.(ed25519.PrivateKey)
	if !ok {
		return Key{}, malformed
	}
	return keyOf(private), nil
}

func unreadable(path string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return say("token-key-missing", "找不到身份令牌密钥文件 %s。", "the token key %s is missing", path).Because(err)
	}
	return say("token-key-unreadable", "无法读取身份令牌密钥文件 %s：%v。", "the token key %s cannot be read: %v", path, reason(err)).Because(err)
}

// say makes a fault about the file of a key.
func say(code, zh, en string, args ...any) *fault.Error {
	return fault.New(fault.Unavailable, code, fmt.Sprintf(zh, args...), fmt.Sprintf(en, args...))
}

// reason is what the system said, without the operation and the path, which the sentence names.
func reason(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// EnsureKey reads the key of a file and makes the file (mode 0600) when there is none. Several processes may call it at once:
// one of them wins, all get the same key. It fails like LoadKey, or with token-key-unwritable.
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
	if err := durable.Create(path, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})); err != nil {
		return Key{}, say("token-key-unwritable", "无法建立身份令牌密钥文件 %s：%v。", "the token key %s cannot be made: %v", path, reason(err)).Because(err)
	}
	return LoadKey(path)
}

// PublicPEM returns the public key as PEM, for services that verify and never mint.
func (k Key) PublicPEM() ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(k.Public())
	if err != nil {
		return nil, fmt.Errorf("encode public token key: %w", err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// LoadPublic reads what PublicPEM wrote from a file. It fails with token-key-missing, token-key-unreadable or token-key-format.
func LoadPublic(path string) (ed25519.PublicKey, error) {
	b, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
	if err != nil {
		return nil, unreadable(path, err)
	}
	malformed := say("token-key-format", "身份令牌公钥文件 %s 的内容不是 PEM 格式的 Ed25519 公钥。", "the token key %s is not an Ed25519 public key in PEM", path)
	block, _ := pem.Decode(b)
	if block == nil {
		return nil, malformed
	}
	k, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, malformed.Because(err)
	}
	public, ok := k.(ed25519.PublicKey)
	if !ok {
		return nil, malformed
	}
	return public, nil
}
