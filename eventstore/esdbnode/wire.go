package esdbnode

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/EventStore/EventStore-Client-Go/v4/protos/shared"
	"github.com/EventStore/EventStore-Client-Go/v4/protos/streams"

	"taizhang/eventstore"
)

// Keys of an event's metadata on the wire.
const (
	keyType        = "type"
	keyContentType = "content-type"
	keyCreated     = "created"
)

const (
	typeJSON   = "application/json"
	typeBinary = "application/octet-stream"
)

const positionDigits = 16

// number returns the 64-bit number that a position of ours is: 16 hex digits. The
// zero Position is 0, which no record has.
func number(p eventstore.Position) (uint64, error) {
	if p == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(string(p), 16, 64)
	if err != nil || len(p) != positionDigits || n == 0 {
		return 0, status.Errorf(codes.FailedPrecondition, "此存储的位置 %q 不是 16 位十六进制数，不能按 EventStoreDB 协议提供 / positions of this store, such as %q, are not 16 hex digits: it cannot be served as EventStoreDB", p, p)
	}
	return n, nil
}

func position(n uint64) eventstore.Position {
	if n == 0 {
		return ""
	}
	return eventstore.Position(fmt.Sprintf("%0*x", positionDigits, n))
}

// ticks counts the 100 ns since the Unix epoch.
func ticks(t time.Time) int64 { return t.Unix()*1e7 + int64(t.Nanosecond()/100) }

func structured(id uuid.UUID) *shared.UUID {
	return &shared.UUID{Value: &shared.UUID_Structured_{Structured: &shared.UUID_Structured{
		MostSignificantBits:  int64(binary.BigEndian.Uint64(id[:8])),
		LeastSignificantBits: int64(binary.BigEndian.Uint64(id[8:])),
	}}}
}

// eventID reads an id in either form. A missing one is nil and the Store's to
// refuse.
func eventID(wire *shared.UUID) (id uuid.UUID, err error) {
	if s := wire.GetStructured(); s != nil {
		binary.BigEndian.PutUint64(id[:8], uint64(s.MostSignificantBits))
		binary.BigEndian.PutUint64(id[8:], uint64(s.LeastSignificantBits))
		return id, nil
	}
	if id, err = uuid.Parse(wire.GetString_()); err != nil {
		return id, status.Errorf(codes.InvalidArgument, "event id %.40q: %v", wire.GetString_(), err)
	}
	return id, nil
}

// An encoder puts records on the wire as one caller wants them.
type encoder struct {
	created func(eventstore.Record) time.Time
	strings bool // ids as strings
}

func (n *Node) encoder(o *streams.ReadReq_Options) encoder {
	_, asString := o.GetUuidOption().GetContent().(*streams.ReadReq_Options_UUIDOption_String_)
	return encoder{n.options.Created, asString}
}

func (e encoder) event(r eventstore.Record) (*streams.ReadResp, error) {
	at, err := number(r.Position)
	if err != nil {
		return nil, err
	}
	return &streams.ReadResp{Content: &streams.ReadResp_Event{Event: &streams.ReadResp_ReadEvent{
		Event: &streams.ReadResp_ReadEvent_RecordedEvent{
			Id:               e.id(r.ID),
			StreamIdentifier: streamNamed(r.Stream),
			StreamRevision:   uint64(r.Revision),
			PreparePosition:  at,
			CommitPosition:   at,
			Metadata:         map[string]string{keyType: r.Type, keyContentType: contentType(r.Data), keyCreated: e.createdTicks(r)},
			CustomMetadata:   r.Meta,
			Data:             r.Data,
		},
		Position: &streams.ReadResp_ReadEvent_CommitPosition{CommitPosition: at},
	}}}, nil
}

func (e encoder) id(id uuid.UUID) *shared.UUID {
	if e.strings {
		return &shared.UUID{Value: &shared.UUID_String_{String_: id.String()}}
	}
	return structured(id)
}

// createdTicks must be a decimal number: a client ends its process otherwise.
func (e encoder) createdTicks(r eventstore.Record) string {
	var created time.Time
	if e.created != nil {
		created = e.created(r)
	}
	if created.IsZero() {
		return "0"
	}
	return strconv.FormatInt(ticks(created), 10)
}

// contentType tells by the data, for a Store keeps no content type. Clients parse
// what is called JSON, so it must be.
func contentType(data []byte) string {
	if json.Valid(data) {
		return typeJSON
	}
	return typeBinary
}

func streamNamed(name string) *shared.StreamIdentifier {
	return &shared.StreamIdentifier{StreamName: []byte(name)}
}
