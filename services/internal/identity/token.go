package identity

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// DefaultIssuer is the issuer of tokens that Anjie mints itself.
const DefaultIssuer = "anjie-dev"

const (
	leeway      = 30 * time.Second // clocks of two machines differ
	maxToken    = 8 << 10          // bytes; a token is hashed before it is trusted
	defaultKept = 4096             // verified tokens
)

// body is the payload of a token beyond the registered claims.
type body struct {
	Unit       string   `json:"unit,omitempty"`
	Department string   `json:"department,omitempty"`
	Roles      []string `json:"roles,omitempty"`
	OnBehalfOf string   `json:"on_behalf_of,omitempty"`
}

// Issuer mints tokens. It is safe for concurrent use.
type Issuer struct {
	name   string
	signer jose.Signer
	now    func() time.Time
}

// NewIssuer returns an issuer of the given name, DefaultIssuer if it is empty.
func NewIssuer(k Key, name string, now func() time.Time) (*Issuer, error) {
	if name == "" {
		name = DefaultIssuer
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.EdDSA, Key: k.private()}, (&jose.SignerOptions{}).WithType("JWT"))
	if err != nil {
		return nil, fmt.Errorf("token signer: %w", err)
	}
	return &Issuer{name: name, signer: s, now: now}, nil
}

// Mint returns a token for the actor that is good for ttl, at least a second.
func (i *Issuer) Mint(a Actor, ttl time.Duration) (string, error) {
	if a.ID == "" {
		return "", errors.New("mint token: the actor has no id")
	}
	if ttl < time.Second {
		return "", fmt.Errorf("mint token: it would be good for %v only", ttl)
	}
	now := i.now()
	t, err := jwt.Signed(i.signer).Claims(jwt.Claims{
		Issuer: i.name, Subject: a.ID, Audience: jwt.Audience{Audience},
		IssuedAt: jwt.NewNumericDate(now), NotBefore: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(ttl)),
	}).Claims(body{Unit: a.Unit, Department: a.Department, Roles: a.Roles, OnBehalfOf: a.OnBehalfOf}).Serialize()
	if err != nil {
		return "", fmt.Errorf("mint token: %w", err)
	}
	return t, nil
}

// VerifierConfig says which tokens are good.
type VerifierConfig struct {
	// Keys are the public keys of the issuer; more than one while keys are rotated. A token's own hints (kid, jwk, jku) are ignored.
	Keys []ed25519.PublicKey
	// Issuer is the only issuer that is accepted; DefaultIssuer if empty.
	Issuer string
	// Now is the clock.
	Now func() time.Time
	// Kept bounds the number of verified tokens that are remembered; 4096 if zero.
	Kept int
}

// Verifier turns tokens into actors. It is safe for concurrent use.
type Verifier struct {
	oidc *oidc.IDTokenVerifier
	now  func() time.Time
	kept int

	mu    sync.RWMutex
	known map[[sha256.Size]byte]verified // by hash, so that the memory of a process holds no usable token
}

type verified struct {
	actor Actor
	until time.Time
}

// NewVerifier returns a verifier.
func NewVerifier(c VerifierConfig) *Verifier {
	if c.Issuer == "" {
		c.Issuer = DefaultIssuer
	}
	if c.Kept <= 0 {
		c.Kept = defaultKept
	}
	set := &oidc.StaticKeySet{}
	for _, k := range c.Keys {
		set.PublicKeys = append(set.PublicKeys, crypto.PublicKey(k))
	}
	return &Verifier{
		oidc: oidc.NewVerifier(c.Issuer, set, &oidc.Config{
			SupportedSigningAlgs: []string{oidc.EdDSA},
			SkipClientIDCheck:    true, // checked below, to tell an audience from a forgery
			SkipExpiryCheck:      true, // checked below, with a leeway
		}),
		now:   c.Now,
		kept:  c.Kept,
		known: map[[sha256.Size]byte]verified{},
	}
}

// Verify returns the actor of a token. It fails with ErrTokenMissing, ErrTokenExpired, ErrTokenAudience or ErrTokenInvalid.
// A token that was verified once is remembered by its hash until it expires: the second call costs a hash and a look-up.
func (v *Verifier) Verify(ctx context.Context, token string) (Actor, error) {
	switch {
	case token == "":
		return Actor{}, ErrTokenMissing
	case len(token) > maxToken:
		return Actor{}, ErrTokenInvalid.Because(fmt.Errorf("token of %d bytes", len(token)))
	}
	now, hash := v.now(), sha256.Sum256([]byte(token))
	v.mu.RLock()
	k, ok := v.known[hash]
	v.mu.RUnlock()
	if ok && now.Before(k.until) {
		return k.actor, nil
	}
	k, err := v.verify(ctx, token, now)
	if err != nil {
		return Actor{}, err
	}
	v.remember(hash, k)
	return k.actor, nil
}

func (v *Verifier) verify(ctx context.Context, token string, now time.Time) (verified, error) {
	// The library also reads the JSON form of a signature, which carries unprotected headers. Nobody sends it in good faith.
	if strings.Count(token, ".") != 2 || strings.HasPrefix(token, "{") {
		return verified{}, ErrTokenInvalid.Because(errors.New("not a compact token"))
	}
	t, err := v.oidc.Verify(ctx, token)
	if err != nil {
		return verified{}, ErrTokenInvalid.Because(err)
	}
	var b struct {
		body
		NotBefore *jwt.NumericDate `json:"nbf"`
		Expiry    *jwt.NumericDate `json:"exp"`
	}
	if err := t.Claims(&b); err != nil {
		return verified{}, ErrTokenInvalid.Because(err)
	}
	switch {
	case !slices.Contains(t.Audience, Audience):
		return verified{}, ErrTokenAudience
	case b.Expiry == nil:
		return verified{}, ErrTokenInvalid.Because(errors.New("no expiry"))
	case !now.Before(b.Expiry.Time().Add(leeway)):
		return verified{}, ErrTokenExpired
	case b.NotBefore != nil && now.Add(leeway).Before(b.NotBefore.Time()):
		return verified{}, ErrTokenInvalid.Because(errors.New("not valid yet"))
	case now.Add(leeway).Before(t.IssuedAt):
		return verified{}, ErrTokenInvalid.Because(errors.New("issued in the future"))
	case t.Subject == "":
		return verified{}, ErrTokenInvalid.Because(errors.New("no subject"))
	}
	return verified{
		actor: Actor{ID: t.Subject, Unit: b.Unit, Department: b.Department, Roles: b.Roles, OnBehalfOf: b.OnBehalfOf},
		until: b.Expiry.Time().Add(leeway),
	}, nil
}

// remember keeps a verified token. When there is no room it forgets any other: a forgotten token is only verified again.
func (v *Verifier) remember(hash [sha256.Size]byte, k verified) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for h := range v.known {
		if len(v.known) < v.kept {
			break
		}
		delete(v.known, h)
	}
	v.known[hash] = k
}
