package vault

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/personal"
)

// Opening is the sealed part of one event, for UnsealAll.
type Opening struct {
	Subject string
	Event   uuid.UUID
	Fields  map[string]*personal.Field
	// Err says afterwards why not every field is open: ErrShredded, ErrBroken or ErrUnknownKey.
	Err error
}

// UnsealAll opens the fields of many events with one read of their keys, in a transaction of the caller's on the vault's
// database. What the transaction derives from them cannot outlive an erasure: the keys are read from the database and not from
// memory, and until the transaction ends Shred waits, so that its Forget finds what was derived. Of an event that does not open
// the error stands in its Opening and no plaintext in its fields; any other error is that of the database.
func (v *Vault) UnsealAll(ctx context.Context, tx pgx.Tx, list []*Opening) error {
	closed := make([][]sealedField, len(list))
	var ids []uuid.UUID
	for i, o := range list {
		if closed[i], o.Err = sealedFields(o.Fields); o.Err != nil {
			continue
		}
		for _, s := range closed[i] {
			ids = append(ids, s.key)
		}
	}
	keys, err := v.lock(ctx, tx, ids)
	if err != nil {
		return err
	}
	for i, o := range list {
		if o.Err == nil {
			o.Err = o.open(keys, closed[i])
		}
	}
	return nil
}

// open fills in all fields or none.
func (o *Opening) open(keys map[uuid.UUID]*dataKey, closed []sealedField) error {
	opened := make([]*personal.Field, len(closed))
	for i, s := range closed {
		k := keys[s.key]
		switch {
		case k == nil:
			return fmt.Errorf("unseal %s: %w %s", s.path, ErrUnknownKey, s.key)
		case k.aead == nil:
			return ErrShredded
		}
		var err error
		if opened[i], err = s.open(k, o.Subject, o.Event); err != nil {
			return err
		}
	}
	for i, s := range closed {
		*o.Fields[s.path] = *opened[i]
	}
	return nil
}

// lock reads keys as they stand in the database and keeps them from being destroyed until the transaction ends. Keys that the
// database never held are missing in the answer.
func (v *Vault) lock(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) (map[uuid.UUID]*dataKey, error) {
	keys := make(map[uuid.UUID]*dataKey, len(ids))
	if len(ids) == 0 {
		return keys, nil
	}
	rows, _ := tx.Query(ctx, lockKeysToRead, distinct(ids)) // CollectRows returns its error
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[keyRow])
	if err != nil {
		return nil, fmt.Errorf("read keys: %w", err)
	}
	now := v.now()
	for _, row := range found {
		k := &dataKey{id: row.ID, subject: row.Subject}
		if row.Wrapped != nil {
			if known := v.cache.get(row.ID, now); known != nil {
				k = known
			} else if k, err = v.dataKey(row); err != nil {
				return nil, err
			}
		}
		keys[row.ID] = k
	}
	return keys, nil
}

func distinct(ids []uuid.UUID) []uuid.UUID {
	seen, out := make(map[uuid.UUID]struct{}, len(ids)), make([]uuid.UUID, 0, len(ids))
	for _, id := range ids {
		if _, ok := seen[id]; !ok {
			seen[id] = struct{}{}
			out = append(out, id)
		}
	}
	return out
}

// sealedField is a field that is to be opened.
type sealedField struct {
	path string
	box  personal.Box
	key  uuid.UUID
}

// sealedFields are those that hold a box and no plaintext.
func sealedFields(fields map[string]*personal.Field) ([]sealedField, error) {
	var closed []sealedField
	for path, f := range fields {
		b, ok := f.Box()
		if _, plain := f.Reveal(); !ok || plain {
			continue
		}
		id, err := uuid.Parse(b.Key)
		if err != nil {
			return nil, fmt.Errorf("unseal %s: %w", path, ErrBroken)
		}
		closed = append(closed, sealedField{path, b, id})
	}
	return closed, nil
}

// open returns the field with its plaintext and its box.
func (s *sealedField) open(k *dataKey, subject string, event uuid.UUID) (*personal.Field, error) {
	plain, err := openBox(k.aead, s.box, binding(subject, event, s.path))
	if err != nil {
		return nil, fmt.Errorf("unseal %s: %w", s.path, err)
	}
	f := personal.Plain(plain)
	f.Seal(s.box)
	return f, nil
}
