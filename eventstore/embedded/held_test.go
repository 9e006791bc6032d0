package embedded

import (
	"bufio"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"

	"taizhang/eventstore"
)

// TestFaultTwoProcesses: a process that has the directory keeps it while it is
// stopped, and goes on as if nothing had been when it continues.
func TestFaultTwoProcesses(t *testing.T) {
	dir := t.TempDir()
	first := exec.Command(os.Args[0])
	first.Env = append(os.Environ(), "TAIZHANG_KILL_CHILD="+dir)
	out, err := first.StdoutPipe()
	if err == nil {
		err = first.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { first.Process.Kill(); first.Wait() })
	lines := bufio.NewReader(out)
	readLines := func(n int) {
		for range n {
			if _, err := lines.ReadString('\n'); err != nil {
				t.Fatalf("the first process ended: %v", err)
			}
		}
	}
	refused := func(when string) {
		if _, err := Open(dir, killOptions); !errors.Is(err, eventstore.ErrHeld) {
			t.Errorf("%s: open gives %v, want ErrHeld", when, err)
		}
		if _, err := Verify(t.Context(), dir, killOptions, Checker{Fault: func(err error) { t.Error(err) }}); !errors.Is(err, eventstore.ErrHeld) {
			t.Errorf("%s: verify gives %v, want ErrHeld", when, err)
		}
	}
	readLines(20)
	refused("while the first writes")
	if err := first.Process.Signal(syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	refused("while the first is stopped")
	if err := first.Process.Signal(syscall.SIGCONT); err != nil {
		t.Fatal(err)
	}
	readLines(5000) // more than the pipe held
	refused("when it goes on")
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	first.Wait()
	s := mustOpen(t, dir, killOptions)
	if err := newAuditor().audit(t.Context(), s, nil); err != nil {
		t.Error(err)
	}
	if _, err := s.Verify(t.Context(), Checker{Fault: func(err error) { t.Error(err) }}); err != nil {
		t.Error(err)
	}
}
