package embedded

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
)

// killAt begins the mode of a process that kills itself at an operation on the
// disk: killAt and its number.
const killAt = "at "

// killingPoint ends this process at an operation that changes the disk, at a
// write after a part of it.
func killingPoint(n string) *points {
	at, err := strconv.Atoi(n)
	if err != nil {
		panic(err)
	}
	seen := 0
	return &points{before: func(op point) error {
		if !op.changes() {
			return nil
		}
		if seen++; seen < at {
			return nil
		}
		if op.tear != nil && op.size > 1 {
			op.tear(rand.IntN(op.size))
		}
		_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}}
}

// roundAt lets a process kill itself at an operation and audits what it left.
func (k *killing) roundAt(t *testing.T, n int) error {
	k.mode = killAt + fmt.Sprint(n)
	child, lines := k.start(t)
	defer child.Process.Kill()
	return k.ended(t, child, lines)
}

// TestKillProcessAtPoint kills a process at the first operation on its disk, in
// the next round at the second, and so on, with torn writes, over one directory
// that grows. TAIZHANG_KILLS makes it go further.
func TestKillProcessAtPoint(t *testing.T) {
	k := &killing{dir: t.TempDir(), auditor: newAuditor()}
	for n := 1; n <= min(300, number(t, "TAIZHANG_KILLS", 45)); n++ {
		if err := k.roundAt(t, n); err != nil {
			t.Fatalf("violation after a kill at operation %d: %v", n, err)
		}
	}
	t.Logf("%d kills at operations 1 to %d (%d of them before the store was open): %d appends acknowledged, %d records in the log",
		k.kills, k.kills, k.unopened, k.acked, k.auditor.count)
	if k.acked == 0 || k.unopened == 0 {
		t.Error("the kills were all of one kind: the test proves less than it says")
	}
}
