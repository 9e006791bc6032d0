package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/tabwriter"
	"time"

	"taizhang"
	"taizhang/domain"
)

// authorityCmd keeps who may do and see what.
type authorityCmd struct {
	Init     authorityInitCmd     `cmd:"" help:"任命第一名管理员 / appoint the first administrator."`
	Grant    authorityGrantCmd    `cmd:"" help:"授权 / give an authority."`
	Approve  authorityApproveCmd  `cmd:"" help:"复核授权 / approve a grant, as another administrator."`
	Withdraw authorityWithdrawCmd `cmd:"" help:"撤销授权 / withdraw a grant, at once."`
	List     authorityListCmd     `cmd:"" help:"列出全部授权 / list every grant."`
}

// Help implements kong.HelpProvider.
func (authorityCmd) Help() string {
	return adminHelp + `

例 / Examples:
  taizhang authority init
  taizhang authority grant zhang.san --name 张三 --role OFFICER --department PNR --level CITY --reason 经办
  taizhang authority list`
}

const adminHelp = `未给令牌时以数据目录中的 admin.token 执行，即首名管理员本人。
Without a token these act by DATA/admin.token, as the first administrator.`

// adminFlags say which administrator acts.
type adminFlags struct {
	place
	tokenFlags
}

// open gives the ledger for the administrator: of the token that was given, else of the
// directory's own.
func (c *adminFlags) open(ctx context.Context) (backend, error) {
	token, err := c.token()
	if err == nil && token == "" {
		token, err = c.ownAdministrator()
	}
	if err != nil {
		return nil, err
	}
	return c.place.open(ctx, token)
}

// ownAdministrator is the token in the directory's own file, as long as it is good.
func (p place) ownAdministrator() (string, error) {
	token, err := readSecret("admin.token", p.admin())
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("需要管理员令牌；新台账先运行 taizhang authority init / an administrator's token is needed; a new ledger begins with taizhang authority init: %w", err)
	}
	if err != nil {
		return "", err
	}
	tokens, err := p.openTokens()
	if err != nil {
		return "", err
	}
	if _, ok := tokens.Lookup(token); !ok {
		return "", fmt.Errorf("%[1]s 中的令牌已失效或吊销，换发 / the token in it has ended or was revoked, issue another: rm %[1]s; taizhang token issue %[2]s --data %[3]s --out %[1]s", p.admin(), domain.FirstAdministrator, p.Data)
	}
	return token, nil
}

// enter records one event of authority, of today.
func (c *adminFlags) enter(ctx context.Context, std stdio, e domain.Event) error {
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	got, err := b.Enter(ctx, authorityBook, keyOf(""), domain.Fact{OccurredOn: domain.DateOf(time.Now()), Event: e})
	if err != nil {
		return err
	}
	return printJSON(std, got)
}

type authorityInitCmd struct {
	place
}

// Help implements kong.HelpProvider.
func (authorityInitCmd) Help() string {
	return `没有在任管理员的台账由此得到一名：admin，令牌写入 DATA/admin.token（仅属主可读），不显示。
taizhang serve 首次启动时也会做同一件事。
A ledger without an administrator in office gets one: admin, with the token in
DATA/admin.token, readable by its owner alone and not shown. The first start of
taizhang serve does the same.

例 / Example:
  taizhang authority init --data ./ledger`
}

// Run appoints the administrator where there is none.
func (c *authorityInitCmd) Run(ctx context.Context, std stdio) error {
	store, err := c.openStore(ctx, quietly())
	if err != nil {
		return err
	}
	defer store.Close()
	ledger, err := taizhang.Open(ctx, store, "")
	if err != nil {
		return err
	}
	path, err := c.appoint(ctx, ledger)
	if err != nil {
		return err
	}
	if path == "" {
		_, err = fmt.Fprintln(std.out, "已有在任管理员，未作改动 / an administrator is in office, nothing was changed")
		return err
	}
	return sayAppointed(std.out, path)
}

type authorityGrantCmd struct {
	adminFlags
	Name       string `required:"" help:"姓名或名称 / name."`
	Role       string `required:"" help:"角色 / role: ${enum}." enum:"OFFICER,AUDITOR,ANALYST,WALL,SERVICE,ADMINISTRATOR"`
	View       string `default:"INTERNAL" help:"查看级别 / view: ${enum}." enum:"PUBLIC,INTERNAL,RESTRICTED,AUDITOR"`
	Department string `help:"部门，如 PNR；承办人员必填 / department; an officer has one." placeholder:"CODE"`
	Level      string `required:"" help:"层级 / level: ${enum}." enum:"CITY,DISTRICT,PARK"`
	District   string `help:"行政区，区级、园区必填 / district, below the city." placeholder:"CODE"`
	Park       string `help:"园区 / park." placeholder:"CODE"`
	Until      string `help:"有效期至（含当日）/ the last day." placeholder:"DATE"`
	Reason     string `required:"" help:"理由 / reason."`
	Subject    string `arg:"" help:"被授权人标识，或 group:用户组 / the identity, or group:NAME of the identity provider." placeholder:"SUBJECT"`
}

// Help implements kong.HelpProvider.
func (authorityGrantCmd) Help() string {
	return adminHelp + `
管理员、审计人员与受限查看须另一名管理员复核后生效。
Administrators, auditors and restricted views take effect when another administrator
has approved.

例 / Examples:
  taizhang authority grant zhang.san --name 张三 --role OFFICER --department PNR --level DISTRICT --district 120116 --reason 滨海新区规划资源分局经办
  taizhang authority grant group:ledger-readers --name 读者组 --role ANALYST --level CITY --reason 研究`
}

// Run grants the authority.
func (c *authorityGrantCmd) Run(ctx context.Context, std stdio) error {
	return c.enter(ctx, std, domain.AuthorityGranted{
		Subject: c.Subject, Name: c.Name, Role: domain.Code(c.Role), View: domain.Code(c.View), Department: domain.Code(c.Department),
		Level: domain.Code(c.Level), District: domain.District(c.District), Park: c.Park, Until: domain.Date(c.Until), Reason: c.Reason,
	})
}

type authorityApproveCmd struct {
	adminFlags
	Note  string `help:"说明 / note."`
	Grant string `arg:"" help:"授权事件的标识 / identity of the grant." placeholder:"GRANT"`
}

// Help implements kong.HelpProvider.
func (authorityApproveCmd) Help() string {
	return adminHelp + "\n\n例 / Example:\n  taizhang authority approve 5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10 --token-file second.token"
}

// Run approves the grant.
func (c *authorityApproveCmd) Run(ctx context.Context, std stdio) error {
	id, err := entryID(c.Grant, "authority list")
	if err != nil {
		return err
	}
	return c.enter(ctx, std, domain.AuthorityApproved{Grant: id, Note: c.Note})
}

type authorityWithdrawCmd struct {
	adminFlags
	Reason string `required:"" help:"理由 / reason."`
	Grant  string `arg:"" help:"授权事件的标识 / identity of the grant." placeholder:"GRANT"`
}

// Help implements kong.HelpProvider.
func (authorityWithdrawCmd) Help() string {
	return adminHelp + "\n\n例 / Example:\n  taizhang authority withdraw 5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10 --reason 调离"
}

// Run withdraws the grant.
func (c *authorityWithdrawCmd) Run(ctx context.Context, std stdio) error {
	id, err := entryID(c.Grant, "authority list")
	if err != nil {
		return err
	}
	return c.enter(ctx, std, domain.AuthorityWithdrawn{Grant: id, Reason: c.Reason})
}

type authorityListCmd struct {
	readFlags
	JSON bool `help:"以 JSON 输出 / as JSON."`
}

// Help implements kong.HelpProvider.
func (authorityListCmd) Help() string {
	return "例 / Example:\n  taizhang authority list --data ./ledger"
}

// Run prints one line for each grant, in order of recording.
func (c *authorityListCmd) Run(ctx context.Context, std stdio) error {
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	grants, err := b.Grants(ctx)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(std, grants)
	}
	w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "授权 GRANT\t状态 STATUS\t被授权人 SUBJECT\t姓名 NAME\t角色 ROLE\t级别 VIEW\t范围 OF\t至 UNTIL\t授权人 BY\t复核人 APPROVED")
	for _, g := range grants {
		approved := ""
		if g.ApprovedBy != nil {
			approved = g.ApprovedBy.Name
		}
		of := strings.TrimSpace(strings.Join([]string{string(g.Department), string(g.Level), string(g.District), g.Park}, " "))
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", g.ID, g.Status, g.Subject, g.Name, g.Role, g.View, of, cmp.Or(string(g.Until), "–"), g.By.Name, approved)
	}
	return w.Flush()
}
