package esdb

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	client "github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/eventstore"
)

// appendBytesDefault is what a server takes in one append unless it is told
// otherwise.
const appendBytesDefault = 1 << 20

// A proposal is one append as it is sent, the same at every try.
type proposal struct {
	stream string
	expect eventstore.Revision
	events []client.EventData
	bytes  int
}

func newProposal(stream string, expect eventstore.Revision, events []eventstore.Event) proposal {
	p := proposal{stream: stream, expect: expect, events: make([]client.EventData, len(events))}
	for i, e := range events {
		p.bytes += len(e.Data) + len(e.Meta)
		p.events[i] = client.EventData{EventID: e.ID, EventType: e.Type, Data: e.Data, Metadata: e.Meta}
		if json.Valid(e.Data) {
			p.events[i].ContentType = client.ContentTypeJson
		}
	}
	return p
}

// last is the revision of the last event.
func (p proposal) last() eventstore.Revision {
	return p.expect + eventstore.Revision(len(p.events))
}

func (p proposal) options(wrong fault) client.AppendToStreamOptions {
	switch {
	case wrong == appendsAnywhere:
		return client.AppendToStreamOptions{ExpectedRevision: client.Any{}}
	case p.expect == eventstore.NoStream:
		return client.AppendToStreamOptions{ExpectedRevision: client.NoStream{}}
	default:
		return client.AppendToStreamOptions{ExpectedRevision: client.StreamRevision{Value: uint64(p.expect)}}
	}
}

// Append implements [eventstore.Store].
func (s *Store) Append(ctx context.Context, stream string, expect eventstore.Revision, events ...eventstore.Event) (eventstore.Position, error) {
	if err := eventstore.Check(stream, expect, events); err != nil {
		return "", err
	}
	if err := ctx.Err(); err != nil {
		return "", fmt.Errorf("append to %s: %w", stream, err)
	}
	if expect == math.MaxInt64 { // a server marks deleted streams with it
		return "", fmt.Errorf("append to %s: no stream is at revision %d: %w", stream, expect, eventstore.ErrConflict)
	}
	if err := s.lost.get(); err != nil {
		return "", fmt.Errorf("append to %s: %w", stream, err)
	}
	at, err := s.append(ctx, newProposal(stream, expect, copied(events)))
	if err != nil {
		return "", fmt.Errorf("append to %s: %w", stream, s.reason(ctx, err))
	}
	return at, nil
}

// append sends a proposal until its outcome is known.
func (s *Store) append(ctx context.Context, p proposal) (eventstore.Position, error) {
	var err error
	for try, unread := 0, 0; try < appendTries && ctx.Err() == nil; try++ {
		if try > 0 {
			pause(ctx, time.Duration(try)*backoffMin)
		}
		var l *link
		if l, err = s.links.link(ctx); err != nil {
			return "", err
		}
		var at eventstore.Position
		if at, err = s.send(ctx, l, p); err == nil {
			return at, nil
		}
		if refusal := refused(err, p.bytes); refusal != nil {
			return "", refusal
		}
		if isUnread(err) {
			unread++
		}
		at, settled, settling := s.settle(ctx, p, err)
		if settled {
			return at, settling
		}
		if unread > 1 && p.bytes > appendBytesDefault && settling == nil {
			return "", tooLarge(p)
		}
	}
	return "", unavailable(err)
}

// errOpen is an answer that says success and not where.
type errOpen struct{ result client.WriteResult }

func (e errOpen) Error() string {
	return fmt.Sprintf("the server answers success with revision %d, commit position %d, prepare position %d", e.result.NextExpectedVersion, e.result.CommitPosition, e.result.PreparePosition)
}

// send is one try. Without an error the events are stored right after the expected
// revision.
func (s *Store) send(ctx context.Context, l *link, p proposal) (eventstore.Position, error) {
	ctx, cancel := context.WithTimeout(ctx, s.opts.callMax)
	defer cancel()
	result, err := do(ctx, l, func(ctx context.Context) (client.WriteResult, error) {
		opts := p.options(s.opts.wrong)
		opts.Deadline = &s.opts.callMax
		r, err := l.client.AppendToStream(ctx, p.stream, opts, p.events...)
		if err != nil {
			return client.WriteResult{}, err
		}
		return *r, nil
	})
	switch {
	case err != nil && s.opts.wrong == guessesSuccess && !isConflict(err):
		return position(1), nil
	case err != nil:
		return "", err
	case s.opts.wrong == appendsAnywhere:
	case result.CommitPosition == 0 || result.CommitPosition != result.PreparePosition || result.NextExpectedVersion != uint64(p.last()):
		return "", errOpen{result}
	}
	return position(result.CommitPosition), nil
}

// settle finds out by reading what became of an append that ended in an error. It is
// not settled when the events are not there and may be sent again, or the stream
// cannot be read now.
func (s *Store) settle(ctx context.Context, p proposal, cause error) (at eventstore.Position, settled bool, err error) {
	if code(cause) == client.ErrorCodeNotLeader {
		return "", false, nil
	}
	records, err := s.after(ctx, p)
	switch {
	case err != nil:
		return "", isOurs(err) && !isUnavailable(err), err
	case p.isStored(records):
		return records[len(records)-1].Position, true, nil
	case isConflict(cause):
		return "", true, fmt.Errorf("expected revision %d: the server says otherwise, and what follows are not these events (%v): %w", p.expect, cause, eventstore.ErrConflict)
	default:
		return "", false, nil
	}
}

// after reads as much of the stream after the expected revision as the proposal is long.
func (s *Store) after(ctx context.Context, p proposal) (records []eventstore.Record, err error) {
	for len(records) < len(p.events) {
		from := p.expect + 1 + eventstore.Revision(len(records))
		page, end, err := s.streamPage(ctx, p.stream, from, len(p.events)-len(records))
		if records = append(records, page...); end || err != nil {
			return records, err
		}
	}
	return records, nil
}

// isStored reports whether these are the proposal's events: the same IDs in the
// same order.
func (p proposal) isStored(records []eventstore.Record) bool {
	if len(records) != len(p.events) {
		return false
	}
	for i, r := range records {
		if r.ID != p.events[i].EventID {
			return false
		}
	}
	return true
}

func isConflict(err error) bool { return code(err) == client.ErrorCodeWrongExpectedVersion }

func tooLarge(p proposal) error {
	return fmt.Errorf("服务器没有读完 %d 字节的写入就结束了它；调高服务器的 MaxAppendSize（默认 1 MiB）/ the server ended this append of %d bytes before it had read it; raise the server's MaxAppendSize (1 MiB unless set): %w", p.bytes, p.bytes, eventstore.ErrInvalid)
}

// copied takes the bytes away from the caller, who may reuse them once Append has
// returned, when the client may still be sending.
func copied(events []eventstore.Event) []eventstore.Event {
	own := make([]eventstore.Event, len(events))
	for i, e := range events {
		bytes := append(append(make([]byte, 0, len(e.Data)+len(e.Meta)), e.Data...), e.Meta...)
		e.Data, e.Meta = bytes[:len(e.Data):len(e.Data)], bytes[len(e.Data):]
		own[i] = e
	}
	return own
}

// A fault makes a store wrong on purpose, for the controls of the tests.
type fault int

const (
	appendsAnywhere fault = iota + 1 // expects Any
	guessesSuccess                   // takes a lost answer for success
)
