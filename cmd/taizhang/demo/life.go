package demo

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"taizhang/domain"
)

// an event is one fact of a life with who records it and when.
type event struct {
	serial int // names the event within its life
	at     time.Time
	by     domain.Officer
	fact   domain.Fact
	target int             // serial of the event that this one refers to
	aimed  bool            // it refers to one
	parcel domain.ParcelID // when it is not the life\'s own: a part of it
}

// A life is one parcel's history on the way to the stage it stands at today.
type life struct {
	id     domain.ParcelID
	index  int
	plot   plot
	rng    *rand.Rand
	side   *rand.Rand // of what happens beside the main path
	today  domain.Date
	target domain.Stage
	fate   *fate // what is out of the ordinary about it, or nil
	brown  bool  // built and in use when the record begins
	trade  trade
	firm   domain.Party
	firms  int // how many firms have held the parcel

	on     domain.Date // where the story has come to
	pace   float64     // stretches or shortens every wait
	last   time.Time   // when the last event of the main path was recorded
	noted  time.Time   // when the last event of the present aside was recorded
	events []event
	ids    map[int]domain.EventID // of the recorded events, by serial

	// What the parcel makes of its land, as a factor on its industry's figure.
	quality    float64
	price      domain.Fen
	startBy    domain.Date
	completeBy domain.Date
	agreed     bool // a supervision agreement is signed
	breaches   int
}

// tellingsMax bounds how often a life is told again until it ends when it must.
const tellingsMax = 12

// live tells the life of parcel i so that it reaches its target some time ago:
// once to see how long it takes, and then from the day that makes it end when it
// must. A life that is too long for the city is told faster.
func live(o Options, i int, p plot, target domain.Stage, f *fate) (*life, error) {
	oldest := o.Today.AddDays(-365 * o.Years)
	end := o.Today.AddDays(-stay(o, i, target, f) - 10)
	begin, pace := max(oldest, end.AddDays(-400)), 1.0
	for range tellingsMax {
		l := tell(o, i, p, target, f, begin, pace)
		if early := l.on.DaysUntil(end); early >= 0 && early <= 20 {
			l.operate()
			l.meet()
			l.correct()
			l.settle()
			return l, nil
		}
		took := begin.DaysUntil(l.on)
		if begin = end.AddDays(-took); begin < oldest {
			pace *= 0.98 * float64(oldest.DaysUntil(end)) / float64(took)
			begin = oldest
		}
	}
	return nil, fmt.Errorf("demo: the life of parcel %d does not reach %s in %d years", i, target, o.Years)
}

// tell runs the main path from a day on.
func tell(o Options, i int, p plot, target domain.Stage, f *fate, begin domain.Date, pace float64) *life {
	l := &life{
		index: i, plot: p, target: target, fate: f, today: o.Today, on: begin, pace: pace, ids: make(map[int]domain.EventID),
		rng:  rand.New(rand.NewPCG(o.Seed, 1000+2*uint64(i))),
		side: rand.New(rand.NewPCG(o.Seed, 1001+2*uint64(i))),
	}
	l.brown = brownfield(o, i, target, f)
	l.quality = max(0.25, 1+0.42*l.rng.NormFloat64())
	l.trade = l.pickTrade()
	l.newFirm()
	l.register()
	l.mainPath()
	return l
}

// meet tells the fate, from the second source of chance.
func (l *life) meet() {
	if l.fate != nil && l.fate.tell != nil {
		l.aside(func() { l.fate.tell(l) })
	}
}

// stay draws how long the parcel has stood at its last stage; at most three
// quarters of the city's years.
func stay(o Options, i int, target domain.Stage, f *fate) int {
	d := dwell[target]
	if f != nil && f.stay != [2]int{} {
		d = f.stay
	}
	days := d[0] + rand.New(rand.NewPCG(uint64(i), 3)).IntN(d[1]-d[0]+1)
	return min(days, 365*o.Years*3/4)
}

func (l *life) pickTrade() trade {
	n := l.rng.IntN(1000)
	for _, t := range trades {
		if n -= t.share; n < 0 {
			return t
		}
	}
	return trades[0]
}

// wait moves the story on by some days.
func (l *life) wait(low, high int) {
	days := float64(low+l.rng.IntN(high-low+1)) * l.pace
	l.on = l.on.AddDays(max(1, int(days)))
}

func (l *life) chance(percent int) bool { return l.rng.IntN(100) < percent }

// happen puts an event of the main path on the present day of the story. It is
// recorded within two days, after those before it.
func (l *life) happen(department domain.Code, e domain.Event) {
	l.last = later(l.recordedAt(l.on, l.rng.IntN(3)), l.last.Add(time.Minute))
	l.add(l.on, l.last, l.officer(department), e)
}

// note puts an event beside the main path on a day; it is recorded some days
// after, now and then weeks after. What would be recorded after today is left out.
func (l *life) note(department domain.Code, on domain.Date, e domain.Event) (serial int) {
	l.aside(func() { serial = l.jot(department, on, e) })
	return serial
}

// aside draws from the second source, so that what is left out near today does
// not change the main path: its length must not depend on where it begins. What
// is noted in one aside is recorded in that order.
func (l *life) aside(f func()) {
	if l.rng == l.side {
		f()
		return
	}
	main := l.rng
	l.rng, l.noted = l.side, time.Time{}
	f()
	l.rng = main
}

func (l *life) jot(department domain.Code, on domain.Date, e domain.Event) int {
	delay := l.rng.IntN(6)
	if l.chance(5) {
		delay += 14 + l.rng.IntN(45)
	}
	at := later(l.recordedAt(on, delay), l.noted.Add(time.Minute))
	if domain.DateOf(at) >= l.today {
		return -1
	}
	l.noted = at
	return l.add(on, at, l.officer(inCharge(department, domain.DateOf(at))), e)
}

func (l *life) add(on domain.Date, at time.Time, by domain.Officer, e domain.Event) int {
	serial := len(l.events)
	l.events = append(l.events, event{serial: serial, at: at, by: by, fact: domain.Fact{
		OccurredOn: on, Event: e, Evidence: []domain.Evidence{l.paper(by.Department, on, serial)},
	}})
	return serial
}

// paper invents the document that shows a fact.
func (l *life) paper(department domain.Code, on domain.Date, serial int) domain.Evidence {
	return domain.Evidence{
		DocNo: fmt.Sprintf("津演%s〔%d〕%d号", department, on.Year(), 1000*(l.index%9000)+serial+1), Issuer: "演示单位", IssuedOn: on,
	}
}

// officer returns who records for a department: the district's, where there is
// one, in three of four cases; the park's own for its committee.
func (l *life) officer(department domain.Code) domain.Officer {
	switch {
	case department == "PRK":
		return parkOfficer(l.plot.district, l.park())
	case department == "DPG" || department == "IPB" || l.chance(75):
		return districtOfficer(department, l.plot.district)
	}
	return cityOfficer(department)
}

// recordedAt is an office hour some days after a day.
func (l *life) recordedAt(on domain.Date, days int) time.Time {
	day, _ := time.ParseInLocation(time.DateOnly, string(on.AddDays(days)), domain.Shanghai)
	return day.Add(9*time.Hour + time.Duration(l.rng.IntN(8*3600))*time.Second)
}

// settle puts the events in the order of recording. A life that reaches today
// ends before it.
func (l *life) settle() {
	slices.SortStableFunc(l.events, func(a, b event) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.serial, b.serial))
	})
	reg := l.events[0].fact.Event.(domain.ParcelRegistered)
	l.id, _ = reg.Identity()
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
