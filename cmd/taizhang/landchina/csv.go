package landchina

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// lineBytesMax bounds a row. The longest of the source has about 700 bytes.
const lineBytesMax = 64 << 10

// Columns are the columns of the file, in the order of the source. A file may
// bring them in another order, not under other names.
var Columns = []string{
	"来源仓库", "来源文件", "来源行", "行政区", "电子监管号", "项目名称", "项目位置", "面积_公顷", "土地来源", "土地用途", "供地方式",
	"土地使用年限", "行业分类", "土地级别", "成交价格_万元", "土地使用权人", "约定容积率_标注下限", "约定容积率_标注上限", "约定交地时间",
	"约定开工时间", "约定竣工时间", "实际开工时间", "实际竣工时间", "批准单位", "合同签订日期", "支付约定", "链接", "含自然人",
}

// A Problem is why a row, or a whole file, was not taken: where, what stood
// there, and the stable name of the reason (see [Reasons]).
type Problem struct {
	Row    int    // line of the file, the header is line 1
	Column string // empty when the row as a whole is meant
	Value  string
	Reason string
	Detail string // zh-CN, what else there is to say
}

func (p *Problem) Error() string {
	return fmt.Sprintf("line %d, column %q: %s: %s", p.Row, p.Column, Say(p.Reason).ZH, p.Detail)
}

// A Row is one line of the file.
type Row struct {
	Line   int
	Raw    string            // as it was, without the line's end
	fields map[string]string // by column; nil when the line is malformed
}

// Digest is the SHA-256, in hex, of the row's canonical form: the fields in the
// order of [Columns], separated by commas, quoted only where a field holds a
// comma, a quote or a line's end, and closed by a line feed. For a file that is
// written so it is what sha256sum gives for the line.
func (r Row) Digest() string {
	var line strings.Builder
	for i, column := range Columns {
		if i > 0 {
			line.WriteByte(',')
		}
		f := r.fields[column]
		if strings.ContainsAny(f, ",\"\r\n") {
			f = `"` + strings.ReplaceAll(f, `"`, `""`) + `"`
		}
		line.WriteString(f)
	}
	line.WriteByte('\n')
	sum := sha256.Sum256([]byte(line.String()))
	return hex.EncodeToString(sum[:])
}

// A reader yields the rows of a file. Every row is one line: the source has no
// line breaks in fields, so a stray quote spoils its own row and no other.
type reader struct {
	in     *bufio.Reader
	line   int
	bytes  int64
	header []string
}

// newReader reads the header. A file that is not UTF-8, or whose columns are not
// those of the source, is refused as a whole with a *Problem.
func newReader(r io.Reader) (*reader, error) {
	d := &reader{in: bufio.NewReaderSize(r, lineBytesMax)}
	line, long, err := d.read()
	switch {
	case err == io.EOF:
		return nil, &Problem{Row: 1, Reason: "file.empty"}
	case err != nil:
		return nil, err
	case long:
		return nil, &Problem{Row: 1, Reason: "csv.long"}
	}
	if err := encoding(line); err != nil {
		return nil, err
	}
	cells, p := d.split(bytes.TrimPrefix(line, []byte("\ufeff")))
	if p != nil {
		return nil, p
	}
	d.header = cells
	return d, checkHeader(cells)
}

// encoding refuses what is not UTF-8 and never guesses what it is instead.
func encoding(line []byte) error {
	switch {
	case bytes.HasPrefix(line, []byte{0xff, 0xfe}), bytes.HasPrefix(line, []byte{0xfe, 0xff}), bytes.IndexByte(line, 0) >= 0:
		return &Problem{Row: 1, Reason: "file.utf16"}
	case !utf8.Valid(line):
		return &Problem{Row: 1, Reason: "file.encoding"}
	}
	return nil
}

func checkHeader(header []string) error {
	seen := make(map[string]bool)
	for _, name := range header {
		switch {
		case len(header) == 1 && strings.ContainsAny(name, ";\t；"):
			return &Problem{Row: 1, Reason: "header.delimiter"}
		case seen[name]:
			return &Problem{Row: 1, Column: name, Reason: "header.duplicate"}
		case !slices.Contains(Columns, name):
			return &Problem{Row: 1, Column: clip(name), Reason: "header.unknown"}
		}
		seen[name] = true
	}
	for _, name := range Columns {
		if !seen[name] {
			return &Problem{Row: 1, Column: name, Reason: "header.missing"}
		}
	}
	return nil
}

// next returns the next row, or the row with a problem when it is malformed.
// Empty lines are passed over. The error is io.EOF or the reader's own.
func (d *reader) next() (Row, *Problem, error) {
	for {
		line, long, err := d.read()
		if err != nil {
			return Row{}, nil, err
		}
		if len(line) == 0 {
			continue
		}
		row := Row{Line: d.line, Raw: string(line)}
		if long {
			return row, &Problem{Row: d.line, Reason: "csv.long"}, nil
		}
		cells, p := d.split(line)
		if p == nil {
			p = d.fit(&row, cells)
		}
		return row, p, nil
	}
}

// fit gives the cells their columns and checks what a cell may hold.
func (d *reader) fit(row *Row, cells []string) *Problem {
	if len(cells) != len(d.header) {
		return &Problem{Row: row.Line, Reason: "csv.ragged", Detail: fmt.Sprintf("应为 %d 列，现为 %d 列", len(d.header), len(cells))}
	}
	if slices.Equal(cells, d.header) {
		return &Problem{Row: row.Line, Reason: "row.header"}
	}
	row.fields = make(map[string]string, len(cells))
	for i, cell := range cells {
		row.fields[d.header[i]] = cell
		if reason := cellFault(cell); reason != "" {
			return &Problem{Row: row.Line, Column: d.header[i], Value: clip(strings.ToValidUTF8(cell, "\ufffd")), Reason: reason}
		}
	}
	return nil
}

func cellFault(cell string) string {
	switch {
	case !utf8.ValidString(cell):
		return "csv.encoding"
	case strings.ContainsRune(cell, 0):
		return "csv.nul"
	case strings.ContainsRune(cell, '\r'):
		return "csv.cr"
	case cell == "合计" || cell == "总计" || cell == "小计":
		return "row.totals"
	case cell != "" && strings.ContainsRune("=+@", rune(cell[0])):
		return "cell.formula"
	}
	return ""
}

// read returns a line without its end, CR LF included, and whether it was cut at
// the limit. The slice is valid until the next call.
func (d *reader) read() (line []byte, long bool, err error) {
	line, err = d.in.ReadSlice('\n')
	d.bytes += int64(len(line))
	d.line++
	if errors.Is(err, bufio.ErrBufferFull) {
		line = bytes.Clone(line[:clipBytes])
		return line, true, d.skip()
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	if err == nil {
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
	}
	return line, false, err
}

// clipBytes is how much of a line beyond the limit is kept for the quarantine.
const clipBytes = 1 << 10

// skip passes over the rest of a line.
func (d *reader) skip() error {
	for {
		rest, err := d.in.ReadSlice('\n')
		d.bytes += int64(len(rest))
		if !errors.Is(err, bufio.ErrBufferFull) {
			if err == io.EOF {
				return nil
			}
			return err
		}
	}
}

// split cuts a line at its commas. A quote may only open a field, double itself
// inside one, or close one.
func (d *reader) split(line []byte) ([]string, *Problem) {
	var cells []string
	rest := string(line)
	for {
		cell, after, ok := cut(rest)
		if !ok {
			return nil, &Problem{Row: d.line, Column: d.column(len(cells)), Value: clip(strings.ToValidUTF8(rest, "\ufffd")), Reason: "csv.quote"}
		}
		cells = append(cells, cell)
		if after == "" {
			return cells, nil
		}
		rest = after[1:]
	}
}

// cut takes one field off a line. after is empty or begins with the comma.
func cut(s string) (cell, after string, ok bool) {
	if !strings.HasPrefix(s, `"`) {
		i := strings.IndexByte(s, ',')
		if i < 0 {
			i = len(s)
		}
		return s[:i], s[i:], !strings.Contains(s[:i], `"`)
	}
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] != '"':
		case i+1 < len(s) && s[i+1] == '"':
			i++
		default:
			cell = strings.ReplaceAll(s[1:i], `""`, `"`)
			return cell, s[i+1:], i+1 == len(s) || s[i+1] == ','
		}
	}
	return "", "", false
}

// column names the nth column, for lines that do not split.
func (d *reader) column(n int) string {
	if n < len(d.header) {
		return d.header[n]
	}
	return ""
}

// clip keeps a value short enough to read.
func clip(s string) string {
	const runesMax = 80
	if r := []rune(s); len(r) > runesMax {
		return string(r[:runesMax]) + "…"
	}
	return s
}
