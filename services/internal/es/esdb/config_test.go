package esdb

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

func TestConnectionString(t *testing.T) {
	for _, c := range []struct {
		in              string
		attempts, every int
	}{
		{"esdb://localhost:2113?tls=false", discoverAttempts, 200},
		{"esdb://localhost:2113?tls=false&MAXDISCOVERATTEMPTS=7&discoveryinterval=10", 7, 10},
		{"esdb://a:1,b:2,c:3?tls=false", discoverAttempts, 200},
		{"esdb+discover://user:secret@cluster.example:2113", discoverAttempts, 200},
	} {
		conf, err := configuration(c.in, Options{}.withDefaults())
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
			continue
		}
		if conf.MaxDiscoverAttempts != c.attempts || conf.DiscoveryInterval != c.every {
			t.Errorf("%s: %d attempts every %d ms", c.in, conf.MaxDiscoverAttempts, conf.DiscoveryInterval)
		}
	}
	for _, bad := range []string{"", "localhost:2113", "http://localhost", "esdb://", "esdb://user:secret@host:port%zz", "esdb://h:1?userCertFile=a"} {
		_, err := Open(t.Context(), bad, Options{})
		if err == nil {
			t.Errorf("%q: no error", bad)
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: the error shows the password: %v", bad, err)
		}
	}
	s, err := Open(t.Context(), "esdb://h:1?tls=false&defaultDeadline=1500", Options{})
	if err != nil || s.options.Timeout != 1500*time.Millisecond {
		t.Errorf("%v, %v", s.options.Timeout, err)
	}
}

func TestClientLogger(t *testing.T) {
	var b bytes.Buffer
	log := clientLogger(slog.New(slog.NewTextHandler(&b, nil)))
	log("error", "trouble with %s: %d", "node", 7)
	log("warn", "passed on %s", []any{"as a slice"})
	log("info", "discovery attempt %v/%v", 1, 2)
	for _, want := range []string{`says="trouble with node: 7"`, `says="passed on as a slice"`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("want %s in\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), "discovery attempt") {
		t.Errorf("chatter is logged:\n%s", b.String())
	}
}
