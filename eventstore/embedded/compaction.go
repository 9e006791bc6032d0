package embedded

import (
	"sync/atomic"

	"github.com/cockroachdb/pebble/v2"
)

// A scheduler lets no compaction begin before the store is open. Pebble does not
// wait for the compactions of an opening that fails: it takes their files away,
// and the process ends with a stack trace instead of the reason.
type scheduler struct {
	pebble.CompactionScheduler
	isOpen *atomic.Bool
}

// newScheduler grants at the end of a flush and of a compaction, never by the
// clock, which one compaction at a time does not need.
func newScheduler(isOpen *atomic.Bool) scheduler {
	return scheduler{pebble.NewConcurrencyLimitSchedulerWithNoPeriodicGrantingForTest(), isOpen}
}

// Register implements [pebble.CompactionScheduler].
func (s scheduler) Register(goroutines int, db pebble.DBForCompaction) {
	s.CompactionScheduler.Register(goroutines, gated{db, s.isOpen})
}

type gated struct {
	pebble.DBForCompaction
	isOpen *atomic.Bool
}

// GetAllowedWithoutPermission implements [pebble.DBForCompaction].
func (g gated) GetAllowedWithoutPermission() int {
	if !g.isOpen.Load() {
		return 0
	}
	return g.DBForCompaction.GetAllowedWithoutPermission()
}
