package main

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"
)

// asProgram makes this test binary be the program, or one that is wrong on purpose, so
// that it can be killed.
const asProgram = "TAIZHANG_AS_PROGRAM"

// kills is how often the loop kills: few times in an ordinary run, every tenth of what
// TAIZHANG_KILLS says in an acceptance run, for each starts the whole process anew.
func kills(t *testing.T, ordinary int) int {
	t.Helper()
	n, err := strconv.Atoi(os.Getenv("TAIZHANG_KILLS"))
	if err != nil {
		return ordinary
	}
	return max(ordinary, n/10)
}

// program starts this binary as the program.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, args...)
	cmd.Env = append([]string{asProgram + "=1"}, os.Environ()...) // a control says what else to be
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// kill ends a process as kill -9 does.
func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
}

// clientsMax is how many clients use a server that is killed, mostly within a moment of
// its first answer.
const (
	clientsMax = 4
	killWithin = 150 * time.Millisecond
)

// killWhileUsed starts a program that serves a place and kills it at a random moment
// within a window after its first answer. use is one client: it asks until nobody
// answers any more, and says when it was answered.
func killWhileUsed(t *testing.T, p place, window time.Duration, use func(client int, b beacon, answered func()), args ...string) {
	t.Helper()
	os.Remove(p.beacon())
	cmd := program(t, args...)
	b := awaitBeacon(t, p, cmd)
	first := make(chan struct{})
	answered := sync.OnceFunc(func() { close(first) })
	var clients sync.WaitGroup
	for i := range clientsMax {
		clients.Go(func() {
			defer answered() // by nobody, when the program died by itself
			use(i, b, answered)
		})
	}
	<-first
	time.Sleep(rand.N(window))
	kill(t, cmd)
	clients.Wait()
}

func awaitBeacon(t *testing.T, p place, program *exec.Cmd) beacon {
	t.Helper()
	for range 3000 {
		if b, err := p.readBeacon(); err == nil {
			return b
		}
		time.Sleep(10 * time.Millisecond)
	}
	kill(t, program)
	t.Fatal("the program does not serve")
	return beacon{}
}
