package accesstest

// matrix is the table of docs/access.md and domain.md §9.2 with §10.3 and §15, typed off
// by hand: an event, who records it, and after a bar who co-signs it. "PRK/draft" records
// for the first of the line, "LRC/delegated" where it is delegated, "HUC/buildings" in
// that case only. ANY is every department but the statistics bureau.
const matrix = `
ParcelRegistered            PNR PRK/draft | SAC/stateOwned DPG
ParcelAttributesRevised     PNR PRK/draft | SAC/stateOwned DPG
ParcelSurveyed              PNR HUC/buildings PRK/draft | IIT/economy SAC/stateOwned DPG
UseConfirmed                PNR PRK/draft | IIT SAC/stateOwned DPG
SeaRightConverted           PNR | SAC/stateOwned DPG
LowEfficiencyIdentified     PNR | IIT DPG
LowEfficiencyCleared        PNR | IIT DPG
LegacyLandFlagged           PNR PRK/draft | DPG
LegacyLandResolved          PNR PRK/draft | DPG
IssueRaised                 PNR IIT COM SCI FIN EEB HUC ARA CTB TAX SAC PRK/draft | DPG
IssueResolved               PNR IIT COM SCI FIN EEB HUC ARA CTB TAX SAC PRK/draft | DPG
AssignedToUnit              PNR | IIT DPG
UnitDelineated              PNR DPG | IIT DPG
UnitPlanApproved            PNR DPG | IIT DPG
DetailedPlanApproved        PNR DPG | IIT DPG
PlanConditionsSet           PNR | IIT DPG
AnnualPlanListed            PNR DPG | IIT DPG
SupplyPlanListed            PNR DPG | IIT DPG
RedevelopmentSchemeApproved PNR DPG | DRC IIT DPG
LandReserved                LRC | PNR FIN
LandUseApproved             PNR
NetLandVerified             LRC | PNR
RegionAssessed              PRK
ArchaeologyCleared          CTB
RecruitmentOpened           COM IPB PRK | SCI DPG
RecruitmentClosed           COM IPB PRK | SCI DPG
ProjectProposed             COM IPB PRK DRC | SCI DPG
EntryReviewed               IIT DRC | IIT DRC SCI EEB DPG
SupervisionAgreementSigned  IIT PRK | DPG
AgreementTerminated         IIT PRK | DPG
CommitmentsAmended          PNR/contract IIT/agreement PRK/agreement | DPG
BondPosted                  FIN PRK | FIN DPG
BondReleased                FIN PRK | FIN DPG
BondForfeited               FIN PRK | FIN DPG
SupplyAnnounced             PNR LRC/delegated PRK/delegated
SupplyFailed                PNR LRC/delegated PRK/delegated
SupplyAwarded               PRT
GrantContractSigned         PNR LRC/delegated PRK/delegated
LandPricePaid               TAX
LandDelivered               PNR LRC
TitleRegistered             PNR
ContractRescinded           PNR
TermRenewed                 PNR
ContributionInKind          PNR SAC
UseOrDensityChanged         PNR
LandLeased                  PNR | IIT PRK/park
LeaseConverted              PNR | IIT PRK/park
TemporaryUseApproved        PNR
TemporaryUseReclaimed       PNR
PermitIssued                ASB PNR/planning HUC/construction EEB/assessment DRC/project PRK/draft
ConstructionStarted         PNR HUC PRK/draft
ConstructionSuspended       PNR HUC PRK/draft
ConstructionResumed         PNR HUC PRK/draft
ConstructionCompleted       HUC ASB PRK/draft | PNR
ProgressReported            HUC DPG PRK/draft
ProductionStarted           IIT | PNR DRC EEB TAX PRK/park
CapacityAccepted            IIT | PNR DRC EEB TAX PRK/park
OperationReported           IIT DRC/energyOnly SCI/researchOnly EEB/emissionOnly TAX/taxOnly PRK/draft
OperationChecked            IIT PNR EEB PRK/draft | PNR DRC EEB TAX
ProcessEvaluated            IIT PRK/draft | PNR DRC EEB TAX
EfficiencyRated             IIT | DPG
ComplianceRecorded          EEB/environment EMB/safety DRC/energyUse
ProductionHalted            IIT PRK
ProductionResumed           IIT PRK
MeasureApplied              DRC IIT COM SCI FIN EEB TAX FRB PRK DPG
MeasureWithdrawn            DRC IIT COM SCI FIN EEB TAX FRB PRK DPG
BreachFound                 PNR/onContract IIT/onAgreement PRK/partyA EEB/onLaw | HUC/building TAX/taxTarget
RectificationOrdered        PNR/onContract IIT/onAgreement PRK/partyA EEB/onLaw | HUC/building TAX/taxTarget
RectificationAccepted       PNR/onContract IIT/onAgreement PRK/partyA EEB/onLaw | HUC/building TAX/taxTarget
PenaltyImposed              PNR IIT/notIdleFee EEB/notIdleFee | DPG/idleFee
PenaltySettled              TAX FIN/notIdleFee
IdleCaseOpened              PNR
IdleDetermined              PNR
IdleDisposed                PNR | DPG/feeOrReclaim
RightTransferred            PNR | IIT SAC/stateOwned LRC/preemption PRK/park
UnitTransferred             PNR | IIT SAC/stateOwned PRK/park
LeasedOut                   IIT PRK | IIT SAC/stateOwned PRK/park
LeaseEnded                  IIT PRK | PRK/park
EncumbranceSet              PNR | SAC/stateOwned PRK/park
EncumbranceLifted           PNR | PRK/park
ParcelSplit                 PNR | SAC/stateOwned PRK/park
ParcelMerged                PNR | SAC/stateOwned PRK/park
ParcelSucceeded             PNR | SAC/stateOwned PRK/park
ParcelAbsorbed              PNR | SAC/stateOwned PRK/park
RedevelopmentStarted        PNR DPG | IIT
RedevelopmentCompleted      PNR HUC
BankruptcyAccepted          PNR
LitigationRecorded          PNR
ExitInitiated               PNR IIT | IIT EEB/soil SAC/stateOwned DPG
ExitCancelled               PNR IIT | IIT DPG
SoilSurveyed                EEB | IIT DPG
CompensationAgreed          LRC | IIT FIN SAC/stateOwned DPG
CompensationPaid            LRC | IIT FIN DPG
ExitCompleted               PNR | IIT FIN/compensation EEB/soil SAC/stateOwned DPG
ParcelVacated               LRC | IIT DPG
ReturnedToSupply            LRC PNR | IIT DPG
ReclaimedToFarmland         LRC PNR | IIT ARA DPG
ReclamationAccepted         PNR | ARA
QuotaUsed                   PNR | ARA
EventCorrected              ANY | PNR
EventAnnulled               ANY | PNR
EventCosigned               ANY
ObjectionFiled              ANY
ObjectionResolved           ANY
TaskAssigned                PNR DPG
TaskDone                    ANY
MilestoneCompleted          PNR DPG
CasePublished               PNR DPG
PolicyIssued                ANY
FeedbackReceived            ANY
ParameterProposed           PNR IIT DRC EEB FIN DPG PRK
ParameterApproved           PNR IIT DRC EEB FIN DPG PRK
ParameterWithdrawn          PNR IIT DRC EEB FIN DPG PRK
`

// levels are those at which a department has officers; the others have them in the city
// and its districts.
var levels = map[string]string{"DPG": "DISTRICT", "IPB": "DISTRICT", "PRK": "PARK", "PRT": "CITY"}

// Departments are those of the joint supervision, of the notice and beside it.
var Departments = []string{
	"PNR", "DRC", "IIT", "COM", "SCI", "FIN", "EEB", "HUC", "ARA", "CTB", "TAX", "STA", "FRB", "SAC", "EDU", "DPG",
	"ASB", "EMB", "LRC", "PRK", "IPB", "PRT",
}

// roles say what each role may do.
var roles = map[string]string{
	"OFFICER":       "RECORD ENTER READ EXPORT ANALYSE",
	"AUDITOR":       "READ EXPORT ANALYSE QUERY VERIFY INSPECT",
	"ANALYST":       "READ ANALYSE QUERY",
	"WALL":          "READ ANALYSE",
	"SERVICE":       "RECORD READ EXPORT ANALYSE",
	"ADMINISTRATOR": "READ EXPORT ANALYSE QUERY VERIFY INSPECT ADMINISTER",
}
