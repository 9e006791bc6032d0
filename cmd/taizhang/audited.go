package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"taizhang"
	"taizhang/cmd/taizhang/audit"
	"taizhang/domain"
	"taizhang/projections/analytics"
	"taizhang/server"
	"taizhang/server/accesslog"
)

// audited is the ledger that this process holds, with every access written down before
// its answer is given away. What a process that serves does is written down there.
type audited struct {
	*local
	log *accessLog
	all bool // an entry says that all parcels were asked for
}

// Close writes what still waits and releases the directory.
func (a *audited) Close() error { return errors.Join(a.log.Close(), a.local.Close()) }

// entry begins the entry of a command.
func (a *audited) entry(act domain.Act, command string) accesslog.Entry {
	who := a.who
	if a.token == "" {
		who = domain.Maintenance
	}
	return accesslog.Entry{Source: fmt.Sprintf("uid %d", os.Getuid()), Act: act, Route: "taizhang " + command}.By(who)
}

// traced gives an answer away when its entry is durable. A decision on a request to record
// waits for its entry only where restricted fields may be in it, as over HTTP.
func traced[T any](ctx context.Context, a *audited, e accesslog.Entry, got T, err error) (T, error) {
	var none T
	switch e.Outcome, e.Rule = outcomeOf(err); {
	case e.Outcome == accesslog.Denied:
		a.log.Refused(ctx, e)
		return none, err
	case (e.Act == domain.ActRecord || e.Act == domain.ActEnter) && !e.Restricted:
		a.log.Note(e)
		return got, err
	}
	if failed := a.log.Durable(ctx, e); failed != nil {
		return none, untraced(errors.Join(failed, err))
	}
	return got, err
}

func untraced(err error) error {
	return fmt.Errorf("访问记录写不进去，不予提供 / the access log cannot be written, nothing is given: %w", err)
}

// outcomeOf says how a command ended, and by which rule when it was refused.
func outcomeOf(err error) (accesslog.Outcome, string) {
	denied, is := errors.AsType[*domain.Denied](err)
	switch {
	case err == nil:
		return accesslog.Served, ""
	case is:
		var rules []string
		for _, p := range denied.Problems {
			rules = append(rules, p.Rule)
		}
		return accesslog.Denied, strings.Join(rules, " ")
	case errors.Is(err, errBadToken):
		return accesslog.Denied, "unauthorized"
	case errors.Is(err, server.ErrNoAuthority):
		return accesslog.Denied, "no_authority"
	case errors.Is(err, taizhang.ErrNoParcel):
		return accesslog.Failed, "no_parcel"
	case errors.Is(err, domain.ErrRefused):
		return accesslog.Failed, "refused"
	case errors.Is(err, domain.ErrInvalid):
		return accesslog.Failed, "invalid"
	}
	return accesslog.Failed, "error"
}

// restricted marks an entry whose answer may hold restricted fields.
func (a *audited) restricted(e accesslog.Entry) accesslog.Entry {
	e.Restricted = e.View.Shows(domain.ViewRestricted)
	return e
}

func (a *audited) Record(ctx context.Context, ref, key string, dryRun bool, facts []domain.Fact) (answer, error) {
	got, err := a.local.Record(ctx, ref, key, dryRun, facts)
	if err == nil && !dryRun {
		return got, nil // the event says who did it
	}
	e := a.restricted(a.entry(domain.ActRecord, "record"))
	e.Parcel = cmp.Or(got.Parcel, ref)
	if dryRun {
		e.Subject = "dryRun=true"
	}
	return traced(ctx, a, e, got, err)
}

func (a *audited) Enter(ctx context.Context, id domain.BookID, key string, fact domain.Fact) (entered, error) {
	got, err := a.local.Enter(ctx, id, key, fact)
	e := a.restricted(a.entry(domain.ActEnter, "policy"))
	switch {
	case id.Kind == domain.AuthorityBook:
		e = a.entry(domain.ActAdminister, "authority")
	case err == nil:
		return got, nil // the entry of the book says who did it
	}
	e.Subject = id.Stream() + " " + domain.EventName(fact.Event)
	return traced(ctx, a, e, got, err)
}

func (a *audited) Policy(ctx context.Context, scope domain.Scope, asOf domain.Date, knownAt string) (policy, error) {
	got, err := a.local.Policy(ctx, scope, asOf, knownAt)
	e := a.entry(domain.ActRead, "policy list")
	e.Subject = scope.String()
	return traced(ctx, a, e, got, err)
}

func (a *audited) Grants(ctx context.Context) ([]domain.Grant, error) {
	got, err := a.local.Grants(ctx)
	return traced(ctx, a, a.entry(domain.ActInspect, "authority list"), got, err)
}

func (a *audited) Parcels(ctx context.Context) ([]string, error) {
	got, err := a.local.Parcels(ctx)
	e := a.restricted(a.entry(domain.ActExport, "replay"))
	e.Subject, e.Rows = "all parcels", len(got)
	got, err = traced(ctx, a, e, got, err)
	a.all = a.all || err == nil
	return got, err
}

// History is an export. When an entry says that all parcels were asked for, those of
// the single ones need not be waited for.
func (a *audited) History(ctx context.Context, ref string) (history, error) {
	got, err := a.local.History(ctx, ref)
	e := a.restricted(a.entry(domain.ActExport, "replay"))
	e.Parcel, e.Rows = ref, len(got.entries)
	if err == nil {
		e.Parcel = got.parcel.String()
	}
	if a.all && err == nil {
		e.Outcome = accesslog.Served
		a.log.Note(e)
		return got, nil
	}
	return traced(ctx, a, e, got, err)
}

func (a *audited) Query(ctx context.Context, sql string) (table, error) {
	got, err := a.local.Query(ctx, sql)
	e := a.restricted(a.entry(domain.ActQuery, "query"))
	e.Subject, e.Rows = sql, len(got.Rows)
	return traced(ctx, a, e, got, err)
}

func (a *audited) Metric(ctx context.Context, q analytics.MetricQuery) (table, error) {
	got, err := a.local.Metric(ctx, q)
	e := a.restricted(a.entry(domain.ActAnalyse, "query metric"))
	e.Subject, e.Rows = fmt.Sprintf("code=%s by=%s per=%s district=%s from=%d to=%d", q.Code, q.By, q.Per, q.District, q.From, q.To), len(got.Rows)
	return traced(ctx, a, e, got, err)
}

func (a *audited) Verify(ctx context.Context) (audit.Report, error) {
	report, err := a.local.Verify(ctx)
	if err == nil {
		err = a.log.verify(ctx, &report)
	}
	return traced(ctx, a, a.entry(domain.ActVerify, "verify"), report, err)
}

// Backup gives away everything, so its entry comes first.
func (a *audited) Backup(ctx context.Context, access bool, w io.Writer) error {
	_, _, err := a.admitted(ctx, domain.ActAdminister, domain.Scope{})
	e := a.restricted(a.entry(domain.ActExport, "backup"))
	if access {
		e.Subject = "access log"
	}
	if _, err := traced(ctx, a, e, true, err); err != nil {
		return err
	}
	if access {
		return a.log.backup(ctx, w)
	}
	return writeBackup(ctx, w, a.store)
}

func (a *audited) Access(ctx context.Context, f accesslog.Filter, cursor string, limit int) (accesslog.Page, error) {
	var page accesslog.Page
	_, _, err := a.admitted(ctx, domain.ActInspect, domain.Scope{})
	if err == nil {
		page, err = a.log.List(ctx, f, cursor, limit)
	}
	return traced(ctx, a, a.entry(domain.ActInspect, "access list"), page, err)
}
