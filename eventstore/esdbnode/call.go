package esdbnode

import (
	"context"
	"strconv"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// Every call goes through one of the two below: who may not is refused, and an
// error leaves as a status with the trailers by which the clients tell it.

func (n *Node) unaryCall(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	if err := n.authenticate(ctx, info.FullMethod); err != nil {
		return nil, err
	}
	answer, err := handle(ctx, req)
	if err == nil {
		return answer, nil
	}
	err = toStatus(err)
	if err := grpc.SetTrailer(ctx, n.trailer(err)); err != nil {
		return nil, err
	}
	return nil, err
}

func (n *Node) streamCall(service any, call grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
	if err := n.authenticate(call.Context(), info.FullMethod); err != nil {
		return err
	}
	err := handle(service, call)
	if err == nil {
		return nil
	}
	err = toStatus(err)
	call.SetTrailer(n.trailer(err))
	return err
}

// trailer names an error in the words of the protocol, if it has any for it.
func (n *Node) trailer(err error) metadata.MD {
	switch {
	case err == errTooLarge:
		return metadata.Pairs("exception", "maximum-append-size-exceeded", "maximum-append-size", strconv.Itoa(n.options.MaxAppendBytes))
	case status.Code(err) == codes.PermissionDenied:
		return metadata.Pairs("exception", "access-denied")
	}
	return nil
}
