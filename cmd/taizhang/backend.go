package main

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"taizhang"
	"taizhang/cmd/taizhang/audit"
	"taizhang/domain"
	"taizhang/projections/analytics"
	"taizhang/server/accesslog"
)

// backend is the ledger as the commands see it: opened here, or through the API of
// the process that serves it. Both give the same answers.
type backend interface {
	// Record records facts of a parcel as the token's officer; dryRun decides
	// and writes nothing. ref is an identity or a code; it is empty when the
	// first fact registers the parcel.
	Record(ctx context.Context, ref, key string, dryRun bool, facts []domain.Fact) (answer, error)
	// Enter enters one fact in a book as whose token it is.
	Enter(ctx context.Context, id domain.BookID, key string, fact domain.Fact) (entered, error)
	// Policy gives the parameters in force at a place; an empty day is today, an
	// empty moment does not limit.
	Policy(ctx context.Context, scope domain.Scope, asOf domain.Date, knownAt string) (policy, error)
	// Reconsider compares the decisions on a parcel with what other rules would say.
	Reconsider(ctx context.Context, ref string, alt taizhang.Alternative) (taizhang.Reconsidered, error)
	// Grants lists every grant of authority, in order of recording.
	Grants(ctx context.Context) ([]domain.Grant, error)
	// Parcels lists the identities of all parcels, in order.
	Parcels(ctx context.Context) ([]string, error)
	// History reads what was recorded of a parcel, as known at a moment.
	History(ctx context.Context, ref string) (history, error)
	// Query runs one read-only statement on the analytics.
	Query(ctx context.Context, sql string) (table, error)
	// Metric answers one metric of the analytics.
	Metric(ctx context.Context, q analytics.MetricQuery) (table, error)
	// Verify re-reads everything and reports every fault.
	Verify(ctx context.Context) (audit.Report, error)
	// Backup writes the whole ledger, or the access log, in the form of transfer.Format.
	Backup(ctx context.Context, access bool, w io.Writer) error
	// Access lists who read, exported or was denied, newest first.
	Access(ctx context.Context, f accesslog.Filter, cursor string, limit int) (accesslog.Page, error)
	// Kind says whether the ledger is a demo or real; empty when there is none.
	Kind(ctx context.Context) (domain.Code, error)
	Close() error
}

// answer is what the API says of a recorded request.
type answer struct {
	Parcel   string        `json:"parcel" sight:"public"`
	Position string        `json:"position,omitzero" sight:"public"`
	Stage    domain.Stage  `json:"stage" sight:"public"`
	Repeated bool          `json:"repeated" sight:"public"`
	Events   []answerEvent `json:"events" sight:"public"`
}

type answerEvent struct {
	ID         string           `json:"id" sight:"public"`
	Revision   int64            `json:"revision" sight:"public"`
	Type       string           `json:"type" sight:"public"`
	OccurredOn domain.Date      `json:"occurredOn" sight:"public"`
	RecordedAt time.Time        `json:"recordedAt" sight:"public"`
	Findings   []domain.Finding `json:"findings"`
}

// history is a parcel's entries with the very bytes that are stored.
type history struct {
	parcel  domain.ParcelID
	entries []domain.Entry
	data    [][]byte
}

// table is the result of a query.
type table struct {
	Columns   []tableColumn `json:"columns"`
	Rows      [][]any       `json:"rows"`
	Truncated bool          `json:"truncated"`
}

type tableColumn struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// tokenFlags take a token from a file or the environment, never from the command
// line, where other users of the machine could read it.
type tokenFlags struct {
	TokenFile string `help:"令牌文件（或环境变量 TAIZHANG_TOKEN）/ file with the token of who asks (or the variable TAIZHANG_TOKEN)." type:"path" placeholder:"FILE"`
}

// token reads the token; it is empty when none was given.
func (t tokenFlags) token() (string, error) {
	if t.TokenFile == "" {
		return os.Getenv("TAIZHANG_TOKEN"), nil
	}
	return readSecret("--token-file", t.TokenFile)
}

// officerToken reads the token; that there is none is errNoOfficer.
func (t tokenFlags) officerToken() (string, error) {
	token, err := t.token()
	if err == nil && token == "" {
		err = errNoOfficer
	}
	return token, err
}

// readFlags are of the commands that read: as whose token is given, else as the owner of
// the data directory, who sees everything.
type readFlags struct {
	place
	tokenFlags
}

func (f *readFlags) open(ctx context.Context) (backend, error) {
	token, err := f.token()
	if err != nil {
		return nil, err
	}
	return f.place.open(ctx, token)
}

// errNoOfficer: recording needs an officer.
var errNoOfficer = errors.New("需要人员令牌：--token-file FILE 或 TAIZHANG_TOKEN；先 taizhang authority grant 授权，再 taizhang token issue 发放 / an officer's token is needed: --token-file FILE or TAIZHANG_TOKEN; `taizhang authority grant` and `taizhang token issue` make one")

// printJSON writes an answer as the API does, indented: a list without elements is [],
// never null.
func printJSON(std stdio, v any) error { return writeJSON(std.out, v, jsontext.WithIndent("  ")) }

// writeJSON writes one value on a line of its own.
func writeJSON(out io.Writer, v any, options ...json.Options) error {
	data, err := json.Marshal(v, append(options, json.Deterministic(true))...)
	if err != nil {
		return err
	}
	_, err = out.Write(append(data, '\n'))
	return err
}
