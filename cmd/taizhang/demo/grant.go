package demo

import (
	"fmt"

	"taizhang/domain"
)

// secure follows a signed contract: the bond of the agreement, the title once the
// price is paid, the papers before building.
func (l *life) secure(signed domain.Date) {
	l.aside(func() {
		if l.agreed && !l.fated("contract rescinded") {
			l.note("FIN", signed.AddDays(10+l.rng.IntN(20)), domain.BondPosted{Amount: l.bond(), Required: l.bond(), Form: "CASH", Account: "演示监管账户", ReceiptNo: l.paperNo("保")})
		}
		l.note("ASB", signed.AddDays(8), domain.PermitIssued{Kind: "FILING", PermitNo: l.paperNo("备案"), Issuer: "ASB"})
		l.note("PNR", signed.AddDays(12), domain.PermitIssued{Kind: "LAND_PLANNING", PermitNo: l.paperNo("地字"), Issuer: "PNR"})
	})
}

// title registers the right after the last payment.
func (l *life) title(on domain.Date) {
	end := on.AddYears(50)
	l.note("PNR", on, domain.TitleRegistered{TitleNo: l.paperNo("不动产权"), Holders: []domain.Holder{{Party: l.firm}}, Area: l.plot.area, TermStart: on, TermEnd: end})
}

// permits are what building needs, some weeks before it starts.
func (l *life) permits(start domain.Date) {
	l.aside(func() {
		l.note("ASB", start.AddDays(-20), domain.PermitIssued{Kind: "EIA", PermitNo: l.paperNo("环评"), Issuer: "ASB"})
		l.note("PNR", start.AddDays(-12), domain.PermitIssued{Kind: "WORKS_PLANNING", PermitNo: l.paperNo("建字"), Issuer: "PNR", FloorArea: l.plot.area * 12 / 10})
		l.note("ASB", start.AddDays(-6), domain.PermitIssued{Kind: "CONSTRUCTION", PermitNo: fmt.Sprintf("演施%d-%d", start.Year(), l.index), Issuer: "ASB", FloorArea: l.plot.area * 12 / 10, ValidTo: start.AddYears(3)})
	})
}

// progress reports the works halfway.
func (l *life) progress(start domain.Date) {
	l.aside(func() {
		for i, percent := range []int{20, 45} {
			if l.chance(60) {
				l.note("HUC", start.AddDays(90+120*i), domain.ProgressReported{Percent: percent, Investment: l.yearly(0.012 * float64(percent)), Note: "主体结构施工"})
			}
		}
	})
}

// leaseLand gives the land on lease before it is granted (先租后让), and grants it
// when the project has been checked.
func (l *life) leaseLand() {
	signed := l.on
	l.startBy, l.completeBy = signed.AddMonths(9), signed.AddMonths(24)
	l.happen("PNR", domain.LandLeased{
		LeaseNo: l.paperNo("土租"), Lessee: l.firm, Area: l.plot.area, From: signed, To: signed.AddYears(5), RentYearly: l.price / 50, GrantYears: 45,
		DeliverBy: domain.Deadline{Base: "CONTRACT", Days: 60}, StartBy: domain.Deadline{Base: "DATE", Date: l.startBy}, CompleteBy: domain.Deadline{Base: "DATE", Date: l.completeBy},
	})
}

func (l *life) convertLease(on domain.Date) {
	l.note("PNR", on, domain.LeaseConverted{
		ContractNo: l.paperNo("转让"), Price: l.price, TermYears: 45, CheckRef: l.paperNo("考核"), Instalments: []domain.Instalment{{No: 1, Due: on.AddDays(30), Amount: l.price}},
	})
}

// rescind ends the contract because nothing was paid; the land is in reserve again.
func (l *life) rescind() {
	l.wait(110, 160)
	if l.agreed {
		l.happen("IIT", domain.AgreementTerminated{Side: "GOVERNMENT", Ground: "受让人未缴纳地价款", Bond: "FORFEIT", DocNo: l.paperNo("终止")})
	}
	l.happen("PNR", domain.ContractRescinded{Ground: "PAYMENT_DEFAULT", LegalBasis: "出让合同约定：逾期付款超过60日", DocNo: l.paperNo("解除"), Forfeited: l.price / 5})
}

// giveBack returns half of the bond when the plant is complete.
func (l *life) giveBack(completed domain.Date) {
	l.aside(func() {
		if l.agreed && l.chance(80) {
			l.note("FIN", completed.AddDays(30+l.rng.IntN(30)), domain.BondReleased{Amount: l.bond() / 2, Milestone: "COMPLETION", Ratio: "0.50", DocNo: l.paperNo("退")})
		}
	})
}
