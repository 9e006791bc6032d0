package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"taizhang/eventstore"
	"taizhang/eventstore/embedded"
	"taizhang/eventstore/esdb"
)

// A ledgerStore is the store of a ledger, in the data directory or on a server.
type ledgerStore interface {
	eventstore.Store
	Close() error
	// Failed is closed when the store cannot acknowledge anything more until
	// the process starts again.
	Failed() <-chan struct{}
}

// storeEnv is the variable with the connection string of the store.
const storeEnv = "TAIZHANG_STORE"

// storeFlags say where the store is. A connection string with a password comes from a
// file or the environment, never from the command line, where other users of the
// machine could read it.
type storeFlags struct {
	Store              string `help:"EventStoreDB 集群：esdb://主机:2113?… 或 esdb+discover://…；不给则用数据目录中的存储。含口令时改用 --store-file 或环境变量 TAIZHANG_STORE / an EventStoreDB cluster; without it the store is in the data directory. With a password in it: --store-file or the variable TAIZHANG_STORE." placeholder:"esdb://…"`
	StoreFile          string `help:"存放该连接串的文件 / file with that connection string." type:"path" placeholder:"FILE"`
	AllowInsecureStore bool   `help:"允许不加密或不核验证书时给出口令（口令可能不发送或泄露）/ take credentials although the connection does not protect them."`
}

// connection is the connection string, empty for the store in the data directory.
func (f storeFlags) connection() (string, error) {
	switch {
	case esdb.HasPassword(f.Store):
		return "", errPassword
	case f.Store != "" && f.StoreFile != "":
		return "", errTwoStores
	case f.StoreFile != "":
		return readSecret("--store-file", f.StoreFile)
	default:
		return cmp.Or(f.Store, strings.TrimSpace(os.Getenv(storeEnv))), nil
	}
}

var (
	errPassword  = errors.New("命令行上的口令会被本机其他用户看到：改用 --store-file FILE 或环境变量 TAIZHANG_STORE / other users of this machine can read a password on the command line: use --store-file FILE or the variable TAIZHANG_STORE")
	errTwoStores = errors.New("--store 与 --store-file 只能给一个 / give one of --store and --store-file")
	errNotFresh  = errors.New("--fresh 只用于数据目录中的存储；服务器上的台账不予删除 / --fresh is for the store in the data directory; a ledger on a server is not removed")
)

// openStore opens the store, which it makes when new.
func (p place) openStore(ctx context.Context, log *slog.Logger) (ledgerStore, error) {
	connection, err := p.connection()
	if err != nil {
		return nil, err
	}
	if connection == "" {
		return p.openEmbedded()
	}
	return openExternal(ctx, connection, p.AllowInsecureStore, log)
}

func openExternal(ctx context.Context, connection string, insecure bool, log *slog.Logger) (*esdb.Store, error) {
	return esdb.Open(ctx, connection, esdb.Options{AllowInsecure: insecure, Logger: log})
}

// openEmbedded opens the store of the directory.
func (p place) openEmbedded() (*embedded.Store, error) {
	if err := os.MkdirAll(p.Data, 0o700); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	return embedded.Open(p.store(), embedded.Options{})
}

// analytics is the directory of the embedded ClickHouse. Its rows are keyed by
// positions, which mean nothing in another store: each has a directory of its own.
func (p place) analytics() string {
	connection, err := p.connection()
	if err != nil || connection == "" {
		return filepath.Join(p.Data, "analytics")
	}
	_, hosts, _ := strings.Cut(esdb.Redact(connection), "//")
	hosts, _, _ = strings.Cut(strings.TrimPrefix(hosts, "…@"), "?")
	sum := sha256.Sum256([]byte(hosts))
	return filepath.Join(p.Data, fmt.Sprintf("analytics-%x", sum[:8]))
}

// quietly is the logger of a command that runs for a moment: it says only what is
// wrong.
func quietly() *slog.Logger {
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError}))
}

// waiting says how long the store's disk has finished nothing although appends wait; nil
// for a store on a server, which has its own limits.
func waiting(s ledgerStore) func() time.Duration {
	if own, ok := s.(*embedded.Store); ok {
		return own.Waiting
	}
	return nil
}

// forgetting counts the streams that the store's server was told to forget; nil for a
// store that forgets nothing.
func forgetting(s ledgerStore) func() int {
	if external, ok := s.(*esdb.Store); ok {
		return func() int { return len(external.Forgetting()) }
	}
	return nil
}
