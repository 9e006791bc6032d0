package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"taizhang/domain"
)

// A book is what is entered for the city or a district beside its parcels: how the
// pilot goes on, and a parameter that it sets for itself.
type book struct {
	index int
	id    domain.BookID
	notes []entry
	ids   []domain.EventID // of the recorded ones
}

// An entry is one fact of a book; it refers to another one when aimed.
type entry struct {
	at     time.Time
	by     domain.Officer
	fact   domain.Fact
	aimed  bool
	target int
}

// lateDistrict has not reported its library as updated.
const lateDistrict domain.District = "120119"

// programme makes the books of the city and of its districts, from the first day
// of the pilot that the city's years reach.
func programme(o Options) []*book {
	begin := o.Today.AddDays(-365 * o.Years)
	city := &book{index: 0, id: domain.BookID{Kind: domain.ProgrammeBook}}
	city.runCity()
	books := []*book{city}
	for i, d := range domain.Districts() {
		b := &book{index: i + 1, id: domain.BookID{Kind: domain.ProgrammeBook, Scope: domain.Scope{District: d.Code}}}
		b.runDistrict(d.Code)
		books = append(books, b)
	}
	binhai := &book{index: 17, id: domain.BookID{Kind: domain.PolicyBook, Scope: domain.Scope{District: "120116"}}}
	binhai.setParameters()
	books = append(books, binhai)
	for _, b := range books {
		b.keep(begin, o.Today)
	}
	return books
}

// keep drops what lies outside the city's time.
func (b *book) keep(begin, today domain.Date) {
	var kept []entry
	for _, n := range b.notes {
		if day := domain.DateOf(n.at); day >= begin && day < today && n.target <= len(kept) {
			kept = append(kept, n)
		}
	}
	b.notes, b.ids = kept, make([]domain.EventID, len(kept))
}

func (b *book) note(on domain.Date, by domain.Officer, e domain.Event) {
	day, _ := time.ParseInLocation(time.DateOnly, string(on.AddDays(2)), domain.Shanghai)
	rng := rand.New(rand.NewPCG(uint64(b.index), uint64(len(b.notes))))
	b.notes = append(b.notes, entry{at: day.Add(time.Duration(9*3600+rng.IntN(8*3600)) * time.Second), by: by, fact: domain.Fact{OccurredOn: on, Event: e}})
}

func (b *book) paper(word string, on domain.Date) domain.Evidence {
	return domain.Evidence{DocNo: fmt.Sprintf("津演%s〔%d〕%d-%d号", word, on.Year(), b.index, len(b.notes)+1), Issuer: "演示单位", IssuedOn: on}
}

func (b *book) reach(milestone string, on domain.Date, by domain.Officer) {
	b.note(on, by, domain.MilestoneCompleted{Milestone: milestone, Document: b.paper("节点", on)})
}

func (b *book) runCity() {
	by := cityOfficer("PNR")
	b.reach("GUIDE", "2024-01-29", by)
	b.note("2024-02-05", by, domain.PolicyIssued{DocNo: "津演规资〔2024〕2号", Title: "演示低效用地调查认定指南", Subject: "STANDARD", EffectiveFrom: "2024-02-05"})
	b.note("2024-03-01", by, domain.TaskAssigned{TaskNo: "演任务1", Title: "建立共同监管机制", Subject: "MECHANISM", Owner: "IIT", Due: "2024-09-30", DocNo: "津演交办〔2024〕1号"})
	b.note("2024-09-20", by, domain.TaskDone{TaskNo: "演任务1", Result: "机制文件已印发"})
	b.reach("POLICY_SYSTEM", "2024-12-24", by)
	b.note("2025-03-10", by, domain.CasePublished{CaseNo: "演案例1", Title: "演示园区零增地技改", Tags: []domain.Code{"INDUSTRY"}})
	b.reach("MID_TERM", "2025-10-15", by)
	b.note("2025-11-03", by, domain.FeedbackReceived{FeedbackNo: "演反馈1", Channel: "WEB", Content: "建议公开闲置土地处置进展", ReplyDue: "2025-12-03"})
	b.reach("POLICY_REVISED", "2025-12-22", by)
}

func (b *book) runDistrict(d domain.District) {
	by, slip := districtOfficer("DPG", d), b.index%9
	b.reach("DISTRICT_PLAN", domain.Date("2024-01-20").AddDays(slip), by)
	b.reach("STOCK_MAPPED", domain.Date("2024-03-20").AddDays(2*slip), by)
	unit := fmt.Sprintf("演单元%s-1", d[4:])
	b.note(domain.Date("2024-04-15").AddDays(slip), by, domain.UnitDelineated{Unit: unit, Name: "演示空间单元", Area: 1_200_000_00})
	b.reach("FIRST_CASES", domain.Date("2024-06-18").AddDays(2*slip), by)
	b.note(domain.Date("2024-10-10").AddDays(slip), by, domain.UnitPlanApproved{Unit: unit, DocNo: fmt.Sprintf("津演单元批%s号", d[4:])})
	b.note(domain.Date("2025-05-12").AddDays(slip), by, domain.DetailedPlanApproved{Unit: unit, Level: "IMPLEMENTATION", DocNo: fmt.Sprintf("津演详规批%s号", d[4:])})
	if d != lateDistrict {
		b.reach("LIBRARY_UPDATED", domain.Date("2025-12-10").AddDays(2*slip), by)
	}
}

// setParameters has a district ask for earlier recording: one officer proposes,
// another approves. A second proposal is withdrawn.
func (b *book) setParameters() {
	first, second := districtOfficer("PNR", "120116"), cityOfficer("PNR")
	propose := func(on domain.Date, value string) {
		b.note(on, first, domain.ParameterProposed{
			Parameter: domain.RecordWorkdays, Value: domain.JSON(value), ValidFrom: on.AddDays(30), Document: b.paper("参数", on), Reason: "加快登记",
		})
	}
	propose("2025-02-10", "8")
	b.note("2025-02-20", second, domain.ParameterApproved{})
	b.notes[1].aimed = true
	propose("2026-03-02", "3")
	b.note("2026-03-20", first, domain.ParameterWithdrawn{Reason: "基层反映时限过紧"})
	b.notes[3].aimed, b.notes[3].target = true, 2
}

// record writes the nth entry of a book.
func (b *book) record(ctx context.Context, to Recorder, n int, done func(repeated bool)) error {
	e := b.notes[n]
	if e.aimed {
		e.fact.Event = aimed(e.fact.Event, b.ids[e.target])
	}
	entered, err := to.EnterAt(ctx, e.at, b.id, fmt.Sprintf("demo/%d", n), e.by, e.fact)
	if err != nil {
		return fmt.Errorf("演示簿册 / demo book %s, entry %d %s: %w", b.id.Stream(), n, domain.EventName(e.fact.Event), err)
	}
	b.ids[n] = entered.Events[0].ID
	done(entered.Repeated)
	return nil
}
