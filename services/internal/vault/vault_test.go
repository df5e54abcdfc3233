package vault_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.uber.org/goleak"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/vault"
)

func TestMain(m *testing.M) { pgtest.Main(m, vault.Migrate) }

// clock stands until it is moved.
type clock struct{ at atomic.Int64 }

func newClock() *clock {
	c := &clock{}
	c.at.Store(time.Date(2026, 11, 2, 1, 0, 0, 0, time.UTC).UnixNano())
	return c
}

func (c *clock) now() time.Time           { return time.Unix(0, c.at.Load()).UTC() }
func (c *clock) forward(by time.Duration) { c.at.Add(int64(by)) }

func newKEK(t testing.TB) vault.KEK {
	t.Helper()
	k, err := vault.LoadKEK(vault.KEKConfig{File: t.TempDir() + "/kek", Create: true})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func open(t testing.TB, c vault.Config) *vault.Vault {
	t.Helper()
	if c.Now == nil {
		c.Now = newClock().now
	}
	if c.Batch == 0 {
		c.Batch = 16
	}
	v, err := vault.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(context.WithoutCancel(t.Context())); err != nil && !errors.Is(err, context.Canceled) && !strings.Contains(err.Error(), "closed pool") {
			t.Error(err)
		}
	})
	return v
}

func seal(t testing.TB, v *vault.Vault, subject string, key, event uuid.UUID, fields map[string]*personal.Field) uuid.UUID {
	t.Helper()
	k, err := v.Seal(t.Context(), subject, key, event, fields)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// stored is what comes back out of the log: the boxes alone.
func stored(t testing.TB, fields map[string]*personal.Field) map[string]*personal.Field {
	t.Helper()
	b, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]*personal.Field
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func text(f *personal.Field) string {
	s, _ := f.Reveal()
	return s
}

func TestWhatIsSealedOpensAgain(t *testing.T) {
	t.Parallel()
	v := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: newKEK(t)})
	event := uuid.New()
	fields := map[string]*personal.Field{"name": personal.Plain("张三"), "phone": personal.Plain("13800000000"), "note": personal.Plain(""), "nil": nil}
	key := seal(t, v, "dispute-1", uuid.Nil, event, fields)
	if key == uuid.Nil {
		t.Fatal("no key")
	}
	if text(fields["name"]) != "张三" {
		t.Error("the plaintext is gone from the field that was sealed")
	}
	back := stored(t, fields)
	if _, ok := back["name"].Reveal(); ok {
		t.Error("the stored form has plaintext")
	}
	if b, _ := back["name"].Box(); b.Key != key.String() || len(b.Commit) != 32 {
		t.Errorf("box: key %s, commitment of %d bytes", b.Key, len(b.Commit))
	}
	if err := v.Unseal(t.Context(), "dispute-1", event, back); err != nil {
		t.Fatal(err)
	}
	if text(back["name"]) != "张三" || text(back["phone"]) != "13800000000" || back["note"].Present() {
		t.Errorf("name %q phone %q", text(back["name"]), text(back["phone"]))
	}
	if _, ok := back["name"].Box(); !ok {
		t.Error("an opened field has lost its box")
	}

	// The next event uses the same key, and an event without personal data asks for none.
	if again := seal(t, v, "dispute-1", key, uuid.New(), map[string]*personal.Field{"name": personal.Plain("李四")}); again != key {
		t.Errorf("key %s, then %s", key, again)
	}
	if none := seal(t, v, "dispute-2", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("")}); none != uuid.Nil {
		t.Errorf("a key for nothing: %s", none)
	}
	// Repeating a decision seals anew under another salt.
	seal(t, v, "dispute-1", key, event, fields)
	a, _ := back["name"].Box()
	b, _ := fields["name"].Box()
	if bytes.Equal(a.Commit, b.Commit) || bytes.Equal(a.Sealed, b.Sealed) {
		t.Error("two boxes of the same text look alike")
	}
	if _, err := v.Seal(t.Context(), "dispute-1", key, uuid.New(), stored(t, fields)); !errors.Is(err, vault.ErrNotPlain) {
		t.Errorf("a box moved into another event: %v", err)
	}
}

func TestSubjectsDoNotShareKeys(t *testing.T) {
	t.Parallel()
	v := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: newKEK(t)})
	a := seal(t, v, "dispute-1", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("张三")})
	b := seal(t, v, "dispute-2", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("李四")})
	if a == b {
		t.Error("two subjects, one key")
	}
	f := personal.Plain("王五")
	if _, err := v.Seal(t.Context(), "dispute-2", a, uuid.New(), map[string]*personal.Field{"name": f}); !errors.Is(err, vault.ErrOtherSubject) {
		t.Errorf("sealed under another subject's key: %v", err)
	}
	if _, ok := f.Box(); ok {
		t.Error("a refused field has a box")
	}
	if _, err := v.Seal(t.Context(), "dispute-2", uuid.New(), uuid.New(), map[string]*personal.Field{"name": f}); !errors.Is(err, vault.ErrUnknownKey) {
		t.Errorf("sealed under a key that nobody knows: %v", err)
	}
}

// A thousand pairs of boxes change places; none opens in the place of the other.
func TestABoxOpensOnlyWhereItBelongs(t *testing.T) {
	t.Parallel()
	v := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: newKEK(t), Batch: 128})
	type place struct {
		subject, path string
		event         uuid.UUID
		box           personal.Box
	}
	paths := []string{"name", "phone", "parties.0.name", "parties.1.name"}
	var places []place
	for s := range 20 {
		subject, key := fmt.Sprintf("dispute-%d", s), uuid.Nil
		for range 5 {
			event, fields := uuid.New(), map[string]*personal.Field{}
			for _, p := range paths {
				fields[p] = personal.Plain("同一个名字")
			}
			key = seal(t, v, subject, key, event, fields)
			for _, p := range paths {
				b, _ := fields[p].Box()
				places = append(places, place{subject, p, event, b})
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	refused, pairs := 0, 0
	for pairs < 1000 {
		a, b := places[r.IntN(len(places))], places[r.IntN(len(places))]
		if a.event == b.event && a.path == b.path {
			continue
		}
		pairs++
		wrong := map[string]*personal.Field{a.path: personal.Sealed(b.box)}
		if err := v.Unseal(t.Context(), a.subject, a.event, wrong); errors.Is(err, vault.ErrBroken) {
			refused++
		}
		if text(wrong[a.path]) != "" {
			t.Fatalf("the box of %s %s opened at %s %s", b.subject, b.path, a.subject, a.path)
		}
		right := map[string]*personal.Field{a.path: personal.Sealed(a.box)}
		if err := v.Unseal(t.Context(), a.subject, a.event, right); err != nil || text(right[a.path]) == "" {
			t.Fatalf("in its own place: %v", err)
		}
	}
	if refused != 1000 {
		t.Errorf("%d of 1000 refused", refused)
	}
}

func TestAChangedBoxDoesNotOpen(t *testing.T) {
	t.Parallel()
	v := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: newKEK(t)})
	event, f := uuid.New(), personal.Plain("张三")
	seal(t, v, "dispute-1", uuid.Nil, event, map[string]*personal.Field{"name": f})
	box, _ := f.Box()
	for name, change := range map[string]func(*personal.Box){
		"nonce":           func(b *personal.Box) { b.Sealed[0] ^= 1 },
		"text":            func(b *personal.Box) { b.Sealed[len(b.Sealed)/2] ^= 1 },
		"tag":             func(b *personal.Box) { b.Sealed[len(b.Sealed)-1] ^= 1 },
		"commitment":      func(b *personal.Box) { b.Commit[3] ^= 1 },
		"no commitment":   func(b *personal.Box) { b.Commit = nil },
		"cut":             func(b *personal.Box) { b.Sealed = b.Sealed[:10] },
		"empty":           func(b *personal.Box) { b.Sealed = nil },
		"key is no uuid":  func(b *personal.Box) { b.Key = "x" },
		"unchanged, with": func(*personal.Box) {},
	} {
		b := personal.Box{Key: box.Key, Sealed: bytes.Clone(box.Sealed), Commit: bytes.Clone(box.Commit)}
		change(&b)
		err := v.Unseal(t.Context(), "dispute-1", event, map[string]*personal.Field{"name": personal.Sealed(b)})
		if name == "unchanged, with" {
			if err != nil {
				t.Error(err)
			}
			continue
		}
		if !errors.Is(err, vault.ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestShreddingErasesASubjectAndNobodyElse(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	kek, at := newKEK(t), newClock()
	v := open(t, vault.Config{Pool: pool, KEK: kek, Now: at.now})
	other := open(t, vault.Config{Pool: pool, KEK: kek, Now: at.now, CacheFor: time.Minute})

	event := uuid.New()
	mine := map[string]*personal.Field{"name": personal.Plain("张三")}
	key := seal(t, v, "dispute-1", uuid.Nil, event, mine)
	second := map[string]*personal.Field{"name": personal.Plain("张三")}
	seal(t, v, "dispute-1", uuid.Nil, event, second)
	theirs := map[string]*personal.Field{"name": personal.Plain("李四")}
	key2 := seal(t, v, "dispute-2", uuid.Nil, event, theirs)
	if err := other.Unseal(t.Context(), "dispute-1", event, stored(t, mine)); err != nil {
		t.Fatal("another process cannot read:", err)
	}

	if err := v.Shred(t.Context(), "dispute-1", key2); !errors.Is(err, vault.ErrOtherSubject) {
		t.Errorf("shredded another subject's key: %v", err)
	}
	if err := v.Unseal(t.Context(), "dispute-1", event, stored(t, mine)); err != nil {
		t.Error("a refused shredding destroyed something:", err)
	}
	if err := v.Shred(t.Context(), "dispute-1", key, uuid.New()); !errors.Is(err, vault.ErrUnknownKey) {
		t.Errorf("shredded a key that it does not have: %v", err)
	}
	if err := v.Unseal(t.Context(), "dispute-1", event, stored(t, mine)); err != nil {
		t.Error("shredding elsewhere destroyed something:", err)
	}
	for range 2 { // it may be repeated
		if err := v.Shred(t.Context(), "dispute-1"); err != nil {
			t.Fatal(err)
		}
	}
	for name, f := range map[string]map[string]*personal.Field{"first key": mine, "second key": second} {
		back := stored(t, f)
		if err := v.Unseal(t.Context(), "dispute-1", event, back); !errors.Is(err, vault.ErrShredded) || text(back["name"]) != "" {
			t.Errorf("%s: %v, %q", name, err, text(back["name"]))
		}
	}
	if _, err := v.Seal(t.Context(), "dispute-1", key, event, mine); !errors.Is(err, vault.ErrShredded) {
		t.Errorf("sealed under a destroyed key: %v", err)
	}
	if err := v.Unseal(t.Context(), "dispute-2", event, stored(t, theirs)); err != nil {
		t.Errorf("a bystander lost data: %v", err)
	}
	// Another process forgets in time.
	at.forward(time.Minute)
	if err := other.Unseal(t.Context(), "dispute-1", event, stored(t, mine)); !errors.Is(err, vault.ErrShredded) {
		t.Errorf("another process, a minute later: %v", err)
	}
	var left, tombs int
	if err := pool.QueryRow(t.Context(), "select count(wrapped), count(destroyed_at) from vault_key where subject = 'dispute-1'").Scan(&left, &tombs); err != nil || left != 0 || tombs != 2 {
		t.Errorf("%d keys left, %d destroyed, %v", left, tombs, err)
	}
	if f := fault.As(fmt.Errorf("reading: %w", vault.ErrShredded)); f == nil || f.Code != "personal-data-erased" {
		t.Error("shredding is no fault that a caller can read")
	}
}

// A process hands out a key and dies before the database knows to whom. Nobody else may ever get that key, its events still
// open, and erasure finds it by the name that the events give.
func TestAKeyOfADeadProcess(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	kek := newKEK(t)
	ctx, cancel := context.WithCancel(t.Context())
	dead, err := vault.Open(ctx, vault.Config{Pool: pool, KEK: kek, Now: newClock().now, Batch: 16})
	if err != nil {
		t.Fatal(err)
	}
	event := uuid.New()
	fields := map[string]*personal.Field{"name": personal.Plain("张三")}
	key, err := dead.Seal(ctx, "dispute-1", uuid.Nil, event, fields)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	vault.Kill(dead)
	if _, err := pool.Exec(t.Context(), "update vault_key set subject = null, bound_at = null"); err != nil {
		t.Fatal(err)
	}

	v := open(t, vault.Config{Pool: pool, KEK: kek})
	for i := range 100 {
		if k := seal(t, v, fmt.Sprintf("dispute-9%d", i), uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("李四")}); k == key {
			t.Fatal("the key was handed out twice")
		}
	}
	if err := v.Unseal(t.Context(), "dispute-1", event, stored(t, fields)); err != nil {
		t.Error(err)
	}
	if err := v.Shred(t.Context(), "dispute-1", key); err != nil {
		t.Fatal(err)
	}
	if err := v.Unseal(t.Context(), "dispute-1", event, stored(t, fields)); !errors.Is(err, vault.ErrShredded) {
		t.Error(err)
	}
}

// The same, when the subject's next event comes first: its hint tells the vault whose key it is.
func TestAHintRepairsABinding(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	v := open(t, vault.Config{Pool: pool, KEK: newKEK(t), Cached: 1})
	f := func() map[string]*personal.Field { return map[string]*personal.Field{"name": personal.Plain("张三")} }
	key := seal(t, v, "dispute-1", uuid.Nil, uuid.New(), f())
	vault.Flush(t.Context(), t, v)
	if _, err := pool.Exec(t.Context(), "update vault_key set subject = null, bound_at = null"); err != nil {
		t.Fatal(err)
	}
	seal(t, v, "dispute-2", uuid.Nil, uuid.New(), f()) // pushes the first key out of the memory of one
	seal(t, v, "dispute-1", key, uuid.New(), f())
	if _, err := v.Seal(t.Context(), "dispute-3", key, uuid.New(), f()); !errors.Is(err, vault.ErrOtherSubject) {
		t.Errorf("a second subject got the key: %v", err)
	}
	vault.Flush(t.Context(), t, v)
	var subject string
	if err := pool.QueryRow(t.Context(), "select subject from vault_key where id = $1", key).Scan(&subject); err != nil || subject != "dispute-1" {
		t.Error(subject, err)
	}
}

func TestASecondProcessStartsCleanAndACleanStopLeavesNoUnusedKeys(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	v := open(t, vault.Config{Pool: pool, KEK: newKEK(t)})
	seal(t, v, "dispute-1", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("张三")})
	for range 2 {
		if err := v.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	var all, bound int
	if err := pool.QueryRow(t.Context(), "select count(*), count(subject) from vault_key").Scan(&all, &bound); err != nil || all != 1 || bound != 1 {
		t.Errorf("%d keys, %d bound, %v", all, bound, err)
	}
	if _, err := v.Seal(t.Context(), "dispute-2", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("张三")}); !errors.Is(err, vault.ErrClosed) {
		t.Errorf("a closed vault seals: %v", err)
	}
}

// 64 goroutines, many times the stock, two connections that they use themselves.
func TestTheStockIsRefilledUnderLoadWithTwoConnections(t *testing.T) {
	t.Parallel()
	pool := small(t, 2)
	v := open(t, vault.Config{Pool: pool, KEK: newKEK(t), Batch: 8, Cached: 32})
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var seen sync.Map
	var wg sync.WaitGroup
	for g := range 64 {
		wg.Go(func() {
			for i := range 20 {
				subject, event := fmt.Sprintf("dispute-%d-%d", g, i), uuid.New()
				fields := map[string]*personal.Field{"name": personal.Plain(subject)}
				key, err := v.Seal(ctx, subject, uuid.Nil, event, fields)
				if err != nil {
					t.Error(err)
					return
				}
				if _, twice := seen.LoadOrStore(key, subject); twice {
					t.Errorf("key %s was handed out twice", key)
				}
				if _, err := pool.Exec(ctx, "select 1"); err != nil {
					t.Error(err)
					return
				}
				back := stored(t, fields)
				if err := v.Unseal(ctx, subject, event, back); err != nil || text(back["name"]) != subject {
					t.Errorf("%v %q", err, text(back["name"]))
					return
				}
			}
		})
	}
	wg.Wait()
	vault.Flush(ctx, t, v)
	var bound int
	if err := pool.QueryRow(ctx, "select count(*) from vault_key where subject is not null").Scan(&bound); err != nil || bound != 64*20 {
		t.Errorf("%d keys have a subject, %v", bound, err)
	}
	wrong := 0
	rows, err := pool.Query(ctx, "select id, subject from vault_key where subject is not null")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id uuid.UUID
		var subject string
		if err := rows.Scan(&id, &subject); err != nil {
			t.Fatal(err)
		}
		if s, _ := seen.Load(id); s != subject {
			wrong++
		}
	}
	if rows.Err() != nil || wrong > 0 {
		t.Errorf("%d keys stand under another subject, %v", wrong, rows.Err())
	}
}

func small(t *testing.T, conns int32) *pgxpool.Pool {
	t.Helper()
	cfg, err := pgxpool.ParseConfig(pgtest.FreshDSN(t))
	if err != nil {
		t.Fatal(err)
	}
	cfg.MaxConns = conns
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

func TestWithoutADatabaseSealingIsRefusedAndNotHung(t *testing.T) {
	t.Parallel()
	pool := small(t, 2)
	v := open(t, vault.Config{Pool: pool, KEK: newKEK(t), Batch: 4})
	pool.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	var err error
	sealed := 0
	for ; err == nil; sealed++ {
		_, err = v.Seal(ctx, "dispute-1", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("张三")})
	}
	if !errors.Is(err, vault.ErrUnavailable) {
		t.Error(err)
	}
	if sealed < 8 {
		t.Errorf("only %d of the 8 keys that lay ready were usable", sealed)
	}
	done, stop := context.WithCancel(t.Context())
	stop()
	if _, err := v.Seal(done, "dispute-1", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": personal.Plain("张三")}); err == nil {
		t.Error("sealed after the caller had gone")
	}
}

func TestNoPersonalDataAndNoKeyInTheDatabase(t *testing.T) {
	t.Parallel()
	pool := pgtest.Fresh(t)
	const canary = "金丝雀-13912345678"
	raw := make([]byte, 32)
	for i := range raw {
		raw[i] = byte(i)
	}
	kek := vault.KEKOf(t, raw)
	v := open(t, vault.Config{Pool: pool, KEK: kek})
	event := uuid.New()
	seal(t, v, "dispute-1", uuid.Nil, event, map[string]*personal.Field{"name": personal.Plain(canary)})
	v.MAC("test", []byte(canary))
	vault.Flush(t.Context(), t, v)
	for _, table := range []string{"vault_key", "vault_root"} {
		var dump string
		if err := pool.QueryRow(t.Context(), "select string_agg(t::text, E'\\n') from "+table+" t").Scan(&dump); err != nil || dump == "" {
			t.Fatal(err)
		}
		for what, secret := range map[string][]byte{"canary": []byte(canary), "kek": raw, "mac root": vault.RootOf(v)} {
			if strings.Contains(dump, string(secret)) || strings.Contains(dump, fmt.Sprintf("%x", secret)) {
				t.Errorf("%s in %s", what, table)
			}
		}
	}
}

func TestNothingPrintsSecrets(t *testing.T) {
	t.Parallel()
	const canary = "金丝雀"
	raw := bytes.Repeat([]byte("K"), 32)
	v := open(t, vault.Config{Pool: pgtest.Fresh(t), KEK: vault.KEKOf(t, raw)})
	field := personal.Plain(canary)
	seal(t, v, "dispute-1", uuid.Nil, uuid.New(), map[string]*personal.Field{"name": field})
	type hidden struct {
		kek   vault.KEK
		vault *vault.Vault
	}
	secrets := []string{canary, string(raw), fmt.Sprintf("%v", raw), fmt.Sprintf("%x", raw), string(vault.RootOf(v)), fmt.Sprintf("%v", vault.RootOf(v)), fmt.Sprintf("%x", vault.RootOf(v))}
	for name, x := range map[string]any{
		"kek": vault.KEKOf(t, raw), "vault": v, "field": field, "fields": map[string]*personal.Field{"name": field},
		"config": vault.Config{KEK: vault.KEKOf(t, raw)}, "inside": hidden{vault.KEKOf(t, raw), v}, "inside, by address": &hidden{vault.KEKOf(t, raw), v},
	} {
		var out bytes.Buffer
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
			fmt.Fprintf(&out, verb+"\n", x)
		}
		ctx := t.Context()
		slog.New(slog.NewTextHandler(&out, nil)).LogAttrs(ctx, slog.LevelInfo, "x", slog.Any("value", x))
		slog.New(slog.NewJSONHandler(&out, nil)).LogAttrs(ctx, slog.LevelInfo, "x", slog.Any("value", x))
		if b, err := json.Marshal(x); err == nil {
			out.Write(b)
		}
		_ = gob.NewEncoder(&out).Encode(x)
		for _, s := range secrets {
			if strings.Contains(out.String(), s) {
				t.Errorf("%s shows a secret:\n%s", name, out.String())
			}
		}
	}
	if _, err := personal.Plain(canary).MarshalText(); err == nil {
		t.Error("a text form of personal data")
	}
	if _, err := json.Marshal(personal.Plain(canary)); err == nil {
		t.Error("plaintext reached JSON")
	}
	if _, err := vault.KEKOf(t, raw).MarshalText(); err == nil {
		t.Error("a text form of a key")
	}
}

func TestAVaultLeavesNoGoroutine(t *testing.T) {
	pool := pgtest.Fresh(t)
	before := goleak.IgnoreCurrent()
	v, err := vault.Open(t.Context(), vault.Config{Pool: pool, KEK: newKEK(t), Now: newClock().now, Batch: 4})
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	goleak.VerifyNone(t, before, goleak.IgnoreAnyFunction("github.com/jackc/pgx/v5/pgxpool.(*Pool).backgroundHealthCheck"))
}
