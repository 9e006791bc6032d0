package domain

import (
	"math/big"
	"testing"
)

// reports tells reports of an operating parcel: "on period basis status source output".
func reports(t *testing.T, lines ...[6]string) Operation {
	t.Helper()
	story := toOperating
	for _, r := range lines {
		story = then(story, r[0]+` OperationReported {"enterprise":{"name":"甲公司"},"period":"`+r[1]+`","basis":"`+r[2]+`","status":"`+r[3]+
			`","source":"`+r[4]+`","allocation":"SINGLE","share":"1",`+r[5]+`}`)
	}
	return told(t, story...).Parcel().Operation
}

func TestYearFigure(t *testing.T) {
	const cum, per = "CUMULATIVE", "PERIOD"
	for _, tt := range []struct {
		name    string
		figure  Figure
		want    int64 // -1 is unknown
		reports [][6]string
	}{
		{"nothing", FigureOutput, -1, nil},
		{"another year", FigureOutput, -1, [][6]string{{"2022-01-10", "2021", per, "FINAL", "IIT", `"output":100`}}},
		{"the year itself", FigureOutput, 100, [][6]string{{"2023-01-10", "2022", per, "FINAL", "IIT", `"output":100`}}},
		{"another figure", FigureTaxPaid, -1, [][6]string{{"2023-01-10", "2022", per, "FINAL", "IIT", `"output":100`}}},
		{"cumulative to the end", FigureOutput, 70, [][6]string{{"2022-10-10", "2022Q3", cum, "FINAL", "IIT", `"output":50`}, {"2023-01-10", "2022Q4", cum, "FINAL", "IIT", `"output":70`}}},
		{"cumulative December", FigureOutput, 70, [][6]string{{"2023-01-10", "202212", cum, "FINAL", "IIT", `"output":70`}}},
		{"cumulative November", FigureOutput, -1, [][6]string{{"2023-01-10", "202211", cum, "FINAL", "IIT", `"output":70`}}},
		{"three quarters cumulative and the last alone", FigureOutput, 75, [][6]string{{"2022-10-10", "2022Q3", cum, "FINAL", "IIT", `"output":50`}, {"2023-01-10", "2022Q4", per, "FINAL", "IIT", `"output":25`}}},
		{"a quarter is missing", FigureOutput, -1, [][6]string{{"2022-04-10", "2022Q1", per, "FINAL", "IIT", `"output":1`}, {"2022-10-10", "2022Q3", per, "FINAL", "IIT", `"output":1`}, {"2023-01-10", "2022Q4", per, "FINAL", "IIT", `"output":1`}}},
		{"four quarters, one by months", FigureOutput, 36, [][6]string{
			{"2022-02-10", "202201", cum, "FINAL", "IIT", `"output":1`}, {"2022-03-10", "202202", per, "FINAL", "IIT", `"output":2`}, {"2022-04-10", "202203", per, "FINAL", "IIT", `"output":3`},
			{"2022-07-10", "2022Q2", per, "FINAL", "IIT", `"output":10`}, {"2022-10-10", "2022Q3", per, "FINAL", "IIT", `"output":10`}, {"2023-01-10", "2022Q4", per, "FINAL", "IIT", `"output":10`}}},
		{"revised replaces", FigureOutput, 90, [][6]string{{"2023-01-10", "2022", per, "FINAL", "IIT", `"output":100`}, {"2023-02-10", "2022", per, "REVISED", "IIT", `"output":90`}}},
		{"an initial report undoes nothing", FigureOutput, 100, [][6]string{{"2023-01-10", "2022", per, "FINAL", "IIT", `"output":100`}, {"2023-02-10", "2022", per, "INITIAL", "IIT", `"output":90`}}},
		{"the later record holds", FigureOutput, 90, [][6]string{{"2023-01-10", "2022", per, "FINAL", "IIT", `"output":100`}, {"2023-02-10", "2022", per, "FINAL", "STA", `"output":90`}}},
		{"what a later report leaves out stays", FigureTaxPaid, 8, [][6]string{{"2023-01-10", "2022", per, "FINAL", "IIT", `"output":100,"taxPaid":8`}, {"2023-02-10", "2022", per, "FINAL", "IIT", `"output":90`}}},
		{"heads are not added up", FigureEmployees, 30, [][6]string{{"2022-04-10", "2022Q1", per, "FINAL", "IIT", `"employeesAvg":20`}, {"2022-07-10", "2022Q2", per, "FINAL", "IIT", `"employeesAvg":30`}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := reports(t, tt.reports...).YearFigure(tt.figure, 2022)
			if got == nil && tt.want != -1 || got != nil && got.Cmp(big.NewRat(tt.want, 1)) != 0 {
				t.Errorf("= %v, want %d", got, tt.want)
			}
		})
	}
}

func TestYearFigureAddsEnterprises(t *testing.T) {
	story := then(toOperating,
		`2023-01-10 OperationReported {"enterprise":{"name":"甲公司"},"period":"2022","basis":"PERIOD","status":"FINAL","source":"DRC","allocation":"MANUAL","share":"0.5","energyTce":"1.25"}`,
		`2023-01-10 OperationReported {"enterprise":{"name":"乙公司"},"period":"2022","basis":"PERIOD","status":"FINAL","source":"DRC","allocation":"MANUAL","share":"0.5","energyTce":"0.5"}`,
		`2023-01-10 OperationReported {"enterprise":{"name":"丙公司"},"period":"2022Q2","basis":"PERIOD","status":"FINAL","source":"DRC","allocation":"MANUAL","share":"0.5","energyTce":"9"}`)
	if got := told(t, story...).Parcel().Operation.YearFigure(FigureEnergy, 2022); got == nil || got.Cmp(big.NewRat(7, 4)) != 0 {
		t.Errorf("= %v, want 7/4", got)
	}
}

// One report per place is kept, and none from before the window; the order of
// recording makes no difference to which.
func TestReportsAreKeptCompactly(t *testing.T) {
	row := func(on, period, status, figures string) [6]string {
		return [6]string{on, period, "PERIOD", status, "IIT", figures}
	}
	got := reports(t,
		row("2021-04-10", "2019Q4", "FINAL", `"output":1`),
		row("2021-04-10", "2020", "FINAL", `"output":1`),
		row("2021-04-11", "2020", "FINAL", `"output":2`),
		row("2021-04-12", "2020", "FINAL", `"taxPaid":2`),
		row("2026-01-12", "2025", "FINAL", `"output":2`),
		row("2026-01-13", "2019", "FINAL", `"output":3`),
		row("2026-01-14", "2020Q4", "FINAL", `"output":3`),
	).Reports
	var periods []Period
	for _, r := range got {
		periods = append(periods, r.Period)
	}
	want := []Period{"2020", "2020", "2020Q4", "2025"}
	if len(got) != len(want) {
		t.Fatalf("kept %v, want %v", periods, want)
	}
	for i := range want {
		if periods[i] != want[i] {
			t.Fatalf("kept %v, want %v", periods, want)
		}
	}
	if *got[0].Output != 2 || got[1].TaxPaid == nil {
		t.Errorf("kept %+v and %+v", got[0], got[1])
	}
}

func TestEveryFigureOfAReportHasAName(t *testing.T) {
	r := reports(t, [6]string{"2023-01-10", "2022", "PERIOD", "FINAL", "IIT",
		`"output":1,"revenue":2,"valueAdded":3,"taxPaid":4,"taxRefund":5,"profit":6,"rd":7,"employeesAvg":8,"energyTce":"9","powerKwh":10,"waterM3":11,"pollutants":[{"pollutant":"VOCS","tonnes":"16"},{"pollutant":"COD","tonnes":"12"},{"pollutant":"NH3N","tonnes":"13"},{"pollutant":"SO2","tonnes":"14"},{"pollutant":"NOX","tonnes":"15"}]`}).Reports[0]
	for i, f := range Figures {
		if got := r.Value(f); got == nil || got.Cmp(big.NewRat(int64(i+1), 1)) != 0 {
			t.Errorf("%s = %v, want %d", f, got, i+1)
		}
	}
	for _, f := range Figures {
		if !isFigure(figureFields[f]) {
			t.Errorf("%s stands in no field that a department can be in charge of", f)
		}
	}
	if r.Value("ELSE") != nil {
		t.Error("a figure that no report has")
	}
}
