package server

// What the public is shown: what supply results publish (identity, code, district,
// location, area, use, stage with its dates, supply method, price, contract dates,
// holder's name), and the grade once published.

// A tree names what is shown of an object: nil is a whole value.
type tree map[string]any

func names(list ...string) tree {
	t := tree{}
	for _, name := range list {
		t[name] = nil
	}
	return t
}

func (t tree) with(name string, below any) tree {
	t[name] = below
	return t
}

var (
	publicParty    = names("name")
	publicUse      = names("system", "code", "name")
	publicDeadline = names("base", "date", "months", "days")
	publicLand     = names("parcelCode", "preliminaryCode", "district", "parkCode", "address", "registeredArea", "termStart", "termEnd", "termYears").
			with("useCurrent", publicUse).with("useRegistered", publicUse).with("usePlanned", publicUse).with("holder", publicParty)
	publicSupply   = names("method", "startPrice", "termYears")
	publicAward    = names("price").with("winner", publicParty)
	publicContract = names("method", "price", "area", "termYears", "signedOn", "deliverOn", "startOn", "completeOn").
			with("holder", publicParty).with("deliverBy", publicDeadline).with("startBy", publicDeadline).with("completeBy", publicDeadline)
	publicParcel = names("id", "stage", "stageSince").with("land", publicLand).with("supply", publicSupply).with("award", publicAward).
			with("contract", publicContract).with("construction", names("deliveredOn", "startedOn", "completedOn")).with("operation", names("producingSince", "capacityOn"))
	publicData = map[string]tree{"ParcelRegistered": publicLand, "SupplyAnnounced": publicSupply, "SupplyAwarded": publicAward, "GrantContractSigned": publicContract}
	publicRow  = names("id", "code", "district", "stage", "stageSince", "holder", "area")
	publicStep = names("id", "revision", "type", "occurredOn", "recordedAt", "stage").with("state", publicParcel)
	publicLine = names("parcel", "position", "id", "revision", "recordedAt").with("by", names("department", "level", "district")).
			with("fact", names("type", "occurredOn", "data"))
	publicEntry = names("id", "revision", "type", "occurredOn", "recordedAt", "data", "status").
			with("by", names("department", "level", "district")).with("effective", names("occurredOn", "data"))
	publicAnswers = map[string]tree{
		"overview":    names("position", "today", "parcels", "area").with("stages", names("stage", "parcels", "area")).with("districts", names("district", "parcels", "area", "stages")),
		"parcels":     names("next", "total", "position").with("items", publicRow),
		"obligations": names("today"), "alarms": names("today"),
		"geojson":         names("type").with("features", names("type", "id", "geometry").with("properties", names("id", "code", "district", "stage"))),
		"parcel":          names("position", "asOf", "knownAt").with("parcel", publicParcel).with("taxBand", names("year", "band")),
		"history":         names("parcel", "asOf", "knownAt").with("state", publicParcel).with("entries", publicEntry),
		"replay":          tree{}.with("steps", publicStep),
		"reconsideration": names("parcel", "version", "asOf").with("decisions", names("event", "revision", "type", "occurredOn", "recordedAt")),
		"jsonl":           publicLine,
		"feed": tree{}.with("items", names("position", "id", "parcel", "code", "revision", "type", "occurredOn", "recordedAt", "district", "stage").
			with("by", names("department", "level", "district"))),
		"whatif": names("today"),
	}
)

// prune keeps what the tree names; data of events is kept by their type.
func prune(v any, t tree, event string) any {
	switch v := v.(type) {
	case []any:
		list := []any{}
		for _, x := range v {
			list = append(list, prune(x, t, event))
		}
		return list
	case map[string]any:
		if name, ok := v["type"].(string); ok {
			event = name
		}
		shown := map[string]any{}
		for name, x := range v {
			below, ok := t[name]
			switch {
			case !ok:
			case name == "data":
				shown[name] = pruneData(x.(map[string]any), event)
			case below == nil:
				shown[name] = x
			default:
				shown[name] = prune(x, below.(tree), event)
			}
		}
		return shown
	}
	return v
}

func pruneData(data map[string]any, event string) any {
	if event == "EfficiencyRated" {
		if data["publishedOn"] == nil {
			return map[string]any{}
		}
		return prune(data, names("evalYear", "grade", "publishedOn"), event)
	}
	return prune(data, publicData[event], event)
}
