package esdb

import (
	"errors"
	"fmt"
	"io"
	"strings"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"taizhang/eventstore"
)

// code is the client's word for what went wrong.
func code(err error) client.ErrorCode {
	if e, ok := errors.AsType[*client.Error](err); ok {
		return e.Code()
	}
	return client.ErrorCodeUnknown
}

// isLost reports whether the client is of no more use: it has no connection, is
// closed, or was.
func isLost(err error) bool {
	if p, ok := errors.AsType[*panicError](err); ok {
		return p.closing()
	}
	c := code(err)
	return c == client.ErrorUnavailable || c == client.ErrorCodeConnectionClosed || status.Code(err) == codes.Unavailable || errors.Is(err, errGivenUp)
}

// isDenied reports whether the server knows the user's rights and they are too few.
func isDenied(err error) bool {
	c := status.Code(err)
	return c == codes.Unauthenticated || c == codes.PermissionDenied
}

// isUnread reports whether the server ended an append that was not sent whole: it
// cannot have stored it. The client loses the reason.
func isUnread(err error) bool {
	return errors.Is(err, io.EOF) && strings.Contains(err.Error(), "could not send append request")
}

// unavailable gives an error of the client our words, unless it has them.
func unavailable(err error) error {
	switch {
	case isOurs(err):
		return err
	case isDenied(err):
		return fmt.Errorf("服务器拒绝此用户 / the server refuses this user: %v: %w", err, eventstore.ErrUnavailable)
	default:
		return fmt.Errorf("%v: %w", err, eventstore.ErrUnavailable)
	}
}

func isOurs(err error) bool {
	for _, ours := range []error{
		eventstore.ErrUnavailable, eventstore.ErrDamaged, eventstore.ErrInvalid, eventstore.ErrConflict, eventstore.ErrFull, eventstore.ErrClosed,
	} {
		if errors.Is(err, ours) {
			return true
		}
	}
	return false
}

// unreadable gives an error of a read our words. A message that makes the client
// panic is not what a server sends: damage, unless the call was ended by closing.
func unreadable(err error) error {
	p, panicked := errors.AsType[*panicError](err)
	switch {
	case err == nil:
		return nil
	case panicked && !p.closing(), code(err) == client.ErrorCodeStreamDeleted, status.Code(err) == codes.DataLoss:
		return fmt.Errorf("%v: %w", err, eventstore.ErrDamaged)
	case isInvalid(err):
		return fmt.Errorf("%v: %w", err, eventstore.ErrInvalid)
	default:
		return unavailable(err)
	}
}

func isInvalid(err error) bool { return status.Code(err) == codes.InvalidArgument }

// refused gives the refusals of an append our words: nothing was written. It is
// nil for errors that leave the outcome open.
func refused(err error, bytes int) error {
	switch {
	case isInvalid(err):
		return fmt.Errorf("服务器拒收 %d 字节的写入；若因大小，调高服务器的 MaxAppendSize（默认 1 MiB）/ the server refuses this append of %d bytes; if for its size, raise the server's MaxAppendSize (1 MiB unless set): %v: %w", bytes, bytes, err, eventstore.ErrInvalid)
	case status.Code(err) == codes.ResourceExhausted:
		return fmt.Errorf("%v: %w", err, eventstore.ErrFull)
	case code(err) == client.ErrorCodeStreamDeleted, status.Code(err) == codes.DataLoss:
		return fmt.Errorf("%v: %w", err, eventstore.ErrDamaged)
	case isDenied(err):
		return unavailable(err)
	}
	return nil
}
