package domain

// Parcel is the state of one parcel (宗地), folded from its facts. The zero Parcel
// has no history. It is what a reader sees and what the guards look at; all of
// it marshals to JSON.
type Parcel struct {
	ID         ParcelID `json:"id" sight:"public"`
	Stage      Stage    `json:"stage" sight:"public"`
	StageSince Date     `json:"stageSince,omitzero" sight:"public"`
	CameFrom   Stage    `json:"cameFrom,omitzero"` // the stage before this one
	// Cycle counts the times the land came back into supply, from 0.
	Cycle int `json:"cycle"`
	// SupplyOnly: nothing after the supply of the land is on record
	// (无后续数据), so nothing is judged: no overdue, no alarm.
	SupplyOnly bool `json:"supplyOnly,omitzero"`
	// Backfilled: back-filled facts (补录) set the stage, so stages before it may be
	// absent from the record.
	Backfilled bool `json:"backfilled,omitzero"`

	Site
	Tenure

	Recording Recording `json:"recording,omitzero"`

	Findings []Finding `json:"findings,omitzero"`
	// Pending are facts that are recorded and not yet in effect: they await
	// signatures (待会签).
	Pending []Pending `json:"pending,omitzero"`
	// Events counts the facts folded, corrections included; LastOn is the latest
	// day on which one of them happened, corrections left out.
	Events int  `json:"events"`
	LastOn Date `json:"lastOn,omitzero"`
}

// A Pending fact is recorded and awaits signatures before it takes effect.
type Pending struct {
	ID         EventID `json:"id"`
	Type       string  `json:"type"`
	OccurredOn Date    `json:"occurredOn"`
	Awaits     []Code  `json:"awaits"` // those still missing
}

// A Site is what stays with the land when its holder goes.
type Site struct {
	Land   ParcelRegistered `json:"land" sight:"public"`
	LandOn Date             `json:"landOn,omitzero"` // when it was registered or revised so
	Survey *ParcelSurveyed  `json:"survey,omitzero"`
	Plans  []AnnualPlan     `json:"plans,omitzero"`

	// planning and preparation of the land
	Codes         []CodeSpan     `json:"codes,omitzero"` // the parcel codes it has had, the present one last
	Planning      Planning       `json:"planning,omitzero"`
	Preparation   Preparation    `json:"preparation,omitzero"`
	Quota         Quota          `json:"quota,omitzero"`
	TemporaryUses []TemporaryUse `json:"temporaryUses,omitzero"`

	// legacy, issues and soil
	Legacy []LegacyCase `json:"legacy,omitzero"`
	Issues []Issue      `json:"issues,omitzero"`
	Soil   Soil         `json:"soil"`

	// objections
	Objections []Objection `json:"objections,omitzero"`

	Lineage Lineage `json:"lineage,omitzero"`
}

// A Tenure is what belongs to one cycle of the land: from its survey or reserve to
// the holder's leaving. The next cycle begins with an empty one.
type Tenure struct {
	// use as found, low efficiency
	Users     []User        `json:"users,omitzero"`
	LowEff    LowEfficiency `json:"lowEfficiency"`
	Confirmed *UseConfirmed `json:"confirmed,omitzero"` // use as found (存量入库)

	// redevelopment
	Redevelopments []Redevelopment `json:"redevelopments,omitzero"`
	Uses           []UseShare      `json:"uses,omitzero"` // mixed uses in force (混合用地)
	UseChangedOn   Date            `json:"useChangedOn,omitzero"`

	// recruitment
	Recruitment *Recruitment      `json:"recruitment,omitzero"`
	Proposals   []ProjectProposed `json:"proposals,omitzero"` // of this cycle
	Project     *ProjectProposed  `json:"project,omitzero"`   // the latest proposed, or the one admitted
	Entry       *EntryReviewed    `json:"entry,omitzero"`

	// supply, contract and agreement
	NetLand     *NetLand                    `json:"netLand,omitzero"`
	Supply      *SupplyAnnounced            `json:"supply,omitzero" sight:"public"`
	Award       *SupplyAwarded              `json:"award,omitzero" sight:"public"`
	Contract    *Contract                   `json:"contract,omitzero" sight:"public"`
	Agreement   *SupervisionAgreementSigned `json:"agreement,omitzero"`
	AgreementOn Date                        `json:"agreementOn,omitzero"`
	// Amendments are the changes of contract and agreement, in order; Contract and
	// Agreement show what holds after them.
	Amendments      []Amended        `json:"amendments,omitzero"`
	EndedAgreements []EndedAgreement `json:"endedAgreements,omitzero"`
	Bond            Bond             `json:"bond,omitzero"`
	LandLease       *LandLease       `json:"landLease,omitzero"`
	Contribution    *Contribution    `json:"contribution,omitzero"`
	Rescission      *Rescission      `json:"rescission,omitzero"`
	Term            LandTerm         `json:"term,omitzero"`

	// construction
	Permits      []Permit     `json:"permits,omitzero"`
	Construction Construction `json:"construction" sight:"public"`

	// operation
	Operation Operation `json:"operation" sight:"public"`

	// breach, penalty, idle land
	Compliance   Code              `json:"compliance"` // CLEAR, WATCH, BREACH, RECTIFYING
	Breaches     []Breach          `json:"breaches,omitzero"`
	Records      []ComplianceEntry `json:"records,omitzero"` // environment, safety, energy
	Measures     []Measure         `json:"measures,omitzero"`
	Penalties    []Penalty         `json:"penalties,omitzero"`
	IdleCases    []IdleCase        `json:"idleCases,omitzero"` // the last one tells how the land stands
	Litigations  []Litigation      `json:"litigations,omitzero"`
	Bankruptcies []Bankruptcy      `json:"bankruptcies,omitzero"`

	// rights, encumbrances, users
	Title        *Title        `json:"title,omitzero"`
	Holders      []Holder      `json:"holders,omitzero"` // as registered or transferred; Holder tells who it is without
	Transfers    []Transfer    `json:"transfers,omitzero"`
	Leases       []Lease       `json:"leases,omitzero"`
	Encumbrances []Encumbrance `json:"encumbrances,omitzero"`
	Units        []SoldUnit    `json:"units,omitzero"`

	// exit
	Exit           *Exit           `json:"exit,omitzero"`
	ExitsCancelled []CancelledExit `json:"exitsCancelled,omitzero"`
	Compensations  []Compensation  `json:"compensations,omitzero"`
}

// A Contract is the grant contract in force, with its agreed dates resolved and
// its payments.
type Contract struct {
	GrantContractSigned
	SignedOn   Date `json:"signedOn" sight:"public"`
	DeliverOn  Date `json:"deliverOn,omitzero" sight:"public"`  // agreed day of delivery 约定交地
	StartOn    Date `json:"startOn,omitzero" sight:"public"`    // agreed day of start 约定开工
	CompleteOn Date `json:"completeOn,omitzero" sight:"public"` // agreed day of completion 约定竣工
	// Paid is what has been paid of the price, by instalment number.
	Paid map[int]Fen `json:"paid,omitzero"`
}

// Construction is what is known of the building works.
type Construction struct {
	DeliveredOn Date                   `json:"deliveredOn,omitzero" sight:"public"`
	StartMonths int                    `json:"startMonths,omitzero"` // as the delivery says
	StartedOn   Date                   `json:"startedOn,omitzero" sight:"public"`
	CompletedOn Date                   `json:"completedOn,omitzero" sight:"public"`
	Completion  *ConstructionCompleted `json:"completion,omitzero"`
	Progress    *Progress              `json:"progress,omitzero"`
	Suspended   *Suspension            `json:"suspended,omitzero"`
}

// Operation is what is known of production.
type Operation struct {
	ProducingSince Date               `json:"producingSince,omitzero" sight:"public"`
	Industry       Industry           `json:"industry,omitzero"`
	CapacityOn     Date               `json:"capacityOn,omitzero" sight:"public"`
	Capacity       Code               `json:"capacity,omitzero"`
	CapacityDue    Date               `json:"capacityDue,omitzero"`
	Acceptance     *Acceptance        `json:"acceptance,omitzero"`
	LastReport     *OperationReported `json:"lastReport,omitzero"`
	// Reports are those of the last years by period; in one period in order of
	// recording.
	Reports     []*Report         `json:"reports,omitzero"`
	LastCheckOn Date              `json:"lastCheckOn,omitzero"`
	LastCheck   *OperationChecked `json:"lastCheck,omitzero"`
	Grade       Code              `json:"grade"` // UNRATED until rated
	GradeYear   int               `json:"gradeYear,omitzero"`
	Ratings     []Rating          `json:"ratings,omitzero"` // by year
	Evaluations []Evaluation      `json:"evaluations,omitzero"`
	Halted      *Halt             `json:"halted,omitzero"`
}

// A Breach is one breach and how far it has been mended.
type Breach struct {
	BreachFound
	FoundOn  Date   `json:"foundOn"`
	Status   Code   `json:"status"` // OPEN, RECTIFYING, CLOSED, WITHDRAWN
	OrderNo  string `json:"orderNo,omitzero"`
	Due      Date   `json:"due,omitzero"`
	ClosedOn Date   `json:"closedOn,omitzero"`
}

// An Exit is a way out that has begun; it is over when both sides are done.
type Exit struct {
	ExitInitiated
	InitiatedOn Date           `json:"initiatedOn"`
	CompletedOn Date           `json:"completedOn,omitzero"`
	Completion  *ExitCompleted `json:"completion,omitzero"`
	VacatedOn   Date           `json:"vacatedOn,omitzero"`
}
