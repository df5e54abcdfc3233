package pgtest_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/pg/pgtest"
)

func TestMain(m *testing.M) {
	pgtest.Main(m, func(ctx context.Context, dsn string) error {
		conn, err := pgx.Connect(ctx, dsn)
		if err != nil {
			return err
		}
		if _, err := conn.Exec(ctx, "create table place (name text not null)"); err != nil {
			return err
		}
		return conn.Close(ctx)
	})
}

func TestEveryTestHasItsOwnEmptyCopyOfTheTemplate(t *testing.T) {
	t.Parallel()
	for range 8 {
		t.Run("copy", func(t *testing.T) {
			t.Parallel()
			db, ctx := pgtest.Fresh(t), t.Context()
			if _, err := db.Exec(ctx, "insert into place values ('杭州')"); err != nil {
				t.Fatal(err)
			}
			var n int
			if err := db.QueryRow(ctx, "select count(*) from place").Scan(&n); err != nil || n != 1 {
				t.Fatalf("%d rows, %v; want the one of this test", n, err)
			}
		})
	}
}
