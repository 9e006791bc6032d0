package esdb

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"taizhang/eventstore"
)

// certificates makes a CA of its own, in a file, and what a node needs to be trusted by
// who trusts the CA.
func certificates(t *testing.T) (caFile string, node *tls.Config) {
	t.Helper()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ca := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey)
	if err != nil {
		t.Fatal(err)
	}
	caFile = filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(caFile, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}), 0o600); err != nil {
		t.Fatal(err)
	}
	return caFile, &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

// Credentials go over TLS to a server whose certificate the named CA signed, and to
// nobody else.
func TestTLS(t *testing.T) {
	caFile, node := certificates(t)
	otherCA, _ := certificates(t)
	r := newRig(t)
	r.options.TLS = node
	r.options.Authenticate = func(user, password string) bool { return user == "clerk" && password == "right" }
	r.start()
	tests := []struct {
		name, user, settings string
		ok                   bool
	}{
		{"right", "clerk:right@", "?tlsCAFile=" + caFile, true},
		{"by gossip", "clerk:right@127.0.0.1:1,", "?tlsCAFile=" + caFile, true},
		{"wrong password", "clerk:wrong@", "?tlsCAFile=" + caFile, false},
		{"no credentials", "", "?tlsCAFile=" + caFile, false},
		{"another CA", "clerk:right@", "?tlsCAFile=" + otherCA, false},
		{"no TLS", "", "?tls=false", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, cancel := withPatience(t)
			defer cancel()
			s, err := Open(ctx, "esdb://"+test.user+r.address+test.settings, Options{})
			if !test.ok {
				if !errors.Is(err, eventstore.ErrUnavailable) || strings.Contains(err.Error(), "right") {
					t.Errorf("got %v, want ErrUnavailable without a password in it", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			fill(t, s, "parcel-"+test.name, 3)
		})
	}
}

// A cluster is found by its gossip, and a cluster that is away is found again.
func TestDiscovery(t *testing.T) {
	outage(t)
	r := newRig(t).start()
	for _, connection := range []string{
		"esdb+discover://" + r.address + "?tls=false",
		"esdb://127.0.0.1:1," + r.address + ",127.0.0.1:2?tls=false&gossipTimeout=1",
	} {
		s, err := Open(t.Context(), connection, Options{})
		if err != nil {
			t.Fatal(err)
		}
		stream := "parcel-" + connection
		fill(t, s, stream, 1)
		r.stop()
		if _, err := s.Head(t.Context()); !errors.Is(err, eventstore.ErrUnavailable) {
			t.Errorf("%s: got %v, want ErrUnavailable", connection, err)
		}
		r.start()
		appendAll(t, s, stream, 4)
		wantStream(t, mustRead(t, s, stream), stream, 4)
		s.Close()
	}
}

// A connection string that would not do what it says is refused before anything is
// sent, without showing the password.
func TestRefusedConnections(t *testing.T) {
	tests := []struct{ connection, says string }{
		{"esdb://clerk:hidden@127.0.0.1:1?tls=false", "--allow-insecure-store"},
		{"esdb://clerk:hidden@127.0.0.1:1?tlsVerifyCert=false", "--allow-insecure-store"},
		{"esdb+discover://clerk:hidden@127.0.0.1:1,127.0.0.1:2?TLS=False", "--allow-insecure-store"},
		{"esdb://clerk@127.0.0.1:1", "user and password"},
		{"esdb://127.0.0.1:1?nodePreference=follower&tls=false", "leader"},
		{"esdb://127.0.0.1:1?tsl=false", `"tsl"`},
		{"esdb://127.0.0.1:1?tls=false&tls=true", "twice"},
		{"esdb://clerk:hidden@127.0.0.1:port", "port"},
		{"esdb://clerk:hidden@127.0.0.1:1?tlsCAFile=/no/such/file", "/no/such/file"},
		{"kurrentdb://127.0.0.1:1", "esdb://"},
		{"", "esdb://"},
	}
	for _, test := range tests {
		s, err := Open(t.Context(), test.connection, Options{})
		if err == nil {
			s.Close()
		}
		if !errors.Is(err, eventstore.ErrInvalid) || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("%s: got %v, want ErrInvalid that says %s and hides the password", test.connection, err, test.says)
		}
	}
}

// Who insists gets an insecure connection.
func TestAllowInsecure(t *testing.T) {
	r := newRig(t).start()
	s, err := Open(t.Context(), "esdb://clerk:hidden@"+r.address+"?tls=false", Options{AllowInsecure: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	fill(t, s, "parcel-1", 1)
}
