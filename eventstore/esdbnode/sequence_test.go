package esdbnode_test

import (
	"fmt"
	"testing"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"
)

// TestRepeatedAppends are the cases by which the makers of EventStoreDB test what a
// repeated append is, in their notation: 2e1 is event 2 appended when the stream is
// expected at revision 1, m1 is minus one, so no stream, S and E enclose one append.
// Where a repeat with Any is concerned the node differs, and stores it again: see
// the package's comment.
func TestRepeatedAppends(t *testing.T) {
	const conflict = -1
	tests := []struct {
		notation string
		stored   int // events appended at first
		again    esdb.ExpectedRevision
		from, to int // the events appended again
		want     int // events in the stream afterwards, or conflict
	}{
		{"0em1 1e0 2e1 3e2 4e3 5e4, 0em1", 6, esdb.NoStream{}, 0, 1, 6},
		{"0em1 1e0 2e1 3e2 4e3 5e4, 0e5", 6, esdb.Revision(5), 0, 1, 7},
		{"0em1 1e0 2e1 3e2 4e3 5e4, 0e6", 6, esdb.Revision(6), 0, 1, conflict},
		{"0em1 1e0 2e1 3e2 4e3 5e4, 0e4", 6, esdb.Revision(4), 0, 1, conflict},
		{"0em1, 0e0", 1, esdb.Revision(0), 0, 1, 2},
		{"0em1, 0em1", 1, esdb.NoStream{}, 0, 1, 1},
		{"S 0em1 1em1 E, S 0em1 E", 2, esdb.NoStream{}, 0, 1, 2},
		{"S 0em1 1em1 E, S 1e0 E", 2, esdb.Revision(0), 1, 2, 2},
		{"S 0em1 1em1 E, S 0em1 1em1 2em1 E", 2, esdb.NoStream{}, 0, 3, conflict},
		{"0em1 1e0 2e1 3e2 4e3 5e4, 0any (differs)", 6, esdb.Any{}, 0, 1, 7},
		{"0em1, 0any (differs)", 1, esdb.Any{}, 0, 1, 2},
		{"0em1 1e0 2e1, 1any (differs)", 3, esdb.Any{}, 1, 2, 4},
		{"S 0em1 1em1 E, S 0any E (differs)", 2, esdb.Any{}, 0, 1, 3},
		{"S 0em1 1em1 E, S 1any E (differs)", 2, esdb.Any{}, 1, 2, 3},
	}
	client, _ := open(t)
	for i, test := range tests {
		t.Run(test.notation, func(t *testing.T) {
			stream := fmt.Sprint("s", i)
			store := func(expect esdb.ExpectedRevision, from, to int) error {
				var events []esdb.EventData
				for n := range to - from {
					events = append(events, wire(fmt.Sprint(stream, "/", from+n)))
				}
				_, err := client.AppendToStream(t.Context(), stream, esdb.AppendToStreamOptions{ExpectedRevision: expect}, events...)
				return err
			}
			if err := store(esdb.NoStream{}, 0, test.stored); err != nil {
				t.Fatal(err)
			}
			err := store(test.again, test.from, test.to)
			if e, _ := esdb.FromError(err); test.want == conflict {
				if err == nil || e.Code() != esdb.ErrorCodeWrongExpectedVersion {
					t.Errorf("got %v, want a conflict", err)
				}
				return
			}
			read, readErr := client.ReadStream(t.Context(), stream, esdb.ReadStreamOptions{}, 100)
			if got := len(names(t, read, readErr)); err != nil || got != test.want {
				t.Errorf("%d events, %v; want %d", got, err, test.want)
			}
		})
	}
}
