package esdbnode_test

import (
	"slices"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// take reads what a subscription says, and closes it.
func take(t *testing.T, n int, sub *esdb.Subscription, err error) (got []string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	for range n {
		got = append(got, next(sub))
	}
	return got
}

func TestSubscribeToAll(t *testing.T) {
	client, store := open(t)
	log := interleaved(t, store, 30)
	positions := positionsOf(t, client)
	tests := []struct {
		name string
		from esdb.AllPosition
		want []string
	}{
		{"from the start", esdb.Start{}, log},
		{"after a position", esdb.Position{Commit: positions[50], Prepare: positions[50]}, log[51:]},
		{"after the last", esdb.Position{Commit: positions[89], Prepare: positions[89]}, nil},
		{"from the end", esdb.End{}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			want := append(slices.Clone(test.want), "caught up")
			sub, err := client.SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{From: test.from})
			if got := take(t, len(want), sub, err); !slices.Equal(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

func TestSubscriptionsGoOn(t *testing.T) {
	client, store := open(t)
	fill(t, store, "a", 2)
	all, err := client.SubscribeToAll(t.Context(), esdb.SubscribeToAllOptions{From: esdb.Start{}})
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	one, err := client.SubscribeToStream(t.Context(), "a", esdb.SubscribeToStreamOptions{From: esdb.Revision(0)})
	if err != nil {
		t.Fatal(err)
	}
	defer one.Close()
	end, err := client.SubscribeToStream(t.Context(), "a", esdb.SubscribeToStreamOptions{From: esdb.End{}})
	if err != nil {
		t.Fatal(err)
	}
	defer end.Close()
	for _, until := range []*esdb.Subscription{all, one, end} {
		for next(until) != "caught up" {
		}
	}
	fill(t, store, "b", 1)
	if _, err := store.Append(t.Context(), "a", 1, event("late")); err != nil {
		t.Fatal(err)
	}
	for name, of := range map[string]struct {
		sub  *esdb.Subscription
		want []string
	}{"$all": {all, []string{"b/0", "a/2"}}, "stream": {one, []string{"a/2"}}, "end of stream": {end, []string{"a/2"}}} {
		for _, want := range of.want {
			if got := next(of.sub); got != want {
				t.Errorf("%s: got %s, want %s", name, got, want)
			}
		}
	}
}

// TestSubscribeToAStreamToCome waits for a stream that is not there yet.
func TestSubscribeToAStreamToCome(t *testing.T) {
	client, store := open(t)
	sub, err := client.SubscribeToStream(t.Context(), "later", esdb.SubscribeToStreamOptions{From: esdb.Start{}})
	if err != nil {
		t.Fatal(err)
	}
	defer sub.Close()
	if got := next(sub); got != "caught up" {
		t.Fatal(got)
	}
	if _, err := store.Append(t.Context(), "later", eventstore.NoStream, event("first")); err != nil {
		t.Fatal(err)
	}
	if got := next(sub); got != "later/0" {
		t.Error(got)
	}
}
