package vault_test

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/vault"
)

func TestLoadKEK(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, content string, mode fs.FileMode) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(content), mode); err != nil {
			t.Fatal(err)
		}
		return p
	}
	secret := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", 32)))
	for name, row := range map[string]struct {
		config     vault.KEKConfig
		code, want string // "" means that it loads
	}{
		"prefixed":          {vault.KEKConfig{File: file("a", "anjie-kek-1:"+secret+"\n", 0o600)}, "", ""},
		"bare base64":       {vault.KEKConfig{File: file("b", secret, 0o400)}, "", ""},
		"environment wins":  {vault.KEKConfig{Value: secret, File: filepath.Join(dir, "none")}, "", ""},
		"readable by all":   {vault.KEKConfig{File: file("c", secret, 0o644)}, "kek-open", "c is open to other users (mode 0644): chmod 600 "},
		"readable by group": {vault.KEKConfig{File: file("d", secret, 0o640)}, "kek-open", "is open to other users"},
		"too short":         {vault.KEKConfig{File: file("e", secret[:20], 0o600)}, "kek-format", "is not 32 bytes in base64"},
		"no base64":         {vault.KEKConfig{Value: strings.Repeat("=", 44)}, "kek-format", "in the environment is not 32 bytes in base64"},
		"missing":           {vault.KEKConfig{File: filepath.Join(dir, "none")}, "kek-missing", "is missing"},
		"below a file":      {vault.KEKConfig{File: filepath.Join(dir, "a", "kek")}, "kek-unreadable", "not a directory"},
		"made below a file": {vault.KEKConfig{File: filepath.Join(dir, "a", "kek"), Create: true}, "kek-unreadable", "not a directory"},
		"in a locked place": {vault.KEKConfig{File: "/proc/kek", Create: true}, "kek-unwritable", "/proc/kek cannot be made"},
		"nothing at all":    {vault.KEKConfig{}, "kek-unset", "no key-encryption key is configured"},
	} {
		k, err := vault.LoadKEK(row.config)
		switch {
		case row.want == "" && (err != nil || k.ID() == ""):
			t.Errorf("%s: %v", name, err)
		case row.want == "":
			continue
		}
		f := fault.As(err)
		if f == nil || f.Code != row.code || !strings.Contains(f.En, row.want) || !strings.Contains(f.Zh, "密钥加密密钥") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if row.config.File != "" && (!strings.Contains(f.Zh, row.config.File) || !strings.Contains(f.En, row.config.File)) {
			t.Errorf("%s: does not name the file: %v", name, err)
		}
		for _, text := range []string{f.Zh, f.En, err.Error()} {
			if strings.Contains(text, secret[:8]) || strings.Contains(text, "\n") || strings.Contains(text, "%!") {
				t.Errorf("%s: quotes the key or is more than a sentence: %v", name, text)
			}
		}
	}
}

func TestProcessesThatCreateTheKeyAtTheSameTimeGetTheSame(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", "kek")
	var ids sync.Map
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			k, err := vault.LoadKEK(vault.KEKConfig{File: path, Create: true})
			if err != nil {
				t.Error(err)
			}
			ids.Store(k.ID(), true)
		})
	}
	wg.Wait()
	n := 0
	ids.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d different keys", n)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Error(st.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".key-*")); len(left) > 0 {
		t.Error("left behind:", left)
	}
}

func TestTheWrongKEKIsOneSentence(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	right := newKEK(t)
	open(t, vault.Config{Pool: pool, KEK: right})
	wrong := newKEK(t)
	_, err := vault.Open(t.Context(), vault.Config{Pool: pool, KEK: wrong, Now: newClock().now})
	if !errors.Is(err, vault.ErrWrongKEK) || strings.Contains(err.Error(), "\n") {
		t.Fatal(err)
	}
	for _, id := range []string{right.ID(), wrong.ID()} {
		if !strings.Contains(err.Error(), id) {
			t.Errorf("%v does not name %s", err, id)
		}
	}
	if _, err := vault.Open(t.Context(), vault.Config{Pool: pool, Now: newClock().now}); err == nil {
		t.Error("opened without a key")
	}
}

func TestRewrap(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	old, next := newKEK(t), newKEK(t)
	v := open(t, vault.Config{Pool: pool, KEK: old, Cached: 1})
	event := uuid.New()
	fields := map[string]*personal.Field{"name": personal.Plain("张三")}
	key := seal(t, v, "dispute-1", uuid.Nil, event, fields)
	gone := map[string]*personal.Field{"name": personal.Plain("李四")}
	seal(t, v, "dispute-2", uuid.Nil, event, gone)
	if err := v.Shred(t.Context(), "dispute-2"); err != nil {
		t.Fatal(err)
	}
	digest := v.MAC("command", []byte("x"))

	n, err := v.Rewrap(t.Context(), next)
	if err != nil || n < 16 {
		t.Fatal(n, err)
	}
	if n, err := v.Rewrap(t.Context(), next); err != nil || n != 0 {
		t.Errorf("a second time: %d, %v", n, err)
	}
	seal(t, v, "dispute-3", uuid.Nil, event, map[string]*personal.Field{"name": personal.Plain("王五")}) // a key made before the rotation
	if err := v.Unseal(t.Context(), "dispute-1", event, stored(t, fields)); err != nil {
		t.Error("the rotating process itself:", err)
	}

	after := open(t, vault.Config{Pool: pool, KEK: next})
	if err := after.Unseal(t.Context(), "dispute-1", event, stored(t, fields)); err != nil {
		t.Error(err)
	}
	if err := after.Unseal(t.Context(), "dispute-2", event, stored(t, gone)); !errors.Is(err, vault.ErrShredded) {
		t.Error("a rotation brought back what was erased:", err)
	}
	if k := seal(t, after, "dispute-1", key, uuid.New(), map[string]*personal.Field{"name": personal.Plain("张三")}); k != key {
		t.Error("another key after the rotation")
	}
	if d := after.MAC("command", []byte("x")); d != digest {
		t.Errorf("digest %s, before the rotation %s", d, digest)
	}
	if _, err := vault.Open(t.Context(), vault.Config{Pool: pool, KEK: old, Now: newClock().now}); !errors.Is(err, vault.ErrWrongKEK) {
		t.Error("the old key still opens:", err)
	}
	both := open(t, vault.Config{Pool: pool, KEK: old, Former: []vault.KEK{next}})
	if err := both.Unseal(t.Context(), "dispute-1", event, stored(t, fields)); err != nil {
		t.Error("with both keys:", err)
	}
}

func TestMAC(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	kek := newKEK(t)
	a, b := open(t, vault.Config{Pool: pool, KEK: kek}), open(t, vault.Config{Pool: pool, KEK: kek})
	foreign := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: kek})
	d := a.MAC("command", []byte("content"))
	if d != b.MAC("command", []byte("content")) {
		t.Error("two processes disagree")
	}
	for name, other := range map[string]string{
		"content":  a.MAC("command", []byte("content2")),
		"purpose":  a.MAC("pseudonym", []byte("content")),
		"database": foreign.MAC("command", []byte("content")),
	} {
		if d == other {
			t.Errorf("the digest does not depend on the %s", name)
		}
	}
	id, hex, ok := strings.Cut(d, ":")
	if !ok || !strings.HasPrefix(id, "m") || len(hex) != 64 {
		t.Error(d)
	}
}
