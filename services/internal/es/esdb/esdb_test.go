package esdb_test

import (
	"testing"
	"time"

	"go.uber.org/goleak"

	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
	"anjie.internal/services/internal/es/estest"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m, nil) }

// open returns a store on a server of its own.
func open(t *testing.T) *esdb.Store {
	t.Helper()
	server := eventstoretest.Start(t, pgtest.FreshDSN(t))
	s, err := esdb.Open(t.Context(), server.ConnectionString(), esdb.Options{Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestContract(t *testing.T) {
	estest.Run(t, func(t *testing.T) es.Store { return open(t) })
}

var _ = goleak.VerifyTestMain
