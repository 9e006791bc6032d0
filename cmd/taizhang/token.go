package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
)

// tokenCmd keeps the officers' tokens.
type tokenCmd struct {
	Issue  tokenIssueCmd  `cmd:"" help:"发放令牌 / issue a token."`
	List   tokenListCmd   `cmd:"" help:"列出令牌 / list the tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"吊销令牌 / revoke a token."`
}

type tokenIssueCmd struct {
	place
	ID         string `help:"人员编号；缺省为新编号 / the officer's number; default a new one." placeholder:"ID"`
	Name       string `arg:"" help:"姓名 / name." placeholder:"NAME"`
	Department string `required:"" help:"部门代码，如 PNR、IIT、TAX / department code." placeholder:"CODE"`
	Level      string `default:"DISTRICT" enum:"CITY,DISTRICT,PARK" help:"层级 / level: ${enum}."`
	District   string `help:"行政区代码；市级可空 / district code; empty for the city." placeholder:"120116"`
}

// Help implements kong.HelpProvider.
func (tokenIssueCmd) Help() string {
	return `令牌只显示这一次；台账只存其散列值。
The token is shown this once; only its hash is kept.

例 / Example:
  taizhang token issue 张三 --department PNR --level DISTRICT --district 120116 > officer.token`
}

// Run prints the new token.
func (c *tokenIssueCmd) Run(_ context.Context, std stdio) error {
	tokens, err := c.openTokens()
	if err != nil {
		return err
	}
	if c.ID == "" {
		c.ID = uuid.NewString()
	}
	token, err := tokens.Issue(domain.Officer{
		ID: c.ID, Name: c.Name, Department: domain.Code(c.Department), Level: domain.Code(c.Level), District: domain.District(c.District),
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, token)
	return err
}

type tokenListCmd struct {
	place
}

// Help implements kong.HelpProvider.
func (tokenListCmd) Help() string { return "例 / Example:\n  taizhang token list" }

// Run prints who holds a token.
func (c *tokenListCmd) Run(_ context.Context, std stdio) error {
	tokens, err := c.openTokens()
	if err != nil {
		return err
	}
	list, err := tokens.List()
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "令牌 TOKEN\t姓名 NAME\t部门 DEPT\t层级 LEVEL\t区 DISTRICT\t发放 ISSUED\t吊销 REVOKED")
	for _, t := range list {
		revoked := ""
		if !t.RevokedAt.IsZero() {
			revoked = t.RevokedAt.In(domain.Shanghai).Format(time.DateTime)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Officer.Name, t.Officer.Department, t.Officer.Level, t.Officer.District,
			t.IssuedAt.In(domain.Shanghai).Format(time.DateTime), revoked)
	}
	return w.Flush()
}

type tokenRevokeCmd struct {
	place
	Token string `arg:"" help:"令牌编号，见 token list / the token's number, from token list." placeholder:"ID"`
}

// Help implements kong.HelpProvider.
func (tokenRevokeCmd) Help() string { return "例 / Example:\n  taizhang token revoke 3f2a9c01" }

// Run ends a token at once, also for a running server.
func (c *tokenRevokeCmd) Run(_ context.Context, std stdio) error {
	tokens, err := c.openTokens()
	if err != nil {
		return err
	}
	if err := tokens.Revoke(c.Token); err != nil {
		return err
	}
	_, err = fmt.Fprintln(std.out, "已吊销 / revoked:", c.Token)
	return err
}
