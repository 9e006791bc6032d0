package domain

var attributeEvents = []eventCodec{
	declare[ParcelAttributesRevised]("属性/界址变更", "Parcel attributes revised", PhaseSurvey),
	declare[SeaRightConverted]("海域换发土地证", "Sea right converted", PhaseSurvey),
}

var attributeWays = []Transition{
	{Event: "ParcelAttributesRevised", From: living},
	{Event: "SeaRightConverted", From: living},
}

// ParcelAttributesRevised 属性/界址变更 changes what the register says of the parcel.
// What is absent stays as it is; what stood before is written down by the ledger.
type ParcelAttributesRevised struct {
	Reason         Code       `json:"reason" zh:"变更原因" rule:"required" codes:"revision_reason"`
	ParcelCode     ParcelCode `json:"parcelCode,omitzero" zh:"宗地代码"`
	UnitCode       UnitCode   `json:"unitCode,omitzero" zh:"不动产单元代码"`
	District       District   `json:"district,omitzero" zh:"行政区"`
	ParkCode       string     `json:"parkCode,omitzero" zh:"园区" rule:"max=40"`
	Address        string     `json:"address,omitzero" zh:"坐落" rule:"max=200"`
	RegisteredArea Area       `json:"registeredArea,omitzero" zh:"登记面积" rule:"min=1"`
	UseCurrent     LandUse    `json:"useCurrent,omitzero" zh:"现状用途"`
	UseRegistered  LandUse    `json:"useRegistered,omitzero" zh:"登记用途"`
	UsePlanned     LandUse    `json:"usePlanned,omitzero" zh:"规划用途"`
	ControlZone    Code       `json:"controlZone,omitzero" zh:"管控分区" codes:"control_zone"`
	Geometry       *Geometry  `json:"geometry,omitzero" zh:"宗地界址"`
	SurveyReport   string     `json:"surveyReport,omitzero" zh:"测绘成果文号" rule:"max=80"`
	Changes        []Change   `json:"changes,omitzero" zh:"变更前后" rule:"derived"`
}

// A Change is one attribute before and after a revision, as text: areas in m².
// Outlines are named without their points.
type Change struct {
	Field string `json:"field" zh:"字段" rule:"required,max=40"`
	Old   string `json:"old,omitzero" zh:"变更前"`
	New   string `json:"new,omitzero" zh:"变更后"`
}

// SeaRightConverted 海域换发土地证 gives reclaimed sea a land title: the sea parcel
// (宗海) gets a parcel code, and the old code stays known.
type SeaRightConverted struct {
	SeaCode    ParcelCode `json:"seaCode" zh:"宗海代码" rule:"required"`
	ParcelCode ParcelCode `json:"parcelCode" zh:"宗地代码" rule:"required"`
	Area       Area       `json:"area" zh:"换发面积" rule:"required,min=1"`
	TitleNo    string     `json:"titleNo,omitzero" zh:"不动产权证号" rule:"max=80"`
}

func (ParcelAttributesRevised) storedName() string { return "ParcelAttributesRevised" }
func (SeaRightConverted) storedName() string       { return "SeaRightConverted" }
