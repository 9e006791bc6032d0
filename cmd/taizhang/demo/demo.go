// Package demo generates a city: parcels with whole lives, recorded through the
// same write path as everything else. The same options give the same records,
// byte for byte. No name in it is that of a real firm or person, and its ledger
// is a demo from the first event.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"taizhang"
	"taizhang/domain"
	"taizhang/server/web"
)

// writersMax is how many parcels are recorded at once: their appends share
// one fsync.
const writersMax = 64

// A Recorder is a demo ledger's write path.
type Recorder interface {
	RecordAt(ctx context.Context, at time.Time, id domain.ParcelID, key string, by domain.Officer, facts ...domain.Fact) (taizhang.Answer, error)
}

// Options say which city to generate.
type Options struct {
	Parcels   int            // at least 50
	Years     int            // how far back its lives reach, 3 to 20
	Seed      uint64         // another seed, another city
	Today     domain.Date    // the day on which it stands as it is
	Districts []web.District // outlines that the parcels lie in
	Recorder  Recorder
	// Progress is called as events are recorded, from several goroutines.
	Progress func(recorded, planned int)
}

// A Summary says what was recorded.
type Summary struct {
	Parcels, Events int
	Repeated        int // events that an earlier, interrupted run had recorded
}

// Generate records the city. It can be interrupted and run again with the same
// options: what is there is found, and the rest is recorded.
func Generate(ctx context.Context, o Options) (Summary, error) {
	if o.Parcels < 50 || o.Years < 3 || o.Years > 20 {
		return Summary{}, fmt.Errorf("演示城市须有 50 宗以上、3 至 20 年 / a demo city has at least 50 parcels and 3 to 20 years")
	}
	lives, err := plan(o)
	if err != nil {
		return Summary{}, err
	}
	planned := 0
	for _, l := range lives {
		planned += len(l.events)
	}
	var recorded, repeated atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(writersMax)
	for _, l := range lives {
		group.Go(func() error {
			return l.record(ctx, o.Recorder, func(again bool) {
				if again {
					repeated.Add(1)
				}
				o.Progress(int(recorded.Add(1)), planned)
			})
		})
	}
	err = group.Wait()
	return Summary{Parcels: len(lives), Events: int(recorded.Load()), Repeated: int(repeated.Load())}, err
}

// plan makes every life before the first event is recorded. Each parcel draws
// from a source of its own, so its life does not depend on the others'.
func plan(o Options) ([]*life, error) {
	plots, err := survey(o)
	if err != nil {
		return nil, err
	}
	targets := stageTargets(o.Parcels)
	shuffle := rand.New(rand.NewPCG(o.Seed, 1))
	shuffle.Shuffle(len(targets), func(i, j int) { targets[i], targets[j] = targets[j], targets[i] })
	lives := make([]*life, o.Parcels)
	for i := range lives {
		lives[i] = live(o, i, plots[i], targets[i])
	}
	return lives, nil
}

// record writes one life in the order of recording.
func (l *life) record(ctx context.Context, to Recorder, done func(repeated bool)) error {
	ids := make(map[int]domain.EventID) // of the events that corrections refer to
	for i, e := range l.events {
		fact := e.fact
		if c, ok := fact.Event.(domain.EventCorrected); ok {
			c.Target = ids[e.corrects]
			fact.Event = c
		}
		answer, err := to.RecordAt(ctx, e.at, l.id, fmt.Sprintf("demo/%d", i), e.by, fact)
		if err != nil {
			return fmt.Errorf("演示宗地 / demo parcel %s, event %d %s: %w", l.plot.code, i, domain.EventName(fact.Event), err)
		}
		if len(answer.Events) != 1 {
			return errors.New("demo: one fact was recorded as several")
		}
		ids[e.serial] = answer.Events[0].ID
		done(answer.Repeated)
	}
	return nil
}
