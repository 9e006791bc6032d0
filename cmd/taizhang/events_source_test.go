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
	calls  map[string][]string // function → functions it calls, by bare name
	byName map[string][]string // bare name → functions
	parts  map[string][]string // struct → types of its fields
	text   map[string]string   // type → its comment
	ways   []domain.Transition
}

// checks are the methods that an event or a part of it is asked; what they call is
// followed.
var checks = []string{"faults", "guard", "judge"}

func readSource(t *testing.T, dir string) map[string]catalogue.Reading {
	t.Helper()
	r := &sourceReader{
		rules: map[string]bool{}, named: map[string][]string{}, calls: map[string][]string{}, byName: map[string][]string{},
		parts: map[string][]string{}, text: map[string]string{}, ways: domain.Transitions(),
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
		for _, d := range file.Decls {
			r.declaration(d)
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

func (r *sourceReader) declaration(d ast.Decl) {
	switch d := d.(type) {
	case *ast.FuncDecl:
		r.function(d)
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
	name := d.Name.Name
	key := name
	if d.Recv != nil {
		typ := d.Recv.List[0].Type
		if star, ok := typ.(*ast.StarExpr); ok {
			typ = star.X
		}
		key = typ.(*ast.Ident).Name + "." + name
	}
	r.byName[name] = append(r.byName[name], key)
	ast.Inspect(d, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(n.Value); err == nil && r.rules[s] {
				r.named[key] = append(r.named[key], s)
			}
		case *ast.CallExpr:
			switch f := n.Fun.(type) {
			case *ast.Ident:
				r.calls[key] = append(r.calls[key], f.Name)
			case *ast.SelectorExpr:
				r.calls[key] = append(r.calls[key], f.Sel.Name)
			}
		}
		return true
	})
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
		for _, name := range r.calls[function] {
			if !slices.Contains(checks, name) {
				for _, f := range r.byName[name] {
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
