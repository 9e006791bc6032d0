package chdb

import (
	"context"
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"
	"unsafe"
)

// killInterval is how often a query whose caller has gone is killed again,
// until it is over: a kill that comes before the query has begun kills nothing.
const killInterval = 20 * time.Millisecond

// formatNative is the only format in which data crosses the boundary.
const formatNative = "Native"

// A conn is one connection of libchdb. It runs one statement at a time and
// belongs to whoever took it out of its pool.
type conn struct {
	engine *Engine
	ptr    unsafe.Pointer // what chdb_connect returned; *ptr is the handle
	name   string         // its log_comment, by which its queries are killed

	// settings and database are what the session stands at; settings not
	// named stand at their defaults.
	settings map[string]string
	database string

	// spent: the session may differ from what is recorded here. The
	// connection must not be used again.
	spent bool
}

// connSequence numbers the connections of the process.
var connSequence atomic.Uint64

// defaultDatabase is where a new session stands.
const defaultDatabase = "default"

// connect opens a connection. The first one of an engine starts it.
func (e *Engine) connect() (*conn, error) {
	name := fmt.Sprintf("taizhang-%d", connSequence.Add(1))
	args := []string{
		"clickhouse",
		"--path=" + e.dir,
		"--log_comment=" + name,
		"--implicit_select=0", // a server takes no bare expression for a query
	}
	var pin runtime.Pinner
	defer pin.Unpin()
	argv := make([]*byte, len(args)+1)
	for i, a := range args {
		b := append([]byte(a), 0)
		pin.Pin(&b[0])
		argv[i] = &b[0]
	}
	pin.Pin(&argv[0])
	ptr := e.lib.connect(int32(len(args)), unsafe.Pointer(&argv[0]))
	if ptr == nil {
		return nil, fmt.Errorf("libchdb %s refuses the directory: %w", e.lib.version(), ErrHeld)
	}
	return &conn{engine: e, ptr: ptr, name: name, settings: map[string]string{}, database: defaultDatabase}, nil
}

func (c *conn) close() { c.engine.lib.closeConn(c.ptr) }

func (c *conn) handle() unsafe.Pointer { return *(*unsafe.Pointer)(c.ptr) }

// apply brings the session to the settings and database that a request wants,
// and to nothing else. readonly comes last, for it forbids further changes;
// it also cannot be taken back, so the connection is spent.
func (c *conn) apply(want map[string]string, database string) error {
	if database != c.database {
		if err := c.exec("USE " + quoteIdentifier(database)); err != nil {
			return err
		}
		c.database = database
	}
	change := c.difference(want)
	if len(change) > 0 {
		if err := c.exec("SET " + strings.Join(change, ", ")); err != nil {
			c.spent = true // some of them may have been set
			return err
		}
	}
	c.settings = maps.Clone(want)
	if level, ok := want[settingReadonly]; ok {
		c.spent = true
		return c.exec("SET " + settingReadonly + " = " + quoteString(level))
	}
	return nil
}

// difference lists the assignments that lead from the session's settings to
// those wanted, readonly apart.
func (c *conn) difference(want map[string]string) []string {
	var change []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if value := want[name]; name != settingReadonly && c.settings[name] != value {
			change = append(change, name+" = "+quoteString(value))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.settings)) {
		if _, ok := want[name]; !ok {
			change = append(change, name+" = DEFAULT")
		}
	}
	return change
}

// exec runs a statement of our own whose answer does not matter.
func (c *conn) exec(sql string) error {
	r, err := c.query(sql, formatNative, nil)
	if err != nil {
		return err
	}
	r.destroy()
	return nil
}

// text runs a statement of our own and returns its answer as TabSeparated.
func (c *conn) text(sql string, params []param) (string, error) {
	r, err := c.query(sql, "TabSeparatedRaw", params)
	if err != nil {
		return "", err
	}
	defer r.destroy()
	return string(r.bytes()), nil
}

// serverInfo returns the engine's version and time zone.
func (c *conn) serverInfo() (version, timezone string, err error) {
	s, err := c.text("SELECT version(), timezone()", nil)
	if err != nil {
		return "", "", err
	}
	version, timezone, ok := strings.Cut(strings.TrimSpace(s), "\t")
	if !ok {
		return "", "", fmt.Errorf("unexpected answer %q to version()", s)
	}
	return version, timezone, nil
}

// query runs a statement to its end. The caller destroys the result.
func (c *conn) query(sql, format string, params []param) (result, error) {
	b := bind(sql, format, params)
	defer b.release()
	l := c.engine.lib
	r := result{l, l.query(c.handle(), b.sql, b.sqlLen, b.format, b.formatLen, b.names, b.nameLens, b.values, b.valueLens, b.n)}
	return r, r.failure()
}

// guard runs f, which is blocked in a call of c, and kills what c is running
// when ctx ends. It returns when both are over.
func (c *conn) guard(ctx context.Context, f func()) {
	if ctx.Done() == nil {
		f()
		return
	}
	done, idle := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(idle)
		c.killUntil(done)
	})
	f()
	close(done)
	if !stop() {
		<-idle // a late kill must not meet the next statement of c
	}
}

func (c *conn) killUntil(done <-chan struct{}) {
	e := c.engine
	for {
		e.controlMu.Lock()
		// The only way this fails is that there is nothing to kill.
		_ = e.control.exec("KILL QUERY WHERE Settings['log_comment'] = " + quoteString(c.name) + " ASYNC")
		e.controlMu.Unlock()
		select {
		case <-done:
			return
		case <-time.After(killInterval):
		}
	}
}

// quoteString quotes a string literal of ClickHouse.
func quoteString(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// quoteIdentifier quotes a name of ClickHouse.
func quoteIdentifier(s string) string {
	return "`" + strings.NewReplacer(`\`, `\\`, "`", "\\`").Replace(s) + "`"
}
