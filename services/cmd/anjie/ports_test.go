package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheReadmesNameThePortsOfAnjieAll: who runs a firewall reads them there.
func TestTheReadmesNameThePortsOfAnjieAll(t *testing.T) {
	c, err := fromEnv[allConfig](&program{environ: map[string]string{}})
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{"README.md", "README.zh-CN.md", "services/README.md"} {
		b, err := os.ReadFile(filepath.Join("..", "..", "..", filepath.FromSlash(doc)))
		if err != nil {
			t.Fatal(err)
		}
		for _, addr := range []string{c.Eventstore, c.NATS, c.Intake, c.Statistics, c.Metrics} {
			_, port, err := net.SplitHostPort(addr)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(b), " "+port+" ") {
				t.Errorf("%s does not name port %s", doc, port)
			}
		}
	}
}
