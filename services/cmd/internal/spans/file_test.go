package spans_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	common "go.opentelemetry.io/proto/otlp/common/v1"
	resource "go.opentelemetry.io/proto/otlp/resource/v1"
	tracev1 "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"anjie.internal/services/cmd/internal/spans"
)

// TestEverySpanIsALine sends two spans of one resource and wants each on a line, with what it belongs to; a second receiver appends.
func TestEverySpanIsALine(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "spans.jsonl")
	for range 2 {
		s, err := spans.Receive(t.Context(), file)
		if err != nil {
			t.Fatal(err)
		}
		cc, err := grpc.NewClient(s.Endpoint(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		_, err = collector.NewTraceServiceClient(cc).Export(t.Context(), &collector.ExportTraceServiceRequest{ResourceSpans: []*tracev1.ResourceSpans{{
			Resource: &resource.Resource{Attributes: []*common.KeyValue{{Key: "service.name", Value: &common.AnyValue{Value: &common.AnyValue_StringValue{StringValue: "intake"}}}}},
			ScopeSpans: []*tracev1.ScopeSpans{{
				Scope: &common.InstrumentationScope{Name: "scope"},
				Spans: []*tracev1.Span{{Name: "one"}, {Name: "two"}},
			}},
		}}})
		if err != nil {
			t.Fatal(err)
		}
		if err := cc.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Stop(); err != nil {
			t.Fatal(err)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
	if len(lines) != 4 {
		t.Fatalf("%d lines:\n%s", len(lines), b)
	}
	for i, line := range lines {
		name := []string{"one", "two"}[i%2]
		for _, part := range []string{name, "service.name", "intake", "scope"} {
			if !strings.Contains(line, `"`+part+`"`) {
				t.Errorf("line %d does not hold %s: %s", i, part, line)
			}
		}
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}
