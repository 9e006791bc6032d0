package server

import (
	"bytes"
	"encoding/csv"
	"strings"
)

const csvKind = "text/csv; charset=utf-8"

// bom tells spreadsheet programs that a CSV is UTF-8.
const bom = "\ufeff"

// formatCSV writes rows as RFC 4180 with a byte order mark. No cell can begin a
// formula.
func formatCSV(rows [][]string) []byte {
	var out bytes.Buffer
	out.WriteString(bom)
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	for _, row := range rows {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		w.Write(row) // a buffer takes everything
	}
	w.Flush()
	return out.Bytes()
}

// harmless puts an apostrophe before text that a spreadsheet program would take
// for a formula (OWASP, CSV injection), full-width signs included; a plain number
// is left alone.
func harmless(cell string) string {
	if cell == "" || isNumber(cell) {
		return cell
	}
	for _, start := range []string{"=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(cell, start) {
			return "'" + cell
		}
	}
	return cell
}

// isNumber takes digits with an optional minus and point.
func isNumber(cell string) bool {
	digits := strings.TrimPrefix(cell, "-")
	whole, frac, point := strings.Cut(digits, ".")
	onlyDigits := func(s string) bool {
		return s != "" && strings.Trim(s, "0123456789") == ""
	}
	return onlyDigits(whole) && (!point || onlyDigits(frac))
}
