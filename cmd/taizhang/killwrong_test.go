package main

import (
	"context"
	"net"
	"os"
	"time"

	"taizhang/cmd/taizhang/demo"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/server"
	"taizhang/server/accesslog"
)

// The controls of the tests that kill: programs that are wrong on purpose.
const (
	answersFirst = "answers first" // before a read is in the access log
	keepsBack    = "keeps back"    // what it has acknowledged, for a moment, before it records it
)

// serveWrong is serve with that wrong in it, until it is killed.
func serveWrong(data, wrong string) error {
	ctx, p := context.Background(), place{Data: data}
	inner, err := p.openEmbedded()
	if err != nil {
		return err
	}
	store := ledgerStore(inner)
	if wrong == keepsBack {
		store = newKeepingStore(inner)
	}
	access, err := p.openAccess(quietly())
	if err != nil {
		return err
	}
	parts, err := openParts(ctx, store, access, quietly())
	if err != nil {
		return err
	}
	if err := catchUp(ctx, store, parts.model); err != nil {
		return err
	}
	tokens, err := p.openTokens()
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	trace := server.Trace(access.Log)
	if wrong == answersFirst {
		trace = eagerTrace{access.Log}
	}
	srv := server.New(server.Config{Ledger: parts.ledger, Log: store, Parcels: parts.model, Goal: parts.goal, Tokens: tokens, Access: trace, Demo: demo.Principals(), Loopback: true})
	if err := p.writeBeacon(beacon{URL: "http://" + listener.Addr().String(), PID: os.Getpid(), Token: tokens.IssueInMemory(domain.Maintenance)}); err != nil {
		return err
	}
	return srv.Serve(ctx, listener)
}

// An eagerTrace calls an entry durable that it has not written yet.
type eagerTrace struct{ *accesslog.Log }

func (e eagerTrace) Durable(_ context.Context, entry accesslog.Entry) error {
	e.Note(entry)
	return nil
}

// A keepingStore acknowledges an append at once and makes it a moment later, as stores
// do that write back.
type keepingStore struct {
	ledgerStore
	kept chan eventstore.Batch
}

const (
	keptMax   = 1 << 16
	keptEvery = 20 * time.Millisecond
)

func newKeepingStore(inner ledgerStore) keepingStore {
	k := keepingStore{inner, make(chan eventstore.Batch, keptMax)}
	go k.writeBack()
	return k
}

func (k keepingStore) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	k.kept <- eventstore.Batch{Stream: stream, Expect: expect, Events: events}
	return k.Head(ctx)
}

func (k keepingStore) writeBack() {
	for range time.Tick(keptEvery) {
		for range len(k.kept) {
			b := <-k.kept
			if _, err := k.ledgerStore.Append(context.Background(), b.Stream, b.Expect, b.Events...); err != nil {
				panic(err)
			}
		}
	}
}
