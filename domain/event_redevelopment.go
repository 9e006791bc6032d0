package domain

import "slices"

var redevelopmentEvents = []eventCodec{
	declare[RedevelopmentStarted]("再开发启动", "Redevelopment started", PhaseBuild),
	declare[RedevelopmentCompleted]("再开发完成", "Redevelopment completed", PhaseBuild),
	declare[UseOrDensityChanged]("用途/容积率调整", "Use or density changed", PhaseOperation),
}

// A working plant that is upgraded without new land (零增地技改) keeps its stage,
// else it would leave the denominators of output (15.1 item 19).
var redevelopmentWays = []Transition{
	{Event: "RedevelopmentStarted", From: slices.Concat([]Stage{StageSurveyed, StagePlanned}, inUse), To: StageRedeveloping, When: "REBUILT"},
	{Event: "RedevelopmentStarted", From: inUse, When: "UPGRADED"},
	{Event: "RedevelopmentCompleted", From: []Stage{StageRedeveloping}, To: StageCompleted},
	{Event: "RedevelopmentCompleted", From: inUse},
	{Event: "ConstructionStarted", From: []Stage{StageRedeveloping}},
	{Event: "UseOrDensityChanged", From: held},
}

// A Yield is what a parcel bears: plot ratio, yearly tax and output in 万元 per
// mu, jobs. An absent figure is not known.
type Yield struct {
	FAR         Decimal `json:"far,omitzero" zh:"容积率"`
	TaxPerMu    Decimal `json:"taxPerMu,omitzero" zh:"亩均税收(万元/亩·年)" sight:"restricted"`
	OutputPerMu Decimal `json:"outputPerMu,omitzero" zh:"亩均产值(万元/亩·年)"`
	Jobs        *int64  `json:"jobs,omitzero" zh:"就业人数" rule:"min=0"`
}

// RedevelopmentStarted 再开发启动 begins the renewal of land by its holder, with the
// figures before (means of the three years before) and the new commitments.
type RedevelopmentStarted struct {
	SchemeNo    string       `json:"schemeNo,omitzero" zh:"实施方案文号" rule:"max=80"`
	Mode        Code         `json:"mode" zh:"改造方式" rule:"required" codes:"renewal_mode"`
	Area        Area         `json:"area" zh:"改造面积" rule:"required,min=1"`
	Before      Yield        `json:"before,omitzero" zh:"改造前指标"`
	Commitments []Commitment `json:"commitments,omitzero" zh:"改造后承诺" rule:"max=60"`
	FinishBy    Date         `json:"finishBy,omitzero" zh:"计划完成"`
}

// RedevelopmentCompleted 再开发完成 ends the renewal. The disposed area leaves the
// library of low-efficiency land with it; what remains there follows.
type RedevelopmentCompleted struct {
	AreaDisposed Area   `json:"areaDisposed" zh:"处置低效面积" rule:"required,min=0"`
	After        Yield  `json:"after" zh:"改造后指标" rule:"required"`
	AcceptanceNo string `json:"acceptanceNo,omitzero" zh:"验收文号" rule:"max=80"`
	Remaining    Area   `json:"remaining,omitzero" zh:"剩余低效面积" rule:"derived"`
}

// A UseShare is one of several uses of mixed land (混合用地) with its share of the
// floor area.
type UseShare struct {
	Use   LandUse `json:"use" zh:"用途" rule:"required"`
	Share Decimal `json:"share" zh:"占比" rule:"required"`
}

// UseOrDensityChanged 用途/容积率调整 changes what the land contract allows, for a
// supplementary price that is due as one more instalment of the contract.
type UseOrDensityChanged struct {
	SupplementNo       string     `json:"supplementNo" zh:"补充协议编号" rule:"required,max=60"`
	Uses               []UseShare `json:"uses,omitzero" zh:"用途构成" rule:"max=10"`
	FARMin             Decimal    `json:"farMin,omitzero" zh:"容积率下限"`
	FARMax             Decimal    `json:"farMax,omitzero" zh:"容积率上限"`
	SupplementaryPrice Fen        `json:"supplementaryPrice" zh:"补缴地价款" rule:"required,min=0"`
	PayBy              Date       `json:"payBy,omitzero" zh:"缴款期限"`
	InstalmentNo       int        `json:"instalmentNo,omitzero" zh:"缴款期号" rule:"derived"`
}

func (RedevelopmentStarted) storedName() string   { return "RedevelopmentStarted" }
func (RedevelopmentCompleted) storedName() string { return "RedevelopmentCompleted" }
func (UseOrDensityChanged) storedName() string    { return "UseOrDensityChanged" }
