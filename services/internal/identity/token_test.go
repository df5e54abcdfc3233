package identity_test

import (
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/google/go-cmp/cmp"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func fixed() time.Time { return start }

func newKey(t testing.TB) identity.Key {
	t.Helper()
	k, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func mint(t testing.TB, k identity.Key, a identity.Actor, ttl time.Duration) string {
	t.Helper()
	i, err := identity.NewIssuer(k, "", fixed)
	if err != nil {
		t.Fatal(err)
	}
	token, err := i.Mint(a, ttl)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func verifier(k identity.Key, now func() time.Time) *identity.Verifier {
	return identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{k.Public()}, Now: now})
}

func TestAMintedTokenGivesTheActorBack(t *testing.T) {
	t.Parallel()
	k := newKey(t)
	want := identity.Actor{ID: "u-1", Unit: "unit-9", Department: "justice", Roles: []string{"liaison", "clerk"}, OnBehalfOf: "u-2"}
	v := verifier(k, fixed)
	token := mint(t, k, want, time.Hour)
	for range 2 { // the second time from memory
		got, err := v.Verify(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("another actor comes back (-minted +verified):\n%s", diff)
		}
	}
	rotated := identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{newKey(t).Public(), k.Public()}, Now: fixed})
	if _, err := rotated.Verify(t.Context(), token); err != nil {
		t.Error("the second of two keys:", err)
	}
}

func TestMintRefusesWhatNobodyCouldUse(t *testing.T) {
	t.Parallel()
	i, err := identity.NewIssuer(newKey(t), "", fixed)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := i.Mint(identity.Actor{}, time.Hour); err == nil {
		t.Error("a token for nobody")
	}
	if _, err := i.Mint(identity.Actor{ID: "u-1"}, 0); err == nil {
		t.Error("a token for no time")
	}
}

// encode makes a token by hand, so that its parts may be anything.
func encode(t *testing.T, header, claims any, sign func([]byte) []byte) string {
	t.Helper()
	part := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(b)
	}
	body := part(header) + "." + part(claims)
	return body + "." + base64.RawURLEncoding.EncodeToString(sign([]byte(body)))
}

// T5 of the threats: a token from elsewhere, of another kind, for another place or another time.
func TestBadTokens(t *testing.T) {
	t.Parallel()
	k, foreign := newKey(t), newKey(t)
	good := func() map[string]any {
		return map[string]any{
			"iss": identity.DefaultIssuer, "aud": "anjie", "sub": "u-1", "iat": start.Unix(), "nbf": start.Unix(),
			"exp": start.Add(time.Hour).Unix(), "unit": "unit-1", "roles": []string{"clerk"},
		}
	}
	with := func(key string, value any) map[string]any {
		c := good()
		if value == nil {
			delete(c, key)
			return c
		}
		c[key] = value
		return c
	}
	by := func(k identity.Key) func([]byte) []byte {
		return func(b []byte) []byte { return ed25519.Sign(ed25519.PrivateKey(identity.PrivateOf(k)), b) }
	}
	eddsa := func(extra ...any) map[string]any {
		h := map[string]any{"alg": "EdDSA", "typ": "JWT"}
		for i := 0; i < len(extra); i += 2 {
			h[extra[i].(string)] = extra[i+1]
		}
		return h
	}
	ours := func(claims map[string]any) string { return encode(t, eddsa(), claims, by(k)) }
	hs256, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.HS256, Key: []byte(k.Public())}, nil)
	if err != nil {
		t.Fatal(err)
	}
	confused, err := jwt.Signed(hs256).Claims(good()).Serialize()
	if err != nil {
		t.Fatal(err)
	}
	jwk := jose.JSONWebKey{Key: crypto.PublicKey(foreign.Public()), Algorithm: "EdDSA"}
	parts := strings.Split(ours(good()), ".")
	jsonForm := fmt.Sprintf(`{"payload":%q,"protected":%q,"signature":%q}`, parts[1], parts[0], parts[2])
	other := strings.Split(ours(with("roles", []string{"administrator"})), ".")

	for _, row := range []struct {
		name, token string
		want        *fault.Error
	}{
		{"no token", "", identity.ErrTokenMissing},
		{"not a token at all", "hello", identity.ErrTokenInvalid},
		{"another key", encode(t, eddsa(), good(), by(foreign)), identity.ErrTokenInvalid},
		{"alg none", encode(t, map[string]any{"alg": "none"}, good(), func([]byte) []byte { return nil }), identity.ErrTokenInvalid},
		{"HMAC with our public key", confused, identity.ErrTokenInvalid},
		{"another key that kid names as ours", encode(t, eddsa("kid", "../../dev/null' union select 1 --"), good(), by(foreign)), identity.ErrTokenInvalid},
		{"another key inside the token", encode(t, eddsa("jwk", jwk), good(), by(foreign)), identity.ErrTokenInvalid},
		{"another key behind a URL", encode(t, eddsa("jku", "http://127.0.0.1:1/keys"), good(), by(foreign)), identity.ErrTokenInvalid},
		{"claims changed after signing", parts[0] + "." + other[1] + "." + parts[2], identity.ErrTokenInvalid},
		{"another issuer", ours(with("iss", "https://evil.example")), identity.ErrTokenInvalid},
		{"another audience", ours(with("aud", "other")), identity.ErrTokenAudience},
		{"no audience", ours(with("aud", nil)), identity.ErrTokenAudience},
		{"expired", ours(with("exp", start.Add(-30*time.Second).Unix())), identity.ErrTokenExpired},
		{"no expiry", ours(with("exp", nil)), identity.ErrTokenInvalid},
		{"not valid yet", ours(with("nbf", start.Add(time.Minute).Unix())), identity.ErrTokenInvalid},
		{"issued in the future", ours(with("iat", start.Add(time.Minute).Unix())), identity.ErrTokenInvalid},
		{"no subject", ours(with("sub", "")), identity.ErrTokenInvalid},
		{"JSON form instead of compact", jsonForm, identity.ErrTokenInvalid},
		{"an unknown critical header", encode(t, eddsa("crit", []string{"x"}, "x", 1), good(), by(k)), identity.ErrTokenInvalid},
		{"larger than a token can be", ours(with("unit", strings.Repeat("x", 9000))), identity.ErrTokenInvalid},
	} {
		v := verifier(k, fixed)
		for range 2 {
			a, err := v.Verify(t.Context(), row.token)
			f := fault.As(err)
			if f == nil || f.Kind != fault.Unauthenticated || f.Code != row.want.Code || a.ID != "" {
				t.Errorf("%s: %v %v", row.name, a, err)
			}
		}
		if v.Kept() != 0 {
			t.Errorf("%s: remembered as good", row.name)
		}
	}
	// Without anything wrong the same construction is good, and so are clocks that differ by seconds.
	for name, claims := range map[string]map[string]any{
		"good": good(), "a little expired": with("exp", start.Add(-29*time.Second).Unix()),
		"a little early": with("nbf", start.Add(29*time.Second).Unix()), "two audiences": with("aud", []string{"x", "anjie"}),
	} {
		if _, err := verifier(k, fixed).Verify(t.Context(), ours(claims)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if a, err := verifier(k, fixed).Verify(t.Context(), encode(t, eddsa("kid", "anything"), good(), by(k))); err != nil || a.ID != "u-1" {
		t.Error("a kid on a good token is not ignored:", err)
	}
}

func TestARememberedTokenExpires(t *testing.T) {
	t.Parallel()
	k := newKey(t)
	var passed atomic.Int64
	v := verifier(k, func() time.Time { return start.Add(time.Duration(passed.Load())) })
	token := mint(t, k, identity.Actor{ID: "u-1"}, time.Minute)
	for at, want := range map[time.Duration]error{0: nil, 59 * time.Second: nil} {
		passed.Store(int64(at))
		if _, err := v.Verify(t.Context(), token); !errors.Is(err, want) {
			t.Errorf("after %v: %v", at, err)
		}
	}
	passed.Store(int64(90 * time.Second))
	if _, err := v.Verify(t.Context(), token); !errors.Is(err, identity.ErrTokenExpired) {
		t.Errorf("after its time: %v", err)
	}
}

func TestTheMemoryOfTokensIsBounded(t *testing.T) {
	t.Parallel()
	k := newKey(t)
	v := identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{k.Public()}, Now: fixed, Kept: 10})
	var wg sync.WaitGroup
	for g := range 8 {
		wg.Go(func() {
			for i := range 20 {
				id := fmt.Sprintf("u-%d-%d", g, i)
				if a, err := v.Verify(t.Context(), mint(t, k, identity.Actor{ID: id}, time.Hour)); err != nil || a.ID != id {
					t.Errorf("%v %v", a, err)
				}
			}
		})
	}
	wg.Wait()
	if n := v.Kept(); n != 10 {
		t.Errorf("%d remembered", n)
	}
}

// FuzzVerify: whatever a token looks like, the answer is a fault of this package or an actor of our key.
func FuzzVerify(f *testing.F) {
	k := newKey(f)
	token := mint(f, k, identity.Actor{ID: "u-1"}, time.Hour)
	f.Add(token)
	f.Add(strings.Replace(token, ".", "..", 1))
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	v := verifier(k, fixed)
	codes := []string{"token-missing", "token-expired", "token-audience", "token-invalid"}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := v.Verify(t.Context(), s)
		if err == nil && a.ID != "u-1" {
			t.Fatalf("%+v", a)
		}
		if err != nil && !slices.Contains(codes, fault.As(err).Code) {
			t.Fatal(err)
		}
	})
}

func BenchmarkVerifyRemembered(b *testing.B) {
	k := newKey(b)
	v, token := verifier(k, fixed), mint(b, k, identity.Actor{ID: "u-1", Unit: "unit-1", Roles: []string{"clerk"}}, time.Hour)
	b.RunParallel(func(p *testing.PB) {
		for p.Next() {
			if _, err := v.Verify(b.Context(), token); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkVerifyNew(b *testing.B) {
	k := newKey(b)
	token := mint(b, k, identity.Actor{ID: "u-1"}, time.Hour)
	for b.Loop() {
		if _, err := verifier(k, fixed).Verify(b.Context(), token); err != nil {
			b.Fatal(err)
		}
	}
}
