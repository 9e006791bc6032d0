package chdb

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"sync"
	"unsafe"
)

// exceptionTag stands in the frame of an exception that comes after data; a
// server draws it per answer, and only its length matters to the driver.
const exceptionTag = "taizhang-engine1"

// An answerBody is the answer to one statement, read piece by piece out of C
// memory. It holds its connection until it is closed: by its reader, by the end
// of its context, or by the end of the engine, so that a reader who forgets it
// holds nothing for ever.
type answerBody struct {
	ctx      context.Context
	conn     *conn
	request  *request
	streamed bool
	unwatch  func() bool // stops the closing by context

	mu      sync.Mutex // guards all below against that closing
	stream  *result    // of a streamed query, until it has ended
	current result     // the piece being read; rest points into it
	rest    []byte
	tail    []byte // the frame of a late exception, in Go memory
	over    bool   // no piece follows current
	closed  bool
}

// open starts the statement and returns the first piece of its answer, empty
// when there is none.
func (a *answerBody) open() (first result, err error) {
	a.conn.guard(a.ctx, func() {
		if a.streamed {
			first, err = a.openStream()
			return
		}
		a.over = true
		first, err = a.conn.query(a.request.sql, formatNative, a.request.params)
	})
	return first, err
}

// openStream opens a streamed query. The engine streams SELECT only; what else
// reads (SHOW, DESCRIBE) it refuses before it runs, and that is run whole.
func (a *answerBody) openStream() (result, error) {
	b := bind(a.request.sql, formatNative, a.request.params)
	defer b.release()
	l := a.conn.engine.lib
	s := result{l, l.streamQuery(a.conn.handle(), b.sql, b.sqlLen, b.format, b.formatLen, b.names, b.nameLens, b.values, b.valueLens, b.n)}
	if s.failure() != nil {
		a.over = true
		return a.conn.query(a.request.sql, formatNative, a.request.params)
	}
	a.stream = &s
	return a.fetch()
}

// fetch returns the next piece of the stream, and marks the end.
func (a *answerBody) fetch() (result, error) {
	l := a.conn.engine.lib
	piece := result{l, l.streamFetch(a.conn.handle(), a.stream.ptr)}
	if err := piece.failure(); err != nil {
		a.endStream()
		return result{}, err
	}
	if len(piece.bytes()) == 0 {
		a.endStream()
	}
	return piece, nil
}

func (a *answerBody) endStream() {
	if a.stream != nil {
		a.stream.destroy()
		a.stream = nil
	}
	a.over = true
}

// Read implements io.Reader. An error of the engine after the first data comes
// as a server sends it, framed inside the data.
func (a *answerBody) Read(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return 0, cmp.Or(a.ctx.Err(), ErrClosed)
	}
	for len(a.rest) == 0 {
		if len(a.tail) > 0 {
			n := copy(p, a.tail)
			a.tail = a.tail[n:]
			return n, nil
		}
		if a.over {
			return 0, io.EOF
		}
		if err := a.ctx.Err(); err != nil {
			return 0, err
		}
		a.advance()
	}
	n := copy(p, a.rest)
	a.rest = a.rest[n:]
	return n, nil
}

// advance replaces the piece that has been read by the next.
func (a *answerBody) advance() {
	a.drop()
	var err error
	a.conn.guard(a.ctx, func() { a.current, err = a.fetch() })
	if err != nil {
		a.tail = frame(err.Error())
		return
	}
	a.rest = a.current.bytes()
}

// drop frees the current piece.
func (a *answerBody) drop() {
	if a.current.ptr != nil {
		a.current.destroy()
		a.current, a.rest = result{}, nil
	}
}

// Close implements io.Closer: it ends a query that was not read to its end and
// gives the connection back.
func (a *answerBody) Close() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return nil
	}
	a.closed = true
	if a.unwatch != nil {
		a.unwatch()
	}
	a.drop()
	e := a.conn.engine
	if a.stream != nil {
		e.lib.streamCancel(a.conn.handle(), a.stream.ptr)
		a.endStream()
	}
	e.answersMu.Lock()
	delete(e.answers, a)
	e.answersMu.Unlock()
	e.queries <- a.conn
	return nil
}

// watch has the answer closed by the end of its context or of the engine.
func (a *answerBody) watch() {
	e := a.conn.engine
	e.answersMu.Lock()
	e.answers[a] = true
	e.answersMu.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unwatch = context.AfterFunc(a.ctx, func() { a.Close() })
}

// frame writes an exception as a server does in the middle of an answer.
func frame(text string) []byte {
	return fmt.Appendf(nil, "\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n", exceptionTag, text, len(text)+1, exceptionTag)
}

// insert runs an INSERT whose data is read from body. When body fails, or the
// engine does, the insert is cancelled and nothing of its last block is kept.
func (c *conn) insert(ctx context.Context, r *request, body io.Reader) error {
	b := bind(r.sql, formatNative, r.params)
	l := c.engine.lib
	s := l.insert(c.handle(), b.sql, b.sqlLen, b.format, b.formatLen, b.names, b.nameLens, b.values, b.valueLens, b.n)
	b.release()
	defer l.destroyInsert(s)
	if text := l.insertError(s); text != "" {
		return newException(text)
	}
	_, err := io.CopyBuffer(&inserter{l, s}, struct{ io.Reader }{body}, make([]byte, insertChunkBytes))
	if err = cmp.Or(err, ctx.Err()); err != nil {
		l.insertCancel(s)
		c.spent = true
		return fmt.Errorf("insert: %w", err)
	}
	done := result{l, l.insertDone(s)}
	if err := done.failure(); err != nil {
		c.spent = true
		return err
	}
	done.destroy()
	return nil
}

// An inserter hands data to an open insert. It implements io.Writer.
type inserter struct {
	lib *library
	ptr unsafe.Pointer
}

func (w *inserter) Write(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	if w.lib.insertAppend(w.ptr, unsafe.Pointer(&p[0]), uintptr(len(p))) == 0 {
		return len(p), nil
	}
	return 0, newException(cmp.Or(w.lib.insertError(w.ptr),
		"Code: 1001. DB::Exception: the engine took no more data. (STD_EXCEPTION)"))
}
