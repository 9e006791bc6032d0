package main

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"taizhang/cmd/taizhang/audit"
	"taizhang/eventstore"
)

// P7: serve is killed at random moments while the analytics catch up. After each
// kill the tables are continuous; when they have caught up they equal the fold of
// the log, by count and digest.
func TestKillServeDuringCatchUp(t *testing.T) {
	needEngine(t)
	n := kills(t, 3)
	parcels := "200"
	if n > 20 {
		parcels = "1500"
	}
	p := place{Data: filepath.Join(t.TempDir(), "city")}
	if code := run(t.Context(), []string{"demo", "--parcels", parcels, "--today", "2026-11-20", "--data", p.Data}, quiet(t)); code != exitOK {
		t.Fatalf("demo ended with %d", code)
	}
	midway, compared, round := 0, 0, 0
	window := 200 * time.Millisecond // in which the kill falls; follows the machine's speed
	for ; round < n || midway == 0 && round < n+10; round++ {
		killServe(t, p, window)
		finish := round >= n-1 || rand.IntN(6) == 0
		switch inspect(t, p, finish) {
		case partial:
			midway++
		case entire:
			window = max(window/2, time.Millisecond)
			finish = true
		}
		if finish {
			compared++
			if err := os.RemoveAll(p.analytics()); err != nil { // the next catch-up begins anew
				t.Fatal(err)
			}
		}
	}
	if midway == 0 {
		t.Fatalf("none of %d kills met a catch-up: the test shows nothing", round)
	}
	t.Logf("%d kills of serve, %d of them left the tables midway; continuous after each, equal to the fold %d times of %d", round, midway, compared, compared)
}

// killServe starts serve and kills it some moments after the catch-up has begun to write.
func killServe(t *testing.T, p place, window time.Duration) {
	t.Helper()
	os.Remove(p.beacon())
	before := pieces(p)
	serve := program(t, "serve", "--listen", "127.0.0.1:0", "--data", p.Data)
	awaitBeacon(t, p, serve)
	for range 6000 {
		if pieces(p) != before {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	time.Sleep(rand.N(window))
	kill(t, serve)
}

// pieces is how many parts of tables the engine has in its directory: each insertion
// makes one.
func pieces(p place) int {
	found, err := filepath.Glob(filepath.Join(p.analytics(), "store", "*", "*", "*_*_*_*"))
	if err != nil {
		panic(err)
	}
	return len(found)
}

// left is what a kill has left of a catch-up.
type left int

const (
	untouched left = iota // no row was written
	partial               // rows were written, and not all of them
	entire
)

// inspect opens what a kill has left, which must be continuous. With finish it
// catches up from there and holds every table against the log.
func inspect(t *testing.T, p place, finish bool) left {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	store, err := p.openEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	noRebuild := slog.New(slog.NewTextHandler(failOnWarn{t}, nil))
	db, err := openAnalytics(ctx, p, "embedded", store, noRebuild)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found := leftBehind(t, store, db)
	if !finish {
		return found
	}
	if err := catchUp(ctx, store, db.Analytics); err != nil {
		t.Fatal(err)
	}
	report, err := audit.Run(ctx, store, nil, db.Analytics)
	if err != nil || !report.OK {
		t.Fatalf("after the kills: %+v, %v", report.Faults, err)
	}
	return found
}

// leftBehind says how far the catch-up had come. Rows of the other tables are
// written before the events they belong to.
func leftBehind(t *testing.T, store eventstore.Store, db *analyticsDB) left {
	t.Helper()
	ctx := t.Context()
	at, err := db.Position(ctx)
	if err != nil {
		t.Fatal(err)
	}
	head, err := store.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.table(ctx, "SELECT (SELECT count() FROM operation_reports) + (SELECT count() FROM figures) + (SELECT count() FROM land) > 0")
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case at == head:
		return entire
	case at == "" && fmt.Sprint(rows.Rows[0][0]) == "0":
		return untouched
	default:
		return partial
	}
}

// failOnWarn fails the test when the analytics say that they were broken.
type failOnWarn struct{ t *testing.T }

func (f failOnWarn) Write(line []byte) (int, error) {
	f.t.Errorf("the analytics were broken by a kill: %s", line)
	return len(line), nil
}

func quiet(t *testing.T) stdio {
	t.Helper()
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { null.Close() })
	return stdio{null, null, null}
}
