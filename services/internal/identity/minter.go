package identity

import (
	"strings"
	"sync"
	"time"
)

// keptTokens bounds the tokens that a Minter remembers.
const keptTokens = 4096

// Minter mints tokens for callers that act often: a token is used for half of its life before the actor gets another. It is safe for
// concurrent use.
type Minter struct {
	issuer *Issuer
	ttl    time.Duration

	mu     sync.Mutex
	tokens map[string]minted // by all that the actor is
}

type minted struct {
	token string
	until time.Time
}

// NewMinter returns a minter whose tokens are good for ttl.
func NewMinter(i *Issuer, ttl time.Duration) *Minter {
	return &Minter{issuer: i, ttl: ttl, tokens: map[string]minted{}}
}

// Token returns a token for the actor that is good for half of its life at least. Errors are those of Issuer.Mint.
func (m *Minter) Token(a Actor) (string, error) {
	key := strings.Join([]string{a.ID, a.Unit, a.Department, a.OnBehalfOf, strings.Join(a.Roles, "\x01")}, "\x00")
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.issuer.now()
	if t, ok := m.tokens[key]; ok && now.Before(t.until) {
		return t.token, nil
	}
	token, err := m.issuer.Mint(a, m.ttl)
	if err != nil {
		return "", err
	}
	if len(m.tokens) >= keptTokens {
		clear(m.tokens)
	}
	m.tokens[key] = minted{token, now.Add(m.ttl / 2)}
	return token, nil
}
