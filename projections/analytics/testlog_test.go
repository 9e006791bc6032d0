package analytics

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A testLog makes the records of a log: facts as the write path stores them. It
// asks no rule whether they are allowed, for a recorded fact stands.
type testLog struct {
	t         testing.TB
	records   []eventstore.Record
	histories map[domain.ParcelID][]domain.Entry
	order     []domain.ParcelID
	ledger    int64
}

func newLog(t testing.TB) *testLog {
	return &testLog{t: t, histories: make(map[domain.ParcelID][]domain.Entry)}
}

func (l *testLog) fatal(err error) {
	if l.t == nil {
		panic(err) // in a child process, which has no test
	}
	l.t.Fatal(err)
}

// position has gaps, so that who computes with positions fails.
func (l *testLog) position() eventstore.Position {
	return eventstore.Position(fmt.Sprintf("%012d", 7*(len(l.records)+1)))
}

// open adds a record that is of no parcel.
func (l *testLog) open() {
	data, err := domain.EncodeOpening(domain.Opening{Kind: domain.Demo, OpenedAt: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		l.fatal(err)
	}
	l.records = append(l.records, eventstore.Record{
		Position: l.position(), Stream: domain.LedgerStream, Revision: eventstore.Revision(l.ledger),
		Event: eventstore.Event{ID: uuid.NewSHA1(uuid.Nil, fmt.Append(nil, "ledger", l.ledger)), Type: domain.OpeningType, Data: data, Meta: []byte("{}")},
	})
	l.ledger++
}

// add records a fact of a parcel and returns its identity.
func (l *testLog) add(id domain.ParcelID, f domain.Fact) domain.EventID {
	revision := int64(len(l.histories[id]))
	if revision == 0 {
		l.order = append(l.order, id)
	}
	by := domain.Officer{ID: "o1", Name: "张三", Department: "IIT", Level: "DISTRICT", District: "120116"}
	at := time.Date(2026, 1, 1, 0, 0, len(l.records), 1000*len(l.records)%1_000_000_000, time.UTC)
	e := domain.Entry{ID: uuid.NewSHA1(id, fmt.Append(nil, revision)), Revision: revision, Fact: f, RecordedAt: at, By: by}
	data, err := domain.EncodeFact(f)
	if err != nil {
		l.fatal(err)
	}
	meta, err := domain.EncodeMeta(domain.Meta{By: by, RecordedAt: at, Request: "r", Content: "c", Count: 1, Salt: "00", Rules: domain.RulesVersion, District: "120116", Stage: domain.StageOperating})
	if err != nil {
		l.fatal(err)
	}
	l.histories[id] = append(l.histories[id], e)
	l.records = append(l.records, eventstore.Record{
		Position: l.position(), Stream: domain.StreamOf(id), Revision: eventstore.Revision(revision),
		Event: eventstore.Event{ID: e.ID, Type: domain.EventName(f.Event), Data: data, Meta: meta},
	})
	return e.ID
}

// parcelNo names the nth parcel of a test.
func parcelNo(n int) domain.ParcelID { return domain.Source{System: "test", Key: fmt.Sprint(n)}.ID() }

// register adds the registration of a parcel; area is in 0.01 m².
func (l *testLog) register(id domain.ParcelID, on domain.Date, district domain.District, industry domain.Industry, area domain.Area) domain.EventID {
	return l.add(id, domain.Fact{OccurredOn: on, Event: domain.ParcelRegistered{
		Source: domain.Source{System: "test", Key: id.String()}, District: district, RegisteredArea: area, Industry: industry, Origin: "NEW",
	}})
}

// operate puts a registered parcel into operation on a day.
func (l *testLog) operate(id domain.ParcelID, on domain.Date, industry domain.Industry) domain.EventID {
	return l.add(id, domain.Fact{OccurredOn: on, Backfill: true, Event: domain.ProductionStarted{Industry: industry}})
}

// A reportOf is the part of an OperationReported that the tests vary. Money is
// in 分; a negative value is absent.
type reportOf struct {
	enterprise  string
	period      domain.Period
	basis       domain.Code
	status      domain.Code
	output, tax int64
}

func (r reportOf) event() domain.OperationReported {
	e := domain.OperationReported{
		Enterprise: domain.Party{Name: r.enterprise}, Period: r.period, Basis: r.basis, Status: r.status,
		Source: "IIT", Allocation: "SINGLE", Share: "1",
	}
	if r.output >= 0 {
		e.Output = new(domain.Fen(r.output))
	}
	if r.tax >= 0 {
		e.TaxPaid = new(domain.Fen(r.tax))
	}
	return e
}

func (l *testLog) report(id domain.ParcelID, on domain.Date, r reportOf) domain.EventID {
	return l.add(id, domain.Fact{OccurredOn: on, Event: r.event()})
}

// correct replaces one value of an earlier event.
func (l *testLog) correct(id domain.ParcelID, on domain.Date, target domain.EventID, path string, was, is any) domain.EventID {
	return l.add(id, domain.Fact{OccurredOn: on, Event: domain.EventCorrected{
		Target: target, Diffs: []domain.Diff{{Path: path, Old: l.json(was), New: l.json(is)}}, Reason: "ENTRY_ERROR",
	}})
}

// json writes a value; nil is none.
func (l *testLog) json(v any) domain.JSON {
	if v == nil {
		return nil
	}
	data, err := json.Marshal(v)
	if err != nil {
		l.fatal(err)
	}
	return jsontext.Value(data)
}

// few checks a property on n cases, or on as many as the command line says. Each case
// fills tables and asks them, which takes the engine 10 to 60 ms a question however
// little is in them, so the usual cases are few; make acceptance checks many more.
func few(t *testing.T, n int, property func(*rapid.T)) {
	t.Helper()
	if size, err := strconv.Atoi(os.Getenv(killsEnv)); err == nil {
		n *= max(2, size/125) // the long form: 8 times as many of 1,000
	}
	if !counted {
		if err := flag.Set("rapid.checks", strconv.Itoa(n)); err != nil {
			t.Fatal(err)
		}
	}
	rapid.Check(t, property)
}

// A chooser draws numbers from 0 to n-1, from rapid or from a seed.
type chooser func(n int) int

func seeded(seed uint64) chooser {
	r := rand.New(rand.NewPCG(seed, 1))
	return r.IntN
}

func pickOf[T any](choose chooser, from ...T) T { return from[choose(len(from))] }

var (
	someDistricts  = []domain.District{"120110", "120111", "120116"}
	someIndustries = []domain.Industry{"C3670", "C2710", "C3970", "I6510"}
	someAreas      = []domain.Area{666_667, 1_000_000, 6_666_600, 33_333_350, 123_456_789}
	someFirms      = []string{"甲公司", "乙公司"}
)

// random adds events of all kinds that matter here, in any order of days.
func (l *testLog) random(choose chooser, parcels, events int) {
	for range events {
		id := parcelNo(choose(parcels))
		if len(l.histories[id]) == 0 {
			l.register(id, randomDay(choose), pickOf(choose, someDistricts...), pickOf(choose, someIndustries...), pickOf(choose, someAreas...))
			continue
		}
		l.randomEvent(choose, id)
	}
}

func randomDay(choose chooser) domain.Date {
	return domain.Date("2022-06-01").AddDays(choose(3 * 365))
}

func (l *testLog) randomEvent(choose chooser, id domain.ParcelID) {
	on := randomDay(choose)
	switch choose(13) {
	case 0:
		l.operate(id, on, pickOf(choose, someIndustries...))
	case 1:
		l.add(id, domain.Fact{OccurredOn: on, Backfill: true, Event: domain.UseConfirmed{ActualStage: pickOf[domain.Code](choose, "OPERATING", "PRODUCING", "COMPLETED"), Since: pickOf(choose, "", on.AddDays(-choose(600)))}})
	case 2:
		l.add(id, domain.Fact{OccurredOn: on, Event: domain.ExitInitiated{ExitType: "E01", Ground: "协议", LegalBasis: "协议"}})
	case 3:
		l.add(id, domain.Fact{OccurredOn: on, Backfill: true, Event: domain.ReturnedToSupply{PoolEntryNo: "1"}})
	case 4, 5:
		l.randomCorrection(choose, id, on)
	case 7:
		l.randomAmendment(choose, id, on)
	case 6:
		l.add(id, domain.Fact{OccurredOn: on, Event: domain.OperationChecked{CheckNo: "1", Kind: "ROUTINE", Result: "PASS"}, Findings: []domain.Finding{{Rule: "test.rule"}}})
	default:
		l.report(id, on, randomReport(choose))
	}
}

func randomReport(choose chooser) reportOf {
	year := 2022 + choose(4)
	period := domain.Period(fmt.Sprint(year))
	switch kind := choose(10); {
	case kind < 6:
		period = slot{year, 1 + choose(4)}.period()
	case kind < 9:
		period = domain.Period(fmt.Sprintf("%d%02d", year, 1+choose(12)))
	}
	value := func() int64 { return pickOf(choose, -1, 0, int64(choose(1_000_000_000_000))) }
	return reportOf{
		pickOf(choose, someFirms...), period, pickOf[domain.Code](choose, "CUMULATIVE", "CUMULATIVE", "PERIOD"),
		pickOf[domain.Code](choose, "INITIAL", "FINAL", "REVISED"), value(), value(),
	}
}

// randomAmendment annuls a report that stands, records one that awaits a signature,
// or signs one.
func (l *testLog) randomAmendment(choose chooser, id domain.ParcelID, on domain.Date) {
	h := domain.LoadHistory(slices.Clone(l.histories[id]))
	standing := slices.DeleteFunc(slices.Clone(h.Effective(time.Time{})), func(e domain.Entry) bool {
		_, is := e.Fact.Event.(domain.OperationReported)
		return !is
	})
	pending := h.Parcel().Pending
	switch {
	case len(pending) > 0 && choose(2) == 0:
		l.add(id, domain.Fact{OccurredOn: on, Event: domain.EventCosigned{
			Target: pending[0].ID, Decision: pickOf[domain.Code](choose, "AGREE", "REFUSE"), For: pending[0].Awaits[0],
		}})
	case len(standing) > 1 && choose(2) == 0:
		l.add(id, domain.Fact{OccurredOn: on, Event: domain.EventAnnulled{
			Target: standing[0].ID, Cascade: []domain.EventID{standing[1].ID}, Reason: "ENTRY_ERROR",
		}})
	default:
		l.add(id, domain.Fact{OccurredOn: on, Event: randomReport(choose).event(), Awaits: []domain.Code{"TAX"}})
	}
}

// randomCorrection changes a value of an earlier event that figures depend on.
func (l *testLog) randomCorrection(choose chooser, id domain.ParcelID, on domain.Date) {
	entries := domain.LoadHistory(append([]domain.Entry(nil), l.histories[id]...)).Effective(time.Time{})
	target := entries[choose(len(entries))]
	switch e := target.Fact.Event.(type) {
	case domain.ParcelRegistered:
		if choose(2) == 0 {
			l.correct(id, on, target.ID, "/data/registeredArea", e.RegisteredArea, pickOf(choose, someAreas...))
			return
		}
		l.correct(id, on, target.ID, "/data/district", e.District, pickOf(choose, someDistricts...))
	case domain.OperationReported:
		l.correctReport(choose, id, on, target.ID, e)
	case domain.ProductionStarted, domain.UseConfirmed, domain.ExitInitiated:
		l.correct(id, on, target.ID, "/occurredOn", target.Fact.OccurredOn, randomDay(choose))
	}
}

func (l *testLog) correctReport(choose chooser, id domain.ParcelID, on domain.Date, target domain.EventID, e domain.OperationReported) {
	switch choose(3) {
	case 0:
		l.correct(id, on, target, "/data/period", e.Period, randomReport(choose).period)
	case 1:
		l.correct(id, on, target, "/data/status", e.Status, "REVISED")
	default:
		var was any
		if e.Output != nil {
			was = *e.Output
		}
		l.correct(id, on, target, "/data/output", was, int64(choose(1_000_000_000_000)))
	}
}
