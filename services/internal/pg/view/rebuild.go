package view

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg"
)

// ErrRebuilding means that another rebuild of the same view is under way.
var ErrRebuilding = fault.New(fault.Conflict, "view-rebuilding",
	"该视图正在由另一个进程重建。", "the view is being rebuilt by another process")

// RebuildReport says what a rebuild found.
type RebuildReport struct {
	Live     Digest // of the view as it was, at the position of the comparison; zero when it had no or another schema
	Rebuilt  Digest // of the cold fold at the same position
	Compared bool   // both had the same definition
	Equal    bool   // compared and the same. If not, something else than Apply has changed the view, or Apply itself has changed
	Events   int    // applied by the cold fold
	Parked   int64  // events that the cold fold could not apply either
}

// Rebuild folds the whole log into new tables beside the live ones, compares both at the same position, and puts the new
// ones in the place of the old in one transaction. The live view serves and follows meanwhile; its follower stands still only for
// the last moment. It may be called from a process that does not run the view. One that is interrupted leaves nothing that
// anybody sees; the next one clears it away. It fails with ErrRebuilding or ErrOutdated. progress may be nil.
func (v *View) Rebuild(ctx context.Context, progress func(done, head es.Position)) (RebuildReport, error) {
	if v.err != nil {
		return RebuildReport{}, v.err
	}
	if err := v.Prepare(ctx); err != nil {
		return RebuildReport{}, err
	}
	report, err := v.rebuild(ctx, progress)
	if err != nil {
		return RebuildReport{}, fmt.Errorf("rebuild view %s: %w", v.def.Name, err)
	}
	level, what := slog.LevelInfo, "view rebuilt"
	if report.Compared && !report.Equal { // somebody must find out why, although it is healed
		level, what = slog.LevelError, "the view was not what the log says; the one rebuilt from the log has taken its place"
	}
	v.log.LogAttrs(ctx, level, what, slog.String("view", v.def.Name), slog.Int("events", report.Events),
		slog.String("position", report.Rebuilt.Position.String()), slog.Bool("compared", report.Compared), slog.Bool("equal", report.Equal),
		slog.String("live", report.Live.SHA256), slog.String("rebuilt", report.Rebuilt.SHA256), slog.Int64("parked", report.Parked))
	return report, nil
}

// upgrade rebuilds the view when its tables are of another definition, and clears away what an interrupted rebuild left.
func (v *View) upgrade(ctx context.Context) error {
	live, err := loadState(ctx, v.cfg.Pool, v.live)
	if err != nil {
		return err
	}
	switch err := v.may(&live); {
	case errors.Is(err, errReplaced):
		v.log.InfoContext(ctx, "the definition has changed; rebuilding the view")
		_, err := v.Rebuild(ctx, nil)
		return err
	case err != nil:
		return err
	}
	var left bool
	if err := v.cfg.Pool.QueryRow(ctx, schemaExists, v.next.schema).Scan(&left); err != nil || !left {
		return err
	}
	conn, err := pg.Connect(ctx, v.cfg.Pool)
	if err != nil {
		return err
	}
	defer closeConn(ctx, conn)
	err = v.exclusively(ctx, conn, func() error { return v.clear(ctx, conn) })
	if errors.Is(err, ErrRebuilding) {
		return nil
	}
	return err
}

func closeConn(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx) // the server notices either way
}

// exclusively runs fn while no other process rebuilds the view. The lock goes with the connection.
func (v *View) exclusively(ctx context.Context, conn *pgx.Conn, fn func() error) error {
	var got bool
	if err := conn.QueryRow(ctx, "select pg_try_advisory_lock(hashtextextended($1, 0))", v.next.follower).Scan(&got); err != nil {
		return fmt.Errorf("take the lock: %w", err)
	}
	if !got {
		return ErrRebuilding
	}
	defer func() { // a closed connection lets go only when the server has noticed, which a rebuild right after would see
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_, _ = conn.Exec(ctx, "select pg_advisory_unlock(hashtextextended($1, 0))", v.next.follower)
	}()
	return fn()
}

// clear drops what an interrupted rebuild left.
func (v *View) clear(ctx context.Context, conn *pgx.Conn) error {
	if _, err := conn.Exec(ctx, "set client_min_messages = warning; drop schema if exists "+v.next.ident()+" cascade"); err != nil {
		return fmt.Errorf("clear away a former rebuild: %w", err)
	}
	_, err := conn.Exec(ctx, forget, v.next.follower)
	return err
}

func (v *View) rebuild(ctx context.Context, progress func(done, head es.Position)) (r RebuildReport, err error) {
	conn, err := pg.Connect(ctx, v.cfg.Pool)
	if err != nil {
		return r, err
	}
	defer closeConn(ctx, conn)
	err = v.exclusively(ctx, conn, func() error {
		r, err = v.build(ctx, conn, progress)
		return err
	})
	return r, err
}

func (v *View) build(ctx context.Context, conn *pgx.Conn, progress func(done, head es.Position)) (r RebuildReport, err error) {
	old, err := v.outdated(ctx, conn)
	if err != nil {
		return r, err
	}
	if old {
		return r, ErrOutdated
	}
	if err := v.clear(ctx, conn); err != nil {
		return r, err
	}
	if err := pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return v.create(ctx, tx, v.next) }); err != nil {
		return r, err
	}
	next := newApplier(v, v.next, nil)
	defer next.close(ctx)
	if _, err := next.load(ctx); err != nil {
		return r, err
	}
	f := &fold{v: v, next: next, progress: progress}
	if err := f.catchUp(ctx); err != nil {
		return r, err
	}
	if err := v.analyze(ctx, conn, v.next); err != nil {
		return r, err
	}
	if err := f.compare(ctx, conn, &r); err != nil {
		return r, err
	}
	if err := v.replace(ctx, conn, f); err != nil {
		return r, err
	}
	r.Events, r.Parked = f.events, next.state.parked
	return r, nil
}

// analyze gives the planner figures before the first query; autovacuum would come a minute later.
func (v *View) analyze(ctx context.Context, conn *pgx.Conn, t target) error {
	for _, table := range v.def.Tables {
		if _, err := conn.Exec(ctx, "analyze "+pgx.Identifier{t.schema, table.Name}.Sanitize()); err != nil {
			return fmt.Errorf("analyze %s: %w", table.Name, err)
		}
	}
	return nil
}

const (
	// lockPatience is how long the first attempts to swap stand in the way of queries while they wait for those that run, and
	// lockPatienceMax the later ones, when transactions keep reading. Both are below PostgreSQL's deadlock timeout: it
	// is the swap that gives way in a collision, never a query.
	lockPatience    = 5 * time.Millisecond
	lockPatienceMax = 100 * time.Millisecond
	// lockPause lets queries through before the next attempt.
	lockPause = 10 * time.Millisecond
)

// replace swaps, again and again until no query is in the way.
func (v *View) replace(ctx context.Context, conn *pgx.Conn, f *fold) error {
	for n := 0; ; n++ {
		err := v.swap(ctx, conn, f, min(lockPatience<<min(n/8, 8), lockPatienceMax))
		var pe *pgconn.PgError
		if !errors.As(err, &pe) || pe.Code != "55P03" && pe.Code != "40P01" { // lock not available, deadlock
			return err
		}
		if err := pause(ctx, lockPause); err != nil {
			return err
		}
	}
}

// swap puts the rebuilt view in the place of the live one. While it holds the live position's row the live follower cannot
// commit; the events since are folded here, a handful. It then locks out queries, which finds all statements that have read one
// of the old tables finished, so that none sees old and new ones together.
func (v *View) swap(ctx context.Context, conn *pgx.Conn, f *fold, patience time.Duration) error {
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "select from public.follower_position where name = $1 for update", v.live.follower); err != nil {
			return fmt.Errorf("stop the live follower: %w", err)
		}
		live, err := loadState(ctx, tx, v.live)
		if err != nil {
			return err
		}
		if f.next.state.position.Before(live.position) {
			if err := f.to(ctx, live.position); err != nil {
				return err
			}
		}
		lock, err := v.lockAll(ctx, tx)
		if err != nil {
			return err
		}
		old := pgx.Identifier{v.live.schema + "__old"}.Sanitize()
		// One message: queries are locked out from the first table on.
		sql := fmt.Sprintf("set local client_min_messages = warning; set local lock_timeout = %d; %s"+
			"alter schema %s rename to %s; alter schema %s rename to %s; drop schema %s cascade",
			patience.Milliseconds(), lock, v.live.ident(), old, v.next.ident(), v.live.ident(), old)
		if _, err := tx.Exec(ctx, sql); err != nil {
			return fmt.Errorf("exchange the schemas: %w", err)
		}
		b := &pgx.Batch{}
		b.Queue(adoptPosition, v.live.follower, v.next.follower)
		b.Queue(clearParked, v.live.follower)
		b.Queue(adoptParked, v.live.follower, v.next.follower)
		b.Queue(forget, v.next.follower)
		return tx.SendBatch(ctx, b).Close()
	})
}

// lockAll returns the statements that lock queries out of the live view.
func (v *View) lockAll(ctx context.Context, tx pgx.Tx) (string, error) {
	rows, err := tx.Query(ctx, tablesSQL, v.live.schema)
	if err != nil {
		return "", err
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return "", fmt.Errorf("list the tables of %s: %w", v.live.schema, err)
	}
	var b strings.Builder
	for _, table := range tables {
		b.WriteString("lock table " + pgx.Identifier{v.live.schema, table}.Sanitize() + " in access exclusive mode; ")
	}
	return b.String(), nil
}
