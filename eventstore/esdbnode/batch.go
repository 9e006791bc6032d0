package esdbnode

import (
	"context"
	"io"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/protoadapt"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
)

// Limits of what one batch append may have begun and not finished. A client that
// goes beyond them loses the call.
const (
	batchesOpenMax     = 256
	batchesOpenAppends = 4 // times MaxAppendBytes
)

// batches are the appends that one client has begun, by correlation.
type batches struct {
	open  map[string]*batch
	bytes int // held by open
}

// A batch is one append of a batch append, which comes in parts. It keeps no
// message of the client, only what the append and its answer need.
type batch struct {
	proposal
	correlation *shared.UUID
	deadline    time.Time
	fault       error // the first one; what comes after it is dropped
}

// held is how many bytes of the client's a batch keeps.
func (b *batch) held() int { return b.bytes + len(b.stream) + proto.Size(b.correlation) }

// BatchAppend implements streams.StreamsServer: many appends on one call. They are
// done in the order in which they are complete, each when the one before is
// answered, so that a client may send one that builds on another.
func (s streamsService) BatchAppend(call streams.Streams_BatchAppendServer) error {
	pending := batches{open: make(map[string]*batch)}
	for {
		m, err := call.Recv()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		b, err := pending.take(m, s.node.options.MaxAppendBytes)
		if err != nil {
			return err
		}
		if !m.GetIsFinal() {
			continue
		}
		pending.done(m, b)
		if err := call.Send(s.node.appendBatch(call.Context(), b)); err != nil {
			return err
		}
	}
}

// take adds a part to its batch. The error is one of the whole call.
func (p *batches) take(m *streams.BatchAppendReq, bytesMax int) (*batch, error) {
	correlation := m.GetCorrelationId().String()
	b := p.open[correlation]
	if b == nil {
		b = newBatch(m)
		p.open[correlation] = b
	} else {
		p.bytes -= b.held()
	}
	for _, event := range m.GetProposedMessages() {
		if b.fault == nil {
			b.fault = b.add(event, bytesMax)
		}
	}
	if b.fault != nil {
		b.events, b.bytes = nil, 0
	}
	p.bytes += b.held()
	if len(p.open) > batchesOpenMax || p.bytes > batchesOpenAppends*bytesMax {
		return nil, status.Errorf(codes.ResourceExhausted, "%d appends of %d bytes begun and not finished", len(p.open), p.bytes)
	}
	return b, nil
}

func (p *batches) done(m *streams.BatchAppendReq, b *batch) {
	delete(p.open, m.GetCorrelationId().String())
	p.bytes -= b.held()
}

func newBatch(m *streams.BatchAppendReq) *batch {
	o := m.GetOptions()
	b := &batch{correlation: m.GetCorrelationId(), deadline: deadlineOf(o)}
	b.stream = string(o.GetStreamIdentifier().GetStreamName())
	b.expect, b.fault = expects(o.GetExpectedStreamPosition(), o.GetStreamPosition())
	return b
}

// deadlineOf is when the client gives up. The npm client writes a point in time
// into the field for a duration, which then is one of decades.
func deadlineOf(o *streams.BatchAppendReq_Options) time.Time {
	switch d := o.GetDeadlineOption().(type) {
	case *streams.BatchAppendReq_Options_Deadline:
		return time.Now().Add(d.Deadline.AsDuration())
	case *streams.BatchAppendReq_Options_Deadline_21_10_0:
		return d.Deadline_21_10_0.AsTime()
	}
	return time.Time{}
}

// appendBatch does one append and answers it. A failure is an answer too: the
// call goes on.
func (n *Node) appendBatch(ctx context.Context, b *batch) *streams.BatchAppendResp {
	if !b.deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, b.deadline)
		defer cancel()
	}
	var o outcome
	err := b.fault
	if err == nil {
		o, err = n.append(ctx, &b.proposal)
	}
	answer := &streams.BatchAppendResp{
		CorrelationId:    b.correlation,
		StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(b.stream)},
	}
	setExpectedPosition(answer, b.expect)
	switch {
	case err != nil:
		reason := status.Convert(toStatus(err))
		answer.Result = failed(reason, n.detail(err, reason))
	case o.conflict:
		answer.Result = failed(status.New(codes.FailedPrecondition, "WrongExpectedVersion"), wrongVersion(b.expect, o.current))
	default:
		answer.Result = succeeded(o)
	}
	return answer
}

func succeeded(o outcome) *streams.BatchAppendResp_Success_ {
	return &streams.BatchAppendResp_Success_{Success: &streams.BatchAppendResp_Success{
		CurrentRevisionOption: &streams.BatchAppendResp_Success_CurrentRevision{CurrentRevision: uint64(o.current)},
		PositionOption: &streams.BatchAppendResp_Success_Position{
			Position: &shared.AllStreamPosition{CommitPosition: o.at, PreparePosition: o.at},
		},
	}}
}

// failed packs one detail, by whose type the clients tell what went wrong.
func failed(reason *status.Status, detail protoadapt.MessageV1) *streams.BatchAppendResp_Error {
	if with, err := reason.WithDetails(detail); err == nil {
		reason = with
	}
	return &streams.BatchAppendResp_Error{Error: reason.Proto()}
}

func (n *Node) detail(err error, reason *status.Status) protoadapt.MessageV1 {
	if err == errTooLarge {
		return &shared.MaximumAppendSizeExceeded{MaxAppendSize: uint32(n.options.MaxAppendBytes)}
	}
	switch reason.Code() {
	case codes.PermissionDenied:
		return &shared.AccessDenied{}
	case codes.DeadlineExceeded:
		return &shared.Timeout{}
	case codes.InvalidArgument:
		return &shared.BadRequest{Message: reason.Message()}
	default:
		return &shared.Unknown{}
	}
}
