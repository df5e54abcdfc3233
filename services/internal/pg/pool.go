package pg

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Options of a pool.
type Options struct {
	// MaxConns bounds the connections; 0 means 8. More than two per core rarely makes PostgreSQL faster.
	MaxConns int32
	// Name appears as application_name in pg_stat_activity; empty means "anjie".
	Name string
	// Tracer sees every query; nil means none.
	Tracer pgx.QueryTracer
}

// Querier is what a pool, a connection and a transaction have in common.
type Querier interface {
	Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error)
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// Open connects a bounded pool and makes sure that the server answers. Statements are prepared once per connection and reused.
// With several hosts in the DSN only one that accepts writes is used, so that a former primary is left behind after a failover.
// Who waits for a connection waits at most as long as its context.
func Open(ctx context.Context, dsn string, o Options) (*pgxpool.Pool, error) {
	cfg, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("read the connection string: %w", err) // pgx masks the password
	}
	if o.MaxConns == 0 {
		o.MaxConns = 8
	}
	if o.Name == "" {
		o.Name = "anjie"
	}
	cfg.MaxConns = o.MaxConns
	cfg.MinIdleConns = min(1, o.MaxConns)
	cfg.MaxConnLifetime = time.Hour
	cfg.MaxConnLifetimeJitter = 5 * time.Minute
	cc := cfg.ConnConfig
	cc.Tracer = o.Tracer
	cc.ConnectTimeout = 5 * time.Second
	cc.RuntimeParams["application_name"] = o.Name
	cc.RuntimeParams["timezone"] = "UTC"
	// A transaction whose client was paused must not hold its locks for ever.
	cc.RuntimeParams["idle_in_transaction_session_timeout"] = "60s"
	if len(cc.Fallbacks) > 0 && cc.ValidateConnect == nil {
		cc.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("open the pool: %w", err)
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		return nil, fmt.Errorf("reach PostgreSQL: %w", err)
	}
	return pool, nil
}

// InTx runs fn in a read-committed transaction and commits when it returns nil; an error or a panic rolls back. An error of the
// commit itself may mean that it happened: effects must be harmless to repeat.
func InTx(ctx context.Context, pool *pgxpool.Pool, fn func(tx pgx.Tx) error) error {
	return pgx.BeginTxFunc(ctx, pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, fn)
}

// Connect opens one connection with the settings of the pool, beside it, for what must go on when requests have taken every
// connection of the pool. The caller closes it.
func Connect(ctx context.Context, pool *pgxpool.Pool) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, pool.Config().ConnConfig)
	if err != nil {
		return nil, fmt.Errorf("connect beside the pool: %w", err)
	}
	return conn, nil
}
