package audit

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"

	"taizhang/eventstore"
)

// Contents holds what any store promises against what it gives: positions
// ascend, the revisions of each stream have no gaps, no identity occurs twice, and
// reading each stream gives what the log gave. Every fault is reported. progress,
// if not nil, hears how many records were read.
func Contents(ctx context.Context, log Log, progress func(done uint64)) (Report, error) {
	c := contents{reading: newReading(), seed: maphash.MakeSeed(), streams: make(map[string]stream)}
	head, err := log.Head(ctx)
	if err != nil {
		return c.report, err
	}
	err = c.follow(ctx, log, head, func(batch []eventstore.Record) error {
		for _, r := range batch {
			c.record(r)
		}
		if progress != nil {
			progress(uint64(c.report.Counts["records"]))
		}
		return nil
	})
	if err != nil {
		return c.report, err
	}
	for name, want := range c.streams {
		if err := c.compare(ctx, log, name, want); err != nil {
			return c.report, err
		}
	}
	c.report.Counts["streams"] = int64(len(c.streams))
	c.report.OK = len(c.report.Faults) == 0
	return c.report, nil
}

// contents is what the log has shown so far.
type contents struct {
	reading
	seed    maphash.Seed
	streams map[string]stream
}

// A stream is how many records it has, and a digest of them in their order.
type stream struct {
	next   eventstore.Revision
	digest uint64
}

func (c *contents) record(r eventstore.Record) {
	c.see(r)
	s := c.streams[r.Stream]
	if r.Revision != s.next {
		c.fault(r.Position, fmt.Sprintf("流 %s 缺第 %d 号，现为 %d", r.Stream, s.next, r.Revision), fmt.Sprintf("%s: revision %d where %d follows", r.Stream, r.Revision, s.next))
	}
	c.streams[r.Stream] = stream{r.Revision + 1, c.add(s.digest, r)}
}

// add extends the digest of a stream by a record.
func (c *contents) add(digest uint64, r eventstore.Record) uint64 {
	var h maphash.Hash
	h.SetSeed(c.seed)
	for _, part := range [][]byte{[]byte(r.Position), []byte(r.Stream), []byte(r.Type), r.ID[:], r.Data, r.Meta} {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
		h.Write(part)
	}
	h.Write(binary.BigEndian.AppendUint64(nil, uint64(r.Revision)))
	h.Write(binary.BigEndian.AppendUint64(nil, digest))
	return h.Sum64()
}

// compare reads one stream as far as the log had it.
func (c *contents) compare(ctx context.Context, log Log, name string, want stream) error {
	got := stream{}
	for r, err := range log.Read(ctx, name, 0) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			c.fault(name, "无法读取："+err.Error(), "cannot be read: "+err.Error())
			return nil
		}
		if r.Position > c.last {
			break // appended since
		}
		got = stream{r.Revision + 1, c.add(got.digest, r)}
	}
	if got != want {
		c.fault(name, "逐流读取与总日志不符", "the stream and the log differ")
	}
	return nil
}
