package domain

import (
	"math/big"
	"slices"
	"strconv"
)

// An Acceptance is the last capacity acceptance with what it measured.
type Acceptance struct {
	On       Date       `json:"on"`
	Period   Period     `json:"period"`
	Result   Code       `json:"result"`
	Measured []Measured `json:"measured"`
}

// A figure is an actual value in the unit of its commitment, and who says so.
type figure struct {
	value  *big.Rat
	source string
	on     Date
	period Period
}

// builtMetrics are measured at completion; what is in none of the two groups is
// reported by the year.
var builtMetrics = map[Code]bool{"FAI_TOTAL": true, "FAI_PER_MU": true, "FAR": true, "BLDG_COEF": true, "OFFICE_LAND": true, "OFFICE_FLOOR": true, "GREEN": true}

// figure is the latest actual value of a promised figure on a day.
func (p *Parcel) figure(c Commitment, today Date) figure {
	latest := p.built(c)
	if c.Metric == "SELF_HOLD" {
		latest = p.selfHoldFigure(c)
	}
	for _, f := range []figure{p.accepted(c), p.yearly(c, today)} {
		if f.value != nil && f.on >= latest.on {
			latest = f
		}
	}
	return latest
}

// at reports whether the row is to be judged at a stage, or does not say.
func (c Commitment) at(stage Code) bool { return c.Stage == "" || c.Stage == stage }

// accepted is what the capacity acceptance measured. It states figures in the unit of
// their targets.
func (p *Parcel) accepted(c Commitment) figure {
	a := p.Operation.Acceptance
	if a == nil || !c.at("CAPACITY") {
		return figure{}
	}
	i := slices.IndexFunc(a.Measured, func(m Measured) bool { return m.Metric == c.Metric })
	if i < 0 {
		return figure{}
	}
	return figure{a.Measured[i].Actual.rat(), "CapacityAccepted", a.On, a.Period}
}

// built is what was measured at completion.
func (p *Parcel) built(c Commitment) figure {
	done := p.Construction.Completion
	if done == nil || !builtMetrics[c.Metric] || !c.at("COMPLETION") {
		return figure{}
	}
	return figure{c.inUnit(p.builtValue(c.Metric, done)), "ConstructionCompleted", p.Construction.CompletedOn, ""}
}

// builtValue is in 万元, 万元/亩 or a plain ratio (domain reference §5 and §11.2, M06;
// the intensity includes the land price).
func (p *Parcel) builtValue(metric Code, done *ConstructionCompleted) *big.Rat {
	land := p.grantedArea()
	switch metric {
	case "FAI_TOTAL":
		return wan(p.fixedInvestment(done))
	case "FAI_PER_MU":
		return quotient(wan(p.fixedInvestment(done)), mu(land))
	case "FAR":
		return shareOf(done.FloorArea, land)
	case "BLDG_COEF":
		return shareOf(done.BaseArea+done.YardArea, land)
	case "OFFICE_LAND":
		return shareOf(done.OfficeLand, land)
	case "OFFICE_FLOOR":
		return shareOf(done.OfficeFloor, done.FloorArea)
	}
	return shareOf(done.GreenArea, land)
}

// fixedInvestment is plant, equipment and land price, the contract's where the
// completion states none.
func (p *Parcel) fixedInvestment(done *ConstructionCompleted) Fen {
	price := done.Investment.LandPrice
	if price == 0 && p.Contract != nil && p.Contract.Price != nil {
		price = *p.Contract.Price
	}
	return done.Investment.Plant + done.Investment.Equipment + price
}

// grantedArea is the land that the figures are spread over.
func (p *Parcel) grantedArea() Area {
	if p.Contract != nil {
		return p.Contract.Area
	}
	return p.Land.RegisteredArea
}

// selfHoldFigure: who has sold nothing holds all.
func (p *Parcel) selfHoldFigure(c Commitment) figure {
	if len(p.Units) == 0 {
		return figure{value: c.inUnit(big.NewRat(1, 1))}
	}
	held := p.SelfHeld()
	if held == nil {
		return figure{}
	}
	return figure{c.inUnit(held.Quo(held, big.NewRat(100, 1))), "UnitTransferred", p.Units[len(p.Units)-1].On, ""}
}

// yearly is the figure of the last full year that is known, among those the row is
// judged by.
func (p *Parcel) yearly(c Commitment, today Date) figure {
	if builtMetrics[c.Metric] || c.Metric == "SELF_HOLD" || !c.at("YEARLY") {
		return figure{}
	}
	for year := today.Year() - 1; year >= p.firstYear(c); year-- {
		if v := c.inUnit(p.yearValue(c.Metric, year)); v != nil {
			period := Period(strconv.Itoa(year))
			return figure{v, "OperationReported", period.end(), period}
		}
	}
	return figure{}
}

// firstYear is the first year by which a row is judged: that of its own day, else
// the first full one after capacity was promised, else after the agreement.
func (p *Parcel) firstYear(c Commitment) int {
	switch capacity := p.promisedOn("CAPACITY_BY"); {
	case c.Due != "":
		return c.Due.Year()
	case capacity != "":
		return capacity.Year() + 1
	case p.AgreementOn != "":
		return p.AgreementOn.Year() + 1
	}
	return p.Contract.SignedOn.Year() + 1
}

// figureDue is the day by which a figure can be judged.
func (p *Parcel) figureDue(c Commitment) Date {
	switch {
	case c.Metric == "SELF_HOLD":
		return ""
	case builtMetrics[c.Metric] && c.Stage != "CAPACITY":
		return pick(c.Due != "", c.Due, p.agreedDay("COMPLETE_BY"))
	case c.Stage == "CAPACITY":
		return pick(c.Due != "", c.Due, p.promisedOn("CAPACITY_BY"))
	}
	return Period(strconv.Itoa(p.firstYear(c))).end()
}

// capped are the emissions that a cap may be promised of; POLL_CAP is all of them.
var capped = map[Code]Figure{
	"POLL_CAP_COD": FigureCOD, "POLL_CAP_NH3N": FigureNH3N, "POLL_CAP_SO2": FigureSO2, "POLL_CAP_NOX": FigureNOX, "POLL_CAP_VOCS": FigureVOCS,
}

// emission is what was emitted in a year in tonnes; of all pollutants together only when
// each was reported.
func (p *Parcel) emission(metric Code, year int) *big.Rat {
	if metric != "POLL_CAP" {
		return p.Operation.YearFigure(capped[metric], year)
	}
	sum := new(big.Rat)
	for _, f := range capped {
		sum = addKnown(sum, p.Operation.YearFigure(f, year))
	}
	return sum
}

// yearValue is in 万元/亩, 万元/吨标准煤, 万元/人, tce, t, persons or a plain ratio
// (domain reference §11.2); nil when a part of it is not known.
func (p *Parcel) yearValue(metric Code, year int) *big.Rat {
	sum := func(f Figure) *big.Rat { return p.Operation.YearFigure(f, year) }
	million := big.NewRat(1_000_000, 1)
	land := mu(p.grantedArea())
	switch metric {
	case "OUTPUT_PER_MU":
		return quotient(quotient(sum(FigureOutput), million), land)
	case "REVENUE_PER_MU":
		return quotient(quotient(sum(FigureRevenue), million), land)
	case "TAX_PER_MU":
		return quotient(quotient(sum(FigureTaxPaid), million), land)
	case "VA_PER_MU":
		return quotient(quotient(sum(FigureValueAdded), million), land)
	case "VA_PER_TCE":
		return quotient(quotient(sum(FigureValueAdded), million), sum(FigureEnergy))
	case "LABOUR_PROD":
		return quotient(quotient(sum(FigureValueAdded), million), sum(FigureEmployees))
	case "RD_RATIO":
		return quotient(sum(FigureRD), sum(FigureRevenue))
	case "ENERGY_CAP":
		return sum(FigureEnergy)
	case "JOBS":
		return sum(FigureEmployees)
	case "POLL_CAP", "POLL_CAP_COD", "POLL_CAP_NH3N", "POLL_CAP_SO2", "POLL_CAP_NOX", "POLL_CAP_VOCS":
		return p.emission(metric, year)
	}
	return nil // VA_PER_POLL: no source says how pollutants weigh against each other
}

// inUnit turns a value into the unit of the row; nil where the unit is not one that
// the metric has. Ratios are per cent, unless the row has no unit and its target is
// below one.
func (c Commitment) inUnit(v *big.Rat) *big.Rat {
	factor := unitFactors[c.Metric][c.Unit]
	if percentMetrics[c.Metric] {
		factor = percentFactor(c)
	}
	if v == nil || factor == nil {
		return nil
	}
	return new(big.Rat).Mul(v, factor)
}

var percentMetrics = map[Code]bool{"BLDG_COEF": true, "OFFICE_LAND": true, "OFFICE_FLOOR": true, "GREEN": true, "RD_RATIO": true, "SELF_HOLD": true}

func percentFactor(c Commitment) *big.Rat {
	target := Decimal(c.Target).rat()
	switch {
	case c.Unit == "%" || c.Unit == "" && (target == nil || target.Cmp(one) >= 0):
		return big.NewRat(100, 1)
	case c.Unit == "":
		return one
	}
	return nil
}

// unitFactors are the units a metric may be promised in, beside how many make one of
// the unit its value is computed in (1 万元/亩 = 15 万元/公顷 = 0.15 亿元/km²).
var (
	tonneFactors = map[string]*big.Rat{"": one, "吨": one, "吨/年": one, "t": one, "t/a": one, "千克": big.NewRat(1000, 1), "千克/年": big.NewRat(1000, 1), "kg": big.NewRat(1000, 1)}
	perMuFactors = map[string]*big.Rat{"": one, "万元/亩": one, "万元/亩·年": one, "万元/公顷": big.NewRat(15, 1), "元/m²": big.NewRat(15, 1), "元/平方米": big.NewRat(15, 1), "亿元/km²": big.NewRat(3, 20)}
	unitFactors  = map[Code]map[string]*big.Rat{
		"FAI_TOTAL":  {"": big.NewRat(10_000, 1), "元": big.NewRat(10_000, 1), "万元": one, "亿元": big.NewRat(1, 10_000)},
		"FAI_PER_MU": perMuFactors, "OUTPUT_PER_MU": perMuFactors, "REVENUE_PER_MU": perMuFactors, "TAX_PER_MU": perMuFactors, "VA_PER_MU": perMuFactors,
		"FAR":         {"": one},
		"VA_PER_TCE":  {"": one, "万元/吨标准煤": one, "万元/吨标煤": one},
		"LABOUR_PROD": {"": one, "万元/人": one, "万元/人·年": one},
		"ENERGY_CAP":  {"": one, "吨标准煤": one, "吨标准煤/年": one, "吨标煤": one, "tce": one},
		"POLL_CAP":    tonneFactors, "POLL_CAP_COD": tonneFactors, "POLL_CAP_NH3N": tonneFactors, "POLL_CAP_SO2": tonneFactors, "POLL_CAP_NOX": tonneFactors, "POLL_CAP_VOCS": tonneFactors,
		"JOBS": {"": one, "人": one},
	}
)

// wan is money in 万元.
func wan(f Fen) *big.Rat { return big.NewRat(int64(f), 1_000_000) }

// mu is land in 亩, exactly: 1 m² is 0.0015 亩.
func mu(a Area) *big.Rat { return big.NewRat(int64(a)*3, 200_000) }

func shareOf(part, whole Area) *big.Rat {
	return quotient(big.NewRat(int64(part), 1), big.NewRat(int64(whole), 1))
}

// quotient divides; nil when a part is not known or there is nothing to divide by.
func quotient(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil || b.Sign() == 0 {
		return nil
	}
	return new(big.Rat).Quo(a, b)
}
