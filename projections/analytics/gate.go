package analytics

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// A gate says what a free query may call. It reads the engine's own parse tree
// (EXPLAIN AST), which runs nothing, so that no comment, quote or letter case hides a
// name; what it does not know, it refuses. It never looks at text itself.
//
// A query reads the tables of the analytics, its own WITH names, and the table
// functions of generators. It calls aggregates and functions of its arguments alone:
// none that reads files, dictionaries, settings, users or the machine, none that
// sleeps, and no other statement (EXPLAIN, SETTINGS, FORMAT, INTO OUTFILE) within.
// APPLY is refused, for the tree does not show what it calls.
type gate struct {
	functions map[string]bool // that may be called, in lower case
	known     map[string]bool // all there are
}

// functionKinds are the categories of functions, as the engine sorts them, of which
// all may be called.
var functionKinds = []string{
	"Arithmetic", "Arrays", "Bit", "Bitmap", "Comparison", "Conditional", "Dates and Times", "Distance", "Encoding", "Financial", "Geo", "Geo Polygon", "Hash", "IP Address",
	"JSON", "Logical", "Map", "Mathematical", "Null", "Random Number", "Rounding", "String", "String Replacement", "String Search", "String Splitting", "Time Window", "Tuple",
	"Type Conversion", "URL", "UUID",
}

// functionsBesides are single functions of other categories, and what the parser makes
// of CASE, EXISTS and lambdas.
var functionsBesides = []string{
	"bar", "transform", "toTypeName", "materialize", "identity", "ignore", "formatReadableSize", "formatReadableQuantity", "formatReadableTimeDelta", "formatReadableDecimalSize",
	"countDigits", "isDecimalOverflow", "neighbor", "runningDifference", "runningAccumulate", "finalizeAggregation", "rowNumberInAllBlocks", "rowNumberInBlock", "visibleWidth",
	"minSampleSizeContinuous", "minSampleSizeConversion", "throwIf", "getSubcolumn", "caseWithExpression", "lambda", "exists", "grouping",
}

// functionsNever are of an allowed category and are refused.
var functionsNever = []string{"chdb", "arrayReduce", "arrayReduceInRanges"} // the latter call a function by a text

// tableFunctions may stand in FROM.
var tableFunctions = []string{"numbers", "numbers_mt", "zeros", "zeros_mt", "generateseries", "generate_series", "values", "primes"}

const functionsSQL = `
SELECT lower(name), is_aggregate OR categories IN {kinds:Array(String)} OR alias_to IN (SELECT name FROM system.functions WHERE is_aggregate OR categories IN {kinds:Array(String)})
FROM system.functions`

func (a *Analytics) newGate(ctx context.Context) (*gate, error) {
	g := &gate{make(map[string]bool), make(map[string]bool)}
	err := a.each(ctx, func(scan func(...any) error) error {
		var name string
		var allowed bool
		if err := scan(&name, &allowed); err != nil {
			return err
		}
		g.known[name], g.functions[name] = true, g.functions[name] || allowed
		return nil
	}, functionsSQL, clickhouse.Named("kinds", functionKinds))
	for _, name := range functionsBesides {
		g.functions[strings.ToLower(name)] = true
	}
	for _, name := range functionsNever {
		delete(g.functions, strings.ToLower(name))
	}
	return g, err
}

// admit returns a *clickhouse.Exception for a statement that does not pass the gate.
func (a *Analytics) admit(ctx context.Context, sql string) error {
	g, err := a.gateOnce(ctx)
	if err != nil {
		return err
	}
	var lines []string
	err = a.each(ctx, func(scan func(...any) error) error {
		lines = append(lines, "")
		return scan(&lines[len(lines)-1])
	}, "EXPLAIN AST "+sql)
	if err != nil {
		return err
	}
	tree := syntaxTree(lines)
	refused := g.refuses(tree)
	if refused == "" {
		refused, err = a.foreignTable(ctx, tablesBelow(tree))
	}
	if err == nil && refused != "" {
		err = &clickhouse.Exception{Code: 497, Name: "ACCESS_DENIED", Message: fmt.Sprintf("查询只读分析表，且只用普通函数，不允许：%[1]s（a query reads the tables of the analytics with plain functions, not allowed: %[1]s）", refused)}
	}
	return err
}

// foreignTable returns one of the names that is a table of this database and not of the
// analytics: a server may hold others. What WITH names is no table.
func (a *Analytics) foreignTable(ctx context.Context, names []string) (foreign string, err error) {
	for _, t := range a.tables {
		names = slices.DeleteFunc(names, func(name string) bool { return name == t.name })
	}
	if len(names) == 0 {
		return "", nil
	}
	row := a.conn.QueryRow(ctx, "SELECT min(name) FROM system.tables WHERE database = currentDatabase() AND name IN {names:Array(String)}", clickhouse.Named("names", names))
	return foreign, row.Scan(&foreign)
}

// gateOnce makes the gate at the first query.
func (a *Analytics) gateOnce(ctx context.Context) (*gate, error) {
	a.gateMu.Lock()
	defer a.gateMu.Unlock()
	if a.gate != nil {
		return a.gate, nil
	}
	g, err := a.newGate(ctx)
	if err != nil {
		return nil, fmt.Errorf("functions of the engine: %w", err)
	}
	a.gate = g
	return g, nil
}

// A node is a line of the parse tree with what is below it.
type node struct {
	kind, name string
	below      []*node
}

// treeLine is a line of EXPLAIN AST: depth, kind, what it is, alias, how many below.
var treeLine = regexp.MustCompile(`^( *)(\S+)(?: (.*?))??(?: \(alias .*\))?(?: \(children \d+\))?$`)

// syntaxTree reads the lines. One that is none is a node of its own, of no known kind.
func syntaxTree(lines []string) *node {
	root := new(node)
	path := []*node{root}
	for _, line := range lines {
		n, depth := &node{kind: line}, 0
		if m := treeLine.FindStringSubmatch(line); m != nil {
			n, depth = &node{kind: m[2], name: m[3]}, len(m[1])
		}
		path = path[:min(depth+1, len(path))]
		parent := path[len(path)-1]
		parent.below = append(parent.below, n)
		path = append(path, n)
	}
	return root
}

// plainKinds are the parts of a SELECT that call and name nothing by themselves.
var plainKinds = []string{
	"SelectWithUnionQuery", "SelectIntersectExceptQuery", "SelectQuery", "ExpressionList", "WithElement", "Subquery", "TablesInSelectQuery", "TablesInSelectQueryElement", "TableExpression",
	"TableJoin", "ArrayJoin", "Literal", "Asterisk", "QualifiedAsterisk", "ColumnsRegexpMatcher", "ColumnsListMatcher", "QualifiedColumnsRegexpMatcher", "QualifiedColumnsListMatcher",
	"ColumnsTransformerList", "ColumnsExceptTransformer", "ColumnsReplaceTransformer", "ColumnsReplaceTransformer::Replacement", "OrderByElement", "InterpolateElement",
	"WindowDefinition", "WindowListElement",
}

// refuses returns the first part of a statement that is not allowed; "" when all is.
func (g *gate) refuses(root *node) string {
	if len(root.below) != 1 || root.below[0].kind != "SelectWithUnionQuery" {
		return "非 SELECT (not a SELECT)"
	}
	for _, part := range root.below[0].below {
		if part.kind != "ExpressionList" {
			return "FORMAT / INTO OUTFILE / SETTINGS"
		}
	}
	return g.refusesBelow(root)
}

func (g *gate) refusesBelow(n *node) string {
	for _, child := range n.below {
		if !g.allows(n, child) {
			return strings.TrimSpace(child.kind + " " + child.name)
		}
		if refused := g.refusesBelow(child); refused != "" {
			return refused
		}
	}
	return ""
}

func (g *gate) allows(above, n *node) bool {
	name := strings.ToLower(n.name)
	switch {
	case n.kind == "Function" && above.kind == "TableExpression":
		return slices.Contains(tableFunctions, name)
	case n.kind == "Function":
		return g.allowsFunction(name) && readsPlainSet(n)
	case n.kind == "TableIdentifier":
		return plainName.MatchString(n.name)
	case n.kind == "Identifier":
		return !g.known[name] || g.functions[name] || isColumn(name) // arrayMap(file, …) calls by name
	}
	return slices.Contains(plainKinds, n.kind)
}

// combinators are what may be put behind the name of an aggregate.
var combinators = regexp.MustCompile(`(if|array|map|distinct|ordefault|ornull|resample|argmin|argmax|foreach)$`)

func (g *gate) allowsFunction(name string) bool {
	for !g.functions[name] {
		shorter := combinators.ReplaceAllString(name, "")
		if g.known[name] || shorter == name {
			return false
		}
		name = shorter
	}
	return true
}

// plainName is a name without its database: the tables of the analytics, and what WITH
// gives a name to. A file's path is none.
var plainName = regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_]*$`)

// tablesBelow lists what a query reads by name.
func tablesBelow(n *node) (names []string) {
	for _, child := range n.below {
		if child.kind == "TableIdentifier" {
			names = append(names, child.name)
		}
		if right := setOf(child); right != nil && right.kind == "Identifier" {
			names = append(names, right.name)
		}
		names = append(names, tablesBelow(child)...)
	}
	return names
}

// setOf is the right side of IN; nil of anything else.
func setOf(n *node) *node {
	if n.kind != "Function" || !isIn.MatchString(n.name) || len(n.below) == 0 || len(n.below[0].below) != 2 {
		return nil
	}
	return n.below[0].below[1]
}

// readsPlainSet reports whether IN is not asked for a table of another database: its
// right side is a table when it is a name.
func readsPlainSet(n *node) bool {
	right := setOf(n)
	return right == nil || right.kind != "Identifier" || plainName.MatchString(right.name)
}

var isIn = regexp.MustCompile(`(?i)^(global)?(not)?(null)?in(IgnoreSet)?$`)

// isColumn reports whether a function has the name of a column: it is the column that
// is meant. None of those is refused for what it reads.
func isColumn(name string) bool { return name == "revision" || name == "position" }
