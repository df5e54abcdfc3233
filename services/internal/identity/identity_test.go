package identity_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

func TestRequire(t *testing.T) {
	t.Parallel()
	clerk := identity.Actor{ID: "u-1", Unit: "unit-1", Roles: []string{identity.RoleClerk, identity.RoleNavigator}}
	known := identity.With(t.Context(), clerk)
	for name, row := range map[string]struct {
		ctx   context.Context //nolint:containedctx // a column of the table
		roles []string
		want  *fault.Error
	}{
		"one of the roles":    {known, []string{identity.RoleMediator, identity.RoleNavigator}, nil},
		"any known actor":     {known, nil, nil},
		"none of the roles":   {known, []string{identity.RoleAuditor}, identity.ErrRoleMissing},
		"nobody":              {t.Context(), []string{identity.RoleClerk}, identity.ErrTokenMissing},
		"nobody, for no role": {t.Context(), nil, identity.ErrTokenMissing},
	} {
		a, err := identity.Require(row.ctx, row.roles...)
		if row.want == nil {
			if err != nil || a.ID != "u-1" {
				t.Errorf("%s: %v %v", name, a, err)
			}
			continue
		}
		if !errors.Is(err, row.want) || a.ID != "" {
			t.Errorf("%s: %v %v", name, a, err)
		}
	}
}

func TestRolesAreDistinctWords(t *testing.T) {
	t.Parallel()
	roles := identity.Roles()
	if slices.Sort(roles); len(slices.Compact(roles)) != 17 {
		t.Errorf("%v", roles)
	}
}

func TestProcessesThatMakeTheKeyAtTheSameTimeGetTheSame(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", "token.key")
	if _, err := identity.LoadKey(path); !errors.Is(err, os.ErrNotExist) {
		t.Error("no key is no fs.ErrNotExist:", err)
	}
	var keys sync.Map
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			k, err := identity.EnsureKey(path)
			if err != nil {
				t.Error(err)
				return
			}
			keys.Store(string(k.Public()), true)
		})
	}
	wg.Wait()
	n := 0
	keys.Range(func(any, any) bool { n++; return true })
	if n != 1 {
		t.Errorf("%d keys", n)
	}
	if st, err := os.Stat(path); err != nil || st.Mode().Perm() != 0o600 {
		t.Error(st.Mode(), err)
	}
}

func TestABadKeyFileIsOneSentence(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := filepath.Join(dir, "good")
	k, err := identity.EnsureKey(good)
	if err != nil {
		t.Fatal(err)
	}
	pemBytes, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	public, err := k.PublicPEM()
	if err != nil {
		t.Fatal(err)
	}
	publicFile := filepath.Join(dir, "public")
	if err := os.WriteFile(publicFile, public, 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := identity.LoadPublic(publicFile); err != nil || !p.Equal(k.Public()) {
		t.Error("the public key does not come back:", err)
	}
	sentence := func(name string, err error, code string, says ...string) {
		t.Helper()
		f := fault.As(err)
		if f == nil || f.Code != code {
			t.Errorf("%s: %v, want the fault %s", name, err, code)
			return
		}
		for _, text := range []string{f.Zh, f.En} {
			if strings.Contains(text, "\n") || strings.Contains(text, "%!") || strings.Contains(text, "PRIVATE KEY-") {
				t.Errorf("%s: not one sentence: %q", name, text)
			}
			for _, part := range says {
				if !strings.Contains(text, part) {
					t.Errorf("%s: %q does not say %q", name, text, part)
				}
			}
		}
	}
	_, err = identity.LoadPublic(good)
	sentence("a private key for a public one", err, "token-key-format", good)
	_, err = identity.LoadPublic(filepath.Join(dir, "none"))
	sentence("no public key", err, "token-key-missing", filepath.Join(dir, "none"))
	_, err = identity.EnsureKey(filepath.Join(good, "key"))
	sentence("below a file", err, "token-key-unreadable", good, "not a directory")
	_, err = identity.EnsureKey("/proc/key")
	sentence("in a locked place", err, "token-key-unwritable", "/proc/key")
	for name, row := range map[string]struct {
		content []byte
		mode    os.FileMode
		code    string
		want    string
	}{
		"open to all":  {pemBytes, 0o644, "token-key-open", "0644"},
		"not PEM":      {[]byte("hello"), 0o600, "token-key-format", "Ed25519"},
		"a public key": {public, 0o600, "token-key-format", "Ed25519"},
		"broken PEM":   {bytes.Replace(pemBytes, []byte("MC4"), []byte("MC5"), 1), 0o600, "token-key-format", "Ed25519"},
	} {
		path := filepath.Join(dir, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, row.content, row.mode); err != nil {
			t.Fatal(err)
		}
		_, err := identity.EnsureKey(path)
		sentence(name, err, row.code, path, row.want)
		if b, _ := os.ReadFile(path); !bytes.Equal(b, row.content) {
			t.Errorf("%s: a bad file was written over", name)
		}
	}
}

func TestAKeyNeverPrints(t *testing.T) {
	t.Parallel()
	k, err := identity.EnsureKey(filepath.Join(t.TempDir(), "k"))
	if err != nil {
		t.Fatal(err)
	}
	private := identity.PrivateOf(k)
	type holder struct{ k identity.Key }
	var out bytes.Buffer
	for _, x := range []any{k, &k, holder{k}, &holder{k}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x"} {
			fmt.Fprintf(&out, verb+"\n", x)
		}
		slog.New(slog.NewJSONHandler(&out, nil)).LogAttrs(t.Context(), slog.LevelInfo, "x", slog.Any("key", x))
		if b, err := json.Marshal(x); err == nil {
			out.Write(b)
		}
	}
	for _, form := range []string{fmt.Sprintf("%v", private), fmt.Sprintf("%v", private[:8])[1:20], fmt.Sprintf("%x", private[:8]), string(private[:8])} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the key shows as %q", form)
		}
	}
}
