package eventstoretest

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"taizhang/eventstore"
)

var limitChecks = []check{
	{"an empty stream name is invalid", refuses("", eventstore.NoStream, some(1)...)},
	{"a stream name over the limit is invalid", refuses(strings.Repeat("s", eventstore.StreamBytesMax+1), eventstore.NoStream, some(1)...)},
	{"a stream name that is not UTF-8 is invalid", refuses("parcel-\xff", eventstore.NoStream, some(1)...)},
	{"a stream name that begins with $ is invalid", refuses("$system", eventstore.NoStream, some(1)...)},
	{"the stream of metadata of another is invalid", refuses("$$parcel-1", eventstore.NoStream, some(1)...)},
	{"a revision before NoStream is invalid", refuses("s", eventstore.NoStream-1, some(1)...)},
	{"an empty batch is invalid", refuses("s", eventstore.NoStream)},
	{"a batch over the limit is invalid", refuses("s", eventstore.NoStream, some(eventstore.BatchEventsMax+1)...)},
	{"an event without ID is invalid", refuses("s", eventstore.NoStream, with(func(e *eventstore.Event) { e.ID = uuid.Nil }))},
	{"an ID twice in a batch is invalid", func(t testing.TB, b Backend) {
		e := some(1)[0]
		refuses("s", eventstore.NoStream, e, e)(t, b)
	}},
	{"an event without type is invalid", refuses("s", eventstore.NoStream, with(func(e *eventstore.Event) { e.Type = "" }))},
	{"a type over the limit is invalid", refuses("s", eventstore.NoStream, with(func(e *eventstore.Event) { e.Type = strings.Repeat("t", eventstore.TypeBytesMax+1) }))},
	{"a type that begins with $ is invalid", refuses("s", eventstore.NoStream, with(func(e *eventstore.Event) { e.Type = "$metadata" }))},
	{"an event over the limit is invalid", refuses("s", eventstore.NoStream, with(func(e *eventstore.Event) { e.Data = make([]byte, eventstore.EventBytesMax) }))},
	{"a batch of too many bytes is invalid", refuses("s", eventstore.NoStream, large(9)...)},
	{"the largest of everything is stored", largestStored},
}

func with(change func(*eventstore.Event)) eventstore.Event {
	e := some(1)[0]
	change(&e)
	return e
}

// large returns n events of nearly the largest size.
func large(n int) []eventstore.Event {
	events := some(n)
	for i := range events {
		events[i].Data = make([]byte, eventstore.EventBytesMax-len(events[i].Meta))
		events[i].Data[i] = 1
	}
	return events
}

func refuses(stream string, expect eventstore.Revision, events ...eventstore.Event) func(testing.TB, Backend) {
	return func(t testing.TB, b Backend) {
		ctx, s := open(t, b)
		wantRefused(t, ctx, s, eventstore.ErrInvalid, stream, expect, events...)
	}
}

func largestStored(t testing.TB, b Backend) {
	ctx, s := open(t, b)
	name := strings.Repeat("区", eventstore.StreamBytesMax/3)
	name += strings.Repeat("s", eventstore.StreamBytesMax-len(name))
	bytesMost := large(eventstore.BatchBytesMax / eventstore.EventBytesMax)
	mustAppend(t, ctx, s, name, eventstore.NoStream, bytesMost...)
	eventsMost := some(eventstore.BatchEventsMax)
	eventsMost[0].Type = strings.Repeat("t", eventstore.TypeBytesMax)
	mustAppend(t, ctx, s, name, eventstore.Revision(len(bytesMost)-1), eventsMost...)
	wantStream(t, ctx, s, name, append(bytesMost, eventsMost...)...)
	log := mustFollow(t, ctx, s, "", len(bytesMost)+len(eventsMost))
	wantOrdered(t, log)
	wantSame(t, log, mustRead(t, ctx, s, name, 0))
}
