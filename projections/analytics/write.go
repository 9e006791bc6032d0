package analytics

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"golang.org/x/sync/errgroup"

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

// write inserts the rows of a block, table by table, the events last. The events are
// what the position is read from: a process that dies before they are written finds
// itself where it was, and writes the same rows of the other tables again under
// the same keys. A table's rows are made ready while those before it are written.
func (a *Analytics) write(ctx context.Context, b block) error {
	tables, ctx := errgroup.WithContext(ctx)
	before := make(chan struct{})
	close(before) // of the first
	for _, t := range a.tables {
		turn, done := before, make(chan struct{})
		tables.Go(func() error {
			if err := a.insert(ctx, t, b, turn); err != nil {
				return fmt.Errorf("insert into %s: %w", t.name, err)
			}
			close(done)
			return nil
		})
		before = done
	}
	return tables.Wait()
}

// insert writes one table's rows as one block when it is its turn, which never comes
// when a table before it could not be written.
func (a *Analytics) insert(ctx context.Context, t *table, b block, turn <-chan struct{}) error {
	batch, err := a.prepare(ctx, t, t.columns(b))
	if err != nil {
		return err
	}
	select {
	case <-turn:
	case <-ctx.Done():
		if batch != nil {
			batch.Close()
		}
		return ctx.Err()
	}
	if batch == nil {
		return nil
	}
	return batch.Send()
}

// prepare makes the block of an insert; nil for no rows.
func (a *Analytics) prepare(ctx context.Context, t *table, columns []column) (driver.Batch, error) {
	if columns == nil {
		return nil, nil
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
		return nil, err
	}
	for i, c := range columns {
		if err := batch.Column(i).Append(c.values); err != nil {
			batch.Close()
			return nil, fmt.Errorf("column %s: %w", c.name, err)
		}
	}
	return batch, nil
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
