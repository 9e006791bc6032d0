package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// A disk may be slow, or stand still for a minute and go on. Nothing is acknowledged
// before it is durable, so who records must wait; but not without limit, and not in a
// line that only grows. Reading goes on.

// patience bounds how long a disk is waited for.
type patience struct {
	write time.Duration // how long one write waits to be durable
	stall time.Duration // after which a disk that finishes nothing stands still: writes are then refused at once
}

var defaultPatience = patience{write: writeWaitMax, stall: stallAfter}

var (
	errUnsettled = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "磁盘未在时限内写完，是否已登记尚不确定：请用同一幂等键再次提交", en: "the disk did not finish in time and the outcome is unknown: send it again with the same Idempotency-Key"}
	errStalled   = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "磁盘停顿，暂不接受登记，本次请求未写入：请稍后用同一幂等键再次提交", en: "the disk stands still and this request was not written: send it again later with the same Idempotency-Key"}
)

// settled runs a write, which returns when it is durable, refused, or not waited for any
// longer. It goes on then, and what became of it is told to who sends it again.
func (s *Server) settled(ctx context.Context, write func(context.Context) error) error {
	if s.stalledFor() > 0 {
		return errStalled
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience.write)
	defer cancel()
	err := write(ctx)
	if errors.Is(err, context.DeadlineExceeded) && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return errors.Join(errUnsettled, err)
	}
	return err
}

// unwritten: the disk kept a write waiting. Such an answer shows nothing of the ledger.
func unwritten(err error) bool {
	said, ok := errors.AsType[*apiError](err)
	return ok && (said == errUnsettled || said == errStalled)
}

// stalledFor is for how long the disk has been standing still, 0 when it is not.
func (s *Server) stalledFor() time.Duration {
	if s.Waiting == nil {
		return 0
	}
	if waited := s.Waiting(); waited >= s.patience.stall {
		return waited
	}
	return 0
}

// observeWaiting shows operators how long the disk is waited for.
func (s *Server) observeWaiting() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "taizhang_store_waiting_seconds", Help: "How long the disk has finished nothing although appends wait for it; seconds are an alarm."},
		func() float64 { return s.Waiting().Seconds() })
}
