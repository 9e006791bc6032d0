package landchina_test

import (
	"bufio"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"taizhang"
	"taizhang/cmd/taizhang/landchina"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
)

// The child of TestKillInTheMiddle imports into a directory until it is killed.
const (
	childDir  = "TAIZHANG_LANDCHINA_DIR"
	childFile = "TAIZHANG_LANDCHINA_FILE"
)

// importInto imports a file into the ledger of a directory and says every row.
func importInto(t *testing.T, dir, file string, said func(landchina.Verdict)) {
	t.Helper()
	store, err := embedded.Open(dir, embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ledger, err := taizhang.Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if _, err := landchina.Import(t.Context(), in, landchina.Options{Recorder: local{ledger}, Verdict: said}); err != nil {
		t.Fatal(err)
	}
}

func TestKilledChild(t *testing.T) {
	dir := os.Getenv(childDir)
	if dir == "" {
		t.Skip("runs as the child of TestKillInTheMiddle")
	}
	importInto(t, dir, os.Getenv(childFile), func(v landchina.Verdict) { fmt.Println("row", v.Row.Line) })
}

// An import that is killed with SIGKILL anywhere and run again leaves the same
// facts as one that was not, and a row that was reported is there.
func TestKillInTheMiddle(t *testing.T) {
	file := manyRows(t, 400)
	want := factsIn(t, t.TempDir(), file)
	kills := 3
	if n, err := strconv.Atoi(os.Getenv("TAIZHANG_KILLS")); err == nil {
		kills = max(3, n/25)
	}
	rng := rand.New(rand.NewPCG(1, 1))
	cut := 0 // kills that left a part and not the whole
	for range kills {
		dir := t.TempDir()
		reported := killChild(t, dir, file, 1+rng.IntN(380))
		left := len(factsOf(t, dir))
		if left < reported {
			t.Errorf("%d rows were reported before the kill, %d are there", reported, left)
		}
		if left < len(want) {
			cut++
		}
		if got := factsIn(t, dir, file); !maps.Equal(got, want) {
			t.Errorf("killed after %d rows and run again: %d parcels, want the same %d", reported, len(got), len(want))
		}
	}
	t.Logf("%d kills, %d of them left a part of %d parcels", kills, cut, len(want))
	if cut == 0 {
		t.Error("no kill came in the middle: the test shows nothing")
	}
}

// killChild starts an import in a process of its own and kills it once it has
// reported so many rows. It returns how many it had reported by then.
func killChild(t *testing.T, dir, file string, after int) (reported int) {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestKilledChild$", "-test.v")
	child.Env = append(os.Environ(), childDir+"="+dir, childFile+"="+file)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if strings.HasPrefix(lines.Text(), "row ") {
			reported++
		}
		if reported == after {
			break
		}
	}
	child.Process.Kill()
	child.Wait()
	return reported
}

// factsIn imports the file into a directory and returns what it then holds.
func factsIn(t *testing.T, dir, file string) map[string]string {
	t.Helper()
	importInto(t, dir, file, nil)
	return factsOf(t, dir)
}

func factsOf(t *testing.T, dir string) map[string]string {
	t.Helper()
	store, err := embedded.Open(dir, embedded.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	return facts(t, eventstore.Store(store))
}

// manyRows writes a file of n rows like the made-up ones.
func manyRows(t *testing.T, n int) string {
	t.Helper()
	header, row := lines(t)[0], lines(t)[1]
	var file strings.Builder
	file.WriteString(header + "\n")
	for i := range n {
		file.WriteString(with(t, with(t, row, "来源行", strconv.Itoa(1000+i)), "成交价格_万元", fmt.Sprintf("%d.5", 100+i)) + "\n")
	}
	name := t.TempDir() + "/supply.csv"
	if err := os.WriteFile(name, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
