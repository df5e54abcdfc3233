package esdb

import (
	"fmt"
	"sync"
	"sync/atomic"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// generation is one official client and the calls that use it. It is closed when it has been given up and its last call has
// returned, for closing under a call panics inside the client.
type generation struct {
	client    *client.Client
	connected atomic.Bool // a server was found once; what is lost later may have been sent
	abandoned atomic.Int64

	mu     sync.Mutex
	calls  int
	given  bool          // up: no new calls
	closed chan struct{} // closed with the client
}

// rediscovers is what the client logs when it has lost its server, on the goroutine that hands out connections and before
// it hands out the next one. That one would replace the lost connection without closing it.
const rediscovers = "starting a new discovery process"

func newGeneration(conf *client.Configuration) (*generation, error) {
	g := &generation{closed: make(chan struct{})}
	own := *conf
	own.Logger = func(level client.LogLevel, format string, args ...any) {
		if format == rediscovers {
			g.giveUp()
		}
		conf.Logger(level, format, args...)
	}
	c, err := client.NewClient(&own)
	if err != nil {
		return nil, fmt.Errorf("event store client: %w", err)
	}
	g.client = c
	return g, nil
}

// enter counts a call in, unless the generation has been given up.
func (g *generation) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.given {
		return false
	}
	g.calls++
	return true
}

// isGivenUp reports whether new calls are kept out.
func (g *generation) isGivenUp() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.given
}

// leave counts a call out.
func (g *generation) leave() {
	g.mu.Lock()
	g.calls--
	last := g.given && g.calls == 0
	g.mu.Unlock()
	if last {
		g.shut()
	}
}

// giveUp lets no more calls in. It returns false when that was done before.
func (g *generation) giveUp() bool {
	g.mu.Lock()
	was, idle := g.given, g.calls == 0
	g.given = true
	g.mu.Unlock()
	if !was && idle {
		g.shut()
	}
	return !was
}

func (g *generation) shut() {
	_ = g.client.Close() // returns nil always
	close(g.closed)
}

func (g *generation) isClosed() bool {
	select {
	case <-g.closed:
		return true
	default:
		return false
	}
}
