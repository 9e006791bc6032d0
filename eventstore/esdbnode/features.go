package esdbnode

import (
	"context"
	"net"
	"strconv"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
)

// version is the EventStoreDB release whose protocol this is, the last one under
// the BSD licence. Clients parse it as three integers, and expect more calls of
// later ones.
const version = "24.6.0"

// streamsMethods are the methods of the streams service with what they can. The
// clients compare in lower case.
var streamsMethods = []*serverfeatures.SupportedMethod{
	supported("read"),
	supported("append"),
	supported("batchappend", "deadline_duration"),
}

func supported(method string, features ...string) *serverfeatures.SupportedMethod {
	return &serverfeatures.SupportedMethod{
		ServiceName: "event_store.client.streams.streams",
		MethodName:  method,
		Features:    features,
	}
}

type featuresService struct {
	serverfeatures.UnimplementedServerFeaturesServer
}

// GetSupportedMethods implements serverfeatures.ServerFeaturesServer.
func (featuresService) GetSupportedMethods(context.Context, *shared.Empty) (*serverfeatures.SupportedMethods, error) {
	return &serverfeatures.SupportedMethods{Methods: streamsMethods, EventStoreServerVersion: version}, nil
}

type gossipService struct {
	gossip.UnimplementedGossipServer
	node *Node
}

// Read implements gossip.GossipServer: a cluster of one, whose leader the client
// has found already. It is told the very address that it asked: when that string
// differs from the one it knows, a client connects again.
func (g gossipService) Read(ctx context.Context, _ *shared.Empty) (*gossip.ClusterInfo, error) {
	endpoint, err := asked(ctx)
	if err != nil {
		return nil, err
	}
	return &gossip.ClusterInfo{Members: []*gossip.MemberInfo{{
		InstanceId:   structured(g.node.id),
		TimeStamp:    ticks(time.Now()),
		State:        gossip.MemberInfo_Leader,
		IsAlive:      true,
		HttpEndPoint: endpoint,
	}}}, nil
}

// asked is the address by which a client called: its :authority, or where the
// connection ends when that has no port.
func asked(ctx context.Context) (*gossip.EndPoint, error) {
	addresses := metadata.ValueFromIncomingContext(ctx, ":authority")
	if p, ok := peer.FromContext(ctx); ok && p.LocalAddr != nil {
		addresses = append(addresses, p.LocalAddr.String())
	}
	for _, address := range addresses {
		host, port, err := net.SplitHostPort(address)
		if err != nil {
			continue
		}
		if number, err := strconv.ParseUint(port, 10, 16); err == nil {
			return &gossip.EndPoint{Address: host, Port: uint32(number)}, nil
		}
	}
	return nil, status.Errorf(codes.FailedPrecondition, "没有可公布的地址；请用 主机:端口 连接 / no address to gossip in %q: connect by host:port", addresses)
}
