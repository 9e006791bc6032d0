package domain

import (
	"math/big"
	"strconv"
)

var rightsRules = []Rule{
	{"idle.blocked", RuleRefused, "已认定为闲置土地，处置完毕前不得转让、出租、抵押", "idle land: no transfer, lease or mortgage until it is disposed of"},
	{"right.untitled", RuleDoubt, "没有在册的不动产权证", "no title on record"},
	{"transfer.agreement", RuleInvalid, "履约义务不随转的，须填新监管协议编号", "name the agreement that takes the old one's place"},
	{"transfer.same", RuleInvalid, "转让方与受让方相同", "from and to are the same"},
	{"transfer.rebuild", RuleInvalid, "重新建设须重新约定开工和竣工，且开工早于竣工；不重新建设则不填", "rebuilding comes with a start before a completion, and only rebuilding does"},
	{"transfer.from", RuleFinding, "转让方与在册的权利人不同", "another holder than on record"},
	{"transfer.part", RuleRefused, "部分转让须先分割宗地", "split the parcel first"},
	{"transfer.anew", RuleRefused, "重新建设只用于退出中的整体转让或司法处置", "rebuilding is for a transfer out of an exit"},
	{"transfer.court", RuleRefused, "司法处置（E10）须以司法方式转让，整体转让（E06）反之", "E10 goes with a court sale, E06 does not"},
	{"transfer.invested", RuleDoubt, "已投资不足规定比例且未预告登记", "too little invested and not pre-registered"},
	{"transfer.unpaid", RuleDoubt, "土地价款未缴清", "the price is not fully paid"},
	{"transfer.consent", RuleDoubt, "协议限制股权变更，须经同意", "the agreement locks the shares: consent is needed"},
	{"transfer.seized", RuleRefused, "权利被查封或限制交易", "the right is seized or restricted"},
	{"transfer.mortgaged", RuleFinding, "权利有抵押", "the right is mortgaged"},
	{"transfer.preempt", RuleFinding, "转让价低于基准价格，可优先购买", "so far below the benchmark that the government may buy first"},
	{"lease.dates", RuleInvalid, "租赁期止须晚于租赁期起", "the lease ends before it begins"},
	{"lease.what", RuleInvalid, "占地面积和建筑面积至少填一项", "give land or floor area"},
	{"lease.twice", RuleRefused, "租赁合同编号已使用", "the lease number is in use"},
	{"lease.long", RuleFinding, "租赁超过二十年，超过部分无效", "a lease above twenty years"},
	{"lease.area", RuleFinding, "出租面积之和大于宗地面积或建筑面积", "more leased out than there is"},
	{"lease.seized", RuleFinding, "出租被查封的权利", "leased out while seized"},
	{"lease.unknown", RuleRefused, "没有此出租，或已终止", "no such lease that runs"},
	{"encumbrance.dates", RuleInvalid, "期限止须晚于期限起", "the term ends before it begins"},
	{"encumbrance.twice", RuleRefused, "登记(查封)文号已使用", "the number is in use"},
	{"encumbrance.unknown", RuleRefused, "没有此抵押或查封，或已解除", "no such encumbrance that stands"},
	{"mortgage.seized", RuleRefused, "被查封的权利不得抵押", "a seized right cannot be mortgaged"},
	{"mortgage.rank", RuleFinding, "抵押顺位重复", "the rank is taken"},
	{"unit.parcel", RuleRefused, "不动产单元不属于本宗地", "a unit of another parcel"},
	{"unit.floor", RuleRefused, "分割转让的建筑面积之和大于总建筑面积", "more floor sold than there is"},
	{"unit.noFloor", RuleFinding, "总建筑面积未载，不能核对自持比例", "the floor area is not on record"},
	{"unit.land", RuleRefused, "分摊土地面积之和大于宗地面积", "more land sold than there is"},
	{"unit.selfHold", RuleRefused, "转让后自持比例低于承诺", "less is held than was promised"},
}

func (e RightTransferred) faults(_ *Fact, say faultFunc) {
	if !e.CommitmentsCarried && e.AgreementNo == "" {
		say("/agreementNo", "transfer.agreement")
	}
	if e.Mode != "EQUITY" && sameParty(e.From, e.To) {
		say("/to", "transfer.same")
	}
	if e.Rebuild && (e.StartBy == "" || e.CompleteBy <= e.StartBy) || !e.Rebuild && (e.StartBy != "" || e.CompleteBy != "") {
		say("/rebuild", "transfer.rebuild", string(e.StartBy), string(e.CompleteBy))
	}
}

// guard: court sales and succession are exempt from what a holder must have done
// before he sells (domain reference §10.4, 3 and §15.1, 9; 城市房地产管理法 第39条).
func (e RightTransferred) guard(d *decision) {
	exempt := e.Mode == "JUDICIAL" || e.Mode == "SUCCESSION"
	if e.From != (Party{}) && otherParty(e.From, d.p.Holder()) {
		d.find("/data/from", "transfer.from", d.p.Holder().Name, e.From.Name)
	}
	if e.Area > 0 && apart(e.Area, d.p.Land.RegisteredArea, 1) {
		d.refuse("/data/area", "transfer.part", versus(e.Area, d.p.Land.RegisteredArea))
	}
	e.leaving(d)
	if !exempt {
		d.notIdle("/type")
	}
	switch {
	case e.Mode == "EQUITY":
		if a := d.p.Agreement; a != nil && a.EquityLock && e.ConsentNo == "" {
			d.doubt("/data/consentNo", "transfer.consent")
		}
	case !exempt:
		e.earned(d)
	}
	e.priced(d)
}

// leaving checks a transfer that ends an exit.
func (e RightTransferred) leaving(d *decision) {
	x := d.p.Exit
	if d.p.Stage != StageExiting || x == nil {
		if e.Rebuild {
			d.refuse("/data/rebuild", "transfer.anew")
		}
		return
	}
	if (x.ExitType == "E10") != (e.Mode == "JUDICIAL") {
		d.refuse("/data/mode", "transfer.court", string(x.ExitType), string(e.Mode))
	}
}

// earned checks what a holder must have done before he sells.
func (e RightTransferred) earned(d *decision) {
	invested := e.InvestedRatio.rat()
	if !e.PreRegistered && (invested == nil || invested.Cmp(d.Policy.Ratio(TransferInvestRatio)) < 0) {
		d.doubt("/data/investedRatio", "transfer.invested", string(e.InvestedRatio))
	}
	if left := d.p.unpaid(); left > 0 {
		d.doubt("/type", "transfer.unpaid", left.String())
	}
	d.titled()
	if i := d.p.encumbered("SEIZURE", "RESTRICTION"); i >= 0 {
		d.refuse("/type", "transfer.seized", d.p.Encumbrances[i].RegisterNo)
	}
	if i := d.p.encumbered("MORTGAGE"); i >= 0 {
		d.find("/type", "transfer.mortgaged", d.p.Encumbrances[i].RegisterNo)
	}
}

// priced notes a price so low that the land reserve may buy first (R24).
func (e RightTransferred) priced(d *decision) {
	if off := e.Discount.rat(); off != nil && below(e.Price, e.BenchmarkPrice, d.Policy.Ratio(TransferPreempt)) {
		d.find("/data/price", "transfer.preempt", versus(e.Price, e.BenchmarkPrice), string(e.Discount))
	}
}

// below reports whether a price is at least so much below the benchmark, exactly.
func below(price, benchmark Fen, discount *big.Rat) bool {
	limit := new(big.Rat).Sub(one, discount)
	limit.Mul(limit, new(big.Rat).SetInt64(int64(benchmark)))
	return new(big.Rat).SetInt64(int64(price)).Cmp(limit) <= 0
}

// titled: what is not in the register cannot be sold.
func (d *decision) titled() {
	if d.p.Title == nil && d.p.Land.TitleNo == "" {
		d.doubt("/type", "right.untitled")
	}
}

// notIdle: land determined to lie idle stays where it is (闲置土地处置办法 第24条).
func (d *decision) notIdle(path string) {
	if d.p.IdleDetermined() {
		d.refuse(path, "idle.blocked")
	}
}

// leaseYearsMax: a lease is void beyond twenty years (民法典 第705条).
const leaseYearsMax = 20

func (e LeasedOut) faults(_ *Fact, say faultFunc) {
	if e.To != "" && e.To <= e.From {
		say("/to", "lease.dates", string(e.From), string(e.To))
	}
	if e.Area == 0 && e.FloorArea == 0 {
		say("/area", "lease.what")
	}
}

func (e LeasedOut) guard(d *decision) {
	d.notIdle("/type")
	if d.p.lease(e.LeaseNo) >= 0 {
		d.refuse("/data/leaseNo", "lease.twice", e.LeaseNo)
	}
	if e.To > e.From.AddYears(leaseYearsMax) {
		d.find("/data/to", "lease.long", string(e.To))
	}
	if i := d.p.encumbered("SEIZURE"); i >= 0 {
		d.find("/type", "lease.seized", d.p.Encumbrances[i].RegisterNo)
	}
	land, floor := e.Area, e.FloorArea
	for _, l := range d.p.Leases {
		if l.EndedOn == "" {
			land, floor = land+l.Area, floor+l.FloorArea
		}
	}
	if built := d.p.builtFloor(); land > d.p.Land.RegisteredArea {
		d.find("/data/area", "lease.area", versus(land, d.p.Land.RegisteredArea))
	} else if built > 0 && floor > built {
		d.find("/data/floorArea", "lease.area", versus(floor, built))
	}
}

func (e LeaseEnded) guard(d *decision) {
	if i := d.p.lease(e.LeaseNo); i < 0 || d.p.Leases[i].EndedOn != "" {
		d.refuse("/data/leaseNo", "lease.unknown", e.LeaseNo)
	}
}

func (e EncumbranceSet) faults(_ *Fact, say faultFunc) {
	if e.From != "" && e.To != "" && e.To <= e.From {
		say("/to", "encumbrance.dates", string(e.From), string(e.To))
	}
}

func (e EncumbranceSet) guard(d *decision) {
	if d.p.encumbrance(e.RegisterNo) >= 0 {
		d.refuse("/data/registerNo", "encumbrance.twice", e.RegisterNo)
	}
	if e.Kind != "MORTGAGE" {
		return
	}
	d.notIdle("/data/kind")
	if i := d.p.encumbered("SEIZURE"); i >= 0 {
		d.refuse("/data/kind", "mortgage.seized", d.p.Encumbrances[i].RegisterNo)
	}
	for _, x := range d.p.Encumbrances {
		if x.Kind == "MORTGAGE" && x.LiftedOn == "" && e.Rank > 0 && x.Rank == e.Rank {
			d.find("/data/rank", "mortgage.rank", strconv.Itoa(e.Rank), x.RegisterNo)
		}
	}
}

func (e EncumbranceLifted) guard(d *decision) {
	if i := d.p.encumbrance(e.RegisterNo); i < 0 || d.p.Encumbrances[i].LiftedOn != "" {
		d.refuse("/data/registerNo", "encumbrance.unknown", e.RegisterNo)
	}
}

func (e UnitTransferred) guard(d *decision) {
	if code := d.p.Land.ParcelCode; code != "" && string(e.UnitCode[:19]) != string(code) {
		d.refuse("/data/unitCode", "unit.parcel", string(code))
	}
	d.notIdle("/type")
	d.titled()
	after := d.p.Clone()
	e.evolve(after, d.f.OccurredOn)
	var land Area
	for _, u := range after.Units {
		land += u.LandShare
	}
	if land > d.p.Land.RegisteredArea {
		d.refuse("/data/landShare", "unit.land", versus(land, d.p.Land.RegisteredArea))
	}
	d.selfHeld(after)
}

// selfHeld holds what is left to the holder against what he promised to hold.
func (d *decision) selfHeld(after *Parcel) {
	floor, sold := after.builtFloor(), after.soldFloor()
	if floor == 0 {
		d.find("/data/floorArea", "unit.noFloor")
		return
	}
	if sold > floor {
		d.refuse("/data/floorArea", "unit.floor", versus(sold, floor))
		return
	}
	promised := d.p.commitment("SELF_HOLD")
	target, held := Decimal(promised.Target).rat(), after.selfHoldFigure(promised).value
	if target == nil || held == nil {
		return
	}
	if !meets("GE", target, held, promised.slack(d.Policy)) {
		d.refuse("/data/floorArea", "unit.selfHold", promised.Target, plain(held))
	}
}
