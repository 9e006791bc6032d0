package esdbnode

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

var (
	errNoAppends = status.Error(codes.PermissionDenied, "本节点不接受写入：事件由台账的写入口登记 / this node takes no appends: events are recorded through the ledger")
	errNoDelete  = status.Error(codes.PermissionDenied, "台账不删除任何记录 / nothing is ever deleted from a ledger")
	errNoMeta    = status.Error(codes.PermissionDenied, "不接受流元数据：它会使记录被遗忘 / stream metadata is refused: it could make a ledger forget")
)

// Delete implements streams.StreamsServer.
func (streamsService) Delete(context.Context, *streams.DeleteReq) (*streams.DeleteResp, error) {
	return nil, errNoDelete
}

// Tombstone implements streams.StreamsServer.
func (streamsService) Tombstone(context.Context, *streams.TombstoneReq) (*streams.TombstoneResp, error) {
	return nil, errNoDelete
}

// unknownService answers the calls of all other services.
func unknownService(_ any, call grpc.ServerStream) error {
	method, _ := grpc.MethodFromServerStream(call)
	return status.Errorf(codes.Unimplemented, "本节点只提供流的读取、订阅和追加 / %s: this node has streams only, no persistent subscriptions, projections, users or operations", method)
}
