package esdbnode_test

import (
	"context"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/test/bufconn"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

// TestIdleClientsStay: a client that pings every 10 s, as they all do, keeps its
// subscription over a quiet hour. grpc-go's own policy ends it within a minute.
func TestIdleClientsStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := memory.New()
		defer store.Close()
		listener := bufconn.Listen(1 << 16)
		node := esdbnode.New(store, esdbnode.Options{})
		go node.Serve(listener)
		defer node.Close()
		conn, err := grpc.NewClient("passthrough:node",
			grpc.WithTransportCredentials(insecure.NewCredentials()),
			grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
			grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 10 * time.Second, Timeout: 10 * time.Second, PermitWithoutStream: true}))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		o := wholeLog()
		o.CountOption = &streams.ReadReq_Options_Subscription{Subscription: &streams.ReadReq_Options_SubscriptionOptions{}}
		call, err := streams.NewStreamsClient(conn).Read(t.Context(), &streams.ReadReq{Options: o})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour) // of the test's own clock
		fill(t, store, "s", 1)
		for _, want := range []string{"confirmed", "caught up", "s/0"} {
			m, err := call.Recv()
			if err != nil {
				t.Fatal(err)
			}
			if got := said(m); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	})
}
