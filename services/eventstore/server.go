package eventstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/persistent"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection"
)

const (
	// stopWithin is how long Stop waits for calls to end by themselves, unless its context ends earlier.
	stopWithin = 5 * time.Second
	// prepareEvery is the pause between attempts to reach PostgreSQL at the start.
	prepareEvery = 250 * time.Millisecond
)

// Server is one event store server. Make it with Open, then Run it; all methods may be called from several goroutines.
type Server struct {
	config    Config
	listener  net.Listener
	grpc      *grpc.Server
	health    *health.Server
	feed      *feed
	sequencer *sequencer
	reads     *readSide

	stop    context.CancelFunc // ends Run
	running context.Context    // of the whole life between Open and Stop
	started atomic.Bool
	ended   chan struct{} // closed when the sequencer is done, or will never run
	stopped sync.Once
}

// Open checks the configuration and takes the port, so that a caller knows the address before anything else happens. It
// does not need PostgreSQL yet. A server that was opened must be stopped, whether it ran or not.
func Open(ctx context.Context, config Config) (*Server, error) {
	config, err := config.complete()
	if err != nil {
		return nil, err
	}
	guard, err := newGuard(config.Users)
	if err != nil {
		return nil, fmt.Errorf("event store: %w", err)
	}
	s := &Server{config: config, feed: newFeed(config.RingBytes), health: health.NewServer(), ended: make(chan struct{})}
	s.sequencer, err = newSequencer(sequencerConfig{
		DSN: config.DSN, feed: s.feed, now: config.Now, logger: config.Logger, space: config.LowSpace,
	})
	if err != nil {
		return nil, fmt.Errorf("event store: %w", err)
	}
	s.reads = &readSide{feed: s.feed, now: config.Now, logger: config.Logger, subscriptions: newQuota(config.MaxSubscriptions)}
	if s.listener = config.Listener; s.listener == nil {
		var lc net.ListenConfig
		if s.listener, err = lc.Listen(ctx, "tcp", config.Listen); err != nil {
			return nil, fmt.Errorf("event store: listen on %s: %w", config.Listen, err)
		}
	}
	host, port, err := config.advertised(s.listener.Addr())
	if err != nil {
		return nil, errors.Join(err, s.listener.Close())
	}
	s.running, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	s.register(guard, &gossipService{instance: uuid.New(), host: host, port: port, now: config.Now, ready: s.sequencer.ready})
	return s, nil
}

func (s *Server) register(guard *guard, members *gossipService) {
	s.grpc = grpc.NewServer(s.options(guard)...)
	streams.RegisterStreamsServer(s.grpc, &streamsService{reads: s.reads, writer: newWriter(s.sequencer)})
	serverfeatures.RegisterServerFeaturesServer(s.grpc, newFeatureService(
		&streams.Streams_ServiceDesc, &serverfeatures.ServerFeatures_ServiceDesc, &gossip.Gossip_ServiceDesc))
	gossip.RegisterGossipServer(s.grpc, members)
	// Not offered, and not among the features: a clean Unimplemented for who tries all the same.
	persistent.RegisterPersistentSubscriptionsServer(s.grpc, persistent.UnimplementedPersistentSubscriptionsServer{})
	grpc_health_v1.RegisterHealthServer(s.grpc, s.health)
	reflection.Register(s.grpc)
	s.sequencer.onReady(func(ready bool) {
		status := grpc_health_v1.HealthCheckResponse_NOT_SERVING
		if ready {
			status = grpc_health_v1.HealthCheckResponse_SERVING
		}
		s.health.SetServingStatus("", status)
		s.health.SetServingStatus(streams.Streams_ServiceDesc.ServiceName, status)
	})
}

// Addr is where the server listens, host:port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// ConnectionString is what an official client on this machine connects with.
func (s *Server) ConnectionString() string {
	return fmt.Sprintf("esdb://%s?tls=%t&maxDiscoverAttempts=1000000&discoveryInterval=200", s.Addr(), s.config.TLS != nil)
}

// Run serves until ctx ends or Stop is called, and returns when everything has stopped. While PostgreSQL cannot be reached
// the server answers that it is not ready, and goes on by itself. It returns nil after an orderly stop. Call it once.
func (s *Server) Run(ctx context.Context) error {
	if s.started.Swap(true) {
		return errors.New("event store: Run was called twice, or after Stop")
	}
	return s.run(ctx)
}

func (s *Server) run(ctx context.Context) error {
	life, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case <-s.running.Done():
			cancel()
		case <-life.Done():
		}
	}()
	serving := make(chan error, 1)
	go func() {
		serving <- s.grpc.Serve(s.listener)
		cancel()
	}()
	err := s.lead(life)
	close(s.ended)
	err = errors.Join(err, s.Stop(context.WithoutCancel(ctx)))
	if served := <-serving; served != nil && !errors.Is(served, grpc.ErrServerStopped) {
		err = errors.Join(err, fmt.Errorf("event store: serve: %w", served))
	}
	return err
}

// lead makes the database ready and owns the log until ctx ends.
func (s *Server) lead(ctx context.Context) error {
	pool, err := s.prepare(ctx)
	if err != nil {
		return nil //nolint:nilerr // only the end of ctx ends the attempts
	}
	defer pool.Close()
	s.reads.reader = newReader(pool) // nobody reads before the sequencer has reset the feed
	if err := s.sequencer.run(ctx); err != nil && ctx.Err() == nil {
		return fmt.Errorf("event store: %w", err)
	}
	return nil
}

// Stop ends the server in order: no new calls, the batch under way is finished and answered, subscriptions end with
// Unavailable, other calls may finish. Calls that are left after a few seconds, or when ctx ends, are cut off. It waits
// until all is over, and may be called again.
func (s *Server) Stop(ctx context.Context) error {
	s.stopped.Do(func() {
		ctx, cancel := context.WithTimeout(ctx, stopWithin)
		defer cancel()
		s.health.Shutdown()
		s.stop()
		if !s.started.Swap(true) {
			close(s.ended) // never ran, never will
		}
		select {
		case <-s.ended:
		case <-ctx.Done():
		}
		s.feed.suspend(errors.New("server stops"))
		finished := make(chan struct{})
		go func() {
			s.grpc.GracefulStop()
			close(finished)
		}()
		select {
		case <-finished:
		case <-ctx.Done():
			s.grpc.Stop()
			<-finished
		}
		_ = s.listener.Close() // closed already if the server ran
	})
	return nil
}

// WaitReady returns when the server owns the log and answers everything, or with the error of ctx.
func (s *Server) WaitReady(ctx context.Context) error {
	ready := make(chan struct{}, 1)
	s.sequencer.onReady(func(is bool) {
		if is {
			select {
			case ready <- struct{}{}:
			default:
			}
		}
	})
	select {
	case <-ready:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for the event store: %w", ctx.Err())
	}
}

// warn logs an error once, not at every attempt.
func warn(ctx context.Context, logger *slog.Logger, text string, err error, said *string) {
	if *said == err.Error() {
		return
	}
	*said = err.Error()
	logger.WarnContext(ctx, text, slog.Any("error", err))
}
