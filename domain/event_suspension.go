package domain

import "slices"

var suspensionEvents = []eventCodec{
	declare[ConstructionSuspended]("停工", "Construction suspended", PhaseBuild),
	declare[ConstructionResumed]("复工", "Construction resumed", PhaseBuild),
	declare[ProductionHalted]("停产", "Production halted", PhaseOperation),
	declare[ProductionResumed]("复产", "Production resumed", PhaseOperation),
}

// working are the stages in which something is built or produced on the land, also
// while a way out is being arranged and where only a survey has seen it.
var working = slices.Concat([]Stage{StageSurveyed, StagePlanned}, inUse, []Stage{StageRedeveloping, StageExiting})

var suspensionWays = []Transition{
	{Event: "ConstructionSuspended", From: []Stage{StageBuilding, StageRedeveloping}},
	{Event: "ConstructionResumed", From: []Stage{StageBuilding, StageRedeveloping, StageExiting}},
	{Event: "ProductionHalted", From: working},
	{Event: "ProductionResumed", From: working},
}

// ConstructionSuspended 停工 records that building has come to a stop, and how far
// it had come: the figures of the idle test (闲置土地处置办法 第2条). Both amounts
// leave out the land price and taxes (第30条).
type ConstructionSuspended struct {
	Since           Date   `json:"since" zh:"停工起始日" rule:"required"`
	Cause           Code   `json:"cause" zh:"停工原因" rule:"required" codes:"suspension_cause"`
	DevelopedArea   *Area  `json:"developedArea,omitzero" zh:"已动工开发面积" rule:"min=0"`
	DueArea         *Area  `json:"dueArea,omitzero" zh:"应动工开发面积" rule:"min=1"`
	Invested        *Fen   `json:"invested,omitzero" zh:"已投资额(不含地价税费)" rule:"min=0"`
	TotalInvestment *Fen   `json:"totalInvestment,omitzero" zh:"总投资额(不含地价税费)" rule:"min=1"`
	Note            string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// ConstructionResumed 复工 records that building goes on again.
type ConstructionResumed struct {
	VerifiedBy []string `json:"verifiedBy,omitzero" zh:"核查人" rule:"max=10"`
	Note       string   `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// ProductionHalted 停产 records that production has stopped, wholly or in part; a
// halt that changes its degree is recorded again.
type ProductionHalted struct {
	Since      Date   `json:"since" zh:"停产起始日" rule:"required"`
	Degree     Code   `json:"degree" zh:"停产程度" rule:"required" codes:"halt_degree"`
	Cause      Code   `json:"cause" zh:"停产原因" rule:"required" codes:"halt_cause"`
	Enterprise Party  `json:"enterprise,omitzero" zh:"企业"`
	Note       string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// ProductionResumed 复产 records that production goes on as before.
type ProductionResumed struct {
	Product string `json:"product,omitzero" zh:"主要产品" rule:"max=100"`
	Note    string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

func (ConstructionSuspended) storedName() string { return "ConstructionSuspended" }
func (ConstructionResumed) storedName() string   { return "ConstructionResumed" }
func (ProductionHalted) storedName() string      { return "ProductionHalted" }
func (ProductionResumed) storedName() string     { return "ProductionResumed" }
