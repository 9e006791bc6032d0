package server

import (
	"context"
	"net/http"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// scope reads the scope in the path of a book's route.
func (c *call) scope() (domain.Scope, error) { return domain.ParseScope(c.PathValue("scope")) }

type policyView struct {
	Scope      domain.Scope            `json:"scope"`
	AsOf       domain.Date             `json:"asOf"`
	Version    string                  `json:"version"`
	Parameters []domain.ParameterInfo  `json:"parameters"` // the table: kinds, ranges, defaults and their sources
	States     []domain.ParameterState `json:"states"`     // the values in force, and every setting there was
	Proposals  []domain.Proposal       `json:"proposals"`  // of this scope
}

// policy handles GET /policies/{scope}: the parameters in force at a place on a day,
// as known at a time.
func (s *Server) policy(c *call) (any, error) {
	scope, err := c.scope()
	if err != nil {
		return nil, err
	}
	asOf, knownAt, err := c.clocks()
	if err != nil {
		return nil, err
	}
	if asOf == "" {
		asOf = s.Parcels.Today()
	}
	ps, err := s.Ledger.Policies(c.Context(), scope)
	if err != nil {
		return nil, err
	}
	p := ps.In(scope, asOf, knownAt)
	return policyView{scope, asOf, p.Version(), domain.Parameters(), p.States(), ps[scope].Proposals()}, nil
}

// An enteredView is the answer of a write to a book.
type enteredView struct {
	Book     string              `json:"book"`              // the stream
	Position eventstore.Position `json:"position,omitzero"` // absent for a dry run
	Repeated bool                `json:"repeated"`
	DryRun   bool                `json:"dryRun,omitzero"`
	Events   []recordedEvent     `json:"events"` // of a dry run without identity
	domain.Redaction
}

// enterPolicy handles POST /policies/{scope}/events.
func (s *Server) enterPolicy(c *call) (any, error) { return s.enterScope(c, domain.PolicyBook) }

// enterProgramme handles POST /programmes/{scope}/events.
func (s *Server) enterProgramme(c *call) (any, error) { return s.enterScope(c, domain.ProgrammeBook) }

// enterScope enters in the book of the scope in the path.
func (s *Server) enterScope(c *call, kind domain.Code) (any, error) {
	scope, err := c.scope()
	if err != nil {
		return nil, err
	}
	return s.enter(c, domain.BookID{Kind: kind, Scope: scope})
}

func (s *Server) enter(c *call, id domain.BookID) (any, error) {
	dry, key, err := c.write()
	if err != nil {
		return nil, err
	}
	fact, err := readFact(c.Request)
	if err != nil {
		return nil, err
	}
	if dry {
		facts, err := s.Ledger.CheckEntry(c.Context(), id, c.who.Officer(), fact)
		if err != nil {
			return nil, domain.Moved(err, single)
		}
		return enteredView{Book: id.Stream(), DryRun: true, Events: []recordedEvent{eventView(domain.Entry{Fact: facts[0]})}}, nil
	}
	var got taizhang.Entered
	err = s.settled(c.Context(), func(ctx context.Context) error {
		got, err = s.Ledger.Enter(ctx, id, key, c.who.Officer(), fact)
		return err
	})
	if err != nil {
		return nil, domain.Moved(err, single)
	}
	view := enteredView{Book: id.Stream(), Position: got.Position, Repeated: got.Repeated}
	for _, e := range got.Events {
		view.Events = append(view.Events, eventView(e))
	}
	if got.Repeated {
		return view, nil
	}
	return reply{status: http.StatusCreated, body: view}, nil
}

type whatIfView struct {
	Scope   domain.Scope `json:"scope"`
	Today   domain.Date  `json:"today" sight:"public"`
	Parcels []live.Catch `json:"parcels"`
	domain.Redaction
}

// whatIf handles POST /policies/{scope}/whatif: the body is a proposal that nobody
// has made yet. It is checked as a proposal would be.
func (s *Server) whatIf(c *call) (any, error) {
	scope, err := c.scope()
	if err != nil {
		return nil, err
	}
	fact, err := readFact(c.Request)
	if err != nil {
		return nil, err
	}
	p, ok := fact.Event.(domain.ParameterProposed)
	if !ok {
		return nil, badRequest("/type", "type.book", "须为 ParameterProposed", "want ParameterProposed")
	}
	if _, err := s.Ledger.CheckEntry(c.Context(), domain.BookID{Kind: domain.PolicyBook, Scope: scope}, c.who.Officer(), fact); err != nil {
		return nil, domain.Moved(err, single)
	}
	return whatIfView{Scope: scope, Today: s.Parcels.Today(), Parcels: s.Parcels.WhatIf(c.who.Reach(), scope, p)}, nil
}

type programmeView struct {
	domain.Programme
	AsOf   domain.Date    `json:"asOf"`
	Alarms []domain.Alarm `json:"alarms"` // R32
}

// programme handles GET /programmes/{scope}: how far the pilot is on a day.
func (s *Server) programme(c *call) (any, error) {
	scope, err := c.scope()
	if err != nil {
		return nil, err
	}
	asOf, err := c.date("asOf")
	if err != nil {
		return nil, err
	}
	if asOf == "" {
		asOf = s.Parcels.Today()
	}
	ps, err := s.Ledger.Policies(c.Context(), scope)
	if err != nil {
		return nil, err
	}
	book, err := s.Ledger.Book(c.Context(), domain.BookID{Kind: domain.ProgrammeBook, Scope: scope})
	if err != nil {
		return nil, err
	}
	terms := domain.Terms{Today: asOf, Policy: ps.In(scope, asOf, time.Time{})}
	return programmeView{book.Programme(terms), asOf, book.Alarms(terms)}, nil
}
