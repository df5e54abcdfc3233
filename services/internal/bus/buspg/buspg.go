// Package buspg keeps the positions of relays and consumers in PostgreSQL, in the table of pg.LoadPosition.
package buspg

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/pg"
)

//go:embed sql/lock.sql
var lock string

// Lease is what a *pg.Lease does: it refuses the transaction of a holder that lost its lease.
type Lease interface {
	Check(ctx context.Context, tx pgx.Tx) error
}

// Checkpoints keeps how far the relay of a feed has come.
type Checkpoints struct {
	Pool  *pgxpool.Pool
	Feed  string
	Lease Lease // nil: not fenced; the channel's own fence still keeps the order
}

var _ bus.Checkpoints = Checkpoints{}

func (c Checkpoints) scanned() string { return "relay:" + c.Feed }
func (c Checkpoints) fact() string    { return "relay:" + c.Feed + ":fact" }

// Load implements bus.Checkpoints.
func (c Checkpoints) Load(ctx context.Context) (bus.Checkpoint, error) {
	var at bus.Checkpoint
	err := pg.InTx(ctx, c.Pool, func(tx pgx.Tx) error {
		if err := c.lock(ctx, tx); err != nil {
			return err
		}
		var err error
		if at.Scanned, err = pg.LoadPosition(ctx, tx, c.scanned()); err != nil {
			return err
		}
		at.Fact, err = pg.LoadPosition(ctx, tx, c.fact())
		return err
	})
	return at, err
}

// Save implements bus.Checkpoints.
func (c Checkpoints) Save(ctx context.Context, at bus.Checkpoint) error {
	return pg.InTx(ctx, c.Pool, func(tx pgx.Tx) error {
		if err := c.lock(ctx, tx); err != nil {
			return err
		}
		if err := pg.SavePosition(ctx, tx, c.scanned(), at.Scanned); err != nil {
			return err
		}
		if err := pg.SavePosition(ctx, tx, c.fact(), at.Fact); err != nil {
			return err
		}
		return check(ctx, tx, c.Lease)
	})
}

// lock keeps the two positions of a checkpoint together.
func (c Checkpoints) lock(ctx context.Context, tx pgx.Tx) error { return acquire(ctx, tx, c.scanned()) }

// Consumer keeps how far a consumer has come, together with the effects of its facts.
type Consumer struct {
	Pool  *pgxpool.Pool
	Name  string // of the consumer
	Lease Lease  // nil: not fenced
}

func (c Consumer) key() string { return "consumer:" + c.Name }

// Position is for bus.ConsumerConfig.Checkpoint.
func (c Consumer) Position(ctx context.Context) (es.Position, error) {
	return pg.LoadPosition(ctx, c.Pool, c.key())
}

// Once runs effect in a transaction that also saves the position of the fact. A fact whose position is saved already is left
// alone, so that each has one effect even while two consumers of the same name run. Use it in bus.ConsumerConfig.Handle.
func (c Consumer) Once(ctx context.Context, fact bus.Fact, effect func(ctx context.Context, tx pgx.Tx) error) error {
	return pg.InTx(ctx, c.Pool, func(tx pgx.Tx) error {
		if err := acquire(ctx, tx, c.key()); err != nil {
			return err
		}
		at, err := pg.LoadPosition(ctx, tx, c.key())
		if err != nil {
			return err
		}
		if !at.Before(fact.Position) {
			return nil
		}
		if err := effect(ctx, tx); err != nil {
			return err
		}
		if err := pg.SavePosition(ctx, tx, c.key(), fact.Position); err != nil {
			return err
		}
		return check(ctx, tx, c.Lease)
	})
}

// Reached saves that everything up to a position is done, for effects that are not of this database and may be repeated, such
// as commands with derived ids. A position that was passed already is left alone. Use it in bus.ConsumerConfig.HandleMany. As the
// effects may be repeated, a crash of the server may take the last positions with it, and nobody waits for the disk.
func (c Consumer) Reached(ctx context.Context, p es.Position) error {
	return c.Once(ctx, bus.Fact{Position: p}, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "SET LOCAL synchronous_commit = off")
		return err
	})
}

// acquire waits for the other transactions about the same key.
func acquire(ctx context.Context, tx pgx.Tx, key string) error {
	if _, err := tx.Exec(ctx, lock, key); err != nil {
		return fmt.Errorf("lock the position of %s: %w", key, err)
	}
	return nil
}

func check(ctx context.Context, tx pgx.Tx, lease Lease) error {
	if lease == nil {
		return nil
	}
	return lease.Check(ctx, tx)
}
