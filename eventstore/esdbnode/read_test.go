package esdbnode_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// interleaved fills three streams in turn and returns the names in log order.
func interleaved(t *testing.T, store eventstore.Store, rounds int) (log []string) {
	t.Helper()
	for i := range rounds {
		for _, stream := range []string{"a", "b", "c"} {
			name := fmt.Sprintf("%s/%d", stream, i)
			if _, err := store.Append(t.Context(), stream, eventstore.Revision(i)-1, event(name)); err != nil {
				t.Fatal(err)
			}
			log = append(log, name)
		}
	}
	return log
}

func TestReadAll(t *testing.T) {
	client, store := open(t)
	log := interleaved(t, store, 40)
	back := slices.Clone(log)
	slices.Reverse(back)
	positions := positionsOf(t, client)
	at := func(i int) esdb.Position { return esdb.Position{Commit: positions[i], Prepare: positions[i]} }

	tests := []struct {
		name  string
		o     esdb.ReadAllOptions
		count uint64
		want  []string
	}{
		{"forwards", esdb.ReadAllOptions{From: esdb.Start{}}, 1000, log},
		{"forwards, some", esdb.ReadAllOptions{From: esdb.Start{}}, 7, log[:7]},
		{"forwards with the record at the position", esdb.ReadAllOptions{From: at(50)}, 3, log[50:53]},
		{"forwards from the end", esdb.ReadAllOptions{From: esdb.End{}}, 3, nil},
		{"forwards from after the end", esdb.ReadAllOptions{From: esdb.Position{Commit: 1 << 60}}, 3, nil},
		{"backwards", esdb.ReadAllOptions{From: esdb.End{}, Direction: esdb.Backwards}, 1000, back},
		{"the last", esdb.ReadAllOptions{From: esdb.End{}, Direction: esdb.Backwards}, 1, back[:1]},
		{"backwards without the record at the position", esdb.ReadAllOptions{From: at(50), Direction: esdb.Backwards}, 5, back[70:75]},
		{"backwards from between two records", esdb.ReadAllOptions{From: esdb.Position{Commit: positions[50] - 1}, Direction: esdb.Backwards}, 5, back[70:75]},
		{"backwards from the start", esdb.ReadAllOptions{From: esdb.Start{}, Direction: esdb.Backwards}, 5, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			read, err := client.ReadAll(t.Context(), test.o, test.count)
			if got := names(t, read, err); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

func positionsOf(t *testing.T, client *esdb.Client) (positions []uint64) {
	t.Helper()
	read, err := client.ReadAll(t.Context(), esdb.ReadAllOptions{From: esdb.Start{}}, 1<<40)
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	for {
		e, err := read.Recv()
		if err != nil {
			return positions
		}
		positions = append(positions, e.Event.Position.Commit)
	}
}

func TestReadStream(t *testing.T) {
	client, store := open(t)
	fill(t, store, "other", 10)
	const count = 2600 // more than is scanned for the end of a stream
	fill(t, store, "long", count)
	var log []string
	for i := range count {
		log = append(log, fmt.Sprintf("long/%d", i))
	}
	back := slices.Clone(log)
	slices.Reverse(back)

	tests := []struct {
		name  string
		o     esdb.ReadStreamOptions
		count uint64
		want  []string
	}{
		{"forwards", esdb.ReadStreamOptions{From: esdb.Start{}}, 1e6, log},
		{"forwards with the revision given", esdb.ReadStreamOptions{From: esdb.Revision(7)}, 2, log[7:9]},
		{"forwards from the end", esdb.ReadStreamOptions{From: esdb.End{}}, 2, nil},
		{"forwards from after the end", esdb.ReadStreamOptions{From: esdb.Revision(count)}, 2, nil},
		{"backwards", esdb.ReadStreamOptions{From: esdb.End{}, Direction: esdb.Backwards}, 1e6, back},
		{"the last", esdb.ReadStreamOptions{From: esdb.End{}, Direction: esdb.Backwards}, 1, back[:1]},
		{"backwards with the revision given", esdb.ReadStreamOptions{From: esdb.Revision(7), Direction: esdb.Backwards}, 3, back[count-8 : count-5]},
		{"backwards from the first", esdb.ReadStreamOptions{From: esdb.Start{}, Direction: esdb.Backwards}, 3, log[:1]},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			read, err := client.ReadStream(t.Context(), "long", test.o, test.count)
			if got := names(t, read, err); !slices.Equal(got, test.want) {
				t.Errorf("got %d, want %d: %.200v", len(got), len(test.want), got)
			}
		})
	}
}

func TestStreamNotFound(t *testing.T) {
	client, store := open(t)
	fill(t, store, "a", 1)
	for _, stream := range []string{"never", "$$a", "$users"} {
		for _, direction := range []esdb.Direction{esdb.Forwards, esdb.Backwards} {
			read, err := client.ReadStream(t.Context(), stream, esdb.ReadStreamOptions{Direction: direction}, 1)
			if err != nil {
				t.Fatal(err)
			}
			_, err = read.Recv()
			if e, _ := esdb.FromError(err); e.Code() != esdb.ErrorCodeResourceNotFound {
				t.Errorf("%s: %v", stream, err)
			}
			read.Close()
		}
	}
}
