package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"taizhang/domain"
)

// replayCmd prints histories and the state after each event.
type replayCmd struct {
	readFlags
	AsOf    string   `help:"只看这一天及以前发生的 / what was true at the end of this day." placeholder:"YYYY-MM-DD"`
	KnownAt string   `help:"只看这一刻及以前登记的 / what was known at this moment." placeholder:"TIME"`
	JSON    bool     `help:"逐行输出 JSON：事件与其后的状态 / one JSON line per event, with the state after it."`
	Facts   bool     `help:"只输出事实本身，不含时间与盐值 / the stored facts alone, without times and salts."`
	All     bool     `help:"全部宗地 / all parcels."`
	Parcels []string `arg:"" optional:"" help:"宗地标识或代码 / identities or codes." placeholder:"CODE"`
}

// Help implements kong.HelpProvider.
func (replayCmd) Help() string {
	return `例 / Examples:
  taizhang replay 120116001001GB00001
  taizhang replay --as-of 2024-12-31 --known-at 2025-02-01T00:00:00+08:00 120116001001GB00001
  taizhang replay --all --facts > facts.jsonl`
}

// step is one event with the state after it.
type step struct {
	Parcel     domain.ParcelID `json:"parcel"`
	ID         domain.EventID  `json:"id"`
	Revision   int64           `json:"revision"`
	Type       string          `json:"type"`
	OccurredOn domain.Date     `json:"occurredOn"`
	RecordedAt time.Time       `json:"recordedAt"`
	By         domain.Officer  `json:"by"`
	State      *domain.Parcel  `json:"state"`
}

// Run replays each parcel in turn.
func (c *replayCmd) Run(ctx context.Context, std stdio) error {
	asOf, knownAt, err := c.moments()
	if err != nil {
		return err
	}
	b, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer b.Close()
	refs := c.Parcels
	switch {
	case c.All:
		if refs, err = b.Parcels(ctx); err != nil {
			return err
		}
	case len(refs) == 0:
		return errors.New("请给出宗地代码，或用 --all / name a parcel, or use --all")
	}
	for _, ref := range refs {
		h, err := b.History(ctx, ref)
		if err != nil {
			return err
		}
		if err := c.print(std.out, h, asOf, knownAt); err != nil {
			return err
		}
	}
	return nil
}

func (c *replayCmd) moments() (asOf domain.Date, knownAt time.Time, err error) {
	if c.AsOf != "" {
		if asOf, err = domain.ParseDate(c.AsOf); err != nil {
			return "", knownAt, err
		}
	}
	if c.KnownAt != "" {
		if knownAt, err = time.Parse(time.RFC3339, c.KnownAt); err != nil {
			return "", knownAt, fmt.Errorf("--known-at %s: 须为 2006-01-02T15:04:05+08:00 的形式 / want the form 2006-01-02T15:04:05+08:00", c.KnownAt)
		}
	}
	return asOf, knownAt, nil
}

func (c *replayCmd) print(out io.Writer, h history, asOf domain.Date, knownAt time.Time) error {
	if c.Facts {
		return printFacts(out, h, asOf, knownAt)
	}
	steps := replaySteps(h, asOf, knownAt)
	if c.JSON {
		for _, s := range steps {
			if err := writeJSON(out, s); err != nil {
				return err
			}
		}
		return nil
	}
	return printSteps(out, h.parcel, steps)
}

// printFacts writes the stored bytes of every fact, in order of recording, below
// a line that names the parcel: two ledgers with the same facts print the same.
func printFacts(out io.Writer, h history, asOf domain.Date, knownAt time.Time) error {
	if _, err := fmt.Fprintf(out, "# parcel %s\n", h.parcel); err != nil {
		return err
	}
	for i, e := range h.entries {
		if !seen(e, asOf, knownAt) {
			continue
		}
		if _, err := fmt.Fprintf(out, "%s\n", h.data[i]); err != nil {
			return err
		}
	}
	return nil
}

// seen says whether an entry falls within what was asked for.
func seen(e domain.Entry, asOf domain.Date, knownAt time.Time) bool {
	return (asOf == "" || e.Fact.OccurredOn <= asOf) && (knownAt.IsZero() || !e.RecordedAt.After(knownAt))
}

// replaySteps folds the history event by event in the order of valid time, with
// the corrections known at knownAt.
func replaySteps(h history, asOf domain.Date, knownAt time.Time) []step {
	var steps []step
	state := new(domain.Parcel)
	for _, e := range domain.LoadHistory(h.entries).Effective(knownAt) {
		if !seen(e, asOf, knownAt) {
			continue
		}
		state = state.Clone()
		state.Evolve(e.Fact)
		state.ID = h.parcel
		steps = append(steps, step{h.parcel, e.ID, e.Revision, domain.EventName(e.Fact.Event), e.Fact.OccurredOn, e.RecordedAt, e.By, state})
	}
	return steps
}

func printSteps(out io.Writer, parcel domain.ParcelID, steps []step) error {
	names := make(map[string]string)
	for _, t := range domain.Catalogue() {
		names[t.Name] = t.ZH
	}
	fmt.Fprintf(out, "宗地 / parcel %s\n", parcel)
	for _, s := range steps {
		_, err := fmt.Fprintf(out, "  %s  #%-3d %-12s %s（%s）  登记 %s  %s %s\n", s.OccurredOn, s.Revision, s.State.Stage,
			names[s.Type], s.Type, s.RecordedAt.In(domain.Shanghai).Format(time.DateTime), s.By.Department, s.By.Name)
		if err != nil {
			return err
		}
	}
	return nil
}
