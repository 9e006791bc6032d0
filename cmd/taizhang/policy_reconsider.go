package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"reflect"
	"strings"

	"taizhang"
	"taizhang/domain"
)

type policyReconsiderCmd struct {
	readFlags
	AsOf   string   `help:"按此日有效的参数值；缺省为今天 / by the values of this day; default today." placeholder:"DATE"`
	Policy string   `help:"按此政策版本，如 2026-11/city@2 / by this version of the policy, as decisions name it." placeholder:"VERSION"`
	Set    []string `help:"假设此参数值已生效，可多次给出 / suppose this value in force; can be given several times." sep:"none" placeholder:"NAME=VALUE"`
	Scope  string   `help:"假设值的适用范围：city、行政区代码、行政区代码-园区 / scope of the supposed values." default:"city"`
	JSON   bool     `help:"以 JSON 输出 / as JSON."`
	Parcel string   `arg:"" help:"宗地标识或代码 / identity or code." placeholder:"CODE"`
}

// Help implements kong.HelpProvider.
func (policyReconsiderCmd) Help() string {
	return `逐条列出宗地上已作出的决定、所依版本，以及其他参数值会怎么说。不改变任何记录。
Lists every decision on a parcel, the version it went by, and what other values would
say of it. Nothing is changed.

例 / Examples:
  taizhang policy reconsider 120116001001GB00001
  taizhang policy reconsider 120116001001GB00001 --policy 2026-11/city@2
  taizhang policy reconsider 120116001001GB00001 --set term.max_years=40 --scope 120116`
}

// Run prints one line for each decision, with what differs below it.
func (c *policyReconsiderCmd) Run(ctx context.Context, std stdio) error {
	alt, err := c.alternative()
	if err != nil {
		return err
	}
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	got, err := b.Reconsider(ctx, c.Parcel, alt)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(std, got)
	}
	return printReconsidered(std.out, got)
}

// alternative is what the flags ask to compare with.
func (c *policyReconsiderCmd) alternative() (alt taizhang.Alternative, err error) {
	alt.Version = c.Policy
	if alt.Scope, err = domain.ParseScope(c.Scope); err != nil {
		return alt, err
	}
	if c.AsOf != "" {
		if alt.AsOf, err = domain.ParseDate(c.AsOf); err != nil {
			return alt, err
		}
	}
	for _, set := range c.Set {
		name, text, given := strings.Cut(set, "=")
		if !given {
			return alt, fmt.Errorf("--set %s：须为 参数名=值 / want NAME=VALUE", set)
		}
		plain, _ := domain.SplitParameter(domain.Parameter(name))
		value, err := valueOf(plain, text)
		if err != nil {
			return alt, err
		}
		if alt.Values == nil {
			alt.Values = make(map[domain.Parameter]domain.JSON)
		}
		alt.Values[domain.Parameter(name)] = value
	}
	return alt, nil
}

func printReconsidered(out io.Writer, got taizhang.Reconsidered) error {
	fmt.Fprintf(out, "宗地 / parcel %s\n对照 / compared with: %s，%s 的参数值 / values of that day\n", got.Parcel, got.Version, got.AsOf)
	names := make(map[string]string)
	for _, t := range domain.Catalogue() {
		names[t.Name] = t.ZH
	}
	for _, r := range got.Decisions {
		fmt.Fprintf(out, "  %s  #%-3d %s（%s）  原依 / by %s  原 / was: %s  换 / would: %s  %s\n",
			r.OccurredOn, r.Revision, names[r.Type], r.Type, cmp.Or(r.Version, "–"), outcome(r.Was), outcome(r.Would), differs(r))
		for _, c := range r.Changes {
			fmt.Fprintf(out, "      %s %s：%s → %s\n", c.Path, c.Rule, cmp.Or(c.Was, "–"), cmp.Or(c.Would, "–"))
		}
	}
	return nil
}

func outcome(v *domain.Verdict) string {
	switch {
	case v == nil:
		return "未显示 / not shown"
	case !v.Accepted:
		return "不予登记 / refused"
	case len(v.Rules) > 0:
		return "登记，有提示 / taken, with findings"
	}
	return "登记 / taken"
}

func differs(r domain.Reconsideration) string {
	switch {
	case r.Was == nil || r.Would == nil:
		return ""
	case !r.Faithful:
		return "按原版本重审与原记录不符 / decided anew by its own version it differs from the record"
	case len(r.Changes) > 0:
		return "有差异 / differs"
	}
	return "无差异 / the same"
}

func (l *local) Reconsider(ctx context.Context, ref string, alt taizhang.Alternative) (taizhang.Reconsidered, error) {
	var shown taizhang.Reconsidered
	ledger, _, err := l.admitted(ctx, domain.ActRead, domain.Scope{})
	if err != nil {
		return shown, err
	}
	id, err := l.resolve(ctx, ref)
	if err != nil {
		return shown, err
	}
	sight, err := l.sight(ctx)
	if err != nil {
		return shown, err
	}
	got, err := ledger.Reconsider(ctx, id, alt)
	if err != nil {
		return shown, err
	}
	for i, r := range got.Decisions {
		got.Decisions[i] = r.Discreet(sight)
	}
	data, err := json.Marshal(got)
	if err != nil {
		return shown, fmt.Errorf("encode answer: %w", err)
	}
	data, _ = sight.Veil(reflect.TypeFor[taizhang.Reconsidered](), data)
	return shown, json.Unmarshal(data, &shown)
}

func (a *audited) Reconsider(ctx context.Context, ref string, alt taizhang.Alternative) (taizhang.Reconsidered, error) {
	got, err := a.local.Reconsider(ctx, ref, alt)
	e := a.restricted(a.entry(domain.ActRead, "policy reconsider"))
	e.Parcel, e.Subject = ref, alternativeQuery(alt).Encode()
	if err == nil {
		e.Parcel = got.Parcel.String()
	}
	return traced(ctx, a, e, got, err)
}

func (r *remote) Reconsider(ctx context.Context, ref string, alt taizhang.Alternative) (got taizhang.Reconsidered, err error) {
	_, err = r.call(ctx, http.MethodGet, "/parcels/"+url.PathEscape(ref)+"/reconsideration?"+alternativeQuery(alt).Encode(), nil, nil, &got)
	return got, err
}

// alternativeQuery is an alternative as the API takes it.
func alternativeQuery(alt taizhang.Alternative) url.Values {
	params := url.Values{}
	if alt.AsOf != "" {
		params.Set("asOf", string(alt.AsOf))
	}
	if alt.Version != "" {
		params.Set("version", alt.Version)
	}
	if len(alt.Values) > 0 {
		data, err := json.Marshal(alt.Values)
		if err != nil {
			panic("taizhang: values: " + err.Error()) // they were JSON when they were read
		}
		params.Set("values", string(data))
	}
	if alt.Scope != (domain.Scope{}) {
		params.Set("scope", alt.Scope.String())
	}
	return params
}
