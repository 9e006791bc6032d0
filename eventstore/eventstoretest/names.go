package eventstoretest

import (
	"strings"
	"testing"

	"taizhang/eventstore"
)

var nameChecks = []check{
	{"hostile stream names are streams like others", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		names := hostileNames()
		events := make(map[string][]eventstore.Event)
		for round := range 2 {
			for _, name := range names {
				e := some(1)
				mustAppend(t, ctx, s, name, eventstore.Revision(round-1), e...)
				events[name] = append(events[name], e...)
			}
		}
		for _, name := range names {
			wantStream(t, ctx, s, name, events[name]...)
		}
		log := mustFollow(t, ctx, s, "", 2*len(names))
		wantOrdered(t, log)
		for i, r := range log {
			if want := names[i%len(names)]; r.Stream != want {
				t.Errorf("record %d is of %q, want %q", i, r.Stream, want)
			}
		}
	}},
	{"a stream is not another whose name begins like it", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		long := some(3)
		mustAppend(t, ctx, s, "parcel-1\x00", eventstore.NoStream, long...)
		mustAppend(t, ctx, s, "parcel-10", eventstore.NoStream, long...)
		mustAppend(t, ctx, s, "parcel-1\x00\x00\x00\x00\x00\x00\x00\x00", eventstore.NoStream, long...)
		wantStream(t, ctx, s, "parcel-1")
		wantRefused(t, ctx, s, eventstore.ErrConflict, "parcel-1", 2, some(1)...)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, long...)
		wantStream(t, ctx, s, "parcel-1", long...)
	}},
	{"names that look alike are different streams", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		names := []string{
			"parcel-a", "Parcel-a", "PARCEL-A", "parcel-a ", "parcel-\u0430", // Cyrillic
			"caf\u00e9", "cafe\u0301", "\u5730\u5757", "\uf9d2", "\u622e", "parcel\u2010a", "parcel\u00ada", "parcel-a\u200d",
		}
		for i, name := range names {
			mustAppend(t, ctx, s, name, eventstore.NoStream, some(1+i%3)...)
		}
		for i, name := range names {
			if got := mustRead(t, ctx, s, name, 0); len(got) != 1+i%3 || got[0].Stream != name {
				t.Errorf("%q has %d records, want %d of its own", name, len(got), 1+i%3)
			}
		}
	}},
	{"the longest names that differ in their last byte are different streams", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		prefix := strings.Repeat("s", eventstore.StreamBytesMax-1)
		first, second := some(2), some(1)
		mustAppend(t, ctx, s, prefix+"1", eventstore.NoStream, first...)
		wantStream(t, ctx, s, prefix+"2")
		mustAppend(t, ctx, s, prefix+"2", eventstore.NoStream, second...)
		wantStream(t, ctx, s, prefix+"1", first...)
		wantStream(t, ctx, s, prefix+"2", second...)
		wantStream(t, ctx, s, prefix)
	}},
	{"$ inside a name and at its end is a letter like others", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		for _, name := range []string{"a$", "a$b", "a$$", " $a", "_$all"} {
			e := some(1)
			mustAppend(t, ctx, s, name, eventstore.NoStream, e...)
			wantStream(t, ctx, s, name, e...)
		}
	}},
	{"names that no stream may have are refused by appends", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		for _, name := range impossibleNames() {
			wantRefused(t, ctx, s, eventstore.ErrInvalid, name, eventstore.NoStream, some(1)...)
			wantRefused(t, ctx, s, eventstore.ErrInvalid, name, 0, some(1)...)
		}
	}},
	{"names that no stream may have read as streams without records", func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		mustAppend(t, ctx, s, "parcel-1", eventstore.NoStream, some(2)...)
		for _, name := range impossibleNames() {
			wantStream(t, ctx, s, name)
		}
	}},
}

func hostileNames() []string {
	return []string{
		"all$", "_$system", "-", "--", "_", ".", "..", "../../etc/passwd",
		"/", `\`, `C:\con`, "a/b", "a%2Fb", "a?b#c", "a b", " a", "a ", "\t", "\n", "a\r\nb",
		"\x00", "a\x00", "a\x00b", "\x01", "\x7f", "parcel", "Parcel", "PARCEL", "parcel-", "parcel-1", "parcel-1-2",
		"'; DROP TABLE events; --", `"quoted"`, "{{.}}", "%s%d%n", "<script>", "*", "parcel-*",
		"地块", "地块-１", "é", "e\u0301", "\u202eabc", "\u200b", "\ufeffa", "\ufffd", "\U0010ffff", "🏭", "👷🏽‍♀️",
		strings.Repeat("a", eventstore.StreamBytesMax-1), strings.Repeat("a", eventstore.StreamBytesMax),
	}
}

func impossibleNames() []string {
	return []string{
		"", "$all", "$streams", "$ce-parcel", "$et-LandDelivered", "$$parcel-1", "$$$all", "$",
		"\xff", "parcel-\xed\xa0\x80", strings.Repeat("s", eventstore.StreamBytesMax+1), strings.Repeat("s", 1<<16),
	}
}
