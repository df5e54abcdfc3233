package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/jackc/pgx/v5/pgxpool"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/pg"
	"anjie.internal/services/internal/pg/pglocal"
)

// place is the durable PostgreSQL of one run, and a database of its own for everything that is measured.
type place struct {
	dir     string
	cluster *pglocal.Cluster
	seq     atomic.Int64
}

func newPlace(ctx context.Context, dir string) (*place, error) {
	c, err := pglocal.Start(ctx, pglocal.Config{Dir: dir, Durable: true})
	if err != nil {
		return nil, err
	}
	return &place{dir: dir, cluster: c}, nil
}

func (p *place) close() error { return p.cluster.Stop() }

// database makes an empty database and returns its connection string.
func (p *place) database(ctx context.Context, name string) (string, error) {
	name = fmt.Sprintf("%s_%d", name, p.seq.Add(1))
	if err := pg.EnsureDatabase(ctx, p.cluster.DSN("postgres"), name); err != nil {
		return "", err
	}
	return p.cluster.DSN(name), nil
}

// pool opens an empty database with as many connections as hand-written services are usually given.
func (p *place) pool(ctx context.Context, name string) (*pgxpool.Pool, error) {
	dsn, err := p.database(ctx, name)
	if err != nil {
		return nil, err
	}
	return pg.Open(ctx, dsn, pg.Options{MaxConns: 32, Name: "bench"})
}

// server starts the embedded event store on an empty database.
func (p *place) server(ctx context.Context) (*eventstore.Server, func(), error) {
	dsn, err := p.database(ctx, "store")
	if err != nil {
		return nil, nil, err
	}
	s, err := eventstore.Open(ctx, eventstore.Config{DSN: dsn, Listen: "127.0.0.1:0", Now: time.Now})
	if err != nil {
		return nil, nil, err
	}
	run, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); _ = s.Run(run) }()
	if err := s.WaitReady(ctx); err != nil {
		cancel()
		<-done
		return nil, nil, err
	}
	return s, func() { cancel(); <-done }, nil
}

// store starts the embedded event store and connects the official client to it.
func (p *place) store(ctx context.Context) (*esdb.Client, func(), error) {
	s, stop, err := p.server(ctx)
	if err != nil {
		return nil, nil, err
	}
	c, closeClient, err := dialStore(s.ConnectionString())
	if err != nil {
		stop()
		return nil, nil, err
	}
	return c, func() { closeClient(); stop() }, nil
}

func (p *place) handStore(ctx context.Context) (*handStore, error) {
	pool, err := p.pool(ctx, "hand")
	if err != nil {
		return nil, err
	}
	return newHandStore(ctx, pool)
}

func (p *place) hop(ctx context.Context) (*hop, error) {
	pool, err := p.pool(ctx, "group")
	if err != nil {
		return nil, err
	}
	g, err := newGroupCommit(ctx, pool)
	if err != nil {
		return nil, err
	}
	return newHop(ctx, g)
}
