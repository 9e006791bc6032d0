package accesslog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A Fault is one thing of the log that is not as it must be.
type Fault struct {
	Where  string // position
	ZH, EN string
}

// Verify reads every entry up to the present end and returns how many there are and
// all faults. The store checks its checksums as it reads.
func (l *Log) Verify(ctx context.Context) (entries int64, faults []Fault, err error) {
	head, err := l.store.Head(ctx)
	if err != nil || head == "" {
		return 0, nil, err
	}
	next := make(map[string]eventstore.Revision)
	for batch, err := range l.store.Follow(ctx, "") {
		if errors.Is(err, eventstore.ErrDamaged) {
			return entries, append(faults, Fault{"access", "访问记录的存储损坏：" + err.Error(), "the store of the access log is damaged: " + err.Error()}), nil
		}
		if err != nil {
			return entries, faults, err
		}
		for _, rec := range batch {
			entries++
			if rec.Revision != next[rec.Stream] {
				faults = append(faults, Fault{"access " + string(rec.Position), "访问记录不连续", "the entries of the day have a gap"})
			}
			next[rec.Stream] = rec.Revision + 1
			if why := fault(rec); why != "" {
				faults = append(faults, Fault{"access " + string(rec.Position), "不是写入时的访问记录", why})
			}
			if rec.Position >= head {
				return entries, faults, nil
			}
		}
	}
	return entries, faults, nil
}

// fault says what is wrong with a record, or nothing.
func fault(rec eventstore.Record) string {
	var e Entry
	if err := json.Unmarshal(rec.Data, &e, json.RejectUnknownMembers(true)); err != nil || rec.Type != eventType {
		return fmt.Sprintf("%s %s is no entry: %v", rec.Stream, rec.Type, err)
	}
	again, err := encode(e)
	if err != nil || !bytes.Equal(again, rec.Data) {
		return "the entry is not canonical"
	}
	if day, ok := strings.CutPrefix(rec.Stream, streamPrefix); !ok || domain.DateOf(e.At) != domain.Date(day) {
		return "the entry is of another day than its stream " + rec.Stream
	}
	return ""
}
