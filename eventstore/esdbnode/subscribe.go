package esdbnode

import (
	"context"

	"github.com/google/uuid"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
)

// A subscription follows the log for one client. It sends at the client's pace and
// keeps nothing but the batch it is sending.
type subscription struct {
	node   *Node
	out    readStream
	encode encoder
	keep   *filter // nil: all; else checkpoints are sent
	stream string  // of one stream: its name; "" is $all
	after  eventstore.Revision

	seen       uint64 // position of the last record considered
	considered uint64 // records since the last checkpoint
	checked    uint64 // position of the last checkpoint
	live       bool   // caught-up was sent and still holds
}

func (n *Node) newSubscription(o *readRequest, keep *filter, out readStream) (*subscription, error) {
	confirmation := &streams.ReadResp_SubscriptionConfirmation{SubscriptionId: uuid.NewString()}
	err := out.Send(&streams.ReadResp{Content: &streams.ReadResp_Confirmation{Confirmation: confirmation}})
	return &subscription{node: n, out: out, encode: n.encoder(o), keep: keep}, err
}

// subscribeAll sends every record after a position, for ever.
func (n *Node) subscribeAll(o *readRequest, keep *filter, out readStream) error {
	ctx := out.Context()
	head, err := n.head(ctx)
	if err != nil {
		return err
	}
	s, err := n.newSubscription(o, keep, out)
	if err != nil {
		return err
	}
	s.seen = o.GetAll().GetPosition().GetCommitPosition()
	if _, fromEnd := o.GetAll().GetAllOption().(*streams.ReadReq_Options_AllOptions_End); fromEnd {
		s.seen = head
	}
	s.checked = s.seen
	return s.follow(ctx)
}

// subscribeStream sends every record of a stream after a revision, for ever: what
// is there from the stream itself, what comes from the log after the head that was
// read before.
func (n *Node) subscribeStream(o *readRequest, out readStream) error {
	ctx := out.Context()
	head, err := n.head(ctx)
	if err != nil {
		return err
	}
	s, err := n.newSubscription(o, nil, out)
	if err != nil {
		return err
	}
	s.stream = string(o.GetStream().GetStreamIdentifier().GetStreamName())
	s.seen = head
	if s.after, err = n.subscribedAfter(ctx, o.GetStream()); err != nil {
		return err
	}
	for r, err := range n.store.Read(ctx, s.stream, s.after+1) {
		if err != nil {
			return err
		}
		if err := s.send(r); err != nil {
			return err
		}
	}
	return s.follow(ctx)
}

// subscribedAfter is the revision after which a client wants a stream.
func (n *Node) subscribedAfter(ctx context.Context, o *streams.ReadReq_Options_StreamOptions) (eventstore.Revision, error) {
	switch from := o.GetRevisionOption().(type) {
	case *streams.ReadReq_Options_StreamOptions_End:
		return n.streamHead(ctx, string(o.GetStreamIdentifier().GetStreamName()))
	case *streams.ReadReq_Options_StreamOptions_Revision:
		return eventstore.Revision(min(from.Revision, revisionMax)), nil
	default:
		return eventstore.NoStream, nil
	}
}

// follow sends what comes after the position seen, and says when there is nothing
// more for now.
func (s *subscription) follow(ctx context.Context) error {
	if err := s.catchUp(ctx); err != nil {
		return err
	}
	for batch, err := range s.node.store.Follow(ctx, position(s.seen)) {
		if err != nil {
			return err
		}
		if err := s.consider(batch); err != nil {
			return err
		}
		if err := s.catchUp(ctx); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// consider sends what the client wants of a batch, and checkpoints on the way. A
// batch larger than a live one means that the client is behind again.
func (s *subscription) consider(batch []eventstore.Record) error {
	s.live = s.live && len(batch) <= windowDefault
	for _, r := range batch {
		at, err := number(r.Position)
		if err != nil {
			return err
		}
		s.seen, s.considered = at, s.considered+1
		if s.wants(r) {
			if err := s.send(r); err != nil {
				return err
			}
		}
		if s.keep != nil && s.considered >= s.keep.interval {
			if err := s.checkpoint(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *subscription) wants(r eventstore.Record) bool {
	if s.stream != "" {
		return r.Stream == s.stream && r.Revision > s.after
	}
	return s.keep.match(r)
}

func (s *subscription) send(r eventstore.Record) error {
	event, err := s.encode.event(r)
	if err != nil {
		return err
	}
	s.after = r.Revision
	return s.out.Send(event)
}

// catchUp tells a client that was behind that it is not any more: first where it
// stands, then that it is live.
func (s *subscription) catchUp(ctx context.Context) error {
	if s.live {
		return nil
	}
	head, err := s.node.head(ctx)
	if err != nil || s.seen < head {
		return err
	}
	s.live = true
	if s.keep != nil {
		if err := s.checkpoint(); err != nil {
			return err
		}
	}
	return s.out.Send(&streams.ReadResp{Content: &streams.ReadResp_CaughtUp_{CaughtUp: &streams.ReadResp_CaughtUp{}}})
}

// checkpoint tells a client from where it can resume, after the records that the
// filter left out as well. The same is never said twice.
func (s *subscription) checkpoint() error {
	s.considered = 0
	if s.seen == s.checked {
		return nil
	}
	s.checked = s.seen
	return s.out.Send(&streams.ReadResp{Content: &streams.ReadResp_Checkpoint_{
		Checkpoint: &streams.ReadResp_Checkpoint{CommitPosition: s.seen, PreparePosition: s.seen},
	}})
}
