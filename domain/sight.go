package domain

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// A Sight (可见范围) is how much of an answer somebody is shown: fields by his view,
// other parcels of the same land by his place.
//
// What a field needs is said where the field is declared, by its tag:
//
//	sight:"public"                 what supply results publish
//	(no tag), sight:"internal"     every department
//	sight:"restricted"             firm-level tax (税收征管法 第8条)
//	sight:"restricted,metric=TAX"  restricted where the sibling speaks of tax: names
//	                               TAX_PER_MU, says 税; internal elsewhere
//	sight:"restricted,at=path"     restricted where the sibling points to a field that
//	                               can be restricted
//	sight:"public,if=publishedOn"  public once the sibling is given; internal before
//
// Several conditions are alternatives. Free text (300 characters and more) without a tag
// is restricted where it speaks of tax itself. An object or list is shown only with its own
// tag and then by the tags of its fields: what nobody tagged is never public.
// "kin" marks the identity or code of another parcel; an object that is a [relative]
// is one of another parcel. "as=data", "as=fact" and "as=parcel" say what raw JSON is.
type Sight struct {
	View View
	// Sees reports whether a parcel, by identity or by a code, lies within the place
	// of who asks. Nil sees every parcel.
	Sees func(ref string) bool
}

// A Redaction (未显示) is where an answer says what was left out of it: by pointers
// from the object that it stands in. The veil fills it.
type Redaction struct {
	Redacted []string `json:"redacted,omitzero" sight:"public"`
}

// All reports whether nothing is left out.
func (s Sight) All() bool { return s.View.Shows(ViewRestricted) && s.Sees == nil }

// Veil returns the JSON of a value of type t without what lies beyond the sight, and
// the pointers of what was left out, as they were. Of an object that has a member
// redacted the list stands in it, by pointers from there, and is not returned.
// Elements of a list are left out whole: pointers count those of the whole list.
func (s Sight) Veil(t reflect.Type, data []byte) (shown []byte, redacted []string) {
	if s.All() {
		return data, nil
	}
	w := veiling{Sight: s, out: make([]byte, 0, len(data))}
	if !w.value(veilOf(t), data) {
		return nil, []string{""}
	}
	return w.out, w.redacted
}

// VeilFact is Veil for a stored fact.
func (s Sight) VeilFact(fact []byte) (shown []byte, redacted []string) {
	return s.Veil(reflect.TypeFor[storedFact[JSON]](), fact)
}

// A relative is part of an event or a state that describes another parcel of the same
// land: who may not see that one does not see the part.
type relative interface{ relative() ParcelID }

func (k Kin) relative() ParcelID          { return k.Parcel }
func (m MergedParcel) relative() ParcelID { return m.Parcel }
func (s Successor) relative() ParcelID {
	id, _ := s.Registration.Identity()
	return id
}

// Restrictable reports whether a pointer into a fact leads to a field that is or can be
// restricted: to the field itself, into it, or to what holds it. Corrections and
// findings show no values of such a place, for they do not say of which metric it is.
// Of what corrects another event, and where no event is named, any type counts.
func Restrictable(event, pointer string) bool {
	paths, known := restrictable()[event]
	if !known || event == EventName(EventCorrected{}) {
		paths = restrictable()[anyEvent]
	}
	steps := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	return slices.ContainsFunc(paths, func(path []string) bool { return along(steps, path) })
}

// along reports whether one of two paths leads to or through the other.
func along(steps, path []string) bool {
	for i := range min(len(steps), len(path)) {
		if path[i] != "*" && path[i] != steps[i] {
			return false
		}
	}
	return true
}

const anyEvent = ""

// restrictable looks through every event once. Texts that are judged by their own words
// alone are not among them: what replaces one is judged by itself.
var restrictable = sync.OnceValue(func() map[string][][]string {
	paths := make(map[string][][]string)
	for name, c := range codecByName {
		paths[name] = nil
		all := make(map[string]string)
		c.sight.describe("/data", all)
		for pointer, tag := range all {
			own := pointer[strings.LastIndex(pointer, "/")+1:]
			if strings.HasPrefix(tag, "restricted") && !strings.Contains(tag, "at=") && tag != "restricted,"+own+"=TAX" {
				path := strings.Split(pointer[1:], "/")
				paths[name], paths[anyEvent] = append(paths[name], path), append(paths[anyEvent], path)
			}
		}
	}
	return paths
})
