// Package spans receives traces (OTLP) and writes every span into a file: what a process tells about itself is at rest then, and can be
// looked through. It keeps nothing else of them and shows them to nobody.
package spans

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
)

// File is a receiver that writes every span, with all that belongs to it, as a line of JSON.
type File struct {
	collector.UnimplementedTraceServiceServer

	listener net.Listener
	server   *grpc.Server
	served   chan struct{}

	mu   sync.Mutex
	file *os.File
}

// Receive starts a receiver on a free port, which appends to a file that only its owner reads. Stop it.
func Receive(ctx context.Context, file string) (*File, error) {
	s := &File{server: grpc.NewServer(), served: make(chan struct{})}
	var err error
	if s.file, err = os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil { //nolint:gosec // G304: the file that the caller names
		return nil, fmt.Errorf("open the file of spans: %w", err)
	}
	var lc net.ListenConfig
	if s.listener, err = lc.Listen(ctx, "tcp", "127.0.0.1:0"); err != nil {
		return nil, errors.Join(fmt.Errorf("listen for spans: %w", err), s.file.Close())
	}
	collector.RegisterTraceServiceServer(s.server, s)
	go func() {
		defer close(s.served)
		_ = s.server.Serve(s.listener) // ends with Stop
	}()
	return s, nil
}

// Endpoint is where spans are to be sent.
func (s *File) Endpoint() string { return s.listener.Addr().String() }

// Export implements the service.
func (s *File) Export(_ context.Context, q *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	var lines []byte
	for _, rs := range q.GetResourceSpans() {
		for _, ss := range rs.GetScopeSpans() {
			for _, span := range ss.GetSpans() {
				line, err := protojson.Marshal(&tracev1.ResourceSpans{Resource: rs.GetResource(), SchemaUrl: rs.GetSchemaUrl(), ScopeSpans: []*tracev1.ScopeSpans{
					{Scope: ss.GetScope(), SchemaUrl: ss.GetSchemaUrl(), Spans: []*tracev1.Span{span}},
				}})
				if err != nil {
					return nil, fmt.Errorf("write a span: %w", err)
				}
				lines = append(append(lines, line...), '\n')
			}
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.file.Write(lines); err != nil {
		return nil, err
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

// Stop waits for what is on its way.
func (s *File) Stop() error {
	s.server.GracefulStop()
	<-s.served
	return s.file.Close()
}
