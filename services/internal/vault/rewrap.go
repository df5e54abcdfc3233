package vault

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/pg"
)

const rewrapBatch = 1000 // keys in one transaction

// Rewrap moves everything that is wrapped by another key-encryption key under this one and returns how many data keys that
// were. From then on the vault wraps new keys with it, and still opens what the former one wrapped. Data keys, boxes and
// digests stay as they are.
//
// The order of a rotation: start every process with both keys (the new one as Former), rewrap once, start every process with
// the new one as KEK and the old one as Former, rewrap once more, drop the old one. Rewrap may be interrupted and repeated.
func (v *Vault) Rewrap(ctx context.Context, to KEK) (int, error) {
	if to.secret == nil {
		return 0, errors.New("rewrap: no key-encryption key")
	}
	v.mu.Lock()
	if v.wrap.ID() != to.ID() {
		v.former = append([]KEK{v.wrap}, v.former...)
		v.wrap = to
	}
	v.mu.Unlock()
	total := 0
	for {
		n, err := v.rewrapSome(ctx, to)
		total += n
		if err != nil {
			return total, fmt.Errorf("rewrap data keys: %w", err)
		}
		if n == 0 {
			break
		}
	}
	// The root comes last: as long as it stands under the old key, a process that has only the new one refuses to start.
	if err := v.rewrapRoot(ctx, to); err != nil {
		return total, fmt.Errorf("rewrap mac root: %w", err)
	}
	return total, nil
}

func (v *Vault) rewrapSome(ctx context.Context, to KEK) (n int, err error) {
	err = pg.InTx(ctx, v.pool, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, lockKeysToRewrap, to.ID(), rewrapBatch) // CollectRows returns its error
		found, err := pgx.CollectRows(rows, pgx.RowToStructByName[keyRow])
		if err != nil || len(found) == 0 {
			return err
		}
		ids, wrapped := make([]uuid.UUID, len(found)), make([][]byte, len(found))
		for i, row := range found {
			ids[i] = row.ID
			if wrapped[i], err = v.again(row.KEK, row.ID.String(), row.Wrapped, to); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, rewrapKeys, ids, wrapped, to.ID())
		n = len(found)
		return err
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

func (v *Vault) rewrapRoot(ctx context.Context, to KEK) error {
	return pg.InTx(ctx, v.pool, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, loadRoot, rootMAC) // CollectExactlyOneRow returns its error
		row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[rootRow])
		if err != nil || row.KEK == to.ID() {
			return err
		}
		wrapped, err := v.again(row.KEK, rootMAC, row.Wrapped, to)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, rewrapRoot, rootMAC, wrapped, to.ID())
		return err
	})
}

// again wraps for a new key-encryption key what one of the known ones has wrapped.
func (v *Vault) again(kek, name string, wrapped []byte, to KEK) ([]byte, error) {
	raw, err := v.unwrap(kek, name, wrapped)
	if err != nil {
		return nil, err
	}
	defer clear(raw)
	return to.wrap(name, raw)
}
