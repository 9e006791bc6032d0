package main

import (
	"context"
	"io"

	"github.com/schollz/progressbar/v3"

	"taizhang/cmd/taizhang/audit"
	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
)

// faultsMax is how many faults of one verification are kept and shown; all are
// counted.
const faultsMax = 1000

// verifyStore re-reads the store itself, record by record. The directory's own
// store is read file by file and need not open.
func (p place) verifyStore(ctx context.Context, out io.Writer) (audit.Report, error) {
	connection, err := p.connection()
	if err != nil {
		return audit.Report{}, err
	}
	bar := &storeBar{out: out}
	defer bar.finish()
	if connection == "" {
		return checked(bar.show, func(c embedded.Checker) (uint64, error) {
			return embedded.Verify(ctx, p.store(), embedded.Options{}, c)
		})
	}
	store, err := openExternal(ctx, connection, p.AllowInsecureStore, quietly())
	if err != nil {
		return audit.Report{}, err
	}
	defer store.Close()
	return audit.Contents(ctx, store, func(done uint64) { bar.show(done, 0) })
}

// verifyOpen re-reads a store that is open here.
func verifyOpen(ctx context.Context, store eventstore.Store) (audit.Report, error) {
	if s, ok := store.(*embedded.Store); ok {
		return checked(nil, func(c embedded.Checker) (uint64, error) { return s.Verify(ctx, c) })
	}
	return audit.Contents(ctx, store, nil)
}

// checked makes a report of a verification of the embedded store.
func checked(progress func(done, total uint64), verify func(embedded.Checker) (uint64, error)) (audit.Report, error) {
	r := audit.Report{Faults: []audit.Fault{}, Counts: map[string]int64{}}
	n, err := verify(embedded.Checker{Progress: progress, Fault: func(err error) {
		r.Counts["faults"]++
		if len(r.Faults) < faultsMax {
			r.Faults = append(r.Faults, audit.Fault{Where: "store", ZH: "与写入时不符", EN: "is not what was written: " + err.Error()})
		}
	}})
	r.Counts["stored"] = int64(n)
	r.OK = r.Counts["faults"] == 0
	return r, err
}

// A storeBar shows how far the reading is; the total may be unknown.
type storeBar struct {
	out io.Writer
	bar *progressbar.ProgressBar
}

func (b *storeBar) show(done, total uint64) {
	if b.bar == nil {
		b.bar = newBar(b.out, -1, "核验存储 / verifying the store", false)
		if total > 0 {
			b.bar.ChangeMax64(int64(total))
		}
	}
	b.bar.Set64(int64(done))
}

func (b *storeBar) finish() {
	if b.bar != nil {
		b.bar.Finish()
	}
}
