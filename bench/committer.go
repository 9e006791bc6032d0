package main

import (
	"context"
	"sync"
)

// A row is an event whose place is decided, as the engines without a group
// commit of their own store it.
type row struct {
	position uint64 // from 1, without gaps
	stream   string
	revision uint64 // from 0
	body     []byte // see encode
}

// A table is an engine that has no group commit of its own, or one that is
// slower. write is called by one goroutine at a time and returns when all rows
// are on stable storage.
type table interface {
	write(rows []row) error
	replay(ctx context.Context, each func(stored)) error
	read(ctx context.Context, stream string, each func(stored)) error
	Close() error
}

// groupRowsMax is the largest transaction that every table takes.
const groupRowsMax = 1024

// A committer gives a table group commit: appends that arrive while the disk is
// busy share the next transaction. It keeps the versions of all streams in
// memory, which spares the tables a look-up that a store would have to make.
type committer struct {
	table
	turn sync.Mutex // held by the leader of a group while it writes

	mu       sync.Mutex // guards the next
	open     *rowGroup
	versions map[string]uint64
	last     uint64 // position
}

type rowGroup struct {
	rows []row
	done chan struct{}
	err  error
}

// grouped opens a table behind a committer.
func grouped[T table](open func(dir string) (T, error)) func(dir string) (engine, error) {
	return func(dir string) (engine, error) {
		t, err := open(dir)
		if err != nil {
			return nil, err
		}
		c := &committer{table: t, versions: map[string]uint64{}}
		err = t.replay(context.Background(), func(s stored) {
			c.versions[s.stream]++
			c.last++
		})
		return c, err
	}
}

func (c *committer) append(_ context.Context, batches ...batch) error {
	var rows []row
	for _, b := range batches {
		for i := range b.events {
			rows = append(rows, row{stream: b.stream.name, body: encode(b.stream.name, &b.events[i])})
		}
	}
	g, leads, err := c.join(batches, rows)
	if err != nil {
		return err
	}
	if leads {
		c.commit(g)
	}
	<-g.done
	if g.err != nil {
		return g.err
	}
	for _, b := range batches {
		b.stream.version += uint64(len(b.events))
	}
	return nil
}

// join gives rows their places and puts them into the open group, which the
// first to come has to commit.
func (c *committer) join(batches []batch, rows []row) (g *rowGroup, leads bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range batches {
		if c.versions[b.stream.name] != b.stream.version {
			return nil, false, errConflict
		}
	}
	if leads = c.open == nil || len(c.open.rows)+len(rows) > groupRowsMax; leads {
		c.open = &rowGroup{done: make(chan struct{})}
	}
	for i := range rows {
		c.last++
		rows[i].position, rows[i].revision = c.last, c.versions[rows[i].stream]
		c.versions[rows[i].stream]++
	}
	c.open.rows = append(c.open.rows, rows...)
	return c.open, leads, nil
}

func (c *committer) commit(g *rowGroup) {
	c.turn.Lock()
	defer c.turn.Unlock()
	c.mu.Lock()
	if c.open == g {
		c.open = nil
	}
	c.mu.Unlock()
	g.err = c.write(g.rows)
	close(g.done)
}
