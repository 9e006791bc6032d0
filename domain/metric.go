package domain

import (
	"math/big"
	"slices"
)

// A Metric is the definition of one measure of output efficiency (产出效率指标,
// domain reference 11.2). The analytics compute by it and the screens show it: it
// is said here and nowhere else.
//
// Every figure of a group is a ratio of sums over the parcels of which both sides
// are known, never a mean of ratios; beside it stands the coverage (M24), the
// share of the land in scope that those parcels are.
type Metric struct {
	Code        MetricCode  `json:"code"`
	Name        Wording     `json:"name"`
	Unit        Wording     `json:"unit"`
	Formula     Wording     `json:"formula"`
	Aggregation Aggregation `json:"aggregation"`
	Numerator   Term        `json:"numerator"`
	Denominator Term        `json:"denominator"`
	// Hundredfold: the ratio is shown in %.
	Hundredfold bool `json:"hundredfold"`
	Decimals    int  `json:"decimals"`
	// Bases are the denominators of land one may choose from, the usual one
	// first; none when the denominator is not land.
	Bases []LandBase `json:"bases"`
	// Parts are what the metric is divided into: the stages of a cohort, the
	// spans of a turnover. None: it is one figure.
	Parts    []MetricPart `json:"parts"`
	Coverage Wording      `json:"coverage"` // what M24 counts for it
	Unknown  Wording      `json:"unknown"`  // when there is no value, which is not zero
	Source   string       `json:"source"`
}

// A MetricCode names a metric: M01 to M24.
type MetricCode string

// A Wording is a text in both languages.
type Wording struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// An Aggregation is how the figure of a group is made from its parcels.
type Aggregation string

// The aggregations.
const (
	RatioOfSums   Aggregation = "RATIO_OF_SUMS" // 先求和后相除
	Survival      Aggregation = "SURVIVAL"      // Kaplan–Meier 生存估计
	BeforeAfter   Aggregation = "BEFORE_AFTER"  // 前后对比, each side a ratio of sums
	Concentration Aggregation = "CONCENTRATION" // Lorenz 曲线
)

// A Term is one side of a ratio: which figure, in which unit, and from which
// fields of which events it comes.
type Term struct {
	Quantity Quantity    `json:"quantity"`
	Name     Wording     `json:"name"`
	Unit     Unit        `json:"unit"`
	From     []TermField `json:"from"`
}

// A TermField is where a figure comes from: fields of an event's data.
type TermField struct {
	Event  string   `json:"event"`
	Fields []string `json:"fields"`
}

// A MetricPart is one of the figures that a metric is divided into.
type MetricPart struct {
	Part string  `json:"part"`
	Name Wording `json:"name"`
	// The part's own sides, where they are not those of the metric.
	Numerator   *Term `json:"numerator,omitzero"`
	Denominator *Term `json:"denominator,omitzero"`
}

// A LandBase is which land a figure is divided by (domain reference 11.3 rule 3).
type LandBase string

// The denominators of land.
const (
	OperatingLand LandBase = "operating" // (a) 运营用地
	SuppliedLand  LandBase = "supplied"  // (b) 全部已供工业用地
	UsedLand      LandBase = "used"      // (c) 运营用地按实际使用面积
)

// A LandBaseName says what a denominator includes. Industrial land in the
// statistics of Tianjin includes storage and not salt pans (15.1 item 23).
type LandBaseName struct {
	Base LandBase `json:"base"`
	Name Wording  `json:"name"`
	Text Wording  `json:"text"`
}

// LandBases describes the denominators, in the order of domain reference 11.3.
var LandBases = []LandBaseName{
	{OperatingLand, Wording{"运营用地", "operating land"}, Wording{
		"投产爬坡、达产运营阶段宗地的登记面积，按期内在运营天数加权（面积 × 天数 ÷ 365 或 366）；含仓储用地，不含盐田",
		"registered area of parcels in ramp-up or full operation, weighted by their days in operation within the period (area × days ÷ 365 or 366); storage land included, salt pans not"}},
	{SuppliedLand, Wording{"已供工业用地", "supplied industrial land"}, Wording{
		"自签订合同（或存量入库确认在用）至腾空移交的全部宗地登记面积，按期内天数加权；期内未投产的计入分母，在运营而未报送的不计入；含仓储用地，不含盐田",
		"registered area of all parcels from the contract (or confirmed use) until vacated, weighted by days; land not yet in production counts in full, land in operation that did not report is left out; storage land included, salt pans not"}},
	{UsedLand, Wording{"实际使用面积", "land actually used"}, Wording{
		"运营用地按实际使用面积：登记面积 + 承租面积 − 出租面积（摸底调查），按天数加权；未调查的宗地不计入；含仓储用地，不含盐田",
		"operating land by the area actually used: registered + leased in − leased out (survey), weighted by days; parcels without a survey are left out; storage land included, salt pans not"}},
}

const (
	// CellMin is how many enterprises a figure must rest on at least to be shown
	// outside the departments that keep it (统计法、税收征管法: no single unit's data); a
	// city may ask for more, see [Policy.FirmsMin].
	CellMin = 3
	// coverageDecimals is how a coverage, 0 to 1, is rounded.
	coverageDecimals = 4
)

// Metrics returns the definitions M01 to M24 in order. They are shared: do not
// change them.
func Metrics() []Metric { return metrics }

// MetricOf returns a definition by its code.
func MetricOf(code MetricCode) (Metric, bool) {
	i := slices.IndexFunc(metrics, func(m Metric) bool { return m.Code == code })
	if i < 0 {
		return Metric{}, false
	}
	return metrics[i], true
}

// Of returns the metric with the sides of one of its parts; "" is the metric
// itself.
func (m Metric) Of(part string) Metric {
	for _, p := range m.Parts {
		if p.Part == part && p.Numerator != nil {
			m.Numerator, m.Denominator = *p.Numerator, *p.Denominator
		}
	}
	return m
}

// Value is the ratio of two sums in the stored units of the terms over a period:
// exact, and rounded once (四舍五入). It is "" when nothing stands below.
func (m Metric) Value(numerator, denominator *big.Int, p Period) Decimal {
	if denominator.Sign() == 0 {
		return ""
	}
	ratio := new(big.Rat).Quo(m.Numerator.in(numerator, p), m.Denominator.in(denominator, p))
	if m.Hundredfold {
		ratio.Mul(ratio, big.NewRat(100, 1))
	}
	return Decimal(ratio.FloatString(m.Decimals))
}

// Shown is a sum in the unit of the term, exact to two decimals.
func (t Term) Shown(sum *big.Int, p Period) Decimal { return Decimal(t.in(sum, p).FloatString(2)) }

// in converts a sum from stored units into the unit of the term.
func (t Term) in(sum *big.Int, p Period) *big.Rat {
	stored := new(big.Rat).SetFrac(sum, big.NewInt(quantities[t.Quantity].weight(p)))
	return stored.Quo(stored, big.NewRat(t.Unit.Stored, t.Unit.Per))
}

// Coverage is the share of the land (or the cases) in scope of which both sides
// of a metric are known; "" when nothing is in scope.
func Coverage(known, scope *big.Int) Decimal {
	if scope.Sign() == 0 {
		return ""
	}
	return Decimal(new(big.Rat).SetFrac(known, scope).FloatString(coverageDecimals))
}
