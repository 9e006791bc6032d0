package domain

import (
	"slices"
	"strings"
	"unicode"
)

// A Field describes one field of an event for forms, documents and schemas.
type Field struct {
	Name     string  `json:"name"`
	ZH       string  `json:"zh"`
	EN       string  `json:"en"`
	Kind     string  `json:"kind"` // text, date, period, money, area, decimal, int, bool, code, uscc, parcelCode, unitCode, supervisionNo, district, industry, geometry, eventId, json, object
	List     bool    `json:"list,omitzero"`
	Codes    string  `json:"codes,omitzero"` // name of the code list
	Required bool    `json:"required,omitzero"`
	Derived  bool    `json:"derived,omitzero"` // set by the ledger, refused in requests
	Min      *int64  `json:"min,omitzero"`
	Max      *int64  `json:"max,omitzero"`    // of a number; of text in characters, of a list in items
	Fields   []Field `json:"fields,omitzero"` // of an object
}

// A Type describes one event type.
type Type struct {
	Name   string  `json:"name"`
	ZH     string  `json:"zh"` // 宗地入库
	EN     string  `json:"en"`
	Phase  Phase   `json:"phase"`
	From   []Stage `json:"from"` // the stages in which it can be recorded (without back-fill)
	Fields []Field `json:"fields"`
}

// Catalogue returns every event type in the order of the life cycle. The slice is
// the caller's.
func Catalogue() []Type { return slices.Clone(catalogue) }

var catalogue = func() []Type {
	list := make([]Type, len(codecs))
	for i, c := range codecs {
		n := typeNames[c.name]
		list[i] = Type{Name: c.name, ZH: n.zh, EN: n.en, Phase: n.phase, From: fromStages(c.name), Fields: fieldsOf(c.shape)}
	}
	return list
}()

func typeZH(name string) string { return typeNames[name].zh }

var typeNames = map[string]struct {
	zh, en string
	phase  Phase
}{
	"ParcelRegistered":           {"宗地入库", "Parcel registered", PhaseSurvey},
	"ParcelSurveyed":             {"摸底调查", "Parcel surveyed", PhaseSurvey},
	"UseConfirmed":               {"现状使用确认", "Use confirmed", PhaseSurvey},
	"LowEfficiencyIdentified":    {"低效认定", "Low efficiency identified", PhaseSurvey},
	"AnnualPlanListed":           {"列入年度实施计划", "Listed in annual plan", PhaseSurvey},
	"LandReserved":               {"收储入库", "Land reserved", PhaseRecruitment},
	"RecruitmentOpened":          {"招商发布", "Recruitment opened", PhaseRecruitment},
	"ProjectProposed":            {"项目意向", "Project proposed", PhaseRecruitment},
	"EntryReviewed":              {"准入评审", "Entry reviewed", PhaseRecruitment},
	"SupplyAnnounced":            {"供应公告", "Supply announced", PhaseSupply},
	"SupplyAwarded":              {"成交确认", "Supply awarded", PhaseSupply},
	"GrantContractSigned":        {"出让合同/划拨决定", "Grant contract signed", PhaseSupply},
	"SupervisionAgreementSigned": {"履约监管协议", "Supervision agreement signed", PhaseSupply},
	"LandPricePaid":              {"价款缴纳", "Land price paid", PhaseSupply},
	"LandDelivered":              {"交地", "Land delivered", PhaseSupply},
	"ConstructionStarted":        {"动工核查", "Construction started", PhaseBuild},
	"ConstructionCompleted":      {"竣工验收", "Construction completed", PhaseBuild},
	"ProductionStarted":          {"投产", "Production started", PhaseOperation},
	"CapacityAccepted":           {"达产验收", "Capacity accepted", PhaseOperation},
	"OperationReported":          {"经营数据", "Operation reported", PhaseOperation},
	"OperationChecked":           {"运营核查", "Operation checked", PhaseOperation},
	"EfficiencyRated":            {"亩均评价", "Efficiency rated", PhaseOperation},
	"BreachFound":                {"违约认定", "Breach found", PhaseOperation},
	"RectificationOrdered":       {"限期整改", "Rectification ordered", PhaseOperation},
	"RectificationAccepted":      {"整改验收", "Rectification accepted", PhaseOperation},
	"ExitInitiated":              {"启动退出", "Exit initiated", PhaseExit},
	"ExitCompleted":              {"退出完成", "Exit completed", PhaseExit},
	"ParcelVacated":              {"腾退移交", "Parcel vacated", PhaseExit},
	"ReturnedToSupply":           {"重回供应", "Returned to supply", PhaseExit},
	"EventCorrected":             {"更正", "Event corrected", PhaseSurvey},
}

// fromStages lists the stages in which the table accepts an event, in order of
// the main path.
func fromStages(event string) []Stage {
	var from []Stage
	for _, s := range slices.Concat([]Stage{StageNone}, Stages) {
		if slices.ContainsFunc(transitionsOf[event], func(t *Transition) bool { return slices.Contains(t.From, s) }) {
			from = append(from, s)
		}
	}
	return from
}

func fieldsOf(s *shape) []Field {
	list := make([]Field, len(s.fields))
	for i, f := range s.fields {
		list[i] = f.describe()
	}
	return list
}

func (f field) describe() Field {
	d := Field{Name: f.name, ZH: f.zh, EN: english(f.name), Codes: f.codes, Required: f.required, Derived: f.derived, Min: f.min, Max: f.max}
	s := f.shape
	for ; s.kind == "list"; s = s.elem {
		d.List = true
	}
	d.Kind = s.kind
	if s.kind == "object" {
		d.Fields = fieldsOf(s)
	}
	return d
}

// acronyms are words of field names that are not lower case in English.
var acronyms = map[string]string{"uscc": "USCC", "rd": "R&D", "far": "FAR", "sha256": "SHA-256", "id": "ID", "no": "no.", "kwh": "kWh", "m3": "m³", "tce": "tce", "k": "kWh"}

// english splits a field name into words: "registeredArea" is "Registered area".
func english(name string) string {
	switch name {
	case "powerKwh":
		return "Power (kWh)"
	case "waterM3":
		return "Water (m³)"
	case "energyTce":
		return "Energy (tce)"
	}
	var words []string
	start := 0
	for i, r := range name + "A" {
		if i > start && unicode.IsUpper(r) {
			word := strings.ToLower(name[start:i])
			if known := acronyms[word]; known != "" {
				word = known
			}
			words = append(words, word)
			start = i
		}
	}
	s := strings.Join(words, " ")
	return strings.ToUpper(s[:1]) + s[1:]
}
