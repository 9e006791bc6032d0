package esdbnode

import (
	"context"
	"errors"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"taizhang/eventstore"
)

// statusCodes are what the errors of a Store mean to a client.
var statusCodes = []struct {
	err  error
	code codes.Code
}{
	{context.Canceled, codes.Canceled},
	{context.DeadlineExceeded, codes.DeadlineExceeded},
	{eventstore.ErrInvalid, codes.InvalidArgument},
	{eventstore.ErrConflict, codes.FailedPrecondition},
	{eventstore.ErrFull, codes.ResourceExhausted},
	{eventstore.ErrDamaged, codes.DataLoss},
	{eventstore.ErrClosed, codes.Unavailable},
	{eventstore.ErrHeld, codes.Unavailable},
	{eventstore.ErrUnavailable, codes.Unavailable},
}

// toStatus turns an error of a Store into the one that a client gets. What has a
// status already keeps it.
func toStatus(err error) error {
	if _, is := status.FromError(err); is {
		return err
	}
	for _, s := range statusCodes {
		if errors.Is(err, s.err) {
			return status.Error(s.code, err.Error())
		}
	}
	return status.Error(codes.Unknown, err.Error())
}
