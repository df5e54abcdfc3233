package archtest

import (
	"slices"
	"strings"
)

// owner says which packages may import a third-party module, with the reason that the message gives. The longest prefix
// decides. A module without a row fails: a new dependency is a decision.
type owner struct {
	prefix string
	rooms  []string // packages of services; "tests" for test code only, "shells" for every service, "*" for all but cores
	reason string
}

const (
	tests  = "tests"
	shells = "shells"
	all    = "*"
)

var owners = []owner{
	{"github.com/EventStore/EventStore-Client-Go/v4/protos", []string{"eventstore"}, "the wire protocol is the embedded server's business"},
	{"github.com/EventStore/EventStore-Client-Go/v4", []string{"internal/es/esdb"}, "the client has one owner, so that moving from one machine to a cluster is a change of one package's configuration"},
	{"github.com/nats-io", []string{"internal/bus"}, "NATS is a hint channel behind bus: whoever takes it for the record will lose facts"},
	{"github.com/jackc/pgx/v5", []string{"internal/pg", "internal/vault", "internal/telemetry", "internal/bus/buspg", "eventstore", shells}, "PostgreSQL is reached through pg's pools and by the views of the shells"},
	{"github.com/exaring/otelpgx", []string{"internal/telemetry"}, "tracing is set up in one place"},
	{"github.com/pressly/goose/v3", []string{"internal/pg"}, "migrations run under one lock, in one way"},
	{"github.com/tink-crypto/tink-go/v2", []string{"internal/vault"}, "keys and boxes have one owner"},
	{"github.com/coreos/go-oidc/v3", []string{"internal/identity"}, "who acts is decided in one place"},
	{"github.com/go-jose/go-jose/v4", []string{"internal/identity"}, "who acts is decided in one place"},
	{"github.com/grpc-ecosystem/go-grpc-middleware/v2", []string{"internal/rpc"}, "the interceptor chain is built once, identically for all services"},
	{"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc", []string{"internal/rpc"}, "the interceptor chain is built once, identically for all services"},
	{"go.opentelemetry.io/contrib/bridges/otelslog", []string{"internal/telemetry"}, "the SDK has one owner; others use the API"},
	{"go.opentelemetry.io/otel", []string{all}, ""},
	{"go.opentelemetry.io/otel/sdk", []string{"internal/telemetry"}, "the SDK has one owner; others use the API"},
	{"go.opentelemetry.io/otel/exporters", []string{"internal/telemetry"}, "the SDK has one owner; others use the API"},
	{"go.opentelemetry.io/proto/otlp", []string{"cmd"}, "only the receivers of the demonstration and of the tests read OTLP"},
	{"github.com/prometheus/client_golang", []string{"internal/telemetry"}, "metrics are made with the otel API and shown by telemetry"},
	{"google.golang.org/grpc", []string{all}, ""},
	{"google.golang.org/protobuf", []string{all}, ""},
	{"google.golang.org/genproto/googleapis/rpc", []string{"internal/rpc", "eventstore"}, "error details are made where fault meets status, and where the store speaks the client's protocol"},
	{"github.com/dlclark/regexp2", []string{"eventstore"}, "filters of the store's clients are .NET expressions; nobody else needs them"},
	{"github.com/go-json-experiment/json", []string{"internal/es", "internal/vault", "internal/bus", shells, "cmd/bench"}, "one codec for stored events"},
	{"go.yaml.in/yaml/v3", []string{"intake"}, "YAML is how people write profiles; nothing is stored or sent in it. It is read node by node, so that every problem has its line"},
	{"github.com/google/uuid", []string{all}, ""},
	{"golang.org/x/sync", []string{all}, ""},
	{"golang.org/x/text/unicode/norm", []string{"intake"}, "the form in which sealed texts are compared is decided in one place"},
	{"github.com/spf13/cobra", []string{"cmd"}, "the command line is main's"},
	{"github.com/spf13/pflag", []string{"cmd"}, "the command line is main's"},
	{"github.com/caarlos0/env/v11", []string{"cmd"}, "configuration is read in main and handed on as values"},
	{"github.com/gomutex/godocx", []string{"internal/docx"}, "documents are written in one place, which knows fonts and loses no character"},
	{"github.com/schollz/progressbar/v3", []string{"cmd"}, "only programs talk to a terminal"},
	{"github.com/xuri/excelize/v2", []string{"cmd"}, "spreadsheets come in and go out through programs; no service reads one"},
	{"golang.org/x/text/encoding", []string{"cmd"}, "inside of Anjie all text is UTF-8; what comes in otherwise is decoded at the door"},
	{"github.com/6tail/lunar-go", []string{tests}, "a second opinion on the calendar, never its source"},
	{"github.com/google/go-cmp", []string{tests}, "it panics on what it does not like: for tests only"},
	{"github.com/anishathalye/porcupine", []string{tests}, "a checker of histories, for tests"},
	{"github.com/Shopify/toxiproxy/v2", []string{tests}, "a bad network, for tests"},
	{"go.uber.org/goleak", []string{tests}, "a checker of leaks, for tests"},
	{"pgregory.net/rapid", []string{tests}, "properties, for tests"},
}

// ownerOf returns the row with the longest prefix of the path.
func ownerOf(importPath string) (owner, bool) {
	var best owner
	for _, o := range owners {
		if under(importPath, o.prefix) && len(o.prefix) > len(best.prefix) {
			best = o
		}
	}
	return best, best.prefix != ""
}

// allows reports whether a package of services of layer l may import what the row owns. Programs import everything but test code.
func (o owner) allows(l layer, dir string) bool {
	switch {
	case slices.Contains(o.rooms, tests):
		return l == testing
	case l == program || l == testing:
		return true
	case slices.Contains(o.rooms, all), l == shell && slices.Contains(o.rooms, shells):
		return true
	}
	return anyRoom(dir, o.rooms)
}

func (o owner) who() string {
	var out []string
	for _, r := range o.rooms {
		switch r {
		case tests:
			out = append(out, "tests")
		case shells:
			out = append(out, "the services")
		default:
			out = append(out, r)
		}
	}
	return strings.Join(out, ", ")
}
