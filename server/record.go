package server

import (
	"context"
	"net/http"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
)

// A recordedView is the answer of a write.
type recordedView struct {
	Parcel   domain.ParcelID     `json:"parcel" sight:"public"`
	Position eventstore.Position `json:"position,omitzero" sight:"public"` // absent for a dry run
	Stage    domain.Stage        `json:"stage" sight:"public"`
	Repeated bool                `json:"repeated" sight:"public"`
	DryRun   bool                `json:"dryRun,omitzero" sight:"public"`
	Events   []recordedEvent     `json:"events" sight:"public"`
	// Successors are the parcels that began with a split or merge.
	Successors []domain.ParcelID `json:"successors,omitzero"`
	domain.Redaction
}

type recordedEvent struct {
	ID         domain.EventID   `json:"id" sight:"public"`
	Revision   int64            `json:"revision" sight:"public"`
	Type       string           `json:"type" sight:"public"`
	OccurredOn domain.Date      `json:"occurredOn" sight:"public"`
	RecordedAt time.Time        `json:"recordedAt" sight:"public"`
	Findings   []domain.Finding `json:"findings"`
	// Awaits names whose signatures it waits for; it is not in effect before.
	Awaits []domain.Code `json:"awaits,omitzero"`
}

// register handles POST /parcels: the fact names the parcel.
func (s *Server) register(c *call) (any, error) {
	fact, err := readFact(c.Request)
	if err != nil {
		return nil, err
	}
	registered, ok := fact.Event.(domain.ParcelRegistered)
	if !ok {
		return nil, badRequest("/type", "type.register", "新宗地须以 ParcelRegistered 入库", "a parcel begins with ParcelRegistered")
	}
	id, err := registered.Identity()
	if err != nil {
		return nil, err
	}
	return s.take(c, id, single, fact)
}

// record handles POST /parcels/{ref}/events: the body is the fact itself.
func (s *Server) record(c *call) (any, error) {
	id, err := s.resolve(c)
	if err != nil {
		return nil, err
	}
	fact, err := readFact(c.Request)
	if err != nil {
		return nil, err
	}
	return s.take(c, id, single, fact)
}

// recordBatch handles POST /parcels/{ref}/batch: all of the facts or none.
func (s *Server) recordBatch(c *call) (any, error) {
	id, err := s.resolve(c)
	if err != nil {
		return nil, err
	}
	facts, err := readBatch(c.Request)
	if err != nil {
		return nil, err
	}
	return s.take(c, id, inBatch, facts...)
}

// write says whether a write is a dry run, and its key.
func (c *call) write() (dry bool, key string, err error) {
	if dry, err = c.flag("dryRun"); err != nil {
		return false, "", err
	}
	if !dry || len(c.Header["Idempotency-Key"]) > 0 {
		key, err = idempotencyKey(c.Header)
	}
	return dry, key, err
}

// take records facts, or only decides them when the caller asks for a dry run.
// place says where a path of the write path stands in the body.
func (s *Server) take(c *call, id domain.ParcelID, place func(string) string, facts ...domain.Fact) (any, error) {
	dry, key, err := c.write()
	if err != nil {
		return nil, err
	}
	var answer taizhang.Answer
	if dry {
		answer, err = s.Ledger.Check(c.Context(), id, c.who.Officer(), facts...)
	} else {
		start := time.Now()
		err = s.settled(c.Context(), func(ctx context.Context) error {
			answer, err = s.Ledger.Record(ctx, id, key, c.who.Officer(), facts...)
			return err
		})
		s.metrics.appends.Observe(time.Since(start).Seconds())
	}
	if err != nil {
		return nil, domain.Moved(err, place)
	}
	status := http.StatusCreated
	if dry || answer.Repeated {
		status = http.StatusOK
	}
	return reply{status: status, body: recordedAs(answer, dry)}, nil
}

func recordedAs(a taizhang.Answer, dry bool) recordedView {
	view := recordedView{
		Parcel: a.Parcel, Position: a.Position, Stage: a.Stage, Repeated: a.Repeated, DryRun: dry,
		Events: make([]recordedEvent, len(a.Events)), Successors: a.Successors,
	}
	for i, e := range a.Events {
		view.Events[i] = eventView(e)
	}
	return view
}

func eventView(e domain.Entry) recordedEvent {
	return recordedEvent{
		ID: e.ID, Revision: e.Revision, Type: domain.EventName(e.Fact.Event),
		OccurredOn: e.Fact.OccurredOn, RecordedAt: e.RecordedAt, Findings: e.Fact.Findings, Awaits: e.Fact.Awaits,
	}
}

// resolve finds the parcel to record on, by its identity or by any code it ever had
// that lies within the caller's reach. An identity need not be known yet: a batch may
// register it, and the write path knows whether the caller may see it.
func (s *Server) resolve(c *call) (domain.ParcelID, error) {
	if id, ok := asIdentity(c.PathValue("ref")); ok {
		return id, nil
	}
	return s.find(c)
}
