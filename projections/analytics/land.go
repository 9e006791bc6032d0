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

// groundOf reads a parcel's ground, and whether it is in operation: the
// denominator is operating land, stages PRODUCING and OPERATING.
func groundOf(p *domain.Parcel) (g ground, operating bool) {
	g = ground{p.Land.District, p.Industry().Division(), p.Land.RegisteredArea}
	return g, p.Stage == domain.StageProducing || p.Stage == domain.StageOperating
}

// extend continues the tenures of a parcel after a fact has been folded into it.
// A confirmation of use reaches back to the day since which the plant has run.
func extend(tenures []tenure, p *domain.Parcel, f domain.Fact) []tenure {
	g, operating := groundOf(p)
	from := f.OccurredOn
	last := len(tenures) - 1
	open := last >= 0 && tenures[last].until == forever
	if open && operating && tenures[last].ground == g {
		return tenures
	}
	if open {
		tenures = slices.Clone(tenures)
		if tenures[last].until = max(from, tenures[last].from); tenures[last].from == tenures[last].until {
			tenures = tenures[:last]
		}
	}
	if !operating {
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

// within weighs a parcel's land in a slot: area × days, and the ground of its
// last tenure there.
func within(tenures []tenure, s slot) (areaDays int64, g ground) {
	for _, t := range tenures {
		if days := t.overlap(s.span()); days > 0 {
			areaDays += int64(t.area) * int64(days)
			g = t.ground
		}
	}
	return areaDays, g
}
