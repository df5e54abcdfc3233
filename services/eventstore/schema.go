package eventstore

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"anjie.internal/services/internal/pg"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrationTable is where goose remembers which migrations have run.
const migrationTable = "eventstore_migration"

// Migrate makes or updates the tables of the log in the database of dsn. It is safe to call from several servers at once
// and again and again; it never touches stored events.
func Migrate(ctx context.Context, dsn string) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return fmt.Errorf("open the embedded migrations: %w", err)
	}
	if err := pg.Migrate(ctx, dsn, files, migrationTable); err != nil {
		return fmt.Errorf("migrate the event log: %w", err)
	}
	return nil
}
