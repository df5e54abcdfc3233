package view

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel/metric"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
)

// Table is one table of a view, for digests.
type Table struct {
	Name    string
	OrderBy string // a list of columns that orders the rows completely: the primary key
}

// Definition is what a view consists of.
type Definition struct {
	// Name in lower case; the tables live in schema view_<name>.
	Name string
	// Schema is the DDL with unqualified names: tables, indexes and views, no types of its own.
	Schema string
	// Version is raised with every change of Schema, and when Apply changes so that it makes other rows from the same events. Run
	// rebuilds a view of a lower Version. One of a higher Version it leaves alone: while an upgrade is under way, replicas of the
	// older program stand aside. A view of the same Version and another Schema is rebuilt as well, so with a Version that was
	// not raised replicas of both programs rebuild it in turns.
	//
	// To go back, release the older program under a Version that is higher still. In an emergency stop the newer one and drop
	// the schema of the view: the older one builds it anew, and until then it is empty.
	Version int
	// Tables lists every table with data, in the order of the digest.
	Tables []Table
	// Filter says which events Apply gets.
	Filter es.Filter
	// Apply makes the effects of events, in order, in the transaction; the tables can be named without their schema. It must
	// depend on the events and the tables alone, and applying a batch must be the same as applying its parts one after the other.
	// It must not keep the slice. An error that is not of the connection makes the batch be tried in parts.
	Apply func(ctx context.Context, tx pgx.Tx, batch []es.Record) error
}

// Config is what a view needs.
type Config struct {
	Pool       *pgxpool.Pool // of a database with the tables of pg.MigratePlatform
	Store      es.Store
	Definition Definition
	Batch      int // most events in one transaction; 0 means 10,000
	BatchBytes int // most bytes of them, but at least one event; 0 means es.BatchBytes. Twice as much is in memory at most
	Now        func() time.Time
	Logger     *slog.Logger         // nil discards
	Meter      metric.MeterProvider // nil means the global one
	Holder     string               // names this process in the lease, for people; empty means a random one
	Lease      pg.LeaseOptions      // the zero value is fine
}

// View is a read model. Its methods are safe for concurrent use; Run is called once.
type View struct {
	cfg  Config
	def  Definition
	live target
	next target
	log  *slog.Logger
	err  error // the configuration is wrong

	edition string // of the definition

	parked    atomic.Int64
	following atomic.Pointer[es.Follower] // nil while another process runs the view
	reach     reach
}

var goodName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

// New makes a view. A wrong configuration is reported by the first method that is called.
func New(c Config) *View {
	if c.Batch <= 0 {
		c.Batch = 10_000
	}
	if c.BatchBytes <= 0 {
		c.BatchBytes = es.BatchBytes
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Holder == "" {
		c.Holder = uuid.NewString()
	}
	if c.Lease.Logger == nil {
		c.Lease.Logger = c.Logger
	}
	if c.Lease.Meter == nil {
		c.Lease.Meter = c.Meter
	}
	v := &View{
		cfg: c, def: c.Definition, edition: edition(&c.Definition), log: c.Logger.With(slog.String("view", c.Definition.Name)),
		live:  newTarget(c.Definition.Name),
		next:  newTarget(c.Definition.Name + "__next"),
		reach: newReach(),
	}
	switch {
	case !goodName.MatchString(c.Definition.Name):
		v.err = fmt.Errorf("view %q: the name must match %s", c.Definition.Name, goodName)
	case c.Pool == nil || c.Store == nil || c.Now == nil:
		v.err = fmt.Errorf("view %s: pool, store and clock are needed", c.Definition.Name)
	case c.Definition.Apply == nil || c.Definition.Schema == "" || len(c.Definition.Tables) == 0:
		v.err = fmt.Errorf("view %s: the definition needs a schema, its tables and apply", c.Definition.Name)
	}
	return v
}

// Name of the view's follower and lease: "view:<name>".
func (v *View) Name() string { return v.live.follower }

// target is where events are applied to: the live view, or the one that is being built.
type target struct {
	follower string // name in follower_position and follower_parked
	schema   string
	begin    string // begins a transaction in it, in one round trip
}

func newTarget(name string) target {
	t := target{follower: "view:" + name, schema: "view_" + name}
	// The row lock makes followers, rebuilds and unparking of one view take turns before they touch its tables; in another
	// order they could wait for each other. The name is plain, see goodName.
	t.begin = "begin; set local search_path = " + t.ident() + ", public; set local synchronous_commit = off; " +
		"select from public.follower_position where name = '" + t.follower + "' for no key update"
	return t
}

func (t target) ident() string { return pgx.Identifier{t.schema}.Sanitize() }

// Run keeps the view up to date until ctx ends: it holds the lease, makes or rebuilds the tables when they are missing or of
// another definition, and follows the log. It goes on after every failure of PostgreSQL and the store, and returns ctx's error.
// In other processes Run waits and takes over when the holder goes; it also waits while the tables are of a newer definition. It uses two connections beside the pool, so that requests that
// wait for the view with all connections of the pool in their hands do not stop it.
func (v *View) Run(ctx context.Context) error {
	if v.err != nil {
		return v.err
	}
	stop, err := v.instruments()
	if err != nil {
		return err
	}
	defer stop()
	for {
		v.standAside(ctx)
		err := pg.Hold(ctx, v.cfg.Pool, v.live.follower, v.cfg.Holder, v.cfg.Lease, func(ctx context.Context, l *pg.Lease) error {
			err := v.follow(ctx, l)
			if errors.Is(err, ErrOutdated) {
				return nil // gives the lease to those who can use it
			}
			return err
		})
		if err != nil {
			return err
		}
	}
}

// rest is how long events may wait for others that are applied with them, while the log is busy and nobody waits for the view.
const rest = 200 * time.Millisecond

// follow runs while the lease is held.
func (v *View) follow(ctx context.Context, l *pg.Lease) error {
	if err := v.Prepare(ctx); err != nil {
		return err
	}
	if err := v.upgrade(ctx); err != nil {
		return err
	}
	a := newApplier(v, v.live, l)
	defer a.close(ctx)
	ctx, a.stop = context.WithCancelCause(ctx)
	defer a.stop(nil)
	f, err := es.NewFollower(es.FollowerConfig{
		Name: v.live.follower, Store: v.cfg.Store, Filter: v.def.Filter, Batch: v.cfg.Batch, BatchBytes: v.cfg.BatchBytes,
		Load: a.load, Apply: a.apply, Now: v.cfg.Now, RetryMax: 2 * time.Second, Rest: rest, Logger: v.log, Meter: v.cfg.Meter,
	})
	if err != nil {
		return err
	}
	v.following.Store(f)
	defer v.following.Store(nil)
	err = f.Run(ctx)
	if cause := context.Cause(ctx); errors.Is(cause, errReplaced) || errors.Is(cause, ErrOutdated) {
		return cause
	}
	return err
}

// Position returns the position after the last event whose effects are in the view.
func (v *View) Position(ctx context.Context) (es.Position, error) {
	if v.err != nil {
		return es.Position{}, v.err
	}
	return pg.LoadPosition(ctx, v.cfg.Pool, v.live.follower)
}

// Prepare makes the empty tables when there are none, so that queries can be answered before Run has caught up. Run calls it.
// It is idempotent and safe in several processes at once.
func (v *View) Prepare(ctx context.Context) error {
	if v.err != nil {
		return v.err
	}
	err := pg.InTx(ctx, v.cfg.Pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended($1, 0))", v.live.follower); err != nil {
			return err
		}
		var exists bool
		if err := tx.QueryRow(ctx, schemaExists, v.live.schema).Scan(&exists); err != nil {
			return err
		}
		_, err := loadState(ctx, tx, v.live)
		if exists && err == nil {
			return nil
		}
		if err != nil && !errors.Is(err, errNoState) {
			return err
		}
		return v.create(ctx, tx, v.live)
	})
	if err != nil {
		return fmt.Errorf("prepare view %s: %w", v.def.Name, err)
	}
	return nil
}

// create makes a target anew, empty and at the beginning of the log.
func (v *View) create(ctx context.Context, tx pgx.Tx, t target) error {
	if _, err := tx.Exec(ctx, "drop schema if exists "+t.ident()+" cascade; create schema "+t.ident()+
		"; set local search_path = "+t.ident()+", public; set local client_min_messages = warning"); err != nil {
		return fmt.Errorf("make schema %s: %w", t.schema, err)
	}
	if _, err := tx.Exec(ctx, v.def.Schema); err != nil {
		return fmt.Errorf("make the tables of %s: %w", t.schema, err)
	}
	if _, err := tx.Exec(ctx, clearParked, t.follower); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, reset, t.follower, v.edition)
	return err
}
