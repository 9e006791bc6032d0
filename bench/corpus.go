package main

import (
	"bytes"
	"context"
	"encoding/gob"
	"math/rand/v2"
	"os"

	"github.com/golang/snappy"
	"github.com/google/uuid"
	"github.com/klauspost/compress/zstd"

	"taizhang"
	"taizhang/cmd/taizhang/demo"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/eventstore/transfer"
	"taizhang/server/web"
)

// A corpus is the events of a demo city as the write path stores them: facts with
// their evidence, and meta with officer, digests and salt. One life follows
// another, as an import brings them.
type corpus []eventstore.Event

// The city that `make bench` uses.
const (
	cityParcels = 1000
	cityYears   = 8
	citySeed    = 1
	cityToday   = domain.Date("2026-11-20")
)

// newCorpus records a city into memory and takes its events.
func newCorpus(ctx context.Context, parcels, years int) (corpus, error) {
	store := memory.New()
	ledger, err := taizhang.Open(ctx, store, domain.Demo)
	if err != nil {
		return nil, err
	}
	_, err = demo.Generate(ctx, demo.Options{
		Parcels: parcels, Years: years, Seed: citySeed, Today: cityToday, Districts: squares(), Recorder: ledger,
	})
	if err != nil {
		return nil, err
	}
	return lives(ctx, store)
}

// squares stand in for the outlines of the districts, so that the corpus does not
// depend on built screens.
func squares() []web.District {
	var districts []web.District
	for i, d := range domain.Districts() {
		x, y := 116.8+0.3*float64(i%4), 38.7+0.35*float64(i/4)
		districts = append(districts, web.District{
			Code: string(d.Code), Name: d.ZH, Centre: [2]float64{x + 0.1, y + 0.1},
			Rings: [][][2]float64{{{x, y}, {x + 0.25, y}, {x + 0.25, y + 0.25}, {x, y + 0.25}, {x, y}}},
		})
	}
	return districts
}

// lives puts the log in the order of streams.
func lives(ctx context.Context, store eventstore.Store) (corpus, error) {
	present, err := transfer.Present(ctx, store)
	if err != nil {
		return nil, err
	}
	var names []string
	streams := map[string]corpus{}
	for records, err := range present(ctx) {
		if err != nil {
			return nil, err
		}
		for _, r := range records {
			if streams[r.Stream] == nil {
				names = append(names, r.Stream)
			}
			streams[r.Stream] = append(streams[r.Stream], r.Event)
		}
	}
	var all corpus
	for _, name := range names {
		all = append(all, streams[name]...)
	}
	return all, nil
}

// one returns an event with an ID of its own.
func (c corpus) one() eventstore.Event { return renewed(c[rand.IntN(len(c))]) }

// life returns n events that follow each other, with IDs of their own.
func (c corpus) life(n int) []eventstore.Event {
	events := make([]eventstore.Event, n)
	for i, at := 0, rand.IntN(len(c)); i < n; i++ {
		events[i] = renewed(c[(at+i)%len(c)])
	}
	return events
}

func renewed(e eventstore.Event) eventstore.Event {
	e.ID = randomID()
	return e
}

// randomID is quicker than uuid.New, whose cost no engine should bear.
func randomID() (id uuid.UUID) {
	for i := range 2 {
		for j, n := 0, rand.Uint64(); j < 8; j++ {
			id[8*i+j] = byte(n >> (8 * j))
		}
	}
	return id
}

// A texture says what a corpus is like.
type texture struct {
	Events, DataBytes, MetaBytes int // bytes on average
	Snappy, Zstd                 float64
}

// textureBlock is the size of the blocks that are compressed one by one: a
// block of the embedded store's tables.
const textureBlock = 16 << 10

func (c corpus) texture() texture {
	t := texture{Events: len(c)}
	var raw []byte
	for _, e := range c {
		t.DataBytes, t.MetaBytes = t.DataBytes+len(e.Data), t.MetaBytes+len(e.Meta)
		raw = append(append(raw, e.Data...), e.Meta...)
	}
	t.DataBytes, t.MetaBytes = t.DataBytes/len(c), t.MetaBytes/len(c)
	encoder, err := zstd.NewWriter(nil)
	if err != nil {
		panic(err) // never: there are no options
	}
	var quick, strong int
	for rest := raw; len(rest) > 0; {
		block := rest[:min(textureBlock, len(rest))]
		quick += len(snappy.Encode(nil, block))
		strong += len(encoder.EncodeAll(block, nil))
		rest = rest[len(block):]
	}
	t.Snappy, t.Zstd = float64(len(raw))/float64(quick), float64(len(raw))/float64(strong)
	return t
}

// save and loadCorpus carry a corpus to the workers.
func (c corpus) save(path string) error {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(c); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func loadCorpus(path string) (c corpus, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return c, gob.NewDecoder(bytes.NewReader(b)).Decode(&c)
}
