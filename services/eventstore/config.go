package eventstore

import (
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"
)

// Config says how a server runs. DSN and Now are mandatory; what is left out gets the default that its comment names.
type Config struct {
	// DSN is the connection string of the PostgreSQL database that holds the log. The tables are made or updated in it.
	// Several servers may name the same database: one owns the log, the others wait and refuse.
	DSN string
	// Listen is the address to serve on, host:port. Port 0 takes any free port. Default 127.0.0.1:2113.
	Listen string
	// Listener is served on instead of Listen when it is given. The server closes it.
	Listener net.Listener
	// Advertise is the address, host:port, that clients which discover the server are sent to; they must be able to reach it.
	// Default: where the server listens, or the name of the host if it listens everywhere.
	Advertise string
	// TLS makes the server speak TLS with these certificates. Default: plain text.
	TLS *tls.Config
	// Users are who may call, by basic authentication. They need TLS: no client sends a password without. Default: everybody.
	Users []User
	// Now stamps events and dates $maxAge.
	Now func() time.Time
	// Logger gets what an operator should see; never the content of an event. Default: nothing.
	Logger *slog.Logger
	// RingBytes bounds the newest events kept in memory for subscriptions. Default 64 MiB.
	RingBytes int
	// ReadConns bounds the connections to PostgreSQL for reads; writing takes two more. Default 8.
	ReadConns int32
	// MaxSubscriptions bounds the subscriptions that one user runs at a time; without users, that all run. Default 10000.
	MaxSubscriptions int
	// LowSpace reports whether the disk is too full for appends; they are refused then, reads go on. It is asked for every
	// append and must be quick. It is needed only where the server cannot see the database's directory itself.
	LowSpace func() bool
}

const (
	defaultListen        = "127.0.0.1:2113"
	defaultRingBytes     = 64 << 20
	defaultReadConns     = 8
	defaultSubscriptions = 10_000
)

// complete checks the configuration and fills in the defaults.
func (c Config) complete() (Config, error) {
	if c.DSN == "" {
		return c, errors.New("event store: a PostgreSQL connection string is needed")
	}
	if c.Now == nil {
		return c, errors.New("event store: a clock is needed")
	}
	if len(c.Users) > 0 && c.TLS == nil {
		return c, errors.New("event store: users need TLS, no client sends a password without it")
	}
	if c.Listen == "" {
		c.Listen = defaultListen
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.RingBytes == 0 {
		c.RingBytes = defaultRingBytes
	}
	if c.ReadConns == 0 {
		c.ReadConns = defaultReadConns
	}
	if c.MaxSubscriptions == 0 {
		c.MaxSubscriptions = defaultSubscriptions
	}
	return c, nil
}

// advertised is the host and port for clients that discover the server.
func (c Config) advertised(listening net.Addr) (host string, port uint32, err error) {
	address := c.Advertise
	if address == "" {
		address = listening.String()
	}
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, fmt.Errorf("event store: advertise %q: %w", address, err)
	}
	number, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("event store: advertise %q: the port must be a number", address)
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		if host, err = os.Hostname(); err != nil {
			return "", 0, fmt.Errorf("event store: find the name of this host to advertise: %w", err)
		}
	}
	return host, uint32(number), nil
}
