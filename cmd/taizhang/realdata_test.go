package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"taizhang/domain"
)

// realRows is how many rows the real file of supply results has.
const realRows = 915

// realSupply is the real file of supply results, which is not part of the project.
func realSupply(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("TAIZHANG_DATA")
	if dir == "" {
		t.Skip("TAIZHANG_DATA does not name the folder of the real data")
	}
	return filepath.Join(dir, "landchina", "supply_industrial.csv")
}

// A realImport is a new ledger that the real file is imported into.
type realImport struct {
	place
	file, token, quarantine string
}

func newRealImport(t *testing.T, file string) realImport {
	t.Helper()
	dir := t.TempDir()
	r := realImport{place{Data: filepath.Join(dir, "ledger")}, file, filepath.Join(dir, "officer.token"), filepath.Join(dir, "quarantine.csv")}
	write(t, r.token, staff(t, r.place)[string(domain.RoleOfficer)])
	return r
}

func (r realImport) args() []string {
	return []string{"import", "landchina", r.file, "--data", r.Data, "--token-file", r.token, "--quarantine", r.quarantine}
}

// printed runs a command over the ledger and returns what it printed.
func (r realImport) printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, said bytes.Buffer
	if code := run(t.Context(), append(args, "--data", r.Data), stdio{strings.NewReader(""), &out, &said}); code != exitOK {
		t.Fatalf("%q ended with %d: %s", args, code, said.String())
	}
	return out.String()
}

func (r realImport) importAll(t *testing.T) {
	t.Helper()
	if code := run(t.Context(), r.args(), quiet(t)); code != exitOK {
		t.Fatalf("import ended with %d", code)
	}
}

// An import of the real rows that is killed in the middle and run again leaves, to the
// byte, the facts of one that was not.
func TestAcceptanceKilledImportOfTheRealFile(t *testing.T) {
	file := realSupply(t)
	whole := newRealImport(t, file)
	window := whole.killedAfter(t, nil)
	want := whole.printed(t, "replay", "--all", "--facts")
	n, cut, rounds := kills(t, 3)/10+3, 0, 0
	for ; rounds < n || cut == 0 && rounds < n+10; rounds++ {
		r := newRealImport(t, file)
		r.killedAfter(t, func() time.Duration { return rand.N(window) })
		switch left := len(r.printed(t, "replay", "--all", "--facts")); {
		case left == 0:
			window = window * 3 / 2
		case left < len(want):
			cut++
		default:
			window = window * 2 / 3
		}
		r.importAll(t)
		if got := r.printed(t, "replay", "--all", "--facts"); got != want {
			t.Fatalf("killed and run again the import left %d bytes of facts, want the same %d", len(got), len(want))
		}
	}
	if cut == 0 {
		t.Fatalf("none of %d kills came in the middle: the test shows nothing", rounds)
	}
	t.Logf("%d kills of an import of %d rows, %d of them in the middle; %d bytes of facts each time", rounds, realRows, cut, len(want))
}

// killedAfter imports in a process of its own, which is killed so long after it began with
// the rows unless it ends before; after nil never. It returns how long it was at it.
func (r realImport) killedAfter(t *testing.T, after func() time.Duration) time.Duration {
	t.Helper()
	cmd := program(t, r.args()...)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for range 3000 {
		if _, err := os.Stat(r.quarantine); err == nil {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	begun, moment := time.Now(), (<-chan time.Time)(nil)
	if after != nil {
		moment = time.After(after())
	}
	select {
	case <-ended:
	case <-moment:
		if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
			t.Fatal(err)
		}
		<-ended
	}
	return time.Since(begun)
}

// The real file through the commands: what the analytics count by district and year is
// what the stored facts say and, by province and year, what the file itself says.
func TestAcceptanceAnalyticsOfTheRealFile(t *testing.T) {
	needEngine(t)
	r := newRealImport(t, realSupply(t))
	r.importAll(t)
	r.printed(t, "verify")
	rows, err := csv.NewReader(strings.NewReader(r.printed(t, "query", "--format", "csv",
		"SELECT district, toYear(occurred_on), count(), uniqExact(parcel) FROM events FINAL WHERE type = 'GrantContractSigned' GROUP BY 1, 2"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	counted, byProvince := make(map[string]int), make(map[string]int)
	for _, row := range rows[1:] {
		n, err := strconv.Atoi(row[2])
		if err != nil || row[3] != row[2] {
			t.Fatalf("%q: %v", row, err)
		}
		counted[row[0]+" "+row[1]] = n
		byProvince[row[0][:2]+" "+row[1]] += n
	}
	if stored := r.storedContracts(t); !maps.Equal(counted, stored) {
		t.Errorf("the analytics count %v, the stored facts are %v", counted, stored)
	}
	if supplied := r.suppliedRows(t); !maps.Equal(byProvince, supplied) {
		t.Errorf("the analytics count %v, the file says %v", byProvince, supplied)
	}
	for district, n := range map[string]int{"120118": 1, "120117": 1, "120113": 1, "120111": 3} {
		if counted[district+" 2017"] != n {
			t.Errorf("%s: %d, want %d", district, counted[district+" 2017"], n)
		}
	}
	t.Logf("%d districts and years, %d provinces and years", len(counted), len(byProvince))
}

// storedContracts counts the stored contracts by district and year.
func (r realImport) storedContracts(t *testing.T) map[string]int {
	t.Helper()
	counts, district := make(map[string]int), ""
	for line := range strings.Lines(r.printed(t, "replay", "--all", "--facts")) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		var fact struct {
			Type       string `json:"type"`
			OccurredOn string `json:"occurredOn"`
			Data       struct {
				District string `json:"district"`
			} `json:"data"`
		}
		if err := json.Unmarshal([]byte(line), &fact); err != nil {
			t.Fatal(err)
		}
		switch fact.Type {
		case "ParcelRegistered":
			district = fact.Data.District
		case "GrantContractSigned":
			counts[district+" "+fact.OccurredOn[:4]]++
		}
	}
	return counts
}

// suppliedRows counts the rows of the file that were not refused by province and year,
// with the site's own table of places and no part of the program.
func (r realImport) suppliedRows(t *testing.T) map[string]int {
	t.Helper()
	table, err := os.ReadFile(filepath.Join(filepath.Dir(r.file), "dict_district.json"))
	if err != nil {
		t.Fatal(err)
	}
	var codes map[string]string
	if err := json.Unmarshal(table, &codes); err != nil {
		t.Fatal(err)
	}
	refused, column := make(map[string]bool), make(map[string]int)
	for _, row := range csvRows(t, r.quarantine)[1:] {
		refused[row[0]] = true
	}
	counts, rows := make(map[string]int), csvRows(t, r.file)
	for i, name := range rows[0] {
		column[strings.TrimPrefix(name, "\ufeff")] = i
	}
	for i, row := range rows[1:] {
		if refused[fmt.Sprint(i+2)] {
			continue
		}
		region, _, _ := strings.Cut(row[column["行政区"]], ",")
		counts[(codes[region] + "??")[:2]+" "+row[column["合同签订日期"]][:4]]++
	}
	if len(rows)-1 != realRows {
		t.Errorf("%d rows, want %d", len(rows)-1, realRows)
	}
	return counts
}

func csvRows(t *testing.T, name string) [][]string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}
