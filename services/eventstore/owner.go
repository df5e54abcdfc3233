package eventstore

import (
	"context"
	_ "embed" // queries
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

var (
	//go:embed queries/take_over.sql
	takeOverSQL string
	//go:embed queries/log_end.sql
	logEndSQL string
	//go:embed queries/check_epoch.sql
	checkEpochSQL string
	//go:embed queries/end_own_backends.sql
	endOwnBackendsSQL string
)

// ownerLock is the advisory lock of the server that owns the log of a database.
const ownerLock int64 = 0x616e6a69656c6f67 // "anjielog"

// connectTimeout bounds one attempt to get hold of the log.
const connectTimeout = 5 * time.Second

// errOwned: another server holds the lock.
var errOwned = errors.New("another server owns the log")

// ownership is the right to write the log, from taking it until it is lost. The advisory lock keeps a second server
// waiting politely; what makes it safe is the epoch, which every commit carries: a server that lost the log without
// noticing commits nothing.
type ownership struct {
	epoch     int64
	next      int64     // position after the last event when the log was taken
	lastBatch uuid.UUID // that was committed before, Nil for none
	created   int64     // of the last event
	streams   int64     // highest stream id

	session *pgx.Conn // holds the lock, and answers lookups
	writer  *pgx.Conn // commits
	params  batchParams
}

// owner takes the log of one database, again and again.
type owner struct {
	config *pgx.ConnConfig
	label  string // application_name, unique to this owner
}

// newOwner prepares connections to the database of dsn. dial may be nil.
func newOwner(dsn string, dial pgconn.DialFunc) (*owner, error) {
	pool, err := pgxpool.ParseConfig(dsn) // knows and takes out the options that only pools have
	if err != nil {
		return nil, fmt.Errorf("read the database address: %w", err)
	}
	config := pool.ConnConfig
	if dial != nil {
		config.DialFunc = dial
	}
	if config.ValidateConnect == nil {
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	o := &owner{config: config, label: "anjie eventstore " + uuid.NewString()}
	maps.Copy(config.RuntimeParams, map[string]string{
		"application_name":   o.label,
		"synchronous_commit": "on", // whoever is answered has it on disk, whatever the server's default is
		// The writer's statements are few and known: plan them once, by index, and do not compile them.
		"plan_cache_mode": "force_generic_plan",
		"enable_seqscan":  "off",
		"enable_hashjoin": "off", "enable_mergejoin": "off",
		"jit":                           "off",
		"default_transaction_isolation": "read committed",
		"statement_timeout":             "0",
		// A server that vanished without a word must not hold the lock for hours.
		"tcp_keepalives_idle": "5", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3",
		"tcp_user_timeout": "10000",
	})
	return o, nil
}

// take makes this server the owner, or returns errOwned when another one holds the lock.
func (o *owner) take(ctx context.Context) (_ *ownership, err error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	own := &ownership{}
	defer func() {
		if err != nil {
			own.release(ctx)
		}
	}()
	if own.session, err = pgx.ConnectConfig(ctx, o.config); err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	if _, err := own.session.Exec(ctx, endOwnBackendsSQL, o.label); err != nil {
		return nil, fmt.Errorf("end connections left behind: %w", err)
	}
	var locked bool
	if err := own.session.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", ownerLock).Scan(&locked); err != nil {
		return nil, fmt.Errorf("lock the log: %w", err)
	}
	if !locked {
		return nil, errOwned
	}
	if own.writer, err = pgx.ConnectConfig(ctx, o.config); err != nil {
		return nil, fmt.Errorf("connect for writing: %w", err)
	}
	if _, err := own.writer.Prepare(ctx, commitBatchName, commitBatchSQL); err != nil {
		return nil, fmt.Errorf("prepare the commit: %w", err)
	}
	var lastBatch *uuid.UUID
	if err := own.session.QueryRow(ctx, takeOverSQL).Scan(&own.epoch, &own.next, &lastBatch); err != nil {
		return nil, fmt.Errorf("raise the epoch: %w", err)
	}
	if lastBatch != nil {
		own.lastBatch = *lastBatch
	}
	var end int64
	if err := own.session.QueryRow(ctx, logEndSQL).Scan(&end, &own.created, &own.streams); err != nil {
		return nil, fmt.Errorf("find the end of the log: %w", err)
	}
	if end != own.next-1 {
		return nil, fmt.Errorf("log damaged: log_head says that it ends at %d, the last event is %d", own.next-1, end)
	}
	return own, nil
}

// check asks the database whether the log is still ours: errFenced if not, another error if it cannot be told.
func (o *ownership) check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, lookupTimeout)
	defer cancel()
	var epoch int64
	if err := o.session.QueryRow(ctx, checkEpochSQL).Scan(&epoch); err != nil {
		return fmt.Errorf("check the ownership: %w", err)
	}
	if epoch != o.epoch {
		return errFenced
	}
	return nil
}

// release gives the log back. The connections may be broken already; closing them is all that is needed.
func (o *ownership) release(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	for _, conn := range []*pgx.Conn{o.writer, o.session} {
		if conn != nil {
			_ = conn.Close(ctx)
		}
	}
}
