package intake

import (
	"context"
	"os"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb" // want: which belongs to internal/es/esdb: the client has one owner
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go/jetstream" // want: which belongs to internal/bus: NATS is a hint channel
	"github.com/spf13/cobra"               // want: which belongs to cmd: the command line is main's
	"github.com/unheard/of"                // want: no row of archtest names github.com/unheard/of
	"go.opentelemetry.io/otel/sdk/trace"   // want: which belongs to internal/telemetry: the SDK has one owner
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"pgregory.net/rapid" // want: which belongs to tests

	"anjie.internal/proto/gen/anjie/intake/v1"
	"anjie.internal/proto/gen/anjie/mediation/v1"
	"anjie.internal/services/eventstore" // want: a service reaches the event store through the official client only
	"anjie.internal/services/intake/dispute"
	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/pg/pgtest"   // want: test packages carry faults and fixtures
	"anjie.internal/services/mediation"            // want: services meet by gRPC and by facts, never by import
	"anjie.internal/services/mediation/proceeding" // want: never by import, not even of a core
	"anjie.internal/tools/cmd/ledger"              // want: programs under tools are outside of the product
)

func serve() {
	_ = grpc.NewServer()       // want: uses grpc.NewServer: servers and connections are built in internal/rpc
	_, _ = grpc.NewClient("x") // want: uses grpc.NewClient
}

func init() {} // want: func init: wiring is literal code in main
