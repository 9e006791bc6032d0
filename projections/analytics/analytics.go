// Package analytics is the read model that analysts query: the log as tables of
// ClickHouse, and the metrics of domain.Metrics on top of them.
//
// The same SQL runs on the engine inside the process (package chdb) and on a
// server; [Connect] reaches the latter.
//
// # Exactly once
//
// A batch is folded into rows of five tables. The tables are written one after
// the other, events last, each insert one block and so all or nothing. The
// position is the last one in events: it cannot be there without the rows that
// belong to it. A process that dies in between repeats the batch; rows are a
// function of the log alone, so the repeat writes the same rows under the same
// keys, and ReplacingMergeTree joins them (P7). Nothing relies on the server's
// deduplication of inserts. Inserts are fsynced, so a power cut cannot keep the
// events and lose what was written before them. [Analytics.Check] proves it at
// every start.
//
// # What is not promised
//
// The tables are a copy. When they are damaged, [Analytics.Reset] empties them
// and the log fills them again.
package analytics

import (
	"context"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
	"taizhang/eventstore"
)

//go:embed schema.sql
var schema string

// A head is where the tables stand: the last record's position, and how many
// records there are, which is the next one's ordinal.
type head struct {
	position eventstore.Position
	records  uint64
}

// Analytics is the read model over one database. Its methods may be called
// concurrently; batches are applied one at a time.
type Analytics struct {
	conn   clickhouse.Conn
	tables []*table // in the order of writing

	gateMu sync.Mutex
	gate   *gate // of free queries; nil until the first

	decisions decisions // which sums of few enterprises are shown

	mu     sync.Mutex // held while a batch is applied; guards all below
	known  bool       // head and folder are those of the tables
	head   head
	folder *folder
}

// Open makes the tables that are missing and checks those that are there. A
// break in them is a *Hole; the returned Analytics can then only be Reset. The
// connection remains the caller's.
func Open(ctx context.Context, conn clickhouse.Conn) (*Analytics, error) {
	a := &Analytics{conn: conn, tables: newTables()}
	if err := a.create(ctx); err != nil {
		return nil, fmt.Errorf("open analytics: %w", err)
	}
	if err := a.Check(ctx); err != nil {
		return a, fmt.Errorf("open analytics: %w", err)
	}
	return a, nil
}

// create makes the tables and reads the types of their columns.
func (a *Analytics) create(ctx context.Context) error {
	for statement := range strings.SplitSeq(schema, ";\n") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if err := a.conn.Exec(ctx, statement); err != nil {
			return fmt.Errorf("create tables: %w", err)
		}
	}
	for _, t := range a.tables {
		types, err := a.columnTypes(ctx, t.name)
		if err != nil {
			return err
		}
		t.types = types
	}
	return nil
}

func (a *Analytics) columnTypes(ctx context.Context, table string) ([]clickhouse.ColumnNameAndType, error) {
	var types []clickhouse.ColumnNameAndType
	err := a.each(ctx, func(scan func(...any) error) error {
		var c clickhouse.ColumnNameAndType
		if err := scan(&c.Name, &c.Type); err != nil {
			return err
		}
		types = append(types, c)
		return nil
	}, `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String} ORDER BY position`,
		clickhouse.Named("table", table))
	return types, err
}

// Reset empties the tables: the log fills them again from its beginning.
func (a *Analytics) Reset(ctx context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.known = false
	a.decisions.forget()
	for _, t := range a.tables {
		if err := a.conn.Exec(ctx, "DROP TABLE IF EXISTS "+t.name); err != nil {
			return fmt.Errorf("reset analytics: %w", err)
		}
	}
	if err := a.create(ctx); err != nil {
		return fmt.Errorf("reset analytics: %w", err)
	}
	return nil
}

// Name implements projections.Projection.
func (a *Analytics) Name() string { return "analytics" }

// Position implements projections.Projection.
func (a *Analytics) Position(ctx context.Context) (eventstore.Position, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.know(ctx); err != nil {
		return "", err
	}
	return a.head.position, nil
}

// waitPoll is how often Wait looks.
const waitPoll = 20 * time.Millisecond

// Wait returns once the tables stand at pos or later.
func (a *Analytics) Wait(ctx context.Context, pos eventstore.Position) error {
	for {
		at, err := a.Position(ctx)
		if err != nil || at >= pos {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("analytics: wait for %s: %w", pos, ctx.Err())
		case <-time.After(waitPoll):
		}
	}
}

// Apply implements projections.Projection. When it fails, what was written is not
// known; the position is read from the tables again before the next batch.
func (a *Analytics) Apply(ctx context.Context, batch []eventstore.Record) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := a.know(ctx); err != nil {
		return err
	}
	if len(batch) == 0 {
		return nil
	}
	if first := batch[0].Position; first <= a.head.position {
		return fmt.Errorf("analytics: batch begins at %s, not after %s: %w", first, a.head.position, eventstore.ErrInvalid)
	}
	a.known = false // until all of it is done
	rows, err := a.folder.fold(ctx, batch, a.head.records)
	if err != nil {
		return fmt.Errorf("analytics: %w", err)
	}
	if err := a.write(ctx, rows); err != nil {
		return fmt.Errorf("analytics: %w", err)
	}
	a.head = head{batch[len(batch)-1].Position, a.head.records + uint64(len(batch))}
	a.known = true
	return nil
}

// know makes sure that head and folder are those of the tables. After a failure
// they are made anew: the parcels are folded again as they are needed.
func (a *Analytics) know(ctx context.Context) error {
	if a.known {
		return nil
	}
	h, err := a.readHead(ctx, "")
	if err != nil {
		return err
	}
	a.head, a.known = h, true
	a.folder = &folder{stored: a.stored, dossiers: make(map[domain.ParcelID]*dossier)}
	return nil
}

// readHead reads where the tables stand, or stood at a position: with the
// records up to it and no later ones.
func (a *Analytics) readHead(ctx context.Context, at eventstore.Position) (head, error) {
	var h head
	var position string
	row := a.conn.QueryRow(ctx, `SELECT max(position), if(count() = 0, 0, max(ordinal) + 1) FROM events WHERE {at:String} = '' OR position <= {at:String}`,
		clickhouse.Named("at", string(at)))
	if err := row.Scan(&position, &h.records); err != nil {
		return h, fmt.Errorf("read analytics position: %w", err)
	}
	h.position = eventstore.Position(position)
	return h, nil
}

// each runs a query and calls f for every row, with a function that scans it.
func (a *Analytics) each(ctx context.Context, f func(scan func(...any) error) error, sql string, args ...any) error {
	rows, err := a.conn.Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}
