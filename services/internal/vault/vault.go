// Package vault seals personal data, and forgets it when it must.
//
// Every subject (a case, or a party of one) has data keys of its own; events carry the sealed boxes, the database carries the
// data keys, wrapped by a key-encryption key that is in neither. Destroying the data keys of a subject erases the person from
// every event, backup and copy of the log at once, while the events and their hashes stay. A box opens only for the subject,
// event and field that it was sealed for.
//
// Sealing is on the path of every registration and so never waits for the database: data keys are made durable in batches
// beforehand, handed out from memory, and their binding to a subject is recorded a moment later. What binds a key to a subject
// for good is the event, which names the key; the record in the database serves to find keys when a subject is erased. A key
// that was handed out by a process that died before recording is never handed out again: a new process only uses keys of its
// own making.
//
// Processes remember unwrapped keys for a bounded time (Config.CacheFor): a key that another process destroyed may open boxes
// here until then. Backups of the database hold wrapped keys: erasure is complete when the last backup from before it is gone.
//
// The vault knows nothing of events beyond their id and the paths of their personal fields, and nothing of who may read what.
package vault

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/personal"
	"anjie.internal/services/internal/pg"
)

// What the vault refuses; match with errors.Is.
var (
	// ErrShredded: the key is destroyed, and with it what it sealed.
	ErrShredded = fault.New(fault.NotFound, "personal-data-erased", "个人信息已依法删除，不能恢复。", "The personal data was erased and cannot be restored.")
	// ErrUnavailable: no key can be had at the moment, because the database does not answer.
	ErrUnavailable = fault.New(fault.Unavailable, "vault-unavailable", "保密服务暂时不可用，请稍后重试。", "The vault is not available; try again later.")
	// ErrBroken: a box was changed, or belongs to another subject, event or field. A defect or an attack.
	ErrBroken = errors.New("vault: the box does not open: it was changed, or belongs to another subject, event or field")
	// ErrUnknownKey: this database never held the key.
	ErrUnknownKey = errors.New("vault: this database does not hold the key")
	// ErrOtherSubject: the key belongs to another subject than the one named.
	ErrOtherSubject = errors.New("vault: the key belongs to another subject")
	// ErrNotPlain: a field that is to be sealed holds a box and no plaintext. Boxes cannot move between events.
	ErrNotPlain = errors.New("vault: a sealed field cannot be sealed again for another event")
	// ErrWrongKEK: the key-encryption key is not the one that this database was sealed with.
	ErrWrongKEK = fault.New(fault.Refused, "kek-wrong",
		"密钥不对：个人信息是用另一把密钥加密密钥封存的，请换回原来的密钥。",
		"wrong key-encryption key: the personal data was sealed under another one; put the original key back")
	// ErrClosed: the vault is closed.
	ErrClosed = errors.New("vault: closed")
)

// Config of a Vault. Pool, KEK and Now must be set.
type Config struct {
	// Pool reaches the database that Migrate prepared. The vault takes one connection of it at a time in the background; do not
	// call Seal while you hold the last connection of the same pool.
	Pool *pgxpool.Pool
	// KEK wraps new keys.
	KEK KEK
	// Former are key-encryption keys that may still wrap older keys, while keys are rotated.
	Former []KEK
	// Now is the clock.
	Now func() time.Time
	// Logger hears when the database does not answer. Silent if nil.
	Logger *slog.Logger
	// Batch is the number of keys that are made at once; 512 if zero. Up to twice as many lie ready.
	Batch int
	// Cached is the number of unwrapped keys that are remembered; 8192 if zero.
	Cached int
	// Forget deletes what was derived from the personal data of a subject and stored in the same database, an index for instance,
	// in the transaction in which Shred destroys its keys. Nothing is derived if nil.
	Forget func(ctx context.Context, tx pgx.Tx, subject string) error
	// CacheFor is how long one is remembered, and so how long after Shred another process may still open boxes; a minute if zero.
	CacheFor time.Duration
}

// Vault is safe for concurrent use.
type Vault struct {
	pool     *pgxpool.Pool
	now      func() time.Time
	logger   *slog.Logger
	cache    *cache
	stock    *stock
	mac      *macRoot
	purposes sync.Map // purpose → *[]byte
	forget   func(ctx context.Context, tx pgx.Tx, subject string) error

	mu     sync.RWMutex
	wrap   KEK
	former []KEK
}

// Open checks the key-encryption key (ErrWrongKEK), makes the first batch of keys durable and starts the work in the background.
// Close the vault.
func Open(ctx context.Context, c Config) (*Vault, error) {
	if c.KEK.secret == nil {
		return nil, errors.New("open vault: no key-encryption key")
	}
	if c.Batch <= 0 {
		c.Batch = 512
	}
	if c.Cached <= 0 {
		c.Cached = 8192
	}
	if c.CacheFor <= 0 {
		c.CacheFor = time.Minute
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	v := &Vault{pool: c.Pool, now: c.Now, logger: c.Logger, cache: newCache(c.Cached, c.CacheFor), wrap: c.KEK, former: c.Former, forget: c.Forget}
	if err := v.openRoot(ctx); err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	v.stock = newStock(v, c.Batch)
	if err := v.stock.refill(ctx); err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	v.stock.start(context.WithoutCancel(ctx))
	return v, nil
}

// Close records which keys were handed out, deletes those that were not, and ends the work in the background. A second call
// does nothing and returns the same.
func (v *Vault) Close(ctx context.Context) error { return v.stock.close(ctx) }

// Format hides the vault from fmt.
func (*Vault) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte("[vault]")) }

// LogValue hides the vault from slog.
func (*Vault) LogValue() slog.Value { return slog.StringValue("[vault]") }

func (v *Vault) kek() KEK {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.wrap
}

func (v *Vault) keks() []KEK {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return append([]KEK{v.wrap}, v.former...)
}

// Seal gives every present field its box. key is a data key that sealed earlier events of the subject; with uuid.Nil a new one
// is taken, without waiting for the database as a rule. The key that was used comes back, for the next event and for the
// event's metadata; it is uuid.Nil when there was nothing to seal and no key given.
//
// Fields are named by their paths in the event. Sealing again makes new boxes, so a decision may be repeated. It fails with
// ErrShredded when the subject was erased, with ErrOtherSubject, ErrNotPlain or ErrUnavailable; then no field has changed.
func (v *Vault) Seal(ctx context.Context, subject string, key, event uuid.UUID, fields map[string]*personal.Field) (uuid.UUID, error) {
	present := false
	for path, f := range fields {
		if !f.Present() {
			continue
		}
		if _, plain := f.Reveal(); !plain {
			return uuid.Nil, fmt.Errorf("seal %s: %w", path, ErrNotPlain)
		}
		present = true
	}
	if !present {
		return key, nil
	}
	k, err := v.keyFor(ctx, subject, key)
	if err != nil {
		return uuid.Nil, err
	}
	boxes := make(map[string]personal.Box, len(fields))
	for path, f := range fields {
		plain, ok := f.Reveal()
		if !ok {
			continue
		}
		if boxes[path], err = closeBox(k.id, k.aead, plain, binding(subject, event, path)); err != nil {
			return uuid.Nil, fmt.Errorf("seal %s: %w", path, err)
		}
	}
	for path, b := range boxes {
		fields[path].Seal(b)
	}
	return k.id, nil
}

func (v *Vault) keyFor(ctx context.Context, subject string, id uuid.UUID) (*dataKey, error) {
	if subject == "" {
		return nil, errors.New("seal: no subject")
	}
	if id == uuid.Nil {
		return v.stock.take(ctx, subject)
	}
	keys, err := v.load(ctx, []uuid.UUID{id})
	if err != nil {
		return nil, err
	}
	k := keys[id]
	switch {
	case k.aead == nil:
		return nil, ErrShredded
	case k.subject == "":
		// The process that handed it out died before it could record the subject. The caller knows it from the event.
		v.stock.bind(id, subject)
		k = &dataKey{id: id, aead: k.aead, subject: subject}
		v.cache.put(k, v.now(), v.cache.generation())
	case k.subject != subject:
		return nil, ErrOtherSubject
	}
	return k, nil
}

// Unseal fills in the plaintext of every sealed field. Fields whose keys are destroyed stay sealed, all others are opened, and
// ErrShredded comes back. A box that is not of this subject, event and field is ErrBroken, and a field of another database
// ErrUnknownKey. Whoever calls it records who reads what, before showing it.
func (v *Vault) Unseal(ctx context.Context, subject string, event uuid.UUID, fields map[string]*personal.Field) error {
	closed, err := sealedFields(fields)
	if err != nil {
		return err
	}
	ids := make([]uuid.UUID, len(closed))
	for i, s := range closed {
		ids[i] = s.key
	}
	if len(closed) == 0 {
		return nil
	}
	keys, err := v.load(ctx, ids)
	if err != nil {
		return err
	}
	shredded := false
	for _, s := range closed {
		k := keys[s.key]
		if k.aead == nil {
			shredded = true
			continue
		}
		f, err := s.open(k, subject, event)
		if err != nil {
			return err
		}
		*fields[s.path] = *f
	}
	if shredded {
		return ErrShredded
	}
	return nil
}

// load returns the named keys, from memory or else from the database in one query. A destroyed key has no aead; a key that does
// not exist is ErrUnknownKey.
func (v *Vault) load(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]*dataKey, error) {
	keys, now := make(map[uuid.UUID]*dataKey, len(ids)), v.now()
	var missing []uuid.UUID
	for _, id := range ids {
		if keys[id] != nil {
			continue
		}
		if k := v.cache.get(id, now); k != nil {
			keys[id] = k
			continue
		}
		missing = append(missing, id)
	}
	if len(missing) == 0 {
		return keys, nil
	}
	generation := v.cache.generation()
	rows, _ := v.pool.Query(ctx, loadKeys, missing) // CollectRows returns its error
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[keyRow])
	if err != nil {
		return nil, ErrUnavailable.Because(fmt.Errorf("load keys: %w", err))
	}
	for _, row := range found {
		if row.Wrapped == nil {
			keys[row.ID] = &dataKey{id: row.ID, subject: row.Subject}
			continue
		}
		k, err := v.dataKey(row)
		if err != nil {
			return nil, err
		}
		keys[row.ID] = k
		v.cache.put(k, now, generation)
	}
	for _, id := range missing {
		if keys[id] == nil {
			return nil, fmt.Errorf("%w %s", ErrUnknownKey, id)
		}
	}
	return keys, nil
}

// dataKey unwraps the key of a row that holds one.
func (v *Vault) dataKey(row keyRow) (*dataKey, error) {
	raw, err := v.unwrap(row.KEK, row.ID.String(), row.Wrapped)
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	a, err := subtle.NewAESGCM(raw)
	if err != nil {
		return nil, fmt.Errorf("data key %s: %w", row.ID, err)
	}
	return &dataKey{id: row.ID, aead: a, subject: row.Subject}, nil
}

// Shred destroys all keys of a subject: those recorded under its name, and those named by the caller, who takes them from the
// metadata of the subject's events, and forgets in the same transaction what was derived from what they sealed (Config.Forget).
// It names keys of another subject: ErrOtherSubject; or some that this database never held: ErrUnknownKey; then nothing is destroyed. It may
// be repeated, for keys that are destroyed stay known. Other processes forget the keys within Config.CacheFor.
func (v *Vault) Shred(ctx context.Context, subject string, keys ...uuid.UUID) error {
	if subject == "" {
		return errors.New("shred: no subject")
	}
	if err := v.stock.flush(ctx); err != nil { // keys handed out a moment ago are found by name too
		return fmt.Errorf("shred %s: %w", subject, err)
	}
	var gone []uuid.UUID
	err := pg.InTx(ctx, v.pool, func(tx pgx.Tx) error {
		if keys == nil {
			keys = []uuid.UUID{}
		}
		rows, _ := tx.Query(ctx, lockKeysToDestroy, subject, keys) // CollectRows returns its error
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[struct {
			ID      uuid.UUID `db:"id"`
			Subject string    `db:"subject"`
		}])
		if err != nil {
			return err
		}
		gone = gone[:0]
		for _, row := range found {
			if row.Subject != "" && row.Subject != subject {
				return fmt.Errorf("%w: %s", ErrOtherSubject, row.ID)
			}
			gone = append(gone, row.ID)
		}
		for _, id := range keys {
			if !slices.Contains(gone, id) { // who believes that it was destroyed believes that the data is gone
				return fmt.Errorf("%w %s", ErrUnknownKey, id)
			}
		}
		if _, err := tx.Exec(ctx, destroyKeys, subject, gone, v.now()); err != nil || v.forget == nil {
			return err
		}
		return v.forget(ctx, tx, subject)
	})
	if err != nil {
		return fmt.Errorf("shred %s: %w", subject, err)
	}
	v.cache.evict(subject, gone)
	return nil
}
