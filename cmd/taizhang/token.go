package main

import (
	"context"
	"errors"
	"fmt"
	"text/tabwriter"
	"time"

	"taizhang/domain"
)

// tokenCmd keeps the officers' tokens.
type tokenCmd struct {
	Issue  tokenIssueCmd  `cmd:"" help:"发放令牌 / issue a token."`
	List   tokenListCmd   `cmd:"" help:"列出令牌 / list the tokens."`
	Revoke tokenRevokeCmd `cmd:"" help:"吊销令牌 / revoke a token."`
}

// Help implements kong.HelpProvider.
func (tokenCmd) Help() string {
	return `例 / Examples:
  taizhang token issue zhang.san --out officer.token
  taizhang token list
  taizhang token revoke 3f2a9c01`
}

type tokenIssueCmd struct {
	place
	Out     string `help:"写入此新文件，仅属主可读；缺省为标准输出 / into this new file, for its owner to read; else it is printed." type:"path" placeholder:"FILE"`
	Subject string `arg:"" help:"被授权人，见 authority list / the subject of an authority, from authority list." placeholder:"SUBJECT"`
}

// Help implements kong.HelpProvider.
func (tokenIssueCmd) Help() string {
	return `令牌只显示这一次；台账只存其散列值。令牌说明是谁，能做什么由授权决定。
The token is shown this once; only its hash is kept. It says who; what he may do is
said by his authority.

例 / Example:
  taizhang token issue zhang.san --out officer.token`
}

// Run gives the new token away: into a file, or printed.
func (c *tokenIssueCmd) Run(_ context.Context, std stdio) error {
	tokens, err := c.openTokens()
	if err != nil {
		return err
	}
	token, info, err := tokens.Issue(c.Subject, "")
	if err != nil {
		return err
	}
	if c.Out == "" {
		_, err = fmt.Fprintln(std.out, token)
		return err
	}
	if err := writeNew(c.Out, []byte(token+"\n")); err != nil {
		return errors.Join(fmt.Errorf("--out: %w", err), tokens.Revoke(info.ID)) // nobody has seen it
	}
	_, err = fmt.Fprintf(std.out, "令牌在此文件，仅属主可读 / the token is in this file, for its owner to read: %s\n", c.Out)
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
	fmt.Fprintln(w, "令牌 TOKEN\t被授权人 SUBJECT\t发放 ISSUED\t到期 UNTIL\t吊销 REVOKED")
	for _, t := range list {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", t.ID, t.Subject, clock(t.IssuedAt), clock(t.Until), clock(t.RevokedAt))
	}
	return w.Flush()
}

// clock is a moment as people here read it, and nothing for none.
func clock(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(domain.Shanghai).Format(time.DateTime)
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
