package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"taizhang/eventstore"
	"taizhang/server"
)

// place is a data directory:
//
//	store/        the event store, the only source of truth; unless it is on a server, see storeFlags
//	access/       the access log; only ever grows
//	analytics/    the embedded ClickHouse; can be thrown away and rebuilt
//	tokens.json   hashes of the tokens
//	admin.token   the token of the first administrator, until its owner moves it away
//	serve.json    where the serving process listens; only while one runs
type place struct {
	Data string `help:"数据目录 / the data directory." default:"./data" type:"path" placeholder:"DIR"`
	storeFlags
}

func (p place) store() string  { return filepath.Join(p.Data, "store") }
func (p place) tokens() string { return filepath.Join(p.Data, "tokens.json") }
func (p place) beacon() string { return filepath.Join(p.Data, "serve.json") }
func (p place) admin() string  { return filepath.Join(p.Data, "admin.token") }

// openTokens opens the officers' tokens of the directory.
func (p place) openTokens() (*server.Tokens, error) {
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	return server.OpenTokens(p.tokens())
}

// A beacon tells the other commands where the process that holds the directory
// listens. Token is good for that process's lifetime and lets its holder read;
// the file is readable by the owner alone.
type beacon struct {
	URL   string `json:"url"`
	PID   int    `json:"pid"`
	Token string `json:"token"`
	// Certificate is the SHA-256 of the process's certificate; empty without TLS.
	Certificate string `json:"certificate,omitempty"`
}

func (p place) writeBeacon(b beacon) error {
	data, err := json.Marshal(b)
	if err != nil {
		return err
	}
	return os.WriteFile(p.beacon(), data, 0o600)
}

func (p place) readBeacon() (beacon, error) {
	var b beacon
	data, err := os.ReadFile(p.beacon())
	if errors.Is(err, fs.ErrNotExist) {
		return b, fmt.Errorf("%s is held by a process that does not serve it: %w", p.Data, eventstore.ErrHeld)
	}
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal(data, &b)
}

// open gives the ledger of the directory: opened here, or through the API of the
// process that serves it. A store on a server may be opened by many; who serves it is
// told by the access log, which one process holds.
// token says who asks; without one it is the owner of the directory, who reads.
func (p place) open(ctx context.Context, token string) (backend, error) {
	store, err := p.openStore(ctx, quietly())
	if err == nil {
		var l *audited
		if l, err = openLocal(p, store, token); err == nil {
			return l, nil
		}
	}
	if !errors.Is(err, eventstore.ErrHeld) {
		return nil, err
	}
	b, err := p.readBeacon()
	if err != nil {
		return nil, err
	}
	return newRemote(b, token), nil
}
