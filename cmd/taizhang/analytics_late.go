package main

import (
	"context"
	"fmt"

	"taizhang/eventstore"
	"taizhang/projections/analytics"
)

// lateAnalytics are analytics that are opened while the server already answers.
// Until then they stand before the first record, and questions are refused as
// unavailable.
type lateAnalytics struct {
	opened chan struct{} // closed once db is set
	db     *analyticsDB
}

func newLateAnalytics() *lateAnalytics { return &lateAnalytics{opened: make(chan struct{})} }

// open makes them ready. It is called once at most.
func (l *lateAnalytics) open(db *analyticsDB) {
	l.db = db
	close(l.opened)
}

// Close closes them when they were opened; nobody may use them or open them any more.
func (l *lateAnalytics) Close() error {
	if l.db == nil {
		return nil
	}
	return l.db.Close()
}

// wait returns the analytics once they are open.
func (l *lateAnalytics) wait(ctx context.Context) (*analytics.Analytics, error) {
	select {
	case <-l.opened:
		return l.db.Analytics, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ready returns the analytics, or an error while they are not open.
func (l *lateAnalytics) ready() (*analytics.Analytics, error) {
	select {
	case <-l.opened:
		return l.db.Analytics, nil
	default:
		return nil, fmt.Errorf("分析库正在打开 / the analytics are being opened: %w", eventstore.ErrUnavailable)
	}
}

// Position implements server.Analytics.
func (l *lateAnalytics) Position(ctx context.Context) (eventstore.Position, error) {
	a, err := l.ready()
	if err != nil {
		return "", nil // before the first record: that is catching up, not a failure
	}
	return a.Position(ctx)
}

// Efficiency implements server.Analytics.
func (l *lateAnalytics) Efficiency(ctx context.Context, q analytics.EfficiencyQuery) (analytics.Efficiency, error) {
	a, err := l.ready()
	if err != nil {
		return analytics.Efficiency{}, err
	}
	return a.Efficiency(ctx, q)
}

// EfficiencyEvents implements server.Analytics.
func (l *lateAnalytics) EfficiencyEvents(ctx context.Context, q analytics.EventsQuery) ([]analytics.SourceEvent, int, error) {
	a, err := l.ready()
	if err != nil {
		return nil, 0, err
	}
	return a.EfficiencyEvents(ctx, q)
}

// Metric implements server.Analytics.
func (l *lateAnalytics) Metric(ctx context.Context, q analytics.MetricQuery) (analytics.Metric, error) {
	a, err := l.ready()
	if err != nil {
		return analytics.Metric{}, err
	}
	return a.Metric(ctx, q)
}

// Query implements server.Analytics.
func (l *lateAnalytics) Query(ctx context.Context, sql string) (*analytics.Rows, error) {
	a, err := l.ready()
	if err != nil {
		return nil, err
	}
	return a.Query(ctx, sql)
}
