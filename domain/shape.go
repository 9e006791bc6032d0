package domain

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// A shape is what the tags of an event say about one place of its JSON, read once
// by reflection. Validation, the catalogue and the forms all work from it.
type shape struct {
	kind   string  // as Field.Kind
	elem   *shape  // of a list
	length int     // of a list of fixed length, or 0
	fields []field // of an object
	byName map[string]int
	nested bool // it or something below may contradict itself
}

// A field is one named member of an object with its constraints.
type field struct {
	name, zh string
	required bool // present in the JSON; 0 and false are values
	derived  bool // set by the ledger, refused in requests
	sha256   bool
	codes    string
	sight    string // who sees it, as the tag says
	min, max *int64 // of a number; max also bounds runes of text and items of a list
	shape    *shape
}

var scalarKinds = map[reflect.Type]string{
	reflect.TypeFor[string]():        "text",
	reflect.TypeFor[bool]():          "bool",
	reflect.TypeFor[int]():           "int",
	reflect.TypeFor[int64]():         "int",
	reflect.TypeFor[Fen]():           "money",
	reflect.TypeFor[Area]():          "area",
	reflect.TypeFor[Date]():          "date",
	reflect.TypeFor[Period]():        "period",
	reflect.TypeFor[Decimal]():       "decimal",
	reflect.TypeFor[Ratio]():         "ratio",
	reflect.TypeFor[Parameter]():     "text",
	reflect.TypeFor[Code]():          "code",
	reflect.TypeFor[Stage]():         "code",
	reflect.TypeFor[USCC]():          "uscc",
	reflect.TypeFor[ParcelCode]():    "parcelCode",
	reflect.TypeFor[UnitCode]():      "unitCode",
	reflect.TypeFor[SupervisionNo](): "supervisionNo",
	reflect.TypeFor[District]():      "district",
	reflect.TypeFor[Industry]():      "industry",
	reflect.TypeFor[EventID]():       "eventId",
	reflect.TypeFor[JSON]():          "json",
}

// shapeOf reads the shape of a Go type. An unknown kind is a mistake in an event
// declaration and stops the program at start.
func shapeOf(t reflect.Type) *shape {
	if kind, ok := scalarKinds[t]; ok {
		return &shape{kind: kind}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return shapeOf(t.Elem())
	case reflect.Slice:
		return listShape(t.Elem(), 0)
	case reflect.Array:
		return listShape(t.Elem(), t.Len())
	case reflect.Struct:
		return objectShape(t)
	}
	panic(fmt.Sprintf("domain: no JSON kind for %v", t))
}

func listShape(elem reflect.Type, length int) *shape {
	s := &shape{kind: "list", elem: shapeOf(elem), length: length}
	s.nested = s.elem.nested
	return s
}

func objectShape(t reflect.Type) *shape {
	s := &shape{kind: "object", byName: make(map[string]int, t.NumField()), nested: t.Implements(checkerType)}
	if t == reflect.TypeFor[Geometry]() {
		s.kind = "geometry"
	}
	for i := range t.NumField() {
		f := fieldOf(t.Field(i))
		s.byName[f.name] = len(s.fields)
		s.nested = s.nested || f.shape.nested
		s.fields = append(s.fields, f)
	}
	return s
}

func fieldOf(sf reflect.StructField) field {
	name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
	f := field{name: name, zh: sf.Tag.Get("zh"), codes: sf.Tag.Get("codes"), sight: newVeiled(sf).tag, shape: shapeOf(sf.Type)}
	if f.codes != "" && codeSets[f.codes] == nil {
		panic("domain: no code list " + f.codes + " for " + sf.Name)
	}
	for rule := range strings.SplitSeq(sf.Tag.Get("rule"), ",") {
		f.constrain(sf.Name, rule)
	}
	return f
}

func (f *field) constrain(where, rule string) {
	name, arg, _ := strings.Cut(rule, "=")
	switch name {
	case "":
	case "required":
		f.required = true
	case "derived":
		f.derived = true
	case "sha256":
		f.sha256 = true
	case "min":
		f.min = bound(where, arg)
	case "max":
		f.max = bound(where, arg)
	default:
		panic("domain: unknown rule " + rule + " on " + where)
	}
}

func bound(where, arg string) *int64 {
	n, err := strconv.ParseInt(arg, 10, 64)
	if err != nil {
		panic("domain: bound of " + where + ": " + err.Error())
	}
	return &n
}

// codeSets holds the values of each code list for membership tests.
var codeSets = func() map[string]map[Code]bool {
	sets := make(map[string]map[Code]bool, len(codeLists))
	for name, list := range codeLists {
		sets[name] = make(map[Code]bool, len(list))
		for _, c := range list {
			sets[name][c.Code] = true
		}
	}
	return sets
}()
