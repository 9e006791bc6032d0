package main

import (
	"errors"
	"fmt"
	"time"
)

// A column is one kind of work that is measured in every round.
type column struct {
	name    string
	title   string
	order   order
	appends bool // it leaves events behind
}

// works are the columns, in the order in which a round takes them: the others
// need what the import brings.
var works = []column{
	{"import", "import, 1,000 a commit", order{Work: "fill", Commits: 200}, true},
	{"x1", "append, 1 writer", order{Work: "append", Writers: 1}, true},
	{"x16", "append, 16 writers", order{Work: "append", Writers: 16}, true},
	{"x64", "append, 64 writers", order{Work: "append", Writers: 64}, true},
	{"replay", "replay all", order{Work: "replay"}, false},
	{"read", "read one stream of 50", order{Work: "read"}, false},
}

// A row of the run: what one engine did.
type line struct {
	contender contender
	notHere   string
	results   map[string][]result // by column, one a round
	tally     tally
	stored    int       // events
	empty     footprint // before there were any
	space     footprint // at the end, less what was there when it was empty
}

func (l *line) rates(column string) []float64 {
	var rates []float64
	for _, r := range l.results[column] {
		rates = append(rates, r.rate())
	}
	return rates
}

// bytes of an event, on average.
func (l *line) bytes(all int64) float64 { return float64(all) / float64(l.stored) }

// A run is everything one `make bench` found out.
type run struct {
	rounds        int
	seconds       float64
	began         time.Time
	took          time.Duration
	machine       machine
	before, after weather
	texture       texture
	lines         []*line
	crash         crash
	restless      int // pieces of work that began on a busy machine
	pieces        int
}

func (r *run) line(name string) *line {
	for _, l := range r.lines {
		if l.contender.name == name {
			return l
		}
	}
	return nil
}

// measure starts one worker for each engine and lets them take turns: each kind
// of work goes round all engines before the next, and each round begins with
// another engine.
func (r *run) measure(s *site, say func(string, ...any)) error {
	hands := map[*line]*hand{}
	var here []*line
	for _, c := range contenders {
		l := &line{contender: c, results: map[string][]result{}}
		r.lines = append(r.lines, l)
		h, err := s.start(c, c.name)
		if err != nil {
			return err
		}
		if l.notHere = h.notHere; l.notHere != "" {
			say("%s: %s", c.name, l.notHere)
			continue
		}
		if l.empty, err = footprintOf(h.dir, c.wal); err != nil {
			return err
		}
		hands[l], here = h, append(here, l)
	}
	for round := range r.rounds {
		for _, w := range works {
			for i := range here {
				l := here[(i+round)%len(here)]
				if err := r.piece(l, hands[l], w); err != nil {
					return err
				}
				got := l.results[w.name][round]
				say("第 %d/%d 轮 / round: %-22s %-18s %10s events/s", round+1, r.rounds, w.title, l.contender.name, rate(got.rate()))
			}
		}
	}
	return r.weigh(s, hands, say)
}

func (r *run) piece(l *line, h *hand, w column) error {
	o := w.order
	o.Seconds = r.seconds
	r.pieces++
	if !quiet() {
		r.restless++
	}
	got, err := h.tell(o)
	if err != nil {
		return err
	}
	l.results[w.name] = append(l.results[w.name], got)
	if w.appends {
		l.stored += got.Events
	}
	return nil
}

// weigh closes the engines, opens each again, waits until it has come to rest,
// and measures its files after it was closed.
func (r *run) weigh(s *site, hands map[*line]*hand, say func(string, ...any)) error {
	for l, h := range hands {
		if err := h.end(); err != nil {
			return err
		}
		again, err := s.start(l.contender, l.contender.name)
		if err != nil {
			return err
		}
		quiet()
		if err := again.end(); err != nil {
			return err
		}
		full, err := footprintOf(h.dir, l.contender.wal)
		if err != nil {
			return err
		}
		l.space = footprint{full.all - l.empty.all, full.kept - l.empty.kept}
		say("占用 / on disk: %-18s %4.0f bytes an event", l.contender.name, l.bytes(l.space.kept))
	}
	return nil
}

// tallies counts the syncs of every engine, if there is something to count with.
func (r *run) tallies(s *site, say func(string, ...any)) (err error) {
	for _, l := range r.lines {
		if l.notHere != "" {
			continue
		}
		if l.tally, err = s.count(l.contender); err != nil {
			return fmt.Errorf("count the syncs of %s: %w", l.contender.name, err)
		}
		say("刷盘 / syncs per 1,000 events: %-18s %s", l.contender.name, l.tally)
	}
	return nil
}

// A crash is what opening our store took after it was killed.
type crash struct {
	Events  int
	Seconds float64
}

const (
	crashCommits = 1_000_000 / importEvents
	crashLimit   = 300 // seconds to import them
	crashAfter   = time.Second
)

// kill imports a million events into our store, kills it with 64 writers at work,
// and opens it again.
func (r *run) kill(s *site) error {
	c, err := contenderOf(nameOurs)
	if err != nil {
		return err
	}
	h, err := s.start(c, "crash")
	if err != nil {
		return err
	}
	before, err := h.tell(order{Work: "fill", Seconds: crashLimit, Commits: crashCommits})
	if err != nil {
		return err
	}
	if err := h.orders.Encode(order{Work: "append", Writers: 64, Seconds: crashLimit}); err != nil {
		return err
	}
	time.Sleep(crashAfter)
	if err := h.process.Process.Kill(); err != nil {
		return err
	}
	h.process.Wait() // it says that it was killed
	again, err := s.start(c, "crash")
	if err != nil {
		return err
	}
	all, err := again.tell(order{Work: "replay"})
	r.crash = crash{Events: all.Events, Seconds: again.opened.Seconds}
	if err == nil && all.Events <= before.Events {
		err = fmt.Errorf("after the kill there are %d events, more than %d were acknowledged", all.Events, before.Events)
	}
	return errors.Join(err, again.end())
}
