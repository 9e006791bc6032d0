package esdb

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"

	"taizhang/eventstore"
)

// A transcript is what a server says in one subscription. Then it drops it.
type transcript []*streams.ReadResp

// A player is a server with one transcript for each subscription in turn; after the last
// it is silent. The log has its events at the positions 10, 20, 30 …
type player struct {
	streams.UnimplementedStreamsServer
	serverfeatures.UnimplementedServerFeaturesServer

	mu    sync.Mutex
	plays []transcript
	from  []uint64 // where each subscription began
}

func (p *player) Read(req *streams.ReadReq, out streams.Streams_ReadServer) error {
	options := req.GetOptions()
	if options.GetReadDirection() == streams.ReadReq_Options_Backwards {
		return nil
	}
	at := options.GetAll().GetPosition().GetCommitPosition()
	if options.GetSubscription() == nil {
		return out.Send(appeared(int(at/10) - 1))
	}
	if options.GetFilter().GetStreamIdentifier().GetRegex() != ledgerStreams.Regex {
		return status.Error(codes.Internal, "not the ledger") // the look for streams that forget
	}
	for _, m := range p.next(at) {
		if err := out.Send(m); err != nil {
			return err
		}
	}
	return status.Error(codes.Aborted, "dropped")
}

func (p *player) next(from uint64) transcript {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.from = append(p.from, from)
	if len(p.plays) == 0 {
		return nil
	}
	play := p.plays[0]
	p.plays = p.plays[1:]
	return play
}

// appeared is the n-th event of the log, and of its stream.
func appeared(n int) *streams.ReadResp {
	e := wire()
	e.Id = &shared.UUID{Value: &shared.UUID_String_{String_: events("parcel-1", n, 1)[0].ID.String()}}
	e.StreamRevision = uint64(n)
	e.CommitPosition, e.PreparePosition = uint64(10*n+10), uint64(10*n+10)
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{Event: e}}}
}

func checkpointAt(at uint64) *streams.ReadResp {
	return &streams.ReadResp{Content: &streams.ReadResp_Checkpoint_{Checkpoint: &streams.ReadResp_Checkpoint{CommitPosition: at, PreparePosition: at}}}
}

var (
	confirmed = &streams.ReadResp{Content: &streams.ReadResp_Confirmation{Confirmation: &streams.ReadResp_SubscriptionConfirmation{SubscriptionId: "1"}}}
	caughtUp  = &streams.ReadResp{Content: &streams.ReadResp_CaughtUp_{CaughtUp: &streams.ReadResp_CaughtUp{}}}
)

// foreign is a message of a later protocol: its content is a member that nobody here
// knows.
func foreign() *streams.ReadResp {
	m := new(streams.ReadResp)
	m.ProtoReflect().SetUnknown(protowire.AppendBytes(protowire.AppendTag(nil, 99, protowire.BytesType), []byte("new")))
	return m
}

func storm(n int) (s transcript) {
	for range n {
		s = append(s, checkpointAt(1000))
	}
	return s
}

func said(parts ...transcript) (whole transcript) {
	for _, p := range parts {
		whole = append(whole, p...)
	}
	return whole
}

// Whatever a server says in its subscriptions, the follower is given every event once
// and in order, or damage that says where. A subscription goes on after the last event,
// whatever checkpoints said.
func TestFaultTranscripts(t *testing.T) {
	e := func(n ...int) (play transcript) {
		for _, i := range n {
			play = append(play, appeared(i))
		}
		return play
	}
	begin := transcript{confirmed}
	tests := []struct {
		name  string
		plays []transcript
		n     int    // events given, in order
		says  string // of the damage after them; "" is none
		from  uint64 // where the last subscription begins
	}{
		{"all is well", []transcript{said(begin, e(0, 1, 2, 3), transcript{caughtUp})}, 4, "", 0},
		{"dropped", []transcript{said(begin, e(0, 1)), said(begin, e(2, 3))}, 4, "", 20},
		{"dropped at once, many times", []transcript{begin, begin, begin, said(begin, e(0, 1, 2, 3))}, 4, "", 0},
		{"an event twice", []transcript{said(begin, e(0, 1, 1, 2, 3))}, 2, "repeated or out of order", 0},
		{"an event twice, the drop between", []transcript{said(begin, e(0, 1)), said(begin, e(1, 2, 3))}, 2, "repeated or out of order", 20},
		{"an event left out", []transcript{said(begin, e(0, 1, 3))}, 2, "revision 3 comes where 2 must", 0},
		{"an event left out, the drop between", []transcript{said(begin, e(0, 1)), said(begin, e(3))}, 2, "revision 3 comes where 2 must", 20},
		{"the first left out", []transcript{said(begin, e(1, 2, 3))}, 0, "revision 1 comes where 0 must", 0},
		{"out of order", []transcript{said(begin, e(0, 2, 1, 3))}, 1, "revision 2 comes where 1 must", 0},
		{"an unknown message", []transcript{said(begin, e(0, 1), transcript{foreign()}, e(2, 3))}, 4, "", 0},
		{"an unknown message in place of an event", []transcript{said(begin, e(0, 1), transcript{foreign()}, e(3))}, 2, "revision 3 comes where 2 must", 0},
		{"a storm of checkpoints", []transcript{said(begin, e(0), storm(5000), e(1)), said(begin, storm(100), e(2, 3))}, 4, "", 20},
		{"caught up again and again", []transcript{said(begin, transcript{caughtUp, caughtUp}, e(0, 1), transcript{caughtUp, caughtUp}, e(2, 3))}, 4, "", 0},
		{"no confirmation", []transcript{e(0, 1), {caughtUp}, said(begin, e(0, 1, 2, 3))}, 4, "", 0},
		{"confirmed twice", []transcript{said(begin, e(0, 1), begin, e(2, 3))}, 4, "", 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := &player{plays: test.plays}
			log, err := collect(t.Context(), openOn(t, p), max(test.n, 1)+len(test.says))
			wantTranscript(t, log, test.n)
			if test.says == "" != (err == nil) || err != nil && (!errors.Is(err, eventstore.ErrDamaged) || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), "parcel-1")) {
				t.Errorf("got %v, want damage: %q", err, test.says)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if last := len(test.plays) - 1; p.from[last] != test.from {
				t.Errorf("subscription %d began at %d, want %d", last, p.from[last], test.from)
			}
		})
	}
}

func wantTranscript(t *testing.T, log []eventstore.Record, n int) {
	t.Helper()
	wantStream(t, log, "parcel-1", n)
	for i, r := range log {
		if r.Position != position(uint64(10*i+10)) {
			t.Errorf("record %d is at %s", i, r.Position)
		}
	}
}
