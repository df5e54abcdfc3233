package main

import (
	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/anishathalye/porcupine" // want: bench imports github.com/anishathalye/porcupine, which belongs to tests
	"github.com/jackc/pgx/v5"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/eventstore/suite" // want: test packages carry faults and fixtures
	"anjie.internal/services/intake"
	"anjie.internal/services/scenario" // want: test packages carry faults and fixtures
)
