package domain

import (
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
)

// A veil is what the tags of a type say about who sees which part of its JSON, read
// once by reflection.
type veil struct {
	kind   veilKind
	fields map[string]*veiled // of an object
	elem   *veil              // of a list or map
	kin    func([]byte) ParcelID
	// collects: the object has a member redacted for what is left out below it.
	collects bool
	// apart: its parts are not of the event that stands above, but of any before it.
	apart bool
	// What lies somewhere below; a part that cannot hide anything is copied.
	hides, restricts, kindred bool
}

type veilKind int

const (
	leaf veilKind = iota
	object
	list
	dict
	ref     // identity or code of another parcel
	eventOf // data of the event that a type above names
)

// A veiled is one field: what it needs, under which conditions, and what it holds.
type veiled struct {
	needs     View
	tag       string
	when      []proviso // one of them holds: needs; none: otherwise
	otherwise View
	*veil
}

// A proviso asks something of a sibling of the field, or of the field itself.
type proviso struct {
	asks    question
	sibling string
}

type question int

const (
	speaksOfTax question = iota
	pointsToRestrictable
	isGiven
)

var (
	rawData = &veil{kind: eventOf, hides: true, restricts: true, kindred: true}
	another = &veil{kind: ref, kindred: true}
)

var veils sync.Map // reflect.Type → *veil

// veilOf returns the veil of a Go type. A tag that is not understood is a mistake in
// a declaration and stops the program.
func veilOf(t reflect.Type) *veil {
	if v, ok := veils.Load(t); ok {
		return v.(*veil)
	}
	v := newVeil(t)
	veils.Store(t, v)
	return v
}

var (
	marshaler     = reflect.TypeFor[json.Marshaler]()
	marshalerTo   = reflect.TypeFor[json.MarshalerTo]()
	textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()
	relativeType  = reflect.TypeFor[relative]()
)

func newVeil(t reflect.Type) *veil {
	if _, scalar := scalarKinds[t]; scalar || t.Implements(marshaler) || t.Implements(marshalerTo) || t.Implements(textMarshaler) {
		return &veil{}
	}
	switch t.Kind() {
	case reflect.Pointer:
		return veilOf(t.Elem())
	case reflect.Slice, reflect.Array:
		return holder(list, veilOf(t.Elem()))
	case reflect.Map:
		return holder(dict, veilOf(t.Elem()))
	case reflect.Struct:
		v := &veil{kind: object, fields: make(map[string]*veiled), apart: t == reflect.TypeFor[Parcel]()}
		v.members(t)
		if t.Implements(relativeType) {
			v.kindred, v.kin = true, func(data []byte) ParcelID { return relativeOf(t, data) }
		}
		return v
	}
	return &veil{}
}

func holder(kind veilKind, elem *veil) *veil {
	return &veil{kind: kind, elem: elem, hides: elem.hides, restricts: elem.restricts, kindred: elem.kindred}
}

// members collects the fields of a struct, those of embedded structs included.
func (v *veil) members(t reflect.Type) {
	for sf := range t.Fields() {
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		switch {
		case sf.Anonymous && name == "":
			embedded := sf.Type
			if embedded.Kind() == reflect.Pointer {
				embedded = embedded.Elem()
			}
			v.members(embedded)
		case name == "redacted":
			v.collects = true
		case sf.IsExported() && name != "-" && name != "":
			f := newVeiled(sf)
			v.fields[name] = f
			v.hides = v.hides || f.needs != ViewPublic || f.otherwise != ViewPublic || f.hides
			v.restricts = v.restricts || f.needs == ViewRestricted || f.restricts
			v.kindred = v.kindred || f.kindred
		}
	}
}

var sightLevels = map[string]View{"": ViewInternal, "public": ViewPublic, "internal": ViewInternal, "restricted": ViewRestricted}

func newVeiled(sf reflect.StructField) *veiled {
	tag := sf.Tag.Get("sight")
	level, conditions, _ := strings.Cut(tag, ",")
	needs, known := sightLevels[level]
	if !known {
		panic(fmt.Sprintf("domain: sight %q of %s", tag, sf.Name))
	}
	f := &veiled{needs: needs, tag: tag, veil: veilOf(sf.Type)}
	for part := range strings.SplitSeq(conditions, ",") {
		f.condition(sf, part)
	}
	if tag == "" && isFreeText(sf) {
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		f.needs, f.tag, f.when = ViewRestricted, "restricted,"+name+"=TAX", []proviso{{speaksOfTax, name}}
	}
	if f.otherwise = f.needs; len(f.when) > 0 {
		f.otherwise = ViewInternal
	}
	return f
}

func (f *veiled) condition(sf reflect.StructField, part string) {
	key, arg, _ := strings.Cut(part, "=")
	switch {
	case key == "":
	case key == "kin" && f.veil.kind == list:
		f.veil = holder(list, another)
	case key == "kin":
		f.veil = another
	case key == "as" && arg == "data":
		f.veil = rawData
	case key == "as" && arg == "fact":
		f.veil = veilOf(reflect.TypeFor[storedFact[JSON]]())
	case key == "as" && arg == "parcel":
		f.veil = veilOf(reflect.TypeFor[Parcel]())
	case key == "at":
		f.when = append(f.when, proviso{pointsToRestrictable, arg})
	case key == "if":
		f.when = append(f.when, proviso{isGiven, arg})
	case arg == "TAX":
		f.when = append(f.when, proviso{speaksOfTax, key})
	default:
		panic(fmt.Sprintf("domain: sight %q of %s", part, sf.Name))
	}
}

// freeText is how long a text may be from which on officers write in it what they
// like: it is restricted when it speaks of tax.
const freeText = 300

func isFreeText(sf reflect.StructField) bool {
	_, most, _ := strings.Cut(sf.Tag.Get("rule"), "max=")
	n, err := strconv.Atoi(most)
	return sf.Type.Kind() == reflect.String && err == nil && n >= freeText
}

func relativeOf(t reflect.Type, data []byte) ParcelID {
	v := reflect.New(t)
	if json.Unmarshal(data, v.Interface()) != nil {
		return ParcelID{}
	}
	return v.Interface().(relative).relative()
}

// describe collects what each field needs.
func (v *veil) describe(at string, into map[string]string) {
	if v.elem != nil {
		v.elem.describe(at+"/*", into)
	}
	for name, f := range v.fields {
		into[at+"/"+name] = f.tag
		f.describe(at+"/"+name, into)
	}
}
