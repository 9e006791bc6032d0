// Package audit re-derives everything the ledger shows from its records and
// reports every fault it finds, not the first (taizhang verify).
package audit

import (
	"bytes"
	"context"
	"fmt"
	"iter"
	"maps"
	"reflect"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/analytics"
)

// A Fault is one thing that is not as it must be.
type Fault struct {
	Where string `json:"where"` // position, parcel or projection
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// A Report is what an audit found. Counts says how much was looked at.
type Report struct {
	OK     bool             `json:"ok"`
	Faults []Fault          `json:"faults"`
	Counts map[string]int64 `json:"counts"`
}

// With adds what another report counted that found no fault.
func (r Report) With(other Report) Report {
	counts := make(map[string]int64)
	maps.Copy(counts, other.Counts)
	maps.Copy(counts, r.Counts)
	r.Counts = counts
	return r
}

// Log is the store as the audit reads it.
type Log interface {
	Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error]
	Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error]
	Head(ctx context.Context) (eventstore.Position, error)
}

// Live is the read model that is compared with the fold.
type Live interface {
	Wait(ctx context.Context, pos eventstore.Position) error
	Parcel(id domain.ParcelID) (*domain.Parcel, eventstore.Revision, bool)
}

// auditor holds what the log has shown so far.
type auditor struct {
	reading
	parcels map[domain.ParcelID]*parcel
	codes   map[domain.ParcelCode]domain.ParcelID
	books   map[domain.BookID]*domain.Book
	policy  domain.Policies        // the books of policies among them
	expects *analytics.Expectation // nil when there are no analytics to compare
}

// parcel is one stream on the way.
type parcel struct {
	history  domain.History
	revision eventstore.Revision
}

// Run reads the log up to its present head and compares the projections with it.
// live and tables may be nil. The error is for an audit that could not be
// done; faults are in the report.
func Run(ctx context.Context, log Log, live Live, tables *analytics.Analytics) (Report, error) {
	a := &auditor{
		reading: newReading(), parcels: make(map[domain.ParcelID]*parcel),
		codes: make(map[domain.ParcelCode]domain.ParcelID), books: make(map[domain.BookID]*domain.Book), policy: make(domain.Policies),
	}
	head, err := log.Head(ctx)
	if err != nil {
		return a.report, err
	}
	if tables != nil {
		a.expects = analytics.NewExpectation()
	}
	if err := a.readLog(ctx, log, head); err != nil {
		return a.report, err
	}
	a.checkCodes()
	a.checkSuccessions()
	if live != nil {
		if err := a.compareLive(ctx, live, head); err != nil {
			return a.report, err
		}
	}
	if tables != nil {
		if err := a.compareAnalytics(ctx, tables, head); err != nil {
			return a.report, err
		}
	}
	a.report.OK = len(a.report.Faults) == 0
	a.report.Counts["parcels"] = int64(len(a.parcels))
	return a.report, nil
}

func (a *auditor) readLog(ctx context.Context, log Log, head eventstore.Position) error {
	return a.follow(ctx, log, head, func(batch []eventstore.Record) error {
		for _, rec := range batch {
			a.record(rec)
		}
		return a.expect(ctx, batch)
	})
}

// record checks one record of the log and folds it.
func (a *auditor) record(rec eventstore.Record) {
	a.see(rec)
	id, ok := domain.ParcelOf(rec.Stream)
	book, isBook := domain.BookOf(rec.Stream)
	switch {
	case ok:
		a.parcelRecord(id, rec)
	case isBook:
		a.bookRecord(book, rec)
	case rec.Stream != domain.LedgerStream:
		a.fault(rec.Position, "未知的流："+rec.Stream, "unknown stream: "+rec.Stream)
	}
}

// parcelRecord checks one event of a parcel against what came before it.
func (a *auditor) parcelRecord(id domain.ParcelID, rec eventstore.Record) {
	a.report.Counts["events"]++
	p := a.parcels[id]
	if p == nil {
		p = &parcel{revision: eventstore.NoStream}
		a.parcels[id] = p
	}
	if rec.Revision != p.revision+1 {
		a.fault(rec.Position, fmt.Sprintf("宗地 %s 的版本 %d 后面是 %d", id, p.revision, rec.Revision), fmt.Sprintf("parcel %s: revision %d follows %d", id, rec.Revision, p.revision))
	}
	p.revision = rec.Revision
	entry, meta, ok := a.entry(rec, p.history.Entries())
	if !ok {
		return
	}
	p.history.Append(entry)
	a.foldMatches(rec, p, meta)
	a.policyIsKnown(rec, meta)
}

// entry reads one record of a parcel or book and checks it against those before it.
func (a *auditor) entry(rec eventstore.Record, before []domain.Entry) (domain.Entry, domain.Meta, bool) {
	entry, meta, err := domain.DecodeEntry(rec.ID, int64(rec.Revision), rec.Data, rec.Meta)
	if err != nil {
		a.fault(rec.Position, "无法解读："+err.Error(), "cannot be read: "+err.Error())
		return entry, meta, false
	}
	if len(before) > 0 && entry.RecordedAt.Before(before[len(before)-1].RecordedAt) {
		a.fault(rec.Position, "登记时间倒退", "recorded time goes back")
	}
	if data, err := domain.EncodeFact(entry.Fact); err != nil || !bytes.Equal(data, rec.Data) || domain.EventName(entry.Fact.Event) != rec.Type {
		a.fault(rec.Position, "存储字节不是规范形式", "stored bytes are not the canonical ones")
	}
	return entry, meta, true
}

// foldMatches holds the stage and district that were written beside the event
// against the fold up to it.
func (a *auditor) foldMatches(rec eventstore.Record, p *parcel, meta domain.Meta) {
	state := p.history.Parcel()
	if state.Stage != meta.Stage || state.Land.District != meta.District {
		a.fault(rec.Position, fmt.Sprintf("登记时阶段 %s，重算为 %s", meta.Stage, state.Stage), fmt.Sprintf("recorded at stage %s, the fold says %s", meta.Stage, state.Stage))
	}
}

// checkCodes finds parcel codes that more than one parcel bears today.
func (a *auditor) checkCodes() {
	for id, p := range a.parcels {
		code := p.history.Parcel().Land.ParcelCode
		if code == "" {
			continue
		}
		if other, taken := a.codes[code]; taken {
			a.fault(id, fmt.Sprintf("宗地代码 %s 也属于 %s", code, other), fmt.Sprintf("parcel code %s is also borne by %s", code, other))
		}
		a.codes[code] = id
	}
}

// compareLive holds the live model against the fold. A parcel that has moved on
// since the audit began is counted, not compared.
func (a *auditor) compareLive(ctx context.Context, live Live, head eventstore.Position) error {
	if err := live.Wait(ctx, head); err != nil {
		return err
	}
	for id, p := range a.parcels {
		shown, revision, ok := live.Parcel(id)
		switch {
		case !ok:
			a.fault("live "+id.String(), "实时视图缺少该宗地", "the live model lacks the parcel")
		case revision > p.revision:
			a.report.Counts["movedOn"]++
		case revision < p.revision || !reflect.DeepEqual(*shown, *p.history.Parcel()):
			a.fault("live "+id.String(), "实时视图与重算不符", "the live model differs from the fold")
		default:
			a.report.Counts["live"]++
		}
	}
	return nil
}

// expect computes what ClickHouse must hold of a batch.
func (a *auditor) expect(ctx context.Context, batch []eventstore.Record) error {
	if a.expects == nil {
		return nil
	}
	return a.expects.Add(ctx, batch)
}

// compareAnalytics holds every table of ClickHouse against the log, by count and
// digest, as it stood at the audit's head.
func (a *auditor) compareAnalytics(ctx context.Context, tables *analytics.Analytics, head eventstore.Position) error {
	if err := tables.Wait(ctx, head); err != nil {
		return err
	}
	got, err := tables.Digests(ctx, head)
	if err != nil {
		return err
	}
	for name, want := range a.expects.Digests() {
		if got[name] != want {
			a.fault("analytics "+name, fmt.Sprintf("分析库有 %d 行，应有 %d 行，或内容不同", got[name].Rows, want.Rows), fmt.Sprintf("analytics hold %d rows, the log makes %d, or their contents differ", got[name].Rows, want.Rows))
			continue
		}
		a.report.Counts["analytics."+name] = int64(want.Rows)
	}
	return nil
}
