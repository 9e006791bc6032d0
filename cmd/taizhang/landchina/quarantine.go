package landchina

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A quarantine holds the rows that were not accepted, one line per problem, as
// CSV in UTF-8 with a BOM: the line of the file, the column, the value, the
// reason in both languages and what else there is to say, its code, and the row as it
// was.
type quarantine struct{ out *csv.Writer }

func newQuarantine(w io.Writer) *quarantine {
	q := &quarantine{out: csv.NewWriter(w)}
	q.out.Write([]string{"\ufeff源文件行号 row", "列 column", "值 value", "原因", "reason (en)", "说明 detail", "原因代码 code", "原行 row as it was"})
	q.out.Flush() // an error stays with the writer and comes with the next row
	return q
}

func (q *quarantine) write(v Verdict) error {
	for _, p := range v.Problems {
		said := Say(p.Reason)
		q.out.Write([]string{strconv.Itoa(p.Row), safe(p.Column), safe(p.Value), said.ZH, said.EN, safe(p.Detail), p.Reason, safe(v.Row.Raw)})
	}
	q.out.Flush()
	if err := q.out.Error(); err != nil {
		return fmt.Errorf("write quarantine: %w", err)
	}
	return nil
}

// safe keeps a spreadsheet from taking a cell for a formula: such a cell begins
// with an apostrophe, which is not part of the value. Bytes that are not UTF-8
// are shown as \xNN.
func safe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r'", rune(s[0])) {
		s = "'" + s
	}
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && size == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[i])
		} else {
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}
