package esdbnode

import (
	"context"
	"errors"
	"io"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
)

// An expectation is where a client wants a stream to stand.
type expectation struct {
	revision    eventstore.Revision
	any, exists bool // either leaves the revision open
}

// expects reads the oneof that append and batch append have in two forms.
func expects(wire any, revision uint64) (expectation, error) {
	switch wire.(type) {
	case *streams.AppendReq_Options_NoStream, *streams.BatchAppendReq_Options_NoStream:
		return expectation{revision: eventstore.NoStream}, nil
	case *streams.AppendReq_Options_Any, *streams.BatchAppendReq_Options_Any:
		return expectation{any: true}, nil
	case *streams.AppendReq_Options_StreamExists, *streams.BatchAppendReq_Options_StreamExists:
		return expectation{exists: true}, nil
	case *streams.AppendReq_Options_Revision, *streams.BatchAppendReq_Options_StreamPosition:
		if revision > revisionMax {
			return expectation{}, status.Errorf(codes.InvalidArgument, "expected revision %d is none", revision)
		}
		return expectation{revision: eventstore.Revision(revision)}, nil
	}
	return expectation{}, status.Error(codes.InvalidArgument, "append without an expected revision")
}

// A proposal is one append as it comes in: bounded, whatever a client sends.
type proposal struct {
	stream string
	expect expectation
	events []eventstore.Event
	bytes  int // of the events' data and metadata
}

// A proposed message is the same in append and batch append.
type proposed interface {
	GetId() *shared.UUID
	GetMetadata() map[string]string
	GetCustomMetadata() []byte
	GetData() []byte
}

// add takes one more event.
func (p *proposal) add(m proposed, bytesMax int) error {
	id, err := eventID(m.GetId())
	if err != nil {
		return err
	}
	for _, key := range []string{keyType, keyContentType} {
		if m.GetMetadata()[key] == "" {
			return status.Errorf(codes.InvalidArgument, "event %s: metadata %q is missing", id, key)
		}
	}
	if n := len(m.GetMetadata()[keyType]); n > eventstore.TypeBytesMax { // which bytes do not count
		return status.Errorf(codes.InvalidArgument, "event %s: type of %d bytes, at most %d", id, n, eventstore.TypeBytesMax)
	}
	p.bytes += len(m.GetData()) + len(m.GetCustomMetadata())
	if p.bytes > bytesMax || len(p.events) == eventstore.BatchEventsMax {
		return errTooLarge
	}
	p.events = append(p.events, eventstore.Event{ID: id, Type: m.GetMetadata()[keyType], Data: m.GetData(), Meta: m.GetCustomMetadata()})
	return nil
}

// errTooLarge has a name in the protocol, see trailer.
var errTooLarge = status.Errorf(codes.InvalidArgument, "超过一次写入的上限 / more than one append may have, at most %d events", eventstore.BatchEventsMax)

// An outcome is what an append did. A conflict is an answer, not an error.
type outcome struct {
	at       uint64              // position of the last event
	current  eventstore.Revision // of the stream afterwards
	conflict bool
}

// append stores a proposal if it may be.
func (n *Node) append(ctx context.Context, p *proposal) (outcome, error) {
	switch {
	case !n.options.Append:
		return outcome{}, errNoAppends
	case len(p.stream) > 1 && p.stream[:2] == "$$":
		return outcome{}, errNoMeta
	case p.expect.any || p.expect.exists:
		return n.appendAnywhere(ctx, p)
	}
	o, err := n.appendAt(ctx, p, p.expect.revision)
	if !o.conflict || err != nil {
		return o, err
	}
	o.current, err = n.streamHead(ctx, p.stream)
	return o, err
}

func (n *Node) appendAt(ctx context.Context, p *proposal, expect eventstore.Revision) (outcome, error) {
	at, err := n.store.Append(ctx, p.stream, expect, p.events...)
	if errors.Is(err, eventstore.ErrConflict) {
		return outcome{conflict: true}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	place, err := number(at)
	return outcome{at: place, current: expect + eventstore.Revision(len(p.events))}, err
}

// appendAnywhere appends to a stream wherever it stands: at the revision just
// read, again when somebody else was faster. Each try that fails is an append of
// somebody else that succeeded.
func (n *Node) appendAnywhere(ctx context.Context, p *proposal) (outcome, error) {
	for {
		head, err := n.streamHead(ctx, p.stream)
		if err != nil {
			return outcome{}, err
		}
		if head == eventstore.NoStream && p.expect.exists {
			return outcome{current: head, conflict: true}, nil
		}
		if o, err := n.appendAt(ctx, p, head); !o.conflict || err != nil {
			return o, err
		}
	}
}

// Append implements streams.StreamsServer. It takes everything that the client
// sends before it answers, a refusal too: a client that is refused while it sends
// learns no reason.
func (s streamsService) Append(in streams.Streams_AppendServer) error {
	p, err := s.receive(in)
	if err != nil {
		return err
	}
	o, err := s.node.append(in.Context(), p)
	if err != nil {
		return err
	}
	return in.SendAndClose(answer(p.expect, o))
}

// receive reads one append to its end and reports the first fault of it.
func (s streamsService) receive(in streams.Streams_AppendServer) (p *proposal, fault error) {
	for {
		m, err := in.Recv()
		switch {
		case err == io.EOF && p == nil && fault == nil:
			return nil, status.Error(codes.InvalidArgument, "append without options")
		case err == io.EOF:
			return p, fault
		case err != nil:
			return nil, err
		case fault != nil:
			continue
		case p == nil:
			p, fault = newProposal(m.GetOptions())
		case m.GetProposedMessage() == nil:
			fault = status.Error(codes.InvalidArgument, "append with options twice")
		default:
			fault = p.add(m.GetProposedMessage(), s.node.options.MaxAppendBytes)
		}
	}
}

func newProposal(o *streams.AppendReq_Options) (*proposal, error) {
	if o == nil {
		return nil, status.Error(codes.InvalidArgument, "an append begins with its options")
	}
	expect, err := expects(o.GetExpectedStreamRevision(), o.GetRevision())
	return &proposal{stream: string(o.GetStreamIdentifier().GetStreamName()), expect: expect}, err
}

// answer puts an outcome on the wire. A conflict has two sets of fields, for
// clients before and after 20.6.1.
func answer(expect expectation, o outcome) *streams.AppendResp {
	if !o.conflict {
		return &streams.AppendResp{Result: &streams.AppendResp_Success_{Success: &streams.AppendResp_Success{
			CurrentRevisionOption: &streams.AppendResp_Success_CurrentRevision{CurrentRevision: uint64(o.current)},
			PositionOption: &streams.AppendResp_Success_Position{
				Position: &streams.AppendResp_Position{CommitPosition: o.at, PreparePosition: o.at},
			},
		}}}
	}
	wrong := &streams.AppendResp_WrongExpectedVersion{}
	setCurrent(wrong, o.current)
	setExpected(wrong, expect)
	return &streams.AppendResp{Result: &streams.AppendResp_WrongExpectedVersion_{WrongExpectedVersion: wrong}}
}
