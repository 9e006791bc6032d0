package landchina_test

import (
	"context"
	"encoding/csv"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"taizhang/cmd/taizhang/landchina"
	"taizhang/domain"
	"taizhang/eventstore"
)

// facts are the stored facts of every parcel, by stream: what must be equal
// however a file was brought in.
func facts(t *testing.T, s eventstore.Store) map[string]string {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := make(map[string]string)
	for batch, err := range s.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range batch {
			if _, ok := domain.ParcelOf(rec.Stream); ok {
				all[rec.Stream] += string(rec.Data) + "\n"
			}
		}
		if batch[len(batch)-1].Position >= head {
			return all
		}
	}
	return all
}

func TestTheMadeUpFile(t *testing.T) {
	ledger, store := openLedger(t)
	verdicts, sum, quarantine := imported(t, ledger, madeUp(t), false)
	if sum.Rows != 8 || sum.Accepted() != 6 || sum.Quarantined != 2 || sum.Events != 12 {
		t.Errorf("summary %+v", sum)
	}
	for line, district := range map[int]domain.District{2: "120111", 3: "120118", 4: "120117", 6: "653101", 7: "330400", 9: "120113"} {
		h, err := ledger.ledger.Load(t.Context(), verdicts[line].Parcel)
		if err != nil {
			t.Fatalf("line %d: %v", line, err)
		}
		if got := h.Parcel().Land.District; got != district {
			t.Errorf("line %d: district %s, want %s", line, got, district)
		}
	}
	for stream, data := range facts(t, store) {
		if strings.Contains(data, "样例") {
			t.Errorf("%s holds a project's name or place: %s", stream, data)
		}
	}
	if !strings.HasPrefix(quarantine, "\ufeff") || strings.Count(quarantine, "\n") != 3 {
		t.Errorf("quarantine:\n%s", quarantine)
	}
}

// However the rows of a file come, they are the same parcels with the same facts.
func TestIdentityDoesNotDependOnTheFile(t *testing.T) {
	ledger, store := openLedger(t)
	imported(t, ledger, madeUp(t), false)
	want := facts(t, store)

	all := lines(t)
	header, rows := all[0], all[1:]
	reversed := slices.Clone(rows)
	slices.Reverse(reversed)
	file := func(rows ...string) string { return header + "\n" + strings.Join(rows, "\n") + "\n" }
	for _, c := range []struct {
		name  string
		files []string
	}{
		{"the same file again", []string{madeUp(t), madeUp(t)}},
		{"with a byte order mark and CR LF", []string{"\ufeff" + strings.ReplaceAll(madeUp(t), "\n", "\r\n")}},
		{"without a last line feed", []string{strings.TrimSuffix(madeUp(t), "\n")}},
		{"rows in another order", []string{file(reversed...)}},
		{"split in two", []string{file(rows[:3]...), file(rows[3:]...)}},
		{"every row twice", []string{file(slices.Concat(rows, rows)...)}},
		{"columns in another order", []string{turned(t)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ledger, store := openLedger(t)
			for _, f := range c.files {
				imported(t, ledger, f, false)
			}
			if got := facts(t, store); !maps.Equal(got, want) {
				t.Errorf("%d parcels, want the same %d", len(got), len(want))
			}
		})
	}
	t.Run("control: another price is another fact", func(t *testing.T) {
		ledger, store := openLedger(t)
		imported(t, ledger, strings.ReplaceAll(madeUp(t), "928.0000", "929.0000"), false)
		if maps.Equal(facts(t, store), want) {
			t.Error("the comparison does not see a changed price")
		}
	})
}

// turned is the made-up file with its columns from last to first.
func turned(t *testing.T) string {
	rows, err := csv.NewReader(strings.NewReader(madeUp(t))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		slices.Reverse(row)
	}
	var out strings.Builder
	if err := csv.NewWriter(&out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestImportingAgainRecordsNothing(t *testing.T) {
	ledger, store := openLedger(t)
	imported(t, ledger, madeUp(t), false)
	before := events(t, store)
	_, sum, _ := imported(t, ledger, madeUp(t), false)
	if events(t, store) != before || sum.Events != 0 || sum.Repeated != 6 || sum.Quarantined != 2 {
		t.Errorf("again: %+v, %d events before, %d after", sum, before, events(t, store))
	}
}

func TestADryRunRecordsNothing(t *testing.T) {
	ledger, store := openLedger(t)
	dry, sum, _ := imported(t, ledger, madeUp(t), true)
	if events(t, store) != 0 || sum.Accepted() != 6 {
		t.Errorf("dry run: %+v, %d events", sum, events(t, store))
	}
	wet, _, _ := imported(t, ledger, madeUp(t), false)
	for line := range wet {
		if dry[line].Accepted() != wet[line].Accepted() || !slices.Equal(dry[line].Findings, wet[line].Findings) {
			t.Errorf("line %d: dry %+v, wet %+v", line, dry[line], wet[line])
		}
	}
	_, again, _ := imported(t, ledger, madeUp(t), true)
	if again.Repeated != 6 || again.Events != 0 {
		t.Errorf("dry run over what is there: %+v", again)
	}
}

// A row of a known parcel with other content is not taken silently, whether it
// comes later or stands in the same file.
func TestOtherContentOfAKnownParcel(t *testing.T) {
	header, row := lines(t)[0], lines(t)[1]
	changed := with(t, row, "成交价格_万元", "929.0000")
	for name, files := range map[string][]string{
		"in a later file":   {header + "\n" + row + "\n", header + "\n" + changed + "\n"},
		"in the same file":  {header + "\n" + row + "\n" + changed + "\n"},
		"by project's name": {header + "\n" + row + "\n", header + "\n" + with(t, row, "项目名称", "另一名称") + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			ledger, store := openLedger(t)
			var sum landchina.Summary
			var quarantine string
			for _, f := range files {
				_, sum, quarantine = imported(t, ledger, f, false)
			}
			if sum.Problems["parcel.otherContent"] != 1 || sum.Quarantined != 1 || events(t, store) != 2 {
				t.Errorf("%+v, %d events", sum, events(t, store))
			}
			if !strings.Contains(quarantine, "以不同内容导入") {
				t.Errorf("quarantine:\n%s", quarantine)
			}
		})
	}
}

// dying records n rows and then fails like a process that was killed.
type dying struct {
	local
	left atomic.Int64
}

var errKilled = errors.New("killed")

func (d *dying) Record(ctx context.Context, id domain.ParcelID, key string, facts ...domain.Fact) (bool, []domain.Finding, error) {
	if d.left.Add(-1) < 0 {
		return false, nil, errKilled
	}
	return d.local.Record(ctx, id, key, facts...)
}

func TestAnImportThatWasKilledIsFinishedByTheNext(t *testing.T) {
	whole, store := openLedger(t)
	imported(t, whole, madeUp(t), false)
	want := facts(t, store)
	for n := range int64(6) {
		ledger, store := openLedger(t)
		d := &dying{local: ledger}
		d.left.Store(n)
		_, err := landchina.Import(t.Context(), strings.NewReader(madeUp(t)), landchina.Options{Recorder: d})
		if !errors.Is(err, errKilled) {
			t.Fatalf("killed after %d rows: got %v", n, err)
		}
		if got := events(t, store); got != int(2*n) {
			t.Errorf("killed after %d rows: %d events", n, got)
		}
		imported(t, ledger, madeUp(t), false)
		if !maps.Equal(facts(t, store), want) {
			t.Errorf("killed after %d rows and run again: other facts", n)
		}
	}
}
