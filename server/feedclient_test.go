package server

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/eventstore"
)

// A feedMessage is any message of the server, as a client reads it.
type feedMessage struct {
	Type      string              `json:"type"`
	Log       string              `json:"log"`
	Head      eventstore.Position `json:"head"`
	You       domain.Principal    `json:"you"`
	Time      time.Time           `json:"time"`
	Heartbeat int                 `json:"heartbeat"`
	Prev      eventstore.Position `json:"prev"`
	Seq       eventstore.Position `json:"seq"`
	Live      bool                `json:"live"`
	Items     []feedItem          `json:"items"`
	Code      string              `json:"code"`
	ZH        string              `json:"zh"`
	EN        string              `json:"en"`
	Resume    bool                `json:"resume"`
}

// dialFeed connects to the feed of a server at http://host:port.
func dialFeed(base string) (*websocket.Conn, error) {
	dialer := websocket.Dialer{Subprotocols: []string{feedProtocol}, HandshakeTimeout: 10 * time.Second}
	conn, res, err := dialer.Dial("ws"+strings.TrimPrefix(base, "http")+"/api/v1/feed", nil)
	if res != nil {
		res.Body.Close()
	}
	return conn, err
}

// readFeed reads one message; it fails after ten seconds of silence.
func readFeed(conn *websocket.Conn) (m feedMessage, raw []byte, err error) {
	conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, raw, err = conn.ReadMessage()
	if err != nil {
		return m, nil, err
	}
	return m, raw, json.Unmarshal(raw, &m)
}

var (
	errGap   = errors.New("gap in the feed")
	errStray = errors.New("message out of turn")
)

// A follower is a client of the feed that keeps to the rule: prev equal to the
// cursor is applied, prev before it is applied without what was seen, prev after
// it is a gap.
type follower struct {
	filter feedFilter
	cursor eventstore.Position
	got    []feedItem
	gaps   int
	dials  int
}

func (f *follower) hello(token string) helloMessage {
	hello := helloMessage{Type: "hello", Token: token, From: "start", Filter: f.filter}
	if f.cursor != "" {
		hello.From, hello.After = "", f.cursor
	}
	return hello
}

// apply takes one message.
func (f *follower) apply(m feedMessage) error {
	switch m.Type {
	case "welcome":
		return nil
	case "events", "progress", "caught_up":
	default:
		return fmt.Errorf("%s: %w", m.Type, errStray)
	}
	if m.Prev > f.cursor {
		f.gaps++
		return errGap
	}
	for _, item := range m.Items {
		if item.Position > f.cursor {
			f.got = append(f.got, item)
		}
	}
	f.cursor = max(f.cursor, m.Seq)
	return nil
}
