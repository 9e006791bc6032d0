package esdb

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// A willing store serves the streams named meta-… as the metadata of others, as a
// server does that somebody told to forget.
type willing struct{ eventstore.Store }

func (w willing) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for batch, err := range w.Store.Follow(ctx, after) {
			for i, r := range batch {
				if name, is := strings.CutPrefix(r.Stream, "meta-"); is {
					batch[i].Stream, batch[i].Type = metaPrefix+name, "$metadata"
				}
			}
			if !yield(batch, err) {
				return
			}
		}
	}
}

func tell(t *testing.T, s eventstore.Store, stream string, revision eventstore.Revision, metadata string) {
	t.Helper()
	e := event(stream + metadata)
	e.Data = []byte(metadata)
	if _, err := s.Append(t.Context(), "meta-"+stream, revision-1, e); err != nil {
		t.Fatal(err)
	}
}

// Metadata that would make the server forget are found at once and at every later
// look; an alarm is raised for each, and it ends when they are taken back.
func TestForgetting(t *testing.T) {
	m := memory.New()
	defer m.Close()
	fill(t, m, "parcel-1", 3)
	tell(t, m, "parcel-1", 0, `{"$maxAge":3600}`)
	tell(t, m, "parcel-2", 0, `{"$acl":{"$r":"clerks"},"own":1}`)
	tell(t, m, "parcel-3", 0, `{"$maxCount":5,"$tb":9223372036854775807}`)
	tell(t, m, "parcel-4", 0, `not JSON`)
	tell(t, m, "$stats", 0, `{"$maxAge":3600}`)
	alarms, hourly := make(chan Forgetting, 10), make(chan time.Time)
	s := rigOver(t, willing{m}).start().open(Options{Alarm: func(f Forgetting) { alarms <- f }, Watch: hourly})
	first := []Forgetting{{"parcel-1", "$maxAge=3600"}, {"parcel-3", "$maxCount=5 $tb=9223372036854775807"}, {"parcel-4", `unreadable: "not JSON"`}}
	for _, want := range first {
		if got := <-alarms; got != want {
			t.Errorf("alarm %v, want %v", got, want)
		}
	}
	hourly <- time.Time{} // the first look has ended
	if got := s.Forgetting(); !slices.Equal(got, first) {
		t.Errorf("forgetting %v, want %v", got, first)
	}
	tell(t, m, "parcel-1", 1, `{}`)
	tell(t, m, "parcel-5", 0, `{"$tb":2}`)
	hourly <- time.Time{}
	if got, want := <-alarms, (Forgetting{"parcel-5", "$tb=2"}); got != want {
		t.Errorf("alarm %v, want %v", got, want)
	}
	hourly <- time.Time{}
	if got := s.Forgetting(); len(got) != 3 || got[2].Stream != "parcel-5" {
		t.Errorf("forgetting %v", got)
	}
	if len(alarms) > 0 {
		t.Errorf("one alarm too many: %v", <-alarms)
	}
}

// A stream that was deleted softly reads as damaged once that is known, not as one that
// never was.
func TestSoftDeleted(t *testing.T) {
	m := memory.New()
	defer m.Close()
	tell(t, m, "parcel-1", 0, `{"$tb":9223372036854775807}`)
	hourly := make(chan time.Time)
	s := rigOver(t, willing{m}).start().open(Options{Watch: hourly})
	hourly <- time.Time{}
	for _, err := range s.Read(t.Context(), "parcel-1", 0) {
		if err == nil || !strings.Contains(err.Error(), "$tb") {
			t.Errorf("got %v", err)
		}
		return
	}
	t.Error("a stream that was deleted reads as one that never was")
}
