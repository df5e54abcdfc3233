package eventstore

import (
	"github.com/EventStore/EventStore-Client-Go/v4/esdb" // want: which belongs to internal/es/esdb
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/jackc/pgx/v5"
	"google.golang.org/grpc"

	"anjie.internal/proto/gen/anjie/intake/v1" // want: the event store speaks the EventStoreDB protocol
	"anjie.internal/services/intake"           // want: the event store must be replaceable by a cluster
	"anjie.internal/services/internal/pg"
)

var server = grpc.NewServer()
