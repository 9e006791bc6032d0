package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"taizhang/cmd/taizhang/audit"
	"taizhang/eventstore"
)

// verifyCmd re-reads and re-derives everything.
type verifyCmd struct {
	readFlags
	JSON      bool `help:"以 JSON 输出 / print the report as JSON."`
	StoreOnly bool `help:"只核验存储本身，台账打不开时也可用 / the store alone; works also when the ledger cannot be opened."`
}

// Help implements kong.HelpProvider.
func (verifyCmd) Help() string {
	return `先重读存储的全部文件和记录，再重算每宗地，并与实时视图、分析库逐一比对；
报告全部问题（至多列出 1,000 条）。服务运行时由服务进程核验全部。
Re-reads every file and record of the store, then folds every parcel again and
compares the live model and the analytics with it; every fault is reported (at
most 1,000 are listed). While the ledger is served, the serving process does all
of it. Exit status 3 when there is a fault.

例 / Example:
  taizhang verify --data ./data
  taizhang verify --data ./data --store-only`
}

// Run prints the report.
func (c *verifyCmd) Run(ctx context.Context, std stdio) error {
	report, err := c.verifyStore(ctx, std.err)
	if held := errors.Is(err, eventstore.ErrHeld); held || err == nil && report.OK && !c.StoreOnly {
		report, err = c.verifyAll(ctx, report)
	}
	if err != nil {
		return err
	}
	return c.print(std, report)
}

// verifyAll verifies the folds and projections too. A process that serves the
// directory verifies its store as well.
func (c *verifyCmd) verifyAll(ctx context.Context, store audit.Report) (audit.Report, error) {
	b, err := c.open(ctx)
	if err != nil {
		return store, err
	}
	defer b.Close()
	report, err := b.Verify(ctx)
	if err != nil {
		return report, err
	}
	return report.With(store), nil
}

func (c *verifyCmd) print(std stdio, report audit.Report) error {
	total := max(int64(len(report.Faults)), report.Counts["faults"])
	report.Faults = report.Faults[:min(len(report.Faults), faultsMax)]
	if c.JSON {
		if err := printJSON(std, report); err != nil {
			return err
		}
	} else {
		printReport(std, report, total)
	}
	if !report.OK {
		return fmt.Errorf("%d: %w", total, errFault)
	}
	return nil
}

func printReport(std stdio, report audit.Report, total int64) {
	for _, f := range report.Faults {
		fmt.Fprintf(std.out, "✗ %s：%s / %s\n", f.Where, f.ZH, f.EN)
	}
	for _, name := range slices.Sorted(maps.Keys(report.Counts)) {
		fmt.Fprintf(std.out, "%-12s %d\n", name, report.Counts[name])
	}
	if report.OK {
		fmt.Fprintln(std.out, "✓ 核验通过 / verified")
		return
	}
	fmt.Fprintf(std.out, "共 %d 处问题。请停止使用，保留数据目录原样，用备份恢复到新目录 / %d faults: stop, keep the data directory as it is, restore a backup into a new one\n", total, total)
}
