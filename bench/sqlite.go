package main

import (
	"context"
	"database/sql"
	"path/filepath"

	_ "modernc.org/sqlite" // registers "sqlite"
)

const sqliteSchema = `
CREATE TABLE IF NOT EXISTS events (
	position INTEGER PRIMARY KEY,
	stream   TEXT NOT NULL,
	revision INTEGER NOT NULL,
	body     BLOB NOT NULL,
	UNIQUE (stream, revision)
)`

// A lite is SQLite with a write-ahead log that is synced at every commit.
type lite struct {
	db     *sql.DB
	insert *sql.Stmt
	stream *sql.Stmt // reads one stream
}

func openSQLite(dir string) (*lite, error) {
	db, err := sql.Open("sqlite", filepath.Join(dir, "events.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-65536)")
	if err != nil {
		return nil, err
	}
	if _, err := db.Exec(sqliteSchema); err != nil {
		return nil, err
	}
	l := &lite{db: db}
	if l.insert, err = db.Prepare("INSERT INTO events VALUES (?, ?, ?, ?)"); err != nil {
		return nil, err
	}
	l.stream, err = db.Prepare("SELECT body FROM events WHERE stream = ? ORDER BY revision")
	return l, err
}

func (l *lite) write(rows []row) error {
	tx, err := l.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert := tx.Stmt(l.insert)
	for _, r := range rows {
		if _, err := insert.Exec(int64(r.position), r.stream, int64(r.revision), r.body); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (l *lite) replay(ctx context.Context, each func(stored)) error {
	rows, err := l.db.QueryContext(ctx, "SELECT body FROM events ORDER BY position")
	return giveRows(rows, err, each)
}

func (l *lite) read(ctx context.Context, stream string, each func(stored)) error {
	rows, err := l.stream.QueryContext(ctx, stream)
	return giveRows(rows, err, each)
}

func giveRows(rows *sql.Rows, err error, each func(stored)) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var body sql.RawBytes
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if err := give(body, each); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (l *lite) Close() error { return l.db.Close() }
