package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"taizhang"
	"taizhang/cmd/taizhang/audit"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections"
	"taizhang/projections/analytics"
	"taizhang/projections/analytics/chdb"
	"taizhang/projections/live"
	"taizhang/server"
)

// parts are what a served ledger is made of. The store and the write path work from
// the first moment; the models come after them while the server answers.
type parts struct {
	store  ledgerStore
	access *accessLog
	ledger *taizhang.Ledger
	goal   eventstore.Position // where the log ended at the start
	model  *live.Model
	db     *lateAnalytics
	log    *slog.Logger
}

func openParts(ctx context.Context, store ledgerStore, access *accessLog, log *slog.Logger) (*parts, error) {
	ledger, err := taizhang.Open(ctx, store, "")
	if err != nil {
		return nil, err
	}
	goal, err := store.Head(ctx)
	if err != nil {
		return nil, err
	}
	return &parts{store, access, ledger, goal, live.New(store, time.Now), newLateAnalytics(), log}, nil
}

// retryEvery is how long a store that does not answer is left alone.
const retryEvery = time.Second

// runLive folds the log into the live model, says so when it has caught up, and
// keeps it there. A log that cannot be folded ends the serving.
func (p *parts) runLive(ctx context.Context, out io.Writer) error {
	start := time.Now()
	for err := catchUp(ctx, p.store, p.model); err != nil; err = catchUp(ctx, p.store, p.model) {
		if !errors.Is(err, eventstore.ErrUnavailable) {
			return fmt.Errorf("fold the log: %w", err)
		}
		p.log.WarnContext(ctx, "存储没有回答，稍后再试 (the store does not answer, will retry)", "err", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(retryEvery):
		}
	}
	parcels, events := p.model.Size()
	seconds := time.Since(start).Seconds()
	fmt.Fprintf(out, "已追上台账：%d 宗地，%d 个事件，用时 %.1f 秒 / caught up: %d parcels, %d events\n", parcels, events, seconds, parcels, events)
	if err := p.completeSplits(ctx); err != nil {
		return err
	}
	return projections.Run(ctx, p.store, p.model, p.log)
}

// completeSplits writes what splits and mergers left out when an earlier process died in
// the middle of one. What stands in the way is named and left to an officer.
func (p *parts) completeSplits(ctx context.Context) error {
	for _, id := range p.model.Incomplete() {
		completed, err := p.ledger.Complete(ctx, id)
		switch {
		case errors.Is(err, domain.ErrRefused):
			p.log.Error("分割、合并未能补全 (a split or merge cannot be completed)", "parcel", id, "cause", err)
		case err != nil:
			return fmt.Errorf("补全宗地 %s 的分割、合并 / complete the split or merge: %w", id, err)
		default:
			p.log.Info("已补全分割、合并 (completed a split or merge)", "parcel", id, "parcels", completed)
		}
	}
	return nil
}

// runAnalytics opens the analytics, which takes a check of all their tables, and
// keeps them up to date.
func (p *parts) runAnalytics(ctx context.Context, at place, where string) error {
	db, err := openAnalytics(ctx, at, where, p.store, p.log)
	if err != nil {
		return err
	}
	p.db.open(db)
	return projections.Run(ctx, analytics.Batched(p.store), db.Analytics, p.log)
}

// backup writes the ledger, or the access log.
func (p *parts) backup(ctx context.Context, access bool, w io.Writer) error {
	if access {
		return p.access.backup(ctx, w)
	}
	return writeBackup(ctx, w, p.store)
}

// verify re-reads the store and runs an audit against the running projections.
func (p *parts) verify(ctx context.Context) (server.Verification, error) {
	tables, err := p.db.wait(ctx)
	if err != nil {
		return server.Verification{}, err
	}
	report, err := verifyOpen(ctx, p.store)
	if err != nil {
		return server.Verification{}, err
	}
	if stored := report; stored.OK {
		report, err = audit.Run(ctx, p.store, p.model, tables)
		report = report.With(stored)
	}
	if err == nil {
		err = p.access.verify(ctx, &report)
	}
	v := server.Verification{OK: report.OK, Faults: []server.Fault{}, Counts: report.Counts}
	for _, f := range report.Faults {
		v.Faults = append(v.Faults, server.Fault(f))
	}
	return v, err
}

// checkEngine finds out before anything starts that the engine is not there.
func (c *serveCmd) checkEngine() error {
	if c.ClickHouse != "embedded" {
		return nil
	}
	_, err := chdb.Find()
	return err
}
