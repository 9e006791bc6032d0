package server

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"taizhang"
	"taizhang/domain"
)

// Row 26: below a limit and at it a request is taken for what it is; beyond it is
// refused, with the place, and nothing is recorded.
func TestLimits(t *testing.T) {
	r, names := corpusRig(t)
	events, batchPath := names.Replace("/api/v1/parcels/{op}/events"), names.Replace(batch)
	padded := func(n int) []byte { return []byte(goodCheck + strings.Repeat(" ", n-len(goodCheck))) }
	nested := func(n int) []byte { // the fact and its data are two
		return []byte(but(goodCheck, `"PASS"`, `"PASS","findings":`+strings.Repeat("[", n-2)+strings.Repeat("]", n-2)))
	}
	facts := func(n int) []byte {
		return []byte(`{"facts":[` + strings.TrimSuffix(strings.Repeat(goodCheck+",", n), ",") + `]}`)
	}
	for name, tt := range map[string]struct {
		limit int
		ask   func(n int) exchange
		over  int    // the status beyond
		rule  string // or the code, beyond
	}{
		"body": {bodyBytesMax, func(n int) exchange { return r.do("POST", events+"?dryRun=true", padded(n), "Idempotency-Key: b") }, 413, "too_large"},
		"body in a session": {bodyBytesMax, func(n int) exchange {
			return r.do("POST", "/api/v1/session", []byte(`{"token":"`+r.token+`"}`+strings.Repeat(" ", n-len(r.token)-12)), "Authorization: ")
		}, 413, "too_large"},
		"query":  {queryBytesMax, func(n int) exchange { return r.get("/api/v1/parcels?q=" + strings.Repeat("x", n-2)) }, 400, "query.long"},
		"search": {searchBytesMax, func(n int) exchange { return r.get("/api/v1/parcels?q=" + strings.Repeat("x", n)) }, 400, "query.value"},
		"page":   {pageMax, func(n int) exchange { return r.get(fmt.Sprint("/api/v1/parcels?limit=", n)) }, 400, "query.value"},
		"depth":  {domain.FactDepthMax, func(n int) exchange { return r.do("POST", events+"?dryRun=true", nested(n), "Idempotency-Key: d") }, 400, "json.depth"},
		"batch":  {taizhang.FactsMax, func(n int) exchange { return r.do("POST", batchPath+"?dryRun=true", facts(n), "Idempotency-Key: f") }, 400, "batch.size"},
		"key": {taizhang.KeyBytesMax, func(n int) exchange {
			return r.do("POST", events+"?dryRun=true", []byte(goodCheck), "Idempotency-Key: "+strings.Repeat("k", n))
		}, 400, "key.form"},
	} {
		t.Run(name, func(t *testing.T) {
			before := r.head()
			for n := tt.limit - 1; n <= tt.limit+1; n++ {
				x := tt.ask(n)
				refused := x.status == tt.over && strings.Contains(string(x.body), `"`+tt.rule+`"`)
				if refused != (n > tt.limit) || x.status >= 500 {
					t.Errorf("%d of %d: %d %.300s", n, tt.limit, x.status, x.body)
				}
			}
			if r.head() != before {
				t.Error("something was recorded")
			}
		})
	}
}

// Headers beyond their limit are refused before a handler sees them. The library reads
// 4 KiB more than it is told, to find the end.
func TestLimitOfHeaders(t *testing.T) {
	r := demoRig(t)
	for n, want := range map[int]int{headerBytesMax - 1024: 200, headerBytesMax + 8<<10: 431} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", r.base+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Long", strings.Repeat("x", n))
		res, err := r.client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%d bytes: %d, want %d", n, res.StatusCode, want)
		}
	}
	r.client.CloseIdleConnections()
}

// Row 27: what is packed is refused as it is, so that a small bomb stays small.
func TestPackedBodiesAreRefused(t *testing.T) {
	r, names := corpusRig(t)
	bomb := zipped(make([]byte, 64<<20))
	for _, coding := range []string{"gzip", "deflate", "br", "zstd", "identity", "gzip, gzip"} {
		x := r.do("POST", names.Replace("/api/v1/parcels/{op}/events"), bomb, "Idempotency-Key: z", "Content-Encoding: "+coding)
		if e := errorOf(t, x); x.status != http.StatusUnsupportedMediaType || e.Code != "content_encoding" {
			t.Errorf("%s: %d %s", coding, x.status, x.body)
		}
	}
	if upgrader.EnableCompression {
		t.Error("messages of the feed are packed")
	}
}

// The table of limits in docs/security.md has every constant of limits.go, with its
// value, and nothing else.
func TestLimitsAreWrittenDown(t *testing.T) {
	page, err := os.ReadFile("../docs/security.md")
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `(\\w+)` \\| ([^|]+) \\|").FindAllStringSubmatch(string(page), -1) {
		written[m[1]] = strings.TrimSpace(m[2])
	}
	source, err := parser.ParseFile(token.NewFileSet(), "limits.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	values := 0
	ast.Inspect(source, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		values++
		name := spec.Names[0].Name
		if want := valueOf(spec.Values[0]); written[name] != want {
			t.Errorf("%s is %s, written down as %q", name, want, written[name])
		}
		delete(written, name)
		return true
	})
	if values < 30 || len(written) > 0 {
		t.Errorf("%d limits in the source; of none are %v", values, written)
	}
}

// valueOf writes a constant as the table does: the source without its spaces and package.
func valueOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		return e.Value
	case *ast.SelectorExpr:
		return map[string]string{"Second": "s", "Millisecond": "ms", "Minute": "min", "Hour": "h"}[e.Sel.Name]
	case *ast.BinaryExpr:
		x, y := valueOf(e.X), valueOf(e.Y)
		if e.Op == token.SHL {
			return x + " " + map[string]string{"10": "KiB", "20": "MiB"}[y]
		}
		return x + " " + y
	}
	return ""
}
