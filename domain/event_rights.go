package domain

import "slices"

var rightsEvents = []eventCodec{
	declare[RightTransferred]("土地使用权转让", "Right transferred", PhaseOperation),
	declare[LeasedOut]("出租", "Leased out", PhaseOperation),
	declare[LeaseEnded]("出租终止", "Lease ended", PhaseOperation),
	declare[EncumbranceSet]("抵押/查封设立", "Encumbrance set", PhaseOperation),
	declare[EncumbranceLifted]("抵押/查封解除", "Encumbrance lifted", PhaseOperation),
	declare[UnitTransferred]("工业上楼分割转让", "Unit transferred", PhaseOperation),
}

var rightsWays = []Transition{
	{Event: "RightTransferred", From: slices.Concat(occupied[1:], []Stage{StageSurveyed, StagePlanned})},
	{Event: "RightTransferred", From: []Stage{StageExiting}, To: StageDelivered, When: "REBUILD"},
	{Event: "RightTransferred", From: []Stage{StageExiting}, To: stagePrevious, When: "HANDED_ON"},
	{Event: "LeasedOut", From: slices.Concat([]Stage{StageSurveyed, StagePlanned}, occupied[1:])},
	{Event: "LeaseEnded", From: looked},
	{Event: "EncumbranceSet", From: looked},
	{Event: "EncumbranceLifted", From: slices.Concat(looked, []Stage{StageVacated})},
	{Event: "UnitTransferred", From: slices.Concat([]Stage{StageSurveyed, StagePlanned}, inUse, []Stage{StageRedeveloping})},
}

// RightTransferred 土地使用权转让 hands the right to another holder. The commitments go
// with it, or a new agreement takes their place.
type RightTransferred struct {
	From           Party   `json:"from,omitzero" zh:"转让方"`
	To             Party   `json:"to" zh:"受让方" rule:"required"`
	Mode           Code    `json:"mode" zh:"转让方式" rule:"required" codes:"transfer_mode"`
	Area           Area    `json:"area,omitzero" zh:"转让面积" rule:"min=0"`
	Price          Fen     `json:"price,omitzero" zh:"转让价格" rule:"min=0"`
	BenchmarkPrice Fen     `json:"benchmarkPrice,omitzero" zh:"基准价格" rule:"min=0"`
	InvestedRatio  Decimal `json:"investedRatio,omitzero" zh:"已投资占比"`
	PreRegistered  bool    `json:"preRegistered,omitzero" zh:"预告登记"`
	// CommitmentsCarried says that the new holder takes over the agreement.
	CommitmentsCarried bool   `json:"commitmentsCarried" zh:"履约义务随转" rule:"required"`
	AgreementNo        string `json:"agreementNo,omitzero" zh:"新监管协议编号" rule:"max=60"`
	ConsentNo          string `json:"consentNo,omitzero" zh:"同意转让文号" rule:"max=80"`
	TitleNo            string `json:"titleNo,omitzero" zh:"不动产权证号" rule:"max=80"`
	// Rebuild says that the new project builds anew, by the days that come with it.
	Rebuild    bool `json:"rebuild,omitzero" zh:"重新建设"`
	StartBy    Date `json:"startBy,omitzero" zh:"重新约定开工"`
	CompleteBy Date `json:"completeBy,omitzero" zh:"重新约定竣工"`
	// Discount is 1 − price/benchmark, computed by the ledger.
	Discount Decimal `json:"discount,omitzero" zh:"低于基准价格比例" rule:"derived"`
}

// LeasedOut 出租 is a lease by the holder to an enterprise that uses the land or the
// building.
type LeasedOut struct {
	LeaseNo    string   `json:"leaseNo" zh:"租赁合同编号" rule:"required,max=60"`
	Lessee     Party    `json:"lessee" zh:"承租人" rule:"required"`
	Area       Area     `json:"area,omitzero" zh:"出租占地面积" rule:"min=0"`
	FloorArea  Area     `json:"floorArea,omitzero" zh:"出租建筑面积" rule:"min=0"`
	From       Date     `json:"from" zh:"租赁期起" rule:"required"`
	To         Date     `json:"to,omitzero" zh:"租赁期止"`
	RentYearly Fen      `json:"rentYearly,omitzero" zh:"年租金" rule:"min=0"`
	Industry   Industry `json:"industry,omitzero" zh:"行业代码"`
	ConsentNo  string   `json:"consentNo,omitzero" zh:"同意出租文号" rule:"max=80"`
}

// LeaseEnded 出租终止 ends a lease.
type LeaseEnded struct {
	LeaseNo string `json:"leaseNo" zh:"租赁合同编号" rule:"required,max=60"`
	Reason  Code   `json:"reason" zh:"终止原因" rule:"required" codes:"lease_end"`
	Note    string `json:"note,omitzero" zh:"说明" rule:"max=500"`
}

// EncumbranceSet 抵押/查封设立 burdens the right: a mortgage, a seizure or another
// limit on what the holder may do with it.
type EncumbranceSet struct {
	RegisterNo string `json:"registerNo" zh:"登记(查封)文号" rule:"required,max=80"`
	Kind       Code   `json:"kind" zh:"类型" rule:"required" codes:"encumbrance_kind"`
	Party      Party  `json:"party" zh:"抵押权人/查封机关" rule:"required"`
	Amount     Fen    `json:"amount,omitzero" zh:"担保(查封)金额" rule:"min=0"`
	Rank       int    `json:"rank,omitzero" zh:"顺位" rule:"min=0,max=100"`
	Area       Area   `json:"area,omitzero" zh:"面积" rule:"min=0"`
	From       Date   `json:"from,omitzero" zh:"期限起"`
	To         Date   `json:"to,omitzero" zh:"期限止"`
}

// EncumbranceLifted 抵押/查封解除 takes an encumbrance off.
type EncumbranceLifted struct {
	RegisterNo string `json:"registerNo" zh:"登记(查封)文号" rule:"required,max=80"`
	DocNo      string `json:"docNo,omitzero" zh:"解除文书" rule:"max=80"`
	Reason     Code   `json:"reason,omitzero" zh:"解除原因" codes:"encumbrance_end"`
}

// UnitTransferred 工业上楼分割转让 sells a unit of the building with its share of the
// land; the holder keeps the share he promised to hold himself.
type UnitTransferred struct {
	UnitCode   UnitCode `json:"unitCode" zh:"不动产单元代码" rule:"required"`
	FloorArea  Area     `json:"floorArea" zh:"建筑面积" rule:"required,min=1"`
	LandShare  Area     `json:"landShare" zh:"分摊土地面积" rule:"required,min=0"`
	Transferee Party    `json:"transferee" zh:"受让方" rule:"required"`
	Price      Fen      `json:"price,omitzero" zh:"转让价格" rule:"min=0"`
	Industry   Industry `json:"industry,omitzero" zh:"行业代码"`
	ConsentNo  string   `json:"consentNo,omitzero" zh:"同意转让文号" rule:"max=80"`
	TitleNo    string   `json:"titleNo,omitzero" zh:"不动产权证号" rule:"max=80"`
}

func (RightTransferred) storedName() string  { return "RightTransferred" }
func (LeasedOut) storedName() string         { return "LeasedOut" }
func (LeaseEnded) storedName() string        { return "LeaseEnded" }
func (EncumbranceSet) storedName() string    { return "EncumbranceSet" }
func (EncumbranceLifted) storedName() string { return "EncumbranceLifted" }
func (UnitTransferred) storedName() string   { return "UnitTransferred" }
