package esdbnode_test

import (
	"errors"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

// wire is an event as a client gives it.
func wire(name string) esdb.EventData {
	e := event(name)
	return esdb.EventData{EventID: e.ID, EventType: e.Type, ContentType: esdb.ContentTypeJson, Data: e.Data, Metadata: e.Meta}
}

func TestAppend(t *testing.T) {
	client, _ := open(t)
	// The steps run on one stream, one after the other.
	steps := []struct {
		name   string
		expect esdb.ExpectedRevision
		events []string
		want   uint64         // the revision afterwards
		code   esdb.ErrorCode // or the error
	}{
		{"revision of no stream", esdb.Revision(0), []string{"x"}, 0, esdb.ErrorCodeWrongExpectedVersion},
		{"stream exists, of none", esdb.StreamExists{}, []string{"x"}, 0, esdb.ErrorCodeWrongExpectedVersion},
		{"no stream", esdb.NoStream{}, []string{"0", "1"}, 1, 0},
		{"no stream again, the same events", esdb.NoStream{}, []string{"0", "1"}, 1, 0},
		{"no stream again, another event", esdb.NoStream{}, []string{"x"}, 0, esdb.ErrorCodeWrongExpectedVersion},
		{"exact revision", esdb.Revision(1), []string{"2"}, 2, 0},
		{"the same again", esdb.Revision(1), []string{"2"}, 2, 0},
		{"an earlier one again", esdb.Revision(0), []string{"1"}, 1, 0},
		{"too early", esdb.Revision(1), []string{"x"}, 0, esdb.ErrorCodeWrongExpectedVersion},
		{"too late", esdb.Revision(3), []string{"x"}, 0, esdb.ErrorCodeWrongExpectedVersion},
		{"any", esdb.Any{}, []string{"3"}, 3, 0},
		{"stream exists", esdb.StreamExists{}, []string{"4"}, 4, 0},
	}
	for _, step := range steps {
		var events []esdb.EventData
		for _, name := range step.events {
			events = append(events, wire(name))
		}
		result, err := client.AppendToStream(t.Context(), "s", esdb.AppendToStreamOptions{ExpectedRevision: step.expect}, events...)
		if step.code != 0 {
			if e, ok := esdb.FromError(err); ok || e.Code() != step.code {
				t.Errorf("%s: got %v, want code %d", step.name, err, step.code)
			}
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if result.NextExpectedVersion != step.want || result.CommitPosition == 0 {
			t.Errorf("%s: got %+v, want revision %d", step.name, result, step.want)
		}
	}
	read, err := client.ReadStream(t.Context(), "s", esdb.ReadStreamOptions{}, 100)
	if got := names(t, read, err); len(got) != 5 {
		t.Errorf("the stream has %v, want 5 events", got)
	}
}

// TestReadOnly is the node as serve opens it.
func TestReadOnly(t *testing.T) {
	store := memory.New()
	defer store.Close()
	client := connect(t, "esdb://"+serve(t, store, esdbnode.Options{})+"?tls=false")
	_, err := client.AppendToStream(t.Context(), "s", esdb.AppendToStreamOptions{ExpectedRevision: esdb.NoStream{}}, wire("0"))
	if e, _ := esdb.FromError(err); e.Code() != esdb.ErrorCodeAccessDenied {
		t.Errorf("append: %v", err)
	}
	if head, err := store.Head(t.Context()); head != "" || err != nil {
		t.Errorf("the log has something: %q %v", head, err)
	}
}

func TestNothingIsDeleted(t *testing.T) {
	client, store := open(t)
	fill(t, store, "s", 1)
	_, deleted := client.DeleteStream(t.Context(), "s", esdb.DeleteStreamOptions{ExpectedRevision: esdb.Revision(0)})
	_, buried := client.TombstoneStream(t.Context(), "s", esdb.TombstoneStreamOptions{ExpectedRevision: esdb.Revision(0)})
	var meta esdb.StreamMetadata
	meta.SetMaxCount(1)
	_, forgetful := client.SetStreamMetadata(t.Context(), "s", esdb.AppendToStreamOptions{}, meta)
	for name, err := range map[string]error{"delete": deleted, "tombstone": buried, "metadata": forgetful} {
		if e, ok := errors.AsType[*esdb.Error](err); !ok || e.Code() != esdb.ErrorCodeAccessDenied {
			t.Errorf("%s: %v", name, err)
		}
	}
	var records []eventstore.Record
	for r, err := range store.Read(t.Context(), "s", 0) {
		if err != nil {
			t.Fatal(err)
		}
		records = append(records, r)
	}
	if len(records) != 1 {
		t.Errorf("the stream has %d records", len(records))
	}
}
