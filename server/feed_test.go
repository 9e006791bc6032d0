package server

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
)

// open connects a feed and sends the first message, a struct or raw text.
func (r *rig) open(first any) *websocket.Conn {
	r.t.Helper()
	conn, err := dialFeed(r.base)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { conn.Close() })
	text, ok := first.(string)
	if !ok {
		data, err := json.Marshal(first)
		if err != nil {
			r.t.Fatal(err)
		}
		text = string(data)
	}
	if err := conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		r.t.Fatal(err)
	}
	return conn
}

// next reads one message of a kind.
func (r *rig) next(conn *websocket.Conn, kind string) feedMessage {
	r.t.Helper()
	m, raw, err := readFeed(conn)
	if err != nil || m.Type != kind {
		r.t.Fatalf("message %s, %v; want %s", raw, err, kind)
	}
	checkMessage(r.t, kind, raw)
	return m
}

// closed expects the close code that follows an error or a goodbye.
func (r *rig) closed(conn *websocket.Conn, code int) {
	r.t.Helper()
	if _, raw, err := readFeed(conn); !websocket.IsCloseError(err, code) {
		r.t.Errorf("got %s, %v; want close code %d", raw, err, code)
	}
}

// An event arrives on an open feed with who recorded it and where the parcel
// stands, and without its data.
func TestFeedLive(t *testing.T) {
	r := demoRig(t)
	id, path := r.operating(1)
	conn := r.open(helloMessage{Type: "hello", Token: r.token, From: "start"})
	welcome := r.next(conn, "welcome")
	if welcome.You != reader || welcome.Head != r.head() || welcome.Log == "" || welcome.Heartbeat != 10 {
		t.Errorf("welcome %+v", welcome)
	}
	past := r.next(conn, "events")
	if past.Live || past.Prev != "" || past.Seq != r.head() || len(past.Items) != 3 || past.Items[0].Type != "ParcelRegistered" {
		t.Errorf("past %+v", past)
	}
	if level := r.next(conn, "caught_up"); level.Prev != past.Seq || level.Seq != past.Seq {
		t.Errorf("caught up %+v", level)
	}
	answer := as[recordedView](t, r.do("POST", path+"/events", encode(t, checked("2025-01-02", 1)), "Idempotency-Key: c1"), http.StatusCreated)
	live := r.next(conn, "events")
	item := live.Items[0]
	if !live.Live || live.Prev != past.Seq || live.Seq != answer.Position || item.Position != answer.Position || item.ID != answer.Events[0].ID ||
		item.Parcel != id || item.Revision != 3 || item.By.Name != "王一" || item.District != "120116" || item.Stage != domain.StageOperating ||
		item.OccurredOn != "2025-01-02" || item.Code != "120116001001GB00001" {
		t.Errorf("live %+v", live)
	}
}

// What the feed does not understand or allow ends it with a reason.
func TestFeedRefusals(t *testing.T) {
	r := demoRig(t)
	r.operating(1)
	hello := func(rest string) string { return `{"type":"hello","token":"` + r.token + `"` + rest + `}` }
	for name, tt := range map[string]struct {
		first string
		code  string
		close int
	}{
		"no JSON":              {"hello", "bad_request", closeProtocol},
		"not a hello":          {`{"type":"ping"}`, "bad_request", closeProtocol},
		"unknown field":        {hello(`,"filtre":{}`), "bad_request", closeProtocol},
		"unknown filter":       {hello(`,"filter":{"city":["120000"]}`), "bad_request", closeProtocol},
		"field twice":          {hello(`,"from":"start","from":"live"`), "bad_request", closeProtocol},
		"wrong case":           {hello(`,"From":"start"`), "bad_request", closeProtocol},
		"unknown district":     {hello(`,"filter":{"district":["999999"]}`), "bad_request", closeProtocol},
		"unknown stage":        {hello(`,"filter":{"stage":["BUILT"]}`), "bad_request", closeProtocol},
		"unknown event":        {hello(`,"filter":{"event":["Started"]}`), "bad_request", closeProtocol},
		"not a parcel":         {hello(`,"filter":{"parcel":["x"]}`), "bad_request", closeProtocol},
		"unknown start":        {hello(`,"from":"yesterday"`), "bad_request", closeProtocol},
		"start and position":   {hello(`,"from":"start","after":"000000000007"`), "bad_request", closeProtocol},
		"no token":             {`{"type":"hello"}`, "unauthorized", closeNoToken},
		"wrong token":          {`{"type":"hello","token":"tz_wrong"}`, "unauthorized", closeNoToken},
		"another log":          {hello(`,"log":"7b0e4a1e-0000-4000-8000-000000000000"`), "log_replaced", closeProtocol},
		"position of tomorrow": {hello(`,"after":"999999999999"`), "position_ahead", closeProtocol},
		"too many values":      {hello(`,"filter":{"event":[` + strings.TrimSuffix(strings.Repeat(`"LandDelivered",`, feedFilterMax+1), ",") + `]}`), "bad_request", closeProtocol},
	} {
		t.Run(name, func(t *testing.T) {
			conn := r.open(tt.first)
			m := r.next(conn, "error")
			if m.Code != tt.code || m.ZH == "" || m.EN == "" {
				t.Errorf("error %+v, want %s", m, tt.code)
			}
			r.closed(conn, tt.close)
		})
	}
}

// After hello only pings are taken, and answered with the present position.
func TestFeedPing(t *testing.T) {
	r := demoRig(t)
	r.operating(1)
	conn := r.open(helloMessage{Type: "hello", Token: r.token, From: "live"})
	r.next(conn, "welcome")
	r.next(conn, "caught_up")
	conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`))
	if m := r.next(conn, "progress"); m.Prev != r.head() || m.Seq != r.head() || m.Head != r.head() {
		t.Errorf("answer to ping %+v", m)
	}
	conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"hello"}`))
	r.next(conn, "error")
	r.closed(conn, closeProtocol)
}

// Who connects and says nothing is let go, as is who sends too much.
func TestFeedFirstMessage(t *testing.T) {
	r := demoRig(t)
	r.server.pace.hello = 50 * time.Millisecond
	silent, err := dialFeed(r.base)
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	if m := r.next(silent, "error"); m.Code != "unauthorized" {
		t.Errorf("silence: %+v", m)
	}
	r.closed(silent, closeNoToken)
	r.server.pace.hello = 10 * time.Second
	loud := r.open(strings.Repeat(" ", feedReadBytesMax+1))
	r.closed(loud, websocket.CloseMessageTooBig)
}

// The upgrade needs the subprotocol, and a page of another origin gets none.
func TestFeedUpgrade(t *testing.T) {
	r := demoRig(t)
	if x := r.get("/api/v1/feed"); x.status != http.StatusBadRequest {
		t.Errorf("without upgrade: %d", x.status)
	}
	for name, tt := range map[string]struct {
		protocol string
		origin   string
		status   int
	}{
		"other protocol": {"taizhang.feed.v0", "", http.StatusBadRequest},
		"other origin":   {feedProtocol, "http://evil.example", http.StatusForbidden},
	} {
		dialer := websocket.Dialer{Subprotocols: []string{tt.protocol}}
		header := http.Header{}
		if tt.origin != "" {
			header.Set("Origin", tt.origin)
		}
		conn, res, err := dialer.Dial("ws"+strings.TrimPrefix(r.base, "http")+"/api/v1/feed", header)
		if err == nil {
			conn.Close()
			t.Errorf("%s: accepted", name)
		} else if res == nil || res.StatusCode != tt.status {
			t.Errorf("%s: %v, %v", name, res, err)
		}
	}
}

// A stopping server says goodbye on every feed and takes no new one.
func TestFeedGoodbye(t *testing.T) {
	r := demoRig(t)
	r.operating(1)
	var conns []*websocket.Conn
	for range 5 {
		conn := r.open(helloMessage{Type: "hello", Token: r.token, From: "live"})
		r.next(conn, "welcome")
		r.next(conn, "caught_up")
		conns = append(conns, conn)
	}
	if err := r.server.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, conn := range conns {
		if m := r.next(conn, "bye"); !m.Resume {
			t.Errorf("goodbye %+v", m)
		}
		r.closed(conn, closeRestart)
	}
	if conn, err := dialFeed(r.base); err == nil {
		conn.Close()
		t.Error("a stopped server took a feed")
	}
}

// A filter that selects nothing still moves the client on, at least once in
// feedScanMax records.
func TestFeedProgress(t *testing.T) {
	store := memory.New()
	r := newRig(t, store, domain.Demo)
	source := newSource(1)
	for range 3 * feedScanMax / 64 {
		source.append(t, store, 64)
	}
	none := feedFilter{Parcel: []domain.ParcelID{domain.Source{System: "none", Key: "none"}.ID()}}
	conn := r.open(helloMessage{Type: "hello", Token: r.token, From: "start", Filter: none})
	r.next(conn, "welcome")
	var cursor eventstore.Position
	frames := 0
	for {
		m, raw, err := readFeed(conn)
		if err != nil || m.Prev != cursor || len(m.Items) != 0 {
			t.Fatalf("message %s, %v after %s", raw, err, cursor)
		}
		cursor = m.Seq
		frames++
		if m.Type == "caught_up" {
			break
		}
	}
	if frames < 4 || cursor != r.head() {
		t.Errorf("%d frames to %s, head %s", frames, cursor, r.head())
	}
}

// A silent log is heard of, too.
func TestFeedHeartbeat(t *testing.T) {
	r := demoRig(t)
	r.server.pace.heartbeat = 20 * time.Millisecond
	conn := r.open(helloMessage{Type: "hello", Token: r.token, From: "live"})
	r.next(conn, "welcome")
	level := r.next(conn, "caught_up")
	for range 3 {
		if m := r.next(conn, "progress"); m.Prev != level.Seq || m.Seq != level.Seq {
			t.Errorf("heartbeat %+v", m)
		}
	}
}

// A client that takes nothing is cut off and holds up nobody.
func TestFeedStalledClient(t *testing.T) {
	store := memory.New()
	r := newRig(t, store, domain.Demo)
	r.server.pace.write = 100 * time.Millisecond
	source := newSource(2)
	source.append(t, store, 20_000) // some 8 MB of frames: more than the socket holds
	stalled := r.open(helloMessage{Type: "hello", Token: r.token, From: "start"})
	f := follower{}
	conn := r.open(f.hello(r.token))
	for f.cursor < r.head() {
		m, _, err := readFeed(conn)
		if err != nil { // the machine was too busy to read in time
			if f.dials++; f.dials > 20 {
				t.Fatal(err)
			}
			conn = r.open(f.hello(r.token))
			continue
		}
		if err := f.apply(m); err != nil {
			t.Fatal(err)
		}
	}
	if len(f.got) != 20_000 {
		t.Errorf("the reader got %d of 20000 events beside a stalled one", len(f.got))
	}
	for waited := 0; !strings.Contains(string(r.get("/metrics").body), "taizhang_feed_connections 1\n"); waited++ {
		if waited == 3000 {
			t.Fatal("the stalled client is still connected")
		}
		time.Sleep(10 * time.Millisecond)
	}
	stalled.Close()
}

// The feed says when the log behind it fails.
func TestFeedOfABrokenStore(t *testing.T) {
	store := memory.New()
	r := newRig(t, store, domain.Demo)
	conn := r.open(helloMessage{Type: "hello", Token: r.token, From: "live"})
	r.next(conn, "welcome")
	r.next(conn, "caught_up")
	store.Close()
	if m := r.next(conn, "error"); m.Code != "unavailable" {
		t.Errorf("error %+v", m)
	}
	r.closed(conn, closeTryLater)
}

func TestSelection(t *testing.T) {
	source := newSource(3)
	stream, event := source.event()
	parcel, _ := domain.ParcelOf(stream)
	rec := eventstore.Record{Stream: stream, Event: event}
	meta, err := domain.DecodeMeta(event.Meta)
	if err != nil {
		t.Fatal(err)
	}
	other := domain.Source{System: "none", Key: "none"}.ID()
	for i, tt := range []struct {
		filter feedFilter
		want   bool
	}{
		{feedFilter{}, true},
		{feedFilter{District: []domain.District{meta.District}}, true},
		{feedFilter{District: []domain.District{"000000"}}, false},
		{feedFilter{Stage: []domain.Stage{"X", meta.Stage}}, true},
		{feedFilter{Stage: []domain.Stage{"X"}}, false},
		{feedFilter{Event: []string{event.Type}}, true},
		{feedFilter{Event: []string{"X"}}, false},
		{feedFilter{Parcel: []domain.ParcelID{other, parcel}}, true},
		{feedFilter{Parcel: []domain.ParcelID{other}}, false},
		{feedFilter{District: []domain.District{meta.District}, Stage: []domain.Stage{"X"}}, false},
	} {
		got, err := newSelection(tt.filter).takes(rec, parcel)
		if err != nil || got != tt.want {
			t.Errorf("%s: selected %v, %v; want %v", fmt.Sprintf("case %d %+v", i, tt.filter), got, err, tt.want)
		}
	}
}
