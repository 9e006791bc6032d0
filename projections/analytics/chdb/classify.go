package chdb

import (
	"fmt"
	"strings"
	"unsafe"
)

// The classes of chdb_classify_query_n, of which only the first may be run
// read-only.
const (
	classReadOnly = 0
	classUnknown  = 4
)

// An analysis is chdb_query_analysis_v1: what the engine's own parser says a
// text would do, without running it.
type analysis struct {
	structSize     uint32
	statementCount uint32
	flags          uint32
	class          uint32
}

func (c *conn) classify(sql string) (analysis, error) {
	b := bind(sql, "", nil)
	defer b.release()
	a := &analysis{structSize: uint32(unsafe.Sizeof(analysis{}))}
	if rc := c.engine.lib.classify(c.handle(), b.sql, b.sqlLen, nil, 0, unsafe.Pointer(a)); rc != 0 {
		return analysis{}, newException("Code: 1001. DB::Exception: libchdb cannot classify the statement. (STD_EXCEPTION)")
	}
	return *a, nil
}

// Errors that a server would give and this engine does not.
const (
	textMulti    = "Code: 62. DB::Exception: Syntax error (Multi-statements are not allowed). (SYNTAX_ERROR)"
	textReadonly = "Code: 164. DB::Exception: Only SELECT is allowed in readonly mode. (READONLY)"
	textFile     = "Code: 164. DB::Exception: Function %s is not allowed in readonly mode. (READONLY)"
)

// admit decides whether a statement may run: one statement, and when the
// request is read-only a SELECT that stays inside the tables.
func (c *conn) admit(sql string, params []param, readonly bool) (analysis, error) {
	a, err := c.classify(sql)
	switch {
	case err != nil:
		return a, err
	case a.statementCount > 1:
		return a, newException(textMulti)
	case !readonly:
		return a, nil
	case a.class == classUnknown:
		return a, c.syntaxError(sql)
	case a.class != classReadOnly: // INTO OUTFILE among them
		return a, newException(textReadonly)
	}
	return a, c.staysInside(sql, params)
}

// syntaxError returns what is wrong with a text that did not parse, without
// running any part of it.
func (c *conn) syntaxError(sql string) error {
	if _, err := c.text("SELECT formatQuery({q:String})", []param{{"q", escapeParam(sql)}}); err != nil {
		return err
	}
	return newException(textReadonly)
}

// outside names what reaches beyond the tables although readonly lets it:
// functions that read files of the machine, and table functions that carry a
// query of their own, which the tree does not resolve.
var outside = map[string]bool{
	"file": true, "catboostEvaluate": true,
	"view": true, "viewIfPermitted": true, "eval": true, "fuzzQuery": true,
}

// staysInside refuses a SELECT that calls one of outside. It reads the engine's
// own resolved tree, so that neither an alias nor a lambda nor APPLY hides a
// call. A statement without such a tree is no SELECT. EXPLAIN AST runs no part of it.
func (c *conn) staysInside(sql string, params []param) error {
	if strings.HasPrefix(sql, "EXPLAIN AST ") {
		return nil
	}
	tree, err := c.text("EXPLAIN QUERY TREE "+sql, params)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(tree, "QUERY id: ") && !strings.HasPrefix(tree, "UNION id: ") {
		return newException(textReadonly) // EXPLAIN, or a FORMAT that hides the tree
	}
	for line := range strings.Lines(tree) {
		for _, key := range []string{"function_name: ", "identifier: "} {
			_, rest, ok := strings.Cut(line, key)
			name, _, _ := strings.Cut(strings.TrimRight(rest, "\n"), ",")
			if ok && outside[name] {
				return newException(fmt.Sprintf(textFile, name))
			}
		}
	}
	return nil
}

// escapeParam writes a value as the engine reads String parameters: escaped as
// in TabSeparated.
func escapeParam(s string) string {
	return strings.NewReplacer(`\`, `\\`, "\t", `\t`, "\n", `\n`, "\r", `\r`, "\x00", `\0`).Replace(s)
}
