package landchina_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"taizhang"
	"taizhang/cmd/taizhang/landchina"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

var officer = domain.Officer{ID: "import", Name: "导入员", Department: "PNR", Level: "CITY"}

// local records into a ledger of this process.
type local struct{ ledger *taizhang.Ledger }

func (l local) Record(ctx context.Context, id domain.ParcelID, key string, facts ...domain.Fact) (bool, []domain.Finding, error) {
	a, err := l.ledger.Record(ctx, id, key, officer, facts...)
	return a.Repeated, findings(a), err
}

func (l local) Check(ctx context.Context, id domain.ParcelID, _ string, facts ...domain.Fact) (bool, []domain.Finding, error) {
	a, err := l.ledger.Check(ctx, id, officer, facts...)
	return a.Repeated, findings(a), err
}

func findings(a taizhang.Answer) (list []domain.Finding) {
	for _, e := range a.Events {
		list = append(list, e.Fact.Findings...)
	}
	return list
}

func openLedger(t *testing.T) (local, eventstore.Store) {
	t.Helper()
	store := memory.New()
	l, err := taizhang.Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	return local{l}, store
}

// imported runs one import and returns every row's verdict by its line.
func imported(t *testing.T, r landchina.Recorder, file string, dry bool) (map[int]landchina.Verdict, landchina.Summary, string) {
	t.Helper()
	verdicts := make(map[int]landchina.Verdict)
	var quarantine bytes.Buffer
	sum, err := landchina.Import(t.Context(), strings.NewReader(file), landchina.Options{
		Recorder: r, Quarantine: &quarantine, DryRun: dry,
		Verdict: func(v landchina.Verdict) { verdicts[v.Row.Line] = v },
	})
	if err != nil {
		t.Fatal(err)
	}
	return verdicts, sum, quarantine.String()
}

// events counts what the store holds beyond the opening of the ledger.
func events(t *testing.T, s eventstore.Store) int {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := -1
	for batch, err := range s.Follow(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		n += len(batch)
		if batch[len(batch)-1].Position >= head {
			break
		}
	}
	return n
}
