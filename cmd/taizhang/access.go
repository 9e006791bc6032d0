package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"taizhang/cmd/taizhang/audit"
	"taizhang/domain"
	"taizhang/eventstore/embedded"
	"taizhang/server/accesslog"
)

const (
	accessCacheBytes = 8 << 20 // it is rarely read
	// accessReserveBytes is more than the ledger's: on a disk that fills up the
	// access log ends first, and leaves the ledger its room.
	accessReserveBytes = 512 << 20
)

// An accessLog is the access log of a data directory and the store it is in.
type accessLog struct {
	*accesslog.Log
	store *embedded.Store
}

func (p place) access() string { return filepath.Join(p.Data, "access") }

// openAccess opens the access log. Who holds the directory's store opens it next.
func (p place) openAccess(log *slog.Logger) (*accessLog, error) {
	store, err := p.openAccessStore(log)
	if err != nil {
		return nil, err
	}
	return &accessLog{accesslog.New(store, log), store}, nil
}

func (p place) openAccessStore(log *slog.Logger) (*embedded.Store, error) {
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	store, err := embedded.Open(p.access(), embedded.Options{CacheBytes: accessCacheBytes, ReserveBytes: accessReserveBytes, Logger: log})
	if err != nil {
		return nil, fmt.Errorf("访问记录 / access log: %w", err)
	}
	return store, nil
}

// accessKind says of a backup that it is of an access log.
const accessKind = "ACCESS"

// backup writes the log up to the moment of beginning.
func (a *accessLog) backup(ctx context.Context, w io.Writer) error {
	return writeStore(ctx, w, a.store, accessKind)
}

// traceMove writes down that the whole ledger of the directory is about to be copied.
func (p place) traceMove(ctx context.Context) error {
	log, err := p.openAccess(quietly())
	if err != nil {
		return err
	}
	e := accesslog.Entry{Source: fmt.Sprintf("uid %d", os.Getuid()), Act: domain.ActExport, Route: "taizhang move", Restricted: true, Outcome: accesslog.Served}
	if err := log.Durable(ctx, e.By(domain.Maintenance)); err != nil {
		return untraced(errors.Join(err, log.Close()))
	}
	return log.Close()
}

// Close writes what still waits and releases the directory.
func (a *accessLog) Close() error {
	err := a.Log.Close()
	if cerr := a.store.Close(); err == nil {
		err = cerr
	}
	return err
}

// verify adds the access log to a report.
func (a *accessLog) verify(ctx context.Context, report *audit.Report) error {
	entries, faults, err := a.Verify(ctx)
	report.Counts["access"] = entries
	for _, f := range faults {
		report.Faults = append(report.Faults, audit.Fault(f))
		report.OK = false
	}
	return err
}
