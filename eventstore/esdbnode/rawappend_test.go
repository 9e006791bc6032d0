package esdbnode_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/emptypb"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
)

// message is an event in the form of an append that is no batch append.
func message(e eventstore.Event) *streams.AppendReq_ProposedMessage {
	p := proposed(e)
	return &streams.AppendReq_ProposedMessage{Id: p.Id, Metadata: p.Metadata, Data: p.Data, CustomMetadata: p.CustomMetadata}
}

func one(m *streams.AppendReq_ProposedMessage) *streams.AppendReq {
	return &streams.AppendReq{Content: &streams.AppendReq_ProposedMessage_{ProposedMessage: m}}
}

func options(stream string) *streams.AppendReq_Options {
	return &streams.AppendReq_Options{StreamIdentifier: &shared.StreamIdentifier{StreamName: []byte(stream)}, ExpectedStreamRevision: &streams.AppendReq_Options_NoStream{NoStream: empty()}}
}

func begin(o *streams.AppendReq_Options) *streams.AppendReq {
	return &streams.AppendReq{Content: &streams.AppendReq_Options_{Options: o}}
}

// sent is what an append of these parts is answered.
func sent(t *testing.T, client streams.StreamsClient, parts ...*streams.AppendReq) (*streams.AppendResp, error) {
	t.Helper()
	call, err := client.Append(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range parts {
		if err := call.Send(part); err != nil {
			t.Fatal(err)
		}
	}
	return call.CloseAndRecv()
}

// TestMalformedAppends are refused with the reason, and store nothing.
func TestMalformedAppends(t *testing.T) {
	client, store := raw(t, esdbnode.Options{Append: true})
	nameless, untyped, strange, far, open := message(event("x")), message(event("x")), message(event("x")), options("s"), options("s")
	nameless.Id = nil
	untyped.Metadata = map[string]string{"type": "Tested"}
	strange.Id = &shared.UUID{Value: &shared.UUID_String_{String_: "17"}}
	far.ExpectedStreamRevision = &streams.AppendReq_Options_Revision{Revision: math.MaxUint64}
	open.ExpectedStreamRevision = nil
	good := one(message(event("x")))
	tests := []struct {
		name  string
		parts []*streams.AppendReq
		says  string
	}{
		{"nothing", nil, "without options"},
		{"no options", []*streams.AppendReq{good}, "begins with its options"},
		{"options twice", []*streams.AppendReq{begin(options("s")), begin(options("s")), good}, "options twice"},
		{"no expectation", []*streams.AppendReq{begin(open), good}, "without an expected revision"},
		{"impossible expectation", []*streams.AppendReq{begin(far), good}, "18446744073709551615"},
		{"no events", []*streams.AppendReq{begin(options("s"))}, "0 events"},
		{"no id", []*streams.AppendReq{begin(options("s")), one(nameless)}, "event id"},
		{"strange id", []*streams.AppendReq{begin(options("s")), one(strange)}, `event id "17"`},
		{"no content type", []*streams.AppendReq{begin(options("s")), one(untyped)}, `"content-type" is missing`},
		{"no stream", []*streams.AppendReq{begin(options("")), good}, "stream name"},
		{"system stream", []*streams.AppendReq{begin(options("$s")), good}, "$"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := sent(t, client, test.parts...)
			if status.Code(err) != codes.InvalidArgument || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want InvalidArgument: %s", err, test.says)
			}
		})
	}
	if head, err := store.Head(t.Context()); head != "" || err != nil {
		t.Errorf("the log has something: %q %v", head, err)
	}
}

// TestConflictsOnTheWire: a conflict repeats what was expected and says where the
// stream stands, in both sets of fields.
func TestConflictsOnTheWire(t *testing.T) {
	client, store := raw(t, esdbnode.Options{Append: true})
	fill(t, store, "s", 3)
	at := func(stream string, revision uint64) *streams.AppendReq_Options {
		o := options(stream)
		o.ExpectedStreamRevision = &streams.AppendReq_Options_Revision{Revision: revision}
		return o
	}
	exists := options("none")
	exists.ExpectedStreamRevision = &streams.AppendReq_Options_StreamExists{StreamExists: empty()}
	tests := []struct {
		name string
		o    *streams.AppendReq_Options
		want string
	}{
		{"no stream", options("s"), "no stream expected at 2, before 20.6.1: 2"},
		{"revision", at("s", 7), "7 expected at 2, before 20.6.1: 7 2"},
		{"revision of none", at("none", 7), "7 expected at none, before 20.6.1: 7 none"},
		{"exists", exists, "exists expected at none, before 20.6.1: exists none"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			answer, err := sent(t, client, begin(test.o), one(message(event("x"))))
			if err != nil {
				t.Fatal(err)
			}
			if got := conflictSaid(answer.GetWrongExpectedVersion()); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func conflictSaid(w *streams.AppendResp_WrongExpectedVersion) string {
	var expected, at, before []string
	switch e := w.GetExpectedRevisionOption().(type) {
	case *streams.AppendResp_WrongExpectedVersion_ExpectedNoStream:
		expected = append(expected, "no stream expected")
	case *streams.AppendResp_WrongExpectedVersion_ExpectedStreamExists:
		expected = append(expected, "exists expected")
	case *streams.AppendResp_WrongExpectedVersion_ExpectedRevision:
		expected = append(expected, fmt.Sprint(e.ExpectedRevision, " expected"))
	}
	switch c := w.GetCurrentRevisionOption().(type) {
	case *streams.AppendResp_WrongExpectedVersion_CurrentNoStream:
		at = append(at, "none")
	case *streams.AppendResp_WrongExpectedVersion_CurrentRevision:
		at = append(at, fmt.Sprint(c.CurrentRevision))
	}
	switch e := w.GetExpectedRevisionOption_20_6_0().(type) {
	case *streams.AppendResp_WrongExpectedVersion_StreamExists_20_6_0:
		before = append(before, "exists")
	case *streams.AppendResp_WrongExpectedVersion_ExpectedRevision_20_6_0:
		before = append(before, fmt.Sprint(e.ExpectedRevision_20_6_0))
	}
	switch c := w.GetCurrentRevisionOption_20_6_0().(type) {
	case *streams.AppendResp_WrongExpectedVersion_NoStream_20_6_0:
		before = append(before, "none")
	case *streams.AppendResp_WrongExpectedVersion_CurrentRevision_20_6_0:
		before = append(before, fmt.Sprint(c.CurrentRevision_20_6_0))
	}
	return fmt.Sprintf("%s at %s, before 20.6.1: %s", strings.Join(expected, " "), strings.Join(at, " "), strings.Join(before, " "))
}

// TestBatchConflicts: the same in a batch append's own form.
func TestBatchConflicts(t *testing.T) {
	client, store := raw(t, esdbnode.Options{Append: true})
	fill(t, store, "s", 3)
	call, err := client.BatchAppend(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	exists := part(correlation(), "none", 0, true, "x")
	exists.Options.ExpectedStreamPosition = &streams.BatchAppendReq_Options_StreamExists{StreamExists: &emptypb.Empty{}}
	for _, test := range []struct {
		m        *streams.BatchAppendReq
		current  uint64
		noStream bool
		expected string
	}{
		{part(correlation(), "s", eventstore.NoStream, true, "x"), 2, false, "*shared.WrongExpectedVersion_ExpectedNoStream"},
		{part(correlation(), "s", 7, true, "x"), 2, false, "*shared.WrongExpectedVersion_ExpectedStreamPosition"},
		{exists, 0, true, "*shared.WrongExpectedVersion_ExpectedStreamExists"},
	} {
		if err := call.Send(test.m); err != nil {
			t.Fatal(err)
		}
		answer, err := call.Recv()
		if err != nil {
			t.Fatal(err)
		}
		wrong, ok := status.FromProto(answer.GetError()).Details()[0].(*shared.WrongExpectedVersion)
		expected := fmt.Sprintf("%T", wrong.GetExpectedStreamPositionOption())
		if !ok || wrong.GetCurrentStreamRevision() != test.current || (wrong.GetCurrentNoStream() != nil) != test.noStream || expected != test.expected {
			t.Errorf("%v, want %s at %d", answer, test.expected, test.current)
		}
	}
}

// TestContentType: what a client is told to parse can be parsed.
func TestContentType(t *testing.T) {
	client, store := raw(t, esdbnode.Options{})
	for i, data := range []string{`{"a":1}`, "\x00\xff", "", `{"a":1`} {
		e := event(fmt.Sprint(i))
		e.Data = []byte(data)
		if _, err := store.Append(t.Context(), "s", eventstore.Revision(i-1), e); err != nil {
			t.Fatal(err)
		}
	}
	call, err := client.Read(t.Context(), &streams.ReadReq{Options: wholeLog()})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"application/json", "application/octet-stream", "application/octet-stream", "application/octet-stream"} {
		m, err := call.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if got := m.GetEvent().GetEvent().GetMetadata()["content-type"]; got != want {
			t.Errorf("%q: got %s, want %s", m.GetEvent().GetEvent().GetData(), got, want)
		}
	}
}
