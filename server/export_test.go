package server

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"taizhang/domain"
)

// begins reports whether a spreadsheet program takes a cell for a formula, written from the
// list of OWASP and not from the code.
func begins(cell string) bool {
	first, _ := utf8.DecodeRuneInString(cell)
	return cell != "" && strings.ContainsRune("=+-@\t\r\n\x00＝＋－＠", first)
}

// No cell begins a formula, whatever its first byte or sign, in whichever column; a number
// stays one, and nothing but an apostrophe is added.
func TestNoCellBeginsAFormula(t *testing.T) {
	firsts := []string{"＝", "＋", "－", "＠"}
	for b := range 256 {
		firsts = append(firsts, string([]byte{byte(b)}))
	}
	const columns = 17
	cells := 0
	for _, first := range firsts {
		for at := range columns {
			row := slices.Repeat([]string{"甲"}, columns)
			row[at] = first + "1+1"
			want := row[at]
			parsed, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(formatCSV([][]string{row}), []byte(bom)))).ReadAll()
			if err != nil || len(parsed) != 1 || len(parsed[0]) != columns {
				t.Fatalf("%q in column %d: %v, %v", first, at, parsed, err)
			}
			got := parsed[0][at]
			if cells++; begins(got) || strings.TrimPrefix(got, "'") != strings.TrimPrefix(want, "'") && !strings.ContainsAny(first, "\r\n") {
				t.Errorf("%q in column %d is %q", want, at, got)
			}
		}
	}
	for _, number := range []string{"-1", "-0.5", "12", "-1e-05"} {
		if Harmless(number) != number {
			t.Errorf("%s became %s", number, Harmless(number))
		}
	}
	t.Logf("%d cells", cells)
}

// evilTexts are what officers may write and a spreadsheet must not run.
var evilTexts = []string{"=HYPERLINK(\"http://x\")", "+1+1", "-1+1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x"}

// What officers write reaches the table harmless, and the lines of JSON as it was written.
func TestExportsOfEvilTexts(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	for i, text := range evilTexts {
		fact := checked("2025-01-02", i)
		fact.Evidence = []domain.Evidence{{DocNo: text, Title: text}}
		evil := domain.Officer{ID: text, Name: text, Department: "IIT", Level: "CITY"}
		if _, err := r.ledger.Record(t.Context(), id, fmt.Sprint("evil", i), evil, fact); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(r.get(path+"/history.csv").body, []byte(bom)))).ReadAll()
	if err != nil || len(rows) != 4+len(evilTexts) {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		if slices.ContainsFunc(row, begins) {
			t.Errorf("row %q", row)
		}
	}
	var stored []string
	for rec, err := range r.store.Read(t.Context(), domain.StreamOf(id), 0) {
		if err != nil {
			t.Fatal(err)
		}
		stored = append(stored, string(rec.Data))
	}
	lines := strings.Split(strings.TrimSuffix(string(r.get(path+"/history.jsonl").body), "\n"), "\n")
	if len(lines) != len(stored) {
		t.Fatalf("%d lines of %d records", len(lines), len(stored))
	}
	for i, line := range lines {
		if !strings.Contains(line, `"fact":`+stored[i]) {
			t.Errorf("line %d does not hold the stored bytes: %s", i, line)
		}
	}
}

// Every file says who took it, when, of what, how far the ledger stood and in which view;
// the name says so too, in characters that are harmless anywhere.
func TestExportsAreMarked(t *testing.T) {
	r := demoRig(t)
	_, path := r.operating(1)
	who := domain.Principal{ID: "张三/..\\\"\r\n=1", Name: "某", Role: domain.RoleService, View: domain.ViewInternal, Level: "CITY"}
	bearer := "Authorization: Bearer " + r.tokens.IssueInMemory(who)
	for _, file := range []string{"/history.csv", "/history.jsonl"} {
		asked := path + file + "?knownAt=2099-01-01T00%3A00%3A00Z"
		x := r.get(asked, bearer)
		by, err := url.PathUnescape(x.header.Get("Taizhang-Exported-By"))
		if x.status != http.StatusOK || err != nil || by != who.ID {
			t.Errorf("%s: %d, by %q, %v", file, x.status, by, err)
		}
		for name, want := range map[string]string{"Of": asked, "Head": string(r.head()), "View": "INTERNAL"} {
			if got := x.header.Get("Taizhang-Exported-" + name); got != want {
				t.Errorf("%s: %s is %q, want %q", file, name, got, want)
			}
		}
		_, params, err := mime.ParseMediaType(x.header.Get("Content-Disposition"))
		name := params["filename"]
		if err != nil || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") != "" ||
			!strings.HasPrefix(name, "demo-parcel-") || !strings.Contains(name, "_"+string(r.head())+"_") || !strings.HasSuffix(name, file[len("/history"):]) {
			t.Errorf("%s: named %q, %v", file, name, err)
		}
	}
	if x := r.get(path, bearer); x.header.Get("Taizhang-Exported-By") != "" {
		t.Error("an answer that is no file is marked")
	}
}
