package esdb

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// discoverAttempts keeps the client looking for a server practically for ever: with the client's own default, a server that
// is away for one second ends the client.
const discoverAttempts = 1_000_000

// discoverEvery is the pause between attempts.
const discoverEvery = 200 * time.Millisecond

// Options have working defaults.
type Options struct {
	// Logger gets what the client says; nobody by default.
	Logger *slog.Logger
	// Timeout is the limit of one append, of opening a read or a subscription, and of the next event of a read; by default
	// the connection string's defaultDeadline, or 10 s. A context that ends earlier wins.
	Timeout time.Duration
	// MaxAbandoned bounds the calls that passed their limit and have not returned; beyond it calls fail at once. 256 by default.
	MaxAbandoned int
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.MaxAbandoned <= 0 {
		o.MaxAbandoned = 256
	}
	return o
}

// configuration reads a connection string and adds what it must not leave out.
func configuration(connectionString string, o Options) (*client.Configuration, error) {
	conf, err := client.ParseConnectionString(connectionString)
	if err != nil {
		return nil, fmt.Errorf("event store connection string: %w", withoutSecrets(err, connectionString))
	}
	if err := conf.Validate(); err != nil {
		return nil, fmt.Errorf("event store connection string: %w", err)
	}
	if conf.Address == "" && len(conf.GossipSeeds) == 0 {
		return nil, errors.New("event store connection string: no host")
	}
	if !mentions(connectionString, "maxDiscoverAttempts") {
		conf.MaxDiscoverAttempts = discoverAttempts
	}
	if !mentions(connectionString, "discoveryInterval") {
		conf.DiscoveryInterval = int(discoverEvery.Milliseconds())
	}
	conf.Logger = clientLogger(o.Logger)
	return conf, nil
}

// mentions reports whether a connection string sets a parameter. Names are case-insensitive.
func mentions(connectionString, parameter string) bool {
	_, query, _ := strings.Cut(connectionString, "?")
	for pair := range strings.SplitSeq(query, "&") {
		if name, _, _ := strings.Cut(pair, "="); strings.EqualFold(name, parameter) {
			return true
		}
	}
	return false
}

// withoutSecrets drops what net/url quotes: the whole connection string with its password.
func withoutSecrets(err error, connectionString string) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	if strings.Contains(err.Error(), connectionString) {
		return errors.New("it cannot be parsed")
	}
	return err
}

// clientLogger passes the client's lines to slog. What the client calls an error is mostly a fact that its caller gets as an
// error too, so nothing of it is above a warning; its account of every discovery attempt is for debugging.
func clientLogger(l *slog.Logger) client.LoggingFunc {
	return func(level client.LogLevel, format string, args ...any) {
		at := slog.LevelDebug
		if level == client.LogWarn || level == client.LogError {
			at = slog.LevelInfo
		}
		ctx := context.Background()
		if !l.Enabled(ctx, at) {
			return
		}
		if len(args) == 1 { // the client passes its arguments on as one slice in places
			if inner, ok := args[0].([]any); ok {
				args = inner
			}
		}
		l.LogAttrs(ctx, at, "event store client", slog.String("says", fmt.Sprintf(format, args...)))
	}
}
