package chdb_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/projections/analytics/chdb"
)

// childEnv holds "role directory" for a child of the tests that need a process
// of their own: this binary, started again.
const childEnv = "TAIZHANG_CHDB_TEST_CHILD"

// child starts this binary in a role. The caller reads its lines.
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

// runChild is the child's main.
func runChild(arg string) int {
	role, dir, _ := strings.Cut(arg, " ")
	roles := map[string]func(*chdb.Engine) error{"append": appendForEver, "count": countRows, "wait": waitForEver, "forget": forgetAnswers}
	lib, err := chdb.Find()
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	e, err := chdb.Open(lib, dir)
	if errors.Is(err, chdb.ErrHeld) {
		fmt.Println("held")
		return 0
	}
	if err != nil {
		fmt.Println("error", err)
		return 1
	}
	if err := roles[role](e); err != nil {
		fmt.Println("error", err)
		return 1
	}
	if err := e.Close(); err != nil {
		fmt.Println("error", err)
		return 1
	}
	return 0
}

const childBatch = 1000

// appendForEver inserts blocks and tells each one once it is acknowledged.
func appendForEver(e *chdb.Engine) error {
	ctx := context.Background()
	conn, err := clickhouse.Open(e.Options())
	if err != nil {
		return err
	}
	if err := conn.Exec(ctx, "CREATE TABLE t (i UInt64) ENGINE = MergeTree ORDER BY i"); err != nil {
		return err
	}
	for n := 0; ; n++ {
		batch, err := conn.PrepareBatch(ctx, "INSERT INTO t (i)")
		if err != nil {
			return err
		}
		for i := range childBatch {
			if err := batch.Append(uint64(n*childBatch + i)); err != nil {
				return err
			}
		}
		if err := batch.Send(); err != nil {
			return err
		}
		fmt.Println("inserted", n+1)
	}
}

func countRows(e *chdb.Engine) error {
	conn, err := clickhouse.Open(e.Options())
	if err != nil {
		return err
	}
	defer conn.Close()
	var n, top uint64
	if err := conn.QueryRow(context.Background(), "SELECT count(), max(i) + 1 FROM t").Scan(&n, &top); err != nil {
		return err
	}
	fmt.Println("rows", n, top)
	return nil
}

// forgetAnswers leaves answers open: Close must end all the same.
func forgetAnswers(e *chdb.Engine) error {
	conn, err := clickhouse.Open(e.Options())
	if err != nil {
		return err
	}
	for range 3 {
		if _, err := conn.Query(context.Background(), "SELECT number FROM numbers(100000000)"); err != nil {
			return err
		}
	}
	if err := e.Close(); err != nil {
		return err
	}
	fmt.Println("closed")
	return nil
}

func waitForEver(*chdb.Engine) error {
	fmt.Println("open")
	time.Sleep(time.Hour)
	return nil
}

func TestWhatWasInsertedSurvivesKill9(t *testing.T) {
	engine(t)
	dir := t.TempDir()
	cmd, lines := child(t, "append", dir)
	acknowledged := 0
	for acknowledged < 20 && lines.Scan() {
		if _, err := fmt.Sscanf(lines.Text(), "inserted %d", &acknowledged); err != nil {
			t.Fatal(lines.Text())
		}
	}
	if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	for lines.Scan() { // what it still said before it died
		if _, err := fmt.Sscanf(lines.Text(), "inserted %d", &acknowledged); err != nil {
			t.Fatal(lines.Text())
		}
	}
	_ = cmd.Wait() // killed
	_, lines = child(t, "count", dir)
	var n, top int
	if !lines.Scan() {
		t.Fatal("the directory cannot be opened again")
	}
	if _, err := fmt.Sscanf(lines.Text(), "rows %d %d", &n, &top); err != nil {
		t.Fatal(lines.Text())
	}
	if n < acknowledged*childBatch || n != top || n%childBatch != 0 {
		t.Errorf("got %d rows up to %d, want whole blocks of %d and at least the %d acknowledged", n, top, childBatch, acknowledged)
	}
}

func TestADirectoryIsHeldByOneProcess(t *testing.T) {
	engine(t)
	dir := t.TempDir()
	cmd, lines := child(t, "wait", dir)
	if !lines.Scan() || lines.Text() != "open" {
		t.Fatal(lines.Text())
	}
	if _, lines := child(t, "count", dir); !lines.Scan() || lines.Text() != "held" {
		t.Errorf("a second process got %q, want held", lines.Text())
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // killed
	if _, lines := child(t, "wait", dir); !lines.Scan() || lines.Text() != "open" {
		t.Errorf("after the holder's death got %q, want open", lines.Text())
	}
}

func TestCloseEndsForgottenAnswers(t *testing.T) {
	engine(t)
	if _, lines := child(t, "forget", t.TempDir()); !lines.Scan() || lines.Text() != "closed" {
		t.Errorf("got %q, want closed", lines.Text())
	}
}
