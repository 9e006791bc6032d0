package analytics

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"pgregory.net/rapid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// expect compares the tables with the fold in memory.
func expect(t rapid.TB, a *Analytics, records []eventstore.Record) {
	t.Helper()
	ctx := context.Background()
	x := NewExpectation()
	if err := x.Add(ctx, records); err != nil {
		t.Fatal(err)
	}
	got, err := a.Digests(ctx, "")
	if err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(got, x.Digests()) {
		t.Errorf("got %v, want %v", got, x.Digests())
	}
}

// However the log is cut into batches, and whatever the process forgets between
// them, the tables are the same.
func TestTheTablesAreAFunctionOfTheLog(t *testing.T) {
	a := open(t)
	few(t, 5, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		l := newLog(t)
		l.random(choose, 1+choose(3), 1+choose(40))
		empty(rt, a)
		for rest := l.records; len(rest) > 0; {
			n := 1 + choose(len(rest))
			if err := a.Apply(t.Context(), rest[:n]); err != nil {
				rt.Fatal(err)
			}
			a.known = choose(2) == 0 // as after a restart
			rest = rest[n:]
		}
		expect(rt, a, l.records)
		if err := a.Check(t.Context()); err != nil {
			rt.Error(err)
		}
	})
}

// A crash after some of the tables were written leaves rows that the repeat must
// join, although it cuts the log elsewhere.
func TestABatchThatWasPartlyWrittenIsRepeated(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		for written := range 6 { // the events too: the answer of the last insert was lost
			a := openOver(t, options)
			l := newLog(t)
			l.open()
			l.random(seeded(uint64(written)), 3, 60)
			apply(t, a, l.records[:20], 7)
			tables := a.tables
			a.tables = tables[:written]
			if err := a.Apply(t.Context(), l.records[20:40]); err != nil {
				t.Fatal(err)
			}
			again, err := Open(t.Context(), a.conn)
			if err != nil {
				t.Fatalf("after %d tables: %v", written, err)
			}
			pos, err := again.Position(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			from := 20
			if written == len(tables) {
				from = 40
			}
			if want := l.records[from-1].Position; pos != want {
				t.Fatalf("after %d tables: position %s, want %s", written, pos, want)
			}
			apply(t, again, l.records[from:], 13)
			expect(t, again, l.records)
			if err := again.Check(t.Context()); err != nil {
				t.Errorf("after %d tables: %v", written, err)
			}
		}
	})
}

func TestApplyRefusesWhatDoesNotFollow(t *testing.T) {
	a := open(t)
	l := newLog(t)
	l.random(seeded(1), 2, 30)
	apply(t, a, l.records[:10], 10)
	if err := a.Apply(t.Context(), l.records[5:15]); !errors.Is(err, eventstore.ErrInvalid) {
		t.Errorf("a batch that was applied before: got %v, want ErrInvalid", err)
	}
	next := slices.Clone(l.records[10:])
	i := slices.IndexFunc(next, func(r eventstore.Record) bool { return r.Stream == next[0].Stream && r.Revision > next[0].Revision })
	if err := a.Apply(t.Context(), next[i:]); !errors.Is(err, eventstore.ErrDamaged) {
		t.Errorf("a batch after a gap in a stream: got %v, want ErrDamaged", err)
	}
	apply(t, a, l.records[10:], 10)
	expect(t, a, l.records)
}

func TestCheckNamesTheFirstHole(t *testing.T) {
	for _, tt := range []struct {
		name, damage, table string
		ordinal             uint64
	}{
		{"an event is missing", "ALTER TABLE events DELETE WHERE ordinal = 7 SETTINGS mutations_sync = 1", "events", 7},
		{"the first event is missing", "ALTER TABLE events DELETE WHERE ordinal = 0 SETTINGS mutations_sync = 1", "events", 0},
		{"an event stands in another place", "ALTER TABLE events UPDATE ordinal = 9 WHERE ordinal = 8 SETTINGS mutations_sync = 1", "events", 8},
		{"a revision is missing", "ALTER TABLE events UPDATE revision = revision + 1 WHERE ordinal = 12 SETTINGS mutations_sync = 1", "events", 0},
		{"a report is missing", "ALTER TABLE operation_reports DELETE WHERE ordinal = 4 SETTINGS mutations_sync = 1", "operation_reports", 4},
		{"a figure is missing", "ALTER TABLE figures DELETE WHERE ordinal = 5 AND line = 0 SETTINGS mutations_sync = 1", "figures", 5},
		{"a table is of an earlier version", "ALTER TABLE figures DROP COLUMN energy_from", "figures", 0},
		{"a checkpoint is missing", "ALTER TABLE checkpoints DELETE WHERE ordinal = 2 SETTINGS mutations_sync = 1", "checkpoints", 2},
		{"land is missing", "ALTER TABLE land DELETE WHERE ordinal = 2 SETTINGS mutations_sync = 1", "land", 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := open(t)
			l := newLog(t)
			l.open()
			id := parcelNo(1)
			l.register(id, "2020-01-01", "120116", "C3670", 1_000_000)
			l.operate(id, "2020-01-02", "C3670")
			for q := range 12 {
				l.report(id, "2025-01-01", reportOf{"甲公司", slot{2020 + q/4, q%4 + 1}.period(), "PERIOD", "FINAL", int64(q), 1})
			}
			apply(t, a, l.records, 6)
			if err := a.Check(t.Context()); err != nil {
				t.Fatalf("before the damage: %v", err)
			}
			if err := a.conn.Exec(t.Context(), tt.damage); err != nil {
				t.Fatal(err)
			}
			again, err := Open(t.Context(), a.conn)
			hole, ok := errors.AsType[*Hole](err)
			if !ok {
				t.Fatalf("got %v, want a hole", err)
			}
			if hole.Table != tt.table || tt.ordinal != 0 && hole.Ordinal != tt.ordinal {
				t.Errorf("got %v, want record %d of %s", hole, tt.ordinal, tt.table)
			}
			if err := again.Reset(t.Context()); err != nil {
				t.Fatal(err)
			}
			apply(t, again, l.records, 100)
			expect(t, again, l.records)
		})
	}
}

func TestOverHTTPTheTablesAreTheSame(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		a := openOver(t, options)
		l := newLog(t)
		l.open()
		l.random(seeded(7), 5, 300)
		apply(t, a, l.records, 64)
		expect(t, a, l.records)
		for _, d := range differences(t, a, newOracle(l.histories, District, Quarter)) {
			t.Error(d)
		}
	})
}

// slow follows records that come one by one, and counts what it was asked.
type slow struct {
	records []eventstore.Record
	gate    chan struct{} // one receive per batch
}

func (s slow) Follow(ctx context.Context, _ eventstore.Position) iter.Seq2[[]eventstore.Record, error] {
	return func(yield func([]eventstore.Record, error) bool) {
		for i := range s.records {
			select {
			case <-s.gate:
			case <-ctx.Done():
				yield(nil, ctx.Err())
				return
			}
			if !yield(s.records[i:i+1:i+1], nil) {
				return
			}
		}
		yield(nil, errEnd)
	}
}

var errEnd = errors.New("the end")

func TestBatchedJoinsWhatIsReadyAndHoldsNothingBack(t *testing.T) {
	l := newLog(t)
	l.random(seeded(3), 2, 50)
	s := slow{l.records, make(chan struct{})}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var got []eventstore.Record
	release := func(n int) {
		for range n {
			s.gate <- struct{}{}
		}
	}
	go release(1)
	batches := 0
	for batch, err := range Batched(s).Follow(ctx, "") {
		if err != nil {
			if !errors.Is(err, errEnd) {
				t.Errorf("got %v, want the end", err)
			}
			break
		}
		batches++
		got = append(got, batch...)
		if len(got) == 1 { // the single live event has passed; now many are ready
			release(readAheadMax)
			go release(len(l.records) - 1 - readAheadMax)
		}
	}
	if len(got) != len(l.records) || batches >= len(l.records) {
		t.Errorf("got %d records in %d batches, want %d in fewer", len(got), batches, len(l.records))
	}
	if !slices.IsSortedFunc(got, func(a, b eventstore.Record) int { return int(len(a.Position)) - int(len(b.Position)) }) || got[0].Position != l.records[0].Position {
		t.Error("the order changed")
	}
}

func TestBatchedEndsWhenItsReaderDoes(t *testing.T) {
	l := newLog(t)
	l.random(seeded(3), 2, 50)
	s := slow{l.records, make(chan struct{}, len(l.records))}
	for range l.records {
		s.gate <- struct{}{}
	}
	for range Batched(s).Follow(t.Context(), "") {
		break // the goroutine that reads ahead ends with the loop, or this hangs
	}
}

func TestQueryIsReadOnlyAndPlain(t *testing.T) {
	overBoth(t, func(t *testing.T, options *clickhouse.Options) {
		a := openOver(t, options)
		l := newLog(t)
		l.open()
		l.register(parcelNo(1), "2020-01-01", "120116", "C3670", 1_000_000)
		apply(t, a, l.records, 10)
		rows, err := a.Query(t.Context(), "SELECT type, occurred_on, recorded_at, parcel, ordinal, findings, corrects, toInt128(1), 0.5, backfill, toDecimal64(1.5, 2) FROM events ORDER BY ordinal")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var got []string
		for row, err := range rows.All() {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprintf("%v", row))
		}
		want := []string{
			"[LedgerOpened <nil> <nil> 00000000-0000-0000-0000-000000000000 0 [] <nil> 1 0.5 false 1.5]",
			"[ParcelRegistered 2020-01-01 2026-01-01T00:00:01.000001Z " + parcelNo(1).String() + " 1 [] <nil> 1 0.5 false 1.5]",
		}
		if !slices.Equal(got, want) || len(rows.Columns()) != 11 || rows.Columns()[0] != (Column{"type", "LowCardinality(String)"}) {
			t.Errorf("got %q with %v, want %q", got, rows.Columns(), want)
		}
		for _, sql := range []string{"DROP TABLE events", "INSERT INTO events (position) VALUES ('x')", "SELECT 1; SELECT 2", "SELECT file('/etc/hostname')", "SET readonly = 0"} {
			if rows, err := a.Query(t.Context(), sql); err == nil {
				rows.Close()
				t.Errorf("%s was run", sql)
			}
		}
	})
}

func TestConnectWantsAKnownScheme(t *testing.T) {
	for _, dsn := range []string{"", "ftp://h/", "127.0.0.1:9000", "http://h:port/"} {
		if _, err := Connect(dsn); err == nil {
			t.Errorf("%q was taken", dsn)
		}
	}
	for _, dsn := range []string{"http://u:p@127.0.0.1:8123/db", "clickhouse://u:p@127.0.0.1:9000/db"} {
		conn, err := Connect(dsn)
		if err != nil {
			t.Errorf("%s: %v", dsn, err)
			continue
		}
		conn.Close()
	}
}

// In one quarter a parcel belongs to one group, and a group's land in scope is
// never less than that of its parcels with data.
func TestAttributionKeepsTheDaysAndOneGroupPerPeriod(t *testing.T) {
	few(t, noTables, func(rt *rapid.T) {
		choose := func(n int) int { return rapid.IntRange(0, n-1).Draw(rt, "n") }
		var tenures []tenure
		for from := domain.Date("2024-01-01").AddDays(choose(200)); len(tenures) < 1+choose(5); {
			until := from.AddDays(1 + choose(150))
			tenures = append(tenures, tenure{span{from, until}, ground{pickOf(choose, someDistricts...), pickOf(choose, "36", "27"), pickOf(choose, someAreas...)}})
			from = until.AddDays(choose(2) * choose(40))
		}
		for _, per := range []Per{Quarter, Year} {
			holdings := attributed(tenures, per)
			for s := slotOf(tenures[0].from, per); s.span().from < "2028-01-01"; s = slotOf(s.span().until, per) {
				landDays, _, g := within(tenures, s)
				cut := make([]tenure, len(holdings))
				lasts := 0
				for i, h := range holdings {
					cut[i] = h.tenure
					if h.overlap(s.span()) > 0 && !sameGroup(h.tenure, tenure{ground: g}) {
						rt.Fatalf("%v: %v is not of the last group %v", s, h, g)
					}
					if h.overlap(s.span()) > 0 && (h.until >= s.span().until || h.last) {
						lasts++
					}
				}
				if got, _, _ := within(cut, s); got != landDays || landDays > 0 && lasts != 1 {
					rt.Fatalf("%v: %d land days in %d last holdings, want %d in 1", s, got, lasts, landDays)
				}
			}
		}
	})
}

func TestDayNumberCountsAsTimeDoes(t *testing.T) {
	first := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	base := dayNumber(domain.Date(first.Format(time.DateOnly)))
	for n := range 111_000 { // until 2203
		d := domain.Date(first.AddDate(0, 0, n).Format(time.DateOnly))
		if got := dayNumber(d) - base; got != n {
			t.Fatalf("%s: got %d days, want %d", d, got, n)
		}
	}
}
