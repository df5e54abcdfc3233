package view

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
)

var (
	//go:embed sql/state.sql
	stateSQL string
	//go:embed sql/advance.sql
	advance string
	//go:embed sql/reset.sql
	reset string
	//go:embed sql/forget.sql
	forget string
	//go:embed sql/touch.sql
	touch string
	//go:embed sql/clear_parked.sql
	clearParked string
	//go:embed sql/schema_exists.sql
	schemaExists string
	//go:embed sql/tables.sql
	tablesSQL string
	//go:embed sql/adopt_position.sql
	adoptPosition string
	//go:embed sql/adopt_parked.sql
	adoptParked string
)

var (
	// errNoState: the view was never made in this database.
	errNoState = errors.New("the view does not exist yet")
	// errMoved: somebody else changed the view since its state was loaded. Load again.
	errMoved = errors.New("the view was changed by somebody else")
)

// state is what follower_position and follower_parked say about a target.
type state struct {
	position   es.Position
	definition string
	generation int64
	held       map[string]struct{} // streams with parked events
	parked     int64
}

// loadState returns errNoState when there is none.
func loadState(ctx context.Context, q pg.Querier, t target) (state, error) {
	var (
		s               state
		commit, prepare int64
		held            []string
	)
	err := q.QueryRow(ctx, stateSQL, t.follower).Scan(&commit, &prepare, &s.definition, &s.generation, &held, &s.parked)
	if errors.Is(err, pgx.ErrNoRows) {
		return state{}, errNoState
	}
	if err != nil {
		return state{}, fmt.Errorf("load the state of %s: %w", t.follower, err)
	}
	s.position = position(commit, prepare)
	s.held = make(map[string]struct{}, len(held))
	for _, stream := range held {
		s.held[stream] = struct{}{}
	}
	return s, nil
}

func position(commit, prepare int64) es.Position {
	return es.Position{Commit: uint64(commit), Prepare: uint64(prepare)} //nolint:gosec // positions are stored as positive numbers
}

func parts(p es.Position) (commit, prepare int64) {
	return int64(p.Commit), int64(p.Prepare) //nolint:gosec // places in a log are far below
}
