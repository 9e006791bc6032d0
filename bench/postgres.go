package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"taizhang/eventstore"
)

//go:embed postgres.sql
var postgresSchema string

// A pg is a PostgreSQL server of our own on a socket, with a table and a function
// that checks the revision and inserts.
type pg struct {
	server *pgServer
	pool   *pgxpool.Pool
	call   string
}

// pgConnections are as many as there are writers at most.
const pgConnections = 64

// uniqueViolation is what the function raises for a wrong revision, and the
// table for one that was taken at the same time.
const uniqueViolation = "23505"

// postgres opens a server whose appends call one of the two functions.
func postgres(function string) func(dir string) (engine, error) {
	return func(dir string) (engine, error) {
		server, err := startPostgres(dir)
		if err != nil {
			return nil, err
		}
		p := &pg{server: server, call: "SELECT " + function + "($1, $2, $3, $4, $5, $6)"}
		if err := p.connect(context.Background()); err != nil {
			return nil, errors.Join(err, p.Close())
		}
		return p, nil
	}
}

func (p *pg) connect(ctx context.Context) (err error) {
	config := fmt.Sprintf("host=%s user=%s dbname=postgres pool_max_conns=%d", p.server.dir, pgRole, pgConnections)
	if p.pool, err = pgxpool.New(ctx, config); err != nil {
		return err
	}
	if err := p.server.wait(ctx, p.pool.Ping); err != nil || !p.server.fresh {
		return err
	}
	_, err = p.pool.Exec(ctx, postgresSchema)
	return err
}

// append calls the function once for each stream, in one transaction that is one
// message to the server.
func (p *pg) append(ctx context.Context, batches ...batch) error {
	var calls pgx.Batch
	for _, b := range batches {
		calls.Queue(p.call, arguments(b)...)
	}
	if err := p.pool.SendBatch(ctx, &calls).Close(); err != nil {
		if failed, ok := errors.AsType[*pgconn.PgError](err); ok && failed.Code == uniqueViolation {
			return errConflict
		}
		return err
	}
	for _, b := range batches {
		b.stream.version += uint64(len(b.events))
	}
	return nil
}

func arguments(b batch) []any {
	n := len(b.events)
	ids, types, datas, metas := make([]pgtype.UUID, n), make([]string, n), make([][]byte, n), make([][]byte, n)
	for i, e := range b.events {
		ids[i], types[i], datas[i], metas[i] = pgtype.UUID{Bytes: e.ID, Valid: true}, e.Type, e.Data, e.Meta
	}
	return []any{b.stream.name, int64(b.stream.version), ids, types, datas, metas}
}

func (p *pg) replay(ctx context.Context, each func(stored)) error {
	rows, err := p.pool.Query(ctx, "SELECT stream, id, type, data, meta FROM events ORDER BY position")
	return giveEvents(rows, err, each)
}

func (p *pg) read(ctx context.Context, stream string, each func(stored)) error {
	rows, err := p.pool.Query(ctx, "SELECT stream, id, type, data, meta FROM events WHERE stream = $1 ORDER BY revision", stream)
	return giveEvents(rows, err, each)
}

func giveEvents(rows pgx.Rows, err error, each func(stored)) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var stream string
		var id pgtype.UUID
		var e eventstore.Event
		if err := rows.Scan(&stream, &id, &e.Type, &e.Data, &e.Meta); err != nil {
			return err
		}
		e.ID = id.Bytes
		each(stored{stream, e})
	}
	return rows.Err()
}

// Close stops the server after a checkpoint, so that its tables are on disk.
func (p *pg) Close() error {
	if p.pool != nil {
		p.pool.Close()
	}
	return p.server.stop()
}
