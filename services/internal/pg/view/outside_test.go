package view_test

import (
	"errors"
	"testing"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
	"anjie.internal/services/internal/pg/view"
)

// TestAChangeFromOutsideReachesTheLiveViewAndTheNext changes a view that does not exist, one that is live, and one beside which
// another is being made; the transaction goes on in its own schema, and fails as a whole.
func TestAChangeFromOutsideReachesTheLiveViewAndTheNext(t *testing.T) {
	t.Parallel()
	pool, ctx := pgtest.Fresh(t), t.Context()
	change := func() error {
		return pg.InTx(ctx, pool, func(tx pgx.Tx) error {
			if err := view.ExecOutside(ctx, tx, "names", "update name set n = n + $1", 1); err != nil {
				return err
			}
			var path string
			err := tx.QueryRow(ctx, "show search_path").Scan(&path)
			if path != `"$user", public` {
				t.Errorf("the search path became %s", path)
			}
			return err
		})
	}
	if err := change(); err != nil {
		t.Fatalf("a view that does not exist: %v", err)
	}
	for i, schema := range []string{"view_names", "view_names__next"} {
		if _, err := pool.Exec(ctx, "create schema "+schema+"; create table "+schema+".name (n int); insert into "+schema+".name values (0)"); err != nil {
			t.Fatal(err)
		}
		if err := change(); err != nil {
			t.Fatal(err)
		}
		var sum int
		sql := []string{"select sum(n) from view_names.name", "select sum(n) from (table view_names.name union all table view_names__next.name) x"}[i]
		if err := pool.QueryRow(ctx, sql).Scan(&sum); err != nil || sum != []int{1, 3}[i] {
			t.Errorf("%s: the sum is %d, %v", schema, sum, err)
		}
	}
	// A view without the table has none of its rows.
	if _, err := pool.Exec(ctx, "drop table view_names__next.name"); err != nil {
		t.Fatal(err)
	}
	if err := change(); err != nil {
		t.Fatal(err)
	}
	wrong := pg.InTx(ctx, pool, func(tx pgx.Tx) error { return view.ExecOutside(ctx, tx, "names", "update name set n = 1 / 0") })
	if wrong == nil || errors.Is(wrong, pgx.ErrTxClosed) {
		t.Errorf("a change that fails: %v", wrong)
	}
}
