package eventstore_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"anjie.internal/services/eventstore"
)

// selfSigned makes a certificate for 127.0.0.1 and the pool that trusts it.
func selfSigned(t *testing.T) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "event store"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Unix(0, 0), NotAfter: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, roots
}

func TestUsersOverTLS(t *testing.T) {
	t.Parallel()
	config, roots := selfSigned(t)
	server := serve(t, func(c *eventstore.Config) {
		c.TLS = config
		c.Users = []eventstore.User{
			{Name: "writer", Password: "w:secret", Access: eventstore.AccessWrite},
			{Name: "reader", Password: "r-secret", Access: eventstore.AccessRead},
		}
	})
	as := func(name, password string) *esdb.Client {
		return connect(t, server, func(c *esdb.Configuration) { c.RootCAs, c.Username, c.Password = roots, name, password })
	}
	fill(t, as("writer", "w:secret"), "s", 2)
	for _, c := range []struct {
		who           string
		client        *esdb.Client
		read, written esdb.ErrorCode // -1: allowed
	}{
		{"writer", as("writer", "w:secret"), -1, -1},
		{"reader", as("reader", "r-secret"), -1, esdb.ErrorCodeAccessDenied},
		{"wrong password", as("writer", "r-secret"), esdb.ErrorCodeUnauthenticated, esdb.ErrorCodeUnauthenticated},
		{"unknown user", as("nobody", "w:secret"), esdb.ErrorCodeUnauthenticated, esdb.ErrorCodeUnauthenticated},
		{"no credentials", as("", ""), esdb.ErrorCodeAccessDenied, esdb.ErrorCodeAccessDenied},
	} {
		t.Run(c.who, func(t *testing.T) {
			check := func(what string, err error, want esdb.ErrorCode) {
				t.Helper()
				switch {
				case want == -1 && err != nil:
					t.Errorf("%s: %v", what, err)
				case want != -1 && (err == nil || codeOf(err) != want):
					t.Errorf("%s: %v, want code %d", what, err, want)
				}
			}
			_, err := collect(c.client.ReadStream(within(t), "s", esdb.ReadStreamOptions{}, all))
			check("read", err, c.read)
			_, err = c.client.DeleteStream(within(t), "other", esdb.DeleteStreamOptions{})
			if c.written == -1 { // the stream does not exist, which only an admitted caller learns
				if err == nil || codeOf(err) == esdb.ErrorCodeAccessDenied || codeOf(err) == esdb.ErrorCodeUnauthenticated {
					t.Errorf("delete: %v", err)
				}
				return
			}
			for range 20 { // the status must come through whatever the client is still sending
				_, err = c.client.AppendToStream(within(t), "s", esdb.AppendToStreamOptions{}, event("t", "{}"))
				check("append", err, c.written)
			}
		})
	}
}
