package embedded

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cockroachdb/pebble/v2/vfs"

	"taizhang/eventstore"
)

// TestMain lets the test binary run itself as the process that is killed.
func TestMain(m *testing.M) {
	if dir := os.Getenv("TAIZHANG_KILL_CHILD"); dir != "" {
		fmt.Fprintln(os.Stderr, appendUntilKilled(dir, os.Getenv("TAIZHANG_KILL_MODE")))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

const (
	killWriters = 6
	// killStreams is how many streams a writer moves through, so that a round
	// appends to streams of earlier rounds and to new ones.
	killStreams = 100
	// ackedEarly is the control: it acknowledges before it writes.
	ackedEarly = "early"
	// streamByStream is the control for appends to several streams.
	streamByStream = "stream by stream"
	// noNewLog is a disk on which no further write-ahead log can be created.
	noNewLog = "no new log"
)

// killOptions make the store begin new files often.
var killOptions = Options{CacheBytes: 8 << 20, memTableBytes: 512 << 10}

// appendUntilKilled is the process that is killed. It opens the store, which
// recovers from the last kill, says so, and appends with several writers. Each
// acknowledgement is one line and one write to the pipe.
func appendUntilKilled(dir, mode string) error {
	opts := killOptions
	var armed atomic.Bool
	if mode == noNewLog {
		opts.FS = noNewLogFS{vfs.Default, &armed}
	}
	if n, at := strings.CutPrefix(mode, killAt); at {
		opts.FS = pointFS{vfs.Default, killingPoint(n)}
	}
	s, err := Open(dir, opts)
	if err != nil {
		return err
	}
	armed.Store(true)
	fmt.Println("open")
	var wg sync.WaitGroup
	errs := make([]error, killWriters)
	for w := range killWriters {
		wg.Go(func() { errs[w] = appendRounds(s, w, mode) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func appendRounds(s *Store, writer int, mode string) error {
	ctx := context.Background()
	for round := rand.IntN(killStreams); ; round = (round + 1) % killStreams {
		stream := fmt.Sprintf("parcel-%d-%d", writer, round)
		next := eventstore.Revision(0)
		for r, err := range s.Read(ctx, stream, 0) {
			if err != nil {
				return err
			}
			next = r.Revision + 1
		}
		for range 20 {
			parts := nextParts(stream, next)
			if mode == ackedEarly {
				tell(ack{parts, "early"})
			}
			k, err := putAs(ctx, s, parts, mode)
			if err != nil {
				return err
			}
			if mode != ackedEarly {
				tell(k)
			}
			next += eventstore.Revision(parts[0].Size)
		}
	}
}

// putAs is put; a store that commits stream by stream is a control.
func putAs(ctx context.Context, s *Store, parts []part, mode string) (k ack, err error) {
	if mode != streamByStream {
		return put(ctx, s, parts)
	}
	for _, b := range batches(parts...) {
		if k.position, err = s.Append(ctx, b.Stream, b.Expect, b.Events...); err != nil {
			return k, err
		}
	}
	return ack{parts, k.position}, nil
}

// tell writes one line: the position and the parts.
func tell(k ack) {
	line := fmt.Append(nil, "ack ", k.position)
	for _, p := range k.parts {
		line = fmt.Appendf(line, " %s %d %d", p.Stream, p.First, p.Size)
	}
	os.Stdout.Write(append(line, '\n'))
}

// readAck is the inverse of tell.
func readAck(line string) (k ack, err error) {
	words := strings.Fields(line)
	if len(words) < 5 || len(words)%3 != 2 || words[0] != "ack" {
		return k, fmt.Errorf("line %q", line)
	}
	k.position = eventstore.Position(words[1])
	for words = words[2:]; len(words) > 0 && err == nil; words = words[3:] {
		p := part{Stream: words[0]}
		_, err = fmt.Sscan(words[1]+" "+words[2], &p.First, &p.Size)
		k.parts = append(k.parts, p)
	}
	return k, err
}

// A killing is a directory that outlives many processes.
type killing struct {
	dir     string
	mode    string
	auditor *auditor
	stderr  bytes.Buffer // of the processes

	kills, acked, unopened int // unopened: killed before the store was open
}

// round starts a process, kills it at a random moment and audits what it left.
// Half of the kills are aimed at the start, where the store recovers.
func (k *killing) round(t *testing.T) error {
	child, lines := k.start(t)
	defer child.Process.Kill()
	window := 30_000
	if rand.IntN(2) == 0 {
		window = 60_000
		if _, err := lines.Peek(1); err != nil {
			t.Fatalf("the process ended by itself: %v", child.Wait())
		}
	}
	time.Sleep(time.Duration(rand.IntN(window)) * time.Microsecond)
	if err := child.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	return k.ended(t, child, lines)
}

// ended audits what a process left that was killed.
func (k *killing) ended(t *testing.T, child *exec.Cmd, lines *bufio.Reader) error {
	told, opened, err := readAcks(lines) // until the end: what is in the pipe was said
	if err != nil {
		t.Fatal(err)
	}
	_ = child.Wait()
	if status := child.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
		t.Fatalf("the process was not killed but ended: %v: %s", child.ProcessState, k.stderr.String())
	}
	k.kills++
	k.acked += len(told)
	if !opened {
		k.unopened++
	}
	return k.audit(t, told)
}

// start runs the process that is to be killed.
func (k *killing) start(t *testing.T) (*exec.Cmd, *bufio.Reader) {
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "TAIZHANG_KILL_CHILD="+k.dir, "TAIZHANG_KILL_MODE="+k.mode)
	child.Stderr = &k.stderr
	pipe, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	return child, bufio.NewReader(pipe)
}

func readAcks(lines *bufio.Reader) (told []ack, opened bool, err error) {
	for {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return told, opened, nil // a torn last line was not said
		}
		if err != nil {
			return nil, false, err
		}
		if line == "open\n" {
			opened = true
			continue
		}
		k, err := readAck(line)
		if err != nil {
			return nil, false, err
		}
		told = append(told, k)
	}
}

// audit opens the store in this process and reads what is new in it. Every
// hundredth time it reads the whole log again, for what was once read may not
// change.
func (k *killing) audit(t *testing.T, told []ack) error {
	s, err := Open(k.dir, killOptions)
	if err != nil {
		return fmt.Errorf("open after %d kills: %w", k.kills, err)
	}
	defer s.Close()
	if k.mode == ackedEarly {
		return missing(t.Context(), s, told)
	}
	if err := k.auditor.audit(t.Context(), s, told); err != nil {
		return fmt.Errorf("after %d kills: %w", k.kills, err)
	}
	if k.kills%100 != 0 {
		return nil
	}
	again := newAuditor()
	if err := again.audit(t.Context(), s, nil); err != nil || again.count != k.auditor.count {
		return fmt.Errorf("after %d kills, from the beginning: %d records, want %d: %w", k.kills, again.count, k.auditor.count, err)
	}
	return nil
}

// missing looks for acknowledged records by their streams, for the control's
// acknowledgements have no positions.
func missing(ctx context.Context, s *Store, told []ack) error {
	for _, k := range told {
		end := k.parts[len(k.parts)-1]
		last := end.First + eventstore.Revision(end.Size) - 1
		found := false
		for r, err := range s.Read(ctx, end.Stream, last) {
			found = err == nil && r.Revision == last
			break
		}
		if !found {
			return fmt.Errorf("acknowledged append %v is lost", k)
		}
	}
	return nil
}

// TestKill kills a process that appends, again and again over one directory:
// every acknowledged event must be present once and in order, and every append
// whole over all its streams. TAIZHANG_KILLS sets the number of kills.
func TestKill(t *testing.T) {
	k := &killing{dir: t.TempDir(), auditor: newAuditor()}
	for range number(t, "TAIZHANG_KILLS", 20) {
		if err := k.round(t); err != nil {
			t.Errorf("violation: %v", err)
			break
		}
	}
	t.Logf("%d kills (%d of them before the store was open): %d appends acknowledged, %d records in the log, %d streams",
		k.kills, k.unopened, k.acked, k.auditor.count, len(k.auditor.next))
	if k.acked == 0 || k.unopened == k.kills {
		t.Error("nothing was acknowledged: the test proves nothing")
	}
}

// TestKillControl: a process that acknowledges before it writes must be caught,
// and one that commits an append to several streams one by one.
func TestKillControl(t *testing.T) {
	for _, mode := range []string{ackedEarly, streamByStream} {
		k := &killing{dir: t.TempDir(), mode: mode, auditor: newAuditor()}
		var err error
		for k.kills < 100 && err == nil {
			err = k.round(t)
		}
		t.Logf("%s: caught after %d kills: %v", mode, k.kills, err)
		if err == nil {
			t.Errorf("%s was not caught", mode)
		}
	}
}

// TestNoNewLog: when Pebble cannot begin a new write-ahead log, the process ends
// with a word on why, and what it acknowledged is there.
func TestNoNewLog(t *testing.T) {
	k := &killing{dir: t.TempDir(), mode: noNewLog, auditor: newAuditor()}
	child, lines := k.start(t)
	told, _, err := readAcks(lines)
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Wait(); err == nil || !strings.Contains(k.stderr.String(), syscall.EIO.Error()) {
		t.Errorf("the process ended with %v and said %.400q", err, k.stderr.String())
	}
	if err := k.audit(t, told); err != nil || len(told) == 0 {
		t.Errorf("%d batches acknowledged: %v", len(told), err)
	}
}

// A noNewLogFS is a disk that can be told to create no more logs.
type noNewLogFS struct {
	vfs.FS
	armed *atomic.Bool
}

func (fs noNewLogFS) Create(name string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if fs.armed.Load() && strings.HasSuffix(name, ".log") {
		return nil, syscall.EIO
	}
	return fs.FS.Create(name, category)
}

func (fs noNewLogFS) ReuseForWrite(oldname, newname string, category vfs.DiskWriteCategory) (vfs.File, error) {
	if fs.armed.Load() && strings.HasSuffix(newname, ".log") {
		return nil, syscall.EIO
	}
	return fs.FS.ReuseForWrite(oldname, newname, category)
}
