package server

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gorilla/websocket"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// feed reads what a client is sent until it has caught up, or after what live does until
// all of that is covered. Every frame is kept in raw.
func (w *witness) feed(token string, after eventstore.Position, raw *bytes.Buffer, live func()) map[string]any {
	w.t.Helper()
	hello := helloMessage{Type: "hello", Token: token, After: after}
	if after == "" {
		hello.From = "start"
	}
	conn := w.rig.open(hello)
	defer conn.Close()
	ping := func() {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"type":"ping"}`)); err != nil {
			w.t.Fatal(err)
		}
	}
	items := []any{}
	for {
		m, frame, err := readFeed(conn)
		if err != nil {
			w.t.Fatal(err)
		}
		raw.Write(frame)
		switch {
		case m.Type == "events":
			items = append(items, parsed(w.t, frame).(map[string]any)["items"].([]any)...)
		case m.Type == "caught_up" && live != nil:
			live()
			ping()
		case m.Type == "progress" && m.Seq < w.head():
			ping()
		case m.Type == "caught_up", m.Type == "progress":
			return map[string]any{"items": items}
		}
	}
}

// feeds compares what the principal is sent with what the administrator is: all of the
// past, a part of it after a position, and what is recorded while both listen.
func (w *witness) feeds(rng *rand.Rand) {
	w.t.Helper()
	raw := new(bytes.Buffer)
	past := w.feed(w.rig.token, "", raw, nil)
	w.compare("feed from the start", "feed", w.feed(w.token, "", raw, nil), past)
	all := past["items"].([]any)
	middle := eventstore.Position(all[rng.IntN(len(all))].(map[string]any)["position"].(string))
	w.compare("feed resumed", "feed", w.feed(w.token, middle, raw, nil), w.feed(w.rig.token, middle, raw, nil))
	before := w.head()
	now := w.feed(w.token, before, raw, func() { w.happens(rng) })
	w.compare("feed live", "feed", now, w.feed(w.rig.token, before, raw, nil))
}

// happens records something on a few parcels, here and elsewhere.
func (w *witness) happens(rng *rand.Rand) {
	told := 0
	defer func() {
		if told == 0 {
			w.t.Error("nothing happened while the feeds were open")
		}
	}()
	for _, row := range w.model.Parcels(domain.Everywhere, live.Filter{}, "", 500).Items {
		if told < 12 && rng.IntN(3) == 0 {
			told += w.tell(row.ID, domain.Fact{OccurredOn: today(), Event: domain.ParcelAttributesRevised{Reason: "REGISTER_CORRECTION", Address: fmt.Sprint("新址", w.head())}})
		}
	}
}

// The feed is a filter of the administrator's feed for everybody: catching up, resumed,
// live.
func TestFeedIsAFilter(t *testing.T) {
	c := newSightCity(t, seedOf(t), plantTax)
	rng, cases, principals := rand.New(rand.NewPCG(c.seed, 6)), 0, c.principals(rand.New(rand.NewPCG(c.seed, 2)))
	for _, who := range principals {
		w := c.witness(t, who)
		w.feeds(rng)
		cases += w.cases
		for _, miss := range w.misses {
			t.Errorf("%s of %s: %s", who.ID, who.Place(), miss)
		}
	}
	t.Logf("%d feeds of %d principals compared, up to %s", cases, len(principals), c.head())
}
