package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/spf13/pflag"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
)

// allConfig configures `anjie all`. Every field can be set by a flag, or by the environment with the prefix ANJIE_.
type allConfig struct {
	// Data is the folder that holds everything: PostgreSQL, NATS and keys. Empty means the usual one of the user.
	Data string `env:"DATA"`
	// Eventstore is the address of the event store, which speaks the EventStoreDB protocol. Port 0 is any free one, here and below.
	Eventstore string `env:"EVENTSTORE_LISTEN" envDefault:"127.0.0.1:2113"`
	// NATS is the address of the embedded NATS server.
	NATS string `env:"NATS_LISTEN" envDefault:"127.0.0.1:4222"`
	// Intake is the address of the intake service.
	Intake string `env:"INTAKE_LISTEN" envDefault:"127.0.0.1:7101"`
	// Mediation is the address of the mediation service.
	Mediation string `env:"MEDIATION_LISTEN" envDefault:"127.0.0.1:7102"`
	// Statistics is the address of the statistics service.
	Statistics string `env:"STATISTICS_LISTEN" envDefault:"127.0.0.1:7105"`
	// Metrics is the address of /metrics; empty serves none.
	Metrics string `env:"METRICS_LISTEN" envDefault:"127.0.0.1:9464"`

	LogConfig
}

// LogConfig says what a process tells about itself. It is exported, as RoleConfig is, because the reader of the environment
// sets embedded structs by reflection, which leaves unexported ones empty.
type LogConfig struct {
	// Level is the least level that is logged.
	Level string `env:"LOG_LEVEL" envDefault:"warn"`
	// JSON writes the log for machines.
	JSON bool `env:"LOG_JSON"`
	// OTLP is the receiver of traces, HOST:PORT; empty exports none.
	OTLP string `env:"OTLP_ENDPOINT"`
	// Sample is the part of new traces that is exported, 0 to 1; all if zero.
	Sample float64 `env:"OTLP_SAMPLE"`
}

// RoleConfig configures one service of a cluster, which finds everything else at an address.
type RoleConfig struct {
	// Listen is where the service listens.
	Listen string `env:"LISTEN"`
	// Metrics is the address of /metrics; empty serves none.
	Metrics string `env:"METRICS_LISTEN"`
	// Database is the connection string of the service's own PostgreSQL database.
	Database string `env:"DATABASE"`
	// EventStore is the connection string of the event store: an embedded one or a cluster.
	EventStore string `env:"EVENTSTORE"`
	// TokenKey is a file with the public key that verifies tokens.
	TokenKey string `env:"TOKEN_KEY"`

	LogConfig
}

// CaseConfig configures a service that holds cases: `anjie intake`, `anjie mediation`. It is exported for the reason that
// LogConfig is.
type CaseConfig struct {
	RoleConfig
	// KEK is a file with the key-encryption key of the service's vault. Its text may be given in ANJIE_KEK instead.
	KEK string `env:"KEK_FILE"`
	// FormerKEK is a file with the other key-encryption key while keys are rotated (anjie vault rewrap).
	FormerKEK string `env:"FORMER_KEK_FILE"`
	// KEKValue is the key-encryption key itself; it has no flag, for arguments are seen by everybody on the machine.
	KEKValue string `env:"KEK"`
	// NATS is where facts are published and read; empty publishes none, and others' facts come by the second road alone.
	NATS string `env:"NATS"`
	// NATSUser is the user to publish as; empty means the name of the service.
	NATSUser string `env:"NATS_USER"`
	// NATSUsersFile holds that user's password: nats-users in the data folder of the server's `anjie all`, or a copy.
	NATSUsersFile string `env:"NATS_USERS_FILE"`
	// NATSPassword is the password itself and goes before the file; it has no flag.
	NATSPassword string `env:"NATS_PASSWORD"`
}

// intakeConfig configures `anjie intake`.
type intakeConfig struct {
	CaseConfig
	// Mediation is the address of the mediation service, whose facts say how proceedings end; empty: intake learns nothing of them.
	Mediation string `env:"MEDIATION"`
	// ServiceTokenFile holds the token with which intake calls mediation (anjie token --as service). It is read again for every
	// call, so that it can be replaced.
	ServiceTokenFile string `env:"SERVICE_TOKEN_FILE"`
}

// mediationConfig configures `anjie mediation`. Its sub-commands read it too, and need none of it.
type mediationConfig struct {
	CaseConfig
	// Intake is the address of the intake service, which is asked about a dispute before a proceeding of it is opened.
	Intake string `env:"INTAKE"`
	// ServiceTokenFile holds the token with which mediation calls intake (anjie token --as service). It is read again for every
	// call, so that it can be replaced.
	ServiceTokenFile string `env:"SERVICE_TOKEN_FILE"`
}

// eventstoreConfig configures `anjie eventstore`.
type eventstoreConfig struct {
	// Postgres is the connection string of the store's database; empty starts a private PostgreSQL in Data.
	Postgres string `env:"POSTGRES"`
	// Data is the folder of the private PostgreSQL. Empty means the usual one of the user.
	Data string `env:"DATA"`
	// Listen is where the store listens.
	Listen string `env:"EVENTSTORE_LISTEN" envDefault:"127.0.0.1:2113"`
	// Advertise is the address that clients are told to use; empty means where it listens.
	Advertise string `env:"EVENTSTORE_ADVERTISE"`
	// TLSCert and TLSKey are PEM files; both or none.
	TLSCert string `env:"EVENTSTORE_TLS_CERT"`
	TLSKey  string `env:"EVENTSTORE_TLS_KEY"`
	// UsersFile names who may call, with lines NAME:PASSWORD[:read]; empty asks nobody who they are.
	UsersFile string `env:"EVENTSTORE_USERS_FILE"`
	// Metrics is the address of /metrics; empty serves none.
	Metrics string `env:"METRICS_LISTEN"`

	LogConfig
}

// clientConfig says how sub-commands reach the services and as whom.
type clientConfig struct {
	// Data is the folder of the `anjie all` that is spoken to. Empty means the usual one of the user.
	Data string `env:"DATA"`
	// Server is the address of the service; empty means the one that runs from Data.
	Server string `env:"SERVER"`
	// Token is sent as it is; empty mints one with the key in Data.
	Token string `env:"TOKEN"`
	// As are the roles of a minted token, separated by commas.
	As string `env:"AS" envDefault:"clerk"`
	// Actor is the account of a minted token.
	Actor string `env:"ACTOR" envDefault:"dev-clerk"`
	// Unit is the unit of a minted token.
	Unit string `env:"UNIT" envDefault:"320205000000"`
	// Department is the department of the unit that a minted token answers for; empty for the unit's own centre.
	Department string `env:"DEPARTMENT"`
	// OnBehalfOf is the account for which the actor of a minted token stands in; empty as a rule.
	OnBehalfOf string `env:"ON_BEHALF_OF"`
	// AtLeast is a position of the log, as receipts tell it: lists wait until they show what had happened up to there. Empty: they
	// show what there is.
	AtLeast string `env:"AT_LEAST"`
}

// actor is who acts by a minted token.
func (c clientConfig) actor() identity.Actor {
	var roles []string
	for role := range strings.SplitSeq(c.As, ",") {
		if role = strings.TrimSpace(role); role != "" {
			roles = append(roles, role)
		}
	}
	return identity.Actor{ID: c.Actor, Unit: c.Unit, Department: c.Department, Roles: roles, OnBehalfOf: c.OnBehalfOf}
}

// fromEnv fills a configuration with its defaults and what the environment says.
func fromEnv[T any](p *program) (T, error) {
	c, err := env.ParseAsWithOptions[T](env.Options{Prefix: "ANJIE_", Environment: p.environ})
	if err != nil {
		return c, say.Fault(fault.Invalid, "configuration", errConfig, err).Because(err)
	}
	return c, nil
}

// folder returns the data folder: the one that is configured, else $XDG_STATE_HOME/anjie, else ~/.local/state/anjie; as root
// /var/lib/anjie.
func (p *program) folder(configured string) string {
	if configured != "" {
		return configured
	}
	if os.Geteuid() == 0 {
		return "/var/lib/anjie"
	}
	if state := p.environ["XDG_STATE_HOME"]; filepath.IsAbs(state) {
		return filepath.Join(state, "anjie")
	}
	return filepath.Join(p.environ["HOME"], ".local", "state", "anjie")
}

func (p *program) logFlags(f *pflag.FlagSet, c *LogConfig) {
	f.StringVar(&c.Level, "log-level", c.Level, p.say(flagLogLevel))
	f.BoolVar(&c.JSON, "log-json", c.JSON, p.say(flagLogJSON))
	f.StringVar(&c.OTLP, "otlp", c.OTLP, p.say(flagOTLP))
	f.Float64Var(&c.Sample, "otlp-sample", c.Sample, p.say(flagSample))
}

func (p *program) roleFlags(f *pflag.FlagSet, c *RoleConfig) {
	f.StringVar(&c.Listen, "listen", c.Listen, p.say(flagListen))
	f.StringVar(&c.Metrics, "metrics", c.Metrics, p.say(flagMetricsAt))
	f.StringVar(&c.Database, "database", c.Database, p.say(flagDatabase))
	f.StringVar(&c.EventStore, "eventstore", c.EventStore, p.say(flagEventStore))
	f.StringVar(&c.TokenKey, "token-key", c.TokenKey, p.say(flagTokenKey))
	p.logFlags(f, &c.LogConfig)
}

// need is something that has no default.
type need struct{ value, flag, env string }

// check names what is missing, besides what more names.
func (c *RoleConfig) check(more ...need) error {
	for _, need := range append([]need{
		{c.Database, "database", "DATABASE"}, {c.EventStore, "eventstore", "EVENTSTORE"}, {c.TokenKey, "token-key", "TOKEN_KEY"},
	}, more...) {
		if strings.TrimSpace(need.value) == "" {
			return say.Fault(fault.Invalid, "configuration", errMissing, need.flag, need.env)
		}
	}
	return nil
}
