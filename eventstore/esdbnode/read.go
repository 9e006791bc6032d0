package esdbnode

import (
	"context"
	"iter"
	"math"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
)

// revisionMax is after every record that a stream can have.
const revisionMax = math.MaxInt64 - 1

type (
	readRequest = streams.ReadReq_Options
	readStream  = streams.Streams_ReadServer
	records     = iter.Seq2[eventstore.Record, error]
)

// Read implements streams.StreamsServer: every read and every subscription.
func (s streamsService) Read(req *streams.ReadReq, out readStream) error {
	return s.node.read(req.GetOptions(), out)
}

func (n *Node) read(o *readRequest, out readStream) error {
	keep, err := newFilter(o.GetFilter())
	if err != nil {
		return err
	}
	_, subscribe := o.GetCountOption().(*streams.ReadReq_Options_Subscription)
	backwards := o.GetReadDirection() == streams.ReadReq_Options_Backwards
	switch {
	case o.GetStream() == nil && o.GetAll() == nil:
		return status.Error(codes.InvalidArgument, "read of neither a stream nor $all")
	case o.GetStream() != nil && keep != nil:
		return status.Error(codes.InvalidArgument, "a filter is for $all only")
	case !subscribe && o.GetCount() == 0:
		return status.Error(codes.InvalidArgument, "read of 0 events")
	case subscribe && backwards:
		return status.Error(codes.InvalidArgument, "a subscription goes forwards only")
	case subscribe && o.GetAll() != nil:
		return n.subscribeAll(o, keep, out)
	case subscribe:
		return n.subscribeStream(o, out)
	case o.GetAll() != nil:
		return n.readAll(o, keep, out)
	default:
		return n.readOne(o, out)
	}
}

// readAll reads a part of $all: forwards with the record at the position given,
// backwards without it.
func (n *Node) readAll(o *readRequest, keep *filter, out readStream) error {
	ctx := out.Context()
	head, err := n.head(ctx)
	if err != nil {
		return err
	}
	at := o.GetAll().GetPosition().GetCommitPosition()
	_, fromEnd := o.GetAll().GetAllOption().(*streams.ReadReq_Options_AllOptions_End)
	if o.GetReadDirection() == streams.ReadReq_Options_Backwards {
		switch {
		case fromEnd:
			at = head
		case at > 0:
			at = min(at-1, head)
		}
		_, err = n.send(o, keep, backwards(1, at, o.GetCount(), n.logBetween(ctx)), out)
		return err
	}
	if fromEnd {
		return nil
	}
	_, err = n.send(o, keep, n.logBetween(ctx)(max(at, 1), head), out)
	return err
}

// logBetween reads the records at the positions lo to hi, both included. hi is not
// after the end of the log.
func (n *Node) logBetween(ctx context.Context) func(lo, hi uint64) records {
	return func(lo, hi uint64) records {
		return func(yield func(eventstore.Record, error) bool) {
			if lo > hi {
				return
			}
			for batch, err := range n.store.Follow(ctx, position(lo-1)) {
				if err != nil {
					yield(eventstore.Record{}, err)
					return
				}
				if ended := yieldUpTo(batch, position(hi), yield); ended {
					return
				}
			}
		}
	}
}

// yieldUpTo yields the records of a batch that are not after a position, and
// reports whether there is nothing more to come: the reader stopped, or the
// position is reached.
func yieldUpTo(batch []eventstore.Record, last eventstore.Position, yield func(eventstore.Record, error) bool) (ended bool) {
	for _, r := range batch {
		if r.Position > last || !yield(r, nil) {
			return true
		}
	}
	return batch[len(batch)-1].Position >= last
}

// readOne reads a part of one stream, with the record at the revision given in
// either direction.
func (n *Node) readOne(o *readRequest, out readStream) error {
	ctx := out.Context()
	stream := string(o.GetStream().GetStreamIdentifier().GetStreamName())
	at := o.GetStream().GetRevision()
	_, fromEnd := o.GetStream().GetRevisionOption().(*streams.ReadReq_Options_StreamOptions_End)
	var wanted records
	if o.GetReadDirection() == streams.ReadReq_Options_Backwards {
		if fromEnd {
			at = math.MaxUint64
		}
		wanted = n.streamBackwards(ctx, stream, at, o.GetCount())
	} else {
		if fromEnd {
			at = revisionMax
		}
		wanted = n.store.Read(ctx, stream, eventstore.Revision(min(at, revisionMax)))
	}
	sent, err := n.send(o, nil, wanted, out)
	if sent > 0 || err != nil {
		return err
	}
	if there, err := n.exists(ctx, stream, 0); there || err != nil {
		return err
	}
	return out.Send(&streams.ReadResp{Content: &streams.ReadResp_StreamNotFound_{StreamNotFound: &streams.ReadResp_StreamNotFound{
		StreamIdentifier: o.GetStream().GetStreamIdentifier(),
	}}})
}

// streamBackwards reads a stream from a revision, or from its end when that is
// earlier, down to its beginning.
func (n *Node) streamBackwards(ctx context.Context, stream string, from, wanted uint64) records {
	return func(yield func(eventstore.Record, error) bool) {
		head, err := n.streamHead(ctx, stream)
		switch {
		case err != nil:
			yield(eventstore.Record{}, err)
		case head != eventstore.NoStream:
			backwards(0, min(from, uint64(head)), wanted, n.streamBetween(ctx, stream))(yield)
		}
	}
}

// streamBetween reads the records of the revisions lo to hi, both included.
func (n *Node) streamBetween(ctx context.Context, stream string) func(lo, hi uint64) records {
	return func(lo, hi uint64) records {
		return func(yield func(eventstore.Record, error) bool) {
			for r, err := range n.store.Read(ctx, stream, eventstore.Revision(lo)) {
				if err != nil {
					yield(r, err)
					return
				}
				if uint64(r.Revision) > hi || !yield(r, nil) || uint64(r.Revision) == hi {
					return
				}
			}
		}
	}
}

// send puts the records that the filter keeps on the wire, at most as many as
// were asked for. It waits for a slow reader: nothing is buffered here.
func (n *Node) send(o *readRequest, keep *filter, from records, out readStream) (sent uint64, err error) {
	encode := n.encoder(o)
	for r, err := range from {
		if err != nil {
			return sent, err
		}
		if !keep.match(r) {
			continue
		}
		event, err := encode.event(r)
		if err != nil {
			return sent, err
		}
		if err := out.Send(event); err != nil {
			return sent, err
		}
		if sent++; sent == o.GetCount() {
			return sent, nil
		}
	}
	return sent, nil
}

// head is the position of the last record of the log, 0 when it is empty.
func (n *Node) head(ctx context.Context) (uint64, error) {
	head, err := n.store.Head(ctx)
	if err != nil {
		return 0, err
	}
	return number(head)
}
