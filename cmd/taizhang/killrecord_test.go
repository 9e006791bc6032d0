package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
)

// serve is killed at random moments while clients record over HTTP with keys. What was
// acknowledged is there once, as it was answered and in each client's order; a key that
// is sent again, also to the next process, gets its first answer; nothing is there that
// nobody sent; and the analytics equal the fold of the log at the end. A server that
// acknowledges before it appends is caught.
func TestKillServeWhileRecording(t *testing.T) {
	needEngine(t)
	p := place{Data: filepath.Join(t.TempDir(), "ledger")}
	round := &recordRound{t: t, place: p, parcels: inOperation(t, p, 8)}
	n := kills(t, 4)
	for i := range n {
		window := killWithin
		if i%4 == 3 {
			window = 2 * time.Second // the analytics are open by then, and follow
		}
		killWhileUsed(t, p, window, round.record, "serve", "--listen", "127.0.0.1:0", "--data", p.Data)
		if i%2 == 0 && i < n-1 {
			continue // the next process recovers by itself
		}
		if faults := round.audit(); len(faults) > 0 {
			t.Fatalf("after %d kills %d faults, such as %s", i+1, len(faults), faults[0])
		}
	}
	inspect(t, p, true)
	acked, repeated := round.acknowledged()
	if acked == 0 || repeated == 0 {
		t.Fatalf("%d acknowledged, %d sent again: the test shows nothing", acked, repeated)
	}
	t.Setenv(asProgram, keepsBack)
	for tries := range 10 {
		killWhileUsed(t, p, killWithin, round.record, p.Data)
		if lost := slices.DeleteFunc(round.audit(), func(fault string) bool { return !strings.HasSuffix(fault, notThere) }); len(lost) > 0 {
			t.Logf("%d kills, %d acknowledged, %d answers to keys sent again; a server that keeps back was caught after %d kills with %d lost", n, acked, repeated, tries+1, len(lost))
			return
		}
	}
	t.Error("a server that acknowledges before it appends was not caught in 10 kills")
}

// inOperation begins a demo ledger with parcels that may be checked ever again.
func inOperation(t *testing.T, p place, n int) []domain.ParcelID {
	t.Helper()
	store, err := p.openEmbedded()
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	ledger, err := taizhang.Open(t.Context(), store, domain.Demo)
	if err != nil {
		t.Fatal(err)
	}
	parcels := make([]domain.ParcelID, n)
	for i := range parcels {
		registered := domain.ParcelRegistered{ParcelCode: domain.ParcelCode(fmt.Sprintf("120116001001GB%05d", i+1)), District: "120116", RegisteredArea: 6_666_667, Origin: "NEW"}
		if parcels[i], err = registered.Identity(); err != nil {
			t.Fatal(err)
		}
		_, err := ledger.Record(t.Context(), parcels[i], "begin", domain.Officer{ID: "demo-PNR", Name: "沈规划", Department: "PNR", Level: "CITY"},
			domain.Fact{OccurredOn: "2024-03-01", Event: registered},
			domain.Fact{OccurredOn: "2024-04-01", Event: domain.ParcelSurveyed{SurveyYear: 2024, ActualUsedArea: 6_000_000}},
			domain.Fact{OccurredOn: "2024-05-01", Event: domain.UseConfirmed{ActualStage: "OPERATING", Since: "2020-01-01"}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return parcels
}

// begunWith is how many events each parcel begins with.
const begunWith = 3

// A post is one request to record and what was answered to it first.
type post struct {
	parcel domain.ParcelID
	key    string // and the number of the check that it records
	acked  bool   // an answer began to arrive
	answer *answer
}

// A recordRound records through a server until it is killed, and remembers what was
// acknowledged.
type recordRound struct {
	t *testing.T
	place
	parcels []domain.ParcelID
	posts   [clientsMax][]*post // of each client, in the order in which it sent them

	mu       sync.Mutex // guards all below
	repeated int
	faults   []string // that clients saw
}

// record is one client: it sends what was not answered again, now and then something that
// was, and goes on when it has the answer.
func (r *recordRound) record(client int, b beacon, answered func()) {
	web := &http.Client{Transport: &http.Transport{}}
	defer web.CloseIdleConnections()
	token := recorderToken(web, b)
	for {
		p := r.next(client)
		got, err := r.send(web, b.URL, token, p)
		if err != nil {
			return
		}
		r.compare(p, got)
		answered()
	}
}

func (r *recordRound) next(client int) *post {
	mine := &r.posts[client]
	if sent := len(*mine); sent > 0 {
		if last := (*mine)[sent-1]; last.answer == nil {
			return last
		}
		if rand.IntN(4) == 0 {
			return (*mine)[rand.IntN(sent)]
		}
	}
	p := &post{parcel: r.parcels[len(*mine)%len(r.parcels)], key: fmt.Sprintf("check-%d-%d", client, len(*mine))}
	*mine = append(*mine, p)
	return p
}

// send posts and returns the whole answer.
func (r *recordRound) send(web *http.Client, url, token string, p *post) (got answer, err error) {
	fact, err := domain.EncodeFact(domain.Fact{OccurredOn: "2025-01-02", Event: domain.OperationChecked{CheckNo: p.key, Kind: "ROUTINE", Result: "PASS"}})
	if err != nil {
		return got, err
	}
	req, err := http.NewRequest("POST", url+"/api/v1/parcels/"+p.parcel.String()+"/events", bytes.NewReader(fact))
	if err != nil {
		return got, err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Idempotency-Key", p.key)
	res, err := web.Do(req)
	if err != nil {
		return got, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusCreated && res.StatusCode != http.StatusOK {
		said, _ := io.ReadAll(res.Body)
		r.fault("%s was answered %s %s", p.key, res.Status, said)
		return got, fmt.Errorf("answered %s", res.Status)
	}
	if p.acked && res.StatusCode != http.StatusOK {
		r.fault("%s was acknowledged before and is recorded again", p.key)
	}
	p.acked = true
	return got, json.NewDecoder(res.Body).Decode(&got)
}

// compare remembers the first answer to a post and holds every other against it.
func (r *recordRound) compare(p *post, got answer) {
	if p.answer == nil {
		p.answer = &got
		return
	}
	r.mu.Lock()
	r.repeated++
	r.mu.Unlock()
	again, first := got, *p.answer
	again.Repeated, first.Repeated = false, false
	if !got.Repeated || !reflect.DeepEqual(again, first) {
		r.fault("%s was answered %+v and then %+v", p.key, *p.answer, got)
	}
}

func (r *recordRound) fault(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// acknowledged counts the posts that were, and the answers to those sent again.
func (r *recordRound) acknowledged() (posts, repeated int) {
	for _, mine := range r.posts {
		for _, p := range mine {
			if p.acked {
				posts++
			}
		}
	}
	return posts, r.repeated
}

// audit lists what is not as it was answered, in all rounds so far.
func (r *recordRound) audit() []string {
	r.t.Helper()
	stored, all := r.stored()
	found := 0
	for _, mine := range r.posts {
		var last eventstore.Position
		for _, p := range mine {
			digest := sha256.Sum256([]byte(p.key))
			records := stored[hex.EncodeToString(digest[:])]
			found += len(records)
			if fault := p.differs(records); fault != "" {
				r.fault("%s %s", p.key, fault)
			} else if len(records) == 1 {
				if records[0].Position <= last {
					r.fault("%s stands before what its client was answered earlier", p.key)
				}
				last = records[0].Position
			}
		}
	}
	if all != found {
		r.fault("%d records that nobody sent", all-found)
	}
	return r.faults
}

// notThere is the fault of what was acknowledged and lost.
const notThere = "was acknowledged and is not there"

// differs says how what is stored under a post's key differs from its answer.
func (p *post) differs(records []eventstore.Record) string {
	switch {
	case p.acked && len(records) == 0:
		return notThere
	case len(records) > 1:
		return fmt.Sprintf("is there %d times", len(records))
	case len(records) == 0:
		return ""
	}
	rec := records[0]
	switch {
	case rec.Stream != domain.StreamOf(p.parcel) || !bytes.Contains(rec.Data, []byte(`"`+p.key+`"`)):
		return "is there as something else"
	case p.answer == nil:
		return ""
	case len(p.answer.Events) != 1 || p.answer.Position != string(rec.Position) || p.answer.Events[0].ID != rec.ID.String() || p.answer.Events[0].Revision != int64(rec.Revision):
		return fmt.Sprintf("was answered %+v and stands at %s, revision %d", *p.answer, rec.Position, rec.Revision)
	}
	return ""
}

// stored is what the parcels' streams hold beyond their beginning, by the digest of the
// key, and how many records that is.
func (r *recordRound) stored() (byKey map[string][]eventstore.Record, all int) {
	r.t.Helper()
	store, err := r.openEmbedded()
	if err != nil {
		r.t.Fatal(err)
	}
	defer store.Close()
	byKey = make(map[string][]eventstore.Record)
	for _, id := range r.parcels {
		for rec, err := range store.Read(r.t.Context(), domain.StreamOf(id), begunWith) {
			if err != nil {
				r.t.Fatal(err)
			}
			meta, err := domain.DecodeMeta(rec.Meta)
			if err != nil {
				r.t.Fatal(err)
			}
			byKey[meta.Request] = append(byKey[meta.Request], rec)
			all++
		}
	}
	return byKey, all
}

// recorderToken is the token of the demo's planning officer; none of a server that is gone.
func recorderToken(web *http.Client, b beacon) string {
	res, err := web.Get(b.URL + "/api/v1/demo/officers")
	if err != nil {
		return ""
	}
	defer res.Body.Close()
	var officers []struct {
		Officer domain.Principal `json:"officer"`
		Token   string           `json:"token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&officers); err != nil {
		return ""
	}
	for _, o := range officers {
		if o.Officer.ID == "demo-PNR" {
			return o.Token
		}
	}
	return ""
}
