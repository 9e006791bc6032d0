package domain

import (
	"slices"
	"strconv"
)

func (e GrantContractSigned) faults(_ *Fact, say faultFunc) {
	if e.DeliverBy.Base == "DELIVERY" {
		say("/deliverBy/base", "contract.deliverBy")
	}
	for i, x := range e.Instalments {
		if slices.ContainsFunc(e.Instalments[:i], func(y Instalment) bool { return y.No == x.No }) {
			say("/instalments/"+strconv.Itoa(i)+"/no", "contract.instalmentTwice", strconv.Itoa(x.No))
		}
	}
}

// guard checks a contract. What old papers often lack or get wrong is a
// doubt: refused today, noted when back-filled. That an earlier phase on other land missed
// its investment (§10.4, 6) is not asked: no contract says which phase comes before it.
func (e GrantContractSigned) guard(d *decision) {
	d.contractComplete(e)
	d.contractPrice(e)
	d.contractDates(e)
	if e.Method == "AGREEMENT" && e.Ground == "" {
		d.doubt("/data/ground", "contract.ground")
	}
	if e.FARMin != "" && e.FARMax != "" && e.FARMin.rat().Cmp(e.FARMax.rat()) > 0 {
		d.doubt("/data/farMin", "contract.far", string(e.FARMin), string(e.FARMax))
	}
	if e.TermYears > d.Policy.Int(TermMaxYears) {
		d.find("/data/termYears", "term.long", strconv.Itoa(e.TermYears))
	}
	if apart(e.Area, d.p.Land.RegisteredArea, 1) {
		d.find("/data/area", "contract.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
	if a := d.p.Award; a != nil && otherParty(a.Winner, e.Holder) {
		d.find("/data/holder", "contract.holder")
	}
}

// contractComplete asks of a contract signed today what the grant form names.
// Allocation and lease know no price or building days of the grant form. Old
// papers may lack any of it (未载), which is no finding.
func (d *decision) contractComplete(e GrantContractSigned) {
	if d.f.Backfill {
		return
	}
	need := func(name string, given bool) {
		if !given {
			d.refuse("/data/"+name, "contract.incomplete", name)
		}
	}
	need("contractNo", e.ContractNo != "")
	need("holder", e.Holder != Party{})
	if priceless[e.Method] {
		return
	}
	need("price", e.Price != nil)
	need("deliverBy", e.DeliverBy != Deadline{})
	need("startBy", e.StartBy != Deadline{})
	need("completeBy", e.CompleteBy != Deadline{})
}

func (d *decision) contractPrice(e GrantContractSigned) {
	if e.Price == nil {
		return
	}
	if *e.Price == 0 && e.Method != "ALLOCATION" {
		d.find("/data/price", "contract.priceZero")
	}
	if a := d.p.Award; a != nil && a.Price != *e.Price {
		d.find("/data/price", "contract.price", versus(*e.Price, a.Price))
	}
	var sum Fen
	for _, i := range e.Instalments {
		sum += i.Amount
	}
	if len(e.Instalments) > 0 && sum != *e.Price {
		d.doubt("/data/instalments", "contract.instalments", versus(sum, *e.Price))
	}
}

// contractDates compares the agreed days. Those counted from delivery are taken
// from the agreed delivery, the earliest it may be.
func (d *decision) contractDates(e GrantContractSigned) {
	signed := d.f.OccurredOn
	deliver := e.DeliverBy.Resolve(signed, "")
	start, complete := e.StartBy.Resolve(signed, deliver), e.CompleteBy.Resolve(signed, deliver)
	if deliver != "" && start != "" && start < deliver {
		d.doubt("/data/startBy", "contract.dates", string(deliver), string(start))
	}
	if complete != "" && (complete <= start || complete <= deliver) {
		d.doubt("/data/completeBy", "contract.dates", string(max(start, deliver)), string(complete))
	}
	d.beforeSigning("deliverBy", deliver)
	d.beforeSigning("startBy", start)
	d.beforeSigning("completeBy", complete)
}

func (d *decision) beforeSigning(name string, day Date) {
	if day != "" && day < d.f.OccurredOn {
		d.find("/data/"+name, "contract.beforeSigning", string(day), string(d.f.OccurredOn))
	}
}
