package vault_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/vault"
)

// sealedEvent is an event of a subject as it comes out of the log.
func sealedEvent(t testing.TB, v *vault.Vault, subject string) *vault.Opening {
	t.Helper()
	o := &vault.Opening{Subject: subject, Event: uuid.New(), Fields: map[string]*personal.Field{
		"name": personal.Plain("张三 " + subject), "phone": personal.Plain("1"), "note": personal.Plain(""),
	}}
	seal(t, v, subject, uuid.Nil, o.Event, o.Fields)
	o.Fields = stored(t, o.Fields)
	return o
}

func unsealAll(t testing.TB, pool *pgxpool.Pool, v *vault.Vault, list ...*vault.Opening) {
	t.Helper()
	err := pg.InTx(t.Context(), pool, func(tx pgx.Tx) error { return v.UnsealAll(t.Context(), tx, list) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestManyEventsOpenAtOnce(t *testing.T) {
	t.Parallel()
	pool, kek := pgtest.Fresh(t), newKEK(t)
	v := open(t, vault.Config{Pool: pool, KEK: kek})
	foreign := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: newKEK(t)})
	var list []*vault.Opening
	for i := range 40 {
		list = append(list, sealedEvent(t, v, fmt.Sprintf("dispute-%d", i)))
	}
	erased, moved, unknown, nothing := list[3], list[5], sealedEvent(t, foreign, "dispute-x"), &vault.Opening{Subject: "dispute-0"}
	moved.Event = uuid.New()
	if err := v.Shred(t.Context(), erased.Subject); err != nil {
		t.Fatal(err)
	}
	list = append(list, unknown, nothing)
	for name, other := range map[string]*vault.Vault{"the vault that sealed": v, "one that starts": open(t, vault.Config{Pool: pool, KEK: kek})} {
		for _, o := range list {
			o.Fields = stored(t, o.Fields)
		}
		unsealAll(t, pool, other, list...)
		for _, o := range list {
			switch want := map[*vault.Opening]error{erased: vault.ErrShredded, moved: vault.ErrBroken, unknown: vault.ErrUnknownKey}[o]; {
			case want != nil:
				if !errors.Is(o.Err, want) || text(o.Fields["name"])+text(o.Fields["phone"]) != "" {
					t.Errorf("%s: %s gives %v, want %v", name, o.Subject, o.Err, want)
				}
			case o.Err != nil:
				t.Errorf("%s: %s: %v", name, o.Subject, o.Err)
			case o != nothing && (text(o.Fields["name"]) != "张三 "+o.Subject || text(o.Fields["phone"]) != "1"):
				t.Errorf("%s: %s opened to %q", name, o.Subject, text(o.Fields["name"]))
			}
		}
	}
}

// TestAnErasureWaitsForWhoReads erases a subject while a transaction has read its keys: what that transaction stores is there
// when the erasure forgets what was derived.
func TestAnErasureWaitsForWhoReads(t *testing.T) {
	t.Parallel()
	pool, kek := pgtest.Fresh(t), newKEK(t)
	v := open(t, vault.Config{Pool: pool, KEK: kek, Forget: func(ctx context.Context, tx pgx.Tx, subject string) error {
		_, err := tx.Exec(ctx, "delete from derived where subject = $1", subject)
		return err
	}})
	if _, err := pool.Exec(t.Context(), "create table derived (subject text)"); err != nil {
		t.Fatal(err)
	}
	o := sealedEvent(t, v, "dispute-1")
	other := sealedEvent(t, v, "dispute-2")
	done := make(chan error, 1)
	err := pg.InTx(t.Context(), pool, func(tx pgx.Tx) error {
		if err := v.UnsealAll(t.Context(), tx, []*vault.Opening{o, other}); err != nil || o.Err != nil {
			return errors.Join(err, o.Err)
		}
		go func() { done <- v.Shred(t.Context(), "dispute-1") }()
		for waits := false; !waits; {
			err := pool.QueryRow(t.Context(), `select exists (select from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock' and query like '%vault_key%')`).Scan(&waits)
			if err != nil {
				return err
			}
			select {
			case err := <-done:
				return fmt.Errorf("the erasure did not wait: %w", err)
			default:
			}
		}
		_, err := tx.Exec(t.Context(), "insert into derived values ('dispute-1'), ('dispute-2')")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	var left string
	if err := pool.QueryRow(t.Context(), "select string_agg(subject, ' ') from derived").Scan(&left); err != nil || left != "dispute-2" {
		t.Errorf("left is %q, %v", left, err)
	}
	// Who reads afterwards finds nothing, however well the process still remembers the key.
	o.Fields = stored(t, o.Fields)
	unsealAll(t, pool, v, o, other)
	if !errors.Is(o.Err, vault.ErrShredded) || other.Err != nil {
		t.Errorf("afterwards: %v, %v", o.Err, other.Err)
	}
}

// TestForgettingFailsTheErasure leaves keys where they are when what was derived cannot be forgotten.
func TestForgettingFailsTheErasure(t *testing.T) {
	t.Parallel()
	pool, kek := pgtest.Fresh(t), newKEK(t)
	full := errors.New("the disk is full")
	v := open(t, vault.Config{Pool: pool, KEK: kek, Forget: func(context.Context, pgx.Tx, string) error { return full }})
	o := sealedEvent(t, v, "dispute-1")
	if err := v.Shred(t.Context(), "dispute-1"); !errors.Is(err, full) {
		t.Fatalf("erased: %v", err)
	}
	unsealAll(t, pool, v, o)
	if o.Err != nil {
		t.Errorf("half erased: %v", o.Err)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	pool, kek := pgtest.Fresh(t), newKEK(t)
	a, b := open(t, vault.Config{Pool: pool, KEK: kek}), open(t, vault.Config{Pool: pool, KEK: kek})
	foreign := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: newKEK(t)})
	texts := []string{"张三", "李四", "张三", ""}
	got := a.Tokens("index-name", texts)
	if len(got) != 4 || got[0] != got[2] || got[0] == got[1] || got[3] == got[0] {
		t.Errorf("tokens %x", got)
	}
	seen := map[int64]string{}
	for name, tokens := range map[string][]int64{
		"of this purpose": got[:2], "of another purpose": a.Tokens("index-text", texts)[:2], "of another database": foreign.Tokens("index-name", texts)[:2],
	} {
		for _, token := range tokens {
			if seen[token] != "" {
				t.Errorf("a token %s is one %s too", name, seen[token])
			}
			seen[token] = name
		}
	}
	for i, token := range b.Tokens("index-name", texts) {
		mac := a.MAC("index-name", []byte(texts[i]))
		if token != got[i] || !strings.HasPrefix(mac[strings.Index(mac, ":")+1:], fmt.Sprintf("%016x", uint64(token))) {
			t.Errorf("token %x of %q, MAC %s", token, texts[i], mac)
		}
	}
	if len(a.Tokens("index-name", nil)) != 0 {
		t.Error("tokens of nothing")
	}
}
