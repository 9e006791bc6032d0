// Package chdb runs the ClickHouse engine inside the process: libchdb, loaded
// without cgo, spoken to by clickhouse-go/v2 through an http.RoundTripper. The
// driver, the SQL and the answers are those of a ClickHouse server; only the
// transport differs.
//
// # What is the same as a server, and what is not
//
// A request carries one statement. Settings and query parameters in its URL
// apply to that request alone. Errors come back as ClickHouse words them, with
// their code. What cannot be honoured is refused with status 400, never
// dropped: compression, external tables, query ids, quota keys, formats other
// than Native.
//
// Nothing a statement does to its session lasts beyond the request: a
// connection that has run anything but reads and inserts is thrown away.
//
// A request that is read-only (setting readonly=1) may also not write files
// (INTO OUTFILE) nor read them (the function file), which the engine itself
// would let it do because it believes it serves the user of the machine.
//
// # One directory, one process
//
// libchdb can be loaded once and opens one directory at a time. Open takes a
// lock on the directory, which the system gives back when the process ends,
// however it ends.
package chdb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httputil"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// LibraryEnv is the environment variable that names libchdb.so.
const LibraryEnv = "TAIZHANG_CHDB_LIB"

// queryConnections is how many queries run at the same time. More would share
// the same cores; a request beyond them waits.
const queryConnections = 4

// What can go wrong before the engine runs. Errors of statements reach the
// caller through the driver, as *clickhouse.Exception.
var (
	// ErrLibraryMissing: there is no libchdb where Find looks.
	ErrLibraryMissing = errors.New("未找到嵌入式 ClickHouse 引擎 libchdb（libchdb not found）")
	// ErrHeld: another process, or another Engine of this one, has the
	// directory or the library in use.
	ErrHeld = errors.New("分析目录正被占用（analytics directory is in use）")
	// ErrClosed: the engine has been closed.
	ErrClosed = errors.New("embedded ClickHouse is closed")
)

// platforms maps GOOS/GOARCH to the names of the npm packages.
var platforms = map[string]string{
	"linux/amd64":  "lib-linux-x64-gnu",
	"linux/arm64":  "lib-linux-arm64-gnu",
	"darwin/amd64": "lib-darwin-x64",
	"darwin/arm64": "lib-darwin-arm64",
}

// Find returns the path of libchdb.so: what LibraryEnv says, else the file that
// `make setup` puts under .deps in the working directory or a folder above it.
// The error wraps ErrLibraryMissing and says what to run.
func Find() (string, error) {
	if path := os.Getenv(LibraryEnv); path != "" {
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("%w：%s=%s: %v", ErrLibraryMissing, LibraryEnv, path, err)
		}
		return path, nil
	}
	platform := platforms[runtime.GOOS+"/"+runtime.GOARCH]
	if platform == "" {
		return "", fmt.Errorf("%w：没有 %s/%s 的引擎，请用 --clickhouse 连接服务器（no engine for this platform, use --clickhouse)",
			ErrLibraryMissing, runtime.GOOS, runtime.GOARCH)
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("find libchdb: %w", err)
	}
	for {
		path := filepath.Join(dir, ".deps", "chdb", "node_modules", "@chdb", platform, "libchdb.so")
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%w：请运行 make setup（约 180 MB），或将 %s 设为 libchdb.so 的路径（run `make setup`, or set %s)",
				ErrLibraryMissing, LibraryEnv, LibraryEnv)
		}
		dir = parent
	}
}

// An Engine is ClickHouse on one directory of this process. Its methods may be
// called concurrently.
type Engine struct {
	lib      *library
	dir      string
	lock     *os.File
	timezone string
	version  string

	queries chan *conn // the pool; a conn is taken out while it works
	inserts chan *conn // one: inserts follow one another

	controlMu sync.Mutex
	control   *conn // kills queries on other connections, and keeps the engine up

	answersMu sync.Mutex
	answers   map[*answerBody]bool // those that have not been closed

	closeOnce sync.Once
	closed    chan struct{}
}

// opened tells that this process has an Engine; libchdb serves one directory at
// a time.
var opened struct {
	mu sync.Mutex
	is bool
}

// Open starts the engine of library lib (see Find) on directory dir, which is
// made if it is missing. The error wraps ErrHeld when the directory or the
// library is in use.
func Open(lib, dir string) (*Engine, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open analytics: %w", err)
	}
	l, err := load(lib)
	if err != nil {
		return nil, err
	}
	opened.mu.Lock()
	defer opened.mu.Unlock()
	if opened.is {
		return nil, fmt.Errorf("open %s: this process already runs an engine: %w", dir, ErrHeld)
	}
	lock, err := lockDir(dir)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	e := &Engine{
		lib: l, dir: dir, lock: lock,
		queries: make(chan *conn, queryConnections),
		inserts: make(chan *conn, 1),
		closed:  make(chan struct{}),
		answers: make(map[*answerBody]bool),
	}
	if err := e.start(); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", dir, err), lock.Close())
	}
	opened.is = true
	return e, nil
}

// start opens the connections. Those opened before a failure are closed again.
func (e *Engine) start() (err error) {
	var conns []*conn
	defer func() {
		if err != nil {
			for _, c := range conns {
				c.close()
			}
		}
	}()
	for range queryConnections + 2 {
		c, err := e.connect()
		if err != nil {
			return err
		}
		conns = append(conns, c)
	}
	if e.version, e.timezone, err = conns[0].serverInfo(); err != nil {
		return err
	}
	e.control = conns[0]
	e.inserts <- conns[1]
	for _, c := range conns[2:] {
		e.queries <- c
	}
	return nil
}

// Close waits for the statements that are running, ends the answers that nobody
// has read to their end, and stops the engine. A second call does nothing.
func (e *Engine) Close() error {
	var err error
	e.closeOnce.Do(func() {
		close(e.closed)
		e.endAnswers()
		(<-e.inserts).close()
		for range queryConnections {
			(<-e.queries).close()
		}
		e.controlMu.Lock()
		e.control.close()
		e.controlMu.Unlock()
		opened.mu.Lock()
		opened.is = false
		opened.mu.Unlock()
		err = e.lock.Close()
	})
	return err
}

// endAnswers closes every answer that is open, those of statements that are just
// starting included: it goes on until all connections are back.
func (e *Engine) endAnswers() {
	for len(e.queries) < queryConnections {
		e.answersMu.Lock()
		open := slices.Collect(maps.Keys(e.answers))
		e.answersMu.Unlock()
		for _, a := range open {
			a.Close()
		}
		time.Sleep(killInterval)
	}
}

// Version returns ClickHouse's version, as SELECT version() says it.
func (e *Engine) Version() string { return e.version }

// RoundTripper returns the transport over which the driver's HTTP protocol
// reaches the engine.
func (e *Engine) RoundTripper() http.RoundTripper { return transport{e} }

// Options returns the options with which clickhouse.Open reaches the engine.
// The caller may add settings to them.
func (e *Engine) Options() *clickhouse.Options {
	return &clickhouse.Options{
		Protocol: clickhouse.HTTP,
		Addr:     []string{"embedded:1"}, // a name only: nothing is dialled
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) {
			return e.RoundTripper(), nil
		},
		MaxOpenConns: 2 * queryConnections,
		MaxIdleConns: 2 * queryConnections,
	}
}

// Handler serves the engine to others over HTTP, as far as clickhouse-go needs
// it. It knows no users: listen on the loopback interface only.
func (e *Engine) Handler() http.Handler {
	return &httputil.ReverseProxy{
		Rewrite:       func(*httputil.ProxyRequest) {},
		Transport:     e.RoundTripper(),
		FlushInterval: -1,
		ErrorHandler: func(w http.ResponseWriter, _ *http.Request, err error) {
			// The engine is closed, or the client has gone and reads nothing.
			http.Error(w, err.Error(), http.StatusBadGateway)
		},
	}
}

// acquire takes a connection out of a pool, waiting for one to be free, and
// replaces one that is spent.
func (e *Engine) acquire(ctx context.Context, pool chan *conn) (*conn, error) {
	var c *conn
	select {
	case <-e.closed:
		return nil, ErrClosed
	default:
	}
	select {
	case c = <-pool:
	case <-e.closed:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if !c.spent {
		return c, nil
	}
	fresh, err := e.connect()
	if err != nil {
		pool <- c
		return nil, err
	}
	c.close()
	return fresh, nil
}
