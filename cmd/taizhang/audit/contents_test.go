package audit

import (
	"context"
	"iter"
	"slices"
	"strings"
	"testing"

	"taizhang/eventstore"
)

// split is a log whose streams say something else than its order.
type split struct {
	tampered
	streams tampered
}

func (l split) Read(_ context.Context, name string, _ eventstore.Revision) iter.Seq2[eventstore.Record, error] {
	return func(yield func(eventstore.Record, error) bool) {
		for _, r := range l.streams {
			if r.Stream == name && !yield(r, nil) {
				return
			}
		}
	}
}

// A store that keeps the contract has no faults; each way of breaking it is named.
func TestContents(t *testing.T) {
	store, whole := ledger(t)
	report, err := Contents(t.Context(), store, nil)
	if err != nil || !report.OK || report.Counts["records"] != int64(len(whole)) {
		t.Errorf("report = %+v, %v; want %d records and no fault", report, err, len(whole))
	}
	for _, tt := range []struct {
		name         string
		log, streams func(all []eventstore.Record) []eventstore.Record
		says         string
	}{
		{"a record left out", func(all []eventstore.Record) []eventstore.Record { return slices.Delete(all, 2, 3) }, nil, "revision 2 where 1 follows"},
		{"two swapped", func(all []eventstore.Record) []eventstore.Record { all[2], all[3] = all[3], all[2]; return all }, nil, "does not ascend"},
		{"one doubled", func(all []eventstore.Record) []eventstore.Record { return slices.Insert(all, 3, all[2]) }, nil, "repeated"},
		{"a stream that ends early", nil, func(all []eventstore.Record) []eventstore.Record { return all[:len(all)-1] }, "differ"},
		{"other bytes in a stream", nil, func(all []eventstore.Record) []eventstore.Record { all[4].Data = []byte("{}"); return all }, "differ"},
		{"a stream that goes on", func(all []eventstore.Record) []eventstore.Record { return slices.Delete(all, 3, 4) }, nil, "differ"},
	} {
		l := split{tampered(slices.Clone(whole)), tampered(slices.Clone(whole))}
		if tt.log != nil {
			l.tampered = tt.log(l.tampered)
		}
		if tt.streams != nil {
			l.streams = tt.streams(l.streams)
		}
		report, err := Contents(t.Context(), l, nil)
		said := ""
		for _, f := range report.Faults {
			said += f.EN + "\n"
		}
		if err != nil || report.OK || !strings.Contains(said, tt.says) {
			t.Errorf("%s: %v, faults %q, want one that says %q", tt.name, err, said, tt.says)
		}
	}
}
