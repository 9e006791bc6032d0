package esdb

import (
	"errors"
	"log"
	"net"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/serverfeatures"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"taizhang/eventstore"
)

// A garbler is a server that answers everything but the first question, by which a
// store finds it, with what a test wants.
type garbler struct {
	streams.UnimplementedStreamsServer
	serverfeatures.UnimplementedServerFeaturesServer
	read   func(streams.Streams_ReadServer) error
	append func(streams.Streams_AppendServer) error
}

func (g garbler) Read(req *streams.ReadReq, out streams.Streams_ReadServer) error {
	if req.GetOptions().GetReadDirection() == streams.ReadReq_Options_Backwards {
		return nil // an empty log
	}
	if req.GetOptions().GetSubscription() != nil {
		confirmation := &streams.ReadResp_SubscriptionConfirmation{SubscriptionId: "1"}
		if err := out.Send(&streams.ReadResp{Content: &streams.ReadResp_Confirmation{Confirmation: confirmation}}); err != nil {
			return err
		}
	}
	return g.read(out)
}

func (g garbler) Append(in streams.Streams_AppendServer) error {
	for {
		if _, err := in.Recv(); err != nil {
			return g.append(in)
		}
	}
}

// A fake is a server that a test makes up.
type fake interface {
	streams.StreamsServer
	serverfeatures.ServerFeaturesServer
}

// openOn opens a store on a fake.
func openOn(t *testing.T, f fake) *Store {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	streams.RegisterStreamsServer(server, f)
	serverfeatures.RegisterServerFeaturesServer(server, f)
	go server.Serve(listener)
	t.Cleanup(server.Stop)
	s, err := Open(t.Context(), "esdb://"+listener.Addr().String()+"?tls=false", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// wire is a record as a server sends it.
func wire() *streams.ReadResp_ReadEvent_RecordedEvent {
	return &streams.ReadResp_ReadEvent_RecordedEvent{
		Id:               &shared.UUID{Value: &shared.UUID_String_{String_: event("parcel-1/0").ID.String()}},
		StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte("parcel-1")},
		CommitPosition:   7, PreparePosition: 7,
		Metadata: map[string]string{"type": "Tested", "content-type": "application/json", "created": "0"},
	}
}

func sendRecord(e *streams.ReadResp_ReadEvent_RecordedEvent) func(streams.Streams_ReadServer) error {
	return func(out streams.Streams_ReadServer) error {
		return out.Send(&streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{Event: e}}})
	}
}

// Messages that make the client panic, or end the process, are errors here.
func TestGarbledReads(t *testing.T) {
	changed := func(change func(*streams.ReadResp_ReadEvent_RecordedEvent)) func(streams.Streams_ReadServer) error {
		e := wire()
		change(e)
		return sendRecord(e)
	}
	tests := []struct {
		name string
		read func(streams.Streams_ReadServer) error
		says string
	}{
		{"a time that is none", changed(func(e *streams.ReadResp_ReadEvent_RecordedEvent) { e.Metadata["created"] = "yesterday" }), "created"},
		{"no stream", changed(func(e *streams.ReadResp_ReadEvent_RecordedEvent) { e.StreamIdentifier = nil }), "panicked"},
		{"an ID that is none", changed(func(e *streams.ReadResp_ReadEvent_RecordedEvent) {
			e.Id = &shared.UUID{Value: &shared.UUID_String_{String_: "none"}}
		}), "no event ID"},
		{"another prepare position", changed(func(e *streams.ReadResp_ReadEvent_RecordedEvent) { e.PreparePosition = 6 }), "prepare position 6"},
		{"a tombstone", changed(func(e *streams.ReadResp_ReadEvent_RecordedEvent) { e.StreamRevision = 1<<63 - 1 }), "tombstone"},
		{"no event", sendRecord(nil), "without content"},
		{"a deleted stream", func(out streams.Streams_ReadServer) error {
			out.SetTrailer(metadata.Pairs("exception", "stream-deleted", "stream-name", "parcel-1"))
			return status.Error(codes.FailedPrecondition, "deleted")
		}, "deleted"},
		{"a deleted stream without its name", func(out streams.Streams_ReadServer) error {
			out.SetTrailer(metadata.Pairs("exception", "stream-deleted"))
			return status.Error(codes.FailedPrecondition, "deleted")
		}, "panicked"},
		{"an unknown message", func(out streams.Streams_ReadServer) error { return out.Send(&streams.ReadResp{}) }, "unreachable code"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := openOn(t, garbler{read: test.read})
			n := 0
			for _, err := range s.Read(t.Context(), "parcel-1", 0) {
				if n++; !errors.Is(err, eventstore.ErrDamaged) || !strings.Contains(err.Error(), test.says) {
					t.Errorf("got %v, want ErrDamaged that says %s", err, test.says)
				}
			}
			if n != 1 {
				t.Errorf("got %d records and errors, want one error", n)
			}
		})
	}
}

// Without the guard the same message ends the process: a test binary that takes it away
// dies of it.
func TestUnguarded(t *testing.T) {
	if os.Getenv("TAIZHANG_UNGUARDED") == "" {
		child := exec.Command(os.Args[0], "-test.run", "^TestUnguarded$")
		child.Env = append(os.Environ(), "TAIZHANG_UNGUARDED=1")
		out, err := child.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "Failed to parse created date") {
			t.Errorf("the process without the guard ended with %v: %s", err, out)
		}
		return
	}
	e := wire()
	e.Metadata["created"] = "yesterday"
	s := openOn(t, garbler{read: sendRecord(e)})
	log.SetOutput(os.Stderr)
	for _, err := range s.Read(t.Context(), "parcel-1", 0) {
		t.Log(err)
	}
}

// A subscription with such an event ends with an error; unknown messages are passed
// over, for they are not events.
func TestGarbledSubscription(t *testing.T) {
	bad := wire()
	bad.StreamRevision, bad.CommitPosition, bad.PreparePosition = 1, 8, 8
	bad.Metadata["created"] = "yesterday"
	s := openOn(t, garbler{read: func(out streams.Streams_ReadServer) error {
		return errors.Join(out.Send(&streams.ReadResp{}), sendRecord(wire())(out), sendRecord(bad)(out))
	}})
	log, err := collect(t.Context(), s, 2)
	if len(log) != 1 || !errors.Is(err, eventstore.ErrDamaged) || !strings.Contains(err.Error(), "created") {
		t.Errorf("got %d records, %v; want one and ErrDamaged", len(log), err)
	}
}

// An answer to an append that says nothing, or makes the client panic, leaves the
// outcome open, and it is looked for in the stream.
func TestGarbledAppends(t *testing.T) {
	outage(t)
	tests := []struct {
		name   string
		append func(streams.Streams_AppendServer) error
		stored bool
		want   error
	}{
		{"an empty answer, stored", func(in streams.Streams_AppendServer) error { return in.SendAndClose(&streams.AppendResp{}) }, true, nil},
		{"an empty answer, not stored", func(in streams.Streams_AppendServer) error { return in.SendAndClose(&streams.AppendResp{}) }, false, eventstore.ErrUnavailable},
		{"a panic, stored", panicAnswer, true, nil},
		{"a panic, not stored", panicAnswer, false, eventstore.ErrUnavailable},
		{"a conflict that is none", conflictAnswer, true, nil},
		{"a conflict", conflictAnswer, false, eventstore.ErrConflict},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			read := func(streams.Streams_ReadServer) error { return nil }
			if test.stored {
				read = sendRecord(wire())
			}
			s := openOn(t, garbler{append: test.append, read: func(out streams.Streams_ReadServer) error {
				if !test.stored {
					return out.Send(&streams.ReadResp{Content: &streams.ReadResp_StreamNotFound_{StreamNotFound: &streams.ReadResp_StreamNotFound{
						StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte("parcel-1")}}}})
				}
				return read(out)
			}})
			at, err := s.Append(t.Context(), "parcel-1", eventstore.NoStream, event("parcel-1/0"))
			if !errors.Is(err, test.want) || test.stored && at != position(7) {
				t.Errorf("got %s, %v; want %v", at, err, test.want)
			}
		})
	}
}

func panicAnswer(in streams.Streams_AppendServer) error {
	in.SetTrailer(metadata.Pairs("exception", "stream-deleted"))
	return status.Error(codes.FailedPrecondition, "deleted")
}

func conflictAnswer(in streams.Streams_AppendServer) error {
	return in.SendAndClose(&streams.AppendResp{Result: &streams.AppendResp_WrongExpectedVersion_{WrongExpectedVersion: &streams.AppendResp_WrongExpectedVersion{}}})
}

// A node that is not the leader says who is, and the append goes there.
func TestNotLeader(t *testing.T) {
	outage(t)
	leader := newRig(t).start()
	host, port, err := net.SplitHostPort(leader.address)
	if err != nil {
		t.Fatal(err)
	}
	s := openOn(t, garbler{append: func(in streams.Streams_AppendServer) error {
		in.SetTrailer(metadata.Pairs("exception", "not-leader", "leader-endpoint-host", host, "leader-endpoint-port", port))
		return status.Error(codes.NotFound, "not leader")
	}})
	fill(t, s, "parcel-1", 3)
	wantStream(t, mustRead(t, leader.store, "parcel-1"), "parcel-1", 3)
}
