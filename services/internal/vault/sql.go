package vault

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/google/uuid"

	"anjie.internal/services/internal/pg"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Migrate brings the vault's tables of a database up to date. It is safe to call from several processes at once.
func Migrate(ctx context.Context, dsn string) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return fmt.Errorf("vault migrations: %w", err)
	}
	return pg.Migrate(ctx, dsn, files, "vault_migration")
}

var (
	//go:embed queries/insert_keys.sql
	insertKeys string
	//go:embed queries/bind_keys.sql
	bindKeys string
	//go:embed queries/load_keys.sql
	loadKeys string
	//go:embed queries/lock_keys_to_read.sql
	lockKeysToRead string
	//go:embed queries/delete_unused_keys.sql
	deleteUnusedKeys string
	//go:embed queries/lock_keys_to_destroy.sql
	lockKeysToDestroy string
	//go:embed queries/destroy_keys.sql
	destroyKeys string
	//go:embed queries/insert_root.sql
	insertRoot string
	//go:embed queries/load_root.sql
	loadRoot string
	//go:embed queries/lock_keys_to_rewrap.sql
	lockKeysToRewrap string
	//go:embed queries/rewrap_keys.sql
	rewrapKeys string
	//go:embed queries/rewrap_root.sql
	rewrapRoot string
)

// keyRow is a row of vault_key as it is loaded.
type keyRow struct {
	ID      uuid.UUID `db:"id"`
	Wrapped []byte    `db:"wrapped"`
	KEK     string    `db:"kek"`
	Subject string    `db:"subject"`
}
