package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"taizhang/domain"
	"taizhang/server/accesslog"
)

// accessCmd shows the trace of sight.
type accessCmd struct {
	List accessListCmd `cmd:"" help:"列出访问记录，新的在前 / list the accesses, newest first."`
}

// Help implements kong.HelpProvider.
func (accessCmd) Help() string { return "例 / Example:\n  taizhang access list --outcome DENIED" }

type accessListCmd struct {
	readFlags
	From      string `help:"起始日 / the first day." placeholder:"YYYY-MM-DD"`
	To        string `help:"截止日 / the last day." placeholder:"YYYY-MM-DD"`
	Principal string `help:"人员或系统的标识 / whose accesses." placeholder:"ID"`
	Parcel    string `help:"宗地标识 / of one parcel, by its identity." placeholder:"ID"`
	Outcome   string `help:"结果 / outcome: SERVED, DENIED, FAILED, LOST." enum:",SERVED,DENIED,FAILED,LOST" default:""`
	Limit     int    `default:"100" help:"最多几条 / how many at most."`
	JSON      bool   `help:"逐行输出 JSON / one JSON line per entry."`
}

// Help implements kong.HelpProvider.
func (accessListCmd) Help() string {
	return `谁读了、导出了、重放了什么，谁被拒绝、依哪条规则。访问记录只增不删；列出本身也记录。
Who read, exported or replayed what, and who was denied by which rule. Nothing of it
is ever deleted; to list it is itself written down.

例 / Examples:
  taizhang access list --outcome DENIED
  taizhang access list --principal zhang.san --from 2026-11-01 --json`
}

const accessPageMax = 500

// Run prints the entries, page by page.
func (c *accessListCmd) Run(ctx context.Context, std stdio) error {
	filter, err := c.filter()
	if err != nil {
		return err
	}
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	lines := []accesslog.Line{}
	for cursor := ""; len(lines) < c.Limit; {
		page, err := b.Access(ctx, filter, cursor, min(accessPageMax, c.Limit-len(lines)))
		if err != nil {
			return err
		}
		lines = append(lines, page.Items...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if c.JSON {
		for _, line := range lines {
			data, err := json.Marshal(line)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(std.out, "%s\n", data); err != nil {
				return err
			}
		}
		return nil
	}
	return printAccesses(std, lines)
}

func (c *accessListCmd) filter() (f accesslog.Filter, err error) {
	f = accesslog.Filter{Principal: c.Principal, Parcel: c.Parcel, Outcome: accesslog.Outcome(c.Outcome)}
	if c.From != "" {
		if f.From, err = domain.ParseDate(c.From); err != nil {
			return f, err
		}
	}
	if c.To != "" {
		f.To, err = domain.ParseDate(c.To)
	}
	return f, err
}

func printAccesses(std stdio, lines []accesslog.Line) error {
	w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "时间 AT\t何人 WHO\t来自 FROM\t结果 OUTCOME\t操作 ACT\t接口 ROUTE\t宗地 PARCEL\t内容 SUBJECT\t行数 ROWS\t规则 RULE\t次数 TIMES")
	for _, l := range lines {
		outcome := string(l.Outcome)
		if l.Restricted {
			outcome += "（受限 restricted）"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\t%d\n", l.At.In(domain.Shanghai).Format(time.DateTime), printable(strings.TrimSpace(l.Principal+" "+l.Name)),
			printable(l.Source), outcome, l.Act, printable(l.Route), printable(l.Parcel), printable(l.Subject), l.Rows, l.Rule, max(l.Times, 1))
	}
	return w.Flush()
}

// printable shows what others wrote without letting it steer a terminal.
func printable(text string) string {
	quoted := strconv.QuoteToGraphic(text)
	if quoted == `"`+text+`"` {
		return cmp.Or(text, "–")
	}
	return quoted
}

func (r *remote) Access(ctx context.Context, f accesslog.Filter, cursor string, limit int) (accesslog.Page, error) {
	params := url.Values{"limit": {strconv.Itoa(limit)}}
	for name, value := range map[string]string{
		"from": string(f.From), "to": string(f.To), "principal": f.Principal, "parcel": f.Parcel, "outcome": string(f.Outcome), "cursor": cursor,
	} {
		if value != "" {
			params.Set(name, value)
		}
	}
	var page accesslog.Page
	_, err := r.call(ctx, http.MethodGet, "/access?"+params.Encode(), nil, nil, &page)
	return page, err
}
