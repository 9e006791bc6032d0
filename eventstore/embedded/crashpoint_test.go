package embedded

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// crashOptions make a short run begin new logs, flush and compact.
var crashOptions = Options{CacheBytes: 4 << 20, memTableBytes: 64 << 10}

// A crashRun is one life of a store in which the process is killed, or the power
// cut, at every operation on the disk. The disk is copied at the operation as
// the crash would leave it, and the store is opened there; then the life goes on.
type crashRun struct {
	t     *testing.T
	rng   *rand.Rand
	disk  *vfs.MemFS
	acked acks
	told  []ack // before the present operation
	put   func(context.Context, *Store, []part, func(ack)) error
	audit func(context.Context, *Store, []ack) (records int, err error)

	thin int // of the writes and syncs only every so many are tried

	kills, cuts, torn, nested int
	kinds                     map[string]int // points by operation
	first                     error          // the first violation
}

// putAcked appends and acknowledges, in this order.
func putAcked(ctx context.Context, s *Store, parts []part, acked func(ack)) error {
	k, err := put(ctx, s, parts)
	if err == nil {
		acked(k)
	}
	return err
}

func auditAll(ctx context.Context, s *Store, told []ack) (int, error) {
	a := newAuditor()
	err := a.audit(ctx, s, told)
	return a.count, err
}

func newCrashRun(t *testing.T, seed uint64) *crashRun {
	return &crashRun{
		t: t, rng: rand.New(rand.NewPCG(seed, 1)), disk: vfs.NewCrashableMem(),
		put: putAcked, audit: auditAll, kinds: make(map[string]int),
	}
}

// live opens the store twice and appends with several writers.
func (c *crashRun) live(opts Options, writers, appends int) {
	at := &points{before: c.crash}
	opts.FS = pointFS{reusing{c.disk}, at}
	for opening := range 2 {
		s, err := Open("log", opts)
		if err != nil {
			c.t.Fatal(err)
		}
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				next := eventstore.Revision(0)
				for range appends {
					parts := nextParts(fmt.Sprintf("parcel-%d-%d", opening, w), next)
					if err := c.put(c.t.Context(), s, parts, c.acked.add); err != nil {
						c.t.Errorf("append: %v", err)
						return
					}
					next += eventstore.Revision(parts[0].Size)
				}
			})
		}
		wg.Wait()
		if err := s.Close(); err != nil {
			c.t.Error(err)
		}
	}
}

// crash ends the process, and cuts the power, before an operation; at a write
// also after a part of it.
func (c *crashRun) crash(op point) error {
	if !op.changes() || c.first != nil || c.thin > 1 && isCommon(op) && op.n%c.thin != 0 {
		return nil
	}
	c.kinds[op.kind]++
	c.told = c.acked.soFar() // before the disk is looked at: all of it must be there
	c.at(op, "kill", &c.kills, c.killed())
	c.at(op, "power cut", &c.cuts, c.disk.CrashClone(vfs.CrashCloneCfg{}))
	if op.tear != nil && op.size > 1 {
		op.tear(1 + c.rng.IntN(op.size-1))
		c.at(op, "kill in the middle", &c.torn, c.killed())
	}
	if some := c.rng.IntN(100); some < 50 {
		c.at(op, "power cut that keeps a part", &c.cuts, c.disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 1 + some*2, RNG: c.rng}))
	}
	return nil
}

func isCommon(op point) bool { return op.kind == "write" || op.kind == "sync data" }

// killed is the disk as a process leaves it that is killed now: all that was
// written is there.
func (c *crashRun) killed() *vfs.MemFS { return copied(c.t, c.disk) }

func copied(t *testing.T, disk vfs.FS) *vfs.MemFS {
	after := vfs.NewCrashableMem()
	_, err := vfs.Clone(disk, after, "log", "log", vfs.CloneSync)
	root, oerr := after.OpenDir("/")
	if err := errors.Join(err, oerr); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(root.Sync(), root.Close()); err != nil {
		t.Fatal(err)
	}
	return after
}

// at opens the store as a crash left it. One time in four it crashes again while
// it recovers, and once more, three deep: every recovery finds the same.
func (c *crashRun) at(op point, how string, number *int, disk *vfs.MemFS) {
	*number++
	told := c.told
	again := copied(c.t, disk)
	records, ops, err := c.recovered(disk, told, nil)
	for depth := 2; err == nil && depth <= 3 && c.rng.IntN(4) == 0; depth++ {
		c.nested++
		again, err = c.recoveredAgain(again, told, records, ops)
	}
	if err != nil && c.first == nil {
		c.first = fmt.Errorf("%s at operation %d, %s of %s: %w", how, op.n, op.kind, op.path, err)
	}
}

// recoveredAgain lets a recovery crash at an operation, and the next one find
// what the first found. It returns the disk as it was at that moment.
func (c *crashRun) recoveredAgain(disk *vfs.MemFS, told []ack, want, ops int) (*vfs.MemFS, error) {
	crashAt := 1 + c.rng.IntN(ops)
	next := copied(c.t, disk)
	var crashed *vfs.MemFS
	_, _, err := c.recovered(disk, told, func(op point) {
		if crashed == nil && op.n >= crashAt {
			crashed = disk.CrashClone(vfs.CrashCloneCfg{UnsyncedDataPercent: 1 + c.rng.IntN(100), RNG: c.rng})
		}
	})
	if err != nil || crashed == nil {
		return next, err // the last operations of a recovery may change nothing
	}
	next = copied(c.t, crashed)
	records, _, err := c.recovered(crashed, told, nil)
	if err == nil && records != want {
		err = fmt.Errorf("a recovery found %d records, the one after it crashed %d", want, records)
	}
	return next, err
}

// recovered opens a store, audits it and appends to it. It returns how many
// records were found and how many operations the recovery made.
func (c *crashRun) recovered(disk *vfs.MemFS, told []ack, before func(point)) (records, ops int, err error) {
	var open atomic.Bool
	at := &points{before: func(op point) error {
		if before != nil && op.changes() && !open.Load() {
			before(op)
		}
		return nil
	}}
	opts := crashOptions
	opts.FS = pointFS{reusing{disk}, at}
	s, err := Open("log", opts)
	open.Store(true)
	if err != nil {
		return 0, 0, fmt.Errorf("open: %w", err)
	}
	defer s.Close()
	ops = at.count()
	if records, err = c.audit(c.t.Context(), s, told); err != nil {
		return records, ops, err
	}
	k, err := put(c.t.Context(), s, []part{{"after", 0, 2}})
	if err != nil {
		return records, ops, fmt.Errorf("append after the recovery: %w", err)
	}
	_, err = c.audit(c.t.Context(), s, append(told[:len(told):len(told)], k))
	return records, ops, err
}

func (c *crashRun) String() string {
	return fmt.Sprintf("%d kills, %d in the middle of a write, %d power cuts, %d crashes of a recovery at %v; %d appends acknowledged",
		c.kills, c.torn, c.cuts, c.nested, c.kinds, len(c.acked.soFar()))
}

// TestKillAtEveryPoint crashes a store at every write, sync, creation, renaming
// and removal of a life with flushes and compactions. Without TAIZHANG_KILLS it
// tries every seventh of the writes and syncs of the log.
func TestKillAtEveryPoint(t *testing.T) {
	seed := rand.Uint64()
	c := newCrashRun(t, seed)
	if number(t, "TAIZHANG_KILLS", 0) == 0 {
		c.thin = 7
	}
	c.live(crashOptions, 3, 40)
	t.Logf("seed %d: %v", seed, c)
	if c.first != nil {
		t.Fatalf("seed %d: violation: %v", seed, c.first)
	}
	if c.kinds["create"] == 0 || c.kinds["remove"] == 0 || c.kinds["rename"]+c.kinds["reuse"] == 0 {
		t.Errorf("the life had no flush or no new log: %v", c.kinds)
	}
}

// TestKillAtEveryPointControl: stores that are wrong in one way each are caught.
func TestKillAtEveryPointControl(t *testing.T) {
	for name, wrong := range map[string]func(*crashRun, *Options){
		"does not wait for the disk": func(_ *crashRun, o *Options) { o.noSync = true },
		"acknowledges before it writes": func(c *crashRun, _ *Options) {
			c.put = func(ctx context.Context, s *Store, parts []part, acked func(ack)) error {
				acked(ack{parts, "early"})
				_, err := put(ctx, s, parts)
				return err
			}
			c.audit = func(ctx context.Context, s *Store, told []ack) (int, error) {
				return 0, missing(ctx, s, told)
			}
		},
		"commits stream by stream": func(c *crashRun, _ *Options) {
			c.put = func(ctx context.Context, s *Store, parts []part, acked func(ack)) error {
				k, err := putAs(ctx, s, parts, streamByStream)
				if err == nil {
					acked(k)
				}
				return err
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, opts := newCrashRun(t, 1), crashOptions
			wrong(c, &opts)
			c.live(opts, 3, 20)
			t.Logf("%v; caught: %v", c, c.first)
			if c.first == nil {
				t.Error("was not caught")
			}
		})
	}
}

// TestManifestBeforeMarker: a manifest has a durable name before the marker that
// names it is created, so that no power cut leaves the one without the other.
func TestManifestBeforeMarker(t *testing.T) {
	disk := vfs.NewCrashableMem()
	markers := 0
	at := &points{before: func(op point) error {
		_, manifest, found := strings.Cut(op.path, "marker.manifest.")
		if op.kind != "create" || !found {
			return nil
		}
		markers++
		_, manifest, _ = strings.Cut(manifest, ".")
		if _, err := disk.CrashClone(vfs.CrashCloneCfg{}).Stat("log/" + manifest); err != nil {
			t.Errorf("the marker of %s is created and a power cut may lose it: %v", manifest, err)
		}
		return nil
	}}
	for range 3 {
		s := mustOpen(t, "log", Options{FS: pointFS{reusing{disk}, at}})
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if markers < 3 {
		t.Errorf("%d markers were created", markers)
	}
}
