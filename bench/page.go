package main

import (
	"fmt"
	"strings"
)

// page writes the whole run in Markdown.
func (r *run) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, pageHead, r.rounds, r.seconds,
		r.began.Format("2006-01-02 15:04"), took(r.took),
		r.machine.Cores, r.machine.CPU, r.machine.MemoryGiB, r.machine.Kernel, r.machine.Filesystem, r.machine.Go, r.machine.Postgres,
		r.before.P50, r.before.P99, r.after.P50, r.after.P99, r.before.Load, r.after.Load,
		r.pieces-r.restless, r.pieces)
	r.table(&b, "Events per second", "median (least – greatest) of the rounds", r.speeds)
	r.table(&b, "Taizhang in proportion", "median over the rounds of Taizhang's rate divided by that row's; above 1 Taizhang is faster", r.ratios)
	r.calls(&b)
	r.costs(&b)
	r.goals(&b)
	t := r.texture
	fmt.Fprintf(&b, pageMethod, t.Events, cityParcels, t.DataBytes, t.MetaBytes, t.DataBytes+t.MetaBytes, t.Snappy, t.Zstd)
	return b.String()
}

// table writes one row for each engine and one cell for each kind of work.
func (r *run) table(b *strings.Builder, title, what string, cell func(l *line, column string) string) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n\n| |", title, strings.ToUpper(what[:1])+what[1:])
	for _, w := range works {
		fmt.Fprintf(b, " %s |", w.title)
	}
	fmt.Fprintf(b, "\n|---|%s\n", strings.Repeat("--:|", len(works)))
	for _, l := range r.lines {
		fmt.Fprintf(b, "| %s |", l.contender.title)
		for _, w := range works {
			fmt.Fprintf(b, " %s |", cell(l, w.name))
		}
		fmt.Fprintln(b)
	}
}

func (r *run) speeds(l *line, column string) string {
	if l.notHere != "" {
		return l.notHere
	}
	s := spreadOf(l.rates(column))
	return fmt.Sprintf("%s (%s – %s)", rate(s.median), rate(s.least), rate(s.greatest))
}

func (r *run) ratios(l *line, column string) string {
	if l.notHere != "" {
		return "–"
	}
	return fmt.Sprintf("%.2f", r.over(l.contender.name, column))
}

// over is our rate divided by another's, or 0 when that was not run.
func (r *run) over(name, column string) float64 {
	other := r.line(name)
	if other == nil {
		return 0
	}
	return quotients(r.line(nameOurs).rates(column), other.rates(column)).median
}

// calls writes the latencies of the rounds' medians.
func (r *run) calls(b *strings.Builder) {
	fmt.Fprint(b, "\n## Time of one call\n\nHalf are answered within p50, 99 % within p99, in milliseconds; the median of the rounds.\n\n")
	fmt.Fprint(b, "| | append, 1 writer | append, 16 writers | append, 64 writers | commit of 1,000 | read one stream of 50 |\n|---|--:|--:|--:|--:|--:|\n")
	r.rows(b, func(l *line) {
		for _, column := range []string{"x1", "x16", "x64", "import", "read"} {
			var p50, p99 []float64
			for _, got := range l.results[column] {
				p50, p99 = append(p50, got.P50), append(p99, got.P99)
			}
			fmt.Fprintf(b, " %.2f / %.2f |", spreadOf(p50).median, spreadOf(p99).median)
		}
	})
}

// rows writes a row for each engine that was run, and lets a function fill it.
func (r *run) rows(b *strings.Builder, cells func(*line)) {
	for _, l := range r.lines {
		if l.notHere != "" {
			continue
		}
		fmt.Fprintf(b, "| %s |", l.contender.title)
		cells(l)
		fmt.Fprintln(b)
	}
}

// costs writes what durability and space cost.
func (r *run) costs(b *strings.Builder) {
	fmt.Fprint(b, "\n## Syncs and space\n\nSyncs (fsync, fdatasync, msync; files opened with O_SYNC) per 1,000 acknowledged events, counted by strace; bytes on disk per event.\n\n")
	fmt.Fprint(b, "| | syncs, 1 writer | 16 writers | 64 writers | import | bytes per event | with write-ahead log | events stored |\n|---|--:|--:|--:|--:|--:|--:|--:|\n")
	r.rows(b, func(l *line) {
		for _, column := range []string{"x1", "x16", "x64", "import"} {
			fmt.Fprintf(b, " %s |", l.tally.of(column))
		}
		fmt.Fprintf(b, " %.0f | %.0f | %s |", l.bytes(l.space.kept), l.bytes(l.space.all), rate(float64(l.stored)))
	})
	fmt.Fprintf(b, "\nOpening Taizhang's store after kill -9 with 64 writers at work and %d events in it: **%.2f s**.\n", r.crash.Events, r.crash.Seconds)
}

func (t tally) of(column string) string {
	if t == nil {
		return "no strace"
	}
	return fmt.Sprintf("%.0f", t[column])
}

// String is a tally in the order of the columns.
func (t tally) String() string {
	var words []string
	for _, w := range works {
		if w.appends {
			words = append(words, w.name+" "+t.of(w.name))
		}
	}
	return strings.Join(words, ", ")
}

// goals says which of the goals this run met.
func (r *run) goals(b *strings.Builder) {
	next, nextName := r.nearest("x64")
	smallest, smallestName := r.smallestPeer()
	ours := r.line(nameOurs)
	fmt.Fprint(b, "\n## Goals\n\n| goal | found | |\n|---|---|---|\n")
	goal := func(want, found string, met bool) {
		fmt.Fprintf(b, "| %s | %s | %s |\n", want, found, map[bool]string{true: "met", false: "**missed**"}[met])
	}
	goal("append, 64 writers: at least 2 × the next best peer", fmt.Sprintf("%.2f × %s", next, nextName), next >= 2)
	for _, name := range []string{"postgres", "postgres-ordered"} {
		if q := r.over(name, "x64"); q > 0 {
			goal("append, 64 writers: at least 3 × "+r.line(name).contender.title, fmt.Sprintf("%.2f ×", q), q >= 3)
		}
	}
	limit := r.over(nameLimit, "x64")
	goal("append, 64 writers: at least 0.5 of the physical limit, 0.6 hoped for", fmt.Sprintf("%.2f", limit), limit >= 0.5)
	replay := spreadOf(ours.rates("replay")).median
	goal("replay at least 350,000 events/s", rate(replay), replay >= 350_000)
	goal("open after a crash with 1 M events within 5 s", fmt.Sprintf("%.2f s", r.crash.Seconds), r.crash.Seconds < 5)
	bytes := ours.bytes(ours.space.kept)
	goal("fewer bytes on disk per event than every peer", fmt.Sprintf("%.0f; next is %s with %.0f", bytes, smallestName, smallest), bytes < smallest)
}

// nearest is the smallest of our ratios to a peer: the limit is none.
func (r *run) nearest(column string) (ratio float64, name string) {
	for _, l := range r.lines {
		if q := r.over(l.contender.name, column); l.peer() && (name == "" || q < ratio) {
			ratio, name = q, l.contender.title
		}
	}
	return ratio, name
}

func (r *run) smallestPeer() (bytes float64, name string) {
	for _, l := range r.lines {
		if !l.peer() {
			continue
		}
		if per := l.bytes(l.space.kept); name == "" || per < bytes {
			bytes, name = per, l.contender.title
		}
	}
	return bytes, name
}

func (l *line) peer() bool {
	return l.notHere == "" && l.contender.name != nameOurs && l.contender.name != nameLimit
}
