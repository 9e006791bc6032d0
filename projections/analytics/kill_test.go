package analytics

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/eventstore"
	"taizhang/projections/analytics/chdb"
)

// childEnv holds "role directory" for a child of the kill test: this binary,
// started again.
const childEnv = "TAIZHANG_ANALYTICS_TEST_CHILD"

// killsEnv sets how often the catching-up process is killed.
const killsEnv = "TAIZHANG_KILLS"

// The log of the kill test, the same in parent and child.
const (
	killSeed    = 42
	killParcels = 40
	killEvents  = 1500
	killBatch   = 25
)

func killLog(t testing.TB) *testLog {
	l := newLog(t)
	l.open()
	l.random(seeded(killSeed), killParcels, killEvents)
	return l
}

// pages follows a slice in small batches, so that a kill meets many of them.
type pages []eventstore.Record

func (p pages) Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		from, found := slices.BinarySearchFunc(p, after, func(r eventstore.Record, after eventstore.Position) int {
			return strings.Compare(string(r.Position), string(after))
		})
		if found {
			from++
		}
		for batch := range slices.Chunk(p[from:], killBatch) {
			if !yield(batch, ctx.Err()) || ctx.Err() != nil {
				return
			}
		}
	}
}

// runChild catches up with the log of the kill test in a directory, telling every
// batch, and compares the tables with the fold at the end.
func runChild(spec string) int {
	role, dir, _ := strings.Cut(spec, " ")
	if err := catchUp(role, dir); err != nil {
		if hole, ok := errors.AsType[*Hole](err); ok {
			fmt.Println("hole", hole)
			return 0
		}
		fmt.Println("error", err)
		return 1
	}
	return 0
}

func catchUp(role, dir string) error {
	ctx := context.Background()
	lib, err := chdb.Find()
	if err != nil {
		return err
	}
	e, err := chdb.Open(lib, dir)
	if err != nil {
		return err
	}
	defer e.Close()
	conn, err := clickhouse.Open(e.Options())
	if err != nil {
		return err
	}
	defer conn.Close()
	a, err := Open(ctx, conn)
	if err != nil {
		return err
	}
	if role == "position-first" {
		slices.Reverse(a.tables)
	}
	fmt.Println("open")
	l := killLog(nil)
	pos, err := a.Position(ctx)
	if err != nil {
		return err
	}
	for batch, err := range pages(l.records).Follow(ctx, pos) {
		if err != nil {
			return err
		}
		if err := a.Apply(ctx, batch); err != nil {
			return err
		}
		fmt.Println("applied", batch[len(batch)-1].Position)
	}
	if err := a.Check(ctx); err != nil {
		return err
	}
	return tellDigests(ctx, a, l.records)
}

// tellDigests says whether the tables equal the fold by count and hash.
func tellDigests(ctx context.Context, a *Analytics, records []eventstore.Record) error {
	got, err := a.Digests(ctx, "")
	if err != nil {
		return err
	}
	x := NewExpectation()
	if err := x.Add(ctx, records); err != nil {
		return err
	}
	if !maps.Equal(got, x.Digests()) {
		fmt.Printf("differs got %v want %v\n", got, x.Digests())
		return nil
	}
	fmt.Println("equal", got)
	return nil
}

// child starts this binary in a role.
func child(t *testing.T, role, dir string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childEnv+"="+role+" "+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it may have ended by itself
		_ = cmd.Wait()
	})
	return cmd, bufio.NewScanner(out)
}

// A killing is what came of a catch-up that was killed many times.
type killing struct {
	kills    int
	inFlight int    // kills that met a catch-up before its end
	verdict  string // the last line of the run that was left alone
}

// killOften lets a process catch up in a directory, kills it after a few batches
// and a random part of the time that a batch takes, so that every step of a
// batch is met, and starts it again, kills times. A round that finds the log
// applied in full starts over in a new directory.
func killOften(t *testing.T, role string, kills int) killing {
	t.Helper()
	dir := t.TempDir()
	result := killing{}
	random := rand.New(rand.NewPCG(killSeed, uint64(kills)))
	for result.kills < kills {
		cmd, lines := child(t, role, dir)
		line, batch := readApplied(lines, 2+random.IntN(6))
		time.Sleep(time.Duration(random.Float64() * float64(batch)))
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed
		result.kills++
		switch {
		case strings.HasPrefix(line, "hole"), strings.HasPrefix(line, "differs"):
			result.verdict = line
			return result
		case verdict(line):
			dir = t.TempDir()
		default:
			result.inFlight++
		}
	}
	_, lines := child(t, role, dir)
	for lines.Scan() {
		result.verdict = lines.Text()
	}
	return result
}

// readApplied reads until some batches have been told as applied, or a verdict. It
// returns the last line and how long the last batch took.
func readApplied(lines *bufio.Scanner, batches int) (line string, took time.Duration) {
	last := time.Now()
	for batches > 0 && lines.Scan() {
		if line = lines.Text(); verdict(line) {
			return line, 0
		}
		if strings.HasPrefix(line, "applied") {
			batches--
			took, last = time.Since(last), time.Now()
		}
	}
	return line, took
}

// verdict reports whether a line ends a run.
func verdict(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	return slices.Contains([]string{"equal", "differs", "hole", "error"}, word)
}

func kills(t *testing.T) int {
	n, err := strconv.Atoi(os.Getenv(killsEnv))
	if os.Getenv(killsEnv) == "" {
		return 4
	}
	if err != nil {
		t.Fatal(err)
	}
	return max(10, n/10) // each starts an engine
}

func TestKilledWhileCatchingUpTheTablesEqualTheFold(t *testing.T) {
	engine(t)
	t.Parallel()
	r := killOften(t, "honest", kills(t))
	t.Logf("%d kills, %d of them in the middle of the catch-up: %s", r.kills, r.inFlight, r.verdict)
	if !strings.HasPrefix(r.verdict, "equal") {
		t.Errorf("got %s", r.verdict)
	}
	if r.inFlight < r.kills/2 {
		t.Errorf("only %d of %d kills met a catch-up", r.inFlight, r.kills)
	}
}

// The control: a position that is stored before the data must be found out, by
// the check at the start or by the hashes at the end.
func TestAPositionStoredBeforeTheDataIsCaught(t *testing.T) {
	engine(t)
	t.Parallel()
	r := killOften(t, "position-first", 40)
	t.Logf("%d kills: %s", r.kills, r.verdict)
	if !strings.HasPrefix(r.verdict, "hole") && !strings.HasPrefix(r.verdict, "differs") {
		t.Errorf("got %s, want a hole or a difference", r.verdict)
	}
}
