package esdb

import (
	"context"
	"fmt"
	"iter"
	"math"
	"strings"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// systemPrefix begins the names of the server's own streams.
const systemPrefix = "$"

// Read implements [eventstore.Store].
func (s *Store) Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		if err := s.read(ctx, stream, max(from, 0), yield); err != nil {
			yield(eventstore.Record{}, fmt.Errorf("read %s: %w", stream, err))
		}
	}
}

// read yields records until the end that the stream had when the first page came.
func (s *Store) read(ctx context.Context, stream string, next eventstore.Revision, yield func(eventstore.Record, error) bool) error {
	last := eventstore.NoStream
	for {
		records, end, err := s.streamPage(ctx, stream, next, pageRecordsMax)
		switch {
		case err != nil:
			return err
		case end && last == eventstore.NoStream:
			last = math.MaxInt64
		case last == eventstore.NoStream:
			if last, err = s.lastRevision(ctx, stream); err != nil {
				return err
			}
		}
		for _, r := range records {
			if r.Revision > last || !yield(r, nil) {
				return nil
			}
		}
		next += eventstore.Revision(len(records))
		switch {
		case next > last, end && last == math.MaxInt64:
			return nil
		case end:
			return fmt.Errorf("stream %s: revision %d was there when the reading began, and is not any more: %w", stream, last, eventstore.ErrDamaged)
		}
	}
}

// streamPage reads at most n records of a stream, which must begin with the
// revision asked for and have no holes. Nothing of it is there when the stream
// ends earlier.
func (s *Store) streamPage(ctx context.Context, stream string, from eventstore.Revision, n int) (records []eventstore.Record, end bool, err error) {
	p, err := s.askStream(ctx, stream, client.Forwards, client.StreamRevision{Value: uint64(from)}, n)
	if err != nil {
		return nil, false, err
	}
	if what, forgets := s.watch.forgets(stream); forgets && len(p.events) == 0 {
		return nil, false, fmt.Errorf("stream %s: the server was told to forget it (%s): %w", stream, what, eventstore.ErrDamaged)
	}
	if from == 0 && len(p.events) == 0 && !p.missing {
		return nil, false, fmt.Errorf("stream %s is there, and revision 0 of it is not: %w", stream, eventstore.ErrDamaged)
	}
	for i, e := range p.events {
		r, err := record(e)
		if err != nil {
			return nil, false, err
		}
		if want := from + eventstore.Revision(i); r.Stream != stream || r.Revision != want {
			return nil, false, fmt.Errorf("stream %s: revision %d is not there, the server gives revision %d of %s: truncated, scavenged or out of order: %w",
				stream, want, r.Revision, r.Stream, eventstore.ErrDamaged)
		}
		records = append(records, r)
	}
	return records, p.end, nil
}

func (s *Store) lastRevision(ctx context.Context, stream string) (eventstore.Revision, error) {
	p, err := s.askStream(ctx, stream, client.Backwards, client.End{}, 1)
	if err != nil {
		return 0, err
	}
	if len(p.events) == 0 {
		return 0, fmt.Errorf("stream %s went away while it was read: %w", stream, eventstore.ErrDamaged)
	}
	r, err := record(p.events[0])
	return r.Revision, err
}

// Head implements [eventstore.Store]: the last record that is not the server's own.
func (s *Store) Head(ctx context.Context) (eventstore.Position, error) {
	if err := s.lost.get(); err != nil {
		return "", fmt.Errorf("head: %w", err)
	}
	head, err := s.head(ctx)
	if err != nil {
		return "", fmt.Errorf("head: %w", err)
	}
	return head, nil
}

func (s *Store) head(ctx context.Context) (eventstore.Position, error) {
	from, n := client.AllPosition(client.End{}), 1
	for {
		p, err := s.askAll(ctx, client.Backwards, from, n)
		if err != nil {
			return "", err
		}
		for _, e := range p.events {
			from = e.Position
			if !strings.HasPrefix(e.StreamID, systemPrefix) {
				r, err := record(e)
				return r.Position, err
			}
		}
		if len(p.events) == 0 {
			return "", nil
		}
		n = min(8*n, pageRecordsMax)
	}
}
