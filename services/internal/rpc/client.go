package rpc

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
)

// ClientConfig says how a client calls. Its zero value calls in the clear, without a token.
type ClientConfig struct {
	// Token returns the token of a call; nil sends none. It is asked for every call: let it cache. StaticToken makes one.
	Token func(ctx context.Context) (string, error)
	// Language of messages: "zh-CN" (also if empty) or "en".
	Language string
	// Timeout is the time of a unary call whose context has no deadline; 15 s if zero.
	Timeout time.Duration
	// MaxMessage is the size of the largest reply, in bytes; 16 MiB if zero.
	MaxMessage int
	// TLS is the client's side of TLS; nil calls in the clear, for one machine only.
	TLS *tls.Config
	// Options are added last, for tests and unusual transports.
	Options []grpc.DialOption
	// Now measures the duration of calls. time.Now if nil.
	Now func() time.Time
	// TracerProvider and MeterProvider replace the global ones. Those must be set before Dial.
	TracerProvider trace.TracerProvider
	MeterProvider  metric.MeterProvider
}

// StaticToken returns a Token function that always gives the same token.
func StaticToken(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

// Every command of Anjie carries an id made by its client and may be repeated; queries may be repeated anyway. So every call is
// repeated when the server was not available, and nothing else is: a conflict or a timeout is the caller's to judge.
const serviceConfig = `{
	"loadBalancingConfig": [{"round_robin": {}}],
	"methodConfig": [{
		"name": [{}],
		"waitForReady": false,
		"retryPolicy": {"maxAttempts": 4, "initialBackoff": "0.05s", "maxBackoff": "1s", "backoffMultiplier": 3, "retryableStatusCodes": ["UNAVAILABLE"]}
	}],
	"retryThrottling": {"maxTokens": 100, "tokenRatio": 0.1}
}`

// Dial returns a connection that connects when it is first used and reconnects by itself. Close it.
func Dial(target string, c ClientConfig) (*grpc.ClientConn, error) {
	or(&c.Timeout, 15*time.Second)
	or(&c.MaxMessage, 16<<20)
	or(&c.Language, langZh)
	transport := insecure.NewCredentials()
	if c.TLS != nil {
		transport = credentials.NewTLS(c.TLS)
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(transport),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(c.MaxMessage)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 20 * time.Second}),
	}
	k := client{config: c}
	if lean(c.TracerProvider) {
		k.meter = newMeter(c.MeterProvider, "client", c.Now)
	} else {
		options = append(options, grpc.WithStatsHandler(c.otel()))
	}
	options = append(options, grpc.WithUnaryInterceptor(k.unary), grpc.WithStreamInterceptor(k.stream))
	if c.Token != nil {
		options = append(options, grpc.WithPerRPCCredentials(tokens{get: c.Token, secure: c.TLS != nil}))
	}
	cc, err := grpc.NewClient(target, append(options, c.Options...)...)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", target, err)
	}
	return cc, nil
}

func (c *ClientConfig) otel() stats.Handler {
	var o []otelgrpc.Option
	if c.TracerProvider != nil {
		o = append(o, otelgrpc.WithTracerProvider(c.TracerProvider))
	}
	if c.MeterProvider != nil {
		o = append(o, otelgrpc.WithMeterProvider(c.MeterProvider))
	}
	return otelgrpc.NewClientHandler(o...)
}

// client is the chain of a client.
type client struct {
	config ClientConfig
	meter  *meter // nil when otelgrpc measures
}

func (c client) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, o ...grpc.CallOption) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, c.config.Timeout)
		defer cancel()
	}
	ctx = c.speaking(ctx)
	if c.meter == nil {
		return invoke(ctx, method, req, reply, cc, o...)
	}
	start := c.meter.now()
	err := invoke(ctx, method, req, reply, cc, o...)
	c.meter.since(ctx, start, method, status.Code(err))
	return err
}

func (c client) stream(ctx context.Context, d *grpc.StreamDesc, cc *grpc.ClientConn, method string, open grpc.Streamer, o ...grpc.CallOption) (grpc.ClientStream, error) {
	return open(c.speaking(ctx), d, cc, method, o...)
}

// speaking adds the headers of every call: the language, and the trace where otelgrpc does not.
func (c client) speaking(ctx context.Context) context.Context {
	out := outgoing{pairs: append(make([]string, 0, 4), "accept-language", c.config.Language)} // after the caller's own, which wins
	if c.meter != nil {
		propagation.TraceContext{}.Inject(ctx, &out)
	}
	return metadata.AppendToOutgoingContext(ctx, out.pairs...)
}

// tokens are the credentials of each call.
type tokens struct {
	get    func(context.Context) (string, error)
	secure bool
}

func (t tokens) GetRequestMetadata(ctx context.Context, _ ...string) (map[string]string, error) {
	token, err := t.get(ctx)
	if err != nil {
		return nil, fmt.Errorf("token for the call: %w", err)
	}
	if token == "" {
		return nil, nil
	}
	return map[string]string{"authorization": "Bearer " + token}, nil
}

func (t tokens) RequireTransportSecurity() bool { return t.secure }
