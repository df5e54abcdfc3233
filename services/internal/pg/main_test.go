package pg_test

import (
	"os"
	"testing"

	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestMain(m *testing.M) {
	if dsn := os.Getenv(pausedDSN); dsn != "" {
		beTheHolder(dsn)
		return
	}
	pgtest.Main(m, pg.MigratePlatform)
}
