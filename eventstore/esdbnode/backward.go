package esdbnode

import (
	"context"
	"slices"

	"taizhang/eventstore"
)

// A Store reads forwards only, so a read backwards takes windows from the end,
// each read forwards and turned round. Their size follows what they hold: sparse
// positions and small records make it grow, large records make it shrink. A window
// in memory never holds more than windowBytesMax and one record.
const (
	windowMax      = 4096
	windowBytesMax = 4 << 20
)

// backwards yields the records at the places top down to bottom, last first.
// between reads those of a window forwards. The first window is as large as what
// is wanted, so that the last record costs no more than itself.
func backwards(bottom, top, wanted uint64, between func(lo, hi uint64) records) records {
	return func(yield func(eventstore.Record, error) bool) {
		size := max(min(wanted, windowMax), 1)
		for hi := top; hi >= bottom; {
			lo := bottom
			if hi-bottom >= size {
				lo = hi - size + 1
			}
			window, complete, err := gather(between(lo, hi))
			if err != nil {
				yield(eventstore.Record{}, err)
				return
			}
			if !complete && lo < hi {
				size = (hi - lo + 1) / 2
				continue
			}
			for _, r := range slices.Backward(window) {
				if !yield(r, nil) {
					return
				}
			}
			if lo == bottom {
				return
			}
			hi, size = lo-1, grown(size, len(window))
		}
	}
}

// grown is the size of the next window after one that held so many records. A
// window mostly of gaps may grow without bound: gaps take no memory.
func grown(size uint64, held int) uint64 {
	if held < windowMax/2 {
		return size * 2
	}
	return size
}

// gather takes all records of a window, or stops early when they are too many
// bytes.
func gather(from records) (window []eventstore.Record, complete bool, err error) {
	bytes := 0
	for r, err := range from {
		if err != nil {
			return nil, false, err
		}
		window = append(window, r)
		if bytes += len(r.Data) + len(r.Meta); bytes > windowBytesMax && len(window) > 1 {
			return nil, false, nil
		}
	}
	return window, true, nil
}

// headScan is how many records streamHead reads through rather than halving on.
const headScan = 512

// streamHead returns the revision of the last record of a stream. A Store does not
// tell it, but tells by a Read of one record whether a revision exists: a short
// stream is read through, a long one is searched.
func (n *Node) streamHead(ctx context.Context, stream string) (eventstore.Revision, error) {
	lo, hi := eventstore.Revision(0), eventstore.Revision(headScan)
	for there := true; there; {
		var err error
		if there, err = n.exists(ctx, stream, hi); err != nil {
			return 0, err
		}
		if there {
			lo, hi = hi, 2*hi
		}
	}
	for hi-lo > headScan {
		middle := lo + (hi-lo)/2
		there, err := n.exists(ctx, stream, middle)
		switch {
		case err != nil:
			return 0, err
		case there:
			lo = middle
		default:
			hi = middle
		}
	}
	head := eventstore.NoStream
	for r, err := range n.store.Read(ctx, stream, lo) {
		if err != nil {
			return 0, err
		}
		head = r.Revision
	}
	return head, nil
}

func (n *Node) exists(ctx context.Context, stream string, at eventstore.Revision) (bool, error) {
	for _, err := range n.store.Read(ctx, stream, at) {
		return err == nil, err
	}
	return false, nil
}
