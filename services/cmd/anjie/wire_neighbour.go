package main

import (
	"context"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"

	"anjie.internal/services/cmd/internal/say"
	"anjie.internal/services/internal/fault"
	"anjie.internal/services/internal/identity"
	"anjie.internal/services/internal/rpc"
)

// neighbour is another service that this one calls: where it is, and with what token. Without an address there is none.
type neighbour struct {
	address func() string
	token   func(ctx context.Context) (string, error)
}

// dial connects to the neighbour. Where there is none it waits until ctx ends: whoever needs it has nothing to do.
func (n neighbour) dial(ctx context.Context) (*grpc.ClientConn, error) {
	if n.address == nil {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return rpc.Dial(n.address(), rpc.ClientConfig{Token: n.token})
}

// errServiceToken: a neighbour answers nobody who has none.
var errServiceToken = text{"无法读取服务令牌文件 %s：%v。", "the service token %s cannot be read: %v"}

// tokenFile reads the token of a service for every call, so that it can be replaced.
func tokenFile(path string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) {
		b, err := os.ReadFile(path) //nolint:gosec // G304: the operator names the file
		if err != nil {
			return "", say.Fault(fault.Unavailable, "service-token", errServiceToken, path, rootCause(err)).Because(err)
		}
		return strings.TrimSpace(string(b)), nil
	}
}

// serviceToken mints the tokens of a service of this process.
func serviceToken(key identity.Key, account string, now func() time.Time) func(context.Context) (string, error) {
	issuer, err := identity.NewIssuer(key, "", now)
	if err != nil {
		return func(context.Context) (string, error) { return "", err }
	}
	m := identity.NewMinter(issuer, 2*time.Minute)
	return func(context.Context) (string, error) {
		return m.Token(identity.Actor{ID: account, Roles: []string{identity.RoleService}})
	}
}
