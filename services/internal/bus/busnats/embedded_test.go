package busnats_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/goleak"

	"anjie.internal/services/internal/bus"
	"anjie.internal/services/internal/bus/busnats"
	"anjie.internal/services/internal/bus/bustest"
	"anjie.internal/services/internal/fault"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func embedded(t *testing.T, cfg busnats.Config) *busnats.Server {
	t.Helper()
	if cfg.Dir == "" {
		cfg.Dir = t.TempDir()
	}
	if cfg.Services == nil {
		cfg.Services = []busnats.Service{{Name: "suite", Feeds: []string{bustest.Feed}}}
	}
	s, err := busnats.Embedded(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

func connect(t *testing.T, s *busnats.Server, user string) *busnats.Conn {
	t.Helper()
	c, err := busnats.Connect(busnats.Options{Server: s, User: user, Name: t.Name()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	bustest.Eventually(t, "a connection of "+user, func() bool { return c.Ready() == nil })
	return c
}

func TestContract(t *testing.T) {
	bustest.Run(t, func(t *testing.T) bustest.Channel {
		c := connect(t, embedded(t, busnats.Config{}), "suite")
		return bustest.Channel{
			Publisher:  func() bus.Publisher { return c.Publisher(bustest.Feed, busnats.Limits{}) },
			Subscriber: c.Subscriber(bustest.Feed),
			TooLarge:   1<<20 + 1,
		}
	})
}

// TestASubscriberMayComeBeforeTheFirstFact: the owner's relay makes the stream, and both may start at the same time.
func TestASubscriberMayComeBeforeTheFirstFact(t *testing.T) {
	c := connect(t, embedded(t, busnats.Config{}), "suite")
	got := make(chan error, 1)
	go func() {
		for f, err := range c.Subscriber(bustest.Feed).Subscribe(t.Context(), bustest.Position(0)) {
			if err == nil && f.ID != bustest.ID(1) {
				err = errors.New("another fact came")
			}
			got <- err
			return
		}
	}()
	p := c.Publisher(bustest.Feed, busnats.Limits{})
	tail, err := p.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := p.Publish(t.Context(), tail, bustest.Facts(1, 1)); err != nil {
		t.Fatal(err)
	}
	if err := <-got; err != nil {
		t.Error(err)
	}
}

func TestEmbeddedIsReadyAtOnceAndStopsTwice(t *testing.T) {
	before := time.Now() //nolint:forbidigo // the test measures
	s := embedded(t, busnats.Config{Listen: "127.0.0.1:0"})
	if took := time.Since(before); took > time.Second {
		t.Errorf("ready after %s", took)
	} else {
		t.Logf("ready after %s", took)
	}
	c, err := busnats.Connect(busnats.Options{URL: s.URL(), User: "suite", Password: s.Password("suite")})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	bustest.Eventually(t, "a connection over the port", func() bool { return c.Ready() == nil })
	s.Stop()
	s.Stop()
	c.Close()
	c.Close()
}

// TestAnOrdinaryStartHasNothingToWarnOf: people see warnings, and must be able to take them seriously.
func TestAnOrdinaryStartHasNothingToWarnOf(t *testing.T) {
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelWarn}))
	s := embedded(t, busnats.Config{
		Listen: "127.0.0.1:0", Logger: log,
		Services:    []busnats.Service{{Name: "intake", Feeds: []string{"intake"}}, {Name: "given", Password: "by-this-process"}},
		Departments: []busnats.Department{{Code: "court"}},
	})
	connect(t, s, "intake")
	s.Stop()
	if said.Len() > 0 {
		t.Errorf("it warns:\n%s", &said)
	}
}

func TestEmbeddedRefusesInOneSentence(t *testing.T) {
	running := embedded(t, busnats.Config{Listen: "127.0.0.1:0"})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		cfg  busnats.Config
		code string
		says string
	}{
		"a port that is taken":        {busnats.Config{Listen: running.Addr(), Dir: t.TempDir()}, "nats-port-taken", running.Addr()},
		"a folder that is a file":     {busnats.Config{Dir: file}, "nats-folder-unusable", file},
		"an address of somebody else": {busnats.Config{Listen: "192.0.2.1:4222", Dir: t.TempDir()}, "nats-port-taken", "192.0.2.1:4222"},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := busnats.Embedded(c.cfg)
			if err == nil {
				s.Stop()
				t.Fatal("it started")
			}
			f := fault.As(err)
			if f == nil || f.Code != c.code || !strings.Contains(f.En, c.says) || !strings.Contains(f.Zh, c.says) || strings.Contains(f.En, "\n") {
				t.Fatalf("%#v", err)
			}
		})
	}
}

func TestEmbeddedRefusesNamesAndPasswordsThatMeanSomethingElse(t *testing.T) {
	for _, s := range [][]busnats.Service{
		{{Name: ""}},
		{{Name: "a.b"}},
		{{Name: "sys"}},
		{{Name: "a"}, {Name: "a"}},
		{{Name: "a", Password: "$2a$10$abc"}},
		{{Name: "a", Password: `x"}, {user: b`}},
	} {
		if srv, err := busnats.Embedded(busnats.Config{Dir: t.TempDir(), Services: s}); err == nil {
			srv.Stop()
			t.Errorf("accepted %v", s)
		}
	}
}

func TestAWrongPasswordNeverConnects(t *testing.T) {
	s := embedded(t, busnats.Config{Listen: "127.0.0.1:0"})
	c, err := busnats.Connect(busnats.Options{URL: s.URL(), User: "suite", Password: "wrong"})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	bustest.Eventually(t, "a refusal", func() bool {
		err := c.Ready()
		return err != nil && errors.Is(err, nats.ErrAuthorization)
	})
}

// The promises of the accounts.

func TestADepartmentSeesItsOwnFactsOnly(t *testing.T) {
	departments := []busnats.Department{{Code: "civil"}, {Code: "市住建局.一科"}}
	s := embedded(t, busnats.Config{
		Services:    []busnats.Service{{Name: "intake", Feeds: []string{"dept", "intake"}}},
		Departments: departments,
	})
	intake := connect(t, s, "intake")
	subscribe := func(d busnats.Department, subject string) *nats.Subscription {
		t.Helper()
		c := connect(t, s, d.User())
		sub, err := c.NATS().SubscribeSync(subject)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.NATS().Flush(); err != nil {
			t.Fatal(err)
		}
		return sub
	}
	p := intake.Publisher("dept", busnats.Limits{})
	tail, err := p.Tail(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var facts []bus.Fact
	for i, code := range []string{"housing", "civil", "civil2", departments[1].Code, "civil"} {
		f := bustest.Facts(i+1, i+1)[0]
		f.Subject = bus.Subject("dept", code, "dispatched")
		facts = append(facts, f)
	}
	own := map[string]*nats.Subscription{}
	for _, d := range departments {
		own[d.Code] = subscribe(d, "centre."+d.Subjects())
	}
	if _, _, err := p.Publish(t.Context(), tail, facts); err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string][]int{"civil": {1, 4}, departments[1].Code: {3}} {
		for _, i := range want {
			m, err := own[code].NextMsg(5 * time.Second)
			if err != nil || m.Subject != "centre."+facts[i].Subject || m.Header.Get(bus.HeaderID) != facts[i].ID.String() {
				t.Fatalf("%s: %v, %v", code, m, err)
			}
		}
		if m, err := own[code].NextMsg(50 * time.Millisecond); err == nil {
			t.Fatalf("%s got another message: %s", code, m.Subject)
		}
	}
}

func TestADepartmentCanDoNothingElse(t *testing.T) {
	d := busnats.Department{Code: "civil"}
	s := embedded(t, busnats.Config{
		Services:    []busnats.Service{{Name: "intake", Feeds: []string{"dept", "intake"}}},
		Departments: []busnats.Department{d, {Code: "housing"}},
	})
	intake := connect(t, s, "intake")
	for _, feed := range []string{"dept", "intake"} {
		if _, err := intake.Publisher(feed, busnats.Limits{}).Tail(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	civil := connect(t, s, d.User())
	refused := make(chan error, 64)
	civil.NATS().SetErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { refused <- err })
	var subs []*nats.Subscription
	attempts := []string{
		">", "centre.>", "anjie.>", "centre.anjie.dept.housing.>", "centre.anjie.*.civil.>", "centre.anjie.intake.>",
		"$JS.>", "$SYS.>", "_INBOX.>", "_INBOX.intake.>",
	}
	for _, subject := range attempts {
		sub, err := civil.NATS().SubscribeSync(subject)
		if err != nil {
			t.Fatal(err)
		}
		subs = append(subs, sub)
	}
	for _, subject := range []string{"anjie.dept.civil.x", "anjie.intake.x", "centre.anjie.dept.civil.x", "$JS.API.STREAM.DELETE.FACTS_dept"} {
		attempts = append(attempts, subject)
		if err := civil.NATS().Publish(subject, []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	if err := civil.NATS().Flush(); err != nil {
		t.Fatal(err)
	}
	var errs []error
	bustest.Eventually(t, "a refusal for every attempt", func() bool {
		for len(refused) > 0 {
			errs = append(errs, <-refused)
		}
		return len(errs) >= len(attempts)
	})
	for _, err := range errs {
		if !errors.Is(err, nats.ErrPermissionViolation) {
			t.Error(err)
		}
	}
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := civil.JetStream().AccountInfo(short); err == nil {
		t.Error("a department has JetStream")
	}
	p := intake.Publisher("dept", busnats.Limits{})
	tail, err := p.Tail(t.Context())
	if err != nil {
		t.Fatal("the department harmed the stream: ", err)
	}
	housing := bustest.Facts(1, 1)
	housing[0].Subject = bus.Subject("dept", "housing", "dispatched")
	if _, _, err := p.Publish(t.Context(), tail, housing); err != nil {
		t.Fatal(err)
	}
	for i, sub := range subs {
		if m, err := sub.NextMsg(5 * time.Millisecond); err == nil {
			t.Errorf("the subscription to %s brought %s", attempts[i], m.Subject)
		}
	}
}

func TestAServicePublishesItsOwnFeedsOnlyAndDeletesNothing(t *testing.T) {
	s := embedded(t, busnats.Config{Services: []busnats.Service{{Name: "intake", Feeds: []string{"intake"}}, {Name: "petition", Feeds: []string{"petition"}}}})
	intake, petition := connect(t, s, "intake"), connect(t, s, "petition")
	for feed, c := range map[string]*busnats.Conn{"intake": intake, "petition": petition} {
		p := c.Publisher(feed, busnats.Limits{})
		tail, err := p.Tail(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		f := bustest.Facts(1, 1)
		f[0].Subject = bus.Subject(feed, "x")
		if _, _, err := p.Publish(t.Context(), tail, f); err != nil {
			t.Fatal(err)
		}
	}
	js := petition.JetStream()
	refused := make(chan error, 64)
	petition.NATS().SetErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { refused <- err })
	// A refused request has no answer; the server says so on the side.
	attempts := 0
	wait := func(what string, attempt func(ctx context.Context) error) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		if err := attempt(ctx); err == nil {
			t.Errorf("petition may %s", what)
		}
		attempts++
		bustest.Eventually(t, "a refusal: "+what, func() bool { return len(refused) >= attempts })
	}
	foreign, err := js.Stream(t.Context(), busnats.StreamName("intake"))
	if err != nil {
		t.Fatal("reading is allowed: ", err)
	}
	wait("publish a fact of intake", func(ctx context.Context) error {
		_, err := js.Publish(ctx, bus.Subject("intake", "forged"), nil)
		return err
	})
	wait("delete a stream of intake", func(ctx context.Context) error { return js.DeleteStream(ctx, busnats.StreamName("intake")) })
	wait("delete its own stream", func(ctx context.Context) error { return js.DeleteStream(ctx, busnats.StreamName("petition")) })
	wait("purge a stream of intake", func(ctx context.Context) error { return foreign.Purge(ctx) })
	wait("delete a message of intake", func(ctx context.Context) error { return foreign.DeleteMsg(ctx, 1) })
	wait("create a stream of its own making", func(ctx context.Context) error {
		_, err := js.CreateStream(ctx, jetstream.StreamConfig{Name: "LOOT", Subjects: []string{"loot.>"}})
		return err
	})
	for range attempts {
		if err := <-refused; !errors.Is(err, nats.ErrPermissionViolation) {
			t.Error(err)
		}
	}
	info, err := foreign.Info(t.Context())
	if err != nil || info.State.Msgs != 1 {
		t.Fatal(info, err)
	}
}

func TestAStreamIsMadeAsAgreed(t *testing.T) {
	s := embedded(t, busnats.Config{})
	c := connect(t, s, "suite")
	stream, err := c.EnsureStream(t.Context(), bustest.Feed, busnats.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	cfg := stream.CachedInfo().Config
	if cfg.Duplicates != 2*time.Minute || cfg.Storage != jetstream.FileStorage || !slices.Equal(cfg.Subjects, []string{"anjie.suite.>"}) ||
		cfg.MaxBytes <= 0 || cfg.MaxAge <= 0 || cfg.Discard != jetstream.DiscardOld {
		t.Fatalf("%+v", cfg)
	}
}
