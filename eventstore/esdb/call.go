package esdb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"runtime"
	"strings"
	"sync"
	"time"
)

// do runs a call of the client in a goroutine of its own, for the client may block
// without regard to the context: do returns when ctx or the link ends, and the
// goroutine ends when the client lets it, at the latest when the link is closed. f gets
// a context that ends when do returns, and must not touch anything of its caller's
// afterwards.
func do[T any](ctx context.Context, l *link, f func(context.Context) (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	var none T
	if !l.begin() {
		return none, errGivenUp
	}
	ctx, cancel := linked(ctx, l)
	defer cancel()
	done := make(chan result, 1)
	go func() {
		defer l.calls.Done()
		var r result
		defer func() { done <- r }()
		defer func() {
			if p := recover(); p != nil {
				r.err = panicked(p)
			}
		}()
		r.value, r.err = f(ctx)
	}()
	doubt := time.AfterFunc(doubtAfter, l.doubt)
	defer doubt.Stop()
	select {
	case r := <-done:
		if isLost(r.err) {
			l.giveUp(r.err)
		}
		return r.value, r.err
	case <-ctx.Done():
		if l.ctx.Err() != nil {
			return none, fmt.Errorf("%w: %v", errGivenUp, context.Cause(l.ctx))
		}
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			l.doubt()
		}
		return none, ctx.Err()
	}
}

// errGivenUp ends a call whose link has ended.
var errGivenUp = errors.New("connection given up")

// linked is ctx, ended by the end of the link as well.
func linked(ctx context.Context, l *link) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(l.ctx, cancel)
	return ctx, func() { stop(); cancel() }
}

// A panicError is a panic of the client: a message it did not expect, or a call
// that was blocked when the link was closed.
type panicError struct{ value any }

func panicked(value any) error { return &panicError{value} }

func (e *panicError) Error() string { return fmt.Sprintf("the client panicked: %v", e.value) }

// closing reports whether the panic is how a blocked call ends.
func (e *panicError) closing() bool {
	return strings.Contains(fmt.Sprint(e.value), "closed channel")
}

// clientPackage begins the names of the client's functions.
const clientPackage = "github.com/EventStore/EventStore-Client-Go/v4/esdb."

// fatalGuard is an output of package log that turns the log.Fatalf of the client,
// which would end the process, into a panic, which do recovers. log.Fatalf writes
// before it exits, and package log releases its lock when a write panics.
type fatalGuard struct{ next io.Writer }

func (g fatalGuard) Write(line []byte) (int, error) {
	if clientIsFatal() {
		panic(strings.TrimSpace(string(line)))
	}
	return g.next.Write(line)
}

var guardOnce sync.Once

func guardFatal() {
	guardOnce.Do(func() { log.SetOutput(fatalGuard{log.Writer()}) })
}

// clientIsFatal reports whether log.Fatalf was called by the client.
func clientIsFatal() bool {
	callers := make([]uintptr, 16)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for fatal := false; ; {
		frame, more := frames.Next()
		if fatal {
			return strings.HasPrefix(frame.Function, clientPackage)
		}
		if fatal = frame.Function == "log.Fatalf"; !more {
			return false
		}
	}
}
