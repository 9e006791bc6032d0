package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"taizhang"
	"taizhang/domain"
)

// policyCmd keeps the parameters of the policy. A value that one officer sets is in
// force once another has approved it.
type policyCmd struct {
	List     policyListCmd     `cmd:"" help:"查看参数与拟定 / list the parameters in force and the open proposals."`
	Set      policySetCmd      `cmd:"" help:"拟定参数值，待另一人批准 / propose a value; another officer approves it."`
	Approve  policyApproveCmd  `cmd:"" help:"批准拟定 / approve a proposal."`
	Withdraw policyWithdrawCmd `cmd:"" help:"撤回拟定 / withdraw a proposal."`

	Reconsider policyReconsiderCmd `cmd:"" help:"换规则重审宗地上的决定 / what other values would say of the decisions on a parcel."`
}

// Help implements kong.HelpProvider.
func (policyCmd) Help() string {
	return `例 / Examples:
  taizhang policy list --scope 120116
  taizhang policy set sla.record_workdays 5 --from 2026-01-01 --doc 示文1号 --token-file one.token
  taizhang policy approve 5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10 --token-file two.token`
}

// entered and policy are the API's answers.
type entered struct {
	Book     string        `json:"book"`
	Position string        `json:"position,omitzero"`
	Repeated bool          `json:"repeated"`
	Events   []answerEvent `json:"events"`
}

type policy struct {
	Version   string                  `json:"version"`
	States    []domain.ParameterState `json:"states"`
	Proposals []domain.Proposal       `json:"proposals"`
}

type policyListCmd struct {
	readFlags
	Scope   string `help:"适用范围：city、行政区代码、行政区代码-园区 / city, a district, or district-park." default:"city"`
	AsOf    string `help:"有效时间：此日的参数；缺省为今天 / valid time: in force on this day; default today." placeholder:"DATE"`
	KnownAt string `help:"登记时间：此刻已登记的 / recorded time: as known then (RFC 3339)." placeholder:"TIME"`
	JSON    bool   `help:"以 JSON 输出 / as JSON."`
}

// Help implements kong.HelpProvider.
func (policyListCmd) Help() string {
	return `例 / Examples:
  taizhang policy list --scope 120116
  taizhang policy list --as-of 2025-12-31 --known-at 2026-02-01T00:00:00+08:00 --json`
}

// Run prints one line for each value.
func (c *policyListCmd) Run(ctx context.Context, std stdio) error {
	scope, err := domain.ParseScope(c.Scope)
	if err != nil {
		return err
	}
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	p, err := b.Policy(ctx, scope, domain.Date(c.AsOf), c.KnownAt)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(std, p)
	}
	return p.write(std)
}

func (p policy) write(std stdio) error {
	fmt.Fprintln(std.out, "版本 / version:", p.Version)
	w := tabwriter.NewWriter(std.out, 0, 4, 2, ' ', 0)
	for _, s := range p.States {
		name := string(s.Parameter)
		if s.Key != "" {
			name += "[" + s.Key + "]"
		}
		from, source := "默认 / default", documentOf(s.Parameter)
		if s.Setting != nil {
			from, source = s.Setting.Scope.String()+" "+string(s.Setting.ValidFrom)+"–"+string(s.Setting.ValidTo), s.Setting.Document.DocNo
		}
		fmt.Fprintf(w, "%s\t%.60s\t%s\t%s\n", name, s.Value, from, source)
	}
	for _, o := range p.Proposals {
		if o.Status == "OPEN" {
			fmt.Fprintf(w, "待批准 / open: %s\t%s = %s\t%s\t%s\n", o.ID, o.Event.Parameter, o.Event.Value, o.Event.ValidFrom, o.By.Name)
		}
	}
	return w.Flush()
}

func documentOf(name domain.Parameter) string {
	for _, info := range domain.Parameters() {
		if info.Name == name {
			return info.Document
		}
	}
	return ""
}

// entry is what every change of a policy needs.
type entry struct {
	place
	tokenFlags
	Scope string `help:"适用范围：city、行政区代码、行政区代码-园区 / city, a district, or district-park." default:"city"`
	Key   string `help:"幂等键：同一键只登记一次 / idempotency key: recorded once per key." placeholder:"KEY"`
	On    string `help:"发生日期；缺省为今天 / the day it happened; default today." placeholder:"DATE"`
}

// enter records one event in the book of the scope.
func (c *entry) enter(ctx context.Context, std stdio, e domain.Event) error {
	scope, err := domain.ParseScope(c.Scope)
	if err != nil {
		return err
	}
	token, err := c.officerToken()
	if err != nil {
		return err
	}
	b, err := c.open(ctx, token)
	if err != nil {
		return err
	}
	defer b.Close()
	on := domain.Date(c.On)
	if on == "" {
		on = domain.DateOf(time.Now())
	}
	got, err := b.Enter(ctx, domain.BookID{Kind: domain.PolicyBook, Scope: scope}, keyOf(c.Key), domain.Fact{OccurredOn: on, Event: e})
	if err != nil {
		return err
	}
	return printJSON(std, got)
}

type policySetCmd struct {
	entry
	From      string `required:"" help:"生效日期 / in force from." placeholder:"DATE"`
	To        string `help:"失效日期（含当日）/ the last day." placeholder:"DATE"`
	Doc       string `required:"" help:"依据文件文号 / number of the document it comes from." placeholder:"NO"`
	Reason    string `help:"理由 / reason."`
	Parameter string `arg:"" help:"参数名；分项写作 name[key] / the parameter; name[key] for one with keys."`
	Value     string `arg:"" help:"值：数字、比率、代码，或结构化参数的 JSON / number, ratio, code, or JSON of a table."`
}

// Help implements kong.HelpProvider.
func (policySetCmd) Help() string {
	return `例 / Examples:
  taizhang policy set sla.record_workdays 5 --scope 120116 --from 2026-01-01 --doc 示文1号 --token-file officer.token
  taizhang policy set 'control.far_min[36]' 1.2 --from 2026-01-01 --doc 示文2号 --token-file officer.token`
}

// Run proposes the value.
func (c *policySetCmd) Run(ctx context.Context, std stdio) error {
	name, key, _ := strings.Cut(strings.TrimSuffix(c.Parameter, "]"), "[")
	value, err := valueOf(domain.Parameter(name), c.Value)
	if err != nil {
		return err
	}
	return c.enter(ctx, std, domain.ParameterProposed{
		Parameter: domain.Parameter(name), Key: key, Value: value, ValidFrom: domain.Date(c.From), ValidTo: domain.Date(c.To),
		Document: domain.Evidence{DocNo: c.Doc}, Reason: c.Reason,
	})
}

// valueOf writes a value of the command line as JSON: ratios, decimals and codes
// are text there.
func valueOf(name domain.Parameter, text string) (domain.JSON, error) {
	for _, info := range domain.Parameters() {
		if info.Name == name && (info.Kind == "RATIO" || info.Kind == "DECIMAL" || info.Kind == "CODE") {
			data, err := json.Marshal(text)
			return data, err
		}
	}
	if !json.Valid([]byte(text)) {
		return nil, fmt.Errorf("%s：值须为整数或 JSON / want a whole number or JSON: %q", name, text)
	}
	return domain.JSON(text), nil
}

type policyApproveCmd struct {
	entry
	Note     string `help:"说明 / note."`
	Proposal string `arg:"" help:"拟定事件的标识 / identity of the proposal."`
}

// Help implements kong.HelpProvider.
func (policyApproveCmd) Help() string {
	return `须由拟定人以外的另一人批准；标识见 policy list。
Another officer than the one who proposed; policy list shows the identity.

例 / Example:
  taizhang policy approve 5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10 --scope 120116 --token-file two.token`
}

// Run approves the proposal.
func (c *policyApproveCmd) Run(ctx context.Context, std stdio) error {
	id, err := entryID(c.Proposal, "policy list")
	if err != nil {
		return err
	}
	return c.enter(ctx, std, domain.ParameterApproved{Proposal: id, Note: c.Note})
}

type policyWithdrawCmd struct {
	entry
	Reason   string `required:"" help:"理由 / reason."`
	Proposal string `arg:"" help:"拟定事件的标识 / identity of the proposal."`
}

// Help implements kong.HelpProvider.
func (policyWithdrawCmd) Help() string {
	return `例 / Example:
  taizhang policy withdraw 5d0a6b1e-3c55-4c7a-9a52-0a8f5b0f6f10 --reason 未印发 --token-file one.token`
}

// Run withdraws the proposal.
func (c *policyWithdrawCmd) Run(ctx context.Context, std stdio) error {
	id, err := entryID(c.Proposal, "policy list")
	if err != nil {
		return err
	}
	return c.enter(ctx, std, domain.ParameterWithdrawn{Proposal: id, Reason: c.Reason})
}

// entryID reads the identity of an entry in a book, which the command list shows.
func entryID(text, list string) (domain.EventID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return id, fmt.Errorf("%q 不是标识，见 taizhang %s / is no identity: see taizhang %s", text, list, list)
	}
	return id, nil
}

func (l *local) Enter(ctx context.Context, id domain.BookID, key string, fact domain.Fact) (entered, error) {
	act := domain.ActEnter
	if id.Kind == domain.AuthorityBook {
		act = domain.ActAdminister
	}
	ledger, who, err := l.admitted(ctx, act, domain.Scope{})
	if err != nil {
		return entered{}, err
	}
	got, err := ledger.Enter(ctx, id, key, who.Officer(), fact)
	if err != nil {
		return entered{}, err
	}
	return entered{id.Stream(), string(got.Position), got.Repeated, answerOf(taizhang.Answer{Events: got.Events}).Events}, nil
}

func (l *local) Policy(ctx context.Context, scope domain.Scope, asOf domain.Date, knownAt string) (policy, error) {
	ledger, _, err := l.admitted(ctx, domain.ActRead, domain.Scope{})
	if err != nil {
		return policy{}, err
	}
	ps, err := ledger.Policies(ctx, scope)
	if err != nil {
		return policy{}, err
	}
	var known time.Time
	if knownAt != "" {
		if known, err = time.Parse(time.RFC3339, knownAt); err != nil {
			return policy{}, err
		}
	}
	if asOf == "" {
		asOf = domain.DateOf(time.Now())
	}
	if _, err := domain.ParseDate(string(asOf)); err != nil {
		return policy{}, err
	}
	p := ps.In(scope, asOf, known)
	return policy{p.Version(), p.States(), ps[scope].Proposals()}, nil
}

func (r *remote) Enter(ctx context.Context, id domain.BookID, key string, fact domain.Fact) (entered, error) {
	data, err := domain.EncodeFact(fact)
	if err != nil {
		return entered{}, err
	}
	var got entered
	path := "/policies/" + url.PathEscape(id.Scope.String()) + "/events"
	if id.Kind == domain.AuthorityBook {
		path = "/authority/events"
	}
	_, err = r.call(ctx, http.MethodPost, path, map[string]string{"Idempotency-Key": key}, data, &got)
	return got, err
}

func (r *remote) Policy(ctx context.Context, scope domain.Scope, asOf domain.Date, knownAt string) (policy, error) {
	params := url.Values{}
	if asOf != "" {
		params.Set("asOf", string(asOf))
	}
	if knownAt != "" {
		params.Set("knownAt", knownAt)
	}
	var p policy
	_, err := r.call(ctx, http.MethodGet, "/policies/"+url.PathEscape(scope.String())+"?"+params.Encode(), nil, nil, &p)
	return p, err
}
