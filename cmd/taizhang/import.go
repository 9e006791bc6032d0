package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/schollz/progressbar/v3"

	"taizhang/cmd/taizhang/landchina"
	"taizhang/domain"
)

// importCmd brings records of other systems into the ledger.
type importCmd struct {
	Landchina landchinaCmd `cmd:"" help:"供地结果公示 / published supply results (CSV)."`
}

// Help implements kong.HelpProvider.
func (importCmd) Help() string {
	return "例 / Example:\n  taizhang import landchina supply.csv --token-file officer.token --dry-run"
}

type landchinaCmd struct {
	place
	tokenFlags
	File       string `arg:"" help:"供地结果 CSV，UTF-8 / the CSV, UTF-8." type:"existingfile" placeholder:"FILE"`
	DryRun     bool   `help:"只核对，不登记 / decide every row, record none."`
	Quarantine string `help:"未接受的行写入此文件 / rows that are not accepted go to this file." default:"quarantine.csv" type:"path" placeholder:"FILE"`
}

// Help implements kong.HelpProvider.
func (landchinaCmd) Help() string {
	return `每行成为一宗地：登记、出让合同、支付约定和约定日期，均为补录。重复导入不产生新事件；
中断后可重新运行。项目名称和位置不进入台账。

例 / Examples:
  taizhang import landchina supply.csv --token-file officer.token --dry-run
  taizhang import landchina supply.csv --token-file officer.token --quarantine rejected.csv`
}

// Run imports the file and prints how its rows ended.
func (c *landchinaCmd) Run(ctx context.Context, std stdio) error {
	token, err := c.officerToken()
	if err != nil {
		return err
	}
	b, err := c.open(ctx, token)
	if err != nil {
		return err
	}
	defer b.Close()
	if kind, err := b.Kind(ctx); err != nil {
		return err
	} else if kind == domain.Demo {
		return errDemoImport
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	quarantine, err := createPrivate(c.Quarantine)
	if err != nil {
		return fmt.Errorf("--quarantine: %w", err)
	}
	bar := newBar(std.err, info.Size(), "导入 / importing", true)
	sum, err := landchina.Import(ctx, file, landchina.Options{
		Recorder: importer{b}, Quarantine: quarantine, DryRun: c.DryRun,
		Progress: func(_ int, bytes int64) { bar.Set64(bytes) },
	})
	bar.Exit()
	printSummary(std.out, sum, c.DryRun)
	if sum.Quarantined > 0 {
		fmt.Fprintf(std.out, "未接受的行见 / rows that were not accepted: %s\n", c.Quarantine)
	}
	if cerr := quarantine.Close(); err == nil {
		err = cerr
	}
	return err
}

// createPrivate makes or empties a file that nobody but its owner reads: rows that were not
// accepted name firms. What is no file of its own (a pipe) stays as it is.
func createPrivate(name string) (*os.File, error) {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		err = file.Chmod(0o600) // it may have been there
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// errDemoImport: real records do not enter a demo ledger.
var errDemoImport = fmt.Errorf("演示台账不接受导入；换一个数据目录：--data DIR / a demo ledger takes no import; choose another directory: --data DIR")

// importer records for the import through whichever ledger is open.
type importer struct{ backend }

func (i importer) Record(ctx context.Context, id domain.ParcelID, key string, facts ...domain.Fact) (bool, []domain.Finding, error) {
	return i.ask(ctx, id, key, false, facts)
}

func (i importer) Check(ctx context.Context, id domain.ParcelID, key string, facts ...domain.Fact) (bool, []domain.Finding, error) {
	return i.ask(ctx, id, key, true, facts)
}

func (i importer) ask(ctx context.Context, id domain.ParcelID, key string, dryRun bool, facts []domain.Fact) (bool, []domain.Finding, error) {
	got, err := i.backend.Record(ctx, id.String(), key, dryRun, facts)
	var findings []domain.Finding
	for _, e := range got.Events {
		findings = append(findings, e.Findings...)
	}
	return got.Repeated, findings, err
}

func printSummary(out io.Writer, sum landchina.Summary, dryRun bool) {
	mode := ""
	if dryRun {
		mode = "（试运行，未登记 / dry run, nothing recorded）"
	}
	fmt.Fprintf(out, "%d 行%s：接受 %d（其中有疑点 %d，先前已在册 %d），未接受 %d；新登记事件 %d\n", sum.Rows, mode, sum.Accepted(), sum.WithFindings, sum.Repeated, sum.Quarantined, sum.Events)
	fmt.Fprintf(out, "%d rows: %d accepted (%d with findings, %d known before), %d quarantined; %d new events\n", sum.Rows, sum.Accepted(), sum.WithFindings, sum.Repeated, sum.Quarantined, sum.Events)
	printReasons(out, "疑点 / finding", sum.Findings)
	printReasons(out, "未接受 / refused", sum.Problems)
}

// printReasons prints how many rows had each reason: in words, then its code.
func printReasons(out io.Writer, what string, rows map[string]int) {
	for _, reason := range slices.Sorted(maps.Keys(rows)) {
		said := landchina.Say(reason)
		fmt.Fprintf(out, "  %s %5d  %s / %s [%s]\n", what, rows[reason], said.ZH, said.EN, reason)
	}
}

// newBar shows progress with its rate and the time that is left, on a terminal or
// in a log.
func newBar(out io.Writer, total int64, what string, bytes bool) *progressbar.ProgressBar {
	return progressbar.NewOptions64(total,
		progressbar.OptionSetWriter(out), progressbar.OptionSetDescription(what), progressbar.OptionShowBytes(bytes), progressbar.OptionShowCount(),
		progressbar.OptionShowIts(), progressbar.OptionSetPredictTime(true), progressbar.OptionSetWidth(32), progressbar.OptionThrottle(barEvery),
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(out) }),
	)
}
