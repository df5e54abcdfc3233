package rpc_test

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	reflectionpb "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
	"anjie.internal/services/internal/telemetry"
	"anjie.internal/services/internal/telemetry/logtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func fixed() time.Time { return start }

// echo is a service of two methods whose behaviour a test gives.
type echo struct {
	unary  func(context.Context, string) (string, error)
	stream func(context.Context, func() (string, error), func(string) error) error
}

func (e echo) desc() *grpc.ServiceDesc {
	return &grpc.ServiceDesc{
		ServiceName: "anjie.test.v1.EchoService",
		HandlerType: (*any)(nil),
		Methods: []grpc.MethodDesc{{
			MethodName: "Say",
			Handler: func(_ any, ctx context.Context, dec func(any) error, interceptor grpc.UnaryServerInterceptor) (any, error) {
				in := &wrapperspb.StringValue{}
				if err := dec(in); err != nil {
					return nil, err
				}
				if interceptor == nil { // a bare server
					s, err := e.unary(ctx, in.GetValue())
					return wrapperspb.String(s), err
				}
				return interceptor(ctx, in, &grpc.UnaryServerInfo{FullMethod: say}, func(ctx context.Context, req any) (any, error) {
					s, err := e.unary(ctx, req.(*wrapperspb.StringValue).GetValue())
					return wrapperspb.String(s), err
				})
			},
		}},
		Streams: []grpc.StreamDesc{{
			StreamName: "Talk", ServerStreams: true, ClientStreams: true,
			Handler: func(_ any, ss grpc.ServerStream) error {
				return e.stream(ss.Context(), func() (string, error) {
					in := &wrapperspb.StringValue{}
					err := ss.RecvMsg(in)
					return in.GetValue(), err
				}, func(s string) error { return ss.SendMsg(wrapperspb.String(s)) })
			},
		}},
	}
}

const (
	say  = "/anjie.test.v1.EchoService/Say"
	talk = "/anjie.test.v1.EchoService/Talk"
)

// house is a server and what a client needs to reach it.
type house struct {
	t      testing.TB
	lis    *bufconn.Listener
	issuer *identity.Issuer
	logs   logtest.Log
}

func serve(t testing.TB, c rpc.ServerConfig, e echo) *house {
	t.Helper()
	k, err := identity.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	issuer, err := identity.NewIssuer(k, "", fixed)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, lis: bufconn.Listen(1 << 20), issuer: issuer}
	c.Role = "test"
	c.Verifier = identity.NewVerifier(identity.VerifierConfig{Keys: []ed25519.PublicKey{k.Public()}, Now: fixed})
	c.Logger = telemetry.NewLogger(&h.logs, nil, true)
	s := rpc.NewServer(c)
	s.RegisterService(e.desc(), nil)
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.Serve(h.lis)
	}()
	t.Cleanup(func() {
		s.Stop()
		<-done
	})
	return h
}

func (h *house) token(roles ...string) string {
	h.t.Helper()
	token, err := h.issuer.Mint(identity.Actor{ID: "u-1", Unit: "unit-1", Roles: roles}, time.Hour)
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

func (h *house) dial(c rpc.ClientConfig) *grpc.ClientConn {
	h.t.Helper()
	c.Options = append(c.Options, grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return h.lis.DialContext(ctx) }))
	cc, err := rpc.Dial("passthrough:///test", c)
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { _ = cc.Close() })
	return cc
}

func (h *house) known() *grpc.ClientConn {
	h.t.Helper()
	return h.dial(rpc.ClientConfig{Token: rpc.StaticToken(h.token("clerk"))})
}

func call(ctx context.Context, cc *grpc.ClientConn, s string) (string, error) {
	out := &wrapperspb.StringValue{}
	err := cc.Invoke(ctx, say, wrapperspb.String(s), out)
	return out.GetValue(), err
}

// converse opens the stream and returns what came back first.
func converse(ctx context.Context, cc *grpc.ClientConn, s string) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ss, err := cc.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true, ClientStreams: true}, talk)
	if err != nil {
		return "", err
	}
	if err := ss.SendMsg(wrapperspb.String(s)); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	if err := ss.CloseSend(); err != nil {
		return "", err
	}
	out := &wrapperspb.StringValue{}
	err = ss.RecvMsg(out)
	return out.GetValue(), err
}

// both is a service whose unary method and stream do the same.
func both(f func(context.Context, string) (string, error)) echo {
	return echo{unary: f, stream: func(ctx context.Context, recv func() (string, error), send func(string) error) error {
		s, err := recv()
		if err != nil {
			return err
		}
		if s, err = f(ctx, s); err != nil {
			return err
		}
		return send(s)
	}}
}

// ways are the two kinds of calls that go through the chain.
var ways = map[string]func(context.Context, *grpc.ClientConn, string) (string, error){"unary": call, "stream": converse}

func TestTheHandlerKnowsWhoActsAndInWhichTrace(t *testing.T) {
	h := serve(t, rpc.ServerConfig{}, both(func(ctx context.Context, s string) (string, error) {
		a, err := identity.Require(ctx, identity.RoleClerk)
		if err != nil {
			return "", err
		}
		if !trace.SpanContextFromContext(ctx).IsValid() {
			return "", errors.New("no trace id")
		}
		return s + " " + a.ID + " " + a.Unit, nil
	}))
	for name, way := range ways {
		if s, err := way(t.Context(), h.known(), "hello"); err != nil || s != "hello u-1 unit-1" {
			t.Errorf("%s: %q %v", name, s, err)
		}
		_, err := way(t.Context(), h.dial(rpc.ClientConfig{Token: rpc.StaticToken(h.token("auditor"))}), "hello")
		if f := rpc.Fault(err); f.Kind != fault.Forbidden || f.Code != "role-missing" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestNobodyGetsPastIdentity(t *testing.T) {
	var reached atomic.Bool
	h := serve(t, rpc.ServerConfig{}, both(func(context.Context, string) (string, error) { reached.Store(true); return "", nil }))
	for name, row := range map[string]struct {
		client rpc.ClientConfig
		md     []string
		code   string
	}{
		"no token":       {rpc.ClientConfig{}, nil, "token-missing"},
		"empty token":    {rpc.ClientConfig{Token: rpc.StaticToken("")}, nil, "token-missing"},
		"not a token":    {rpc.ClientConfig{Token: rpc.StaticToken("x.y.z")}, nil, "token-invalid"},
		"another scheme": {rpc.ClientConfig{}, []string{"authorization", "Basic " + h.token("clerk")}, "token-missing"},
		"two tokens":     {rpc.ClientConfig{Token: rpc.StaticToken(h.token("clerk"))}, []string{"authorization", "Bearer " + h.token("leader")}, "token-missing"},
	} {
		for way, do := range ways {
			_, err := do(metadata.AppendToOutgoingContext(t.Context(), row.md...), h.dial(row.client), "x")
			if f := rpc.Fault(err); status.Code(err) != codes.Unauthenticated || f.Code != row.code {
				t.Errorf("%s, %s: %v", name, way, err)
			}
		}
	}
	if reached.Load() {
		t.Error("a handler was reached")
	}
}

func TestPublicMethodsHealthAndReflectionNeedNoToken(t *testing.T) {
	h := serve(t, rpc.ServerConfig{Public: []string{say}}, both(func(ctx context.Context, s string) (string, error) {
		if _, ok := identity.From(ctx); ok {
			return "", errors.New("an actor out of nowhere")
		}
		return s, nil
	}))
	cc := h.dial(rpc.ClientConfig{})
	if s, err := call(t.Context(), cc, "x"); err != nil || s != "x" {
		t.Error(err)
	}
	if _, err := converse(t.Context(), cc, "x"); status.Code(err) != codes.Unauthenticated {
		t.Errorf("the other method of the service: %v", err)
	}
	if r, err := healthpb.NewHealthClient(cc).Check(t.Context(), &healthpb.HealthCheckRequest{}); err != nil || r.GetStatus() != healthpb.HealthCheckResponse_SERVING {
		t.Error(r, err)
	}
	if err := listServices(t.Context(), cc); err != nil {
		t.Error(err)
	}
	hidden := serve(t, rpc.ServerConfig{HideSchema: true}, echo{})
	if err := listServices(t.Context(), hidden.known()); status.Code(err) != codes.Unimplemented {
		t.Errorf("reflection is off: %v", err)
	}
}

func listServices(ctx context.Context, cc *grpc.ClientConn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ss, err := reflectionpb.NewServerReflectionClient(cc).ServerReflectionInfo(ctx)
	if err != nil {
		return err
	}
	ask := &reflectionpb.ServerReflectionRequest{MessageRequest: &reflectionpb.ServerReflectionRequest_ListServices{}}
	if err := ss.Send(ask); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	_, err = ss.Recv()
	return err
}

func TestARefusalArrivesAsItWasMeant(t *testing.T) {
	refusal := fault.New(fault.Refused, "dispute-not-open", "该纠纷已结案。", "The dispute is closed.").On("dispute_id")
	h := serve(t, rpc.ServerConfig{}, both(func(context.Context, string) (string, error) {
		return "", fmt.Errorf("withdraw: %w", refusal.Because(errors.New("secret cause")))
	}))
	for name, way := range ways {
		for lang, want := range map[string]string{"": refusal.Zh, "en": refusal.En, "en-GB, zh;q=0.5": refusal.En, "de": refusal.Zh} {
			_, err := way(t.Context(), h.dial(rpc.ClientConfig{Token: rpc.StaticToken(h.token()), Language: lang}), "x")
			s := status.Convert(err)
			if s.Code() != codes.FailedPrecondition || s.Message() != want {
				t.Errorf("%s %q: %v", name, lang, err)
			}
			f := rpc.Fault(err)
			if !errors.Is(f, refusal) || f.Kind != fault.Refused || f.Field != "dispute_id" || f.Zh != refusal.Zh || f.En != refusal.En {
				t.Errorf("%s: %+v", name, f)
			}
			if strings.Contains(fmt.Sprint(s.Proto()), "secret cause") {
				t.Errorf("%s: the cause reached the caller", name)
			}
		}
	}
	if h.logs.String() != "" {
		t.Errorf("a refusal was logged as a defect: %s", h.logs.String())
	}
}

func TestADefectIsHiddenAndLoggedOnceWithItsTrace(t *testing.T) {
	for what, fail := range map[string]func() error{
		"error":              func() error { return errors.New("password=hunter2") },
		"panic":              func() error { panic("password=hunter2") },
		"internal fault":     func() error { return fault.New(fault.Internal, "own", "password=hunter2", "password=hunter2") },
		"a foreign status":   func() error { return status.Error(codes.NotFound, "password=hunter2") },
		"goexit-proof panic": func() error { panic(errors.New("password=hunter2")) },
	} {
		for name, way := range ways {
			h := serve(t, rpc.ServerConfig{}, both(func(context.Context, string) (string, error) { return "", fail() }))
			_, err := way(t.Context(), h.known(), "x")
			f := rpc.Fault(err)
			if f.Code != "internal" || f.Kind != fault.Internal || strings.Contains(fmt.Sprint(status.Convert(err).Proto()), "hunter2") {
				t.Errorf("%s, %s: %v", what, name, err)
			}
			id := traceOf(err)
			if len(id) != 32 || strings.Count(h.logs.String(), "\n") != 1 || !strings.Contains(h.logs.String(), id) || !strings.Contains(h.logs.String(), "hunter2") {
				t.Errorf("%s, %s: trace %q, log %s", what, name, id, h.logs.String())
			}
			if strings.Contains(what, "panic") != strings.Contains(h.logs.String(), `"stack"`) {
				t.Errorf("%s, %s: stack in %s", what, name, h.logs.String())
			}
		}
	}
}

// traceOf returns the trace id that a caller of ours can quote, or "".
func traceOf(err error) string {
	for _, d := range status.Convert(err).Details() {
		if i, ok := d.(*errdetails.ErrorInfo); ok && i.GetDomain() == "anjie" {
			return i.GetMetadata()["trace"]
		}
	}
	return ""
}

func TestDeadlines(t *testing.T) {
	h := serve(t, rpc.ServerConfig{Deadline: 20 * time.Second, MaxDeadline: 40 * time.Second}, both(func(ctx context.Context, s string) (string, error) {
		if s == "wait" {
			<-ctx.Done()
			return "", fmt.Errorf("waiting: %w", ctx.Err())
		}
		at, ok := ctx.Deadline()
		if !ok {
			return "none", nil
		}
		return fmt.Sprint(time.Until(at).Round(10 * time.Second)), nil
	}))
	raw, err := grpc.NewClient("passthrough:///test", grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return h.lis.DialContext(ctx) }))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = raw.Close() }()
	auth := metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer "+h.token())
	long, cancel := context.WithTimeout(auth, time.Hour)
	defer cancel()
	short, cancel2 := context.WithTimeout(auth, 10*time.Second)
	defer cancel2()
	for name, row := range map[string]struct {
		ctx  context.Context //nolint:containedctx // a column of the table
		cc   *grpc.ClientConn
		want string
	}{
		"none asked for":     {auth, raw, "20s"},
		"too much asked for": {long, raw, "40s"},
		"little asked for":   {short, raw, "10s"},
		"the client's usual": {t.Context(), h.dial(rpc.ClientConfig{Token: rpc.StaticToken(h.token()), Timeout: 30 * time.Second}), "30s"},
	} {
		if s, err := call(row.ctx, row.cc, ""); err != nil || s != row.want {
			t.Errorf("%s: %q %v", name, s, err)
		}
	}
	if s, err := converse(auth, raw, ""); err != nil || s != "none" {
		t.Errorf("a stream: %q %v", s, err)
	}
	soon, cancel3 := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel3()
	if _, err := call(soon, h.known(), "wait"); rpc.Fault(err).Kind != fault.Timeout {
		t.Error(err)
	}
	gone, cancel4 := context.WithCancel(t.Context())
	time.AfterFunc(30*time.Millisecond, cancel4)
	if _, err := call(gone, h.known(), "wait"); rpc.Fault(err).Kind != fault.Canceled {
		t.Error(err)
	}
}

func TestTooLargeIsAFault(t *testing.T) {
	h := serve(t, rpc.ServerConfig{MaxMessage: 1000}, both(func(_ context.Context, s string) (string, error) { return "ok", nil }))
	for name, way := range ways {
		for size, want := range map[int]string{900: "", 1100: "too-large", 5000: "exhausted"} {
			_, err := way(t.Context(), h.known(), strings.Repeat("x", size))
			switch f := rpc.Fault(err); {
			case want == "" && err != nil:
				t.Errorf("%s of %d: %v", name, size, err)
			case want != "" && (f == nil || f.Kind != fault.Exhausted || f.Code != want):
				t.Errorf("%s of %d: %v", name, size, err)
			}
		}
	}
}

func TestTooManyCallsAreRefusedAndNotQueued(t *testing.T) {
	in, out := make(chan struct{}, 8), make(chan struct{})
	h := serve(t, rpc.ServerConfig{MaxCalls: 2, MaxStreams: 2}, both(func(context.Context, string) (string, error) {
		in <- struct{}{}
		<-out
		return "ok", nil
	}))
	cc := h.known()
	for name, way := range ways {
		results := make(chan error, 2)
		for range 2 {
			go func() { _, err := way(t.Context(), cc, "x"); results <- err }()
			<-in
		}
		if _, err := way(t.Context(), cc, "x"); rpc.Fault(err).Code != "too-many-calls" || status.Code(err) != codes.ResourceExhausted {
			t.Errorf("%s: %v", name, err)
		}
		for range 2 {
			out <- struct{}{}
		}
		for range 2 {
			if err := <-results; err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		go func() { <-in; out <- struct{}{} }()
		if _, err := way(t.Context(), cc, "x"); err != nil {
			t.Errorf("%s, after the others: %v", name, err)
		}
	}
}

func TestOnlyAnUnavailableServerIsAskedAgain(t *testing.T) {
	for code, want := range map[fault.Kind]int32{fault.Unavailable: 3, fault.Conflict: 1, fault.Timeout: 1, fault.Refused: 1, fault.Exhausted: 1} {
		var asked atomic.Int32
		h := serve(t, rpc.ServerConfig{}, both(func(context.Context, string) (string, error) {
			if asked.Add(1) < 3 {
				return "", fault.New(code, "x", "x", "x")
			}
			return "ok", nil
		}))
		_, err := call(t.Context(), h.known(), "x")
		if asked.Load() != want || (code == fault.Unavailable) != (err == nil) {
			t.Errorf("%s: asked %d times, %v", rpc.Status(fault.New(code, "", "", "")).Code(), asked.Load(), err)
		}
	}
}

func TestATokenThatCannotBeHadIsAnError(t *testing.T) {
	h := serve(t, rpc.ServerConfig{}, echo{})
	cc := h.dial(rpc.ClientConfig{Token: func(context.Context) (string, error) { return "", errors.New("the key file is gone") }})
	if _, err := call(t.Context(), cc, "x"); err == nil || !strings.Contains(err.Error(), "the key file is gone") {
		t.Error(err)
	}
}

func TestStopWaitsForCallsAndCutsWatches(t *testing.T) {
	for name, row := range map[string]struct {
		way  func(context.Context, *grpc.ClientConn, string) (string, error)
		ends bool
	}{"a call that ends": {call, true}, "a watch that does not": {converse, false}} {
		in, out := make(chan struct{}), make(chan struct{})
		s := rpc.NewServer(rpc.ServerConfig{Role: "test", Public: []string{say, talk}})
		s.RegisterService(both(func(ctx context.Context, _ string) (string, error) {
			close(in)
			select {
			case <-out:
			case <-ctx.Done():
				return "", ctx.Err()
			}
			return "ok", nil
		}).desc(), nil)
		lis := bufconn.Listen(1 << 16)
		served := make(chan error, 1)
		go func() { served <- s.Serve(lis) }()
		cc, err := rpc.Dial("passthrough:///test", rpc.ClientConfig{Options: []grpc.DialOption{
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return lis.DialContext(ctx) }),
		}})
		if err != nil {
			t.Fatal(err)
		}
		result := make(chan error, 1)
		go func() { _, err := row.way(t.Context(), cc, "x"); result <- err }()
		<-in
		limit := time.Minute
		if row.ends {
			time.AfterFunc(20*time.Millisecond, func() { close(out) })
		} else {
			limit = 50 * time.Millisecond
		}
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		rpc.Stop(ctx, s)
		rpc.Stop(ctx, s)
		cancel()
		if err := <-result; (err == nil) != row.ends {
			t.Errorf("%s: %v", name, err)
		}
		if err := <-served; err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_ = cc.Close()
	}
}

func TestInfoNamesTheDomain(t *testing.T) {
	s := rpc.Status(fault.New(fault.Invalid, "x", "中", "en").On("a.b"))
	for _, d := range s.Details() {
		if i, ok := d.(*errdetails.ErrorInfo); ok {
			if i.GetDomain() != "anjie" || i.GetReason() != "x" || i.GetMetadata()["field"] != "a.b" {
				t.Error(i)
			}
			return
		}
	}
	t.Error("no ErrorInfo")
}
