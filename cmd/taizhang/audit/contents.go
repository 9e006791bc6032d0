package audit

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/maphash"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// Contents holds what any store promises against what it gives: positions
// ascend, the revisions of each stream have no gaps, no identity occurs twice, and
// reading each stream gives what the log gave. Every fault is reported. progress,
// if not nil, hears how many records were read.
func Contents(ctx context.Context, log Log, progress func(done uint64)) (Report, error) {
	c := contents{
		auditor: auditor{report: Report{Faults: []Fault{}, Counts: map[string]int64{}}},
		seed:    maphash.MakeSeed(), ids: make(map[uuid.UUID]bool), streams: make(map[string]stream),
	}
	head, err := log.Head(ctx)
	if err != nil {
		return c.report, err
	}
	if head != "" {
		if err := c.follow(ctx, log, head, progress); err != nil {
			return c.report, err
		}
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
	auditor
	seed    maphash.Seed
	ids     map[uuid.UUID]bool
	streams map[string]stream
}

// A stream is how many records it has, and a digest of them in their order.
type stream struct {
	next   eventstore.Revision
	digest uint64
}

func (c *contents) follow(ctx context.Context, log Log, head eventstore.Position, progress func(uint64)) error {
	for batch, err := range log.Follow(ctx, "") {
		if err != nil {
			return fmt.Errorf("read the log after %q: %w", c.last, err)
		}
		for _, r := range upTo(batch, head) {
			c.record(r)
		}
		if progress != nil {
			progress(uint64(c.report.Counts["records"]))
		}
		if batch[len(batch)-1].Position >= head {
			return nil
		}
	}
	return nil
}

func (c *contents) record(r eventstore.Record) {
	c.report.Counts["records"]++
	if r.Position <= c.last {
		c.fault(r.Position, "位置没有递增", "position does not ascend")
	}
	c.last = r.Position
	if c.ids[r.ID] {
		c.fault(r.Position, "事件标识重复："+r.ID.String(), "event ID is repeated: "+r.ID.String())
	}
	c.ids[r.ID] = true
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
