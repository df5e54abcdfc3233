package esdb_test

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"anjie.internal/services/internal/es"
	"anjie.internal/services/internal/es/esdb"
)

// fake is a server that misbehaves as told.
type fake struct {
	streams.UnimplementedStreamsServer
	serverfeatures.UnimplementedServerFeaturesServer

	appends  atomic.Int64
	onAppend func(streams.Streams_AppendServer) error
	onRead   func(*streams.ReadReq, streams.Streams_ReadServer) error
}

func (f *fake) Append(s streams.Streams_AppendServer) error {
	f.appends.Add(1)
	return f.onAppend(s)
}

func (f *fake) Read(r *streams.ReadReq, s streams.Streams_ReadServer) error { return f.onRead(r, s) }

func (f *fake) GetSupportedMethods(context.Context, *shared.Empty) (*serverfeatures.SupportedMethods, error) {
	return &serverfeatures.SupportedMethods{EventStoreServerVersion: "24.10.4"}, nil
}

// start serves the fake and returns its address.
func (f *fake) start(t *testing.T) string {
	t.Helper()
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	f.serve(t, l)
	return l.Addr().String()
}

func (f *fake) serve(t *testing.T, l net.Listener) {
	t.Helper()
	s := grpc.NewServer(grpc.MaxRecvMsgSize(1 << 20))
	streams.RegisterStreamsServer(s, f)
	serverfeatures.RegisterServerFeaturesServer(s, f)
	done := make(chan error, 1)
	go func() { done <- s.Serve(l) }()
	t.Cleanup(func() {
		s.Stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func connect(t *testing.T, address string, o esdb.Options) *esdb.Store {
	t.Helper()
	s, err := esdb.Open(t.Context(), "esdb://"+address+"?tls=false", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func drained(s streams.Streams_AppendServer) error {
	for {
		if _, err := s.Recv(); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
	}
}

func one() []es.Pending {
	return []es.Pending{{ID: uuid.New(), Type: "a-v1", Data: []byte(`{}`), Metadata: []byte(`{}`)}}
}

func TestAppendErrorsAreClassified(t *testing.T) {
	answer := func(code codes.Code, text string, trailers ...string) func(streams.Streams_AppendServer) error {
		return func(s streams.Streams_AppendServer) error {
			if err := drained(s); err != nil {
				return err
			}
			s.SetTrailer(metadata.Pairs(trailers...))
			return status.Error(code, text)
		}
	}
	classes := []error{es.ErrConflict, es.ErrUnknownOutcome, es.ErrUnavailable, es.ErrDeleted, es.ErrTooLarge, es.ErrExhausted}
	for _, c := range []struct {
		name   string
		server func(streams.Streams_AppendServer) error
		want   error // nil: final, none of the classes
	}{
		{"wrong version", func(s streams.Streams_AppendServer) error {
			if err := drained(s); err != nil {
				return err
			}
			return s.SendAndClose(&streams.AppendResp{Result: &streams.AppendResp_WrongExpectedVersion_{
				WrongExpectedVersion: &streams.AppendResp_WrongExpectedVersion{
					CurrentRevisionOption:  &streams.AppendResp_WrongExpectedVersion_CurrentRevision{CurrentRevision: 3},
					ExpectedRevisionOption: &streams.AppendResp_WrongExpectedVersion_ExpectedRevision{ExpectedRevision: 2},
				},
			}})
		}, es.ErrConflict},
		{"unavailable", answer(codes.Unavailable, "Server Is Not Ready"), es.ErrUnknownOutcome},
		{"aborted", answer(codes.Aborted, "Operation timed out: prepare"), es.ErrUnknownOutcome},
		{"deadline", answer(codes.DeadlineExceeded, "too late"), es.ErrUnknownOutcome},
		{"internal", answer(codes.Internal, "oops"), es.ErrUnknownOutcome},
		{"the server ends the call while we send", func(streams.Streams_AppendServer) error { return status.Error(codes.FailedPrecondition, "x") }, es.ErrUnknownOutcome},
		{"deleted", answer(codes.FailedPrecondition, "Event stream 's' is deleted.", "exception", "stream-deleted", "stream-name", "s"), es.ErrDeleted},
		{"deleted, without the name: the client panics", answer(codes.FailedPrecondition, "deleted", "exception", "stream-deleted"), es.ErrUnknownOutcome},
		{"too large", answer(codes.InvalidArgument, "Maximum Append Size of 1048576 Exceeded.", "exception", "maximum-append-size-exceeded"), es.ErrTooLarge},
		{"full", answer(codes.ResourceExhausted, "No Space Left For Appends"), es.ErrExhausted},
		{"denied", answer(codes.PermissionDenied, "Access Denied"), nil},
		{"unknown user", answer(codes.Unauthenticated, "who?"), nil},
		{"invalid", answer(codes.InvalidArgument, "Required Metadata Property 'type' is missing"), nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := connect(t, (&fake{onAppend: c.server}).start(t), esdb.Options{Timeout: 5 * time.Second})
			_, err := s.Append(t.Context(), "dispute-1", 2, one())
			if err == nil {
				t.Fatal("no error")
			}
			for _, class := range classes {
				if got := errors.Is(err, class); got != errors.Is(c.want, class) {
					t.Errorf("%v: is %q: %v", err, class, got)
				}
			}
		})
	}
}

func TestAppendThatIsNotAnsweredEnds(t *testing.T) {
	release := make(chan struct{})
	f := &fake{onAppend: func(s streams.Streams_AppendServer) error {
		select {
		case <-release:
		case <-s.Context().Done():
		}
		return s.Context().Err()
	}}
	address := f.start(t)
	t.Run("with the time limit", func(t *testing.T) {
		s := connect(t, address, esdb.Options{Timeout: 100 * time.Millisecond})
		if _, err := s.Append(t.Context(), "dispute-1", es.NoStream, one()); !errors.Is(err, es.ErrUnknownOutcome) {
			t.Errorf("%v, want an unknown outcome", err)
		}
	})
	t.Run("with the context", func(t *testing.T) {
		s := connect(t, address, esdb.Options{Timeout: 10 * time.Second})
		ctx, cancel := context.WithCancel(t.Context())
		before := f.appends.Load()
		go func() {
			poll(t, "the append has arrived", func() bool { return f.appends.Load() > before })
			cancel()
		}()
		if _, err := s.Append(ctx, "dispute-1", es.NoStream, one()); !errors.Is(err, es.ErrUnknownOutcome) {
			t.Errorf("%v, want an unknown outcome", err)
		}
	})
	close(release)
}

func TestReadErrorsAreClassified(t *testing.T) {
	event := func(rev uint64) *streams.ReadResp {
		return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{
			Event: &streams.ReadResp_ReadEvent_RecordedEvent{
				Id:               &shared.UUID{Value: &shared.UUID_String_{String_: uuid.NewString()}},
				StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte("dispute-1")},
				StreamRevision:   rev, CommitPosition: rev + 1, PreparePosition: rev + 1,
				Metadata: map[string]string{"type": "a-v1", "content-type": "application/json", "created": "17000000000000000"},
			},
		}}}
	}
	classes := []error{es.ErrUnavailable, es.ErrDeleted}
	for _, c := range []struct {
		name   string
		server func(*streams.ReadReq, streams.Streams_ReadServer) error
		events int
		want   error
		says   string
	}{
		{name: "cut off in the middle", events: 2, want: es.ErrUnavailable, server: func(_ *streams.ReadReq, s streams.Streams_ReadServer) error {
			return errors.Join(s.Send(event(0)), s.Send(event(1)), status.Error(codes.Unavailable, "going down"))
		}},
		{name: "silent", want: es.ErrUnavailable, says: "within the time limit", server: func(_ *streams.ReadReq, s streams.Streams_ReadServer) error {
			<-s.Context().Done()
			return nil
		}},
		{name: "silent after an event", events: 1, want: es.ErrUnavailable, says: "within the time limit", server: func(_ *streams.ReadReq, s streams.Streams_ReadServer) error {
			err := s.Send(event(0))
			<-s.Context().Done()
			return err
		}},
		{name: "deleted", want: es.ErrDeleted, server: func(_ *streams.ReadReq, s streams.Streams_ReadServer) error {
			s.SetTrailer(metadata.Pairs("exception", "stream-deleted", "stream-name", "s"))
			return status.Error(codes.FailedPrecondition, "Event stream 's' is deleted.")
		}},
		{name: "denied", says: "Access Denied", server: func(*streams.ReadReq, streams.Streams_ReadServer) error {
			return status.Error(codes.PermissionDenied, "Access Denied")
		}},
		{name: "an answer that the client panics on", says: "panicked", server: func(_ *streams.ReadReq, s streams.Streams_ReadServer) error {
			return s.Send(&streams.ReadResp{Content: &streams.ReadResp_LastStreamPosition{LastStreamPosition: 7}})
		}},
		{name: "an event that the client panics on", says: "panicked", server: func(_ *streams.ReadReq, s streams.Streams_ReadServer) error {
			e := event(0)
			e.GetEvent().GetEvent().StreamIdentifier = nil
			return s.Send(e)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := connect(t, (&fake{onRead: c.server}).start(t), esdb.Options{Timeout: 300 * time.Millisecond})
			var last error
			n := 0
			for _, err := range s.ReadStream(t.Context(), "dispute-1", 0) {
				if last = err; err == nil {
					n++
				}
			}
			if last == nil || n != c.events || !strings.Contains(last.Error(), c.says) {
				t.Fatalf("%d events, then %v; want %d and an error that says %q", n, last, c.events, c.says)
			}
			for _, class := range classes {
				if got := errors.Is(last, class); got != errors.Is(c.want, class) {
					t.Errorf("%v: is %q: %v", last, class, got)
				}
			}
		})
	}
}

func TestCallsWithoutAServerEndAndAreBounded(t *testing.T) {
	var lc net.ListenConfig
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s := connect(t, address, esdb.Options{Timeout: 50 * time.Millisecond, MaxAbandoned: 3})
	for i := range 3 {
		// Nothing can have been written: no server was found, and the call ends with its context before it is sent.
		_, err := s.Append(t.Context(), "dispute-1", es.NoStream, one())
		if !errors.Is(err, es.ErrUnavailable) || errors.Is(err, es.ErrUnknownOutcome) {
			t.Fatalf("append %d: %v, want unavailable", i, err)
		}
	}
	_, err = s.Append(t.Context(), "dispute-1", es.NoStream, one())
	if !errors.Is(err, es.ErrUnavailable) || !strings.Contains(err.Error(), "3 calls have not returned") {
		t.Fatalf("beyond the bound: %v", err)
	}
	if _, err := s.Head(t.Context()); !errors.Is(err, es.ErrUnavailable) {
		t.Fatalf("head: %v", err)
	}

	// The server comes: the calls left behind return without having sent anything, and new ones work.
	f := &fake{onAppend: func(s streams.Streams_AppendServer) error {
		if err := drained(s); err != nil {
			return err
		}
		return s.SendAndClose(&streams.AppendResp{Result: &streams.AppendResp_Success_{Success: &streams.AppendResp_Success{
			CurrentRevisionOption: &streams.AppendResp_Success_CurrentRevision{CurrentRevision: 0},
			PositionOption:        &streams.AppendResp_Success_Position{Position: &streams.AppendResp_Position{CommitPosition: 9, PreparePosition: 9}},
		}}})
	}}
	l, err = lc.Listen(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	f.serve(t, l)
	poll(t, "an append succeeds", func() bool {
		a, err := s.Append(t.Context(), "dispute-1", es.NoStream, one())
		return err == nil && a == (es.Appended{Revision: 0, Position: es.Position{Commit: 9, Prepare: 9}})
	})
	if n := f.appends.Load(); n != 1 {
		t.Errorf("%d appends reached the server, want 1: those left behind must not", n)
	}
}

// poll waits until done holds.
func poll(t *testing.T, what string, done func() bool) {
	t.Helper()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	limit := time.NewTimer(20 * time.Second)
	defer limit.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-limit.C:
			t.Errorf("waited in vain until %s", what)
			return
		}
	}
}
