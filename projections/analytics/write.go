package analytics

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
)

// A table names a table and turns its part of a block into columns.
type table struct {
	name    string
	columns func(block) []column // nil when the block has no row of the table
	// types are the columns as the server has them, read by Open: the driver's
	// HTTP protocol would ask for them before every insert.
	types []clickhouse.ColumnNameAndType
}

// newTables returns the tables in the order of writing.
func newTables() []*table {
	return []*table{
		{name: "operation_reports", columns: reportColumns},
		{name: "figures", columns: figureColumns},
		{name: "land", columns: landColumns},
		{name: "checkpoints", columns: checkpointColumns},
		{name: "events", columns: eventColumns},
	}
}

// A column is the values of one column of a block.
type column struct {
	name   string
	values any  // a slice of what the driver takes for the column's type
	days   bool // times are days
}

// write inserts the rows of a block, the events last. The events are what the
// position is read from: a process that dies before they are written finds
// itself where it was, and writes the same rows of the other tables again under
// the same keys.
func (a *Analytics) write(ctx context.Context, b block) error {
	for _, t := range a.tables {
		if err := a.insert(ctx, t, t.columns(b)); err != nil {
			return fmt.Errorf("insert into %s: %w", t.name, err)
		}
	}
	return nil
}

// insert writes one table's columns as one block.
func (a *Analytics) insert(ctx context.Context, t *table, columns []column) error {
	if columns == nil {
		return nil
	}
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.name
	}
	if t.types != nil {
		ctx = clickhouse.Context(ctx, clickhouse.WithColumnNamesAndTypes(t.types))
	}
	batch, err := a.conn.PrepareBatch(ctx, "INSERT INTO "+t.name+" ("+strings.Join(names, ", ")+")")
	if err != nil {
		return err
	}
	for i, c := range columns {
		if err := batch.Column(i).Append(c.values); err != nil {
			return fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return batch.Send()
}

// collect makes a column of one value per row.
func collect[R, V any](rows []R, value func(*R) V) []V {
	out := make([]V, len(rows))
	for i := range rows {
		out[i] = value(&rows[i])
	}
	return out
}

func dayOrNil(d domain.Date) *time.Time {
	if d == "" {
		return nil
	}
	t := timeOf(d)
	return &t
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
