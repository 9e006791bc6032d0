package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"taizhang"
	"taizhang/cmd/taizhang/demo"
	"taizhang/domain"
	"taizhang/server/web"
)

// barEvery is how often a progress bar is drawn again.
const barEvery = 100 * time.Millisecond

// demoCmd generates the demo city.
type demoCmd struct {
	place
	Parcels int    `default:"3000" help:"宗地数 / parcels."`
	Years   int    `default:"8" help:"回溯年数 / years that the lives reach back."`
	Seed    uint64 `default:"1" help:"种子：同一种子同一城市 / the same seed, the same city."`
	Today   string `help:"城市的今日；缺省为今天 / the city's today; default today." placeholder:"YYYY-MM-DD"`
	IfEmpty bool   `help:"已有台账时不做任何事 / do nothing when there is a ledger."`
	Fresh   bool   `help:"先删除数据目录中的演示台账 / remove the demo ledger of the directory first."`
}

// Help implements kong.HelpProvider.
func (demoCmd) Help() string {
	return `生成的城市不含任何真实企业；中断后可重新运行，接着生成。
The city names no real firm; an interrupted run can be run again and goes on.

例 / Example:
  taizhang demo --parcels 3000 --years 8 --seed 1 --data ./data`
}

// A recipe is what a directory's city is made from, kept so that an interrupted
// run goes on with the same city.
type recipe struct {
	Parcels int         `json:"parcels"`
	Years   int         `json:"years"`
	Seed    uint64      `json:"seed"`
	Today   domain.Date `json:"today"`
	Done    bool        `json:"done"`
}

func (p place) recipe() string { return filepath.Join(p.Data, "demo.json") }

// Run generates the city, or what is missing of it.
func (c *demoCmd) Run(ctx context.Context, std stdio) error {
	if c.Fresh {
		if err := c.clear(); err != nil {
			return err
		}
	}
	r, err := c.cook()
	if err != nil || r.Done && c.IfEmpty {
		return err
	}
	store, err := c.openStore(ctx, quietly())
	if err != nil {
		return err
	}
	defer store.Close()
	if c.IfEmpty {
		if kind, err := taizhang.Kind(ctx, store); err != nil || kind == domain.Real {
			return err
		}
	}
	ledger, err := taizhang.Open(ctx, store, domain.Demo)
	if err != nil {
		return err
	}
	districts, err := web.Districts()
	if err != nil {
		return err
	}
	if err := c.keep(r); err != nil {
		return err
	}
	if err := c.generate(ctx, std, r, ledger, districts); err != nil {
		return err
	}
	r.Done = true
	return c.keep(r)
}

func (c *demoCmd) generate(ctx context.Context, std stdio, r recipe, ledger *taizhang.Ledger, districts []web.District) error {
	start := time.Now()
	bar := newBar(std.err, -1, "生成演示城市 / generating the demo city", false)
	sum, err := demo.Generate(ctx, demo.Options{
		Parcels: r.Parcels, Years: r.Years, Seed: r.Seed, Today: r.Today, Districts: districts, Recorder: ledger,
		Progress: func(recorded, planned int) {
			if bar.GetMax() != planned {
				bar.ChangeMax(planned)
			}
			bar.Set(recorded)
		},
	})
	bar.Exit()
	fmt.Fprintln(std.err)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "演示城市已生成：%d 宗地，%d 个事件，用时 %.1f 秒 / the demo city has %d parcels and %d events\n",
		sum.Parcels, sum.Events, time.Since(start).Seconds(), sum.Parcels, sum.Events)
	return err
}

// cook reads the recipe of the directory, or writes down a new one.
func (c *demoCmd) cook() (recipe, error) {
	var r recipe
	data, err := os.ReadFile(c.recipe())
	if err == nil {
		return r, json.Unmarshal(data, &r)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	r = recipe{Parcels: c.Parcels, Years: c.Years, Seed: c.Seed, Today: domain.DateOf(time.Now())}
	if c.Today != "" {
		r.Today, err = domain.ParseDate(c.Today)
		return r, err
	}
	return r, nil
}

func (c *demoCmd) keep(r recipe) error {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	data, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return os.WriteFile(c.recipe(), data, 0o600)
}

// clear removes a demo ledger and nothing else: a directory that holds a real
// ledger, or one that is not of a demo, is left alone.
func (c *demoCmd) clear() error {
	if connection, err := c.connection(); err != nil || connection != "" {
		return cmp.Or(err, errNotFresh)
	}
	if _, err := os.Stat(c.recipe()); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(c.store()); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fmt.Errorf("%s 不是演示台账，不予删除 / is not a demo ledger and is not removed", c.Data)
	}
	store, err := c.openEmbedded() // refused while somebody holds it
	if err != nil {
		return err
	}
	if err := store.Close(); err != nil {
		return err
	}
	for _, path := range []string{c.store(), c.access(), c.analytics(), c.recipe(), c.beacon()} {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}
