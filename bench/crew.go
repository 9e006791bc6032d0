package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// A hand is a worker process as the one who gives the orders sees it.
type hand struct {
	contender contender
	dir       string
	process   *exec.Cmd
	in        io.WriteCloser
	orders    *json.Encoder
	answers   *json.Decoder
	opened    result
	notHere   string
}

// A site is where a run keeps everything it makes: one directory, removed at the
// end.
type site struct {
	root   string
	corpus string

	mu    sync.Mutex // guards the next
	hands []*hand    // all that were started
	over  bool       // none is started any more
}

var errInterrupted = errors.New("interrupted")

// start starts a worker on an engine, in front of which may stand a program that
// watches it. Its directory is made unless it is there.
func (s *site) start(c contender, name string, watcher ...string) (*hand, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return nil, errInterrupted
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	h := &hand{contender: c, dir: filepath.Join(s.root, name, "d")}
	if err := os.MkdirAll(h.dir, 0o755); err != nil {
		return nil, err
	}
	args := append(watcher, self, "worker", c.name, h.dir, s.corpus)
	h.process = exec.Command(args[0], args[1:]...)
	h.process.Stderr = os.Stderr
	h.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if h.in, err = h.process.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := h.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := h.process.Start(); err != nil {
		return nil, err
	}
	s.hands = append(s.hands, h)
	h.orders, h.answers = json.NewEncoder(h.in), json.NewDecoder(bufio.NewReader(out))
	a, err := h.hear()
	h.opened, h.notHere = a.Result, a.NotHere
	return h, err
}

// hear waits for an answer.
func (h *hand) hear() (answer, error) {
	var a answer
	if err := h.answers.Decode(&a); err != nil {
		return a, fmt.Errorf("%s: the worker has ended: %w", h.contender.name, err)
	}
	if a.Err != "" {
		return a, fmt.Errorf("%s: %s", h.contender.name, a.Err)
	}
	return a, nil
}

// tell gives an order and waits until it is done.
func (h *hand) tell(o order) (result, error) {
	if err := h.orders.Encode(o); err != nil {
		return result{}, fmt.Errorf("%s: %w", h.contender.name, err)
	}
	a, err := h.hear()
	return a.Result, err
}

// end closes the engine and waits for the process.
func (h *hand) end() error {
	_, err := h.tell(order{Work: "close"})
	return errors.Join(err, h.gone())
}

// gone ends the worker's input and waits. Ending twice is harmless.
func (h *hand) gone() error {
	if h.process.ProcessState != nil {
		return nil
	}
	h.in.Close()
	return h.process.Wait()
}

// interrupt ends the input of every worker: each finishes what it does and ends.
func (s *site) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	for _, h := range s.hands {
		h.in.Close()
	}
}

// clear ends all workers and removes the directory. A worker that does not end
// by itself is killed.
func (s *site) clear() error {
	for _, h := range s.hands {
		if h.process.ProcessState != nil {
			continue
		}
		late := time.AfterFunc(20*time.Second, func() { h.process.Process.Kill() })
		h.gone()
		late.Stop()
	}
	return os.RemoveAll(s.root)
}
