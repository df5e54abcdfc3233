package vault

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"anjie.internal/services/internal/durable"
	"anjie.internal/services/internal/fault"
)

const (
	keySize   = 32 // bytes; AES-256
	kekPrefix = "anjie-kek-1:"
)

// KEK is a key-encryption key: it wraps data keys and nothing else. It never prints, logs or marshals. Lose it, and all
// personal data is lost; keep a copy apart from the database.
type KEK struct {
	// Behind a pointer, so that not even a struct that holds a KEK in an unexported field prints it.
	secret *kekSecret
}

type kekSecret struct {
	id   string
	aead *subtle.AESGCM
}

// KEKConfig says where the key-encryption key is. The environment wins over the file.
type KEKConfig struct {
	// Value is the key itself, from the environment: 32 bytes in base64, with or without the prefix "anjie-kek-1:".
	Value string
	// File holds the same text. Only its owner may read it.
	File string
	// Create makes the file when there is none.
	Create bool
}

// LoadKEK returns the key-encryption key. What is wrong with it is a fault with one sentence: kek-unset, kek-missing (which
// matches fs.ErrNotExist), kek-open, kek-unreadable, kek-format, kek-unwritable. Several processes may create the same file at
// once: one of them wins, all get the same key.
func LoadKEK(c KEKConfig) (KEK, error) {
	switch {
	case c.Value != "":
		return parseKEK(c.Value, "环境变量中的密钥加密密钥", "the key-encryption key in the environment")
	case c.File == "":
		return KEK{}, fault.New(fault.Invalid, "kek-unset",
			"没有配置密钥加密密钥：请指明密钥文件，或用环境变量给出。", "no key-encryption key is configured: name a file or set it in the environment")
	}
	k, err := readKEK(c.File)
	if !c.Create || !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	raw := make([]byte, keySize)
	_, _ = rand.Read(raw) // never fails
	// Data sealed under a key whose file is lost with the power is lost too: Create returns when it is on disk.
	if err := durable.Create(c.File, []byte(kekPrefix+base64.StdEncoding.EncodeToString(raw)+"\n")); err != nil {
		return KEK{}, say("kek-unwritable", "无法建立密钥加密密钥文件 %s：%v。", "the key-encryption key %s cannot be made: %v", c.File, reason(err)).Because(err)
	}
	return readKEK(c.File)
}

func readKEK(path string) (KEK, error) {
	unreadable := func(err error) *fault.Error {
		return say("kek-unreadable", "无法读取密钥加密密钥文件 %s：%v。", "the key-encryption key %s cannot be read: %v", path, reason(err)).Because(err)
	}
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return KEK{}, say("kek-missing", "找不到密钥加密密钥文件 %s：没有它，已封存的个人信息无法打开，请从备份放回。",
			"the key-encryption key %s is missing: without it no sealed personal data opens; put it back from your backup", path).Because(err)
	}
	if err != nil {
		return KEK{}, unreadable(err)
	}
	if mode := st.Mode().Perm(); mode&0o077 != 0 {
		return KEK{}, say("kek-open", "密钥加密密钥文件 %[1]s 对其他用户开放（权限 %04[2]o）：请执行 chmod 600 %[1]s。",
			"the key-encryption key %[1]s is open to other users (mode %04[2]o): chmod 600 %[1]s", path, mode)
	}
	b, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
	if err != nil {
		return KEK{}, unreadable(err)
	}
	return parseKEK(string(b), "密钥加密密钥文件 "+path+" ", "the key-encryption key in "+path)
}

// parseKEK never quotes what it read.
func parseKEK(text, zh, en string) (KEK, error) {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.TrimSpace(text), kekPrefix))
	if err != nil || len(raw) != keySize {
		return KEK{}, fault.New(fault.Invalid, "kek-format", zh+"的内容不是 32 字节的 base64：请换回原来的密钥。",
			en+" is not 32 bytes in base64: put the original key back")
	}
	defer clear(raw)
	return newKEK(raw)
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

func newKEK(raw []byte) (KEK, error) {
	id, err := hkdf.Key(sha256.New, raw, nil, "anjie/vault/kek-id/v1", 8)
	if err != nil {
		return KEK{}, fmt.Errorf("key-encryption key: %w", err)
	}
	a, err := subtle.NewAESGCM(raw)
	if err != nil {
		return KEK{}, fmt.Errorf("key-encryption key: %w", err)
	}
	return KEK{secret: &kekSecret{id: "kek-" + hex.EncodeToString(id), aead: a}}, nil
}

// ID names the key: a digest that tells nothing about it. It stands beside everything that the key wraps.
func (k KEK) ID() string {
	if k.secret == nil {
		return ""
	}
	return k.secret.id
}

// wrap seals a key; name is bound to it, so that wrapped keys cannot be exchanged.
func (k KEK) wrap(name string, raw []byte) ([]byte, error) {
	return k.secret.aead.Encrypt(raw, []byte("anjie/vault/wrap/v1 "+name))
}

func (k KEK) unwrap(name string, wrapped []byte) ([]byte, error) {
	return k.secret.aead.Decrypt(wrapped, []byte("anjie/vault/wrap/v1 "+name))
}

// String hides the key.
func (KEK) String() string { return "[key-encryption key]" }

// GoString hides the key from %#v.
func (KEK) GoString() string { return "[key-encryption key]" }

// LogValue hides the key from slog.
func (KEK) LogValue() slog.Value { return slog.StringValue("[key-encryption key]") }

// MarshalText refuses.
func (KEK) MarshalText() ([]byte, error) {
	return nil, errors.New("a key-encryption key has no text form")
}
