package esdbnode_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"math/big"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/persistent"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/projections"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

// selfSigned is a certificate of this machine's own.
func selfSigned(t *testing.T) *tls.Config {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificate := &x509.Certificate{
		SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
	}
	der, err := x509.CreateCertificate(rand.Reader, certificate, certificate, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
}

func TestCredentials(t *testing.T) {
	store := memory.New()
	defer store.Close()
	fill(t, store, "s", 1)
	address := serve(t, store, esdbnode.Options{
		TLS:          selfSigned(t),
		Authenticate: func(user, password string) bool { return user == "reader" && password == "a:b" },
	})
	tests := []struct {
		name, user string
		ok         bool
	}{
		{"right", "reader:a%3Ab@", true},
		{"wrong password", "reader:x@", false},
		{"wrong user", "admin:a%3Ab@", false},
		{"none", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			client := connect(t, "esdb://"+test.user+address+"?tlsVerifyCert=false")
			read, err := client.ReadStream(t.Context(), "s", esdb.ReadStreamOptions{}, 1)
			if err == nil {
				_, err = read.Recv()
				read.Close()
			}
			if e, _ := esdb.FromError(err); test.ok && err != nil || !test.ok && e.Code() != esdb.ErrorCodeUnauthenticated {
				t.Error(err)
			}
		})
	}
}

// TestDiscovery finds the node by its gossip.
func TestDiscovery(t *testing.T) {
	store := memory.New()
	defer store.Close()
	fill(t, store, "s", 1)
	address := serve(t, store, esdbnode.Options{})
	_, port, _ := net.SplitHostPort(address)
	for _, url := range []string{
		"esdb+discover://" + address + "?tls=false",
		"esdb://127.0.0.1:1," + address + "?tls=false",
		"esdb+discover://localhost:" + port + "?tls=false",
	} {
		client := connect(t, url)
		read, err := client.ReadStream(t.Context(), "s", esdb.ReadStreamOptions{}, 1)
		if got := names(t, read, err); !slices.Equal(got, []string{"s/0"}) {
			t.Errorf("%s: %v", url, got)
		}
	}
}

func TestVersion(t *testing.T) {
	client, _ := open(t)
	version, err := client.GetServerVersion()
	if err != nil || *version != (esdb.ServerVersion{Major: 24, Minor: 6}) {
		t.Errorf("%v %v", version, err)
	}
}

func TestOtherServices(t *testing.T) {
	store := memory.New()
	defer store.Close()
	conn := dial(t, serve(t, store, esdbnode.Options{Append: true}))
	_, subscriptions := persistent.NewPersistentSubscriptionsClient(conn).Create(t.Context(), &persistent.CreateReq{})
	_, projected := projections.NewProjectionsClient(conn).Create(t.Context(), &projections.CreateReq{})
	for _, err := range []error{subscriptions, projected} {
		if status.Code(err) != codes.Unimplemented || !strings.Contains(err.Error(), "Create") {
			t.Error(err)
		}
	}
}

// TestCloseEndsEverything has a client that waits and one that does not read.
func TestCloseEndsEverything(t *testing.T) {
	store := memory.New()
	defer store.Close()
	fill(t, store, "s", 5000)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	node := esdbnode.New(store, esdbnode.Options{})
	served := make(chan error, 1)
	go func() { served <- node.Serve(listener) }()
	client := connect(t, "esdb://"+listener.Addr().String()+"?tls=false")
	waiting, err := client.SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{From: esdb.End{}})
	if err != nil {
		t.Fatal(err)
	}
	defer waiting.Close()
	idle, err := client.SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{From: esdb.Start{}})
	if err != nil {
		t.Fatal(err)
	}
	defer idle.Close()
	node.Close()
	node.Close()
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
	for next(waiting) != "dropped" {
	}
	for next(idle) != "dropped" {
	}
}

func TestCreated(t *testing.T) {
	at := time.Date(2026, 3, 13, 8, 0, 0, 123456700, time.UTC)
	for _, test := range []struct {
		created func(eventstore.Record) time.Time
		want    time.Time
	}{
		{nil, time.Unix(0, 0)},
		{func(eventstore.Record) time.Time { return time.Time{} }, time.Unix(0, 0)},
		{func(eventstore.Record) time.Time { return at }, at},
	} {
		store := memory.New()
		fill(t, store, "s", 1)
		client := connect(t, "esdb://"+serve(t, store, esdbnode.Options{Created: test.created})+"?tls=false")
		read, err := client.ReadStream(t.Context(), "s", esdb.ReadStreamOptions{}, 1)
		if err != nil {
			t.Fatal(err)
		}
		if e, err := read.Recv(); err != nil || !e.Event.CreatedDate.Equal(test.want) {
			t.Errorf("got %v %v, want %v", e, err, test.want)
		}
		read.Close()
		store.Close()
	}
}

// broken is a store that cannot.
type broken struct {
	*memory.Store
	err error
}

func (b broken) Append(context.Context, string, eventstore.Revision, ...eventstore.Event) (eventstore.Position, error) {
	return "", b.err
}

// TestStoreErrors says what each error of a store is to a client.
func TestStoreErrors(t *testing.T) {
	tests := []struct {
		err  error
		want codes.Code
	}{
		{eventstore.ErrInvalid, codes.InvalidArgument},
		{eventstore.ErrFull, codes.ResourceExhausted},
		{eventstore.ErrDamaged, codes.DataLoss},
		{eventstore.ErrUnavailable, codes.Unavailable},
		{eventstore.ErrClosed, codes.Unavailable},
		{context.DeadlineExceeded, codes.DeadlineExceeded},
		{errors.New("something else"), codes.Unknown},
	}
	for _, test := range tests {
		store := memory.New()
		client := connect(t, "esdb://"+serve(t, broken{store, test.err}, esdbnode.Options{Append: true})+"?tls=false")
		_, err := client.AppendToStream(t.Context(), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, wire("0"))
		if e, _ := esdb.FromError(err); status.Code(e.Err()) != test.want {
			t.Errorf("%v: got %v, want %v", test.err, err, test.want)
		}
		store.Close()
	}
}
