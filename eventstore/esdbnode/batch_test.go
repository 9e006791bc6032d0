package esdbnode_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
)

// part is one message of a batch append.
func part(id *shared.UUID, stream string, expect eventstore.Revision, final bool, events ...string) *streams.BatchAppendReq {
	m := &streams.BatchAppendReq{CorrelationId: id, IsFinal: final}
	if stream != "" {
		m.Options = &streams.BatchAppendReq_Options{
			StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(stream)},
			DeadlineOption:   &streams.BatchAppendReq_Options_Deadline{Deadline: durationpb.New(time.Hour)},
		}
		switch expect {
		case eventstore.NoStream:
			m.Options.ExpectedStreamPosition = &streams.BatchAppendReq_Options_NoStream{NoStream: &emptypb.Empty{}}
		default:
			m.Options.ExpectedStreamPosition = &streams.BatchAppendReq_Options_StreamPosition{StreamPosition: uint64(expect)}
		}
	}
	for _, name := range events {
		m.ProposedMessages = append(m.ProposedMessages, proposed(event(name)))
	}
	return m
}

// answered puts an answer in words: the revision, or the detail of the error.
func answered(m *streams.BatchAppendResp) string {
	if s := m.GetSuccess(); s != nil {
		return fmt.Sprint("revision ", s.GetCurrentRevision())
	}
	details := status.FromProto(m.GetError()).Details()
	if len(details) != 1 {
		return fmt.Sprint(details)
	}
	return string(details[0].(proto.Message).ProtoReflect().Descriptor().Name())
}

// TestBatchAppend sends appends that build on each other and are interleaved,
// without waiting for answers. A failure is an answer; the call goes on.
func TestBatchAppend(t *testing.T) {
	client, _ := raw(t, esdbnode.Options{Append: true, MaxAppendBytes: 100})
	call, err := client.BatchAppend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, second, wrong, large, none, late, system := correlation(), correlation(), correlation(), correlation(), correlation(), correlation(), correlation()
	expired := part(late, "s", 2, true, "x")
	expired.Options.DeadlineOption = &streams.BatchAppendReq_Options_Deadline{Deadline: durationpb.New(-time.Second)}
	for _, m := range []*streams.BatchAppendReq{
		part(first, "s", eventstore.NoStream, false, "0"),
		part(second, "s", 1, false),
		part(first, "", 0, true, "1"),
		part(second, "", 0, true, "2"),
		part(wrong, "s", 7, true, "x"),
		part(large, "s", 2, false, "x", "y", "z", "u", "v", "w"),
		part(large, "", 0, true, "t"),
		part(none, "", 0, true, "x"),
		expired,
		part(system, "$$s", eventstore.NoStream, true, "x"),
	} {
		if err := call.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []struct {
		id   *shared.UUID
		says string
	}{
		{first, "revision 1"}, {second, "revision 2"}, {wrong, "WrongExpectedVersion"}, {large, "MaximumAppendSizeExceeded"},
		{none, "BadRequest"}, {late, "Timeout"}, {system, "AccessDenied"},
	} {
		m, err := call.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if got := answered(m); got != want.says || !proto.Equal(m.GetCorrelationId(), want.id) {
			t.Errorf("got %s of %s, want %s of %s", got, m.GetCorrelationId(), want.says, want.id)
		}
	}
}

// TestBatchAppendIsBounded begins appends and finishes none.
func TestBatchAppendIsBounded(t *testing.T) {
	client, _ := raw(t, esdbnode.Options{Append: true})
	call, err := client.BatchAppend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if err := call.Send(part(correlation(), "s", 0, false, "x")); err != nil {
			break // the node has ended the call
		}
	}
	if _, err := call.Recv(); status.Code(err) != codes.ResourceExhausted {
		t.Error(err)
	}
}

// TestFaultyBatchIsLetGo begins appends that cannot succeed, each with much in it: the
// node keeps what it needs for the answer.
func TestFaultyBatchIsLetGo(t *testing.T) {
	const some, size = 100, 1 << 20
	large := func() string { return strings.Repeat("x", size) }
	faults := map[string]func(*streams.BatchAppendReq_ProposedMessage){
		"no type":      func(m *streams.BatchAppendReq_ProposedMessage) { m.Data = []byte(large()); delete(m.Metadata, "type") },
		"a large type": func(m *streams.BatchAppendReq_ProposedMessage) { m.Metadata["type"] = large() },
		"a large ID":   func(m *streams.BatchAppendReq_ProposedMessage) { m.Id.Value = &shared.UUID_String_{String_: large()} },
	}
	for name, fault := range faults {
		t.Run(name, func(t *testing.T) {
			client, _ := raw(t, esdbnode.Options{Append: true})
			call, err := client.BatchAppend(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			before := inUse()
			for range some {
				m := part(correlation(), "s", 0, false, "x")
				fault(m.ProposedMessages[0])
				if err := call.Send(m); err != nil {
					t.Fatal(err)
				}
			}
			if err := call.Send(part(correlation(), "", 0, true)); err != nil {
				t.Fatal(err)
			}
			if _, err := call.Recv(); err != nil { // when all the others were taken
				t.Fatal(err)
			}
			if more := inUse() - before; more > some*size/4 {
				t.Errorf("%d appends are kept in %d bytes", some, more)
			}
		})
	}
}

func inUse() int {
	runtime.GC()
	runtime.GC() // what pools keep goes with the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

// TestBatchNamesCount: the names that a client gives to the appends it has begun are
// within the bound.
func TestBatchNamesCount(t *testing.T) {
	client, _ := raw(t, esdbnode.Options{Append: true})
	call, err := client.BatchAppend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 40 {
		if err := call.Send(part(correlation(), strings.Repeat("s", 1<<20), 0, false)); err != nil {
			break // the node has ended the call
		}
	}
	call.CloseSend()
	if _, err := call.Recv(); status.Code(err) != codes.ResourceExhausted {
		t.Error(err)
	}
}

// TestLargestAppend is what a Store takes at most, in one message.
func TestLargestAppend(t *testing.T) {
	client, store := raw(t, esdbnode.Options{Append: true})
	call, err := client.BatchAppend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := part(correlation(), "s", eventstore.NoStream, true)
	for i := range eventstore.BatchBytesMax / eventstore.EventBytesMax {
		e := event(fmt.Sprint(i))
		e.Data, e.Meta = make([]byte, eventstore.EventBytesMax), nil
		m.ProposedMessages = append(m.ProposedMessages, proposed(e))
	}
	if err := call.Send(m); err != nil {
		t.Fatal(err)
	}
	if answer, err := call.Recv(); err != nil || answered(answer) != "revision 7" {
		t.Fatalf("%v %v", answer, err)
	}
	if head, err := store.Head(t.Context()); err != nil || head == "" {
		t.Errorf("%q %v", head, err)
	}
}

func TestBatchAppendIsRefused(t *testing.T) {
	client, _ := raw(t, esdbnode.Options{})
	call, err := client.BatchAppend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Send(part(correlation(), "s", eventstore.NoStream, true, "x")); err != nil {
		t.Fatal(err)
	}
	m, err := call.Recv()
	if err != nil || answered(m) != "AccessDenied" {
		t.Errorf("%v %v", m, err)
	}
}
