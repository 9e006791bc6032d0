package domain

import (
	"math/big"
	"slices"
	"strconv"
)

var termRules = []Rule{
	{"fail.reason", RuleRefused, "原因与是否已成交不符：流拍未成交，竞得人未签约须已成交", "NO_BID has no winner, WINNER_DEFAULT needs one"},
	{"announce.listing", RuleFinding, "挂牌时间不足", "listed for too short a time"},
	{"title.shares", RuleInvalid, "份额须大于 0，按份共有时合计为 1", "shares are above 0 and add up to 1"},
	{"title.unpaid", RuleFinding, "价款未缴清", "the price is not fully paid"},
	{"title.holder", RuleFinding, "登记的权利人与在册的不同", "another holder than on record"},
	{"title.area", RuleFinding, "登记面积与宗地面积相差超过 1%", "another area than the parcel's"},
	{"rescind.none", RuleRefused, "没有在册的合同", "no contract on record"},
	{"rescind.exit", RuleRefused, "动工后解除合同须以违约解除（E03）启动退出", "after the start a rescission is an exit of type E03"},
	{"rescind.payment", RuleFinding, "没有逾期超过约定天数的价款", "no instalment is late enough"},
	{"rescind.bond", RuleDoubt, "履约保证金尚有余额，须先退还或扣收", "release or forfeit the bond first"},
	{"rescind.refund", RuleFinding, "退还价款大于已缴价款", "more refunded than was paid"},
	{"landLease.dates", RuleInvalid, "期限止须晚于期限起", "the term ends before it begins"},
	{"landLease.long", RuleDoubt, "土地租赁超过最长年限", "a lease longer than allowed"},
	{"landLease.method", RuleRefused, "供应方式不是租赁或先租后让", "the land was not offered for lease"},
	{"landLease.none", RuleRefused, "没有在册的土地租赁", "no lease of the land on record"},
	{"landLease.converted", RuleRefused, "租赁已转为出让", "the lease was converted before"},
	{"landLease.total", RuleRefused, "租赁与出让年限合计超过最高年限", "lease and grant together exceed the longest term"},
	{"landLease.expired", RuleFinding, "租赁期满后才转为出让", "converted after the lease ended"},
	{"landLease.check", RuleFinding, "达产验收尚未合格", "capacity is not accepted yet"},
	{"renew.applied", RuleInvalid, "申请日期晚于续期日期", "asked for after it was granted"},
	{"renew.end", RuleRefused, "续期后的使用期止不晚于原使用期止", "the new term does not end later"},
	{"renew.long", RuleRefused, "续期超过最高年限", "renewed by more than the longest term"},
	{"renew.late", RuleFinding, "未在期满一年前申请续期", "asked for less than a year before the end"},
	{"temporary.long", RuleOverride, "临时用地超过最长期限", "temporary use longer than allowed"},
	{"temporary.twice", RuleRefused, "批准文号已使用", "the approval number is in use"},
	{"temporary.area", RuleFinding, "临时用地面积大于宗地面积", "more than the parcel"},
	{"temporary.unknown", RuleRefused, "没有此临时用地，或已复垦", "no such temporary use that is not reclaimed"},
	{"temporary.late", RuleFinding, "期满后超过复垦期限", "reclaimed too late"},
	{"permit.validTo", RuleInvalid, "有效期早于发证日期", "valid to a day before the issue"},
	{"permit.twice", RuleRefused, "同类证照编号已使用", "the permit is on record"},
	{"permit.order", RuleFinding, "没有在册的前置证照", "the permit that comes before is not on record"},
}

func (e SupplyFailed) guard(d *decision) {
	awarded := d.p.Award != nil
	if awarded && e.Reason == "NO_BID" || !awarded && e.Reason == "WINNER_DEFAULT" {
		d.refuse("/data/reason", "fail.reason", string(e.Reason))
	}
}

func (e TitleRegistered) faults(_ *Fact, say faultFunc) {
	if e.TermStart != "" && e.TermEnd != "" && e.TermEnd < e.TermStart {
		say("/termEnd", "term.order", string(e.TermStart), string(e.TermEnd))
	}
	if !wholeShares(e.Holders) {
		say("/holders", "title.shares")
	}
}

// wholeShares: either nobody has a share, or everybody has and they make one.
func wholeShares(holders []Holder) bool {
	sum, shared := new(big.Rat), 0
	for _, h := range holders {
		if share := h.Share.rat(); share != nil {
			if share.Sign() <= 0 {
				return false
			}
			sum.Add(sum, share)
			shared++
		}
	}
	return shared == 0 || shared == len(holders) && sum.Cmp(one) == 0
}

func (e TitleRegistered) guard(d *decision) {
	if left := d.p.unpaid(); left > 0 && !d.f.Backfill {
		d.find("/data/titleNo", "title.unpaid", left.String())
	}
	if known := d.p.Holder(); !slices.ContainsFunc(e.Holders, func(h Holder) bool { return !otherParty(known, h.Party) }) {
		d.find("/data/holders", "title.holder", known.Name, e.Holders[0].Party.Name)
	}
	if e.Area > 0 && apart(e.Area, d.p.Land.RegisteredArea, 1) {
		d.find("/data/area", "title.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
	if e.TermStart != "" && e.TermEnd > e.TermStart.AddYears(d.Policy.Int(TermMaxYears)) {
		d.find("/data/termEnd", "term.long", string(e.TermStart), string(e.TermEnd))
	}
}

// unpaid is what of the price has not been paid. Without instalments the whole price
// is one; a contract without a price owes none.
func (p *Parcel) unpaid() Fen {
	c := p.Contract
	if c == nil {
		return 0
	}
	var left, paid Fen
	for _, i := range c.Instalments {
		left += max(0, i.Amount-c.Paid[i.No])
	}
	for _, amount := range c.Paid {
		paid += amount
	}
	if len(c.Instalments) == 0 && c.Price != nil {
		return max(0, *c.Price-paid)
	}
	return left
}

func (e ContractRescinded) guard(d *decision) {
	c := d.p.Contract
	if c == nil {
		d.refuse("/type", "rescind.none")
		return
	}
	if x := d.p.Exit; d.p.Stage == StageExiting && x != nil && x.ExitType != "E03" {
		d.refuse("/type", "rescind.exit", string(x.ExitType))
	}
	if e.Ground == "PAYMENT_DEFAULT" && !d.p.lateFor(d.Policy.Int(PayRescindDays), d.f.OccurredOn) {
		d.find("/data/ground", "rescind.payment")
	}
	if left := d.p.Bond.Balance(); left > 0 && d.p.Stage != StageExiting {
		d.doubt("/type", "rescind.bond", left.String())
	}
	var paid Fen
	for _, amount := range c.Paid {
		paid += amount
	}
	if e.Refund > paid && !d.f.Backfill {
		d.find("/data/refund", "rescind.refund", versus(e.Refund, paid))
	}
}

// lateFor reports whether an instalment has been unpaid for more than so many days
// after its day.
func (p *Parcel) lateFor(days int, today Date) bool {
	return slices.ContainsFunc(p.Contract.Instalments, func(i Instalment) bool {
		return p.Contract.Paid[i.No] < i.Amount && i.Due.AddDays(days).overdue(today)
	})
}

func (e LandLeased) faults(_ *Fact, say faultFunc) {
	if e.To <= e.From {
		say("/to", "landLease.dates", string(e.From), string(e.To))
	}
}

func (e LandLeased) guard(d *decision) {
	if e.To > e.From.AddYears(d.Policy.Int(LeaseMaxYears)) {
		d.doubt("/data/to", "landLease.long", string(e.From), string(e.To))
	}
	if s := d.p.Supply; s != nil && s.Method != "LEASE" && s.Method != "LEASE_FIRST" {
		d.refuse("/type", "landLease.method", string(s.Method))
	}
	if a := d.p.Award; a != nil && otherParty(a.Winner, e.Lessee) {
		d.find("/data/lessee", "contract.holder", a.Winner.Name, e.Lessee.Name)
	}
	if apart(e.Area, d.p.Land.RegisteredArea, 1) {
		d.find("/data/area", "contract.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}

func (e LeaseConverted) guard(d *decision) {
	lease := d.p.LandLease
	if lease == nil {
		d.refuse("/type", "landLease.none")
		return
	}
	if lease.ConvertedOn != "" {
		d.refuse("/type", "landLease.converted", string(lease.ConvertedOn))
	}
	if end := d.f.OccurredOn.AddYears(e.TermYears); end > lease.From.AddYears(d.Policy.Int(TermMaxYears)) {
		d.refuse("/data/termYears", "landLease.total", string(lease.From), string(end))
	}
	if lease.To.overdue(d.f.OccurredOn) {
		d.find("/occurredOn", "landLease.expired", string(lease.To))
	}
	if accepted := d.p.Operation.Capacity; accepted != "PASS" && accepted != "BASIC" {
		d.find("/data/checkRef", "landLease.check", string(accepted))
	}
	var sum Fen
	for _, i := range e.Instalments {
		sum += i.Amount
	}
	if len(e.Instalments) > 0 && sum != e.Price {
		d.doubt("/data/instalments", "contract.instalments", versus(sum, e.Price))
	}
}

func (e TermRenewed) faults(f *Fact, say faultFunc) {
	if e.AppliedOn > f.OccurredOn {
		say("/appliedOn", "renew.applied", string(e.AppliedOn))
	}
}

func (e TermRenewed) guard(d *decision) {
	end := d.p.Term.End
	if end == "" {
		return
	}
	if e.NewEnd <= end {
		d.refuse("/data/newEnd", "renew.end", string(end), string(e.NewEnd))
	}
	if e.NewEnd > end.AddYears(d.Policy.Int(TermMaxYears)) {
		d.refuse("/data/newEnd", "renew.long", string(end), string(e.NewEnd))
	}
	if last := end.AddYears(-d.Policy.Int(TermRenewNotice)); e.AppliedOn > last {
		d.find("/data/appliedOn", "renew.late", string(last), string(e.AppliedOn))
	}
}

func (e ContributionInKind) guard(d *decision) {
	if e.Area > 0 && apart(e.Area, d.p.Land.RegisteredArea, 1) {
		d.find("/data/area", "contract.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
	if e.TermYears > d.Policy.Int(TermMaxYears) {
		d.find("/data/termYears", "term.long", strconv.Itoa(e.TermYears))
	}
}

func (e TemporaryUseApproved) faults(_ *Fact, say faultFunc) {
	if e.To <= e.From {
		say("/to", "landLease.dates", string(e.From), string(e.To))
	}
}

func (e TemporaryUseApproved) guard(d *decision) {
	if d.p.temporaryUse(e.ApprovalNo) >= 0 {
		d.refuse("/data/approvalNo", "temporary.twice", e.ApprovalNo)
	}
	if e.To > e.From.AddMonths(d.Policy.Int(TempUseMax)) {
		d.unlessOverridden("/data/to", "temporary.long", string(e.From), string(e.To))
	}
	if e.Area > d.p.Land.RegisteredArea {
		d.find("/data/area", "temporary.area", versus(e.Area, d.p.Land.RegisteredArea))
	}
}

func (e TemporaryUseReclaimed) guard(d *decision) {
	i := d.p.temporaryUse(e.ApprovalNo)
	if i < 0 || d.p.TemporaryUses[i].ReclaimedOn != "" {
		d.refuse("/data/approvalNo", "temporary.unknown", e.ApprovalNo)
		return
	}
	if last := d.p.TemporaryUses[i].To.AddMonths(d.Policy.Int(TempReclaimMonths)); last.overdue(d.f.OccurredOn) {
		d.find("/occurredOn", "temporary.late", string(last))
	}
}

func (e PermitIssued) faults(f *Fact, say faultFunc) {
	if e.ValidTo != "" && e.ValidTo < f.OccurredOn {
		say("/validTo", "permit.validTo", string(e.ValidTo))
	}
}

// permitBefore is the paper that each needs first.
var permitBefore = map[Code]Code{"WORKS_PLANNING": "LAND_PLANNING", "CONSTRUCTION": "WORKS_PLANNING", "PLANNING_CHECK": "WORKS_PLANNING", "JOINT_ACCEPTANCE": "CONSTRUCTION"}

func (e PermitIssued) guard(d *decision) {
	if slices.ContainsFunc(d.p.Permits, func(x Permit) bool { return x.Kind == e.Kind && x.PermitNo == e.PermitNo }) {
		d.refuse("/data/permitNo", "permit.twice", e.PermitNo)
	}
	before := permitBefore[e.Kind]
	if before != "" && !d.f.Backfill && !slices.ContainsFunc(d.p.Permits, func(x Permit) bool { return x.Kind == before }) {
		d.find("/data/kind", "permit.order", string(before))
	}
}
