package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"taizhang/eventstore"
	"taizhang/eventstore/transfer"
)

// moveCmd copies a ledger from one store into another.
type moveCmd struct {
	From string `required:"" help:"来源：数据目录、备份文件、esdb://… 或 @存放连接串的文件 / the source: a data directory, a backup file, esdb://… or @FILE with a connection string." placeholder:"STORE"`
	To   string `required:"" help:"目标：数据目录、esdb://… 或 @存放连接串的文件；须为空或是未完成的同一搬迁 / the target: a data directory, esdb://… or @FILE; empty or of the same move unfinished." placeholder:"STORE"`
}

// Help implements kong.HelpProvider.
func (moveCmd) Help() string {
	return `按原有顺序复制全部记录，最后重读双方，逐字节比对并给出条数和 SHA-256。来源不变。
中断后重新运行，接着搬迁：以目标中已有的记录为准，先与来源逐条比对。搬迁时双方都不得在服务中。
人员令牌 tokens.json 不随之搬迁；分析库在新址重建（位置只在各自存储内有意义）。
Copies all records in their order, then reads both sides again and compares every byte;
prints count and SHA-256 of both. The source is left as it is. Interrupted, run it again:
what the target holds is compared and the rest follows. Neither side may be served
meanwhile. Not moved: tokens.json, and the analytics, which are rebuilt.

例 / Examples:
  taizhang move --from ./data --to ./elsewhere
  taizhang move --from dir:./data --to dir:/srv/taizhang
  taizhang move --from ./data --to @/etc/taizhang/eventstore`
}

// Run moves the ledger and proves it.
func (c *moveCmd) Run(ctx context.Context, std stdio) error {
	from, err := openSource(ctx, c.From)
	if err != nil {
		return fmt.Errorf("--from %s: %w", c.From, err)
	}
	defer from.Close()
	to, err := openTarget(ctx, c.To)
	if err != nil {
		return fmt.Errorf("--to %s: %w", c.To, err)
	}
	defer to.Close()
	return carry(ctx, std, from.Source, to)
}

// A sourceEnd is what a move reads from.
type sourceEnd struct {
	transfer.Source
	io.Closer
}

// openSource opens what a reference names. A data directory must be there: opening
// would make it.
func openSource(ctx context.Context, ref string) (sourceEnd, error) {
	if external, is, err := openServer(ctx, ref); is {
		return presentEnd(ctx, external, err)
	}
	path := strings.TrimPrefix(ref, "dir:")
	info, err := os.Stat(path)
	if err != nil {
		return sourceEnd{}, err
	}
	if info.Mode().IsRegular() {
		backup, err := transfer.OpenBackup(path)
		if err != nil {
			return sourceEnd{}, err
		}
		return sourceEnd{backup.Records, io.NopCloser(nil)}, nil
	}
	p := place{Data: path}
	if _, err := os.Stat(p.store()); err != nil {
		return sourceEnd{}, fmt.Errorf("没有台账 / no ledger: %w", err)
	}
	store, err := p.openEmbedded()
	from, err := presentEnd(ctx, store, err)
	if err != nil {
		return from, err
	}
	if err := p.traceMove(ctx); err != nil {
		return sourceEnd{}, errors.Join(err, from.Close())
	}
	return from, nil
}

// presentEnd is what a store that was opened, or was not, holds at present.
func presentEnd(ctx context.Context, store ledgerStore, err error) (sourceEnd, error) {
	if err != nil {
		return sourceEnd{}, err
	}
	all, err := transfer.Present(ctx, store)
	if err != nil {
		return sourceEnd{}, errors.Join(err, store.Close())
	}
	return sourceEnd{all, store}, nil
}

func openTarget(ctx context.Context, ref string) (ledgerStore, error) {
	if external, is, err := openServer(ctx, ref); is {
		return external, err
	}
	return place{Data: strings.TrimPrefix(ref, "dir:")}.openEmbedded()
}

// openServer opens a store on a server when the reference is of one: esdb://… without
// a password, or @FILE with the connection string in the file.
func openServer(ctx context.Context, ref string) (store ledgerStore, is bool, err error) {
	flags := storeFlags{Store: ref}
	if file, at := strings.CutPrefix(ref, "@"); at {
		flags = storeFlags{StoreFile: file}
	} else if !strings.HasPrefix(ref, "esdb:") && !strings.HasPrefix(ref, "esdb+discover:") {
		return nil, false, nil
	}
	connection, err := flags.connection()
	if err != nil {
		return nil, true, err
	}
	store, err = openExternal(ctx, connection, false, quietly())
	return store, true, err
}

// carry brings a source into a store, shows how far it is, and says what was proved.
func carry(ctx context.Context, std stdio, from transfer.Source, to eventstore.Store) error {
	start := time.Now()
	bars := &stepBars{out: std.err, step: -1}
	r, err := transfer.Move(ctx, from, to, bars.show)
	bars.end()
	if err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	fmt.Fprintf(std.out, "来源 / source  %d 条记录 / records  SHA-256 %s\n", r.Source.Records, r.Source.SHA256)
	fmt.Fprintf(std.out, "目标 / target  %d 条记录 / records  SHA-256 %s\n", r.Target.Records, r.Target.SHA256)
	if r.Found > 0 {
		fmt.Fprintf(std.out, "  其中 %d 条先前已在目标中 / %d of them were in the target before\n", r.Found, r.Found)
	}
	fmt.Fprintf(std.out, "✓ 双方每一字节相同，用时 %.1f 秒 / both sides are equal in every byte, %.1f s\n", seconds, seconds)
	return nil
}

// stepBars shows one progress bar for each step.
type stepBars struct {
	out   io.Writer
	step  transfer.Step
	total int64 // known once the source was read through
	bar   *progressbar.ProgressBar
}

var stepNames = map[transfer.Step]string{
	transfer.Surveying: "1/3 查验来源 / reading the source",
	transfer.Copying:   "2/3 复制 / copying",
	transfer.Proving:   "3/3 逐条比对 / comparing",
}

func (s *stepBars) show(step transfer.Step, done int64) {
	if step != s.step {
		s.end()
		total := s.total
		if step == transfer.Surveying {
			total = -1
		}
		s.step, s.bar = step, newBar(s.out, total, stepNames[step], false)
	}
	if step == transfer.Surveying {
		s.total = done
	}
	s.bar.Set64(done)
}

func (s *stepBars) end() {
	if s.bar != nil && !s.bar.IsFinished() {
		s.bar.Exit()
		fmt.Fprintln(s.out)
	}
}
