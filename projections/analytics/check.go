package analytics

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// A Hole is a break in the tables: something the log has given is not there, or
// is there in another place. The tables are a copy; Reset and fill them again.
type Hole struct {
	Table   string
	Ordinal uint64 // the first record that is not as it must be
	Detail  string
}

func (h *Hole) Error() string {
	return fmt.Sprintf("分析库不连续 (analytics is broken): %s: record %d: %s", h.Table, h.Ordinal, h.Detail)
}

// Check proves that the tables hold the log without a gap: the nth record by
// position has the ordinal n, the revisions of every stream are dense, and every
// event has in the other tables the rows it says it made. The error is a *Hole
// that names the first break, or the error of a query.
func (a *Analytics) Check(ctx context.Context) error {
	for _, check := range []func(context.Context) (*Hole, error){
		a.checkColumns, a.checkOrdinals, a.checkRevisions,
		a.checkRows("operation_reports", "report_rows"),
		a.checkRows("figures", "figure_rows"),
		a.checkRows("land", "land_rows"),
		a.checkRows("checkpoints", "checkpoint_rows"),
	} {
		hole, err := check(ctx)
		if err != nil {
			return fmt.Errorf("check analytics: %w", err)
		}
		if hole != nil {
			return hole
		}
	}
	return nil
}

// checkColumns finds tables that an earlier version made: they have other columns.
func (a *Analytics) checkColumns(context.Context) (*Hole, error) {
	sample := block{
		events: make([]eventRow, 1), reports: make([]reportRow, 1), figures: make([]figureRow, 1), land: make([]landRow, 1), checkpoints: make([]checkpointRow, 1),
	}
	for _, t := range a.tables {
		columns := t.columns(sample)
		same := len(columns) == len(t.types)
		for i := 0; same && i < len(columns); i++ {
			same = columns[i].name == t.types[i].Name
		}
		if !same {
			return &Hole{t.name, 0, "its columns are those of another version"}, nil
		}
	}
	return nil, nil
}

func (a *Analytics) checkOrdinals(ctx context.Context) (*Hole, error) {
	var ordinal, place uint64
	found, err := a.first(ctx, []any{&ordinal, &place}, `SELECT ordinal, place FROM (
			SELECT ordinal, toUInt64(row_number() OVER (ORDER BY position) - 1) AS place FROM events FINAL
		) WHERE ordinal != place ORDER BY place LIMIT 1`)
	if err != nil || !found {
		return nil, err
	}
	return &Hole{"events", place, fmt.Sprintf("its ordinal is %d, so the records between are missing", ordinal)}, nil
}

func (a *Analytics) checkRevisions(ctx context.Context) (*Hole, error) {
	var stream string
	var ordinal, records, last uint64
	found, err := a.first(ctx, []any{&stream, &ordinal, &records, &last}, `SELECT stream, min(ordinal), count(), max(revision) FROM events FINAL GROUP BY stream
		HAVING uniqExact(revision) != count() OR count() != max(revision) + 1 ORDER BY stream LIMIT 1`)
	if err != nil || !found {
		return nil, err
	}
	return &Hole{"events", ordinal, fmt.Sprintf("stream %s has %d records up to revision %d", stream, records, last)}, nil
}

// checkRows compares what the events say they made with what is there. Rows
// beyond the last event belong to a batch that was not finished: they are
// written again with it.
func (a *Analytics) checkRows(table, column string) func(context.Context) (*Hole, error) {
	return func(ctx context.Context) (*Hole, error) {
		h, err := a.readHead(ctx, "")
		if err != nil || h.records == 0 {
			return nil, err
		}
		var same bool
		err = a.conn.QueryRow(ctx, `SELECT
			(SELECT (sum(`+column+`), sum(`+column+` * cityHash64(ordinal))) FROM events FINAL) =
			(SELECT (count(), sum(cityHash64(ordinal))) FROM `+table+` FINAL WHERE ordinal < {records:UInt64})`,
			clickhouse.Named("records", h.records)).Scan(&same)
		if err != nil || same {
			return nil, err
		}
		return a.firstHole(ctx, table, column, h)
	}
}

func (a *Analytics) firstHole(ctx context.Context, table, column string, h head) (*Hole, error) {
	var ordinal uint64
	var missing int64
	found, err := a.first(ctx, []any{&ordinal, &missing}, `SELECT ordinal, sum(rows) FROM (
			SELECT ordinal, toInt64(`+column+`) AS rows FROM events FINAL
			UNION ALL SELECT ordinal, toInt64(-1) AS rows FROM `+table+` FINAL WHERE ordinal < {records:UInt64}
		) GROUP BY ordinal HAVING sum(rows) != 0 ORDER BY ordinal LIMIT 1`,
		clickhouse.Named("records", h.records))
	if err != nil || !found {
		return nil, cmp.Or(err, errors.New(table+" and events differ and agree"))
	}
	return &Hole{table, ordinal, fmt.Sprintf("%d of its rows are missing", missing)}, nil
}

// first scans the first row of a query into dest and reports whether there is one.
func (a *Analytics) first(ctx context.Context, dest []any, query string, args ...any) (bool, error) {
	err := a.conn.QueryRow(ctx, query, args...).Scan(dest...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
