// Command bench compares Taizhang's embedded store with its peers at the same
// work, the same durability and the same events, and writes what it found as a
// page. It is a module of its own, so that no peer ever enters the product.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

func main() {
	if len(os.Args) == 5 && os.Args[1] == "worker" {
		exit(work(os.Args[2], os.Args[3], os.Args[4]))
	}
	rounds := flag.Int("rounds", 5, "每项测几轮 / how often each piece of work is done")
	seconds := flag.Float64("seconds", 1.5, "每项测几秒 / how long each piece of work takes")
	in := flag.String("dir", "", "在哪个目录（磁盘）上测 / where: a directory on the disk to be measured")
	only := flag.String("only", "", "只测这些（逗号分隔） / only these engines, separated by commas")
	out := flag.String("out", "", "把结果写入此文件 / write the page to this file")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	exit(compare(ctx, *rounds, *seconds, *in, *only, *out))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// compare runs everything in a directory of its own, which it removes, also when
// it is interrupted: then the workers end, and what waits for them fails.
func compare(ctx context.Context, rounds int, seconds float64, in, only, out string) (err error) {
	if err := choose(only); err != nil {
		return err
	}
	s, err := newSite(in)
	if err != nil {
		return err
	}
	defer func() {
		if e := s.clear(); err == nil {
			err = e
		}
	}()
	stop := context.AfterFunc(ctx, s.interrupt)
	defer stop()
	r, err := s.all(ctx, rounds, seconds)
	if err != nil {
		return err
	}
	page := r.page()
	fmt.Println(page)
	if out == "" {
		return nil
	}
	return os.WriteFile(out, []byte(page), 0o644)
}

// choose leaves only some contenders; ours and the limit always stay.
func choose(only string) error {
	if only == "" {
		return nil
	}
	want := map[string]bool{nameOurs: true, nameLimit: true}
	for name := range strings.SplitSeq(only, ",") {
		if _, err := contenderOf(name); err != nil {
			return err
		}
		want[name] = true
	}
	var chosen []contender
	for _, c := range contenders {
		if want[c.name] {
			chosen = append(chosen, c)
		}
	}
	contenders = chosen
	return nil
}

func newSite(in string) (*site, error) {
	root, err := os.MkdirTemp(in, "taizhang-bench-")
	if err != nil {
		return nil, err
	}
	// PostgreSQL runs as another user when we are root.
	return &site{root: root, corpus: filepath.Join(root, "corpus")}, os.Chmod(root, 0o755)
}

// all is one whole run.
func (s *site) all(ctx context.Context, rounds int, seconds float64) (*run, error) {
	r := &run{rounds: rounds, seconds: seconds, began: time.Now(), machine: thisMachine(s.root)}
	say := func(format string, args ...any) {
		fmt.Fprintf(os.Stderr, "%6s  %s\n", took(time.Since(r.began)), fmt.Sprintf(format, args...))
	}
	if r.machine.Filesystem == memoryBacked {
		say("注意：%s 在内存中，刷盘没有意义；请用 DIR 指定磁盘 / in memory: choose a disk with DIR", s.root)
	}
	say("生成演示城市的事件 / making the events of a demo city")
	events, err := newCorpus(ctx, cityParcels, cityYears)
	if err != nil {
		return nil, err
	}
	r.texture = events.texture()
	steps := []func() error{
		func() error { return events.save(s.corpus) },
		func() (err error) { r.before, err = look(s.root); return err },
		func() error { return r.measure(s, say) },
		func() (err error) { r.after, err = look(s.root); return err },
		func() error { return r.tallies(s, say) },
		func() error { say("一百万事件后强行终止 / kill -9 after a million events"); return r.kill(s) },
	}
	for _, step := range steps {
		if err := step(); err != nil {
			return nil, err
		}
	}
	r.took = time.Since(r.began)
	return r, nil
}
