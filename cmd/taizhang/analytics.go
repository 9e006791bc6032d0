package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/projections/analytics"
	"taizhang/projections/analytics/chdb"
)

// rowsMax bounds what one query prints.
const rowsMax = 10_000

// analyticsDB is the analytics with what they run on.
type analyticsDB struct {
	*analytics.Analytics // nil when they are off
	closers              []io.Closer
}

// Close ends the connection, and the engine when it is our own.
func (db *analyticsDB) Close() error {
	var errs []error
	for _, c := range db.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// openAnalytics opens the engine inside the process, a server, or nothing. Tables
// that are broken are emptied: the log fills them again. So are those of another log
// (the ledger was moved, or restored from an older backup) in the directory; on a
// server they may be somebody else's, and are refused.
func openAnalytics(ctx context.Context, p place, where string, store analytics.Log, log *slog.Logger) (*analyticsDB, error) {
	db := new(analyticsDB)
	if where == "off" {
		return db, nil
	}
	conn, err := db.connect(p, where)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.closers = append([]io.Closer{conn}, db.closers...)
	db.Analytics, err = analytics.Open(ctx, conn)
	if hole, broken := errors.AsType[*analytics.Hole](err); broken {
		log.WarnContext(ctx, "分析库不连续，从台账重建 / analytics are broken and are rebuilt from the log", "hole", hole)
		err = db.Reset(ctx)
	}
	if err == nil {
		err = db.Belongs(ctx, store)
	}
	if foreign, ok := errors.AsType[*analytics.Foreign](err); ok && where == "embedded" {
		log.WarnContext(ctx, "分析库属于另一份台账，从本台账重建 / the analytics are of another log and are rebuilt from this one", "found", foreign)
		err = db.Reset(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func (db *analyticsDB) connect(p place, where string) (clickhouse.Conn, error) {
	if where != "embedded" {
		return analytics.Connect(where)
	}
	lib, err := chdb.Find()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(p.analytics(), 0o700); err != nil {
		return nil, fmt.Errorf("analytics directory: %w", err)
	}
	engine, err := chdb.Open(lib, p.analytics())
	if err != nil {
		return nil, err
	}
	db.closers = append(db.closers, engine)
	return clickhouse.Open(engine.Options())
}

// table runs one statement and reads its rows.
func (db *analyticsDB) table(ctx context.Context, sql string) (table, error) {
	rows, err := db.Query(ctx, sql)
	if err != nil {
		return table{}, err
	}
	defer rows.Close()
	var t table
	for _, c := range rows.Columns() {
		t.Columns = append(t.Columns, tableColumn(c))
	}
	for row, err := range rows.All() {
		if err != nil {
			return t, err
		}
		if t.Truncated = len(t.Rows) == rowsMax; t.Truncated {
			break
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}
