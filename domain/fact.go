package domain

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// JSON is a JSON value kept as it came.
type JSON = jsontext.Value

// An EventID identifies a recorded event for ever.
type EventID = uuid.UUID

// A ParcelID is the immutable identity of a parcel in the ledger: a UUIDv5 of the
// source system and the source's own key, so that importing twice finds the same
// parcel and a wrong parcel code can be corrected.
type ParcelID = uuid.UUID

// parcelSpace is the UUIDv5 name space of parcel identities. It never changes.
var parcelSpace = uuid.MustParse("6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10")

// ID derives the parcel's identity from the source's own key.
func (s Source) ID() ParcelID {
	return uuid.NewSHA1(parcelSpace, []byte(s.System+"\x00"+s.Key))
}

// A Fact is one thing that happened to a parcel on a day: the wire form of a
// request and, with the findings of the decision, the stored form of an event.
type Fact struct {
	OccurredOn Date
	Event      Event
	Evidence   []Evidence
	// Backfill marks a fact from before the record began (补录): it may enter
	// where the record begins; stages before it are not invented.
	Backfill bool
	// Overrides let a plausible but failing check pass, each with its reason.
	Overrides []Override
	// Awaits names who must still co-sign (会签) before the fact takes effect:
	// departments, or SECOND for any second officer; the ledger sets it. A fact
	// that awaits nobody is in effect at once.
	Awaits []Code
	// Findings are what the decision noticed; the ledger sets them.
	Findings []Finding
}

// Evidence names a paper that shows the fact (证明材料).
type Evidence struct {
	DocNo    string `json:"docNo" zh:"文号" rule:"required,max=120"`
	Title    string `json:"title,omitzero" zh:"名称" rule:"max=200"`
	Issuer   string `json:"issuer,omitzero" zh:"出具单位" rule:"max=100"`
	IssuedOn Date   `json:"issuedOn,omitzero" zh:"出具日期"`
	SHA256   string `json:"sha256,omitzero" zh:"文件摘要" rule:"sha256"`
}

// An Override lets one failing check at one place pass, with an officer's reason.
type Override struct {
	Rule   string `json:"rule" zh:"规则" rule:"required,max=60"`
	Path   string `json:"path" zh:"字段" rule:"required,max=200"`
	Reason string `json:"reason" zh:"理由" rule:"required,max=500" sight:"restricted,at=path,reason=TAX"`
}

// A Finding is something implausible but possible that the decision noticed, such
// as 未交先建 (built before delivery). It stays with the event.
type Finding struct {
	Rule   string `json:"rule"`
	Path   string `json:"path,omitzero"`
	Detail string `json:"detail,omitzero" sight:"restricted,at=path,detail=TAX"` // zh-CN, with the values that were seen
}

// An Officer is who records: a named person of a department at a level.
type Officer struct {
	ID         string   `json:"id"`
	Name       string   `json:"name"`
	Department Code     `json:"department" sight:"public"`
	Level      Code     `json:"level" sight:"public"`             // CITY, DISTRICT, PARK
	District   District `json:"district,omitzero" sight:"public"` // scope; absent for the city
	Park       string   `json:"park,omitzero"`                    // scope of a park's officer within the district
}

// An Entry is a fact as the ledger holds it.
type Entry struct {
	ID         EventID
	Revision   int64 // in the parcel's stream, from 0
	Fact       Fact
	RecordedAt time.Time
	By         Officer
}
