package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

// An import is commits of importStreams new streams of streamEvents events each.
const (
	streamEvents  = 50
	importStreams = 20
	importEvents  = importStreams * streamEvents
)

// A load is the work that is measured, on one engine.
type load struct {
	engine engine
	corpus corpus
	// grown are the imported streams that single events are appended to, kept
	// those that are read as they were imported.
	grown, kept []*stream
}

// A result is what a piece of work came to.
type result struct {
	Events   int
	Seconds  float64
	P50, P99 float64 // of one call, in ms; 0 where it is the whole
}

func (r result) rate() float64 { return float64(r.Events) / r.Seconds }

// fill imports until the time is over, at most a number of commits. The events
// are made beforehand, one commit at a time, off the clock.
func (l *load) fill(ctx context.Context, limit time.Duration, commits int) (result, error) {
	var spent time.Duration
	var times []time.Duration
	for len(times) < commits && spent < limit {
		batches := l.newLives()
		start := time.Now()
		if err := l.engine.append(ctx, batches...); err != nil {
			return result{}, err
		}
		times = append(times, time.Since(start))
		spent += times[len(times)-1]
	}
	return timed(len(times)*importEvents, spent, times), nil
}

// newLives makes one commit of an import, half of whose streams grow later.
func (l *load) newLives() []batch {
	batches := make([]batch, importStreams)
	for i := range batches {
		s := &stream{name: "parcel-" + uuid.UUID(randomID()).String()}
		batches[i] = batch{s, l.corpus.life(streamEvents)}
		if i%2 == 0 {
			l.grown = append(l.grown, s)
		} else {
			l.kept = append(l.kept, s)
		}
	}
	return batches
}

// append appends single events with a number of writers, each waiting for its
// answer and each with streams of its own.
func (l *load) append(ctx context.Context, limit time.Duration, writers int) (result, error) {
	if len(l.grown) < writers {
		return result{}, fmt.Errorf("the import was too short: %d streams for %d writers; take more SECONDS", len(l.grown), writers)
	}
	times := make([][]time.Duration, writers)
	failures := make([]error, writers)
	var wg sync.WaitGroup
	start := time.Now()
	for w := range writers {
		wg.Go(func() {
			for failures[w] == nil && time.Since(start) < limit {
				s := l.grown[w+writers*rand.IntN(len(l.grown)/writers)]
				one := batch{s, []eventstore.Event{l.corpus.one()}}
				began := time.Now()
				failures[w] = l.engine.append(ctx, one)
				times[w] = append(times[w], time.Since(began))
			}
		})
	}
	wg.Wait()
	spent := time.Since(start)
	for _, err := range failures {
		if err != nil {
			return result{}, err
		}
	}
	all := slices.Concat(times...)
	return timed(len(all), spent, all), nil
}

// replay reads the whole log, again and again until the time is over.
func (l *load) replay(ctx context.Context, limit time.Duration) (result, error) {
	events, bytes := 0, 0
	start := time.Now()
	for {
		err := l.engine.replay(ctx, func(s stored) {
			events++
			bytes += len(s.event.Data) + len(s.event.Meta)
		})
		if err == nil && bytes == 0 {
			err = errors.New("there is nothing")
		}
		spent := time.Since(start)
		if err != nil || spent >= limit {
			return result{Events: events, Seconds: spent.Seconds()}, err
		}
	}
}

// readers read streams at once, as people who look at parcels do.
const readers = 4

// read reads imported streams whole, in any order.
func (l *load) read(ctx context.Context, limit time.Duration) (result, error) {
	var events atomic.Int64
	times := make([][]time.Duration, readers)
	failures := make([]error, readers)
	var wg sync.WaitGroup
	start := time.Now()
	for r := range readers {
		wg.Go(func() {
			for failures[r] == nil && time.Since(start) < limit {
				n, began := 0, time.Now()
				name := l.kept[rand.IntN(len(l.kept))].name
				failures[r] = l.engine.read(ctx, name, func(stored) { n++ })
				if failures[r] == nil && n != streamEvents {
					failures[r] = fmt.Errorf("read %s: %d events, want %d", name, n, streamEvents)
				}
				times[r] = append(times[r], time.Since(began))
				events.Add(int64(n))
			}
		})
	}
	wg.Wait()
	for _, err := range failures {
		if err != nil {
			return result{}, err
		}
	}
	return timed(int(events.Load()), time.Since(start), slices.Concat(times...)), nil
}

func timed(events int, spent time.Duration, times []time.Duration) result {
	slices.Sort(times)
	ms := func(part float64) float64 {
		return float64(times[int(part*float64(len(times)-1))].Microseconds()) / 1000
	}
	return result{Events: events, Seconds: spent.Seconds(), P50: ms(0.5), P99: ms(0.99)}
}
