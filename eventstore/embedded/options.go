package embedded

import (
	"log/slog"

	"github.com/cockroachdb/pebble/v2"
	"github.com/cockroachdb/pebble/v2/bloom"
	"github.com/cockroachdb/pebble/v2/vfs"
)

// Options of [Open]. The zero value is a store on disk with the defaults.
type Options struct {
	// FS is where the store lives; nil is the disk. Tests give a file system
	// that crashes, counts or fails.
	FS vfs.FS
	// Logger hears of failures and, at debug level, of Pebble's own work; nil
	// discards them.
	Logger *slog.Logger
	// CacheBytes is the size of the cache of decompressed blocks; 0 means 64 MiB.
	CacheBytes int64
	// ReserveBytes is the free space below which the store refuses appends
	// with eventstore.ErrFull; 0 means 256 MiB.
	ReserveBytes uint64

	// headsMax is how many stream heads stay in memory; 0 means headsDefault.
	headsMax int
	// memTableBytes is the size at which what is in memory is written to a
	// table and the write-ahead log begins a new file; 0 means memTableDefault.
	memTableBytes uint64
	// noSync acknowledges without waiting for the disk. It is the control of
	// the durability tests: a store that is wrong on purpose.
	noSync bool
	// unguarded opens what Pebble accepts: the control of the tests with
	// damaged files.
	unguarded bool
}

const (
	cacheDefault   = 64 << 20
	reserveDefault = 256 << 20
	headsDefault   = 1 << 17 // some 20 MB

	memTableDefault = 32 << 20
	memTablesMax    = 4
)

func (o Options) withDefaults() Options {
	if o.FS == nil {
		o.FS = vfs.Default
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.CacheBytes == 0 {
		o.CacheBytes = cacheDefault
	}
	if o.ReserveBytes == 0 {
		o.ReserveBytes = reserveDefault
	}
	if o.headsMax == 0 {
		o.headsMax = headsDefault
	}
	if o.memTableBytes == 0 {
		o.memTableBytes = memTableDefault
	}
	return o
}

// pebble chooses Pebble's settings; doc.go gives the reasons.
func (o Options) pebble() *pebble.Options {
	p := &pebble.Options{
		FS:                          o.FS,
		FormatMajorVersion:          pebble.FormatTableFormatV6,
		MemTableSize:                o.memTableBytes,
		MemTableStopWritesThreshold: memTablesMax,
		// Pebble takes the memtables out of the cache.
		CacheSize:             o.CacheBytes + memTablesMax*int64(o.memTableBytes),
		L0CompactionThreshold: 4,
		L0StopWritesThreshold: 1000,
		LBaseMaxBytes:         256 << 20,
	}
	p.TargetFileSizes[0] = 8 << 20
	for i := range p.Levels {
		p.Levels[i].BlockSize = 16 << 10
		p.Levels[i].IndexBlockSize = 256 << 10
		p.Levels[i].FilterPolicy = bloom.FilterPolicy(10)
	}
	p.ApplyCompressionSettings(func() pebble.DBCompressionSettings { return pebble.DBCompressionFastest })
	return p
}
