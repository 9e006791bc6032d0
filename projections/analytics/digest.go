package analytics

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/cespare/xxhash/v2"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A Digest says what a table holds: how many rows, and the sum of the hashes of
// all of them, which does not depend on their order.
type Digest struct {
	Rows uint64
	Hash uint64
}

// Digests computes the digests of the tables from what is stored, by table, as
// they stood at a position; "" is now.
func (a *Analytics) Digests(ctx context.Context, at eventstore.Position) (map[string]Digest, error) {
	h, err := a.readHead(ctx, at)
	if err != nil {
		return nil, err
	}
	digests := make(map[string]Digest)
	for _, t := range a.tables {
		var d Digest
		sql := "SELECT count(), sum(xxHash64(" + t.digestSQL() + ")) FROM " + t.name + " FINAL WHERE ordinal < {records:UInt64}"
		if err := a.conn.QueryRow(ctx, sql, clickhouse.Named("records", h.records)).Scan(&d.Rows, &d.Hash); err != nil {
			return nil, fmt.Errorf("digest of %s: %w", t.name, err)
		}
		digests[t.name] = d
	}
	return digests, nil
}

// digestSQL writes a row as text: its values between separators, NULL apart from
// the empty text.
func (t *table) digestSQL() string {
	values := make([]string, 0, len(t.types))
	for _, c := range t.types {
		text := "toString(" + c.Name + ")"
		if strings.HasPrefix(c.Type, "Array(LowCardinality(String)") {
			text = "arrayStringConcat(" + c.Name + ", ',')"
		}
		values = append(values, "ifNull("+text+`, '\\N')`)
	}
	return "concatWithSeparator('\x1f', " + strings.Join(values, ", ") + ")"
}

// An Expectation is the digest that the tables must have, computed in memory
// from the log: `verify` compares it with what ClickHouse computes.
type Expectation struct {
	folder  folder
	tables  []*table
	history map[domain.ParcelID][]recorded
	records uint64
	digests map[string]Digest
}

// NewExpectation returns the expectation of an empty log.
func NewExpectation() *Expectation {
	x := &Expectation{tables: newTables(), history: make(map[domain.ParcelID][]recorded), digests: make(map[string]Digest)}
	x.folder = folder{stored: x.stored, dossiers: make(map[domain.ParcelID]*dossier)}
	for _, t := range x.tables {
		x.digests[t.name] = Digest{}
	}
	return x
}

// Add takes the next records of the log.
func (x *Expectation) Add(ctx context.Context, batch []eventstore.Record) error {
	rows, err := x.folder.fold(ctx, batch, x.records)
	if err != nil {
		return err
	}
	if err := x.remember(batch); err != nil {
		return err
	}
	x.records += uint64(len(batch))
	for _, t := range x.tables {
		d := x.digests[t.name]
		d.add(t.columns(rows))
		x.digests[t.name] = d
	}
	return nil
}

// Digests returns the digests so far, by table.
func (x *Expectation) Digests() map[string]Digest { return x.digests }

// remember keeps what the tables would hold of the parcels' events.
func (x *Expectation) remember(batch []eventstore.Record) error {
	events, err := decode(batch, x.records)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.isFact {
			x.history[e.parcel] = append(x.history[e.parcel], e.recorded)
		}
	}
	return nil
}

func (x *Expectation) stored(_ context.Context, ids []domain.ParcelID) (map[domain.ParcelID][]recorded, error) {
	histories := make(map[domain.ParcelID][]recorded, len(ids))
	for _, id := range ids {
		if history, ok := x.history[id]; ok {
			histories[id] = history[:len(history):len(history)]
		}
	}
	return histories, nil
}

// add takes rows by column.
func (d *Digest) add(columns []column) {
	if columns == nil {
		return
	}
	texts := make([]string, len(columns))
	for i := range reflect.ValueOf(columns[0].values).Len() {
		for j, c := range columns {
			texts[j] = digestText(reflect.ValueOf(c.values).Index(i), c.days)
		}
		d.Rows++
		d.Hash += xxhash.Sum64String(strings.Join(texts, "\x1f"))
	}
}

// digestText writes a value as ClickHouse's toString does.
func digestText(v reflect.Value, days bool) string {
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			return `\N`
		}
		return digestText(v.Elem(), days)
	}
	switch x := v.Interface().(type) {
	case time.Time:
		if days {
			return x.Format(time.DateOnly)
		}
		return x.UTC().Format("2006-01-02 15:04:05.000000")
	case []string:
		return strings.Join(x, ",")
	case []uint64:
		return strings.ReplaceAll(fmt.Sprint(x), " ", ",")
	}
	return fmt.Sprint(v.Interface())
}
