package taizhang

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"taizhang/domain"
)

// An Alternative says by which rules recorded decisions are looked at again: the values of
// one day, as if they had held on every day. They are of the policy as it is known now; of
// the version that is named; or of the policy with other values in force in a scope, which
// are checked as a proposal of them would be.
type Alternative struct {
	AsOf    domain.Date // empty: today
	Version string
	Scope   domain.Scope
	Values  map[domain.Parameter]domain.JSON // "alarm.lead_days[R01]": 30
}

// A Reconsidered is every decision on a parcel beside what an alternative says of it.
type Reconsidered struct {
	Parcel    domain.ParcelID          `json:"parcel" sight:"public"`
	Version   string                   `json:"version" sight:"public"` // of the other policy, without the values that were put in
	AsOf      domain.Date              `json:"asOf" sight:"public"`
	Decisions []domain.Reconsideration `json:"decisions" sight:"public"`
}

// Reconsider decides every recorded fact of a parcel again, under the policy that its
// event names and under an alternative. It changes nothing. What follows from a decision
// on another parcel was not decided here and is left out.
func (l *Ledger) Reconsider(ctx context.Context, id domain.ParcelID, alt Alternative) (Reconsidered, error) {
	history, versions, err := l.decided(ctx, id)
	if err != nil {
		return Reconsidered{}, err
	}
	place := history.Parcel().Place()
	ps, err := l.policiesOf(ctx, place, append(slices.Clip(versions), alt.Version))
	if err != nil {
		return Reconsidered{}, err
	}
	if alt.AsOf == "" {
		alt.AsOf = domain.DateOf(l.now())
	}
	would, err := alt.policy(ps, place)
	if err != nil {
		return Reconsidered{}, err
	}
	found := Reconsidered{Parcel: id, Version: would.Version(), AsOf: alt.AsOf}
	if len(alt.Values) > 0 {
		found.Version = ps.In(place, alt.AsOf, time.Time{}).Version()
	}
	found.Decisions, err = l.again(ctx, history.Entries(), versions, ps, would)
	return found, err
}

// again decides entries again, each on those before it, under its version of the policies
// and under another policy.
func (l *Ledger) again(ctx context.Context, entries []domain.Entry, versions []string, ps domain.Policies, would domain.Policy) ([]domain.Reconsideration, error) {
	list := []domain.Reconsideration{}
	before := new(domain.History)
	for i, e := range entries {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if !domain.IsSuccession(e.Fact) {
			terms, err := l.then(ctx, ps, e, versions[i])
			if err != nil {
				return nil, fmt.Errorf("event %s: %w", e.ID, err)
			}
			r, err := before.Reconsider(e, terms, would)
			if err != nil {
				return nil, fmt.Errorf("event %s: %w", e.ID, err)
			}
			list = append(list, r)
		}
		before.Append(e)
	}
	return list, nil
}

// then are the terms that an entry was decided by, under a version of the policy.
func (l *Ledger) then(ctx context.Context, ps domain.Policies, e domain.Entry, version string) (domain.Terms, error) {
	was, err := ps.At(version, e.Fact.OccurredOn)
	if err != nil {
		return domain.Terms{}, err
	}
	others, err := l.othersThen(ctx, e)
	return domain.Terms{Policy: was, Competence: true, Others: others}, err
}

// decided reads the history of a parcel with the version of the policy that each entry was
// decided by.
func (l *Ledger) decided(ctx context.Context, id domain.ParcelID) (*domain.History, []string, error) {
	var entries []domain.Entry
	var versions []string
	for rec, err := range l.store.Read(ctx, domain.StreamOf(id), 0) {
		if err != nil {
			return nil, nil, fmt.Errorf("load parcel %s: %w", id, err)
		}
		entry, meta, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
		if err != nil {
			return nil, nil, fmt.Errorf("load parcel %s: %w", id, err)
		}
		entries, versions = append(entries, entry), append(versions, meta.PolicyVersion())
	}
	if len(entries) == 0 {
		return nil, nil, fmt.Errorf("parcel %s: %w", id, ErrNoParcel)
	}
	return domain.LoadHistory(entries), versions, nil
}

// policiesOf returns the books that hold at a place, and those that versions name: the
// parcel may have lain elsewhere.
func (l *Ledger) policiesOf(ctx context.Context, place domain.Scope, versions []string) (domain.Policies, error) {
	ps, err := l.Policies(ctx, place)
	if err != nil {
		return nil, err
	}
	for _, version := range versions {
		for _, scope := range domain.ScopesOf(version) {
			if ps[scope] != nil {
				continue
			}
			more, err := l.Policies(ctx, scope)
			if err != nil {
				return nil, err
			}
			maps.Copy(ps, more)
		}
	}
	return ps, nil
}

// policy is the alternative's policy at a place.
func (alt Alternative) policy(ps domain.Policies, place domain.Scope) (domain.Policy, error) {
	if alt.Version != "" {
		p, err := ps.At(alt.Version, alt.AsOf)
		switch {
		case err != nil:
			return p, refusedAlternative("version", "policy.version", "没有此政策版本，见 policy list", "no such version of the policy: see policy list")
		case len(alt.Values) > 0:
			return p, refusedAlternative("version", "policy.version", "版本与假设值只能给一样", "give a version or values, not both")
		}
		return p.Always(), nil
	}
	if !place.Within(alt.Scope) {
		return domain.Policy{}, refusedAlternative("scope", "scope", "此范围的参数不适用于该宗地", "parameters of this scope do not hold for the parcel")
	}
	for _, name := range slices.Sorted(maps.Keys(alt.Values)) {
		p, err := alt.proposal(ps, name)
		if err != nil {
			return domain.Policy{}, err
		}
		ps = ps.Supposing(alt.Scope, p)
	}
	return ps.In(place, alt.AsOf, time.Time{}).Always(), nil
}

// proposal is one value of the alternative as an officer would propose it.
func (alt Alternative) proposal(ps domain.Policies, name domain.Parameter) (domain.ParameterProposed, error) {
	plain, key := domain.SplitParameter(name)
	p := domain.ParameterProposed{Parameter: plain, Key: key, Value: alt.Values[name], ValidFrom: alt.AsOf, Document: domain.Evidence{DocNo: "假设"}}
	book := domain.NewBook(domain.BookID{Kind: domain.PolicyBook, Scope: alt.Scope})
	_, err := book.Decide(domain.Fact{OccurredOn: alt.AsOf, Event: p}, domain.Officer{}, domain.Terms{Today: alt.AsOf, Policy: ps.In(alt.Scope, alt.AsOf, time.Time{})})
	return p, domain.Moved(err, func(string) string { return "?values " + string(name) })
}

func refusedAlternative(parameter, rule, zh, en string) error {
	return &domain.Invalid{Problems: []domain.Problem{{Path: "?" + parameter, Rule: rule, ZH: zh, EN: en}}}
}

// othersThen are the other parcels that a merge names, as they stood when it was decided.
func (l *Ledger) othersThen(ctx context.Context, e domain.Entry) (map[domain.ParcelID]*domain.Parcel, error) {
	merge, ok := e.Fact.Event.(domain.ParcelMerged)
	if !ok {
		return nil, nil
	}
	others := make(map[domain.ParcelID]*domain.Parcel, len(merge.Others))
	for _, o := range merge.Others {
		h, err := l.Load(ctx, o.Parcel)
		if errors.Is(err, ErrNoParcel) {
			others[o.Parcel] = new(domain.Parcel)
			continue
		}
		if err != nil {
			return nil, err
		}
		later := func(x domain.Entry) bool {
			absorbed, ok := x.Fact.Event.(domain.ParcelAbsorbed)
			return x.RecordedAt.After(e.RecordedAt) || ok && absorbed.Decision == e.ID
		}
		known := h.Entries()
		if n := slices.IndexFunc(known, later); n >= 0 {
			known = known[:n]
		}
		others[o.Parcel] = domain.LoadHistory(slices.Clip(known)).Parcel()
	}
	return others, nil
}
