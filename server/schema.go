package server

import (
	"cmp"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"taizhang/domain"
)

// A schema is a JSON Schema (2020-12), the dialect of OpenAPI 3.1.
type schema map[string]any

// schemas makes a schema of each Go type that is sent, by the tags that encode it,
// so that the document cannot say anything else than the code.
type schemas struct {
	named map[string]schema
	types map[string]reflect.Type
	// veiled: of what is described now a caller may not be shown everything; what is
	// not public can be left out.
	veiled bool
	posted bool // what is described now is what callers send
}

func newSchemas() *schemas {
	return &schemas{named: make(map[string]schema), types: make(map[string]reflect.Type)}
}

func ref(name string) schema { return schema{"$ref": "#/components/schemas/" + name} }

var scalarSchemas = map[reflect.Type]schema{
	reflect.TypeFor[time.Time]():       {"type": "string", "format": "date-time"},
	reflect.TypeFor[uuid.UUID]():       {"type": "string", "format": "uuid"},
	reflect.TypeFor[jsontext.Value]():  {},
	reflect.TypeFor[domain.Date]():     dateSchema,
	reflect.TypeFor[domain.Decimal]():  decimalSchema,
	reflect.TypeFor[domain.Fen]():      {"type": "integer", "description": "分 (0.01 yuan)"},
	reflect.TypeFor[domain.Area]():     {"type": "integer", "description": "0.01 m²"},
	reflect.TypeFor[domain.District](): {"type": "string", "description": "GB/T 2260"},
}

var (
	dateSchema    = schema{"type": "string", "pattern": `^\d{4}-\d{2}-\d{2}$`, "description": "day in Asia/Shanghai"}
	decimalSchema = schema{"type": "string", "pattern": `^-?\d+(\.\d+)?$`}
)

// of returns the schema of a type: a reference for a struct, which is described
// once.
func (s *schemas) of(t reflect.Type) schema {
	if scalar, ok := scalarSchemas[t]; ok {
		return scalar
	}
	switch t.Kind() {
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Uint64:
		return schema{"type": "integer"}
	case reflect.Float64:
		return schema{"type": "number"}
	case reflect.Pointer:
		return s.of(t.Elem())
	case reflect.Slice:
		return schema{"type": "array", "items": s.of(t.Elem())}
	case reflect.Array:
		return schema{"type": "array", "items": s.of(t.Elem()), "minItems": t.Len(), "maxItems": t.Len()}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": s.of(t.Elem())}
	case reflect.Interface:
		return schema{}
	case reflect.Struct:
		return s.object(t)
	}
	panic("server: no schema for " + t.String())
}

// object describes a struct under its name.
func (s *schemas) object(t reflect.Type) schema {
	name := strings.ToUpper(t.Name()[:1]) + t.Name()[1:]
	if s.posted {
		name = "Posted" + name
	}
	if was, ok := s.types[name]; ok {
		if was != t {
			panic("server: two schemas named " + name)
		}
		return ref(name)
	}
	s.types[name] = t
	properties, required := schema{}, []string{}
	s.members(t, properties, &required)
	slices.Sort(required)
	s.named[name] = schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
	return ref(name)
}

// publicTag marks what nobody is denied.
const publicTag = "public"

var redaction = reflect.TypeFor[domain.Redaction]()

// members collects the fields of a struct, those of embedded structs included.
func (s *schemas) members(t reflect.Type, properties schema, required *[]string) {
	for field := range t.Fields() {
		if !field.IsExported() && !field.Anonymous {
			continue
		}
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if field.Anonymous && name == "" {
			s.members(field.Type, properties, required)
			continue
		}
		if name == "-" {
			continue
		}
		if !field.IsExported() {
			continue
		}
		is := s.of(field.Type)
		optional := strings.Contains(options, "omitzero") || strings.Contains(options, "omitempty") || s.veiled && field.Tag.Get("sight") != publicTag && t != redaction
		if !optional {
			*required = append(*required, name)
			if field.Type.Kind() == reflect.Pointer {
				is = schema{"anyOf": []schema{is, {"type": "null"}}}
			}
		}
		properties[name] = is
	}
}

// facts describes every event type from the catalogue: <Type>Fact is what is
// posted, and <Type>Data what a stored event holds, with what the ledger derived.
func (s *schemas) facts() {
	s.posted = true
	defer func() { s.posted = false }()
	var posted []schema
	for _, t := range domain.Catalogue() {
		s.named[t.Name+"Data"] = fieldsSchema(t.Fields, true)
		s.named[t.Name+"Fact"] = factSchema(t, s)
		posted = append(posted, ref(t.Name+"Fact"))
	}
	s.named["Fact"] = schema{"oneOf": posted}
	var entered []schema
	for _, t := range domain.BookCatalogue() {
		s.named[t.Name+"Fact"] = factSchema(t, s)
		entered = append(entered, ref(t.Name+"Fact"))
	}
	s.named["Entry"] = schema{"oneOf": entered}
	s.named["Batch"] = schema{
		"type": "object", "required": []string{"facts"}, "additionalProperties": false,
		"properties": schema{"facts": schema{"type": "array", "items": ref("Fact"), "minItems": 1, "maxItems": factsMax}},
	}
	s.named["Session"] = textsSchema("token")
	s.named["Token"] = textsSchema("subject")
	s.named["Query"] = schema{
		"type": "object", "required": []string{"sql"}, "additionalProperties": false,
		"properties": schema{"sql": schema{"type": "string", "minLength": 1, "maxLength": sqlBytesMax}},
	}
}

// textsSchema describes an object of texts that are all required.
func textsSchema(names ...string) schema {
	properties := schema{}
	for _, name := range names {
		properties[name] = schema{"type": "string", "minLength": 1}
	}
	return schema{"type": "object", "required": names, "additionalProperties": false, "properties": properties}
}

func factSchema(t domain.Type, s *schemas) schema {
	return schema{
		"type": "object", "title": t.ZH, "description": t.EN,
		"required": []string{"data", "occurredOn", "type"}, "additionalProperties": false,
		"properties": schema{
			"type":       schema{"const": t.Name},
			"occurredOn": dateSchema,
			"backfill":   schema{"type": "boolean", "description": "补录"},
			"data":       fieldsSchema(t.Fields, false),
			"evidence":   s.of(reflect.TypeFor[[]domain.Evidence]()),
			"overrides":  s.of(reflect.TypeFor[[]domain.Override]()),
		},
	}
}

// fieldsSchema describes an object of the catalogue. What the ledger derives is in
// stored events only.
func fieldsSchema(fields []domain.Field, stored bool) schema {
	properties, required := schema{}, []string{}
	for _, f := range fields {
		if f.Derived && !stored {
			continue
		}
		properties[f.Name] = fieldSchema(f, stored)
		if f.Required && (!stored || f.Sight == publicTag) {
			required = append(required, f.Name)
		}
	}
	slices.Sort(required)
	return schema{"type": "object", "properties": properties, "required": required, "additionalProperties": false}
}

func fieldSchema(f domain.Field, stored bool) schema {
	is := schema{}
	for name, value := range kindSchema(f, stored) {
		is[name] = value
	}
	if f.List {
		is = schema{"type": "array", "items": is}
		bound(is, f, "minItems", "maxItems")
	} else if is["type"] == "integer" {
		bound(is, f, "minimum", "maximum")
	} else if f.Kind == "text" {
		bound(is, f, "minLength", "maxLength")
	}
	is["title"], is["description"] = f.ZH, f.EN
	return is
}

func bound(is schema, f domain.Field, low, high string) {
	if f.Min != nil {
		is[low] = *f.Min
	}
	if f.Max != nil {
		is[high] = *f.Max
	}
}

func kindSchema(f domain.Field, stored bool) schema {
	switch f.Kind {
	case "date":
		return dateSchema
	case "period":
		return schema{"type": "string", "pattern": `^\d{4}(Q[1-4]|\d{2})?$`}
	case "decimal":
		return decimalSchema
	case "money", "area", "int":
		return schema{"type": "integer", "minimum": -domain.IntMax, "maximum": domain.IntMax}
	case "bool":
		return schema{"type": "boolean"}
	case "code":
		return codeSchema(f.Codes)
	case "district":
		return schema{"type": "string", "pattern": `^\d{6}$`}
	case "eventId":
		return schema{"type": "string", "format": "uuid"}
	case "json":
		return schema{}
	case "geometry":
		corner := schema{"type": "array", "items": decimalSchema, "minItems": 2, "maxItems": 2}
		ring := schema{"type": "array", "items": corner, "minItems": 4}
		return schema{
			"type": "object", "required": []string{"rings"}, "additionalProperties": false,
			"properties": schema{"rings": schema{"type": "array", "items": ring, "minItems": 1}},
		}
	case "object":
		return fieldsSchema(f.Fields, stored)
	case "text", "uscc", "parcelCode", "unitCode", "supervisionNo", "industry":
		return schema{"type": "string"}
	}
	panic("server: no schema for field kind " + f.Kind)
}

func codeSchema(list string) schema {
	codes := domain.CodeList(list)
	if len(codes) == 0 {
		return schema{"type": "string"}
	}
	is := schema{"type": "string"}
	var values []domain.Code
	for _, c := range codes {
		values = append(values, c.Code)
	}
	is["enum"] = values
	return is
}

// dataByType says which schema the data of an entry follows.
func dataByType() []schema {
	var rules []schema
	types := domain.Catalogue()
	slices.SortFunc(types, func(a, b domain.Type) int { return cmp.Compare(a.Name, b.Name) })
	for _, t := range types {
		rules = append(rules, schema{
			"if":   schema{"properties": schema{"type": schema{"const": t.Name}}},
			"then": schema{"properties": schema{"data": ref(t.Name + "Data")}},
		})
	}
	return rules
}
