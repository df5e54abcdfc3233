package main

import (
	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/spf13/cobra"
	"pgregory.net/rapid" // want: cmd/anjie imports pgregory.net/rapid, which belongs to tests

	"anjie.internal/services/eventstore"
	"anjie.internal/services/intake"
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/pg/pgtest" // want: test packages carry faults and fixtures
)
