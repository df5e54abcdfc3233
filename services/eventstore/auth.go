package eventstore

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Access is what a user may do. There is no default: Open refuses a user whose Access is not one of the constants, because
// each guess would be wrong for somebody, and silently.
type Access int

const (
	// AccessRead allows reads and subscriptions.
	AccessRead Access = iota + 1
	// AccessWrite allows appends, deletes and tombstones too.
	AccessWrite
)

// User is somebody who may call the server when users are configured. All fields are mandatory.
type User struct {
	Name     string
	Password string
	Access   Access
}

// writes are the methods that need AccessWrite.
var writes = []string{
	"/event_store.client.streams.Streams/Append",
	"/event_store.client.streams.Streams/BatchAppend",
	"/event_store.client.streams.Streams/Delete",
	"/event_store.client.streams.Streams/Tombstone",
}

// open are the services that answer without credentials: clients ask them before they send any.
var open = []string{
	"/event_store.client.server_features.ServerFeatures/",
	"/event_store.client.gossip.Gossip/",
	"/grpc.health.v1.Health/",
	"/grpc.reflection.",
}

type account struct {
	password [sha256.Size]byte
	access   Access
}

// guard checks who calls. Without users everybody may do everything: the port is then open to friends only.
type guard struct{ accounts map[string]account }

func newGuard(users []User) (*guard, error) {
	g := &guard{accounts: map[string]account{}}
	for _, u := range users {
		if u.Name == "" || u.Password == "" {
			return nil, errors.New("a user needs a name and a password")
		}
		if strings.Contains(u.Name, ":") {
			return nil, fmt.Errorf("user name %q holds a colon, which basic authentication cannot carry", u.Name)
		}
		if _, twice := g.accounts[u.Name]; twice {
			return nil, fmt.Errorf("user %q is given twice", u.Name)
		}
		if u.Access != AccessRead && u.Access != AccessWrite {
			return nil, fmt.Errorf("user %q needs an access: read or write", u.Name)
		}
		g.accounts[u.Name] = account{password: sha256.Sum256([]byte(u.Password)), access: u.Access}
	}
	return g, nil
}

type principalKey struct{}

// principalOf is the name of the caller, empty without authentication.
func principalOf(ctx context.Context) string {
	name, _ := ctx.Value(principalKey{}).(string)
	return name
}

// admit returns a context that knows the caller, or the error for the client. An absent caller is denied, a wrong one is
// not authenticated.
func (g *guard) admit(ctx context.Context, method string) (context.Context, error) {
	if len(g.accounts) == 0 || slices.ContainsFunc(open, func(p string) bool { return strings.HasPrefix(method, p) }) {
		return ctx, nil
	}
	values := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(values) == 0 {
		return nil, errAccessDenied(ctx)
	}
	name, password, ok := parseBasic(values[0])
	found, known := g.accounts[name]
	digest := sha256.Sum256([]byte(password))
	same := subtle.ConstantTimeCompare(digest[:], found.password[:]) == 1
	if !ok || !known || !same {
		return nil, status.Error(codes.Unauthenticated, "Unauthenticated")
	}
	if found.access < AccessWrite && slices.Contains(writes, method) {
		return nil, errAccessDenied(ctx)
	}
	return context.WithValue(ctx, principalKey{}, name), nil
}

func parseBasic(header string) (name, password string, ok bool) {
	scheme, encoded, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "basic") {
		return "", "", false
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(raw), ":")
}

func (g *guard) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	ctx, err := g.admit(ctx, info.FullMethod)
	if err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

func (g *guard) stream(srv any, call grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	ctx, err := g.admit(call.Context(), info.FullMethod)
	switch {
	case err != nil && info.FullMethod == streams.Streams_Append_FullMethodName:
		return drain(call, err)
	case err != nil:
		return err
	}
	if ctx == call.Context() {
		return handler(srv, call)
	}
	return handler(srv, knownCaller{call, ctx})
}

// knownCaller is a call whose context knows the caller.
type knownCaller struct {
	grpc.ServerStream
	ctx context.Context // gRPC asks the stream for its context
}

func (c knownCaller) Context() context.Context { return c.ctx }
