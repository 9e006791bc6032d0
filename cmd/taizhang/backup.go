package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"taizhang"
	"taizhang/eventstore"
	"taizhang/eventstore/transfer"
)

// backupCmd copies the log into a file.
type backupCmd struct {
	place
	Access bool   `help:"备份访问记录，而非台账 / back up the access log, not the ledger."`
	File   string `arg:"" help:"备份文件，不得已存在 / the backup file, which must not exist." type:"path" placeholder:"FILE"`
}

// Help implements kong.HelpProvider.
func (backupCmd) Help() string {
	return `备份全部记录：一个 zstd 压缩的文本文件，每行一条 JSON，末行为条数和 SHA-256（格式见 docs/backup.md）。
服务运行时也可备份，所得为开始时刻的完整台账。写完后重读核对，再定名；已有文件不予覆盖。
访问记录另成一个备份：--access。人员令牌 tokens.json 不在备份之内，须另行保管；分析库由台账重建，无须备份。
All records as one text file under zstd, a line of JSON each, ended by their count and
SHA-256. Also while the ledger is served: it is then whole up to the moment of beginning.
The file is read again before it gets its name. The access log is a backup of its own:
--access. Not in it: tokens.json (keep it separately) and the analytics, which are rebuilt
from the ledger.

例 / Example:
  taizhang backup ledger-2026-11-23.jsonl.zst --data ./data
  taizhang backup access-2026-11-23.jsonl.zst --access --data ./data`
}

// Run writes the file and says what it holds.
func (c *backupCmd) Run(ctx context.Context, std stdio) error {
	b, err := c.open(ctx, "")
	if err != nil {
		return err
	}
	defer b.Close()
	bar := newBar(std.err, -1, "备份 / backing up", true)
	made, sum, err := transfer.WriteFile(ctx, c.File, func(w io.Writer) error { return b.Backup(ctx, c.Access, io.MultiWriter(w, bar)) })
	bar.Exit()
	fmt.Fprintln(std.err)
	if err != nil {
		return fmt.Errorf("备份 / back up: %w", err)
	}
	fmt.Fprintf(std.out, "✓ 已备份 %d 条记录（截至 %s）/ %d records backed up: %s\n", sum.Records, made.Made.Format(time.RFC3339), sum.Records, c.File)
	printSum(std.out, sum)
	return nil
}

// writeBackup backs a store up as the ledger that it holds.
func writeBackup(ctx context.Context, w io.Writer, store eventstore.Store) error {
	kind, err := taizhang.Kind(ctx, store)
	if err != nil {
		return err
	}
	return writeStore(ctx, w, store, string(kind))
}

func writeStore(ctx context.Context, w io.Writer, store eventstore.Store, kind string) error {
	return transfer.Write(ctx, w, store, transfer.Header{Kind: kind, Made: time.Now().UTC().Truncate(time.Second), By: "taizhang " + version})
}

// printSum prints by what a ledger is told from any other, wherever it is kept.
func printSum(out io.Writer, sum transfer.Sum) { fmt.Fprintf(out, "  SHA-256 %s\n", sum.SHA256) }

// restoreCmd brings a backup back.
type restoreCmd struct {
	place
	Access bool   `help:"恢复访问记录的备份，先于对该目录的其他操作 / restore a backup of the access log, before anything else is done with the directory."`
	File   string `arg:"" help:"备份文件 / the backup file." type:"existingfile" placeholder:"FILE"`
}

// Help implements kong.HelpProvider.
func (restoreCmd) Help() string {
	return `先核对整个备份，再写入空的台账，最后逐条比对：顺序、流、版本、标识、类型、内容、元数据。
中断后重新运行，接着恢复。已有其他记录的台账不予写入。人员令牌须另行发放或放回 tokens.json。
The whole backup is checked first, then written into an empty ledger, then compared record
by record. Interrupted, run it again and it goes on. A ledger with other records is not
touched. Tokens are not part of a backup: issue them, or put tokens.json back.

例 / Example:
  taizhang restore ledger-2026-11-23.jsonl.zst --data ./restored`
}

// Run restores the backup and proves it.
func (c *restoreCmd) Run(ctx context.Context, std stdio) error {
	backup, err := transfer.OpenBackup(c.File)
	if err != nil {
		return err
	}
	if c.Access != (backup.Kind == accessKind) {
		return errOtherBackup
	}
	store, err := c.target(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	fmt.Fprintf(std.out, "备份作成于 %s，%s / backup made at %s by %s\n", backup.Made.Format(time.RFC3339), backup.By, backup.Made.Format(time.RFC3339), backup.By)
	return carry(ctx, std, backup.Records, store)
}

// errOtherBackup: the ledger and its access log are not restored into each other.
var errOtherBackup = errors.New("访问记录的备份须用 --access 恢复，台账的备份则不用 / a backup of the access log is restored with --access, one of the ledger without")

// target is the store that the backup goes into.
func (c *restoreCmd) target(ctx context.Context) (ledgerStore, error) {
	if c.Access {
		return c.openAccessStore(quietly())
	}
	return c.openStore(ctx, quietly())
}
