package taizhang

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/eventstoretest"
	"taizhang/eventstore/memory"
)

var (
	cityPolicy   = domain.BookID{Kind: domain.PolicyBook}
	binhaiPolicy = domain.BookID{Kind: domain.PolicyBook, Scope: domain.Scope{District: "120116"}}
	binhaiPilot  = domain.BookID{Kind: domain.ProgrammeBook, Scope: domain.Scope{District: "120116"}}
)

// termOf proposes the longest term of industrial land, in force since 2020.
func termOf(years int) domain.Fact {
	return domain.Fact{OccurredOn: "2024-03-01", Event: domain.ParameterProposed{
		Parameter: domain.TermMaxYears, Value: domain.JSON(fmt.Sprint(years)), ValidFrom: "2020-01-01", Document: domain.Evidence{DocNo: "示文1号"},
	}}
}

func approval(of domain.EventID) domain.Fact {
	return domain.Fact{OccurredOn: "2024-03-02", Event: domain.ParameterApproved{Proposal: of}}
}

func task(no string) domain.Fact {
	return domain.Fact{OccurredOn: "2024-03-01", Event: domain.TaskAssigned{TaskNo: no, Title: "示例", Owner: "PNR", Due: "2024-06-30"}}
}

func enter(t *testing.T, l *Ledger, id domain.BookID, key string, by domain.Officer, facts ...domain.Fact) Entered {
	t.Helper()
	got, err := l.Enter(t.Context(), id, key, by, facts...)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// inForce has two officers put a term in force.
func inForce(t *testing.T, l *Ledger, id domain.BookID, years int) {
	t.Helper()
	proposed := enter(t, l, id, fmt.Sprint("propose ", years), third, termOf(years))
	enter(t, l, id, fmt.Sprint("approve ", years), second, approval(proposed.Events[0].ID))
}

// P3 holds for books: once per key, the same answer again, also after a restart.
func TestEntryHappensOnce(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	first := enter(t, l, binhaiPilot, "k", surveyor, task("1"), task("2"))
	enter(t, l, binhaiPilot, "later", surveyor, task("3"))
	for name, ledger := range map[string]*Ledger{"same process": l, "after a restart": newLedger(t, store)} {
		t.Run(name, func(t *testing.T) {
			again := enter(t, ledger, binhaiPilot, "k", surveyor, task("1"), task("2"))
			if !again.Repeated || again.Position != first.Position || len(again.Events) != 2 || again.Events[1].ID != first.Events[1].ID {
				t.Errorf("%+v, first %+v", again, first)
			}
			if _, err := ledger.Enter(t.Context(), binhaiPilot, "k", surveyor, task("9")); !errors.Is(err, ErrRequestReused) {
				t.Errorf("other content: %v", err)
			}
			if _, err := ledger.Enter(t.Context(), binhaiPilot, "k", second, task("1"), task("2")); !errors.Is(err, ErrRequestReused) {
				t.Errorf("another officer: %v", err)
			}
		})
	}
	if first.Repeated || first.Book != binhaiPilot {
		t.Errorf("%+v", first)
	}
}

func TestEntriesAreRefused(t *testing.T) {
	l := newLedger(t, memory.New())
	enter(t, l, binhaiPilot, "k", surveyor, task("1"))
	tests := []struct {
		name string
		id   domain.BookID
		key  string
		fact domain.Fact
		want error
	}{
		{"twice", binhaiPilot, "k2", task("1"), domain.ErrRefused},
		{"of another book", binhaiPolicy, "k2", task("2"), domain.ErrInvalid},
		{"of a parcel", binhaiPilot, "k2", survey("2024-03-01"), domain.ErrInvalid},
		{"without key", binhaiPilot, "", task("2"), domain.ErrInvalid},
		{"of no district", domain.BookID{Kind: domain.ProgrammeBook, Scope: domain.Scope{District: "999999"}}, "k2", task("2"), domain.ErrInvalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := l.Enter(t.Context(), tt.id, tt.key, surveyor, tt.fact); !errors.Is(err, tt.want) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	id := registered(t, l, 1)
	if _, err := l.Record(t.Context(), id, "k2", surveyor, task("2")); !errors.Is(err, domain.ErrInvalid) {
		t.Errorf("a parcel takes an event of a book: %v", err)
	}
	if _, err := l.EnterAt(t.Context(), time.Now(), binhaiPilot, "k3", surveyor, task("3")); !errors.Is(err, ErrKind) {
		t.Errorf("a real ledger has no past: %v", err)
	}
}

// A decision goes by the policy of the parcel's district on the day of the fact, and
// says so: the version gives the same values for ever.
func TestDecisionsSayWhichPolicyTheyWentBy(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	land := registration(1)
	r := land.Event.(domain.ParcelRegistered)
	r.TermYears = 45
	land.Event = r
	id := identity(t, land)
	if _, err := l.Record(t.Context(), id, "register", surveyor, land); err != nil {
		t.Fatal(err)
	}
	inForce(t, l, cityPolicy, 44)
	inForce(t, l, binhaiPolicy, 40)
	inForce(t, l, domain.BookID{Kind: domain.PolicyBook, Scope: domain.Scope{District: "120110"}}, 30)
	for i, tt := range []struct {
		years, findings int
		version         string
	}{{40, 0, "/city@2,120116@2"}, {41, 1, "/city@2,120116@2"}} {
		f := registration(2 + i)
		r := f.Event.(domain.ParcelRegistered)
		r.TermYears = tt.years
		f.Event = r
		got, err := l.Record(t.Context(), identity(t, f), "register", surveyor, f)
		if err != nil || len(got.Events[0].Fact.Findings) != tt.findings {
			t.Fatalf("%d years: %+v, %v", tt.years, got.Events, err)
		}
		if meta := metaOf(t, store, identity(t, f)); meta.PolicyVersion() != domain.RulesVersion+tt.version {
			t.Errorf("%d years decided by %s", tt.years, meta.PolicyVersion())
		}
	}
	before := metaOf(t, store, id)
	if before.Policy != "" || before.PolicyVersion() != domain.RulesVersion {
		t.Errorf("before anything was set: %+v", before)
	}
	got, err := newLedger(t, store).Reconsider(t.Context(), id, Alternative{})
	if r := got.Decisions[0]; err != nil || !r.Faithful || len(r.Changes) != 1 || r.Changes[0].Rule != "term.long" {
		t.Errorf("decided again, years later: %+v, %v", got, err)
	}
}

func metaOf(t *testing.T, store eventstore.Store, id domain.ParcelID) domain.Meta {
	t.Helper()
	for rec, err := range store.Read(t.Context(), domain.StreamOf(id), 0) {
		if err != nil {
			t.Fatal(err)
		}
		meta, err := domain.DecodeMeta(rec.Meta)
		if err != nil {
			t.Fatal(err)
		}
		return meta
	}
	t.Fatal("no record")
	return domain.Meta{}
}

// Two ledgers over one store: what one approves holds for the other's next decision.
func TestPoliciesReachTheOtherLedger(t *testing.T) {
	store := memory.New()
	a, b := newLedger(t, store), newLedger(t, store)
	for n := 1; n <= 3; n++ {
		inForce(t, a, binhaiPolicy, 40+n)
		f := registration(n)
		if _, err := b.Record(t.Context(), identity(t, f), "register", surveyor, f); err != nil {
			t.Fatal(err)
		}
		if got, want := metaOf(t, store, identity(t, f)).PolicyVersion(), fmt.Sprintf("%s/120116@%d", domain.RulesVersion, 2*n); got != want {
			t.Errorf("decided by %s, want %s", got, want)
		}
	}
}

// Two ledgers race for the same book: every entry is there once, in one order, and a
// proposal is approved once only.
func TestLedgersRaceForABook(t *testing.T) {
	store := memory.New()
	ledgers := []*Ledger{newLedger(t, store), newLedger(t, store)}
	proposed := enter(t, ledgers[0], binhaiPolicy, "propose", surveyor, termOf(40))
	var wg sync.WaitGroup
	var mu sync.Mutex
	approved := 0
	for i := range 8 {
		wg.Go(func() {
			l := ledgers[i%2]
			for n := range 5 {
				if _, err := l.Enter(t.Context(), binhaiPilot, fmt.Sprint(i, "/", n), surveyor, task(fmt.Sprint(i, "/", n))); err != nil {
					t.Error(err)
				}
			}
			by := second
			by.ID = fmt.Sprint("o-", i+10)
			_, err := l.Enter(t.Context(), binhaiPolicy, fmt.Sprint("approve ", i), by, approval(proposed.Events[0].ID))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				approved++
			} else if !errors.Is(err, domain.ErrRefused) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if approved != 1 {
		t.Errorf("approved %d times", approved)
	}
	for _, l := range append(ledgers, newLedger(t, store)) {
		book, err := l.Book(t.Context(), binhaiPilot)
		if err != nil || len(book.Programme(domain.Terms{Today: "2024-03-01"}).Tasks) != 40 {
			t.Errorf("%d tasks, %v", len(book.Entries()), err)
		}
		for i, e := range book.Entries() {
			if e.Revision != int64(i) {
				t.Errorf("entry %d has revision %d", i, e.Revision)
			}
		}
	}
}

// A dry run decides and writes nothing.
func TestCheckEntryWritesNothing(t *testing.T) {
	l := newLedger(t, memory.New())
	got, err := l.CheckEntry(t.Context(), binhaiPilot, surveyor, task("1"))
	if err != nil || len(got) != 1 {
		t.Fatalf("%v, %v", got, err)
	}
	if _, err := l.CheckEntry(t.Context(), binhaiPilot, surveyor, task("1"), task("1")); !errors.Is(err, domain.ErrRefused) {
		t.Errorf("twice in one request: %v", err)
	}
	if book, err := l.Book(t.Context(), binhaiPilot); err != nil || len(book.Entries()) != 0 {
		t.Errorf("%d entries, %v", len(book.Entries()), err)
	}
}

// In a demo city's past only what was recorded by then was known, and the same calls
// make the same bytes.
func TestThePastKnowsWhatWasRecorded(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2024, 3, d, 9, 0, 0, 0, domain.Shanghai) }
	run := func() (eventstore.Store, domain.ParcelID) {
		store := memory.New()
		l, err := Open(t.Context(), store, domain.Demo)
		if err != nil {
			t.Fatal(err)
		}
		proposed, err := l.EnterAt(t.Context(), day(4), cityPolicy, "p", third, termOf(40))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := l.EnterAt(t.Context(), day(6), cityPolicy, "a", second, approval(proposed.Events[0].ID)); err != nil {
			t.Fatal(err)
		}
		id := identity(t, registration(1))
		if _, err := l.RecordAt(t.Context(), day(5), id, "r", surveyor, registration(1)); err != nil {
			t.Fatal(err)
		}
		return store, id
	}
	store, id := run()
	if got := metaOf(t, store, id).PolicyVersion(); got != domain.RulesVersion+"/city@1" {
		t.Errorf("decided by %s", got)
	}
	again, _ := run()
	for _, stream := range []string{cityPolicy.Stream(), domain.StreamOf(id)} {
		a, b := recordsOf(t, store, stream), recordsOf(t, again, stream)
		if !slices.EqualFunc(a, b, func(x, y eventstore.Record) bool {
			return x.ID == y.ID && string(x.Data) == string(y.Data) && string(x.Meta) == string(y.Meta)
		}) {
			t.Errorf("%s: other bytes", stream)
		}
	}
}

func recordsOf(t *testing.T, store eventstore.Store, stream string) (list []eventstore.Record) {
	t.Helper()
	for rec, err := range store.Read(t.Context(), stream, 0) {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, rec)
	}
	return list
}

// Whatever fails on the way, every request that is repeated until it is answered is
// in the book once.
func TestEnterUnderFaults(t *testing.T) {
	for name, kind := range map[string]eventstoretest.Fault{"nothing stored": eventstoretest.NothingStored, "stored, answer lost": eventstoretest.AnswerLost} {
		t.Run(name, func(t *testing.T) {
			store := memory.New()
			var flaky eventstore.Store = store
			for call := int64(2); call < 60; call += 3 {
				flaky = &eventstoretest.Flaky{Store: flaky, On: call, Fault: kind}
			}
			ledgers := []*Ledger{newLedger(t, store), newLedger(t, store)}
			for _, l := range ledgers {
				l.store = flaky
			}
			var wg sync.WaitGroup
			for w := range 8 {
				wg.Go(func() {
					for i := range 5 {
						no := fmt.Sprint(w, "/", i)
						if err := insistEnter(t.Context(), ledgers[w%2], no, task(no)); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			book, err := newLedger(t, store).Book(t.Context(), binhaiPilot)
			if err != nil || len(book.Entries()) != 40 {
				t.Errorf("%d entries, want 40: %v", len(book.Entries()), err)
			}
		})
	}
}

// insistEnter asks until the outcome is known, as a careful client does.
func insistEnter(ctx context.Context, l *Ledger, key string, f domain.Fact) error {
	for range 200 {
		_, err := l.Enter(ctx, binhaiPilot, key, surveyor, f)
		if !errors.Is(err, eventstore.ErrUnavailable) && !errors.Is(err, eventstore.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("request %s: no answer", key)
}
