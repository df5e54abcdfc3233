package app_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"anjie.internal/services/internal/app"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// diary collects what happened, in order.
type diary struct {
	mu    sync.Mutex
	lines []string
}

func (d *diary) note(format string, a ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf(format, a...))
}

func (d *diary) expect(t *testing.T, want ...string) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.lines, want) {
		t.Errorf("got  %q\nwant %q", d.lines, want)
	}
}

func (d *diary) part(name string) app.Part {
	return app.Part{Name: name, Start: func(context.Context) (func(context.Context) error, error) {
		d.note("+%s", name)
		return func(context.Context) error { d.note("-%s", name); return nil }, nil
	}}
}

func (d *diary) progress(e app.Event) {
	sign := "ready"
	if e.Stopped {
		sign = "gone"
	}
	d.note("%s %s %t", e.Part, sign, e.Err == nil)
}

var errBoom = errors.New("boom")

func TestPartsStartInOrderAndStopInReverse(t *testing.T) {
	t.Parallel()
	var d diary
	g := app.New(app.Config{Parts: []app.Part{d.part("database"), d.part("store"), d.part("intake")}, Progress: d.progress})
	ctx, cancel := context.WithCancel(t.Context())
	if err := g.Start(ctx); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := g.Run(t.Context()); err == nil {
		t.Error("started twice")
	}
	for range 2 {
		if err := g.Stop(); err != nil {
			t.Error(err)
		}
	}
	d.expect(
		t, "+database", "database ready true", "+store", "store ready true", "+intake", "intake ready true",
		"-intake", "intake gone true", "-store", "store gone true", "-database", "database gone true",
	)
	if err := app.New(app.Config{Parts: []app.Part{d.part("x")}}).Stop(); err != nil {
		t.Error("a group that never started does not stop:", err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	t.Parallel()
	var d diary
	ctx, cancel := context.WithCancel(t.Context())
	follower := app.Part{Name: "follower", Run: func(ctx context.Context) error {
		d.note("following")
		cancel()
		<-ctx.Done()
		d.note("followed")
		return fmt.Errorf("follow: %w", ctx.Err())
	}}
	if err := app.Run(ctx, d.part("store"), follower); err != nil {
		t.Error(err)
	}
	d.expect(t, "+store", "following", "followed", "-store")
}

// An interrupt must not end the context of parts that others still stand on.
func TestAnInterruptDoesNotPullTheRug(t *testing.T) {
	t.Parallel()
	var d diary
	ctx, cancel := context.WithCancel(t.Context())
	var below context.Context
	database := app.Part{Name: "database", Start: func(ctx context.Context) (func(context.Context) error, error) {
		below = ctx
		return func(context.Context) error { d.note("database is told, alive %t", below.Err() == nil); return nil }, nil
	}}
	service := app.Part{Name: "service", Start: func(context.Context) (func(context.Context) error, error) {
		return func(context.Context) error {
			d.note("service is told, database alive %t", below.Err() == nil)
			return nil
		}, nil
	}}
	g := app.New(app.Config{Parts: []app.Part{database, service}, Progress: func(e app.Event) {
		if e.Part == "service" && !e.Stopped {
			cancel()
		}
	}})
	if err := g.Run(ctx); err != nil {
		t.Error(err)
	}
	d.expect(t, "service is told, database alive true", "database is told, alive true")
	if below.Err() == nil {
		t.Error("the part's context outlives it")
	}
}

func TestAPartThatDoesNotStartStopsThoseBeforeIt(t *testing.T) {
	t.Parallel()
	for name, bad := range map[string]app.Part{
		"error": {Name: "store", Start: func(context.Context) (func(context.Context) error, error) { return nil, errBoom }},
		"panic": {Name: "store", Start: func(context.Context) (func(context.Context) error, error) { panic(errBoom) }},
	} {
		var d diary
		err := app.Run(t.Context(), d.part("database"), bad, d.part("intake"))
		if err == nil || !strings.HasPrefix(err.Error(), "start store: ") || !strings.Contains(err.Error(), "boom") {
			t.Errorf("%s: %v", name, err)
		}
		d.expect(t, "+database", "-database")
	}
}

func TestAnInterruptWhileStartingStopsWhatHasStarted(t *testing.T) {
	t.Parallel()
	var d diary
	ctx, cancel := context.WithCancel(t.Context())
	slow := app.Part{Name: "slow", Start: func(ctx context.Context) (func(context.Context) error, error) {
		cancel()
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	if err := app.Run(ctx, d.part("database"), slow, d.part("intake")); err != nil {
		t.Error("an interrupt is an error:", err)
	}
	d.expect(t, "+database", "-database")
}

func TestAPartThatFailsInTheBackgroundStopsAll(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		part app.Part
		want error
	}{
		"Fail": {app.Part{Name: "listener", Start: func(ctx context.Context) (func(context.Context) error, error) {
			go func() {
				app.Fail(ctx, nil)
				app.Fail(ctx, errBoom)
				app.Fail(ctx, errors.New("a second one"))
			}()
			return nil, nil
		}}, errBoom},
		"Run":           {app.Part{Name: "listener", Run: func(context.Context) error { return errBoom }}, errBoom},
		"Run, silently": {app.Part{Name: "listener", Run: func(context.Context) error { return nil }}, app.ErrEnded},
		"Run, panic":    {app.Part{Name: "listener", Run: func(context.Context) error { panic("boom") }}, nil},
	} {
		var d diary
		err := app.Run(t.Context(), d.part("database"), row.part)
		if err == nil || !strings.HasPrefix(err.Error(), "listener: ") || (row.want != nil && !errors.Is(err, row.want)) || strings.Contains(err.Error(), "second") {
			t.Errorf("%s: %v", name, err)
		}
		d.expect(t, "+database", "-database")
	}
	app.Fail(t.Context(), errBoom) // outside of a group it does nothing
}

func TestAFailureWhileALaterPartStartsIsTheErrorOfAll(t *testing.T) {
	t.Parallel()
	var d diary
	failing := app.Part{Name: "store", Start: func(ctx context.Context) (func(context.Context) error, error) {
		go app.Fail(ctx, errBoom)
		return func(context.Context) error { d.note("-store"); return nil }, nil
	}}
	waiting := app.Part{Name: "intake", Start: func(ctx context.Context) (func(context.Context) error, error) {
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	err := app.Run(t.Context(), failing, waiting)
	if err == nil || err.Error() != "store: boom" {
		t.Error(err)
	}
	d.expect(t, "-store")
}

func TestAPartThatHangsIsNamedAndLeftBehind(t *testing.T) {
	t.Parallel()
	for name, hang := range map[string]func(<-chan struct{}) app.Part{
		"stop": func(end <-chan struct{}) app.Part {
			return app.Part{Name: "nats", StopWithin: 20 * time.Millisecond, Start: func(context.Context) (func(context.Context) error, error) {
				return func(context.Context) error { <-end; return nil }, nil
			}}
		},
		"run": func(end <-chan struct{}) app.Part {
			return app.Part{Name: "nats", StopWithin: 20 * time.Millisecond, Run: func(context.Context) error { <-end; return nil }}
		},
	} {
		var d diary
		end := make(chan struct{})
		g := app.New(app.Config{Parts: []app.Part{d.part("database"), hang(end)}, StopWithin: time.Minute})
		if err := g.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := g.Stop()
		if err == nil || err.Error() != "stop nats: still running after 20ms, left behind" {
			t.Errorf("%s: %v", name, err)
		}
		d.expect(t, "+database", "-database")
		close(end)
	}
}

func TestAStopFunctionThatMindsItsLimitIsNotLeftBehind(t *testing.T) {
	t.Parallel()
	var d diary
	polite := app.Part{Name: "rpc", StopWithin: 100 * time.Millisecond, Start: func(context.Context) (func(context.Context) error, error) {
		return func(ctx context.Context) error { <-ctx.Done(); d.note("cut"); return nil }, nil
	}}
	g := app.New(app.Config{Parts: []app.Part{polite}})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := g.Stop(); err != nil {
		t.Error(err)
	}
	d.expect(t, "cut")
}

func TestStopSaysWhatWentWrongAndGoesOn(t *testing.T) {
	t.Parallel()
	var d diary
	bad := app.Part{Name: "store", Start: func(context.Context) (func(context.Context) error, error) {
		return func(context.Context) error { return errBoom }, nil
	}}
	worse := app.Part{Name: "bus", Start: func(context.Context) (func(context.Context) error, error) {
		return func(context.Context) error { panic("ouch") }, nil
	}}
	g := app.New(app.Config{Parts: []app.Part{d.part("database"), bad, worse}})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := g.Stop()
	if !errors.Is(err, errBoom) || !strings.Contains(err.Error(), "stop store: boom") || !strings.Contains(err.Error(), "stop bus: panic: ouch") {
		t.Error(err)
	}
	if again := g.Stop(); again == nil || again.Error() != err.Error() {
		t.Error("the second Stop says something else:", again)
	}
	d.expect(t, "+database", "-database")
}

func TestStopWhileStartingIsSafe(t *testing.T) {
	t.Parallel()
	var d diary
	starting := make(chan struct{})
	slow := app.Part{Name: "slow", Start: func(ctx context.Context) (func(context.Context) error, error) {
		close(starting)
		<-ctx.Done()
		return nil, ctx.Err()
	}}
	g := app.New(app.Config{Parts: []app.Part{d.part("database"), slow, d.part("intake")}})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := g.Start(t.Context()); err == nil {
			t.Error("started although it was stopped")
		}
	})
	<-starting
	for range 4 {
		wg.Go(func() {
			if err := g.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	d.expect(t, "+database", "-database")
	select {
	case <-g.Stopping():
	default:
		t.Error("not stopping")
	}
}

func TestAPartThatHangsWhileStartingIsNamed(t *testing.T) {
	t.Parallel()
	end, starting, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	stuck := app.Part{Name: "postgres", Start: func(context.Context) (func(context.Context) error, error) {
		close(starting)
		<-end
		return nil, errBoom
	}}
	g := app.New(app.Config{Parts: []app.Part{stuck}, StopWithin: 20 * time.Millisecond})
	go func() { done <- g.Start(t.Context()) }()
	<-starting
	if err := g.Stop(); err == nil || !strings.Contains(err.Error(), "postgres is still starting after 20ms") {
		t.Error(err)
	}
	close(end)
	if err := <-done; !errors.Is(err, errBoom) {
		t.Error(err)
	}
}

func TestProgressTellsHowLongAPartTook(t *testing.T) {
	t.Parallel()
	at := time.Unix(0, 0)
	var d diary
	g := app.New(app.Config{
		Now:      func() time.Time { at = at.Add(time.Second); return at },
		Parts:    []app.Part{d.part("database")},
		Progress: func(e app.Event) { d.note("%s took %v", e.Part, e.Took) },
	})
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := g.Stop(); err != nil {
		t.Fatal(err)
	}
	d.expect(t, "+database", "database took 1s", "-database", "database took 1s")
}
