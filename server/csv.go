package server

import (
	"bytes"
	"encoding/csv"
	"strconv"
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
			row[i] = Harmless(cell)
		}
		w.Write(row) // a buffer takes everything
	}
	w.Flush()
	return out.Bytes()
}

// Harmless puts an apostrophe before text that a spreadsheet program would take
// for a formula (OWASP, CSV injection), full-width signs included; a plain number
// is left alone.
func Harmless(cell string) string {
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

// isNumber takes decimals, in exponents too.
func isNumber(cell string) bool {
	_, err := strconv.ParseFloat(cell, 64)
	return err == nil && strings.Trim(cell, "0123456789.e-") == ""
}
