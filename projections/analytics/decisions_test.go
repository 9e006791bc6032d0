package analytics

import (
	"fmt"
	"testing"

	"taizhang/domain"
)

// What was released is decided anew when a report comes, and what an earlier day knew
// is not answered by what is known today.
func TestDecisionsFollowTheReports(t *testing.T) {
	a, l := open(t), newLog(t)
	l.open()
	told := 0
	report := func(n, firm int) {
		id := parcelNo(n)
		l.register(id, "2023-01-01", "120116", "C3670", mu(30))
		l.operate(id, "2023-06-01", "C3670")
		r := reportOf{fmt.Sprintf("企业%d", firm), "2024", "CUMULATIVE", "FINAL", wan, wan / 10}.event()
		r.Enterprise.USCC = domain.USCC(fmt.Sprintf("9112%014d", firm))
		l.add(id, domain.Fact{OccurredOn: "2025-01-09", Event: r})
		apply(t, a, l.records[told:], batchRecordsMax)
		told = len(l.records)
	}
	q := EfficiencyQuery{By: District, Per: Year, From: 2024, To: 2024, For: inside}
	tax := func() bool {
		answer, err := a.Efficiency(t.Context(), q)
		if err != nil || len(answer.Rows) != 1 {
			t.Fatalf("%v, %v", answer.Rows, err)
		}
		return answer.Rows[0].Tax != nil
	}
	for n := 1; n <= domain.CellMin; n++ {
		report(n, n)
		if tax() != (n == domain.CellMin) || tax() != (n == domain.CellMin) {
			t.Errorf("tax of %d enterprises is shown: %v", n, tax())
		}
	}
	q.For.FirmsMin = domain.CellMin + 1
	if tax() {
		t.Error("the policy asks for one enterprise more, and the tax is shown as decided before")
	}
	q.For.FirmsMin = 0
	q.AsOf = l.records[len(l.records)-4].Position // before the third came
	if tax() {
		t.Error("what was known of two enterprises is shown as of three")
	}
	if err := a.Reset(t.Context()); err != nil {
		t.Fatal(err)
	}
	l, told, q.AsOf = newLog(t), 0, ""
	l.open()
	for n := 1; n <= domain.CellMin; n++ {
		report(n, 1)
	}
	if tax() {
		t.Error("tables that were filled anew are answered by what was decided before")
	}
}
