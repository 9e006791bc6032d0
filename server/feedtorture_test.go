package server

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/memory"
	"taizhang/projections/live"
	"taizhang/server/accesslog"
)

// A source makes stored events of many parcels, as the write path would store
// them, without deciding: the feed looks at their meta only.
type source struct {
	random    *rand.Rand
	events    []eventstore.Event // to choose from; each use gets an ID of its own
	parcels   []domain.ParcelID
	revisions map[string]eventstore.Revision
}

func newSource(seed uint64) *source {
	s := &source{random: rand.New(rand.NewPCG(seed, 0)), revisions: make(map[string]eventstore.Revision)}
	for n := range 40 {
		s.parcels = append(s.parcels, domain.Source{System: "torture", Key: fmt.Sprint(n)}.ID())
	}
	s.prepare()
	return s
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

var tortureEvents = []domain.Event{
	domain.ParcelSurveyed{SurveyYear: 2024, ActualUsedArea: 1}, domain.LandDelivered{Condition: "NET", Area: 1, ConfirmationNo: "1"},
	domain.OperationChecked{CheckNo: "1", Kind: "ROUTINE", Result: "PASS"}, domain.ParcelVacated{HandoverNo: "1", Cleared: true},
	domain.EventCorrected{Target: uuid.MustParse("6f0c1a52-6d0e-5f0b-9a3e-3a1f5f2c7b10"), Reason: "ENTRY_ERROR"},
}

// prepare encodes events of all types, in all districts and stages.
func (s *source) prepare() {
	for range 500 {
		fact := domain.Fact{OccurredOn: "2024-05-06", Event: pick(s.random, tortureEvents)}
		data, err := domain.EncodeFact(fact)
		if err != nil {
			panic(err)
		}
		meta, err := domain.EncodeMeta(domain.Meta{
			By: pick(s.random, []domain.Officer{surveyor, second}), RecordedAt: time.Unix(1_700_000_000, 0).UTC(),
			District: pick(s.random, domain.Districts()).Code, Stage: pick(s.random, domain.Stages),
		})
		if err != nil {
			panic(err)
		}
		s.events = append(s.events, eventstore.Event{Type: domain.EventName(fact.Event), Data: data, Meta: meta})
	}
}

// event makes one event and chooses the stream it is of.
func (s *source) event() (string, eventstore.Event) {
	event := pick(s.random, s.events)
	event.ID = uuid.New()
	return domain.StreamOf(pick(s.random, s.parcels)), event
}

// append stores n events, some of them in batches.
func (s *source) append(t testing.TB, store eventstore.Store, n int) {
	for n > 0 {
		stream, event := s.event()
		events := []eventstore.Event{event}
		for range s.random.IntN(4) {
			_, more := s.event()
			events = append(events, more)
		}
		events = events[:min(n, len(events))]
		expect, ok := s.revisions[stream]
		if !ok {
			expect = eventstore.NoStream
		}
		if _, err := store.Append(context.Background(), stream, expect, events...); err != nil {
			t.Error(err)
			return
		}
		s.revisions[stream] = expect + eventstore.Revision(len(events))
		n -= len(events)
	}
}

// randomFilter selects everything, little or nothing.
func randomFilter(r *rand.Rand, s *source) (f feedFilter) {
	for range r.IntN(4) {
		switch r.IntN(4) {
		case 0:
			f.District = append(f.District, pick(r, domain.Districts()).Code)
		case 1:
			f.Stage = append(f.Stage, pick(r, domain.Stages), pick(r, domain.Stages))
		case 2:
			f.Event = append(f.Event, domain.EventName(pick(r, tortureEvents)))
		case 3:
			f.Parcel = append(f.Parcel, pick(r, s.parcels), pick(r, s.parcels))
		}
	}
	return f
}

// oracle reads the whole log and returns what a filter selects, by the words of
// the protocol and not by the server's code.
func oracle(t testing.TB, store eventstore.Store, f feedFilter) (positions []eventstore.Position) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	head, err := store.Head(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for batch, err := range store.Follow(ctx, "") {
		if err != nil {
			t.Fatal(err)
		}
		for _, rec := range batch {
			if id, ok := strings.CutPrefix(rec.Stream, "parcel-"); ok {
				meta, err := domain.DecodeMeta(rec.Meta)
				if err != nil {
					t.Fatal(err)
				}
				if (len(f.District) == 0 || slices.Contains(f.District, meta.District)) && (len(f.Stage) == 0 || slices.Contains(f.Stage, meta.Stage)) &&
					(len(f.Event) == 0 || slices.Contains(f.Event, rec.Type)) && (len(f.Parcel) == 0 || slices.Contains(f.Parcel, uuid.MustParse(id))) {
					positions = append(positions, rec.Position)
				}
			}
			if rec.Position == head {
				return positions
			}
		}
	}
	return positions
}

// A tampering changes what a server sent before a client reads it, or drops it.
type tampering func(r *rand.Rand, m feedMessage) (feedMessage, bool)

// A torture is one run: writers, clients that come and go, and a server that is
// restarted over the same store.
type torture struct {
	t       *testing.T
	store   *memory.Store
	source  *source
	tokens  *Tokens
	token   string
	tamper  tampering
	address atomic.Value // string: where the present server is
	settled atomic.Bool  // no more restarts and events
	restart int
}

type tally struct{ events, expected, lost, twice, disordered, gaps, dials, restarts int }

// run lets clients follow while events are written and the server is restarted,
// and compares what they got with the oracle.
func (x *torture) run(clients, restarts, events int) tally {
	var err error
	x.store, x.source = memory.New(), newSource(7)
	if x.tokens, err = OpenTokens(""); err != nil {
		x.t.Fatal(err)
	}
	x.token = x.tokens.IssueInMemory(reader)
	x.declare()
	stop := x.start()
	followers := make([]*follower, clients)
	var running sync.WaitGroup
	for i := range followers {
		random := rand.New(rand.NewPCG(uint64(i), 11))
		followers[i] = &follower{filter: randomFilter(random, x.source)}
		running.Go(func() { x.follow(followers[i], random, i%6 == 5) })
	}
	for range restarts {
		x.source.append(x.t, x.store, events/restarts)
		time.Sleep(2 * time.Millisecond)
		stop()
		x.source.append(x.t, x.store, 7)
		stop = x.start()
	}
	x.settled.Store(true)
	running.Wait()
	stop()
	return x.compare(followers, restarts)
}

func (x *torture) declare() {
	opening, err := domain.EncodeOpening(domain.Opening{Kind: domain.Demo})
	if err != nil {
		x.t.Fatal(err)
	}
	event := eventstore.Event{ID: uuid.New(), Type: domain.OpeningType, Data: opening, Meta: []byte("{}")}
	if _, err := x.store.Append(context.Background(), domain.LedgerStream, eventstore.NoStream, event); err != nil {
		x.t.Fatal(err)
	}
}

// start serves the store and returns what ends the server.
func (x *torture) start() (stop func()) {
	x.restart++
	model := live.New(x.store, time.Now) // stays empty: the feed needs no fold
	access := accesslog.New(memory.New(), nil)
	s := New(Config{Ledger: kindOnly(domain.Demo), Log: x.store, Parcels: model, Tokens: x.tokens, Access: access, Logger: slog.New(slog.DiscardHandler)})
	s.pace.heartbeat, s.pace.bye = 10*time.Millisecond, 100*time.Millisecond
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		x.t.Fatal(err)
	}
	hs := &http.Server{Handler: s.Handler()}
	done := make(chan struct{})
	go func() {
		hs.Serve(listener)
		close(done)
	}()
	x.address.Store("http://" + listener.Addr().String())
	return func() {
		hs.Close()
		if err := s.Shutdown(context.Background()); err != nil {
			x.t.Error(err)
		}
		<-done
		if err := access.Close(); err != nil {
			x.t.Error(err)
		}
	}
}

// kindOnly is a write path that only says what the ledger is.
type kindOnly domain.Code

func (k kindOnly) Kind() domain.Code { return domain.Code(k) }

// follow is one client: it connects, reads for a while, leaves without a word and
// comes back with its cursor, until it has seen all of a log that has settled.
func (x *torture) follow(f *follower, random *rand.Rand, slow bool) {
	for {
		f.dials++
		x.visit(f, random, slow)
		head, err := x.store.Head(context.Background())
		if err != nil {
			x.t.Error(err)
			return
		}
		if x.settled.Load() && f.cursor >= head {
			return
		}
	}
}

// visit is one connection of a client.
func (x *torture) visit(f *follower, random *rand.Rand, slow bool) {
	conn, err := dialFeed(x.address.Load().(string))
	if err != nil {
		time.Sleep(time.Millisecond) // between two servers
		return
	}
	defer conn.Close()
	hello, err := json.Marshal(f.hello(x.token))
	if err != nil {
		x.t.Error(err)
		return
	}
	if conn.WriteMessage(1, hello) != nil {
		return
	}
	for range 2 + random.IntN(60) {
		m, _, err := readFeed(conn)
		if err != nil {
			return
		}
		if x.tamper != nil {
			changed, ok := x.tamper(random, m)
			if !ok {
				continue
			}
			m = changed
		}
		if f.apply(m) != nil {
			return // a gap, or goodbye: come back with the cursor
		}
		if slow {
			time.Sleep(time.Duration(random.IntN(3)) * time.Millisecond)
		}
	}
}

func (x *torture) compare(followers []*follower, restarts int) (sum tally) {
	sum.restarts = restarts
	for _, f := range followers {
		want := oracle(x.t, x.store, f.filter)
		sum.expected += len(want)
		sum.gaps += f.gaps
		sum.dials += f.dials
		seen := make(map[eventstore.Position]int)
		var last eventstore.Position
		for _, item := range f.got {
			seen[item.Position]++
			if item.Position < last {
				sum.disordered++
			}
			last = item.Position
		}
		for _, position := range want {
			if seen[position] == 0 {
				sum.lost++
			}
			sum.twice += max(0, seen[position]-1)
			delete(seen, position)
		}
		if len(seen) > 0 {
			x.t.Errorf("a client with filter %+v got %d events it did not ask for", f.filter, len(seen))
		}
	}
	head := oracle(x.t, x.store, feedFilter{})
	sum.events = len(head)
	return sum
}

// P8: with any filter, however clients leave and the server restarts, nothing is
// lost, repeated or out of order.
func TestFeedTorture(t *testing.T) {
	x := &torture{t: t}
	sum := x.run(30, 10, 10_000)
	t.Logf("%+v", sum)
	if sum.lost+sum.twice+sum.disordered != 0 || sum.expected == 0 || sum.dials < 30*4 {
		t.Errorf("want 0 lost, 0 twice, 0 out of order: %+v", sum)
	}
}

// Control: a server that loses items and lies about the range must be seen.
func TestFeedTortureSeesALyingServer(t *testing.T) {
	x := &torture{t: t, tamper: func(r *rand.Rand, m feedMessage) (feedMessage, bool) {
		if m.Type == "events" && r.IntN(10) == 0 {
			m.Items = m.Items[:len(m.Items)/2]
		}
		return m, true
	}}
	if sum := x.run(12, 3, 6_000); sum.lost == 0 {
		t.Errorf("the harness did not see the loss: %+v", sum)
	} else {
		t.Logf("%+v", sum)
	}
}

// Control: the same loss, with the range stated honestly, is a gap that clients
// find and heal.
func TestFeedTortureHealsAnHonestLoss(t *testing.T) {
	x := &torture{t: t, tamper: func(r *rand.Rand, m feedMessage) (feedMessage, bool) {
		return m, m.Type != "events" || r.IntN(10) != 0
	}}
	sum := x.run(12, 3, 6_000)
	t.Logf("%+v", sum)
	if sum.lost+sum.twice+sum.disordered != 0 || sum.gaps == 0 {
		t.Errorf("want gaps, all healed: %+v", sum)
	}
}

// A client that starts over after log_replaced is told so by the identity of the
// log: a restored copy that has grown past the client's position is another log.
func TestFeedOfAReplacedLog(t *testing.T) {
	before := demoRig(t)
	conn := before.open(helloMessage{Type: "hello", Token: before.token, From: "live"})
	log := before.next(conn, "welcome").Log
	after := demoRig(t)
	again := after.open(helloMessage{Type: "hello", Token: after.token, Log: log, After: after.head()})
	if m := after.next(again, "error"); m.Code != "log_replaced" {
		t.Errorf("answer %+v", m)
	}
}

func (kindOnly) Record(context.Context, domain.ParcelID, string, domain.Officer, ...domain.Fact) (taizhang.Answer, error) {
	return taizhang.Answer{}, eventstore.ErrUnavailable
}

func (kindOnly) Check(context.Context, domain.ParcelID, domain.Officer, ...domain.Fact) (taizhang.Answer, error) {
	return taizhang.Answer{}, eventstore.ErrUnavailable
}
