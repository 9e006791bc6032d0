package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// verifyCmd re-derives everything.
type verifyCmd struct {
	readFlags
	JSON bool `help:"以 JSON 输出 / print the report as JSON."`
}

// Help implements kong.HelpProvider.
func (verifyCmd) Help() string {
	return `重读全部记录，重算每宗地，并与实时视图、分析库逐一比对；报告全部问题。
Re-reads every record, folds every parcel again and compares the live model and
the analytics with it; every fault is reported. Exit status 3 when there is one.

例 / Example:
  taizhang verify --data ./data`
}

// Run prints the report.
func (c *verifyCmd) Run(ctx context.Context, std stdio) error {
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	report, err := b.Verify(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(std, report)
	} else {
		for _, f := range report.Faults {
			fmt.Fprintf(std.out, "✗ %s：%s / %s\n", f.Where, f.ZH, f.EN)
		}
		for _, name := range slices.Sorted(maps.Keys(report.Counts)) {
			fmt.Fprintf(std.out, "%-12s %d\n", name, report.Counts[name])
		}
	}
	if err == nil && !report.OK {
		return fmt.Errorf("%d: %w", len(report.Faults), errFault)
	}
	if !c.JSON {
		fmt.Fprintln(std.out, "✓ 核验通过 / verified")
	}
	return err
}
