package domain

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// The kinds of books.
const (
	PolicyBook    Code = "policy"    // 政策参数
	ProgrammeBook Code = "programme" // 试点工作, beside AuthorityBook
)

var bookKinds = []Code{PolicyBook, ProgrammeBook, AuthorityBook}

// A BookID names one book: what is kept in it, and for which city, district or
// park.
type BookID struct {
	Kind  Code  `json:"kind"`
	Scope Scope `json:"scope"`
}

// Stream names the stream of a book: "policy-120116".
func (id BookID) Stream() string { return string(id.Kind) + "-" + id.Scope.String() }

// BookOf returns the book that a stream is, or false for any other stream. Only the
// form that Stream writes is a book's.
func BookOf(stream string) (BookID, bool) {
	kind, scope, _ := strings.Cut(stream, "-")
	if !slices.Contains(bookKinds, Code(kind)) {
		return BookID{}, false
	}
	s, err := ParseScope(scope)
	return BookID{Code(kind), s}, err == nil
}

// A Book (簿册) is everything recorded for a city, district or park that belongs to
// no parcel, folded: the parameters it set, or how far the programme of the notice
// is. It is folded in order of recording. Reading it from several goroutines is
// safe, Append is not safe beside anything; copies that were taken before stay as
// they were.
type Book struct {
	ID        BookID
	entries   []Entry
	proposals []Proposal
	settings  settings
	programme programme
	grants    []Grant
}

// NewBook returns the empty book.
func NewBook(id BookID) *Book { return &Book{ID: id} }

// Entries returns what was recorded, in order. The slice belongs to the book.
func (b *Book) Entries() []Entry { return b.entries }

// Append takes an entry that the ledger has recorded. It replaces what maps and
// shared slices hold instead of writing through them.
func (b *Book) Append(e Entry) {
	b.entries = append(b.entries, e)
	if event, ok := e.Fact.Event.(bookEvent); ok {
		event.keep(b, e)
	}
}

// Clone returns a book that takes entries without changing b.
func (b *Book) Clone() *Book {
	c := *b
	c.entries, c.proposals = slices.Clip(b.entries), slices.Clip(b.proposals)
	c.programme = b.programme.clone()
	return &c
}

// A judged event of a book checks itself against what the book holds.
type judged interface{ judge(b *Book, d *decision) }

// Decide answers whether f can be entered in the book by an officer under the
// terms, and returns it as it is to be stored. It does not change b. The error
// wraps ErrInvalid, ErrRefused or ErrDenied.
func (b *Book) Decide(f Fact, by Officer, terms Terms) (Fact, error) {
	findings, err := check(f, request)
	if err != nil {
		return Fact{}, err
	}
	d := &decision{f: &f, by: by, Terms: terms}
	if c := codecByName[f.Event.storedName()]; c.book != b.ID.Kind {
		return Fact{}, invalid("/type", "type.book", c.zh)
	}
	if err := b.competent(f, by, terms); err != nil {
		return Fact{}, err
	}
	if f.Backfill || len(f.Overrides) > 0 {
		d.refuse("", "book.backfill")
	}
	if d.consistent(); len(d.problems) > 0 {
		return Fact{}, &Invalid{Problems: d.problems}
	}
	if f.OccurredOn > terms.Today {
		d.refuse("/occurredOn", "occurredOn.future", string(f.OccurredOn)+" > "+string(terms.Today))
	}
	if b.ID.Kind == ProgrammeBook && b.ID.Scope.Park != "" {
		d.refuse("/type", "programme.scope", b.ID.Scope.Park)
	}
	if e, ok := f.Event.(judged); ok {
		e.judge(b, d)
	}
	if len(d.problems) > 0 {
		return Fact{}, d.verdict()
	}
	f.Findings = slices.Concat(findings, d.findings)
	return f, nil
}

// verdict is the problems as an error: a fact that could never be right is invalid,
// whatever else forbids it, and who has no authority is told only that.
func (d *decision) verdict() error {
	kinds := make(map[Code]bool)
	for _, p := range d.problems {
		if r := ruleByCode[p.Rule]; r != nil {
			kinds[r.Kind] = true
		} else {
			kinds[RuleInvalid] = true
		}
	}
	switch {
	case kinds[RuleInvalid]:
		return &Invalid{Problems: d.problems}
	case kinds[RuleDenied]:
		return &Denied{Problems: d.problems}
	}
	return &Refused{Problems: d.problems}
}

// DecideAll decides the facts of one request, each on the book after those before
// it, all or none. The paths of problems begin with the place of the fact in the
// request: /0/data/value.
func (b *Book) DecideAll(facts []Fact, by Officer, terms Terms) ([]Fact, error) {
	return decideAll(b.Clone(), facts, by, terms)
}

// declareIn makes the row of an event type of a book.
func declareIn[E bookEvent](book Code, zh, en string) eventCodec {
	return codecOf[E](zh, en, PhaseMechanism, book)
}

// BookCatalogue returns every event type of the books. The slice is the caller's.
func BookCatalogue() []Type {
	list := make([]Type, len(bookCodecs))
	for i, c := range bookCodecs {
		list[i] = Type{Name: c.name, ZH: c.zh, EN: c.en, Phase: c.phase, Book: c.book, Fields: fieldsOf(c.shape)}
	}
	return list
}

// bookCodecs lists every event of the books once.
var bookCodecs = slices.Concat(policyEvents, programmeEvents, authorityEvents)

// A Proposal is a value that one officer proposed, and what became of it.
type Proposal struct {
	ID         EventID           `json:"id"`
	Event      ParameterProposed `json:"proposed"`
	On         Date              `json:"on"`
	By         Officer           `json:"by"`
	RecordedAt time.Time         `json:"recordedAt"`
	Status     Code              `json:"status"` // OPEN, APPROVED, WITHDRAWN
	ClosedBy   *Officer          `json:"closedBy,omitzero"`
	ClosedAt   time.Time         `json:"closedAt,omitzero"`
}

// Values of Proposal.Status.
const (
	proposalOpen      Code = "OPEN"
	proposalApproved  Code = "APPROVED"
	proposalWithdrawn Code = "WITHDRAWN"
)

// Proposals lists every proposal in order of recording. The slice is the caller's.
func (b *Book) Proposals() []Proposal { return slices.Clone(b.proposals) }

// open finds the proposal that an event decides and refuses when it cannot be
// decided any more.
func (b *Book) open(id EventID, d *decision) *Proposal {
	i := b.proposal(id)
	if i < 0 {
		d.refuse("/data/proposal", "proposal.unknown", id.String())
		return nil
	}
	p := &b.proposals[i]
	if p.Status != proposalOpen {
		d.refuse("/data/proposal", "proposal.closed", string(p.Status))
		return nil
	}
	if d.f.OccurredOn < p.On {
		d.refuse("/occurredOn", "proposal.before", string(p.On))
	}
	return p
}

func (b *Book) proposal(id EventID) int {
	return slices.IndexFunc(b.proposals, func(p Proposal) bool { return p.ID == id })
}

// close settles a proposal.
func (b *Book) close(id EventID, e Entry, status Code) *Proposal {
	i := b.proposal(id)
	if i < 0 {
		return nil
	}
	b.proposals = slices.Clone(b.proposals)
	p := &b.proposals[i]
	p.Status, p.ClosedBy, p.ClosedAt = status, &e.By, e.RecordedAt
	return p
}

func (e ParameterProposed) keep(b *Book, at Entry) {
	b.proposals = append(b.proposals, Proposal{ID: at.ID, Event: e, On: at.Fact.OccurredOn, By: at.By, RecordedAt: at.RecordedAt, Status: proposalOpen})
}

func (e ParameterWithdrawn) keep(b *Book, at Entry) { b.close(e.Proposal, at, proposalWithdrawn) }

// keep puts the proposed value in force. A value that this build cannot read was
// written by a newer one; the parameter keeps what it had.
func (e ParameterApproved) keep(b *Book, at Entry) {
	p := b.close(e.Proposal, at, proposalApproved)
	if p == nil {
		return
	}
	info := parameterByName[p.Event.Parameter]
	if info == nil {
		return
	}
	value, ok := info.row.read(p.Event.Value)
	if !ok {
		return
	}
	k := settingKey{p.Event.Parameter, p.Event.Key}
	b.settings = maps.Clone(b.settings)
	if b.settings == nil {
		b.settings = make(settings)
	}
	b.settings[k] = append(slices.Clip(b.settings[k]), Setting{
		Scope: b.ID.Scope, Parameter: p.Event.Parameter, Key: p.Event.Key, Value: p.Event.Value, ValidFrom: p.Event.ValidFrom, ValidTo: p.Event.ValidTo,
		Document: p.Event.Document, Reason: p.Event.Reason, Proposal: p.ID, ProposedBy: p.By, ProposedAt: p.RecordedAt,
		Approval: at.ID, ApprovedBy: at.By, ApprovedAt: at.RecordedAt, revision: at.Revision, value: value,
	})
}
