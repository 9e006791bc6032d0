package domain

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A mode says whose JSON is inspected.
type mode int

const (
	request   mode = iota // from outside: derived fields and findings are refused
	corrected             // a recorded fact with corrections: overrides may be unused
)

// An inspection walks the JSON of one fact along its shape and collects every
// problem, each with its place.
type inspection struct {
	mode      mode
	backfill  bool
	overrides []Override
	used      []bool // per override
	dec       *jsontext.Decoder
	base      string // pointer of the value dec reads
	problems  []Problem
	findings  []Finding
}

// inspect checks the JSON of a fact field by field.
func inspect(data []byte, m mode) *inspection {
	v := &inspection{mode: m}
	if len(data) > FactBytesMax {
		v.say("", complaint{"json.size", "请求超过 1 MiB", "larger than 1 MiB"})
		return v
	}
	if at, deep := tooDeep(data); deep {
		v.say(at, complaint{"json.depth", "嵌套超过 16 层", "nested deeper than 16"})
		return v
	}
	v.dec = decoders.Get().(*jsontext.Decoder)
	defer decoders.Put(v.dec)
	var e envelope
	if err := e.split(v.dec, data); err != nil {
		v.problems = malformed("", err).Problems
		return v
	}
	v.envelope(&e)
	if v.mode == request && text(e.members[0]) != "EventCorrected" { // whose overrides are for the corrected fact
		v.unusedOverrides()
	}
	return v
}

var decoders = sync.Pool{New: func() any { return jsontext.NewDecoder(new(bytes.Buffer)) }}

// An envelope is the members of a fact, still unread, so that the order in which
// type and data come does not matter.
type envelope struct {
	members [8]jsontext.Value // as envelopeFields
	unknown []string
}

var envelopeFields = [8]field{
	{name: "type", required: true, shape: &shape{kind: "text"}, max: new(int64(60))},
	{name: "occurredOn", required: true, shape: &shape{kind: "date"}},
	{name: "backfill", shape: &shape{kind: "bool"}},
	{name: "overrides", shape: shapeOf(reflect.TypeFor[[]Override]()), max: new(int64(20))},
	{name: "evidence", shape: shapeOf(reflect.TypeFor[[]Evidence]()), max: new(int64(20))},
	{name: "awaits", derived: true, shape: &shape{kind: "json"}},
	{name: "findings", derived: true, shape: &shape{kind: "json"}},
	{name: "data", required: true, shape: &shape{kind: "json"}},
}

// split checks the syntax of the whole, duplicate names included.
func (e *envelope) split(dec *jsontext.Decoder, data []byte) error {
	dec.Reset(bytes.NewBuffer(data))
	if dec.PeekKind() != '{' {
		if _, err := dec.ReadValue(); err != nil {
			return err
		}
		return errors.New("a fact is a JSON object")
	}
	dec.ReadToken()
	for dec.PeekKind() != '}' {
		tok, err := dec.ReadToken()
		if err != nil {
			return err
		}
		name := tok.String()
		value, err := dec.ReadValue()
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(envelopeFields[:], func(f field) bool { return f.name == name }); i >= 0 {
			end := dec.InputOffset()
			e.members[i] = data[end-int64(len(value)) : end : end]
		} else {
			e.unknown = append(e.unknown, name)
		}
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	return trailing(dec)
}

func trailing(dec *jsontext.Decoder) error {
	if _, err := dec.ReadToken(); err != io.EOF {
		return errors.New("data after the fact")
	}
	return nil
}

// envelope checks the members; data last, by the shape of its type.
func (v *inspection) envelope(e *envelope) {
	name := text(e.members[0])
	c := codecByName[name]
	v.backfill = string(e.members[2]) == "true"
	if raw := e.members[3]; raw != nil && json.Unmarshal(raw, &v.overrides) == nil {
		v.used = make([]bool, len(v.overrides))
	}
	if name != "" && c == nil {
		v.say("/type", complaint{"type", "没有此类事件", "no such event type"})
	}
	for _, name := range e.unknown {
		v.say("/"+escape(name), unknownName(name, envelopeFields[:]))
	}
	for i, f := range envelopeFields {
		switch {
		case e.members[i] != nil && f.name == "data" && c != nil:
			v.walk(e.members[i], "/data", field{name: "data", required: true, shape: c.shape})
		case e.members[i] != nil:
			v.walk(e.members[i], "/"+f.name, f)
		case f.required:
			v.say("/"+f.name, missing)
		}
	}
}

// walk checks one value that split has found to be well formed.
func (v *inspection) walk(raw jsontext.Value, at string, f field) {
	v.dec.Reset(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true))
	v.base = at
	v.value(&f)
}

func (v *inspection) value(f *field) {
	kind := v.dec.PeekKind()
	switch {
	case kind == 'n':
		v.skip(complaint{"json.null", "不接受 null：没有值时请省略该字段", "null: leave the field out instead"})
	case f.derived && v.mode == request:
		v.skip(derivedGiven)
	case f.shape.kind == "json":
		v.dec.SkipValue()
	case f.shape.kind == "list":
		v.list(f, kind)
	case f.shape.fields != nil:
		v.object(f, kind)
	default:
		v.scalar(f, kind)
	}
}

func (v *inspection) list(f *field, kind jsontext.Kind) {
	if kind != '[' {
		v.skip(complaint{"json.type", "须为数组", "want an array"})
		return
	}
	v.dec.ReadToken()
	item := field{name: f.name, shape: f.shape.elem, required: true, codes: f.codes}
	n := 0
	for ; v.dec.PeekKind() != ']'; n++ {
		v.value(&item)
	}
	v.dec.ReadToken()
	switch {
	case f.shape.length > 0 && n != f.shape.length:
		v.say(v.here(), complaint{"list.length", "须为 " + strconv.Itoa(f.shape.length) + " 项", "want " + strconv.Itoa(f.shape.length) + " items"})
	case n == 0 && f.required:
		v.say(v.here(), complaint{"list.empty", "至少一项", "want at least one item"})
	case f.max != nil && int64(n) > *f.max:
		v.say(v.here(), complaint{"list.long", "最多 " + strconv.FormatInt(*f.max, 10) + " 项", "at most " + strconv.FormatInt(*f.max, 10) + " items"})
	}
}

func (v *inspection) object(f *field, kind jsontext.Kind) {
	s := f.shape
	if kind != '{' {
		v.skip(complaint{"json.type", "须为对象", "want an object"})
		return
	}
	v.dec.ReadToken()
	var seen uint64 // bit per field; no event has more than 64
	for v.dec.PeekKind() != '}' {
		name, _ := v.dec.ReadToken()
		i, ok := s.byName[name.String()]
		if !ok {
			v.skip(unknownName(name.String(), s.fields))
			continue
		}
		seen |= 1 << i
		v.value(&s.fields[i])
	}
	v.dec.ReadToken()
	for i := range s.fields {
		if s.fields[i].required && seen&(1<<i) == 0 {
			v.say(v.here()+"/"+s.fields[i].name, missing)
		}
	}
	if seen == 0 && !f.required {
		v.say(v.here(), complaint{"object.empty", "空对象：没有值时请省略该字段", "empty: leave the field out instead"})
	}
}

// scalar checks one value of a scalar kind.
func (v *inspection) scalar(f *field, kind jsontext.Kind) {
	want := wireKind(f.shape.kind)
	if !strings.ContainsRune(want, rune(kind)) {
		v.skip(wrongType[want])
		return
	}
	tok, err := v.dec.ReadToken()
	if err != nil || kind == 't' || kind == 'f' {
		return
	}
	if c := v.checkScalar(f, tok.String()); !c.ok() {
		v.say(v.here(), c)
	}
}

func wireKind(kind string) string {
	switch kind {
	case "bool":
		return "tf"
	case "int", "money", "area":
		return "0"
	}
	return `"`
}

func (v *inspection) checkScalar(f *field, s string) complaint {
	switch f.shape.kind {
	case "text":
		return f.checkText(s)
	case "int", "money", "area":
		return checkInt(s, f.min, f.max)
	case "date":
		return checkDate(s)
	case "period":
		return checkPeriod(s)
	case "decimal":
		return checkDecimal(s)
	case "ratio":
		return checkRatio(s)
	case "code":
		return checkCode(f.codes, s)
	}
	return v.checkIdentifier(f.shape.kind, s)
}

func (f *field) checkText(s string) complaint {
	if f.sha256 {
		return checkSHA256(s)
	}
	limit := int64(textRunesMax)
	if f.max != nil {
		limit = *f.max
	}
	return checkText(s, limit, f.required)
}

func checkCode(list, s string) complaint {
	if list == "" || codeSets[list][Code(s)] {
		return complaint{}
	}
	return complaint{"code", "不在代码表 " + list + " 中", "not in the code list " + list}
}

// here is the pointer of the value read last.
func (v *inspection) here() string { return v.base + string(v.dec.StackPointer()) }

// skip passes over the next value and complains about it.
func (v *inspection) skip(c complaint) {
	v.dec.SkipValue()
	v.say(v.here(), c)
}

func (v *inspection) say(at string, c complaint) {
	v.problems = append(v.problems, Problem{Path: at, Rule: c.rule, ZH: c.zh, EN: c.en})
}

var (
	missing      = complaint{"required", "必填", "required"}
	derivedGiven = complaint{"derived", "由台账计算，不得填写", "set by the ledger, not by the request"}
	wrongType    = map[string]complaint{
		`"`:  {"json.type", "须为文本（加引号）", "want a string"},
		"0":  {"json.type", "须为整数（不加引号）", "want an integer without quotes"},
		"tf": {"json.type", "须为 true 或 false", "want true or false"},
	}
)

func unknownName(name string, fields []field) complaint {
	for _, f := range fields {
		if strings.EqualFold(f.name, name) {
			return complaint{"json.case", "字段名大小写不符，应为 " + f.name, "wrong case, want " + f.name}
		}
	}
	return complaint{"json.unknown", "没有此字段", "unknown field"}
}
