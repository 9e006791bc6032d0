package taizhang

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/eventstoretest"
	"taizhang/eventstore/memory"
)

var (
	surveyor = domain.Officer{ID: "o-1", Name: "王一", Department: "PNR", Level: "DISTRICT", District: "120116"}
	third    = domain.Officer{ID: "o-3", Name: "赵三", Department: "PNR", Level: "CITY"}
	second   = domain.Officer{ID: "o-2", Name: "李二", Department: "PNR", Level: "CITY"}
)

func registration(n int) domain.Fact {
	return domain.Fact{OccurredOn: "2024-03-01", Event: domain.ParcelRegistered{
		ParcelCode: domain.ParcelCode(fmt.Sprintf("120116001001GB%05d", n)), District: "120116", RegisteredArea: 6_666_667, Origin: "NEW",
	}}
}

func survey(day domain.Date) domain.Fact {
	return domain.Fact{OccurredOn: day, Event: domain.ParcelSurveyed{SurveyYear: 2024, ActualUsedArea: 6_000_000}}
}

func identity(t *testing.T, f domain.Fact) domain.ParcelID {
	t.Helper()
	id, err := f.Event.(domain.ParcelRegistered).Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func newLedger(t *testing.T, store eventstore.Store) *Ledger {
	t.Helper()
	l, err := Open(t.Context(), store, domain.Real)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// registered opens parcel n and returns its identity.
func registered(t *testing.T, l *Ledger, n int) domain.ParcelID {
	t.Helper()
	id := identity(t, registration(n))
	if _, err := l.Record(t.Context(), id, "register", surveyor, registration(n)); err != nil {
		t.Fatal(err)
	}
	return id
}

// P3: the same key gives its first answer, also after a restart and after other
// requests; the same key with other content or by another officer is refused.
func TestRequestHappensOnce(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	id := registered(t, l, 1)
	first, err := l.Record(t.Context(), id, "k", surveyor, survey("2024-04-01"), survey("2024-04-02"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.Record(t.Context(), id, "later", surveyor, survey("2024-05-01")); err != nil {
		t.Fatal(err)
	}
	for name, ledger := range map[string]*Ledger{"same process": l, "after a restart": newLedger(t, store)} {
		t.Run(name, func(t *testing.T) {
			again, err := ledger.Record(t.Context(), id, "k", surveyor, survey("2024-04-01"), survey("2024-04-02"))
			if err != nil {
				t.Fatal(err)
			}
			if !again.Repeated || again.Position != first.Position || len(again.Events) != 2 ||
				again.Events[0].ID != first.Events[0].ID || again.Events[1].ID != first.Events[1].ID ||
				!again.Events[0].RecordedAt.Equal(first.Events[0].RecordedAt) || again.Stage != first.Stage {
				t.Errorf("second answer = %+v, want the first again: %+v", again, first)
			}
			if _, err := ledger.Record(t.Context(), id, "k", surveyor, survey("2024-04-03")); !errors.Is(err, ErrRequestReused) {
				t.Errorf("other content under the key: error = %v, want ErrRequestReused", err)
			}
			if _, err := ledger.Record(t.Context(), id, "k", second, survey("2024-04-01"), survey("2024-04-02")); !errors.Is(err, ErrRequestReused) {
				t.Errorf("another officer under the key: error = %v, want ErrRequestReused", err)
			}
		})
	}
	if n := count(t, store, id); n != 4 {
		t.Errorf("the parcel has %d events, want 4", n)
	}
}

// A refusal is not an answer: the same key may succeed later.
func TestRefusalIsNotRemembered(t *testing.T) {
	l := newLedger(t, memory.New())
	id := identity(t, registration(2))
	if _, err := l.Record(t.Context(), id, "k", surveyor, survey("2024-04-01")); !errors.Is(err, ErrNoParcel) {
		t.Fatalf("survey of an unknown parcel: error = %v, want ErrNoParcel", err)
	}
	registered(t, l, 2)
	if _, err := l.Record(t.Context(), id, "k", surveyor, survey("2024-04-01")); err != nil {
		t.Errorf("same key after registration: %v", err)
	}
}

// P4: a batch is all or nothing.
func TestBatchIsAllOrNothing(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	id := registered(t, l, 3)
	_, err := l.Record(t.Context(), id, "k", surveyor, survey("2024-04-01"), domain.Fact{OccurredOn: "2024-04-02", Event: domain.ReturnedToSupply{PoolEntryNo: "1"}})
	if !errors.Is(err, domain.ErrRefused) {
		t.Fatalf("error = %v, want a refusal", err)
	}
	if refused, ok := errors.AsType[*domain.Refused](err); !ok || len(refused.Problems) == 0 || refused.Problems[0].Path[:2] != "/1" {
		t.Errorf("refusal %v does not point at the second fact", err)
	}
	if n := count(t, store, id); n != 1 {
		t.Errorf("the parcel has %d events after a refused batch, want 1", n)
	}
}

// Two ledgers over one store decide on what the other wrote: the cache is never
// trusted over the expected revision.
func TestCacheIsNotTrusted(t *testing.T) {
	store := memory.New()
	a, b := newLedger(t, store), newLedger(t, store)
	id := registered(t, a, 4)
	if _, err := b.Record(t.Context(), id, "b", second, survey("2024-04-01")); err != nil {
		t.Fatalf("the other ledger's write: %v", err)
	}
	// a believes the parcel is registered only: in its cache this is refused.
	plan := domain.Fact{OccurredOn: "2024-05-01", Event: domain.AnnualPlanListed{PlanYear: 2024, Mode: "RESERVE", Area: 100}}
	if _, err := a.Record(t.Context(), id, "a", surveyor, plan); err != nil {
		t.Errorf("decided on an old state: %v", err)
	}
	if got, err := a.Record(t.Context(), id, "b", second, survey("2024-04-01")); err != nil || !got.Repeated {
		t.Errorf("a request that the other ledger took = %+v, %v; want its answer again", got, err)
	}
}

// Many writers on few parcels: every acknowledged request is there once, in a
// gapless history, whatever failed on the way.
func TestRecordUnderFaults(t *testing.T) {
	for _, fault := range []struct {
		name string
		kind eventstoretest.Fault
	}{{"nothing stored", eventstoretest.NothingStored}, {"stored, answer lost", eventstoretest.AnswerLost}} {
		t.Run(fault.name, func(t *testing.T) {
			store := memory.New()
			var flaky eventstore.Store = store
			for call := int64(2); call < 60; call += 3 {
				flaky = &eventstoretest.Flaky{Store: flaky, On: call, Fault: fault.kind}
			}
			ledgers := []*Ledger{newLedger(t, store), newLedger(t, store)}
			id := registered(t, ledgers[0], 5)
			for _, l := range ledgers {
				l.store = flaky
			}
			var wg sync.WaitGroup
			for w := range 8 {
				wg.Go(func() {
					for i := range 10 {
						key := fmt.Sprintf("%d/%d", w, i)
						if err := insist(t.Context(), ledgers[w%2], id, key, survey("2024-06-01")); err != nil {
							t.Error(err)
						}
					}
				})
			}
			wg.Wait()
			if n := count(t, store, id); n != 81 {
				t.Errorf("the parcel has %d events, want 81: each request once", n)
			}
		})
	}
}

// insist asks until the outcome is known, as a careful client does.
func insist(ctx context.Context, l *Ledger, id domain.ParcelID, key string, f domain.Fact) error {
	for range 200 {
		_, err := l.Record(ctx, id, key, surveyor, f)
		if !errors.Is(err, eventstore.ErrUnavailable) && !errors.Is(err, eventstore.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("request %s: no answer", key)
}

// Recorded time never goes back within a stream, whatever the clock does.
func TestRecordedTimeIsMonotone(t *testing.T) {
	l := newLedger(t, memory.New())
	now := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	l.now = func() time.Time { return now }
	id := registered(t, l, 6)
	now = now.Add(-time.Hour)
	got, err := l.Record(t.Context(), id, "k", surveyor, survey("2024-04-01"))
	if err != nil {
		t.Fatal(err)
	}
	if at := got.Events[0].RecordedAt; !at.Equal(now.Add(time.Hour)) {
		t.Errorf("recorded at %v after the clock went back, want the last time again", at)
	}
}

// A ledger is demo or real from its first event.
func TestKindsDoNotMix(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	if _, err := Open(t.Context(), store, domain.Demo); !errors.Is(err, ErrKind) {
		t.Errorf("opening a real ledger as a demo: error = %v, want ErrKind", err)
	}
	if _, err := l.RecordAt(t.Context(), time.Now(), uuid.New(), "k", surveyor, registration(7)); !errors.Is(err, ErrKind) {
		t.Errorf("recording at a past moment on a real ledger: error = %v, want ErrKind", err)
	}
	if again, err := Open(t.Context(), store, ""); err != nil || again.Kind() != domain.Real {
		t.Errorf("opening as it is = %v, %v; want real", again, err)
	}
}

// Check writes nothing and says what Record would.
func TestCheckWritesNothing(t *testing.T) {
	store := memory.New()
	l := newLedger(t, store)
	id := registered(t, l, 8)
	got, err := l.Check(t.Context(), id, surveyor, survey("2024-04-01"))
	if err != nil || got.Stage != domain.StageSurveyed {
		t.Errorf("check = %+v, %v; want stage SURVEYED", got, err)
	}
	if n := count(t, store, id); n != 1 {
		t.Errorf("the parcel has %d events after a check, want 1", n)
	}
}

func TestRequestNeedsKeyAndOfficer(t *testing.T) {
	l := newLedger(t, memory.New())
	id := identity(t, registration(9))
	for name, err := range map[string]error{
		"no key":           second2(l.Record(t.Context(), id, "", surveyor, registration(9))),
		"no officer":       second2(l.Record(t.Context(), id, "k", domain.Officer{}, registration(9))),
		"no facts":         second2(l.Record(t.Context(), id, "k", surveyor)),
		"another identity": second2(l.Record(t.Context(), uuid.New(), "k", surveyor, registration(9))),
	} {
		if !errors.Is(err, domain.ErrInvalid) {
			t.Errorf("%s: error = %v, want ErrInvalid", name, err)
		}
	}
}

func second2(_ Answer, err error) error { return err }

func count(t *testing.T, store eventstore.Store, id domain.ParcelID) int {
	t.Helper()
	n := 0
	for rec, err := range store.Read(t.Context(), domain.StreamOf(id), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if int(rec.Revision) != n {
			t.Errorf("revision %d at place %d", rec.Revision, n)
		}
		n++
	}
	return n
}
