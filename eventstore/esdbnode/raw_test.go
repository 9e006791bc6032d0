package esdbnode_test

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

// dial is for what the client of EventStoreDB cannot say.
func dial(t *testing.T, address string) *grpc.ClientConn {
	t.Helper()
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(17<<20)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

func raw(t *testing.T, o esdbnode.Options) (streams.StreamsClient, *memory.Store) {
	t.Helper()
	store := memory.New()
	t.Cleanup(func() { store.Close() })
	return streams.NewStreamsClient(dial(t, serve(t, store, o))), store
}

func empty() *shared.Empty { return &shared.Empty{} }

func wholeLog() *streams.ReadReq_Options {
	return &streams.ReadReq_Options{
		StreamOption: &streams.ReadReq_Options_All{All: &streams.ReadReq_Options_AllOptions{
			AllOption: &streams.ReadReq_Options_AllOptions_Start{Start: empty()},
		}},
		CountOption: &streams.ReadReq_Options_Count{Count: 1000},
	}
}

// received is everything a read says, in words.
func received(t *testing.T, client streams.StreamsClient, o *streams.ReadReq_Options) (got []string, err error) {
	t.Helper()
	call, err := client.Read(t.Context(), &streams.ReadReq{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	for {
		m, err := call.Recv()
		if err == io.EOF {
			return got, nil
		}
		if err != nil {
			return got, err
		}
		got = append(got, said(m))
	}
}

func said(m *streams.ReadResp) string {
	switch c := m.GetContent().(type) {
	case *streams.ReadResp_Event:
		e := c.Event.GetEvent()
		return fmt.Sprintf("%s/%d", e.GetStreamIdentifier().GetStreamName(), e.GetStreamRevision())
	case *streams.ReadResp_Checkpoint_:
		return fmt.Sprint("checkpoint ", c.Checkpoint.GetCommitPosition()/7) // memory's positions are 7 apart
	case *streams.ReadResp_Confirmation:
		return "confirmed"
	case *streams.ReadResp_CaughtUp_:
		return "caught up"
	default:
		return fmt.Sprintf("%T", c)
	}
}

// byPrefix considers window records before each checkpoint.
func byPrefix(window uint32, prefixes ...string) *streams.ReadReq_Options_Filter {
	return &streams.ReadReq_Options_Filter{Filter: &streams.ReadReq_Options_FilterOptions{
		Filter:                       &streams.ReadReq_Options_FilterOptions_StreamIdentifier{StreamIdentifier: &streams.ReadReq_Options_FilterOptions_Expression{Prefix: prefixes}},
		Window:                       &streams.ReadReq_Options_FilterOptions_Max{Max: window},
		CheckpointIntervalMultiplier: 1,
	}}
}

func byType(regex string) *streams.ReadReq_Options_Filter {
	return &streams.ReadReq_Options_Filter{Filter: &streams.ReadReq_Options_FilterOptions{
		Filter:                       &streams.ReadReq_Options_FilterOptions_EventType{EventType: &streams.ReadReq_Options_FilterOptions_Expression{Regex: regex}},
		Window:                       &streams.ReadReq_Options_FilterOptions_Count{Count: empty()},
		CheckpointIntervalMultiplier: 1,
	}}
}

func TestFilteredReads(t *testing.T) {
	client, store := raw(t, esdbnode.Options{})
	log := interleaved(t, store, 4)
	odd := event("odd")
	odd.Type = "Odd"
	if _, err := store.Append(t.Context(), "a", 3, odd); err != nil {
		t.Fatal(err)
	}
	log = append(log, "a/4")
	in := func(streams ...string) (names []string) {
		for _, name := range log {
			if slices.Contains(streams, name[:1]) {
				names = append(names, name)
			}
		}
		return names
	}
	tests := []struct {
		name   string
		filter *streams.ReadReq_Options_Filter
		want   []string
	}{
		{"prefixes of streams", byPrefix(1, "a", "c"), in("a", "c")},
		{"no such stream", byPrefix(1, "x"), nil},
		{"expression of types", byType("^O.*"), []string{"a/4"}},
		{"expression anywhere", byType("est"), log[:len(log)-1]},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			o := wholeLog()
			o.FilterOption = test.filter
			if got, err := received(t, client, o); err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %v %v, want %v", got, err, test.want)
			}
		})
	}
}

// TestCheckpoints pins what a filtered subscription says between the events:
// a checkpoint after every window, one on going live, none twice.
func TestCheckpoints(t *testing.T) {
	client, store := raw(t, esdbnode.Options{})
	interleaved(t, store, 3)
	o := wholeLog()
	o.CountOption = &streams.ReadReq_Options_Subscription{Subscription: &streams.ReadReq_Options_SubscriptionOptions{}}
	o.FilterOption = byPrefix(4, "b")
	call, err := client.Read(t.Context(), &streams.ReadReq{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	expect := func(want ...string) {
		t.Helper()
		for _, want := range want {
			m, err := call.Recv()
			if err != nil {
				t.Fatal(err)
			}
			if got := said(m); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	}
	expect("confirmed", "b/0", "checkpoint 4", "b/1", "b/2", "checkpoint 8", "checkpoint 9", "caught up")
	fill(t, store, "x", 4)
	expect("checkpoint 13")
	if _, err := store.Append(t.Context(), "b", 2, event("b/3")); err != nil {
		t.Fatal(err)
	}
	expect("b/3")
}

func TestIDsAsStrings(t *testing.T) {
	client, store := raw(t, esdbnode.Options{})
	fill(t, store, "s", 1)
	o := wholeLog()
	o.UuidOption = &streams.ReadReq_Options_UUIDOption{Content: &streams.ReadReq_Options_UUIDOption_String_{String_: empty()}}
	call, err := client.Read(t.Context(), &streams.ReadReq{Options: o})
	if err != nil {
		t.Fatal(err)
	}
	m, err := call.Recv()
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.GetEvent().GetEvent().GetId().GetString_(), event("s/0").ID.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestRefusedReads(t *testing.T) {
	client, store := raw(t, esdbnode.Options{})
	fill(t, store, "s", 1)
	change := func(f func(o *streams.ReadReq_Options)) *streams.ReadReq_Options {
		o := wholeLog()
		f(o)
		return o
	}
	none := byPrefix(0, "s")
	tests := map[string]*streams.ReadReq_Options{
		"no options":        nil,
		"count of 0":        change(func(o *streams.ReadReq_Options) { o.CountOption = nil }),
		"lookaround":        change(func(o *streams.ReadReq_Options) { o.FilterOption = byType("^(?!a)") }),
		"window of 0":       change(func(o *streams.ReadReq_Options) { o.FilterOption = none }),
		"filter of nothing": change(func(o *streams.ReadReq_Options) { o.FilterOption = byPrefix(1) }),
		"filter of a stream": change(func(o *streams.ReadReq_Options) {
			o.StreamOption = &streams.ReadReq_Options_Stream{}
			o.FilterOption = byPrefix(1, "s")
		}),
		"backwards for ever": change(func(o *streams.ReadReq_Options) {
			o.CountOption = &streams.ReadReq_Options_Subscription{}
			o.ReadDirection = streams.ReadReq_Options_Backwards
		}),
		"subscription after the end": change(func(o *streams.ReadReq_Options) {
			o.CountOption = &streams.ReadReq_Options_Subscription{}
			o.GetAll().AllOption = &streams.ReadReq_Options_AllOptions_Position{Position: &streams.ReadReq_Options_Position{CommitPosition: 1 << 50}}
		}),
	}
	for name, o := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := received(t, client, o); status.Code(err) != codes.InvalidArgument {
				t.Errorf("got %v, want InvalidArgument", err)
			}
		})
	}
}

// odd is a store whose positions are its own.
type odd struct{ *memory.Store }

func (odd) Head(context.Context) (eventstore.Position, error) { return "row 17", nil }

// TestUnservableStore is refused at its first use, with the reason.
func TestUnservableStore(t *testing.T) {
	store := memory.New()
	defer store.Close()
	client := streams.NewStreamsClient(dial(t, serve(t, odd{store}, esdbnode.Options{})))
	_, err := received(t, client, wholeLog())
	if status.Code(err) != codes.FailedPrecondition || !strings.Contains(err.Error(), "row 17") {
		t.Error(err)
	}
}

func proposed(e eventstore.Event) *streams.BatchAppendReq_ProposedMessage {
	return &streams.BatchAppendReq_ProposedMessage{
		Id:       &shared.UUID{Value: &shared.UUID_String_{String_: e.ID.String()}},
		Metadata: map[string]string{"type": e.Type, "content-type": "application/json"},
		Data:     e.Data, CustomMetadata: e.Meta,
	}
}

// TestTooLarge is answered in the trailers, after all was received.
func TestTooLarge(t *testing.T) {
	client, _ := raw(t, esdbnode.Options{Append: true, MaxAppendBytes: 100})
	var trailer metadata.MD
	call, err := client.Append(t.Context(), grpc.Trailer(&trailer))
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Send(begin(options("s"))); err != nil {
		t.Fatal(err)
	}
	for i := range 1000 {
		if err := call.Send(one(message(event(fmt.Sprint(i))))); err != nil {
			t.Fatalf("event %d: %v", i, err)
		}
	}
	_, err = call.CloseAndRecv()
	if status.Code(err) != codes.InvalidArgument || !slices.Equal(trailer.Get("maximum-append-size"), []string{"100"}) || !slices.Equal(trailer.Get("exception"), []string{"maximum-append-size-exceeded"}) {
		t.Errorf("%v %v", err, trailer)
	}
}

func correlation() *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_String_{String_: uuid.NewString()}}
}
