package eventstore_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/eventstore/eventstoretest"
	"anjie.internal/services/internal/pg/pgtest"
)

func TestOpenRefusesWhatCannotWork(t *testing.T) {
	t.Parallel()
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	good := eventstore.Config{DSN: "postgres://localhost/nowhere", Now: newClock().now, Listen: "127.0.0.1:0"}
	for want, change := range map[string]func(*eventstore.Config){
		"connection string is needed": func(c *eventstore.Config) { c.DSN = "" },
		"read the database address":   func(c *eventstore.Config) { c.DSN = "postgres://%" },
		"clock is needed":             func(c *eventstore.Config) { c.Now = nil },
		"address already in use":      func(c *eventstore.Config) { c.Listen = taken.Addr().String() },
		"users need TLS":              func(c *eventstore.Config) { c.Users = []eventstore.User{{Name: "a", Password: "b"}} },
		"needs an access": func(c *eventstore.Config) {
			c.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
			c.Users = []eventstore.User{{Name: "a", Password: "b"}}
		},
		"advertise": func(c *eventstore.Config) { c.Advertise = "nohost" },
	} {
		config := good
		change(&config)
		if _, err := eventstore.Open(t.Context(), config); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestStopMayBeCalledAtAnyTimeAndTwice(t *testing.T) {
	t.Parallel()
	never, err := eventstore.Open(t.Context(), eventstore.Config{DSN: "postgres://localhost/nowhere", Now: newClock().now, Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := never.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if err := never.Run(t.Context()); err == nil {
		t.Error("a stopped server runs")
	}
	server := serve(t)
	for range 2 {
		if err := server.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	}
}

// A server without its database answers what clients ask before anything else, and says that it is not ready.
func TestServerAnswersWhilePostgreSQLIsDown(t *testing.T) {
	t.Parallel()
	server := eventstoretest.Open(t, "postgres://127.0.0.1:1/nowhere?sslmode=disable")
	_, conn := raw(t, server)
	methods, err := serverfeatures.NewServerFeaturesClient(conn).GetSupportedMethods(within(t), &shared.Empty{})
	if err != nil || methods.GetEventStoreServerVersion() != "24.10.4" {
		t.Errorf("features: %v, %v", methods, err)
	}
	info, err := gossip.NewGossipClient(conn).Read(within(t), &shared.Empty{})
	if err != nil || info.GetMembers()[0].GetState() != gossip.MemberInfo_Initializing {
		t.Errorf("gossip: %v, %v", info, err)
	}
	check, err := grpc_health_v1.NewHealthClient(conn).Check(within(t), &grpc_health_v1.HealthCheckRequest{})
	if err != nil || check.GetStatus() != grpc_health_v1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("health: %v, %v", check, err)
	}
	_, err = rawClient(t, server).read(readOptions())
	if s, _ := status.FromError(err); s.Code() != codes.Unavailable || s.Message() != "Server Is Not Ready" {
		t.Errorf("read: %v", err)
	}
}

func TestFeaturesNameWhatIsOffered(t *testing.T) {
	t.Parallel()
	server := serve(t)
	_, conn := raw(t, server)
	got, err := serverfeatures.NewServerFeaturesClient(conn).GetSupportedMethods(within(t), &shared.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	names := map[string][]string{}
	for _, m := range got.GetMethods() {
		names[m.GetServiceName()+"/"+m.GetMethodName()] = m.GetFeatures()
	}
	for _, m := range []string{"read", "append", "delete", "tombstone", "batchappend"} {
		if _, ok := names["event_store.client.streams.streams/"+m]; !ok {
			t.Errorf("%s is not listed", m)
		}
	}
	if f := names["event_store.client.streams.streams/read"]; len(f) != 2 || f[0] != "position" || f[1] != "events" {
		t.Errorf("read has features %v", f)
	}
	for name := range names {
		if name != strings.ToLower(name) || strings.Contains(name, "persistent") {
			t.Errorf("%s is listed", name)
		}
	}
	if v, err := connect(t, server).GetServerVersion(); err != nil || v.Major != 24 || v.Minor != 10 || v.Patch != 4 {
		t.Errorf("the client sees version %v, %v", v, err)
	}
}

func TestHealthFollowsReadiness(t *testing.T) {
	t.Parallel()
	server := serve(t)
	_, conn := raw(t, server)
	watch, err := grpc_health_v1.NewHealthClient(conn).Watch(within(t), &grpc_health_v1.HealthCheckRequest{Service: "event_store.client.streams.Streams"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := watch.Recv(); err != nil || got.GetStatus() != grpc_health_v1.HealthCheckResponse_SERVING {
		t.Errorf("running: %v, %v", got, err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- server.Stop(t.Context()) }()
	if got, err := watch.Recv(); err == nil && got.GetStatus() != grpc_health_v1.HealthCheckResponse_NOT_SERVING {
		t.Errorf("stopping: %v", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestReflectionListsServices(t *testing.T) {
	t.Parallel()
	_, conn := raw(t, serve(t))
	call, err := grpc_reflection_v1.NewServerReflectionClient(conn).ServerReflectionInfo(within(t))
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Send(&grpc_reflection_v1.ServerReflectionRequest{MessageRequest: &grpc_reflection_v1.ServerReflectionRequest_ListServices{}}); err != nil {
		t.Fatal(err)
	}
	got, err := call.Recv()
	if err != nil || !strings.Contains(got.String(), "event_store.client.streams.Streams") {
		t.Errorf("got %v, %v", got, err)
	}
	if err := call.CloseSend(); err != nil {
		t.Error(err)
	}
}

func TestDiscoveryByGossip(t *testing.T) {
	t.Parallel()
	server := serve(t)
	client := connectTo(t, "esdb+discover://"+server.Addr()+"?tls=false&maxDiscoverAttempts=20")
	fill(t, client, "s", 1)
	_, conn := raw(t, server)
	info, err := gossip.NewGossipClient(conn).Read(within(t), &shared.Empty{})
	if err != nil || len(info.GetMembers()) != 1 {
		t.Fatalf("gossip: %v, %v", info, err)
	}
	m := info.GetMembers()[0]
	if !m.GetIsAlive() || m.GetState() != gossip.MemberInfo_Leader ||
		fmt.Sprintf("%s:%d", m.GetHttpEndPoint().GetAddress(), m.GetHttpEndPoint().GetPort()) != server.Addr() {
		t.Errorf("member is %v", m)
	}
}

func TestGossipTellsTheAdvertisedAddress(t *testing.T) {
	t.Parallel()
	server := serve(t, func(c *eventstore.Config) { c.Advertise = "store.example:2113" })
	_, conn := raw(t, server)
	info, err := gossip.NewGossipClient(conn).Read(within(t), &shared.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	if e := info.GetMembers()[0].GetHttpEndPoint(); e.GetAddress() != "store.example" || e.GetPort() != 2113 {
		t.Errorf("advertised %v", e)
	}
}

// Stopping a server drops its subscriptions; who resumes at the next server from the last position seen loses nothing.
func TestSubscriptionResumesAtTheNextServer(t *testing.T) {
	t.Parallel()
	dsn := pgtest.FreshDSN(t)
	first := eventstoretest.Start(t, dsn)
	client := connect(t, first)
	fill(t, client, "s", 3)
	f := followAll(t, client, esdb.SubscribeToAllOptions{From: esdb.Start{}})
	g := followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	f.expect("s/0", "s/1", "s/2", "caught up")
	g.expect("s/0", "s/1", "s/2", "caught up")
	waiting, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	second := eventstoretest.Open(t, dsn, func(c *eventstore.Config) { c.Listener = waiting }) // waits for the log
	if err := first.Stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, sub := range []follower{f, g} {
		if err := sub.dropped(); status.Code(err) != codes.Unavailable {
			t.Errorf("dropped with %v", err)
		}
	}
	if err := second.WaitReady(within(t)); err != nil {
		t.Fatal(err)
	}
	client = connect(t, second)
	fill(t, client, "s", 2)
	f = followAll(t, client, esdb.SubscribeToAllOptions{From: esdb.Position{Commit: 2, Prepare: 2}})
	f.expect("s/2", "s/3", "s/4", "caught up")
	g = followStream(t, client, "s", esdb.SubscribeToStreamOptions{From: esdb.Revision(1)})
	g.expect("s/2", "s/3", "s/4", "caught up")
}

func TestSubscriptionsAreLimited(t *testing.T) {
	t.Parallel()
	client := connect(t, serve(t, func(c *eventstore.Config) { c.MaxSubscriptions = 2 }))
	followAll(t, client, esdb.SubscribeToAllOptions{From: esdb.End{}})
	one, err := client.SubscribeToStream(within(t), "s", esdb.SubscribeToStreamOptions{})
	if err != nil {
		t.Fatal(err)
	}
	third := func() error {
		sub, err := client.SubscribeToAll(within(t), esdb.SubscribeToAllOptions{From: esdb.End{}})
		if err == nil {
			return sub.Close()
		}
		return err
	}
	if third() == nil {
		t.Error("a third subscription is accepted")
	}
	if err := one.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, func() bool { return third() == nil })
}

// eventually polls until ok.
func eventually(t testing.TB, ok func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("it never came true")
		}
	}
}
