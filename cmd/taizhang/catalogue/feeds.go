package catalogue

// feeds says which alarm rules an event gives its figures or days to (domain
// reference 10.3, column "alarms fed", and 15.2). Which events end an alarm the
// rules themselves say.
var feeds = map[string][]string{
	"ParcelRegistered": {"R19", "R27"}, "ParcelAttributesRevised": {"R27"}, "SeaRightConverted": {"R27"}, "ParcelSplit": {"R27"}, "ParcelMerged": {"R27"},
	"ParcelSurveyed": {"R17"}, "LowEfficiencyIdentified": {"R16", "R30"}, "IssueRaised": {"R13"}, "ObjectionFiled": {"R13"},
	"AnnualPlanListed": {"R30"}, "ProgressReported": {"R30"}, "RedevelopmentStarted": {"R30"}, "PlanConditionsSet": {"R31"}, "RegionAssessed": {"R31"}, "ArchaeologyCleared": {"R31"},
	"PermitIssued": {"R31"}, "LandReserved": {"R23"}, "ContractRescinded": {"R23"}, "ExitCompleted": {"R23"}, "ParcelVacated": {"R23"},
	"GrantContractSigned":        {"R01", "R02", "R03", "R04", "R05", "R07", "R10", "R11"},
	"SupervisionAgreementSigned": {"R08", "R09", "R12", "R18"}, "CommitmentsAmended": {"R01", "R02", "R03", "R05", "R07", "R08", "R09", "R15"},
	"BondPosted": {"R28"}, "BondReleased": {"R28"}, "BondForfeited": {"R28"}, "LandPricePaid": {"R10"}, "UseOrDensityChanged": {"R10"}, "LandDelivered": {"R11"}, "TermRenewed": {"R19"},
	"ConstructionSuspended": {"R06"}, "ConstructionResumed": {"R06"}, "ConstructionCompleted": {"R07", "R12", "R21"}, "ProductionStarted": {"R08"}, "CapacityAccepted": {"R09", "R12", "R18"},
	"OperationReported": {"R12", "R17", "R21", "R26", "R29"}, "OperationChecked": {"R12", "R13"}, "ProcessEvaluated": {"R18"}, "EfficiencyRated": {"R16"},
	"ProductionHalted": {"R20"}, "ProductionResumed": {"R20"}, "ComplianceRecorded": {"R22", "R29"},
	"BreachFound": {"R12"}, "RectificationOrdered": {"R13"}, "PenaltyImposed": {"R14"},
	"IdleCaseOpened": {"R03", "R06"}, "IdleDetermined": {"R04", "R05"}, "IdleDisposed": {"R15"},
	"RightTransferred": {"R24"}, "ExitInitiated": {"R22"}, "SoilSurveyed": {"R22"}, "MilestoneCompleted": {"R32"}, "TaskAssigned": {"R32"}, "TaskDone": {"R32"},
}
