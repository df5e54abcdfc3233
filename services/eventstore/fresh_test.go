package eventstore_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/pg/pgtest"
)

// atOnce runs n reads at the same time and joins their errors.
func atOnce(n int, read func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = read(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// everyRead reads and subscribes in each way there is, several times at once, each just once.
func everyRead(ctx context.Context, client *esdb.Client, events uint64) error {
	last := events - 1
	return atOnce(18, func(i int) error {
		var list []*esdb.ResolvedEvent
		var err error
		switch i % 6 {
		case 0:
			list, err = collect(client.ReadAll(ctx, esdb.ReadAllOptions{}, all))
		case 1:
			list, err = collect(client.ReadAll(ctx, esdb.ReadAllOptions{From: esdb.End{}, Direction: esdb.Backwards}, all))
		case 2:
			list, err = collect(client.ReadStream(ctx, "s", esdb.ReadStreamOptions{}, all))
		case 3:
			list, err = collect(client.ReadStream(ctx, "s", esdb.ReadStreamOptions{From: esdb.End{}, Direction: esdb.Backwards}, all))
		case 4:
			return seesAll(ctx, client, 0, events)
		default:
			return seesStream(ctx, client, "s", events)
		}
		if err == nil && uint64(len(list)) <= last {
			err = fmt.Errorf("%d events of %d", len(list), events)
		}
		if err != nil {
			return fmt.Errorf("read %d: %w", i, err)
		}
		return nil
	})
}

// The connections of readers die while they are idle, too shortly before the next read for the pool to look whether they
// still live. Nobody who reads may notice.
func TestReadsSurviveDeadConnections(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	server := eventstoretest.Start(t, dsn, func(c *eventstore.Config) { c.RingBytes = 1 })
	client := connect(t, server)
	const n = 600
	fill(t, client, "s", n)
	admin, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = admin.Close(context.WithoutCancel(t.Context())) }()
	const readers = `FROM pg_stat_activity WHERE application_name = 'anjie eventstore reads' AND datname = current_database()`
	count := func(sql string) (n int) {
		if err := admin.QueryRow(t.Context(), sql).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 3 {
		if err := everyRead(within(t), client, n); err != nil {
			t.Fatal(err)
		}
		if ended := count("SELECT count(pg_terminate_backend(pid)) " + readers); ended == 0 {
			t.Fatal("no connection was ended")
		}
		eventually(t, func() bool { return count("SELECT count(*) "+readers) == 0 })
	}
	if err := everyRead(within(t), client, n); err != nil {
		t.Fatal(err)
	}
}

// PostgreSQL is killed and comes back. As soon as appends are acknowledged again, reads and subscriptions work.
func TestReadsWorkAsSoonAsAppendsDo(t *testing.T) {
	t.Parallel()
	cluster := pgtest.Durable(t)
	server := eventstoretest.Start(t, cluster.DSN("postgres"), func(c *eventstore.Config) { c.RingBytes = 1 })
	client := connect(t, server)
	const n = 600
	fill(t, client, "s", n)
	if err := everyRead(within(t), client, n); err != nil {
		t.Fatal(err)
	}
	cluster.Kill()
	if err := cluster.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	next := event("t", "{}")
	eventually(t, func() bool {
		_, err := client.AppendToStream(within(t), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.Revision(n - 1)}, next)
		return err == nil
	})
	if err := everyRead(within(t), client, n+1); err != nil {
		t.Fatal(err)
	}
}
