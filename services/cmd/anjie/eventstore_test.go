package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"anjie.internal/services/eventstore"
	"anjie.internal/services/internal/pg/pgtest"
)

// certified writes a certificate for 127.0.0.1 and its key.
func certified(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "event store"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return holding(t, "cert.pem", string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})), 0o600),
		holding(t, "key.pem", string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: encoded})), 0o600)
}

// holding makes a file.
func holding(t *testing.T, name, content string, mode os.FileMode) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTheEventStoreAsksWhoCalls: over TLS, with users from a file, through the official client: who may write writes, a reader
// only reads, and a wrong password gets nowhere.
func TestTheEventStoreAsksWhoCalls(t *testing.T) {
	h := person{t: t, dir: filepath.Join(pgtest.Dir(t), "events")}
	cert, key := certified(t)
	users := holding(t, "users", "# who may call\nintake:in,take:1\nauditor:a:secret:read\n", 0o600)
	connection := h.runs(`连接串：(\S+)`, "eventstore", "--listen", "127.0.0.1:0", "--log-level", "error",
		"--tls-cert", cert, "--tls-key", key, "--users-file", users, "--advertise", "store.example:2113")
	contains(t, connection, "tls=true")
	as := func(name, password string) *esdb.Client {
		t.Helper()
		config, err := esdb.ParseConnectionString(connection + "&tlsCaFile=" + cert)
		if err != nil {
			t.Fatal(err)
		}
		config.Username, config.Password, config.Logger = name, password, esdb.NoopLogging()
		client, err := esdb.NewClient(config)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = client.Close() })
		return client
	}
	write := func(client *esdb.Client) error {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := client.AppendToStream(ctx, "s", esdb.AppendToStreamOptions{},
			esdb.EventData{EventType: "t", ContentType: esdb.ContentTypeJson, Data: []byte("{}")})
		return err
	}
	if err := write(as("intake", "in,take:1")); err != nil {
		t.Fatalf("who may write: %v", err)
	}
	for name, c := range map[string]struct {
		client *esdb.Client
		code   esdb.ErrorCode
	}{
		"a reader":         {as("auditor", "a:secret"), esdb.ErrorCodeAccessDenied},
		"a wrong password": {as("intake", "a:secret"), esdb.ErrorCodeUnauthenticated},
	} {
		if err, ok := esdb.FromError(write(c.client)); ok || err.Code() != c.code {
			t.Errorf("%s: %v, want code %d", name, err, c.code)
		}
	}
	stream, err := as("auditor", "a:secret").ReadStream(t.Context(), "s", esdb.ReadStreamOptions{}, 10)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Close()
	if e, err := stream.Recv(); err != nil || e.Event.EventType != "t" {
		t.Errorf("the reader reads %v, %v", e, err)
	}
	advertises(t, connection, cert, "store.example", 2113)
	// Our own client, as a service of a cluster would be told.
	own := strings.Replace(connection, "esdb://", "esdb://auditor:a%3Asecret@", 1) + "&tlsCaFile=" + cert
	p, out := h.program()
	p.environ["ANJIE_EVENTSTORE"] = own
	if err := p.run(t.Context(), []string{"events"}); err != nil {
		t.Fatal(p.refusal(err))
	}
	contains(t, out.String(), "s@0")
}

// advertises asks which address clients that discover the server are sent to.
func advertises(t *testing.T, connection, cert, host string, port uint32) {
	t.Helper()
	secure, err := credentials.NewClientTLSFromFile(cert, "")
	if err != nil {
		t.Fatal(err)
	}
	cc, err := grpc.NewClient(regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(connection), grpc.WithTransportCredentials(secure))
	if err != nil {
		t.Fatal(err)
	}
	defer cc.Close() //nolint:errcheck // the answer is there
	info, err := gossip.NewGossipClient(cc).Read(t.Context(), &shared.Empty{})
	if err != nil {
		t.Fatal(err)
	}
	if at := info.GetMembers()[0].GetHttpEndPoint(); len(info.GetMembers()) != 1 || at.GetAddress() != host || at.GetPort() != port {
		t.Errorf("it advertises %v", info.GetMembers())
	}
}

func TestUsersFiles(t *testing.T) {
	h := person{t: t, dir: t.TempDir()}
	cert, key := certified(t)
	fails := func(users string) string {
		return h.fails("eventstore", "--listen", "127.0.0.1:0", "--tls-cert", cert, "--tls-key", key, "--users-file", users)
	}
	open := holding(t, "users", "a:b\n", 0o640)
	contains(t, fails(open), open, "chmod 600", "0640", "[users-open]")
	contains(t, fails(filepath.Join(t.TempDir(), "none")), "找不到用户文件", "[users-missing]")
	contains(t, fails(holding(t, "users", "# nobody\n\n", 0o600)), "没有用户", "[users-none]")
	contains(t, fails(holding(t, "users", "a:b\na:c\n", 0o600)), "第 2 行", "重复", "[users-twice]")
	for _, line := range []string{"secret", ":secret", "name:", "name::read", " name:secret"} {
		said := fails(holding(t, "users", "\n"+line+"\n", 0o600))
		contains(t, said, "第 2 行", "NAME:PASSWORD", "[users-line]")
		if strings.Contains(said, "secret") {
			t.Errorf("it tells the password: %s", said)
		}
	}
	contains(t, h.fails("eventstore", "--listen", "127.0.0.1:0", "--users-file", holding(t, "users", "a:b", 0o600)), "TLS", "[users-without-tls]")
	contains(t, h.fails("eventstore", "--user", "a:b"), "命令行选项有误")

	p, _ := h.program()
	p.environ["ANJIE_EVENTSTORE_USERS_FILE"] = open
	if err := p.run(t.Context(), []string{"eventstore", "--listen", "127.0.0.1:0"}); err == nil || !strings.Contains(p.refusal(err), "[users-open]") {
		t.Errorf("the environment does not name the file: %v", err)
	}

	got, err := eventstoreUsers(holding(t, "users", "a:b\r\nc:d:e:read\nf:g:write\nh:i:read:write\n", 0o600))
	if err != nil {
		t.Fatal(err)
	}
	want := []eventstore.User{
		{Name: "a", Password: "b", Access: eventstore.AccessWrite},
		{Name: "c", Password: "d:e", Access: eventstore.AccessRead},
		{Name: "f", Password: "g", Access: eventstore.AccessWrite},
		{Name: "h", Password: "i:read", Access: eventstore.AccessWrite},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("users (-want +got):\n%s", diff)
	}
}
