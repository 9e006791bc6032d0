package domain

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A veiling copies one JSON value without what lies beyond a sight. What it reads was
// written by this program: it is well formed, and names have no escapes.
type veiling struct {
	Sight
	event    string   // that the nearest type above names
	at       []string // where it is, from the nearest object that collects
	out      []byte
	redacted []string
}

// clear reports whether nothing of a part can be left out.
func (w *veiling) clear(v *veil) bool {
	switch {
	case v.kindred && w.Sees != nil:
		return false
	case w.View.Shows(ViewRestricted):
		return true
	case w.View.Shows(ViewInternal):
		return !v.restricts
	}
	return !v.hides
}

// value writes one value, or reports that it is left out.
func (w *veiling) value(v *veil, data []byte) bool {
	switch {
	case w.clear(v) || string(data) == "null":
		w.out = append(w.out, data...)
	case v.kind == ref:
		return w.reference(data)
	case v.kind == eventOf:
		return w.data(data)
	case v.kind == list:
		w.list(v.elem, data)
	case v.kind == dict:
		w.dict(v.elem, data)
	case v.kind == object:
		return w.object(v, data)
	default:
		w.out = append(w.out, data...)
	}
	return true
}

// reference writes the identity or code of another parcel that is seen.
func (w *veiling) reference(data []byte) bool {
	var name string
	if json.Unmarshal(data, &name) != nil || w.Sees != nil && !w.Sees(name) {
		return false
	}
	w.out = append(w.out, data...)
	return true
}

// data writes the data of the event that stands above. Of one that is not known
// nobody can say what it holds.
func (w *veiling) data(data []byte) bool {
	c := codecByName[w.event]
	return c != nil && w.value(c.sight, data)
}

func (w *veiling) list(elem *veil, data []byte) {
	w.out = append(w.out, '[')
	first := true
	n := 0
	elements(data, func(element []byte) {
		w.step(strconv.Itoa(n), &first, func() bool { return w.value(elem, element) })
		n++
	})
	w.out = append(w.out, ']')
}

func (w *veiling) dict(elem *veil, data []byte) {
	w.out = append(w.out, '{')
	first := true
	members(data, func(name string, quoted, value []byte) {
		w.step(name, &first, func() bool {
			w.out = append(append(w.out, quoted...), ':')
			return w.value(elem, value)
		})
	})
	w.out = append(w.out, '}')
}

// step writes one part of a list or object with the comma before it. A part that is
// left out leaves nothing but its pointer.
func (w *veiling) step(name string, first *bool, write func() bool) {
	was := len(w.out)
	w.at = append(w.at, name)
	if !*first {
		w.out = append(w.out, ',')
	}
	if write() {
		*first = false
	} else {
		w.out = w.out[:was]
		w.redacted = append(w.redacted, pointerTo(w.at))
	}
	w.at = w.at[:len(w.at)-1]
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

func pointerTo(steps []string) string {
	var p strings.Builder
	for _, s := range steps {
		p.WriteByte('/')
		pointerEscapes.WriteString(&p, s)
	}
	return p.String()
}

// A member is one name of an object with its value.
type member struct {
	name          string
	quoted, value []byte
}

func (w *veiling) object(v *veil, data []byte) bool {
	if v.kin != nil && w.Sees != nil && !w.Sees(v.kin(data).String()) {
		return false
	}
	var all []member
	members(data, func(name string, quoted, value []byte) { all = append(all, member{name, quoted, value}) })
	was := *w
	if of := valueOf(all, "type"); len(of) > 2 {
		w.event = string(of[1 : len(of)-1])
	} else if v.apart {
		w.event = anyEvent
	}
	if v.collects {
		w.at, w.redacted = nil, nil
	}
	w.out = append(w.out, '{')
	first := true
	for _, m := range all {
		w.step(m.name, &first, func() bool { return w.member(v.fields[m.name], all, m) })
	}
	if v.collects {
		w.collect(first)
		w.at, w.redacted = was.at, was.redacted
	}
	w.out = append(w.out, '}')
	w.event = was.event
	return true
}

// member writes a field that the view shows. A name that is not of the type was not
// decided on: nobody sees it.
func (w *veiling) member(f *veiled, all []member, m member) bool {
	if f == nil || !w.View.Shows(f.need(w.event, all)) {
		return false
	}
	w.out = append(append(w.out, m.quoted...), ':')
	return w.value(f.veil, m.value)
}

// need is what a field needs beside its siblings.
func (f *veiled) need(event string, all []member) View {
	for _, p := range f.when {
		if p.holds(event, valueOf(all, p.sibling)) {
			return f.needs
		}
	}
	return f.otherwise
}

// holds answers the question for a raw value, which is empty when it is not given.
// The department TAX is not a metric of tax.
func (p proviso) holds(event string, raw []byte) bool {
	switch p.asks {
	case speaksOfTax:
		return speaksTax(string(raw))
	case pointsToRestrictable:
		var pointer string
		return len(raw) > 0 && (json.Unmarshal(raw, &pointer) != nil || Restrictable(event, pointer))
	}
	return len(raw) > 0
}

func speaksTax(text string) bool {
	return strings.Contains(text, "TAX_") || strings.Contains(text, "_TAX") || strings.Contains(text, "税")
}

func valueOf(all []member, name string) []byte {
	for _, m := range all {
		if m.name == name {
			return m.value
		}
	}
	return nil
}

// collect writes what was left out into the object that has a place for it.
func (w *veiling) collect(first bool) {
	if len(w.redacted) == 0 {
		return
	}
	if !first {
		w.out = append(w.out, ',')
	}
	list, err := json.Marshal(w.redacted)
	if err != nil {
		panic("domain: pointers: " + err.Error()) // names always encode
	}
	w.out = append(append(w.out, `"redacted":`...), list...)
}

// members calls yield for every member of an object.
func members(data []byte, yield func(name string, quoted, value []byte)) {
	for i := skipSpace(data, 1); data[i] != '}'; {
		end := skipValue(data, i)
		quoted := data[i:end]
		i = skipSpace(data, skipSpace(data, end)+1)
		end = skipValue(data, i)
		yield(nameOf(quoted), quoted, data[i:end])
		if i = skipSpace(data, end); data[i] == ',' {
			i = skipSpace(data, i+1)
		}
	}
}

func nameOf(quoted []byte) string {
	if plain := quoted[1 : len(quoted)-1]; !strings.Contains(string(plain), `\`) {
		return string(plain)
	}
	name, _ := jsontext.AppendUnquote(nil, quoted)
	return string(name)
}

// elements calls yield for every element of a list.
func elements(data []byte, yield func([]byte)) {
	for i := skipSpace(data, 1); data[i] != ']'; {
		end := skipValue(data, i)
		yield(data[i:end])
		if i = skipSpace(data, end); data[i] == ',' {
			i = skipSpace(data, i+1)
		}
	}
}

func skipSpace(data []byte, i int) int {
	for i < len(data) && (data[i] == ' ' || data[i] == '\n' || data[i] == '\r' || data[i] == '\t') {
		i++
	}
	return i
}

// skipValue returns where the value at i ends.
func skipValue(data []byte, i int) int {
	switch data[i] {
	case '"':
		return skipString(data, i)
	case '{', '[':
		for depth := 0; ; i++ {
			switch data[i] {
			case '"':
				i = skipString(data, i) - 1
			case '{', '[':
				depth++
			case '}', ']':
				if depth--; depth == 0 {
					return i + 1
				}
			}
		}
	}
	for i < len(data) && !strings.ContainsRune(",]} \n\r\t", rune(data[i])) {
		i++
	}
	return i
}

func skipString(data []byte, i int) int {
	for i++; data[i] != '"'; i++ {
		if data[i] == '\\' {
			i++
		}
	}
	return i + 1
}
