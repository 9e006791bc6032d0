package esdbnode

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"taizhang/eventstore"
)

// A shelf has records at some places and counts what is taken from it.
type shelf struct {
	places []uint64 // ascending
	data   []byte   // of each record
	taken  int
}

func (s *shelf) between(lo, hi uint64) records {
	return func(yield func(eventstore.Record, error) bool) {
		for _, at := range s.places {
			if at < lo || at > hi {
				continue
			}
			s.taken++
			if !yield(eventstore.Record{Position: position(at), Event: eventstore.Event{Data: s.data}}, nil) {
				return
			}
		}
	}
}

// TestBackwardsIsForwardsTurnedRound on records with any gaps, small and large.
func TestBackwardsIsForwardsTurnedRound(t *testing.T) {
	large := make([]byte, windowBytesMax)
	rapid.Check(t, func(t *rapid.T) {
		bottom := rapid.Uint64Range(0, 2).Draw(t, "bottom")
		s := &shelf{data: large[:rapid.SampledFrom([]int{0, 100, windowBytesMax / 3}).Draw(t, "bytes")]}
		next := bottom
		for range rapid.IntRange(0, 60).Draw(t, "records") {
			next += rapid.SampledFrom([]uint64{0, 1, 1, 7, 5000, 1 << 40}).Draw(t, "gap")
			s.places = append(s.places, next)
			next++
		}
		top := next + rapid.Uint64Range(0, 10000).Draw(t, "empty")
		wanted := rapid.Uint64Range(1, 100).Draw(t, "wanted")
		var got []eventstore.Position
		for r, err := range backwards(bottom, top, wanted, s.between) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, r.Position)
		}
		var want []eventstore.Position
		for _, at := range slices.Backward(s.places) {
			want = append(want, position(at))
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

// TestTheLastRecordIsCheap: who wants the last records of a dense log takes no
// others.
func TestTheLastRecordIsCheap(t *testing.T) {
	s := &shelf{}
	for at := range uint64(100_000) {
		s.places = append(s.places, at+1)
	}
	for _, wanted := range []int{1, 10, 1000} {
		s.taken = 0
		left := wanted
		for range backwards(1, 100_000, uint64(wanted), s.between) {
			if left--; left == 0 {
				break
			}
		}
		if s.taken != wanted {
			t.Errorf("%d wanted, %d read", wanted, s.taken)
		}
	}
}

// TestWindowsHoldLittle: a window of large records is given up when it holds too
// much, before it is turned round.
func TestWindowsHoldLittle(t *testing.T) {
	s := &shelf{data: make([]byte, windowBytesMax/4)}
	for at := range uint64(100) {
		s.places = append(s.places, at)
	}
	window, complete, err := gather(s.between(0, 99))
	if err != nil || complete || window != nil || s.taken > 5 {
		t.Errorf("%d records held, %d taken, complete %t: %v", len(window), s.taken, complete, err)
	}
}
