package taizhang

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/google/uuid"

	"taizhang/domain"
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

// newRequest checks the call. A missing key is refused: otherwise all requests
// without one would be the same request.
func newRequest(id domain.ParcelID, key string, by domain.Officer, salt string, facts []domain.Fact) (request, error) {
	switch {
	case key == "" || len(key) > KeyBytesMax:
		return request{}, problem("", "request.key", fmt.Sprintf("幂等键须为 1 至 %d 字节", KeyBytesMax), fmt.Sprintf("idempotency key must have 1 to %d bytes", KeyBytesMax))
	case len(facts) == 0 || len(facts) > FactsMax:
		return request{}, problem("", "request.facts", fmt.Sprintf("一次请求须有 1 至 %d 个事件", FactsMax), fmt.Sprintf("a request has 1 to %d facts", FactsMax))
	case by.ID == "" || by.Department == "":
		return request{}, problem("", "request.officer", "缺少记录人或部门", "no officer or department")
	}
	if r, ok := facts[0].Event.(domain.ParcelRegistered); ok {
		if own, err := r.Identity(); err != nil {
			return request{}, err
		} else if own != id {
			return request{}, problem("/data", "identity", "登记内容与宗地标识不符", "the registration gives another identity than this parcel's")
		}
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

// eventID derives the identity of the request's nth event on a parcel. The salt is
// part of it: a store recognises a repeat of this very call, with the bytes it
// holds; the same key in a later call is found in the history instead.
func (r request) eventID(parcel domain.ParcelID, n int) domain.EventID {
	return uuid.NewSHA1(parcel, fmt.Appendf(nil, "%s/%s/%d", r.key, r.salt, n))
}

func problem(path, rule, zh, en string) error {
	return &domain.Invalid{Problems: []domain.Problem{{Path: path, Rule: rule, ZH: zh, EN: en}}}
}
