package view

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// ExecOutside changes rows of a view outside of Apply, in a transaction of the caller's: in the live tables, and in those that a
// rebuild is making beside them. Tables that do not exist have no such rows. It is for effects that the log does not order,
// the erasure of personal data above all; Apply must come to the same rows when it sees the events again, or a rebuild
// undoes them. Names in the statement are as in Apply, without their schema.
func ExecOutside(ctx context.Context, tx pgx.Tx, name, sql string, args ...any) error {
	var path string
	if err := tx.QueryRow(ctx, "select current_setting('search_path')").Scan(&path); err != nil {
		return fmt.Errorf("change view %s: %w", name, err)
	}
	// The next one first: whatever is swapped meanwhile is then met as the live one.
	for _, t := range []target{newTarget(name + "__next"), newTarget(name)} {
		if err := t.exec(ctx, tx, sql, args...); err != nil {
			return fmt.Errorf("change view %s: %w", name, err)
		}
	}
	if _, err := tx.Exec(ctx, "select set_config('search_path', $1, true)", path); err != nil {
		return fmt.Errorf("change view %s: %w", name, err)
	}
	return nil
}

func (t target) exec(ctx context.Context, tx pgx.Tx, sql string, args ...any) error {
	var exists bool
	if err := tx.QueryRow(ctx, schemaExists, t.schema).Scan(&exists); err != nil || !exists {
		return err
	}
	err := pgx.BeginFunc(ctx, tx, func(tx pgx.Tx) error { // a savepoint
		if _, err := tx.Exec(ctx, "select set_config('search_path', $1, true)", t.ident()); err != nil {
			return err
		}
		// Not prepared: a statement that is prepared once keeps the tables of the schema it was first planned for.
		_, err := tx.Exec(ctx, sql, append([]any{pgx.QueryExecModeDescribeExec}, args...)...)
		return err
	})
	if pe, ok := errors.AsType[*pgconn.PgError](err); ok && (pe.Code == "42P01" || pe.Code == "3F000") {
		return nil // swapped or dropped since: undefined table, undefined schema
	}
	return err
}
