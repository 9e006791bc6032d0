package main

import (
	"context"
	"errors"
	"fmt"

	"taizhang/eventstore"
)

// errConflict: a stream is not at the version that was expected.
var errConflict = errors.New("conflict")

// errNotHere: what an engine needs is not installed. Its row says so.
var errNotHere = errors.New("not run")

// A stream is one stream as its only writer knows it. The version is what the
// engine's own check of the expected revision takes: 0 for a stream without
// events, and set by every append.
type stream struct {
	name    string
	version uint64
}

// A batch is what one stream gets of an append.
type batch struct {
	stream *stream
	events []eventstore.Event
}

// An engine is one store in the comparison. All do the same work: an append
// checks that each stream stands at its version and is on stable storage when it
// returns, several batches are one commit, and replay reads everything in the
// order of the log.
type engine interface {
	append(ctx context.Context, batches ...batch) error
	replay(ctx context.Context, each func(stored)) error
	read(ctx context.Context, stream string, each func(stored)) error
	Close() error
}

// A stored is one event as an engine gives it back.
type stored struct {
	stream string
	event  eventstore.Event
}

// A contender is a row of the table.
type contender struct {
	name  string // on the command line
	title string // in the table
	open  func(dir string) (engine, error)
	wal   string // the part of its directory that is a write-ahead log, in which nothing stays
}

// The names of the rows that others are compared with.
const (
	nameOurs  = "taizhang"
	nameLimit = "segment"
)

// contenders are the rows, in the order of the table.
var contenders = []contender{
	{nameLimit, "segment file (physical limit)", grouped(openSegment), ""},
	{nameOurs, "**Taizhang embedded**", openTaizhang, "*.log"},
	{"immudb", "immudb 1.11.1, embedded", grouped(openImmudb), ""},
	{"sqlite", "SQLite (modernc 1.61.1), WAL, FULL", grouped(openSQLite), "*-wal"},
	{"bbolt", "bbolt 1.5.0", grouped(openBolt), ""},
	{"postgres", "PostgreSQL, append function", postgres("append_events"), "data/pg_wal"},
	{"postgres-ordered", "PostgreSQL, one order without gaps", postgres("append_ordered"), "data/pg_wal"},
	{"jetstream", "NATS JetStream 2.15.2, sync always", openJetStream, ""},
}

func contenderOf(name string) (contender, error) {
	for _, c := range contenders {
		if c.name == name {
			return c, nil
		}
	}
	return contender{}, fmt.Errorf("%q is none of the engines", name)
}
