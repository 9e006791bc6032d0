package analytics

import (
	"context"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"taizhang/domain"
)

// An Audience (受众) is whom an answer is for: what view shows him, of which land. The
// zero Audience is the ledger itself, which sees everything.
type Audience struct {
	View  domain.View
	Reach domain.Reach
	// FirmsMin is how many enterprises a figure must rest on that the view does not show
	// by itself: the policy's, and domain.CellMin at least.
	FirmsMin int
}

// firmsMin never falls below what the law asks for.
func (a Audience) firmsMin() int { return max(a.FirmsMin, domain.CellMin) }

// shows reports whether figures of a quantity are shown however few enterprises they
// rest on. Tax is restricted; what else enterprises and departments report is internal.
func (a Audience) shows(q domain.Quantity) bool {
	switch {
	case a.View == "":
		return true
	case q == domain.SumTaxPaid:
		return a.View.Shows(domain.ViewRestricted)
	}
	return a.View.Shows(domain.ViewInternal) || slices.Contains(publicQuantities, q)
}

// publicQuantities are made of what supply results publish: land by contract, and the
// days of the stages.
var publicQuantities = []domain.Quantity{
	domain.SumWeightedLand, domain.SumReachedLand, domain.SumContractedLand, domain.SumTurnoverDays, domain.SumTurnoverParcels,
}

// sightMark stands in the SQL of this package for the land that a question is about.
const sightMark = "{sight}"

// sql writes the land of the question into a query. What is asked for is bound.
func (q question) sql(text string) string {
	where := "({district:String} = '' OR district = {district:String})"
	if q.audience.View != "" && q.audience.Reach != domain.Everywhere {
		where += " AND parcel IN (" + placeSQL + ")"
	}
	return strings.ReplaceAll(text, sightMark, where)
}

// placeSQL reads the parcels that lie within a reach today: present authority decides
// over the past as well. A reach without a district has none.
const placeSQL = `SELECT parcel FROM events GROUP BY parcel
	HAVING {reach_district:String} != '' AND argMax(place_district, ordinal) = {reach_district:String} AND ({reach:String} = 'DISTRICT'
		OR {reach:String} = 'PARK' AND {reach_park:String} != '' AND argMax(place_park, ordinal) = {reach_park:String})`

func (a Audience) args() []any {
	return []any{
		clickhouse.Named("reach", string(a.Reach.Level)), clickhouse.Named("reach_district", string(a.Reach.District)), clickhouse.Named("reach_park", a.Reach.Park),
		clickhouse.Named("taxed", a.shows(domain.SumTaxPaid)),
	}
}

// A showing is how figures of a quantity are shown to an audience.
type showing int

const (
	shown    showing = iota // as they are
	released                // where they rest on enough enterprises, see [release]
	withheld                // not at all
)

// judge says how the sum of a reported quantity over land is shown. Only the year, by
// district, by industry and in total, comes under the rule of [release]; quarters, and
// industries within one district of several, are cuts of the same sums and are withheld.
func (q question) judge(of domain.Quantity) showing {
	switch {
	case q.audience.shows(of):
		return shown
	case q.per != Year || q.by == Industry && q.district != "":
		return withheld
	}
	return released
}

// judgeRow says how a metric's row is shown. A ratio whose sides are known of fewer
// parcels than the sum itself tells the others by difference: it is withheld.
func (q question) judgeRow(m domain.Metric, base domain.LandBase, part string) showing {
	of := m.Of(part)
	quantity := of.Numerator.Quantity
	if part == "LAST_TENTH" {
		quantity = domain.SumTaxPaid
	}
	switch {
	case q.audience.shows(quantity) && q.audience.shows(of.Denominator.Quantity):
		return shown
	case m.Aggregation == domain.RatioOfSums && isMeasure(quantity) && of.Denominator.Quantity == domain.SumWeightedLand && base != domain.UsedLand:
		return q.judge(quantity)
	}
	return withheld
}

// withholdMetric takes out of the rows of a metric what the audience is not shown.
func (a *Analytics) withholdMetric(ctx context.Context, m domain.Metric, base domain.LandBase, q question, rows []MetricRow) error {
	var decided map[int]release
	for i := range rows {
		r := &rows[i]
		switch q.judgeRow(m, base, r.Part) {
		case withheld:
			*r = MetricRow{Group: r.Group, Period: r.Period, Part: r.Part, Cases: r.Cases, Withheld: true}
		case released:
			if decided == nil {
				var err error
				if decided, err = a.releases(ctx, m.Numerator.Quantity, q); err != nil {
					return err
				}
			}
			if r.Known > 0 && !q.releases(decided, r.Group, r.Period) {
				r.Value, r.Numerator, r.Denominator, r.Withheld = "", "", "", true
			}
		}
	}
	return nil
}

// withholdEfficiency likewise takes out the output and the tax.
func (a *Analytics) withholdEfficiency(ctx context.Context, q question, rows []EfficiencyRow) error {
	for _, of := range []domain.Quantity{domain.SumOutput, domain.SumTaxPaid} {
		how := q.judge(of)
		if how == shown {
			continue
		}
		decided := map[int]release{}
		if how == released {
			var err error
			if decided, err = a.releases(ctx, of, q); err != nil {
				return err
			}
		}
		for i := range rows {
			if !q.releases(decided, rows[i].Group, rows[i].Period) {
				rows[i].withhold(of)
			}
		}
	}
	return nil
}

func (r *EfficiencyRow) withhold(of domain.Quantity) {
	if of == domain.SumTaxPaid {
		r.TaxWithheld = r.Tax != nil
		r.Tax, r.TaxPerMu, r.TaxPerKm2 = nil, "", ""
		return
	}
	r.OutputWithheld = r.Output != nil
	r.Output, r.OutputPerMu, r.OutputPerKm2 = nil, "", ""
}

// releases reports whether the sum of a group in a year is shown. Of one district
// alone the total is that of the district.
func (q question) releases(by map[int]release, group string, p domain.Period) bool {
	if q.by == City && q.district != "" {
		return by[p.Year()].shows(District, string(q.district))
	}
	return by[p.Year()].shows(q.by, group)
}

// stakesSQL names the enterprises behind the yearly figures of a quantity: those of the
// very reports that each figure is made of, by 统一社会信用代码. A name alone may be that of
// an enterprise counted by its code: it names none. %[1]s is the figure's column.
const stakesSQL = `
WITH last AS (
	SELECT year, argMax((district, industry, %[1]s_from, sign > 0 AND area_days > 0 AND %[1]s IS NOT NULL), (ordinal, line)) AS figure FROM figures
	WHERE ordinal < {records:UInt64} AND quarter = 0 AND year BETWEEN {from:UInt16} AND {to:UInt16} AND {sight}
	GROUP BY parcel, year
),
standing AS (SELECT year, figure.1 AS district, figure.2 AS industry, arrayJoin(figure.3) AS source FROM last WHERE figure.4),
firms AS (
	SELECT report_ordinal AS source, argMax(enterprise, (ordinal, line)) AS firm FROM operation_reports
	WHERE ordinal < {records:UInt64} GROUP BY source
)
SELECT DISTINCT year, district, industry, if(match(firm, '^[0-9A-Z]{18}$'), firm, '') AS enterprise
FROM firms INNER JOIN standing USING (source)
ORDER BY year, district, industry, enterprise`
