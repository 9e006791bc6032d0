package domain

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// Meta is what the ledger writes beside a fact: who recorded it, when, for which
// request, and where the parcel stood after it. It is stored as canonical JSON
// and never encoded again.
type Meta struct {
	By         Officer   `json:"by"`
	RecordedAt time.Time `json:"recordedAt"` // UTC; never goes back within a stream
	// Request and Content are SHA-256 digests in hex: of the idempotency key,
	// and of what was asked under it and by whom.
	Request string `json:"request"`
	Content string `json:"content"`
	// First and Count place the event in its request: the revision of the
	// request's first event and how many events it has.
	First int64 `json:"first"`
	Count int   `json:"count"`
	// Salt is 16 random bytes in hex, drawn once per request; the seal commits
	// to it with the data, so that small facts cannot be guessed from a hash.
	Salt string `json:"salt"`
	// Rules is the version of the rules that decided, Policy the version of the
	// policy they went by; absent for the standard policy of these rules.
	Rules  string `json:"rules"`
	Policy string `json:"policy,omitzero"`
	// District and Stage say where the parcel stood after the event, as the
	// ledger knew when recording: feeds and filters need no fold.
	District District `json:"district"`
	Stage    Stage    `json:"stage"`
}

// RulesVersion names the rules this build decides by.
const RulesVersion = "2026-11"

// PolicyVersion names the policy that the event was decided by.
func (m Meta) PolicyVersion() string { return cmp.Or(m.Policy, m.Rules) }

// EncodeMeta returns the canonical bytes of m.
func EncodeMeta(m Meta) ([]byte, error) { return canonical("meta", m) }

// DecodeMeta reads what EncodeMeta wrote.
func DecodeMeta(data []byte) (Meta, error) {
	var m Meta
	if err := json.Unmarshal(data, &m); err != nil {
		return Meta{}, fmt.Errorf("decode meta: %w", err)
	}
	return m, nil
}

// DecodeEntry reads one stored event of a parcel.
func DecodeEntry(id EventID, revision int64, data, meta []byte) (Entry, Meta, error) {
	fact, err := DecodeFact(data, true)
	if err != nil {
		return Entry{}, Meta{}, fmt.Errorf("event %s: %w", id, err)
	}
	m, err := DecodeMeta(meta)
	if err != nil {
		return Entry{}, Meta{}, fmt.Errorf("event %s: %w", id, err)
	}
	return Entry{ID: id, Revision: revision, Fact: fact, RecordedAt: m.RecordedAt, By: m.By}, m, nil
}

// LedgerStream is the stream whose first event says what the ledger is.
const LedgerStream = "ledger"

const parcelPrefix = "parcel-"

// StreamOf names the stream of a parcel.
func StreamOf(id ParcelID) string { return parcelPrefix + id.String() }

// ParcelOf returns the parcel that a stream belongs to, or false for any other
// stream. Only the form that StreamOf writes is a parcel's.
func ParcelOf(stream string) (ParcelID, bool) {
	text, ok := strings.CutPrefix(stream, parcelPrefix)
	if !ok || len(text) != 36 {
		return ParcelID{}, false
	}
	id, err := uuid.Parse(text)
	return id, err == nil && id.String() == text
}

// An Opening is the first event of a ledger: whether it holds real records or a
// generated demo city. It is written once and never changes.
type Opening struct {
	Kind     Code      `json:"kind"` // DEMO or REAL
	OpenedAt time.Time `json:"openedAt"`
	Note     string    `json:"note,omitzero"`
}

// The kinds of ledgers.
const (
	Demo Code = "DEMO" // 演示
	Real Code = "REAL" // 正式
)

// OpeningType is the stored name of an Opening.
const OpeningType = "LedgerOpened"

// EncodeOpening returns the canonical bytes of an Opening.
func EncodeOpening(o Opening) ([]byte, error) { return canonical("opening", o) }

// DecodeOpening reads what EncodeOpening wrote.
func DecodeOpening(data []byte) (Opening, error) {
	var o Opening
	if err := json.Unmarshal(data, &o); err != nil {
		return Opening{}, fmt.Errorf("decode opening: %w", err)
	}
	return o, nil
}

// canonical marshals v as RFC 8785 says: one value, one sequence of bytes.
func canonical(what string, v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", what, err)
	}
	c := jsontext.Value(data)
	if err := c.Canonicalize(); err != nil {
		return nil, fmt.Errorf("encode %s: %w", what, err)
	}
	return c, nil
}
