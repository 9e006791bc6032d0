package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"syscall"
	"time"
)

// Each engine lives in a process of its own, so that none pays for the memory of
// another, one can be killed, and its system calls can be counted. The worker
// takes orders on its standard input and ends with it.

// An order is one piece of work for a worker.
type order struct {
	Work    string // fill, append, replay, read, mark or close
	Seconds float64
	Writers int
	Commits int
	Mark    string
}

// An answer is what came of it.
type answer struct {
	Result  result
	NotHere string // why the engine cannot be run
	Err     string
}

// work is the worker's main function. Its thread is locked, for children that
// are to die with their parent die with the thread that began them.
func work(name, dir, corpusPath string) error {
	runtime.LockOSThread()
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM) // whoever gives the orders ends the input
	events, err := loadCorpus(corpusPath)
	if err != nil {
		return err
	}
	c, err := contenderOf(name)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	start := time.Now()
	e, err := c.open(dir)
	if err != nil {
		return out.Encode(failed(err))
	}
	opened := answer{Result: result{Seconds: time.Since(start).Seconds()}}
	if err := out.Encode(opened); err != nil {
		return errors.Join(err, e.Close())
	}
	return serve(&load{engine: e, corpus: events}, dir, out)
}

func failed(err error) answer {
	if errors.Is(err, errNotHere) {
		return answer{NotHere: err.Error()}
	}
	return answer{Err: err.Error()}
}

// serve does what it is told until it is told to close or its input ends.
func serve(l *load, dir string, out *json.Encoder) error {
	in := json.NewDecoder(os.Stdin)
	for {
		var o order
		if err := in.Decode(&o); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return errors.Join(err, l.engine.Close())
		}
		r, err := l.do(context.Background(), o, dir)
		a := answer{Result: r}
		if err != nil {
			a = failed(fmt.Errorf("%s: %w", o.Work, err))
		}
		if err := out.Encode(a); err != nil || o.Work == "close" {
			return err
		}
	}
}

func (l *load) do(ctx context.Context, o order, dir string) (result, error) {
	limit := time.Duration(o.Seconds * float64(time.Second))
	switch o.Work {
	case "fill":
		return l.fill(ctx, limit, o.Commits)
	case "append":
		return l.append(ctx, limit, o.Writers)
	case "replay":
		return l.replay(ctx, limit)
	case "read":
		return l.read(ctx, limit)
	case "mark":
		return result{}, mark(dir, o.Mark)
	case "close":
		return result{}, l.engine.Close()
	default:
		return result{}, fmt.Errorf("no such work")
	}
}

// mark leaves a trace in the list of system calls: the sync of a file whose name
// is the mark.
func mark(dir, name string) error {
	f, err := os.Create(filepath.Join(filepath.Dir(dir), markPrefix+name))
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close(), os.Remove(f.Name()))
}

const markPrefix = "mark-"
