package pg

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations/*.sql
var platform embed.FS

//go:embed sql/database_exists.sql
var databaseExists string

// Migrate brings a database up to the newest of the numbered files, one transaction each, and records them in table. Processes
// that start at the same time wait for each other. It is idempotent.
func Migrate(ctx context.Context, dsn string, files fs.FS, table string) (err error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("read the connection string: %w", err)
	}
	db := stdlib.OpenDB(*cfg)
	defer func() { err = errors.Join(err, db.Close()) }()
	p, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName(table), goose.WithSessionLocker(newLocker(table)), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("read the migrations of %s: %w", table, err)
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("migrate %s: %w", table, err)
	}
	return nil
}

// MigratePlatform makes the tables of this package: follower_position, follower_parked, lease.
func MigratePlatform(ctx context.Context, dsn string) error {
	files, err := fs.Sub(platform, "migrations")
	if err != nil {
		return fmt.Errorf("open the platform migrations: %w", err)
	}
	return Migrate(ctx, dsn, files, "platform_migration")
}

// EnsureDatabase makes a database when it is missing. adminDSN names another database of the same server, and a role that may
// make databases.
func EnsureDatabase(ctx context.Context, adminDSN, name string) (err error) {
	conn, err := pgx.Connect(ctx, adminDSN)
	if err != nil {
		return fmt.Errorf("make database %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, conn.Close(context.WithoutCancel(ctx))) }()
	var exists bool
	if err := conn.QueryRow(ctx, databaseExists, name).Scan(&exists); err != nil {
		return fmt.Errorf("look for database %s: %w", name, err)
	}
	if exists {
		return nil
	}
	_, err = conn.Exec(ctx, "create database "+pgx.Identifier{name}.Sanitize())
	var pe *pgconn.PgError
	if errors.As(err, &pe) && (pe.Code == "42P04" || pe.Code == "23505") {
		return nil // another process was faster
	}
	if err != nil {
		return fmt.Errorf("make database %s: %w", name, err)
	}
	return nil
}

// locker is goose's session lock with a short period: goose's own looks again after a second at the earliest, which every start
// of several roles at once would feel. It does not wait inside PostgreSQL, because a statement that waits holds a snapshot and
// "create index concurrently" in a migration waits for all snapshots.
type locker struct{ key int64 }

func newLocker(table string) locker { return locker{key: lockKey("migrate:" + table)} }

func (l locker) SessionLock(ctx context.Context, conn *sql.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		var got bool
		if err := conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", l.key).Scan(&got); err != nil {
			return fmt.Errorf("take the migration lock: %w", err)
		}
		if got {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for another process that migrates: %w", ctx.Err())
		case <-tick.C:
		}
	}
}

func (l locker) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "select pg_advisory_unlock($1)", l.key)
	return err
}

// lockKey names an advisory lock by a text.
func lockKey(name string) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte("anjie:" + name)) // never fails
	return int64(h.Sum64())                 //nolint:gosec // any 64 bits will do
}
