package chdb

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// statementBytesMax limits the text of a statement. Data goes through inserts,
// which have no limit.
const statementBytesMax = 16 << 20

// insertChunkBytes is how much of an insert's body is handed over at a time;
// the engine pushes back when it is behind.
const insertChunkBytes = 1 << 20

// helloQuery is the driver's first query on every connection of its own. Its
// answer is decoded at the driver's own protocol revision, later ones at the
// revision that it names.
const helloQuery = "SELECT displayName(), version(), revision(), timezone()"

// transport is the engine behind the driver's HTTP protocol.
type transport struct{ engine *Engine }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body == nil {
		req.Body = http.NoBody
	}
	defer req.Body.Close()
	res, err := t.serve(req)
	if ctxErr := req.Context().Err(); err != nil && ctxErr != nil {
		return nil, ctxErr
	}
	if err == nil {
		return res, nil
	}
	if errors.Is(err, ErrClosed) {
		return nil, err
	}
	return failed(req, err), nil
}

func (t transport) serve(req *http.Request) (*http.Response, error) {
	r, err := parse(req)
	if err != nil {
		return nil, err
	}
	if r.insert {
		return t.insert(req, r)
	}
	sql, err := io.ReadAll(io.LimitReader(req.Body, statementBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("read statement: %w", err)
	}
	if len(sql) > statementBytesMax {
		return nil, &refusal{fmt.Sprintf("statement is longer than %d bytes", statementBytesMax)}
	}
	r.sql = string(sql)
	if r.sql == helloQuery {
		return t.hello(req)
	}
	return t.query(req, r)
}

// query runs a statement. The connection stays with the answer until that has
// been read or closed.
func (t transport) query(req *http.Request, r *request) (*http.Response, error) {
	ctx, e := req.Context(), t.engine
	c, err := e.acquire(ctx, e.queries)
	if err != nil {
		return nil, err
	}
	a, err := c.begin(ctx, r)
	if err != nil {
		e.queries <- c
		return nil, err
	}
	first, err := a.open()
	if err != nil {
		a.Close()
		return nil, err
	}
	a.current, a.rest = first, first.bytes()
	a.watch()
	return answer(req, a), nil
}

// begin brings the session to the request and returns its answer, of which
// nothing has been asked yet.
func (c *conn) begin(ctx context.Context, r *request) (*answerBody, error) {
	if err := c.apply(r.settings, r.database); err != nil {
		return nil, err
	}
	a, err := c.admit(r.sql, r.params, r.readonly())
	if err != nil {
		return nil, err
	}
	if a.class != classReadOnly {
		c.spent = true // it may have changed the session
	}
	return &answerBody{ctx: ctx, conn: c, request: r, streamed: a.class == classReadOnly}, nil
}

// insert hands the body to the engine as it arrives. Nothing is inserted of a
// body that breaks off.
func (t transport) insert(req *http.Request, r *request) (*http.Response, error) {
	ctx, e := req.Context(), t.engine
	if r.readonly() {
		return nil, newException(textReadonly)
	}
	c, err := e.acquire(ctx, e.inserts)
	if err != nil {
		return nil, err
	}
	defer func() { e.inserts <- c }()
	if err := c.apply(r.settings, r.database); err != nil {
		return nil, err
	}
	c.guard(ctx, func() { err = c.insert(ctx, r, req.Body) })
	if err != nil {
		return nil, err
	}
	return answer(req, http.NoBody), nil
}

// hello answers the driver's first query itself: libchdb writes Native blocks
// of revision 0 whatever the client asks for, so 0 is the revision it names.
func (t transport) hello(req *http.Request) (*http.Response, error) {
	block := proto.NewBlock()
	columns := []struct {
		name  string
		typ   column.Type
		value any
	}{
		{"displayName()", "String", "taizhang"},
		{"version()", "String", t.engine.version},
		{"revision()", "UInt32", uint32(0)},
		{"timezone()", "String", t.engine.timezone},
	}
	row := make([]any, len(columns))
	for i, c := range columns {
		if err := block.AddColumn(c.name, c.typ); err != nil {
			return nil, fmt.Errorf("hello: %w", err)
		}
		row[i] = c.value
	}
	if err := block.Append(row...); err != nil {
		return nil, fmt.Errorf("hello: %w", err)
	}
	buf := new(chproto.Buffer)
	if err := block.Encode(buf, clickhouse.ClientTCPProtocolVersion); err != nil {
		return nil, fmt.Errorf("hello: %w", err)
	}
	return answer(req, io.NopCloser(bytes.NewReader(buf.Buf))), nil
}

func answer(req *http.Request, body io.ReadCloser) *http.Response {
	length := int64(-1)
	if body == http.NoBody {
		length = 0
	}
	return &http.Response{
		Status: "200 OK", StatusCode: http.StatusOK,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/octet-stream"}, "X-Clickhouse-Format": {formatNative}},
		Body:          body,
		ContentLength: length,
		Request:       req,
	}
}

// failed turns an error into the answer that a server would give: status 400
// for what the transport refuses, 500 for what the engine does.
func failed(req *http.Request, err error) *http.Response {
	status, code, text := http.StatusInternalServerError, 0, err.Error()
	if r, ok := errors.AsType[*refusal](err); ok {
		status, code, text = http.StatusBadRequest, 36, r.Error()
	}
	if ex, ok := errors.AsType[*exception](err); ok {
		code, text = ex.code, ex.text
	}
	res := answer(req, io.NopCloser(strings.NewReader(text)))
	res.Status, res.StatusCode = strconv.Itoa(status)+" "+http.StatusText(status), status
	res.Header.Set("Content-Type", "text/plain; charset=UTF-8")
	if code != 0 {
		res.Header.Set("X-Clickhouse-Exception-Code", strconv.Itoa(code))
	}
	return res
}
