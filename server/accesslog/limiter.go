package accesslog

import (
	"sync"
	"time"
)

// Limits of denials in one second. What is beyond is counted, not left out.
const (
	deniedMax  = 5   // of one source one by one
	deniedsMax = 50  // of all sources one by one
	sourcesMax = 256 // told apart
)

// others stands for the sources beyond those told apart.
const others = "*"

// A limiter says which denials of a second are written one by one.
type limiter struct {
	mu     sync.Mutex // guards all below
	second int64
	seen   map[string]int // denials in the second, by source
	single int            // written one by one in the second
}

// take counts a denial. source is others when there are too many to tell apart.
func (l *limiter) take(from string, now time.Time) (source string, single bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := now.Unix(); s != l.second {
		l.second, l.single = s, 0
		clear(l.seen)
	}
	n, known := l.seen[from]
	if !known && len(l.seen) == sourcesMax {
		return others, false
	}
	l.seen[from] = n + 1
	if n >= deniedMax || l.single >= deniedsMax {
		return from, false
	}
	l.single++
	return from, true
}
