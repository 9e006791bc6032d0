package transfer

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
)

// The test binary is the mover that is killed when these are set.
const (
	killFrom = "TAIZHANG_MOVE_FROM"
	killTo   = "TAIZHANG_MOVE_TO"
	killMode = "TAIZHANG_MOVE_MODE"
)

// Movers that are wrong on purpose.
const (
	trusting  = "trusts a file that says how far it has come"
	forgetful = "believes that the last record has arrived"
)

func TestMain(m *testing.M) {
	if from := os.Getenv(killFrom); from != "" {
		if err := moveOnce(context.Background(), from, os.Getenv(killTo), os.Getenv(killMode)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// moveOnce moves the ledger of one directory into another, as a mode has it.
func moveOnce(ctx context.Context, from, to, mode string) error {
	source, err := embedded.Open(from, embedded.Options{})
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := embedded.Open(to, embedded.Options{})
	if err != nil {
		return err
	}
	defer target.Close()
	all, err := Present(ctx, source)
	if err != nil {
		return err
	}
	switch mode {
	case trusting:
		return moveByFile(ctx, all, target, to+".done")
	case forgetful:
		return fill(ctx, short(all), target, 0, nil)
	}
	_, err = Move(ctx, all, target, nil)
	return err
}

// moveByFile is the control that keeps its place beside the target, written before
// the records are.
func moveByFile(ctx context.Context, from Source, to eventstore.Store, place string) error {
	text, _ := os.ReadFile(place)
	found, _ := strconv.ParseInt(string(text), 10, 64)
	done := int64(0)
	for r, err := range from.each(ctx) {
		if err != nil {
			return err
		}
		if done++; done <= found {
			continue
		}
		if done%16 == 1 {
			if err := os.WriteFile(place, strconv.AppendInt(nil, done+15, 10), 0o600); err != nil {
				return err
			}
		}
		if _, err := to.Append(ctx, r.Stream, r.Revision-1, r.Event); err != nil {
			return err
		}
	}
	return nil
}

// short is a source without its last record.
func short(from Source) Source {
	records := 0
	for range from.each(context.Background()) {
		records++
	}
	return changed(from, func(r eventstore.Record) (eventstore.Record, bool) {
		records--
		return r, records > 0
	})
}

// A killing is a move that is killed until it has arrived.
type killing struct {
	from, to, mode string
	kills, arrived int
	midway         int // kills that left a part
}

// round starts the mover and kills it at some moment within a window, unless it is
// through before.
func (k *killing) round(t *testing.T, window time.Duration) error {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), killFrom+"="+k.from, killTo+"="+k.to, killMode+"="+k.mode)
	said, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer said.Close()
	child.Stderr = said
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	killer := time.AfterFunc(rand.N(window), func() { child.Process.Kill() })
	err = child.Wait()
	killer.Stop()
	if status := child.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
		k.kills++
		return nil
	}
	if err != nil {
		text, _ := os.ReadFile(said.Name())
		return fmt.Errorf("the mover failed: %s", text)
	}
	k.arrived++
	return k.inspect(t, true)
}

// inspect holds what is in the target against the source: all of it when the
// mover said that it was through, else the first records.
func (k *killing) inspect(t *testing.T, through bool) error {
	t.Helper()
	source, err := embedded.Open(k.from, embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	target, err := embedded.Open(k.to, embedded.Options{})
	if err != nil {
		return err
	}
	defer target.Close()
	want, got := records(t, source), records(t, target)
	if len(got) > len(want) || through && len(got) < len(want) {
		return fmt.Errorf("%d of %d records", len(got), len(want))
	}
	for i := range got {
		if told(got[i]) != told(want[i]) {
			return fmt.Errorf("record %d: %s became %s", i+1, told(want[i]), told(got[i]))
		}
	}
	if len(got) > 0 && len(got) < len(want) {
		k.midway++
	}
	return nil
}

// untilCaught kills moves at random moments, and begins anew whenever one has arrived.
// What the target holds is at any time the first records of the source. The window
// follows the machine, so that the kills fall into the move and not beside it.
func (k *killing) untilCaught(t *testing.T, kills int) error {
	t.Helper()
	for window := time.Second; k.kills < kills; {
		arrived := k.arrived
		if err := k.round(t, window); err != nil {
			return err
		}
		if err := k.inspect(t, false); err != nil {
			return err
		}
		if k.arrived == arrived {
			window = window * 5 / 4
			continue
		}
		window = max(window*3/4, 20*time.Millisecond)
		for _, path := range []string{k.to, k.to + ".done"} {
			if err := os.RemoveAll(path); err != nil {
				t.Fatal(err)
			}
		}
	}
	return nil
}

// killedMove has a ledger to move.
func killedMove(t *testing.T, mode string, n int) *killing {
	t.Helper()
	dir := t.TempDir()
	k := &killing{from: filepath.Join(dir, "from"), to: filepath.Join(dir, "to"), mode: mode}
	source, err := embedded.Open(k.from, embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ledger(t, source, n, rand.Uint64())
	if err := source.Close(); err != nil {
		t.Fatal(err)
	}
	return k
}

// TestKill kills a move at random moments and starts it again until it arrives, and
// then from the beginning. In the end the target holds all records of the source.
// TAIZHANG_KILLS sets the kills.
func TestKill(t *testing.T) {
	kills, size := 6, 4000
	if n, err := strconv.Atoi(os.Getenv("TAIZHANG_KILLS")); err == nil {
		kills, size = max(6, n*3/20), 8000
	}
	k := killedMove(t, "", size)
	if err := k.untilCaught(t, kills); err != nil {
		t.Fatalf("after %d kills: %v", k.kills, err)
	}
	if err := k.round(t, time.Hour); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d kills, %d of them midway, %d moves arrived equal", k.kills, k.midway, k.arrived)
}

// TestKillControl: a mover that trusts a file beside the target is caught, and one
// that leaves out the last record.
func TestKillControl(t *testing.T) {
	for _, mode := range []string{trusting, forgetful} {
		k := killedMove(t, mode, 300)
		err := k.untilCaught(t, 200)
		t.Logf("%s: caught after %d kills: %.100v", mode, k.kills, err)
		if err == nil {
			t.Errorf("a mover that %s was not caught", mode)
		}
	}
}
