package taizhang

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/google/uuid"

	"taizhang/domain"
	"taizhang/eventstore"
)

const (
	// KeyBytesMax bounds an idempotency key.
	KeyBytesMax = 200
	// FactsMax bounds the facts of one request.
	FactsMax = 200
)

// A request is what one caller asked under one key, with everything random about
// it drawn once, so that however often it is tried the same bytes are appended.
type request struct {
	by      domain.Officer
	facts   []domain.Fact
	key     string // digest of the idempotency key
	content string // digest of the facts and the officer
	salt    string
}

// parcelRequest checks a call about a parcel.
func parcelRequest(id domain.ParcelID, key string, by domain.Officer, salt string, facts []domain.Fact) (request, error) {
	req, err := newRequest(key, by, salt, facts)
	if err != nil {
		return request{}, err
	}
	if r, ok := facts[0].Event.(domain.ParcelRegistered); ok {
		if own, err := r.Identity(); err != nil {
			return request{}, err
		} else if own != id {
			return request{}, problem("/data", "identity", "登记内容与宗地标识不符", "the registration gives another identity than this parcel's")
		}
	}
	return req, nil
}

// newRequest checks the call. A missing key is refused: otherwise all requests
// without one would be the same request.
func newRequest(key string, by domain.Officer, salt string, facts []domain.Fact) (request, error) {
	switch {
	case key == "" || len(key) > KeyBytesMax:
		return request{}, problem("", "request.key", fmt.Sprintf("幂等键须为 1 至 %d 字节", KeyBytesMax), fmt.Sprintf("idempotency key must have 1 to %d bytes", KeyBytesMax))
	case len(facts) == 0 || len(facts) > FactsMax:
		return request{}, problem("", "request.facts", fmt.Sprintf("一次请求须有 1 至 %d 个事件", FactsMax), fmt.Sprintf("a request has 1 to %d facts", FactsMax))
	case by.ID == "" || by.Department == "":
		return request{}, problem("", "request.officer", "缺少记录人或部门", "no officer or department")
	}
	content := sha256.New()
	fmt.Fprintf(content, "%q\n", by.ID)
	for _, f := range facts {
		data, err := domain.EncodeFact(f)
		if err != nil {
			return request{}, err
		}
		fmt.Fprintf(content, "%d\n%s\n", len(data), data)
	}
	digest := sha256.Sum256([]byte(key))
	return request{
		by: by, facts: facts, salt: salt,
		key: hex.EncodeToString(digest[:]), content: hex.EncodeToString(content.Sum(nil)),
	}, nil
}

// eventID derives the identity of the request's nth event on a parcel or in a book.
// The salt is part of it: a store recognises a repeat of this very call, with the
// bytes it holds; the same key in a later call is found in the history instead.
func (r request) eventID(subject uuid.UUID, n int) domain.EventID {
	return uuid.NewSHA1(subject, fmt.Appendf(nil, "%s/%s/%d", r.key, r.salt, n))
}

// meta is what is written beside every event of the request; where the parcel or
// book stands after each is still to be said.
func (r request) meta(now time.Time, revision eventstore.Revision, policy domain.Policy) domain.Meta {
	m := domain.Meta{
		By: r.by, RecordedAt: now, Request: r.key, Content: r.content, First: int64(revision) + 1, Count: len(r.facts),
		Salt: r.salt, Rules: domain.RulesVersion,
	}
	if version := policy.Version(); version != m.Rules {
		m.Policy = version
	}
	return m
}

// entry is the request's nth event as it will be recorded.
func (r request) entry(subject uuid.UUID, n int, f domain.Fact, meta domain.Meta) domain.Entry {
	return domain.Entry{ID: r.eventID(subject, n), Revision: meta.First + int64(n), Fact: f, RecordedAt: meta.RecordedAt, By: r.by}
}

// eventOf makes the bytes of an entry.
func eventOf(e domain.Entry, meta domain.Meta) (eventstore.Event, error) {
	data, err := domain.EncodeFact(e.Fact)
	if err != nil {
		return eventstore.Event{}, err
	}
	metaBytes, err := domain.EncodeMeta(meta)
	if err != nil {
		return eventstore.Event{}, err
	}
	return eventstore.Event{ID: e.ID, Type: domain.EventName(e.Fact.Event), Data: data, Meta: metaBytes}, nil
}

// notBefore is the time of recording: it never goes back within a stream, whatever
// the clock does.
func notBefore(now, last time.Time) time.Time {
	now = now.UTC().Truncate(time.Microsecond)
	if now.Before(last) {
		return last
	}
	return now
}

func problem(path, rule, zh, en string) error {
	return &domain.Invalid{Problems: []domain.Problem{{Path: path, Rule: rule, ZH: zh, EN: en}}}
}
