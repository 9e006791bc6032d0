package server

import (
	"fmt"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/eventstore"
)

// The messages of the feed, taizhang.feed.v1. The AsyncAPI document is made from
// these types.
type (
	// helloMessage opens a feed.
	helloMessage struct {
		Type   string              `json:"type"`
		Token  string              `json:"token,omitzero"` // absent where a page's session says who
		Log    string              `json:"log,omitzero"`
		After  eventstore.Position `json:"after,omitzero"`
		From   string              `json:"from,omitzero"`
		Filter feedFilter          `json:"filter,omitzero"`
	}

	// feedFilter selects events; an absent list selects all.
	feedFilter struct {
		District []domain.District `json:"district,omitempty"`
		Stage    []domain.Stage    `json:"stage,omitempty"`
		Event    []string          `json:"event,omitempty"`
		Parcel   []domain.ParcelID `json:"parcel,omitempty"`
	}

	pingMessage struct {
		Type string `json:"type"`
	}

	welcomeMessage struct {
		Type      string              `json:"type"`
		Log       string              `json:"log"`
		Head      eventstore.Position `json:"head"`
		You       domain.Principal    `json:"you"`
		Time      time.Time           `json:"time"`
		Heartbeat int                 `json:"heartbeat"` // seconds
	}

	// eventsMessage covers (prev, seq]: everything in it was looked at, items are
	// those that the filter selects.
	eventsMessage struct {
		Type  string              `json:"type" sight:"public"`
		Prev  eventstore.Position `json:"prev" sight:"public"`
		Seq   eventstore.Position `json:"seq" sight:"public"`
		Live  bool                `json:"live" sight:"public"`
		Items []feedItem          `json:"items" sight:"public"`
	}

	feedItem struct {
		Position   eventstore.Position `json:"position" sight:"public"`
		ID         domain.EventID      `json:"id" sight:"public"`
		Parcel     domain.ParcelID     `json:"parcel" sight:"public"`
		Code       string              `json:"code" sight:"public"`
		Revision   eventstore.Revision `json:"revision" sight:"public"`
		Type       string              `json:"type" sight:"public"`
		OccurredOn domain.Date         `json:"occurredOn" sight:"public"`
		RecordedAt time.Time           `json:"recordedAt" sight:"public"`
		By         feedOfficer         `json:"by" sight:"public"`
		District   domain.District     `json:"district" sight:"public"`
		Stage      domain.Stage        `json:"stage" sight:"public"`
		Findings   int                 `json:"findings"`
		Backfill   bool                `json:"backfill"`
		Corrects   *domain.EventID     `json:"corrects,omitzero"`
		domain.Redaction
	}

	feedOfficer struct {
		Name       string          `json:"name"`
		Department domain.Code     `json:"department" sight:"public"`
		Level      domain.Code     `json:"level" sight:"public"`
		District   domain.District `json:"district,omitzero" sight:"public"`
	}

	// progressMessage covers (prev, seq] in which nothing was selected; it is also
	// the heartbeat, with prev and seq equal.
	progressMessage struct {
		Type string              `json:"type"`
		Prev eventstore.Position `json:"prev"`
		Seq  eventstore.Position `json:"seq"`
		Head eventstore.Position `json:"head"`
		Time time.Time           `json:"time"`
	}

	// caughtUpMessage says once that what follows is live.
	caughtUpMessage struct {
		Type string              `json:"type"`
		Prev eventstore.Position `json:"prev"`
		Seq  eventstore.Position `json:"seq"`
		Time time.Time           `json:"time"`
	}

	feedErrorMessage struct {
		Type string `json:"type"`
		Code string `json:"code"`
		ZH   string `json:"zh"`
		EN   string `json:"en"`
	}

	byeMessage struct {
		Type   string `json:"type"`
		Resume bool   `json:"resume"`
	}
)

// Close codes of the feed beside those of RFC 6455.
const (
	closeNoToken  = 4001
	closeStalled  = 4008
	closeProtocol = 4009
	closeRestart  = 1012
	closeTryLater = 1013
)

// A feedRefusal ends a feed with an error message and a close code.
type feedRefusal struct {
	code   string
	zh, en string
	close  int
}

func (r *feedRefusal) Error() string { return r.en }

func (r *feedRefusal) message() feedErrorMessage {
	return feedErrorMessage{"error", r.code, r.zh, r.en}
}

func feedBadRequest(zh, en string) error {
	return &feedRefusal{"bad_request", zh, en, closeProtocol}
}

var (
	errFeedToken     = &feedRefusal{"unauthorized", "缺少令牌或令牌无效", "missing or invalid token", closeNoToken}
	errFeedWithdrawn = &feedRefusal{"unauthorized", "授权已撤销或到期", "the authority was withdrawn or has ended", websocket.ClosePolicyViolation}
	errFeedDenied    = &feedRefusal{"denied", "该角色无权接收实时推送", "the role may not follow the feed", websocket.ClosePolicyViolation}
	errFeedAttempts  = &feedRefusal{errAttempts.code, errAttempts.zh, errAttempts.en, closeNoToken}
	errFeedCrowd     = &feedRefusal{errTooMany.code, "打开的实时推送过多", "too many open feeds", closeTryLater}
	errFeedReplaced  = &feedRefusal{"log_replaced", "台账已更换，请从头读取", "the ledger was replaced, start over", closeProtocol}
	errFeedAhead     = &feedRefusal{"position_ahead", "位置超出台账末尾", "position is after the end of the log", closeProtocol}
	errFeedStore     = &feedRefusal{"unavailable", "存储暂不可用", "the store is unavailable", closeTryLater}
	errFeedUntraced  = &feedRefusal{errUntraced.code, errUntraced.zh, errUntraced.en, closeTryLater}
)

// parseHello reads the first message. Whatever it does not know is refused, for a
// filter that is misread would silently select nothing.
func (s *Server) parseHello(data []byte) (helloMessage, error) {
	var hello helloMessage
	if err := strictly(data, &hello); err != nil {
		return hello, feedBadRequest("hello 有误", "hello: "+err.Error())
	}
	switch {
	case hello.Type != "hello":
		return hello, feedBadRequest("第一条消息须为 hello", "the first message must be hello")
	case hello.After != "" && hello.From != "":
		return hello, feedBadRequest("after 与 from 只能有一个", "give after or from, not both")
	case hello.From != "" && hello.From != "start" && hello.From != "live":
		return hello, feedBadRequest("from 须为 start 或 live", "from must be start or live")
	}
	return hello, s.checkFilter(hello.Filter)
}

func (s *Server) checkFilter(f feedFilter) error {
	for _, n := range []int{len(f.District), len(f.Stage), len(f.Event), len(f.Parcel)} {
		if n > feedFilterMax {
			return feedBadRequest(fmt.Sprintf("筛选值超过 %d 个", feedFilterMax), fmt.Sprintf("a filter has more than %d values", feedFilterMax))
		}
	}
	for _, d := range f.District {
		if !s.knownDistrict(d) {
			return feedBadRequest(fmt.Sprintf("未知行政区 %q", d), fmt.Sprintf("unknown district %q", d))
		}
	}
	for _, stage := range f.Stage {
		if !isStage(string(stage)) {
			return feedBadRequest(fmt.Sprintf("未知阶段 %q", stage), fmt.Sprintf("unknown stage %q", stage))
		}
	}
	for _, name := range f.Event {
		if _, ok := typeNames()[name]; !ok {
			return feedBadRequest(fmt.Sprintf("未知事件 %q", name), fmt.Sprintf("unknown event %q", name))
		}
	}
	return nil
}

// knownDistrict takes the districts of Tianjin and any other that has parcels.
func (s *Server) knownDistrict(code domain.District) bool {
	for _, d := range domain.Districts() {
		if d.Code == code {
			return true
		}
	}
	if s.caughtUp(s.feeds.base) != nil {
		return true // not known yet
	}
	for _, d := range s.Parcels.Overview(domain.Everywhere, "").Districts {
		if d.District == code {
			return true
		}
	}
	return false
}

// A selection is a filter made ready to look at many records.
type selection struct {
	all       bool
	districts map[domain.District]bool // nil selects all, as below
	stages    map[domain.Stage]bool
	events    map[string]bool
	parcels   map[domain.ParcelID]bool
}

func newSelection(f feedFilter) *selection {
	sel := &selection{districts: setOf(f.District), stages: setOf(f.Stage), events: setOf(f.Event), parcels: setOf(f.Parcel)}
	sel.all = sel.districts == nil && sel.stages == nil && sel.events == nil && sel.parcels == nil
	return sel
}

func setOf[T comparable](values []T) map[T]bool {
	if len(values) == 0 {
		return nil
	}
	set := make(map[T]bool, len(values))
	for _, v := range values {
		set[v] = true
	}
	return set
}

// place is the part of an event's meta that a filter looks at.
type place struct {
	District domain.District `json:"district"`
	Stage    domain.Stage    `json:"stage"`
}

// takes reports whether a record is selected. It looks at the cheap things first
// and reads the meta only when the filter asks for a district or stage.
func (sel *selection) takes(rec eventstore.Record, parcel domain.ParcelID) (bool, error) {
	if sel.all {
		return true, nil
	}
	if sel.events != nil && !sel.events[rec.Type] || sel.parcels != nil && !sel.parcels[parcel] {
		return false, nil
	}
	if sel.districts == nil && sel.stages == nil {
		return true, nil
	}
	var at place
	if err := json.Unmarshal(rec.Meta, &at); err != nil {
		return false, fmt.Errorf("meta of event %s: %w", rec.ID, err)
	}
	return (sel.districts == nil || sel.districts[at.District]) && (sel.stages == nil || sel.stages[at.Stage]), nil
}

// itemOf reads what the feed tells of an event: never its data.
func (s *Server) itemOf(rec eventstore.Record, parcel domain.ParcelID) (feedItem, error) {
	var fact struct {
		OccurredOn domain.Date `json:"occurredOn"`
		Backfill   bool        `json:"backfill"`
		Findings   []struct{}  `json:"findings"`
	}
	var meta struct {
		By         feedOfficer `json:"by"`
		RecordedAt time.Time   `json:"recordedAt"`
		place
	}
	err := json.Unmarshal(rec.Data, &fact)
	if err == nil {
		err = json.Unmarshal(rec.Meta, &meta)
	}
	if err != nil {
		return feedItem{}, fmt.Errorf("event %s: %w", rec.ID, err)
	}
	item := feedItem{
		Position: rec.Position, ID: rec.ID, Parcel: parcel, Revision: rec.Revision, Type: rec.Type,
		OccurredOn: fact.OccurredOn, RecordedAt: meta.RecordedAt, By: meta.By, District: meta.District, Stage: meta.Stage,
		Findings: len(fact.Findings), Backfill: fact.Backfill,
	}
	if p, _, ok := s.Parcels.Parcel(parcel); ok && s.caughtUp(s.feeds.base) == nil {
		item.Code = string(p.Land.ParcelCode)
		if item.Code == "" {
			item.Code = p.Land.PreliminaryCode
		}
	}
	switch rec.Type {
	case domain.EventName(domain.EventCorrected{}), domain.EventName(domain.EventAnnulled{}), domain.EventName(domain.EventCosigned{}):
		item.Corrects, err = targetOf(rec)
	}
	return item, err
}

func targetOf(rec eventstore.Record) (*domain.EventID, error) {
	var fact struct {
		Data struct {
			Target domain.EventID `json:"target"`
		} `json:"data"`
	}
	if err := json.Unmarshal(rec.Data, &fact); err != nil {
		return nil, fmt.Errorf("event %s: %w", rec.ID, err)
	}
	return &fact.Data.Target, nil
}
