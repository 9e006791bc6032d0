// Package server is the ledger's surface for people and machines: the HTTP API,
// the live feed over websockets, and the files of the web application.
//
// It decides nothing about land. It says who asks, refuses what is not well
// formed, hands the rest to the write path or a read model, and turns what comes
// back, errors included, into one form. What it needs from them is declared here
// as small interfaces; only the command wires the parts together.
package server

import (
	"context"
	"crypto/tls"
	"io"
	"io/fs"
	"iter"
	"log/slog"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections/live"
)

// A Recorder is the write path.
type Recorder interface {
	Record(ctx context.Context, id domain.ParcelID, key string, by domain.Officer, facts ...domain.Fact) (taizhang.Answer, error)
	Check(ctx context.Context, id domain.ParcelID, by domain.Officer, facts ...domain.Fact) (taizhang.Answer, error)
	Enter(ctx context.Context, id domain.BookID, key string, by domain.Officer, facts ...domain.Fact) (taizhang.Entered, error)
	CheckEntry(ctx context.Context, id domain.BookID, by domain.Officer, facts ...domain.Fact) ([]domain.Fact, error)
	Book(ctx context.Context, id domain.BookID) (*domain.Book, error)
	Policies(ctx context.Context, place domain.Scope) (domain.Policies, error)
	Reconsider(ctx context.Context, id domain.ParcelID, alt taizhang.Alternative) (taizhang.Reconsidered, error)
	Kind() domain.Code
}

// A Log is the part of the store that is read directly: the feed follows it, and
// the history of a parcel is given from the stored records themselves.
type Log interface {
	Read(ctx context.Context, stream string, from eventstore.Revision) iter.Seq2[eventstore.Record, error]
	Follow(ctx context.Context, after eventstore.Position) iter.Seq2[[]eventstore.Record, error]
	Head(ctx context.Context) (eventstore.Position, error)
}

// A Parcels is the read model of parcels as they are now. What is asked within a reach
// knows no parcel beyond it.
type Parcels interface {
	Parcel(id domain.ParcelID) (*domain.Parcel, eventstore.Revision, bool)
	Snapshot(reach domain.Reach, id domain.ParcelID) (live.Snapshot, bool)
	Resolve(reach domain.Reach, ref string) (domain.ParcelID, bool)
	Parcels(reach domain.Reach, filter live.Filter, cursor string, limit int) live.Page
	Obligations(reach domain.Reach, filter live.ObligationFilter) []live.ObligationRow
	Alarms(reach domain.Reach, filter live.AlarmFilter) []live.AlarmRow
	Overview(reach domain.Reach, district domain.District) live.Overview
	Features(reach domain.Reach, district domain.District) []live.Feature
	WhatIf(reach domain.Reach, scope domain.Scope, p domain.ParameterProposed) []live.Catch
	Today() domain.Date
	Wait(ctx context.Context, pos eventstore.Position) error
	Position(ctx context.Context) (eventstore.Position, error)
}

// Config is what a server is made of. Ledger, Log, Parcels, Tokens and Access are
// required.
type Config struct {
	Ledger  Recorder
	Log     Log
	Parcels Parcels
	Tokens  *Tokens
	// Goal is where the log ended when the process began. Until Parcels stands there it
	// is a part of the ledger, and what needs the whole answers 503 with how far it is.
	Goal eventstore.Position
	// Access is where reads and refusals are written down.
	Access Trace
	// Analytics answers questions about output; nil answers them with 503.
	Analytics Analytics
	// Verify checks the whole store against its projections; nil answers with 503.
	Verify func(context.Context) (Verification, error)
	// Forgetting counts the streams that the store was told to forget events of, an
	// alarm; nil when the store forgets nothing.
	Forgetting func() int
	// Waiting is how long the store's disk has finished nothing although appends wait for
	// it, 0 when none does; nil when the store does not know.
	Waiting func() time.Duration
	// Backup writes the whole log, or the access log, for this machine's own commands (domain.Maintenance)
	// alone; nil answers with 503.
	Backup func(ctx context.Context, access bool, w io.Writer) error
	// Web holds the web application with index.html at its root; nil serves none.
	Web fs.FS
	// Demo are the principals of a demo ledger: each gets a token, which ends with
	// the process. They are offered to callers on the same machine when Loopback
	// says that the listener takes no others.
	Demo     []domain.Principal
	Loopback bool
	// OIDC is the identity provider that people sign in with; nil for none.
	OIDC *OIDC
	// BehindProxy says that a proxy stands before the listener and that its
	// X-Forwarded-Proto and X-Forwarded-For are to be believed.
	BehindProxy bool
	// TLS ends the encryption of callers here; nil serves in the clear.
	TLS *tls.Config
	// Version is shown to callers.
	Version string
	// Logger hears of failures; nil discards them.
	Logger *slog.Logger
}

// A Server answers HTTP and holds the open feeds. See [Server.Serve].
type Server struct {
	Config
	log       *slog.Logger
	metrics   *metrics
	demo      []demoOfficer
	routes    []route
	handler   http.Handler
	logID     logID
	outline   outlines
	verifying sync.Mutex  // held while a verification runs
	whole     atomic.Bool // Parcels has reached Goal

	sessions *sessions
	provider *provider // nil without one
	feeds    feeds
	pace     pace
	patience patience
	fair     *fairness
}

// New returns a server that holds no resources until it is asked.
func New(config Config) *Server {
	s := &Server{Config: config, log: config.Logger, sessions: newSessions(), provider: newProvider(config.OIDC), pace: defaultPace, patience: defaultPatience, fair: newFairness(defaultCapacity)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.feeds.init()
	s.metrics = newMetrics(s)
	if config.Ledger.Kind() == domain.Demo {
		for _, officer := range config.Demo {
			s.demo = append(s.demo, newDemoOfficer(officer, config.Tokens.IssueInMemory(officer)))
		}
	}
	s.routes = s.surface()
	s.handler = s.guarded(s.mux())
	return s
}

// Handler answers every request. Who serves it without [Server.Serve] calls
// [Server.Shutdown] at the end: the feeds outlive http.Server.Shutdown.
func (s *Server) Handler() http.Handler { return s.handler }

// surface is everything the server answers, on one screen.
func (s *Server) surface() []route {
	const parcel = "/api/v1/parcels/{ref}"
	return []route{
		{method: "GET", path: "/api/v1/ledger", handle: s.ledger, open: true, query: "min", trace: traceNothing},
		{method: "GET", path: "/api/v1/demo/officers", handle: s.demoOfficers, open: true, trace: traceNothing},
		{method: "GET", path: "/api/v1/openapi.json", handle: s.openAPI, open: true, trace: traceNothing},
		{method: "GET", path: "/api/v1/asyncapi.json", handle: s.asyncAPI, open: true, trace: traceNothing},
		{method: "GET", path: "/api/v1/me", handle: s.me, act: anyAct, common: true, trace: traceNote},
		{method: "GET", path: "/api/v1/me/competence", handle: s.competence, act: anyAct, common: true, query: "parcel", trace: traceNote},
		{method: "POST", path: "/api/v1/session", handle: s.signIn, open: true, body: "session", trace: traceAlways},
		{method: "GET", path: "/api/v1/session", handle: s.me, act: anyAct, common: true, trace: traceNote},
		{method: "DELETE", path: "/api/v1/session", handle: s.signOut, open: true, trace: traceNote},
		{method: "GET", path: oidcLogin, handle: s.login, open: true, trace: traceNothing},
		{method: "GET", path: oidcCallback, handle: s.callback, open: true, query: "code state iss session_state scope error error_description error_uri", trace: traceAlways},
		{method: "GET", path: "/api/v1/catalogue", handle: s.catalogue, act: anyAct, common: true, trace: traceNote},

		{method: "GET", path: "/api/v1/overview", handle: s.overview, act: domain.ActRead, whole: true, query: "district min", trace: traceSight},
		{method: "GET", path: "/api/v1/parcels", handle: s.parcels, act: domain.ActRead, whole: true, query: "district stage industry grade compliance status q limit cursor min", trace: traceSight},
		{method: "GET", path: "/api/v1/parcels.geojson", handle: s.geoJSON, act: domain.ActRead, heavy: true, whole: true, query: "district min", trace: traceSight},
		{method: "GET", path: "/api/v1/obligations", handle: s.obligations, act: domain.ActRead, whole: true, query: "district status kind limit cursor min", trace: traceSight},
		{method: "GET", path: "/api/v1/alarms", handle: s.alarms, act: domain.ActRead, whole: true, query: "district rule level state limit cursor min", trace: traceSight},
		{method: "GET", path: parcel, handle: s.parcel, act: domain.ActRead, whole: true, query: "asOf knownAt min", trace: traceSight},
		{method: "GET", path: parcel + "/history", handle: s.history, act: domain.ActRead, heavy: true, query: "asOf knownAt min", trace: traceSight},
		{method: "GET", path: parcel + "/history.csv", handle: s.historyCSV, act: domain.ActExport, heavy: true, query: "knownAt min", trace: traceExport},
		{method: "GET", path: parcel + "/history.jsonl", handle: s.historyJSONL, act: domain.ActExport, heavy: true, query: "knownAt min", trace: traceExport},
		{method: "GET", path: parcel + "/replay", handle: s.replay, act: domain.ActRead, heavy: true, query: "knownAt min", trace: traceSight},
		{method: "GET", path: parcel + "/reconsideration", handle: s.reconsideration, act: domain.ActRead, heavy: true, query: "asOf version scope values min", trace: traceSight},

		{method: "POST", path: "/api/v1/parcels", handle: s.register, act: domain.ActRecord, query: "dryRun", body: "fact", trace: traceEvent},
		{method: "POST", path: parcel + "/events", handle: s.record, act: domain.ActRecord, query: "dryRun", body: "fact", trace: traceEvent},
		{method: "POST", path: parcel + "/batch", handle: s.recordBatch, act: domain.ActRecord, query: "dryRun", body: "batch", trace: traceEvent},

		{method: "GET", path: "/api/v1/policies/{scope}", handle: s.policy, act: domain.ActRead, common: true, query: "asOf knownAt", trace: traceNote},
		{method: "POST", path: "/api/v1/policies/{scope}/events", handle: s.enterPolicy, act: domain.ActEnter, query: "dryRun", body: "entry", trace: traceEvent},
		{method: "POST", path: "/api/v1/policies/{scope}/whatif", handle: s.whatIf, act: domain.ActRead, heavy: true, whole: true, query: "min", body: "entry", trace: traceSight},
		{method: "GET", path: "/api/v1/programmes/{scope}", handle: s.programme, act: domain.ActRead, common: true, query: "asOf", trace: traceNote},
		{method: "POST", path: "/api/v1/programmes/{scope}/events", handle: s.enterProgramme, act: domain.ActEnter, query: "dryRun", body: "entry", trace: traceEvent},

		{method: "GET", path: "/api/v1/authority", handle: s.authority, act: domain.ActInspect, common: true, trace: traceAlways},
		{method: "POST", path: "/api/v1/authority/events", handle: s.enterAuthority, act: domain.ActAdminister, common: true, query: "dryRun", body: "entry", trace: traceAlways},
		{method: "GET", path: "/api/v1/access", handle: s.access, act: domain.ActInspect, heavy: true, common: true, query: "from to principal parcel outcome limit cursor", trace: traceAlways},
		{method: "GET", path: "/api/v1/tokens", handle: s.tokens, act: anyAct, common: true, trace: traceAlways},
		{method: "POST", path: "/api/v1/tokens", handle: s.issueToken, act: domain.ActAdminister, common: true, body: "token", trace: traceAlways},
		{method: "POST", path: "/api/v1/tokens/{id}/revoke", handle: s.revokeToken, act: anyAct, common: true, trace: traceAlways},

		{method: "GET", path: "/api/v1/analytics/efficiency", handle: s.efficiency, act: domain.ActAnalyse, heavy: true, common: true, query: "by per from to district min", trace: traceSight},
		{method: "GET", path: "/api/v1/analytics/efficiency.csv", handle: s.efficiencyCSV, act: domain.ActAnalyse, heavy: true, common: true, query: "by per from to district min", trace: traceExport},
		{method: "GET", path: "/api/v1/analytics/efficiency/events", handle: s.efficiencyEvents, act: domain.ActRead, heavy: true, query: "by per group period district min", trace: traceSight},
		{method: "GET", path: "/api/v1/metrics", handle: s.metricDefinitions, act: domain.ActAnalyse, common: true, trace: traceNote},
		{method: "GET", path: "/api/v1/metrics/{code}", handle: s.metricValues, act: domain.ActAnalyse, heavy: true, common: true, query: "by per from to district base public min", trace: traceSight},
		{method: "GET", path: "/api/v1/metrics/{code}/values.csv", handle: s.metricCSV, act: domain.ActAnalyse, heavy: true, common: true, query: "by per from to district base public min", trace: traceExport},
		{method: "POST", path: "/api/v1/query", handle: s.sql, act: domain.ActQuery, heavy: true, common: true, body: "query", trace: traceExport},
		{method: "POST", path: "/api/v1/verify", handle: s.verification, act: domain.ActVerify, heavy: true, common: true, slow: true, trace: traceAlways},
		{method: "GET", path: "/api/v1/backup", handle: s.backup, act: domain.ActAdminister, heavy: true, common: true, slow: true, query: "access", trace: traceExport},
	}
}

// mux adds what does not answer JSON to the surface.
func (s *Server) mux() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range s.routes {
		mux.Handle(r.method+" "+r.path, s.api(r))
	}
	mux.HandleFunc(feedRoute.pattern(), s.serveFeed)
	mux.HandleFunc(healthRoute.pattern(), s.health)
	mux.HandleFunc(metricsRoute.pattern(), s.serveMetrics)
	mux.Handle("/api/", s.noRoute(mux))
	mux.Handle("/", newFiles(s.Web))
	return mux
}

// Verification is the result of checking the whole ledger.
type Verification struct {
	OK     bool             `json:"ok"`
	Faults []Fault          `json:"faults"`
	Counts map[string]int64 `json:"counts"`
}

// A Fault is one thing that is not as it must be.
type Fault struct {
	Where string `json:"where"`
	ZH    string `json:"zh"`
	EN    string `json:"en"`
}

// logID is the identity of the log: the id of its first event. A log that was
// replaced has another one.
type logID struct {
	mu sync.Mutex
	id string // empty until read
}

// identity reads the log's identity once. It is empty while the log is.
func (s *Server) identity(ctx context.Context) (string, error) {
	s.logID.mu.Lock()
	defer s.logID.mu.Unlock()
	if s.logID.id != "" {
		return s.logID.id, nil
	}
	for rec, err := range s.Log.Read(ctx, domain.LedgerStream, 0) {
		if err != nil {
			return "", err
		}
		s.logID.id = rec.ID.String()
		break
	}
	return s.logID.id, nil
}

// now is the time of answers, to the millisecond.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
