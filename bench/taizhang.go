package main

import (
	"context"
	"errors"

	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
)

// ours is the embedded store as taizhang opens it.
type ours struct{ *embedded.Store }

func openTaizhang(dir string) (engine, error) {
	s, err := embedded.Open(dir, embedded.Options{})
	return ours{s}, err
}

func (o ours) append(ctx context.Context, batches ...batch) error {
	all := make([]eventstore.Batch, len(batches))
	for i, b := range batches {
		all[i] = eventstore.Batch{Stream: b.stream.name, Expect: eventstore.Revision(b.stream.version) - 1, Events: b.events}
	}
	if _, err := o.AppendAll(ctx, all); err != nil {
		if errors.Is(err, eventstore.ErrConflict) {
			return errConflict
		}
		return err
	}
	for _, b := range batches {
		b.stream.version += uint64(len(b.events))
	}
	return nil
}

func (o ours) replay(ctx context.Context, each func(stored)) error {
	head, err := o.Head(ctx)
	if err != nil || head == "" {
		return err
	}
	for records, err := range o.Follow(ctx, "") {
		if err != nil {
			return err
		}
		for i := range records {
			each(stored{records[i].Stream, records[i].Event})
		}
		if records[len(records)-1].Position >= head {
			return nil
		}
	}
	return nil
}

func (o ours) read(ctx context.Context, stream string, each func(stored)) error {
	for r, err := range o.Read(ctx, stream, 0) {
		if err != nil {
			return err
		}
		each(stored{r.Stream, r.Event})
	}
	return nil
}
