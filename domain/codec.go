package domain

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Limits of one fact as JSON.
const (
	// FactBytesMax bounds a request; the largest outline and survey fit well.
	FactBytesMax = 1 << 20
	// FactDepthMax bounds nesting; the deepest event needs 6.
	FactDepthMax = 16
)

// eventCodec is one declared event type: its names, its phase, its shape and how
// its facts are decoded.
type eventCodec struct {
	name   string
	zh, en string
	phase  Phase
	book   Code // the kind of book it is entered in; empty for events of parcels
	shape  *shape
	sight  *veil
	decode func([]byte) (Fact, error)
}

// storedFact is the JSON of a fact whose data is an E: the one stored form.
type storedFact[E any] struct {
	Type       string     `json:"type" sight:"public"`
	OccurredOn Date       `json:"occurredOn" sight:"public"`
	Backfill   bool       `json:"backfill,omitzero"`
	Data       E          `json:"data" sight:"public,as=data"`
	Evidence   []Evidence `json:"evidence,omitempty"`
	Overrides  []Override `json:"overrides,omitempty"`
	Awaits     []Code     `json:"awaits,omitempty"`
	Findings   []Finding  `json:"findings,omitempty"`
}

// known refuses members that this build would lose.
var known = json.JoinOptions(json.RejectUnknownMembers(true))

// declare makes the one row that says that an event type of parcels exists.
func declare[E parcelEvent](zh, en string, phase Phase) eventCodec {
	return codecOf[E](zh, en, phase, "")
}

func codecOf[E Event](zh, en string, phase Phase, book Code) eventCodec {
	var zero E
	return eventCodec{zero.storedName(), zh, en, phase, book, shapeOf(reflect.TypeFor[E]()), veilOf(reflect.TypeFor[E]()), func(data []byte) (Fact, error) {
		var w storedFact[E]
		if err := json.Unmarshal(data, &w, known); err != nil {
			return Fact{}, malformed("", err)
		}
		return Fact{OccurredOn: w.OccurredOn, Event: w.Data, Evidence: w.Evidence, Backfill: w.Backfill, Overrides: w.Overrides, Awaits: w.Awaits, Findings: w.Findings}, nil
	}}
}

// codecs lists every event of parcels once, in the order of the life cycle.
var codecs = slices.Concat(
	surveyEvents,
	attributeEvents,
	libraryEvents,
	planningEvents,
	preparationEvents,
	supplyEvents,
	agreementEvents,
	termEvents,
	operationEvents,
	redevelopmentEvents,
	suspensionEvents,
	idleEvents,
	supervisionEvents,
	breachEvents,
	rightsEvents,
	penaltyEvents,
	courtEvents,
	compensationEvents,
	lineageEvents,
	exitEvents,
	correctionEvents,
)

var codecByName = func() map[string]*eventCodec {
	m := make(map[string]*eventCodec, len(codecs)+len(bookCodecs))
	for _, list := range [][]eventCodec{codecs, bookCodecs} {
		for i := range list {
			if m[list[i].name] != nil {
				panic("domain: two events named " + list[i].name)
			}
			m[list[i].name] = &list[i]
		}
	}
	return m
}()

// DecodeFact reads a fact from JSON as strictly as a ledger must: duplicate names,
// unknown names, wrong case, trailing data, invalid UTF-8, null, integers beyond
// ±(2^53-1) and missing required fields are refused. The error is an *Invalid
// with a JSON pointer for each place. derived fields and findings are refused
// in requests (stored=false) and read in stored events (stored=true).
//
// Stored events were checked when they were recorded, under the rules of that
// day: they are read without checking values again, so that old facts stay
// readable. A stored name this build does not know is ErrUnknownEvent. The fact
// does not alias data.
func DecodeFact(data []byte, stored bool) (Fact, error) {
	if !stored {
		if v := inspect(data, request); len(v.problems) > 0 {
			return Fact{}, &Invalid{Problems: v.problems}
		}
	}
	return decodeStored(data)
}

func decodeStored(data []byte) (Fact, error) {
	name, err := typeOf(data)
	if err != nil {
		return Fact{}, err
	}
	c := codecByName[name]
	if c == nil {
		return Fact{}, fmt.Errorf("decode %.40q: %w", name, ErrUnknownEvent)
	}
	return c.decode(data)
}

// typeOf finds the event's name, so that the data is read once. In canonical JSON
// the type comes last; what is not canonical is looked through.
func typeOf(data []byte) (string, error) {
	const last = `,"type":"`
	if i := bytes.LastIndex(data, []byte(last)); i >= 0 {
		name, rest, _ := bytes.Cut(data[i+len(last):], []byte(`"`))
		if c := codecByName[string(name)]; c != nil && len(rest) == 1 {
			return c.name, nil
		}
	}
	var w storedFact[jsontext.Value]
	if err := json.Unmarshal(data, &w, known); err != nil {
		return "", malformed("", err)
	}
	return w.Type, nil
}

// EncodeFact returns the canonical bytes of a fact (RFC 8785): the Data of its
// record, never encoded again. It fails on text that is not UTF-8 and on a fact
// without event.
func EncodeFact(f Fact) ([]byte, error) {
	out, err := marshalFact(f)
	if err != nil {
		return nil, err
	}
	if err := (*jsontext.Value)(&out).Canonicalize(); err != nil {
		return nil, malformed("", err)
	}
	return out, nil
}

// marshalFact writes a fact as JSON that is not yet canonical.
func marshalFact(f Fact) ([]byte, error) {
	if f.Event == nil {
		return nil, &Invalid{Problems: []Problem{problem("/type", "type")}}
	}
	out, err := json.Marshal(storedFact[Event]{f.Event.storedName(), f.OccurredOn, f.Backfill, f.Event, f.Evidence, f.Overrides, f.Awaits, f.Findings})
	if err != nil {
		return nil, malformed("", err)
	}
	return out, nil
}

// EventName returns the stored name of an event.
func EventName(e Event) string { return e.storedName() }
