package busnats

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"anjie.internal/services/internal/fault"
)

// apiTimeout is how long one answer of JetStream may take when the caller sets no limit.
const apiTimeout = 3 * time.Second

// Options of a connection.
type Options struct {
	// URL of the server: "nats://127.0.0.1:4222", or several with commas. Not used with Server.
	URL string
	// Server, when set, is reached without a port.
	Server *Server
	// User and Password; with Server an empty Password means the one the server gave to the user.
	User, Password string
	// Name tells operators whose connection it is: "anjie intake".
	Name string
	// MaxWait is the longest pause between two attempts to connect; default 2 s.
	MaxWait time.Duration
	Logger  *slog.Logger // default: nothing is logged
}

// Conn is a connection that comes back by itself for ever. It is safe for concurrent use.
type Conn struct {
	nc  *nats.Conn
	js  jetstream.JetStream
	log *slog.Logger
}

// Connect returns at once: a server that is not there yet is tried until it is. Only options that can never work are an error.
func Connect(o Options) (*Conn, error) {
	if o.MaxWait <= 0 {
		o.MaxWait = 2 * time.Second
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	opts := []nats.Option{
		nats.Name(o.Name),
		nats.Timeout(2 * time.Second),
		nats.RetryOnFailedConnect(true),
		nats.MaxReconnects(-1),
		nats.CustomReconnectDelay(func(attempts int) time.Duration {
			longest := min(o.MaxWait, 20*time.Millisecond<<min(attempts, 10))
			return longest/2 + rand.N(longest/2+1) //nolint:gosec // G404: jitter is no secret
		}),
		nats.IgnoreAuthErrorAbort(), // a server that restarts with other accounts is not the end
		nats.ReconnectBufSize(-1),   // what cannot be sent now is decided anew, never sent late
		nats.PingInterval(10 * time.Second),
		nats.MaxPingsOutstanding(2),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				o.Logger.LogAttrs(context.Background(), slog.LevelWarn, "the connection to nats is lost", slog.Any("error", err))
			}
		}),
		nats.ReconnectHandler(func(*nats.Conn) {
			o.Logger.LogAttrs(context.Background(), slog.LevelInfo, "the connection to nats is back")
		}),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) {
			o.Logger.LogAttrs(context.Background(), slog.LevelWarn, "nats reports an error", slog.Any("error", err))
		}),
	}
	if o.Server != nil {
		opts = append(opts, nats.InProcessServer(o.Server.srv))
		o.URL = ""
		if o.Password == "" {
			o.Password = o.Server.Password(o.User)
		}
	}
	if o.User != "" {
		opts = append(opts, nats.UserInfo(o.User, o.Password), nats.CustomInboxPrefix(inbox(o.User)))
	}
	nc, err := nats.Connect(o.URL, opts...)
	if err != nil {
		return nil, fmt.Errorf("connect to nats: %w", err)
	}
	js, err := jetstream.New(nc, jetstream.WithDefaultTimeout(apiTimeout), jetstream.WithPublishAsyncTimeout(ackWait))
	if err != nil {
		nc.Close()
		return nil, fmt.Errorf("connect to nats: %w", err)
	}
	return &Conn{nc: nc, js: js, log: o.Logger}, nil
}

// JetStream gives the client itself, for what has no method here.
func (c *Conn) JetStream() jetstream.JetStream { return c.js }

// NATS gives the connection itself, for what has no method here.
func (c *Conn) NATS() *nats.Conn { return c.nc }

// Ready says why nothing can be published now, nil when it can.
func (c *Conn) Ready() error {
	if s := c.nc.Status(); s != nats.CONNECTED {
		return errors.Join(fmt.Errorf("nats is %s", s), c.nc.LastError())
	}
	return nil
}

// Await waits until the connection is there. A server that refuses the user, and one that cannot be reached until ctx ends, are
// faults.
func (c *Conn) Await(ctx context.Context) error {
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := c.Ready()
		if err == nil {
			return nil
		}
		if errors.Is(err, nats.ErrAuthorization) {
			return fault.New(fault.Forbidden, "nats-refused", "消息总线拒绝了该用户：用户名或密码不对。", "NATS refuses the user: wrong name or password").Because(err)
		}
		select {
		case <-ctx.Done():
			return fault.New(fault.Unavailable, "nats-unreachable", "无法连接消息总线。", "NATS cannot be reached").Because(err)
		case <-tick.C:
		}
	}
}

// Close ends the connection. It may be called twice.
func (c *Conn) Close() { c.nc.Close() }
