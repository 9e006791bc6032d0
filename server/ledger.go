package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
)

type ledgerView struct {
	Kind      domain.Code         `json:"kind"`
	Log       string              `json:"log"`
	Version   string              `json:"version"`
	Head      eventstore.Position `json:"head"`
	Today     domain.Date         `json:"today"`
	Time      time.Time           `json:"time"`
	Live      liveView            `json:"live"`
	Analytics analyticsView       `json:"analytics"`
	SignIn    []domain.Code       `json:"signIn"` // ways to sign in: TOKEN, OIDC
}

// A modelView says how far a read model is. Lag is in events, absent when it
// cannot be known: positions cannot be counted.
type modelView struct {
	Position eventstore.Position `json:"position"`
	Lag      *int64              `json:"lag,omitzero"`
}

type analyticsView struct {
	State string `json:"state"` // ok, catching_up, off, failed
	modelView
}

// ledger handles GET /ledger: what this ledger is and how far its models are.
func (s *Server) ledger(c *call) (any, error) {
	head, err := s.Log.Head(c.Context())
	if err != nil {
		return nil, err
	}
	id, err := s.identity(c.Context())
	if err != nil {
		return nil, err
	}
	live, err := s.liveState(c.Context(), head)
	if err != nil {
		return nil, err
	}
	return ledgerView{
		Kind: s.Ledger.Kind(), Log: id, Version: s.Version, Head: head, Today: domain.DateOf(time.Now()), Time: now(),
		Live: live, Analytics: s.analyticsState(c.Context(), head), SignIn: s.waysIn(),
	}, nil
}

func (s *Server) waysIn() []domain.Code {
	if s.provider == nil {
		return []domain.Code{"TOKEN"}
	}
	return []domain.Code{"TOKEN", "OIDC"}
}

// level returns a lag of none for a model that stands at the head or beyond what it
// was, and nothing otherwise.
func level(at, head eventstore.Position) *int64 {
	if at >= head {
		return new(int64)
	}
	return nil
}

func (s *Server) analyticsState(ctx context.Context, head eventstore.Position) analyticsView {
	if s.Analytics == nil {
		return analyticsView{State: "off"}
	}
	at, err := s.Analytics.Position(ctx)
	switch {
	case err != nil:
		return analyticsView{State: "failed"}
	case at < head:
		return analyticsView{"catching_up", modelView{Position: at}}
	}
	return analyticsView{"ok", modelView{at, level(at, head)}}
}

// A demoOfficer is one of those a visitor of the demo can be, with its names: who has
// not signed in has no catalogue to look them up in.
type demoOfficer struct {
	Officer domain.Principal `json:"officer"`
	Token   string           `json:"token"`
	Title   domain.Wording   `json:"title"` // the department, else the role
	Place   domain.Wording   `json:"place"`
	View    domain.Wording   `json:"view"`
}

func newDemoOfficer(p domain.Principal, token string) demoOfficer {
	d := demoOfficer{Officer: p, Token: token, Title: wording("role", p.Role), Place: wording("level", p.Level), View: wording("view", domain.Code(p.View))}
	if p.Department != "" {
		d.Title = wording("department", p.Department)
	}
	for _, at := range domain.Districts() {
		if at.Code == p.District {
			d.Place = domain.Wording{ZH: at.ZH, EN: at.EN}
		}
	}
	return d
}

// wording names a code of a list.
func wording(list string, code domain.Code) domain.Wording {
	for _, c := range domain.CodeList(list) {
		if c.Code == code {
			return domain.Wording{ZH: c.ZH, EN: c.EN}
		}
	}
	return domain.Wording{ZH: string(code), EN: string(code)}
}

// demoOfficers handles GET /demo/officers. It gives tokens away, so only a demo
// ledger has them, on a listener that takes no other machine's connections, for a
// request that came from this one.
func (s *Server) demoOfficers(c *call) (any, error) {
	if s.Ledger.Kind() != domain.Demo || !s.local(c.Request) {
		return nil, errNotHere
	}
	return s.demo, nil
}

// isLocalName refuses names that a foreign page may have pointed at this machine
// (DNS rebinding).
func isLocalName(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if len(host) > 1 && host[0] == '[' {
		host = host[1 : len(host)-1]
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

type catalogueView struct {
	Types      []domain.Type                `json:"types"`
	Codes      map[string][]domain.CodeName `json:"codes"`
	Districts  []domain.Division            `json:"districts"`
	Industries []domain.CodeName            `json:"industries"`
	Stages     []stageName                  `json:"stages"`
	Phases     []domain.CodeName            `json:"phases"`
	Alarms     []domain.AlarmRule           `json:"alarms"`
	Books      []domain.Type                `json:"books"`   // event types of books: parameters, programme, authority
	Denials    []domain.Rule                `json:"denials"` // the rules that say who may not
}

type stageName struct {
	Stage domain.Stage `json:"stage"`
	ZH    string       `json:"zh"`
	EN    string       `json:"en"`
	Phase domain.Phase `json:"phase"`
}

// catalogue handles GET /catalogue: everything a form needs to know of the events.
func (s *Server) catalogue(*call) (any, error) { return theCatalogue(), nil }

var theCatalogue = sync.OnceValue(func() catalogueView {
	types := domain.Catalogue()
	view := catalogueView{Types: types, Codes: make(map[string][]domain.CodeName), Districts: domain.Districts(), Industries: domain.Industries(), Phases: phaseNames, Alarms: domain.AlarmRules(), Books: domain.BookCatalogue()}
	for _, t := range types {
		collectCodes(view.Codes, t.Fields)
	}
	for _, list := range []string{"department", "level", "compliance", "obligation", "obligation_status", "alarm_level", "alarm_state", "alarm_with", "alarm_detail", "idle_status", "soil_state", "role", "view", "act"} {
		view.Codes[list] = domain.CodeList(list)
	}
	for _, rule := range domain.Rules() {
		if rule.Kind == domain.RuleDenied {
			view.Denials = append(view.Denials, rule)
		}
	}
	for _, stage := range domain.Stages {
		view.Stages = append(view.Stages, stageName{stage, stage.ZH(), stage.EN(), stage.Phase()})
	}
	return view
})

func collectCodes(into map[string][]domain.CodeName, fields []domain.Field) {
	for _, f := range fields {
		if f.Codes != "" {
			into[f.Codes] = domain.CodeList(f.Codes)
		}
		collectCodes(into, f.Fields)
	}
}

// typeNames returns the terms of each event type.
var typeNames = sync.OnceValue(func() map[string]struct{ zh, en string } {
	names := make(map[string]struct{ zh, en string })
	for _, t := range domain.Catalogue() {
		names[t.Name] = struct{ zh, en string }{t.ZH, t.EN}
	}
	return names
})

var phaseNames = []domain.CodeName{
	{Code: domain.Code(domain.PhaseSurvey), ZH: "摸底", EN: "survey"},
	{Code: domain.Code(domain.PhaseRecruitment), ZH: "招商", EN: "recruitment"},
	{Code: domain.Code(domain.PhaseSupply), ZH: "供地", EN: "supply"},
	{Code: domain.Code(domain.PhaseBuild), ZH: "建设", EN: "construction"},
	{Code: domain.Code(domain.PhaseOperation), ZH: "运营", EN: "operation"},
	{Code: domain.Code(domain.PhaseExit), ZH: "退出", EN: "exit"},
}

type healthView struct {
	Status    string        `json:"status"`
	Store     string        `json:"store"`            // ok, stalled
	Stalled   float64       `json:"stalled,omitzero"` // for how many seconds the store has been
	Live      string        `json:"live"`             // ok, catching_up, failed
	Share     float64       `json:"share,omitzero"`   // of the log that live has folded, while it catches up
	Analytics analyticsView `json:"analytics"`
}

// healthRoute declares what is answered beside the table.
var healthRoute = route{method: "GET", path: "/healthz", open: true, trace: traceNothing}

// health handles GET /healthz: 503 when the log cannot be read. Models that lag, and a
// disk that stands still, are named and do not make the server unhealthy: it reads on,
// and a new start would mend neither.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	head, err := s.Log.Head(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	view := healthView{Status: "ok", Store: "ok", Live: "ok", Analytics: s.analyticsState(r.Context(), head)}
	if stalled := s.stalledFor(); stalled > 0 {
		view.Status, view.Store, view.Stalled = "stalled", "stalled", stalled.Seconds()
	}
	live, err := s.liveState(r.Context(), head)
	switch {
	case err != nil:
		view.Live = "failed"
	case live.Position < head:
		view.Live, view.Share = "catching_up", live.Share
	}
	s.write(w, r, reply{body: view})
}

// verification handles POST /verify. It reads the whole store, so one runs at a
// time and takes the time it needs.
func (s *Server) verification(c *call) (any, error) {
	if s.Verify == nil {
		return nil, errNoService
	}
	if !s.verifying.TryLock() {
		return nil, errBusy
	}
	defer s.verifying.Unlock()
	return s.Verify(c.Context())
}
