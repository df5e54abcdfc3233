// Package eventstoretest starts event store servers for tests: the real server, on a free port, on a PostgreSQL database
// that the test brings (pgtest.FreshDSN gives one).
package eventstoretest

import (
	"context"
	"testing"
	"time"

	"anjie.internal/services/eventstore"
)

// patience bounds the start of a server and its end.
const patience = 30 * time.Second

// Start runs a server on the database of dsn until the test ends, and returns when it answers. It runs on the real clock;
// change may set what a test needs otherwise.
func Start(t testing.TB, dsn string, change ...func(*eventstore.Config)) *eventstore.Server {
	t.Helper()
	server := Open(t, dsn, change...)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	if err := server.WaitReady(ctx); err != nil {
		t.Fatalf("eventstoretest: %v", err)
	}
	return server
}

// Open is Start without waiting: the server may still have to reach its database.
func Open(t testing.TB, dsn string, change ...func(*eventstore.Config)) *eventstore.Server {
	t.Helper()
	config := eventstore.Config{
		DSN:    dsn,
		Listen: "127.0.0.1:0",
		Now:    time.Now, //nolint:forbidigo // what tests start is the server as it runs
	}
	for _, f := range change {
		f(&config)
	}
	server, err := eventstore.Open(t.Context(), config)
	if err != nil {
		t.Fatalf("eventstoretest: %v", err)
	}
	ended := make(chan error, 1)
	life := context.WithoutCancel(t.Context()) // until the cleanup, which comes after the end of the test's context
	go func() { ended <- server.Run(life) }()
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(life, patience)
		defer cancel()
		if err := server.Stop(ctx); err != nil {
			t.Errorf("eventstoretest: stop: %v", err)
		}
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("eventstoretest: run: %v", err)
			}
		case <-ctx.Done():
			t.Error("eventstoretest: the server does not end")
		}
	})
	return server
}
