package es_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.uber.org/goleak"

	"anjie.internal/services/internal/decider"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esmem"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The toy core of these tests is an account that is opened once and added to.

type event interface{ event() }

type opened struct {
	At    time.Time       `json:"at"`
	Owner *personal.Field `json:"owner"`
}

type added struct {
	Amount int `json:"amount"`
}

type marked struct {
	Label string `json:"label"`
}

func (opened) event() {}
func (added) event()  {}
func (marked) event() {}

func (o opened) Personal() map[string]*personal.Field {
	return map[string]*personal.Field{"owner": o.Owner}
}

type command interface{ command() }

type open struct {
	at    time.Time
	owner string
}
type add struct{ amount int }

// mark adds nothing and causes as many events as it has labels.
type mark struct{ labels []string }

func (open) command() {}
func (add) command()  {}
func (mark) command() {}

type account struct {
	Open  bool
	At    time.Time
	Sum   int
	Count int
}

var (
	errOpen    = fault.New(fault.Exists, "account-open", "已开户", "the account is open")
	errNotOpen = fault.New(fault.Refused, "account-not-open", "未开户", "the account is not open")
)

var accounts = decider.Decider[account, command, event]{
	Initial: func() account { return account{} },
	Decide: func(s account, c command) ([]event, error) {
		switch c := c.(type) {
		case open:
			if s.Open {
				return nil, errOpen
			}
			return []event{opened{At: c.at, Owner: personal.Plain(c.owner)}}, nil
		case add:
			if !s.Open {
				return nil, errNotOpen
			}
			return []event{added{Amount: c.amount}}, nil
		case mark:
			if !s.Open {
				return nil, errNotOpen
			}
			var out []event
			for _, l := range c.labels {
				out = append(out, marked{Label: l})
			}
			return out, nil
		}
		return nil, errors.New("no such command")
	},
	Evolve: func(s account, e event) account {
		s.Count++
		switch e := e.(type) {
		case opened:
			s.Open, s.At = true, e.At
		case added:
			s.Sum += e.Amount
		case marked:
		}
		return s
	},
}

func codec(t testing.TB) *es.Codec[event] {
	t.Helper()
	c, err := es.NewCodec[event](
		es.Named[opened]("account-opened-v1"), es.Named[added]("account-added-v1"), es.Named[marked]("account-marked-v1"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// sealer boxes differently every time, like the real one, and remembers what it was asked.
type sealer struct {
	mu    sync.Mutex
	n     int
	calls []sealing
	err   error
}

type sealing struct {
	subject   string
	hint, key uuid.UUID
	event     uuid.UUID
	fields    []string
}

func (s *sealer) Seal(_ context.Context, subject string, hint, event uuid.UUID, fields map[string]*personal.Field) (uuid.UUID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err != nil {
		return uuid.Nil, s.err
	}
	key := hint
	if key == uuid.Nil {
		key = uuid.New()
	}
	call := sealing{subject: subject, hint: hint, key: key, event: event}
	for name, f := range fields {
		s.n++
		f.Seal(personal.Box{Key: key.String(), Sealed: fmt.Appendf(nil, "box %d of %s", s.n, event), Commit: []byte{byte(s.n)}})
		call.fields = append(call.fields, name)
	}
	s.calls = append(s.calls, call)
	return key, nil
}

// ticking is a clock that moves by a bit more than a microsecond with every look.
func ticking() func() time.Time {
	var mu sync.Mutex
	at := time.Date(2026, 11, 23, 1, 2, 3, 456789123, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		at = at.Add(1234 * time.Nanosecond)
		return at
	}
}

type handler = es.Handler[account, command, event]

type deciderOf = decider.Decider[account, command, event]

type config = es.HandlerConfig[account, command, event]

func newHandler(t testing.TB, store es.Store, change ...func(*config)) *handler {
	t.Helper()
	c := config{
		Category: "account", Store: store, Codec: codec(t), Decider: accounts, Now: ticking(), Sealer: &sealer{},
		Patience: 10 * time.Second,
	}
	for _, f := range change {
		f(&c)
	}
	h, err := es.NewHandler(c)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func newStore() *esmem.Store { return esmem.New(ticking()) }

// intent is that of a command with a new id.
func intent(content string) es.Intent {
	sum := sha256.Sum256([]byte(content))
	return es.Intent{Command: uuid.New(), Digest: hex.EncodeToString(sum[:]), Actor: "clerk-1", Unit: "330102"}
}

func read(t testing.TB, store es.Store, stream string) []es.Record {
	t.Helper()
	var out []es.Record
	for r, err := range store.ReadStream(t.Context(), stream, 0) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	return out
}

// verify reads a stream, checks its chain and returns how often each command stands there.
func verify(t testing.TB, store es.Store, stream string) ([]es.Record, map[uuid.UUID]int) {
	t.Helper()
	records := read(t, store, stream)
	if err := es.VerifyChain(records); err != nil {
		t.Error(err)
	}
	commands := map[uuid.UUID]int{}
	for _, r := range records {
		m, err := es.ParseMeta(r.Metadata)
		if err != nil {
			t.Fatal(err)
		}
		commands[m.Command]++
	}
	return records, commands
}
