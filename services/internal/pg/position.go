package pg

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
)

var (
	//go:embed sql/position_load.sql
	positionLoad string
	//go:embed sql/position_save.sql
	positionSave string
)

// ErrBackwards means that a follower wanted to save a position before the one it had saved. Its effects must not commit.
var ErrBackwards = errors.New("a later position is saved already")

// LoadPosition returns the saved position of a follower, zero when it has none.
func LoadPosition(ctx context.Context, q Querier, name string) (es.Position, error) {
	var commit, prepare int64
	err := q.QueryRow(ctx, positionLoad, name).Scan(&commit, &prepare)
	if errors.Is(err, pgx.ErrNoRows) {
		return es.Position{}, nil
	}
	if err != nil {
		return es.Position{}, fmt.Errorf("load the position of %s: %w", name, err)
	}
	return es.Position{Commit: uint64(commit), Prepare: uint64(prepare)}, nil //nolint:gosec // SavePosition keeps them positive
}

// SavePosition saves the position of a follower in the transaction of its effects. It returns ErrBackwards, and the transaction
// must be rolled back, when a later position is saved: somebody else did the work. Saving the same position again is fine.
func SavePosition(ctx context.Context, tx pgx.Tx, name string, p es.Position) error {
	if p.Commit > math.MaxInt64 || p.Prepare > math.MaxInt64 {
		return fmt.Errorf("save the position of %s: %v is not a place in a log", name, p)
	}
	tag, err := tx.Exec(ctx, positionSave, name, int64(p.Commit), int64(p.Prepare))
	if err != nil {
		return fmt.Errorf("save the position of %s: %w", name, err)
	}
	if tag.RowsAffected() == 0 {
		return fmt.Errorf("save position %v of %s: %w", p, name, ErrBackwards)
	}
	return nil
}
