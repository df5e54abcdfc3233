package pg_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestPositionsAreSavedWithTheirEffectsAndNeverGoBack(t *testing.T) {
	t.Parallel()
	pool, ctx := pgtest.Fresh(t), t.Context()
	at := func(n uint64) es.Position { return es.Position{Commit: n, Prepare: n} }
	want := func(n uint64) {
		t.Helper()
		if p, err := pg.LoadPosition(ctx, pool, "f"); err != nil || p != at(n) {
			t.Fatalf("position %v, %v; want %v", p, err, at(n))
		}
	}
	save := func(n uint64, after error) error {
		return pg.InTx(ctx, pool, func(tx pgx.Tx) error {
			return errors.Join(pg.SavePosition(ctx, tx, "f", at(n)), after)
		})
	}
	if p, err := pg.LoadPosition(ctx, pool, "f"); err != nil || !p.IsZero() {
		t.Fatalf("a new follower is at %v, %v", p, err)
	}
	if err := save(7, nil); err != nil {
		t.Fatal(err)
	}
	want(7)
	if err := save(7, nil); err != nil {
		t.Fatalf("the same position again: %v", err)
	}
	if err := save(9, errors.New("the effect")); err == nil {
		t.Fatal("no error")
	}
	want(7)
	if err := save(6, nil); !errors.Is(err, pg.ErrBackwards) {
		t.Fatalf("going back: %v, want ErrBackwards", err)
	}
	want(7)
}

func TestInTxRollsBackOnErrorAndPanic(t *testing.T) {
	t.Parallel()
	pool, ctx := pgtest.Fresh(t), t.Context()
	if _, err := pool.Exec(ctx, "create table t (n int)"); err != nil {
		t.Fatal(err)
	}
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		_ = pg.InTx(ctx, pool, func(tx pgx.Tx) error {
			if _, err := tx.Exec(ctx, "insert into t values (1)"); err != nil {
				t.Error(err)
			}
			panic("between two statements")
		})
	}()
	var n int
	if err := pool.QueryRow(ctx, "select count(*) from t").Scan(&n); err != nil || n != 0 {
		t.Fatalf("%d rows, %v", n, err)
	}
	if used := pool.Stat().AcquiredConns(); used != 0 {
		t.Fatalf("%d connections are still taken", used)
	}
}

func TestConcurrentStartsMigrateOnceAndQuickly(t *testing.T) {
	t.Parallel()
	dsn, ctx := pgtest.FreshDSN(t), t.Context()
	files := fstest.MapFS{"0001_a.sql": {Data: []byte("-- +goose Up\ncreate table a (n int);\n-- +goose Down\ndrop table a;\n")}}
	began := time.Now() //nolint:forbidigo // measures the wait
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := pg.Migrate(ctx, dsn, files, "a_migration"); err != nil {
				t.Error(err)
			}
			if err := pg.MigratePlatform(ctx, dsn); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if d := time.Since(began); d > 5*time.Second {
		t.Errorf("four starts at once took %v", d)
	}
}

func TestEnsureDatabaseIsIdempotentAndSafeAtOnce(t *testing.T) {
	t.Parallel()
	admin, ctx := pgtest.Cluster().DSN("postgres"), t.Context()
	const name = `ensured "by" test`
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := pg.EnsureDatabase(ctx, admin, name); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	pool, err := pg.Open(ctx, pgtest.Cluster().DSN(name), pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	pool.Close()
}

func TestEveryColumnIsExplained(t *testing.T) {
	t.Parallel()
	pool, ctx := pgtest.Fresh(t), t.Context()
	rows, err := pool.Query(ctx, `select c.relname || '.' || a.attname from pg_class c
		join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'platform_migration'
		and (col_description(c.oid, a.attnum) is null or obj_description(c.oid) is null)`)
	if err != nil {
		t.Fatal(err)
	}
	bare, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(bare) > 0 {
		t.Fatalf("no comment on %v, %v", bare, err)
	}
}

func TestWaitingForAConnectionEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	pool, err := pg.Open(ctx, pgtest.FreshDSN(t), pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	c, err := pool.Acquire(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Release()
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	err = pg.InTx(short, pool, func(pgx.Tx) error { return nil })
	if !errors.Is(err, context.DeadlineExceeded) || !pg.Transient(err) {
		t.Fatalf("%v, want a deadline that counts as transient", err)
	}
}
