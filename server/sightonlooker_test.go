package server

import (
	"regexp"
	"slices"
	"strings"

	"taizhang/domain"
)

// An onlooker filters the administrator's answer as the rules of sight say, written from
// their text and not from the tags: what firm-level tax is (view), and which other
// parcels of the land are named (place).
type onlooker struct {
	view  domain.View
	sees  map[string]bool // identities and codes within the place
	event string          // the type that the nearest object above names
}

// restrictedNames are firm-level tax by name; valueAfter does not say of which metric
// it is.
var restrictedNames = []string{"taxPaid", "taxRefund", "expectedTax", "taxPerMu", "taxes", "valueAfter"}

// valuesOfMetrics are restricted where the object names a metric of tax.
var valuesOfMetrics = []string{"target", "actual", "value", "points", "threshold", "shortfall", "penalty", "old", "new", "note"}

// texts are what officers write freely.
var texts = []string{"note", "ground", "text", "answer", "settlement", "content", "contribution", "penalty", "reason", "findings", "measures", "conditions", "penaltyRules", "exitRules", "outstanding"}

// restrictedPlaces are the pointers of corrections and findings of which no value is
// shown: they lead to tax, or to what may be tax by its metric.
var restrictedPlaces = regexp.MustCompile(`^/data/(taxPaid|taxRefund|expectedTax|valueAfter|total|target|actual|shortfall|note|amount|economy(/taxPaid)?|(before|after)(/taxPerMu)?|investment(/taxes)?|(measured|scores|criteria|commitments|targets|floors|conditions|amendments)(/\d+(/(target|actual|value|points|threshold|penalty|old|new))?)?|inherited.*|others.*)$`)

func taxes(v any) bool {
	switch v := v.(type) {
	case string:
		return strings.Contains(v, "税") || strings.Contains(v, "TAX_") || strings.Contains(v, "_TAX")
	case []any:
		return slices.ContainsFunc(v, taxes)
	case map[string]any:
		for _, x := range v {
			if taxes(x) {
				return true
			}
		}
	}
	return false
}

// filter returns v as the principal is shown it.
func (o onlooker) filter(v any) any {
	switch v := v.(type) {
	case []any:
		kept := []any{}
		for _, x := range v {
			if !o.elsewhere(x) {
				kept = append(kept, o.filter(x))
			}
		}
		return kept
	case map[string]any:
		return o.object(v)
	}
	return v
}

func (o onlooker) object(m map[string]any) map[string]any {
	if name, ok := m["type"].(string); ok {
		o.event = name
	}
	shown := make(map[string]any)
	_, decision := m["faithful"]
	lineage := decision && o.sees != nil && slices.Contains([]string{"ParcelSplit", "ParcelMerged", "EventCosigned"}, o.event)
	if lineage {
		shown["withheld"] = true
	}
	for name, v := range m {
		switch {
		case lineage && slices.Contains([]string{"was", "would", "changes"}, name):
		case name == "redacted", !o.view.Shows(domain.ViewRestricted) && o.restricted(m, name):
		case (name == "merged" || name == "codes" && o.lineage(m) || name == "familyCodes") && o.sees != nil:
			shown[name] = slices.DeleteFunc(slices.Clone(v.([]any)), func(x any) bool { return !o.sees[x.(string)] })
		case name == "lead" && o.sees != nil && !o.sees[v.(string)]:
		case o.elsewhere(v):
		default:
			shown[name] = o.filter(v)
		}
	}
	return shown
}

// lineage tells the codes of a family from those the parcel itself has had.
func (o onlooker) lineage(m map[string]any) bool {
	_, is := m["codes"].([]any)[0].(string)
	return is
}

// elsewhere reports whether v describes another parcel, which the principal may not
// see: kin, a successor or a merged parcel.
func (o onlooker) elsewhere(v any) bool {
	m, ok := v.(map[string]any)
	if !ok || o.sees == nil {
		return false
	}
	if registration, ok := m["registration"].(map[string]any); ok && m["how"] == nil {
		code, _ := registration["parcelCode"].(string)
		return !o.sees[code]
	}
	id, ok := m["parcel"].(string)
	_, row := m["holder"].(string)
	return ok && !row && m["entries"] == nil && m["event"] == nil && m["fact"] == nil && !o.sees[id]
}

func (o onlooker) restricted(m map[string]any, name string) bool {
	switch v := m[name]; {
	case slices.Contains(restrictedNames, name):
		return true
	case slices.Contains(texts, name) && taxes(v):
		return true
	case slices.Contains(valuesOfMetrics, name) && (taxes(m["metric"]) || taxes(m["clause"])):
		return true
	case name == "total" && taxes(m["scores"]), name == "amount" && taxes(m["kind"]), name == "value" && taxes(m["column"]):
		return true
	case name == "detail" && (taxes(v) || taxes(m["subject"])):
		return true
	}
	path, ok := m["path"].(string)
	values := name == "old" || name == "new" || name == "detail" || name == "reason"
	return ok && values && (taxes(m["old"]) || taxes(m["new"]) || o.place(path))
}

// place: of an event that is not a correction only its own fields count.
func (o onlooker) place(path string) bool {
	own := o.event != "" && o.event != "EventCorrected"
	if own && (strings.HasPrefix(path, "/data/amount") && o.event != "MeasureApplied" || path == "/data/note" && o.event != "BreachFound") {
		return false
	}
	if own && o.event == "EntryReviewed" && strings.HasPrefix(path, "/data/conditions") {
		return false
	}
	return restrictedPlaces.MatchString(path)
}
