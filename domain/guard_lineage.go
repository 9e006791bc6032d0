package domain

import (
	"math/big"
	"slices"
	"strconv"
)

// An estate is what parcels leave to their successors.
type estate struct {
	area, lowEfficiency Area
	commitments         []Commitment
	codes               []ParcelCode
	holder              Party
}

func (p *Parcel) estate() estate {
	return estate{p.Land.RegisteredArea, p.LowEff.Remaining, p.commitments(), p.familyCodes(), p.Holder()}
}

func (s Successor) faults(_ *Fact, say faultFunc) {
	if s.Registration.ParcelCode == "" {
		say("/registration/parcelCode", "lineage.code")
	}
	if s.Start == anew && len(s.Commitments) > 0 {
		say("/commitments", "lineage.anew")
	}
	if s.LowEfficiency > s.Registration.RegisteredArea {
		say("/lowEfficiency", "lineage.lowArea", versus(s.LowEfficiency, s.Registration.RegisteredArea))
	}
}

func (e ParcelSplit) faults(_ *Fact, say faultFunc) {
	if len(e.Children) < 2 {
		say("/children", "split.children")
	}
	for i, c := range e.Children {
		at := "/children/" + strconv.Itoa(i) + "/registration"
		if c.Registration.Origin != bySplit {
			say(at+"/origin", "lineage.origin", string(bySplit))
		}
		twin := func(o Successor) bool {
			return o.Registration.ParcelCode == c.Registration.ParcelCode || o.kin().Parcel == c.kin().Parcel
		}
		if slices.ContainsFunc(e.Children[:i], twin) {
			say(at+"/parcelCode", "lineage.code.twice", string(c.Registration.ParcelCode))
		}
	}
}

func (e ParcelSplit) guard(d *decision) {
	d.unsettled("/type", d.p, e.MortgageeConsent)
	d.areas("/data/children", e.Children, d.p.estate())
	for i, c := range e.Children {
		d.succeeds("/data/children/"+strconv.Itoa(i), c, d.p.estate())
	}
	d.commitmentsLeft("/data/children", e.Children, d.p.estate())
}

func (e ParcelMerged) faults(_ *Fact, say faultFunc) {
	if e.Into.Registration.Origin != byMerge {
		say("/into/registration/origin", "lineage.origin", string(byMerge))
	}
	for i, o := range e.Others {
		again := slices.ContainsFunc(e.Others[:i], func(x MergedParcel) bool { return x.Parcel == o.Parcel })
		if again || o.Parcel == e.Into.kin().Parcel {
			say("/others/"+strconv.Itoa(i)+"/parcel", "merge.twice", o.Parcel.String())
		}
	}
}

func (e ParcelMerged) guard(d *decision) {
	all := d.p.estate()
	for i, o := range e.Others {
		d.merges("/data/others/"+strconv.Itoa(i)+"/parcel", e, o)
		all.area += o.Area
		all.lowEfficiency += o.LowEfficiency
		all.codes = slices.Concat(all.codes, o.FamilyCodes)
		all.commitments = d.united("/data/others/"+strconv.Itoa(i), all.commitments, o.Commitments)
	}
	into := []Successor{e.Into}
	d.unsettled("/type", d.p, e.MortgageeConsent)
	d.areas("/data/into", into, all)
	d.succeeds("/data/into", e.Into, all)
	d.commitmentsLeft("/data/into", into, all)
}

// merges compares another parcel with the leading one.
func (d *decision) merges(at string, e ParcelMerged, o MergedParcel) {
	land := d.p.Land
	if o.Parcel == d.p.ID {
		d.refuse(at, "merge.twice", o.Parcel.String())
	}
	if !e.Regrant && land.RightKind != "" && o.RightKind != "" && land.RightKind != o.RightKind {
		d.refuse(at, "merge.right", string(land.RightKind), string(o.RightKind))
	}
	if !e.Regrant && otherParty(d.p.Holder(), o.Holder) {
		d.refuse(at, "merge.holder", d.p.Holder().Name, o.Holder.Name)
	}
	if d.p.Agreement == nil && len(o.Commitments) > 0 || d.p.Contract == nil && o.Price > 0 {
		d.refuse(at, "merge.lead")
	}
	if o.Stage != d.p.bequeathedStage() {
		d.find(at, "merge.stage", o.Stage.ZH(), d.p.Stage.ZH())
	}
}

// united adds commitments to others; the same promise once. Two that differ would
// contradict each other.
func (d *decision) united(at string, all, more []Commitment) []Commitment {
	for _, c := range more {
		i := slices.IndexFunc(all, func(x Commitment) bool { return x.ID() == c.ID() })
		switch {
		case i < 0:
			all = with(all, c)
		case all[i] != c:
			d.refuse(at, "merge.commitments", c.ID())
		}
	}
	return all
}

// areas checks that neither land nor low-efficiency land appears or vanishes: R27
// of the alarm rules, as a guard.
func (d *decision) areas(at string, heirs []Successor, e estate) {
	var sum, low Area
	for _, s := range heirs {
		sum += s.Registration.RegisteredArea
		low += s.LowEfficiency
	}
	if !d.Policy.sameLand(sum, e.area) {
		d.refuse(at, "lineage.area", versus(sum, e.area))
	}
	if low != e.lowEfficiency {
		d.refuse(at, "lineage.lowEfficiency", versus(low, e.lowEfficiency))
	}
}

// sameLand reports whether two measurements of one piece of land agree, within the
// larger of the two tolerances (1 m² and 0.1 %).
func (p Policy) sameLand(a, of Area) bool {
	apart := big.NewRat(int64(max(a-of, of-a)), 1)
	share := p.Ratio(AreaToleranceRatio)
	share.Mul(share, big.NewRat(int64(of), 1))
	return apart.Cmp(share) <= 0 || apart.Cmp(big.NewRat(int64(p.Int(AreaTolerance)), 1)) <= 0
}

// succeeds checks one successor against what there is to take.
func (d *decision) succeeds(at string, s Successor, e estate) {
	if slices.Contains(e.codes, s.Registration.ParcelCode) {
		d.refuse(at+"/registration/parcelCode", "lineage.code.used", string(s.Registration.ParcelCode))
	}
	for i, id := range s.Commitments {
		known := slices.ContainsFunc(e.commitments, func(c Commitment) bool { return c.ID() == id })
		if !known || slices.Contains(s.Commitments[:i], id) {
			d.refuse(at+"/commitments/"+strconv.Itoa(i), "lineage.commitment", id)
		}
	}
	if s.Start != anew && otherParty(e.holder, s.Registration.Holder) {
		d.find(at+"/registration/holder", "lineage.holder", e.holder.Name, s.Registration.Holder.Name)
	}
}

// totals are commitments to a sum: two parcels that both take one promise it twice.
var totals = []Code{"FAI_TOTAL", "ENERGY_CAP", "POLL_CAP", "POLL_CAP_COD", "POLL_CAP_NH3N", "POLL_CAP_SO2", "POLL_CAP_NOX", "POLL_CAP_VOCS", "JOBS"}

// commitmentsLeft wants every promise taken over: a split must not end one.
func (d *decision) commitmentsLeft(at string, heirs []Successor, e estate) {
	for _, c := range e.commitments {
		takers := 0
		for _, s := range heirs {
			if slices.Contains(s.Commitments, c.ID()) {
				takers++
			}
		}
		switch {
		case takers == 0:
			d.doubt(at, "lineage.commitment.left", c.ID())
		case takers > 1 && slices.Contains(totals, c.Metric):
			d.find(at, "lineage.commitment.shared", c.ID())
		}
	}
}

// unsettled refuses to end a parcel of which something is open that no successor
// would carry: a transfer of part of the land needs the price paid
// (城市房地产管理法 第39条), a breach is not escaped by a new code, and a way out is
// finished or cancelled first, but for the one that is the split (E07).
func (d *decision) unsettled(at string, p *Parcel, mortgageeConsent string) {
	d.encumbered(at, p, mortgageeConsent)
	if p.Stage == StageExiting && p.Exit.ExitType != "E07" {
		d.refuse(at, "lineage.exiting", string(p.Exit.ExitType))
	}
	open := (&decision{p: p}).outstanding()
	if due := p.OutstandingPenalties(); due > 0 {
		open = append(open, "违约金、费用 "+due.String())
	}
	if len(open) > 0 && p.Stage != StageVacated {
		d.doubt(at, "lineage.outstanding", open...)
	}
	if s := p.Stage; s == StageRecruiting || s == StageAdmitted || s == StageOffered || s == StageAwarded {
		d.find(at, "lineage.supply", s.ZH())
	}
	if open := p.unresolved(); len(open) > 0 {
		d.find(at, "lineage.open", open...)
	}
}

// encumbered refuses what others have a right to prevent: land that is seized is not
// divided or merged (最高人民法院查扣冻规定), mortgaged land only as the mortgagee
// agrees (不动产登记操作规范), and land under investigation or determined as idle is not
// registered otherwise (闲置土地处置办法 第24条).
func (d *decision) encumbered(at string, p *Parcel, mortgageeConsent string) {
	if i := p.encumbered("SEIZURE", "RESTRICTION"); i >= 0 {
		d.refuse(at, "lineage.seized", p.Encumbrances[i].RegisterNo)
	}
	if i := p.encumbered("MORTGAGE"); i >= 0 && mortgageeConsent == "" {
		d.refuse("/data/mortgageeConsent", "lineage.mortgage", p.Encumbrances[i].RegisterNo)
	}
	if p.IdleRunning() || p.IdleDetermined() {
		d.refuse(at, "lineage.idle", p.Idle().CaseNo)
	}
}

// unresolved names issues, legacy cases and leases that are open, and the bond: they
// are recorded anew on the successors they concern.
func (p *Parcel) unresolved() []string {
	var open []string
	for _, x := range p.Issues {
		if x.ResolvedOn == "" {
			open = append(open, "问题 "+x.IssueID)
		}
	}
	for _, c := range p.Legacy {
		if c.Open() > 0 {
			open = append(open, "历史遗留 "+c.CaseNo)
		}
	}
	for _, l := range p.Leases {
		if l.EndedOn == "" {
			open = append(open, "租约 "+l.LeaseNo)
		}
	}
	if balance := p.Bond.Balance(); balance > 0 {
		open = append(open, "履约保证金 "+balance.String())
	}
	return open
}

// carried returns the merge with what the other parcels bring, and refuses those
// that cannot be merged.
func (d *decision) carried(e ParcelMerged) ParcelMerged {
	e.Others = slices.Clone(e.Others)
	for i := range e.Others {
		o := &e.Others[i]
		at := "/data/others/" + strconv.Itoa(i) + "/parcel"
		p := d.Others[o.Parcel]
		switch {
		case p == nil || p.Stage == StageNone:
			d.refuse(at, "merge.unknown", o.Parcel.String())
			continue
		case p.Stage == StageRetired:
			d.refuse(at, "merge.retired", o.Parcel.String())
			continue
		case p.LastOn > d.f.OccurredOn:
			d.refuse(at, "merge.later", string(p.LastOn))
		}
		d.unsettled(at, p, e.MortgageeConsent)
		price, paid := p.priced()
		*o = MergedParcel{o.Parcel, p.Land.ParcelCode, p.Land.RegisteredArea, p.bequeathedStage(), p.Land.RightKind, p.Holder(),
			price, paid, p.LowEff.Remaining, p.commitments(), p.burdens(), p.familyCodes()}
	}
	return e
}

// carry lets a merge be decided with what the other parcels bring.
func carry(f Fact, terms Terms) (Fact, error) {
	e, ok := f.Event.(ParcelMerged)
	if !ok {
		return f, nil
	}
	d := decision{f: &f, Terms: terms}
	f.Event = d.carried(e)
	if len(d.problems) > 0 {
		return Fact{}, &Refused{Problems: d.problems}
	}
	f.Findings = slices.Concat(f.Findings, d.findings)
	return f, nil
}

// byLedger reports whether only the ledger writes an event.
func byLedger(e Event) bool {
	switch e.(type) {
	case ParcelSucceeded, ParcelAbsorbed:
		return true
	}
	return false
}

// founding reports whether other parcels rest on an event: it is not corrected or
// annulled, a new split or merge follows it instead.
func founding(e Event) bool {
	switch e.(type) {
	case ParcelSplit, ParcelMerged, ParcelSucceeded, ParcelAbsorbed:
		return true
	}
	return false
}
