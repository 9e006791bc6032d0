package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"taizhang/cmd/taizhang/catalogue"
	"taizhang/domain"
)

// A sourceReader reads the Go text of the domain: which rules each function
// names, whom it calls, what types consist of.
type sourceReader struct {
	rules  map[string]bool     // codes that exist
	named  map[string][]string // function → rules it names
	calls  map[string][]call   // function → what it calls
	byName map[string][]string // bare name → methods
	known  map[string]bool     // functions and methods that exist
	parts  map[string][]string // struct → types of its fields
	text   map[string]string   // type → its comment
	ways   []domain.Transition
}

// A call names a function, or a method with its type where the text shows it.
type call struct {
	name, on string
	method   bool
}

// plain are the files whose functions judge no event: they read JSON and hold
// values. The rules of form that they name are common to all events.
var plain = []string{"fields.go", "scalar.go", "id.go", "uscc.go", "syntax.go", "codec.go", "history.go", "policy.go", "policies.go", "parameter.go", "parameter_value.go", "parameter_types.go", "correct.go"}

// checks are the methods that an event or a part of it is asked; what they call is
// followed.
var checks = []string{"faults", "guard", "judge"}

func readSource(t *testing.T, dir string) map[string]catalogue.Reading {
	t.Helper()
	r := &sourceReader{
		rules: map[string]bool{}, named: map[string][]string{}, calls: map[string][]call{}, byName: map[string][]string{},
		parts: map[string][]string{}, text: map[string]string{}, known: map[string]bool{}, ways: domain.Transitions(),
	}
	order := map[string]int{}
	for i, rule := range domain.Rules() {
		r.rules[rule.Code], order[rule.Code] = true, i
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no source in %s: %v", dir, err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		judges := !slices.Contains(plain, filepath.Base(name))
		for _, d := range file.Decls {
			r.declaration(d, judges)
		}
	}
	readings := map[string]catalogue.Reading{}
	for _, e := range slices.Concat(domain.Catalogue(), domain.BookCatalogue()) {
		rules := r.rulesOf(e.Name)
		slices.SortFunc(rules, func(a, b string) int { return order[a] - order[b] })
		readings[e.Name] = catalogue.Reading{Text: r.text[e.Name], Rules: rules}
	}
	return readings
}

func (r *sourceReader) declaration(d ast.Decl, judges bool) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if judges {
			r.function(d)
		}
	case *ast.GenDecl:
		for _, s := range d.Specs {
			if s, ok := s.(*ast.TypeSpec); ok {
				r.typ(s, d.Doc)
			}
		}
	}
}

func (r *sourceReader) typ(s *ast.TypeSpec, doc *ast.CommentGroup) {
	r.text[s.Name.Name] = strings.Join(strings.Fields(doc.Text()), " ")
	st, ok := s.Type.(*ast.StructType)
	if !ok {
		return
	}
	for _, f := range st.Fields.List {
		ast.Inspect(f.Type, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				r.parts[s.Name.Name] = append(r.parts[s.Name.Name], id.Name)
			}
			return true
		})
	}
}

func (r *sourceReader) function(d *ast.FuncDecl) {
	name, receiver, self := d.Name.Name, "", ""
	key := name
	if d.Recv != nil {
		typ := d.Recv.List[0].Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		receiver = typ.(*ast.Ident).Name
		if names := d.Recv.List[0].Names; len(names) > 0 {
			self = names[0].Name
		}
		key = receiver + "." + name
		r.byName[name] = append(r.byName[name], key)
	}
	r.known[key] = true
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && r.rules[s] {
				r.named[key] = append(r.named[key], s)
			}
		case *ast.CallExpr:
			switch f := n.Fun.(type) {
			case *ast.Ident:
				r.calls[key] = append(r.calls[key], call{name: f.Name})
			case *ast.SelectorExpr:
				r.calls[key] = append(r.calls[key], call{f.Sel.Name, typeOf(f.X, self, receiver), true})
			}
		}
		return true
	})
}

// typeOf tells the type of what a method is called on, where the text shows it: the
// receiver itself, or the parcel of a decision.
func typeOf(x ast.Expr, self, receiver string) string {
	switch x := x.(type) {
	case *ast.Ident:
		if x.Name == self {
			return receiver
		}
	case *ast.SelectorExpr:
		if x.Sel.Name == "p" {
			return "Parcel"
		}
	}
	return ""
}

// targets are the functions that a call may mean.
func (r *sourceReader) targets(c call) []string {
	switch {
	case !c.method:
		return []string{c.name}
	case r.known[c.on+"."+c.name]:
		return []string{c.on + "." + c.name}
	}
	return r.byName[c.name]
}

// rulesOf follows the checks of an event and of its parts.
func (r *sourceReader) rulesOf(event string) []string {
	found := map[string]bool{}
	for _, w := range r.ways {
		if w.Event == event && w.Finding != "" {
			found[w.Finding] = true
		}
	}
	seen := map[string]bool{}
	var follow func(function string)
	follow = func(function string) {
		if seen[function] {
			return
		}
		seen[function] = true
		for _, rule := range r.named[function] {
			found[rule] = true
		}
		for _, c := range r.calls[function] {
			if !slices.Contains(checks, c.name) {
				for _, f := range r.targets(c) {
					follow(f)
				}
			}
		}
	}
	for _, part := range r.allParts(event) {
		for _, check := range checks {
			follow(part + "." + check)
		}
	}
	return slices.Collect(maps.Keys(found))
}

func (r *sourceReader) allParts(event string) []string {
	all := []string{event}
	for i := 0; i < len(all); i++ {
		for _, p := range r.parts[all[i]] {
			if !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all
}
