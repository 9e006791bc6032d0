package accesslog

import (
	"sync"
	"time"

	"taizhang/domain"
)

// Limits of denials. What is beyond is counted, not left out: at some 300 bytes an
// entry, they take less than 100 MB a day, however many there are.
const (
	deniedMax    = 5       // of one source in a second, one by one
	deniedsMax   = 50      // of all sources in a second, one by one
	sourcesMax   = 256     // told apart in a second
	deniedDayMax = 100_000 // one by one in a day, and sources told apart, together
)

// others stands for the sources beyond those told apart.
const others = "*"

// A limiter says which denials are written one by one.
type limiter struct {
	mu     sync.Mutex // guards all below
	second int64
	seen   map[string]int // denials in the second, by source
	single int            // written one by one in the second
	day    domain.Date
	spent  int // of deniedDayMax
}

func newLimiter() limiter { return limiter{seen: make(map[string]int)} }

// take counts a denial and says whether its source is told apart and whether it is
// written by itself.
func (l *limiter) take(from string, now time.Time) (apart, single bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.turn(now)
	n, known := l.seen[from]
	if !known && (len(l.seen) == sourcesMax || l.spent >= deniedDayMax) {
		return false, false
	}
	if !known {
		l.spent++
	}
	l.seen[from] = n + 1
	if n >= deniedMax || l.single >= deniedsMax || l.spent >= deniedDayMax {
		return true, false
	}
	l.single++
	l.spent++
	return true, true
}

// turn begins a new second, and a new day. It requires mu.
func (l *limiter) turn(now time.Time) {
	if s := now.Unix(); s != l.second {
		l.second, l.single = s, 0
		clear(l.seen)
	}
	if day := domain.DateOf(now); day != l.day {
		l.day, l.spent = day, 0
	}
}
