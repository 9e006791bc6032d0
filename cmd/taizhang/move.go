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
	"taizhang/eventstore/esdb"
	"taizhang/eventstore/transfer"
)

// moveCmd copies a ledger from one store into another.
type moveCmd struct {
	From               string `help:"来源：数据目录、备份文件或 esdb://… / the source: a data directory, a backup file or esdb://…" placeholder:"STORE"`
	To                 string `help:"目标：数据目录或 esdb://…，须为空或是未完成的同一搬迁 / the target: a data directory or esdb://…, empty or of the same move unfinished." placeholder:"STORE"`
	FromFile           string `help:"存放来源连接串的文件；含口令时必用 / file with the source's connection string; for one with a password." type:"path" placeholder:"FILE"`
	ToFile             string `help:"存放目标连接串的文件；含口令时必用 / file with the target's connection string; for one with a password." type:"path" placeholder:"FILE"`
	AllowInsecureStore bool   `help:"允许不加密或不核验证书时给出口令 / take credentials although the connection does not protect them."`
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
	from, err := c.openSource(ctx)
	if err != nil {
		return fmt.Errorf("来源 / source: %w", err)
	}
	defer from.Close()
	to, err := c.openTarget(ctx)
	if err != nil {
		return fmt.Errorf("目标 / target: %w", err)
	}
	defer to.Close()
	return carry(ctx, std, from.Source, to)
}

// end reads one side of a move: a connection string, or a path.
func (c *moveCmd) end(ref, file string) (connection, path string, err error) {
	switch {
	case (ref == "") == (file == ""):
		return "", "", errOneStore
	case file != "":
		connection, err = readConnection(file)
		return connection, "", err
	case esdb.HasPassword(ref):
		return "", "", errEndPassword
	case strings.Contains(ref, "://"):
		return ref, "", nil
	}
	return "", strings.TrimPrefix(ref, "dir:"), nil
}

var (
	errOneStore    = errors.New("须给出一个，也只给一个：--from 或 --from-file，--to 或 --to-file / give one of --from and --from-file, and one of --to and --to-file")
	errEndPassword = errors.New("命令行上的口令会被本机其他用户看到：改用 --from-file、--to-file / other users of this machine can read a password on the command line: use --from-file, --to-file")
)

// A sourceEnd is what a move reads from.
type sourceEnd struct {
	transfer.Source
	io.Closer
}

// openSource opens what is moved. A data directory must be there: opening would
// make it.
func (c *moveCmd) openSource(ctx context.Context) (sourceEnd, error) {
	connection, path, err := c.end(c.From, c.FromFile)
	if err != nil {
		return sourceEnd{}, err
	}
	if connection != "" {
		store, err := openExternal(ctx, connection, c.AllowInsecureStore, quietly())
		if err != nil {
			return sourceEnd{}, err
		}
		return present(ctx, store)
	}
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
	if err != nil {
		return sourceEnd{}, err
	}
	return present(ctx, store)
}

// present is what an open store holds now.
func present(ctx context.Context, store ledgerStore) (sourceEnd, error) {
	all, err := transfer.Present(ctx, store)
	if err != nil {
		return sourceEnd{}, errors.Join(err, store.Close())
	}
	return sourceEnd{all, store}, nil
}

func (c *moveCmd) openTarget(ctx context.Context) (ledgerStore, error) {
	connection, path, err := c.end(c.To, c.ToFile)
	switch {
	case err != nil:
		return nil, err
	case connection != "":
		return openExternal(ctx, connection, c.AllowInsecureStore, quietly())
	}
	return place{Data: path}.openEmbedded()
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
