package analytics

import (
	"slices"

	"taizhang/domain"
)

// ground is what groups a parcel's land and weighs it.
type ground struct {
	district domain.District
	industry string // 大类, two digits
	area     domain.Area
}

// A tenure is a stretch of days on which a parcel was in operation.
type tenure struct {
	span
	ground
}

// A LandKind is what the land of a parcel was on some days.
type LandKind string

// The kinds of land that tenures tell of.
const (
	operatingLand  LandKind = "operating"  // stages PRODUCING 投产爬坡 and OPERATING 达产运营
	suppliedLand   LandKind = "supplied"   // 已供: from the contract, or found in use, until vacated
	waitingLand    LandKind = "waiting"    // 已供未运营: supplied and not in operation
	builtLand      LandKind = "built"      // 已竣工及在用
	usedLand       LandKind = "used"       // operating land by the area actually used 实际使用面积
	registeredLand LandKind = "registered" // 在册: every parcel until it ends
	lowLand        LandKind = "low"        // 低效: identified and not yet cleared
	identifiedLand LandKind = "identified" // 累计认定低效
	clearedLand    LandKind = "cleared"    // 累计处置低效: a new cycle of the land clears what remained
	idleLand       LandKind = "idle"       // 已认定闲置
)

// landKinds is the order of the kinds in a landBook.
var landKinds = [...]LandKind{operatingLand, suppliedLand, waitingLand, builtLand, usedLand, registeredLand, lowLand, identifiedLand, clearedLand, idleLand}

// A landBook keeps a parcel's tenures by kind.
type landBook struct {
	tenures    [len(landKinds)][]tenure
	identified domain.Area // low-efficiency land identified so far 累计
	remaining  domain.Area // and not yet cleared
}

func (b *landBook) of(kind LandKind) []tenure { return b.tenures[slices.Index(landKinds[:], kind)] }

func (b *landBook) equal(c *landBook) bool {
	for i := range b.tenures {
		if !slices.Equal(b.tenures[i], c.tenures[i]) {
			return false
		}
	}
	return true
}

// groundOf reads what groups a parcel's land.
func groundOf(p *domain.Parcel) ground {
	return ground{p.Land.District, p.Industry().Division(), p.Land.RegisteredArea}
}

// extend continues the tenures of a parcel after a fact has been folded into it.
func (b *landBook) extend(p *domain.Parcel, f domain.Fact) {
	if _, reported := f.Event.(domain.OperationReported); reported {
		return // a report moves no land
	}
	b.identify(p, f)
	for i, kind := range landKinds {
		g := groundOf(p)
		g.area = b.area(kind, p)
		b.tenures[i] = extend(b.tenures[i], g, f)
	}
}

// identify counts low-efficiency land. What remains of it when a parcel is split or
// merged passes to its successors: it is identified there, and not cleared here.
func (b *landBook) identify(p *domain.Parcel, f domain.Fact) {
	switch e := f.Event.(type) {
	case domain.LowEfficiencyIdentified:
		b.identified += e.Area
	case domain.ParcelSplit, domain.ParcelMerged, domain.ParcelAbsorbed:
		b.identified -= b.remaining
	case domain.ParcelSucceeded:
		b.identified += p.LowEff.Remaining
	}
	b.remaining = p.LowEff.Remaining
}

// area is how much of a parcel is land of a kind now; 0 is none.
func (b *landBook) area(kind LandKind, p *domain.Parcel) domain.Area {
	in := false
	switch kind {
	case operatingLand:
		in = operates(p)
	case suppliedLand:
		in = supplied(p)
	case waitingLand:
		in = supplied(p) && !operates(p)
	case builtLand:
		in = operates(p) || p.Stage == domain.StageCompleted
	case usedLand:
		return usedArea(p)
	case registeredLand:
		in = p.Stage != domain.StageNone && p.Stage != domain.StageRetired
	case lowLand:
		return p.LowEff.Remaining
	case identifiedLand:
		return b.identified
	case idleLand:
		return idleArea(p)
	case clearedLand:
		return b.identified - p.LowEff.Remaining
	}
	if !in {
		return 0
	}
	return p.Land.RegisteredArea
}

func operates(p *domain.Parcel) bool {
	return p.Stage == domain.StageProducing || p.Stage == domain.StageOperating
}

// supplied reports whether somebody holds the land by contract or has been found
// on it; on the way out it is until it has been vacated.
func supplied(p *domain.Parcel) bool {
	stage := p.Stage
	if stage == domain.StageExiting && p.Exit != nil {
		stage = p.Exit.PreviousStage
	}
	switch stage {
	case domain.StageContracted, domain.StageDelivered, domain.StageBuilding, domain.StageCompleted, domain.StageProducing, domain.StageOperating, domain.StageRedeveloping:
		return true
	}
	return false
}

// idleArea is what of supplied land is determined to lie idle: both sides of the
// rate are of the same land.
func idleArea(p *domain.Parcel) domain.Area {
	if !supplied(p) || !p.IdleDetermined() {
		return 0
	}
	return p.Idle().Area
}

// usedArea is what a parcel in operation uses by its survey.
func usedArea(p *domain.Parcel) domain.Area {
	if p.Survey == nil || !operates(p) {
		return 0
	}
	return p.Land.RegisteredArea + p.Survey.LeasedInArea - p.Survey.LeasedOutArea
}

// extend continues one kind's tenures: g says what is from the fact's day on, with
// area 0 for none. A confirmation of use reaches back to the day since which the
// plant has run.
func extend(tenures []tenure, g ground, f domain.Fact) []tenure {
	from := f.OccurredOn
	last := len(tenures) - 1
	open := last >= 0 && tenures[last].until == forever
	if open && tenures[last].ground == g || !open && g.area <= 0 {
		return tenures
	}
	if open {
		tenures = slices.Clone(tenures)
		if tenures[last].until = max(from, tenures[last].from); tenures[last].from == tenures[last].until {
			tenures = tenures[:last]
		}
	}
	if g.area <= 0 {
		return tenures
	}
	if e, ok := f.Event.(domain.UseConfirmed); ok && !open && e.Since != "" && e.Since < from {
		from = e.Since
	}
	if n := len(tenures); n > 0 {
		from = max(from, tenures[n-1].until)
	}
	return append(slices.Clip(tenures), tenure{span{from, forever}, g})
}

// A holding is a tenure as one kind of period counts it.
type holding struct {
	tenure
	last bool // none follows within the period in which it ends
}

// attributed cuts tenures so that within one period a parcel is in one group:
// that of its last tenure in the period. Areas and days stay as they are.
func attributed(tenures []tenure, per Per) []holding {
	var cut []holding
	for i, t := range tenures {
		period := slotOf(t.until.AddDays(-1), per).span()
		final := t
		for _, later := range tenures[i+1:] {
			if later.from < period.until {
				final = later
			}
		}
		last := final == t
		if last || sameGroup(final, t) {
			cut = append(cut, holding{t, last})
			continue
		}
		inside := t
		if inside.from < period.from {
			before := t
			before.until, inside.from = period.from, period.from
			cut = append(cut, holding{before, true})
		}
		inside.district, inside.industry = final.district, final.industry
		cut = append(cut, holding{inside, false})
	}
	return cut
}

func sameGroup(a, b tenure) bool { return a.district == b.district && a.industry == b.industry }

// within weighs a parcel's land in a slot: area × days, how many days, and the
// ground of its last tenure there.
func within(tenures []tenure, s slot) (areaDays int64, days int, g ground) {
	of := s.span()
	for _, t := range tenures {
		if n := t.overlap(of); n > 0 {
			areaDays += int64(t.area) * int64(n)
			days += n
			g = t.ground
		}
	}
	return areaDays, days, g
}

// within weighs the land in a slot by everything it may be divided by. Used land
// counts when it is known of all days of operation.
func (b *landBook) within(s slot) (landDays, ground) {
	operating, days, g := within(b.of(operatingLand), s)
	weighed := landDays{operating: operating}
	if used, known, _ := within(b.of(usedLand), s); known == days && days > 0 {
		weighed.used = &used
	}
	return weighed, g
}
