package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/app"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
)

// nested makes one part of several that start in order.
func nested(name string, parts ...app.Part) app.Part {
	return app.Part{Name: name, Start: func(ctx context.Context) (func(context.Context) error, error) {
		g := app.New(app.Config{Parts: parts})
		if err := g.Start(ctx); err != nil {
			return nil, err
		}
		go func() {
			select {
			case <-g.Stopping():
				app.Fail(ctx, g.Stop())
			case <-ctx.Done():
			}
		}()
		return func(context.Context) error { return g.Stop() }, nil
	}}
}

// parallel makes one part of several that do not need each other: they start at once and stop at once. It is ready when all
// of them are; when one cannot start, the others are stopped again.
func parallel(name string, parts ...app.Part) app.Part {
	return app.Part{Name: name, Start: func(ctx context.Context) (func(context.Context) error, error) {
		stops := make([]func(context.Context) error, len(parts))
		stop := func(ctx context.Context) error {
			var g errgroup.Group
			for _, s := range stops {
				if s != nil {
					g.Go(func() error { return s(ctx) })
				}
			}
			return g.Wait()
		}
		// Starting continues the context of the whole group, not of the errgroup: parts live on when all have started.
		var g errgroup.Group
		for i, part := range parts {
			g.Go(func() (err error) {
				stops[i], err = nested(part.Name, part).Start(ctx)
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return nil, errors.Join(err, stop(context.WithoutCancel(ctx)))
		}
		return stop, nil
	}}
}

// serving is a gRPC server on a port that was taken before.
func serving(name string, ln func() net.Listener, make func() (*grpc.Server, error)) app.Part {
	return app.Part{Name: name, Start: func(ctx context.Context) (func(context.Context) error, error) {
		server, err := make()
		if err != nil {
			return nil, err
		}
		go func() { app.Fail(ctx, server.Serve(ln())) }()
		return func(ctx context.Context) error {
			rpc.Stop(ctx, server)
			return nil
		}, nil
	}}
}

// metrics serves /metrics; without a listener it does nothing.
func metrics(ln func() net.Listener, tel *telemetry.Telemetry) app.Part {
	return app.Part{Name: "metrics", Start: func(ctx context.Context) (func(context.Context) error, error) {
		if ln() == nil {
			return nil, nil //nolint:nilnil // nothing to stop
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", tel.Metrics)
		server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
		go func() {
			if err := server.Serve(ln()); !errors.Is(err, http.ErrServerClosed) {
				app.Fail(ctx, err)
			}
		}()
		return server.Shutdown, nil
	}}
}

// ports are the listeners of a process. They are taken before anything is started, because a taken port is the most common
// thing that goes wrong and nothing has to be undone then.
type ports struct{ open []net.Listener }

// errNoAddress: port 0 is any free one, nothing is none.
var errNoAddress = text{"%s没有监听地址：请写 HOST:PORT，端口 0 表示任意空闲端口。", "the %s has no address to listen on: give HOST:PORT, where port 0 is any free one"}

func (l *ports) take(ctx context.Context, what text, addr string) (net.Listener, error) {
	if addr == "" {
		return nil, say.Fault(fault.Invalid, "no-address", errNoAddress, what)
	}
	ln, err := listen(ctx, what, addr)
	if err != nil {
		return nil, err
	}
	l.open = append(l.open, ln)
	return ln, nil
}

// takeForMetrics is take for who need not be there: without an address there is no listener.
func (l *ports) takeForMetrics(ctx context.Context, addr string) (net.Listener, error) {
	if addr == "" {
		return nil, nil //nolint:nilnil // not wanted
	}
	return l.take(ctx, nameMetrics, addr)
}

// release gives all ports back. Listeners that a server has closed already do not mind.
func (l *ports) release() {
	for _, ln := range l.open {
		_ = ln.Close()
	}
}
