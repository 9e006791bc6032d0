package esdbnode

import (
	"crypto/tls"
	"net"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/keepalive"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/gossip"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
)

const (
	// messageBytesMax is what the clients take, and so what the node takes.
	messageBytesMax = 17 << 20
	// pingMin is the shortest time between pings that a client may leave. The
	// clients ping every 10 s, without a call in flight as well; grpc-go would
	// end their connections for it.
	pingMin = 5 * time.Second
	// callsMax bounds the calls in flight on one connection; more wait.
	callsMax = 1024
)

// Options say what a node allows. The zero value serves everyone who reaches the
// listener, and takes no appends.
type Options struct {
	// Append lets clients append. Without it they are refused.
	Append bool
	// MaxAppendBytes bounds the data of one append; 0 means what the Store
	// takes, [eventstore.BatchBytesMax]. An EventStoreDB server has 1 MiB
	// unless it is told otherwise.
	MaxAppendBytes int
	// Created tells when a record was written, for a Store does not know. Nil
	// and the zero time are served as the Unix epoch.
	Created func(eventstore.Record) time.Time
	// TLS encrypts the connections. Clients give credentials over TLS only.
	TLS *tls.Config
	// Authenticate admits the users of basic authentication. Nil admits
	// everyone. Gossip and server features are open to all: clients ask them
	// first, without credentials.
	Authenticate func(user, password string) bool
}

// A Node serves one Store.
type Node struct {
	store   eventstore.Store
	options Options
	id      uuid.UUID // of this node, in its gossip
	server  *grpc.Server
}

// New returns a node over a store, which stays the caller's.
func New(store eventstore.Store, options Options) *Node {
	if options.MaxAppendBytes == 0 {
		options.MaxAppendBytes = eventstore.BatchBytesMax
	}
	n := &Node{store: store, options: options, id: uuid.New()}
	n.server = grpc.NewServer(n.serverOptions()...)
	streams.RegisterStreamsServer(n.server, streamsService{node: n})
	serverfeatures.RegisterServerFeaturesServer(n.server, featuresService{})
	gossip.RegisterGossipServer(n.server, gossipService{node: n})
	return n
}

func (n *Node) serverOptions() []grpc.ServerOption {
	options := []grpc.ServerOption{
		grpc.MaxRecvMsgSize(messageBytesMax),
		grpc.MaxSendMsgSize(messageBytesMax),
		grpc.MaxConcurrentStreams(callsMax),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: pingMin, PermitWithoutStream: true}),
		grpc.WaitForHandlers(true),
		grpc.UnknownServiceHandler(unknownService),
		grpc.UnaryInterceptor(n.unaryCall),
		grpc.StreamInterceptor(n.streamCall),
	}
	if n.options.TLS != nil {
		options = append(options, grpc.Creds(credentials.NewTLS(n.options.TLS)))
	}
	return options
}

// Serve answers the clients of a listener until [Node.Close], and closes the
// listener. A node may serve several.
func (n *Node) Serve(l net.Listener) error { return n.server.Serve(l) }

// Close ends every call and waits until nothing of the node runs any more.
// Closing twice is harmless.
func (n *Node) Close() { n.server.Stop() }

// A streamsService is the node's face for reading and appending.
type streamsService struct {
	streams.UnimplementedStreamsServer
	node *Node
}
