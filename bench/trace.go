package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Syncs are counted by strace on a run of their own, the same way for every
// engine, PostgreSQL's processes included.

// traced are the system calls that make something durable, and the opening of
// files whose every write does.
const traced = "fsync,fdatasync,msync,syncfs,openat"

// stracer is the program in front of a worker.
func stracer(out string) []string {
	return []string{"strace", "-f", "-qq", "--seccomp-bpf", "-y", "-e", "trace=" + traced, "-o", out}
}

// countSeconds is how long each piece of the counting run takes.
const (
	countSeconds = 1
	countCommits = 10
)

// A tally is how many syncs 1,000 acknowledged events cost.
type tally map[string]float64 // by the name of the work

// count runs one engine under strace. It returns nil when there is no strace.
func (s *site) count(c contender) (tally, error) {
	if _, err := exec.LookPath("strace"); err != nil {
		return nil, nil
	}
	list := filepath.Join(s.root, "count-"+c.name+".strace")
	h, err := s.start(c, "count-"+c.name, stracer(list)...)
	if err != nil || h.notHere != "" {
		return nil, err
	}
	events := map[string]int{}
	for _, w := range works {
		if !w.appends {
			continue
		}
		o := w.order
		o.Seconds, o.Commits = countSeconds, countCommits
		if _, err := h.tell(order{Work: "mark", Mark: w.name}); err != nil {
			return nil, err
		}
		r, err := h.tell(o)
		if err != nil {
			return nil, err
		}
		events[w.name] = r.Events
	}
	if _, err := h.tell(order{Work: "mark", Mark: "end"}); err != nil {
		return nil, err
	}
	if err := h.end(); err != nil {
		return nil, err
	}
	return tallied(list, events)
}

// tallied reads the list of calls: those after a mark belong to its work.
func tallied(path string, events map[string]int) (tally, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	current, syncs := "", map[string]int{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if _, after, ok := strings.Cut(line, "/"+markPrefix); ok && strings.Contains(line, "sync(") {
			current, _, _ = strings.Cut(after, ">")
		} else if makesDurable(line) {
			syncs[current]++
		}
	}
	t := tally{}
	for work, n := range events {
		if n == 0 {
			return nil, fmt.Errorf("%s: no events", work)
		}
		t[work] = 1000 * float64(syncs[work]) / float64(n)
	}
	return t, lines.Err()
}

// makesDurable: a call that began in this line, or a file opened so that every
// write is one.
func makesDurable(line string) bool {
	if strings.Contains(line, "resumed>") {
		return false
	}
	if strings.Contains(line, "openat(") {
		return strings.Contains(line, "O_SYNC") || strings.Contains(line, "O_DSYNC")
	}
	return strings.Contains(line, "sync")
}
