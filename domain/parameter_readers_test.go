package domain

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readersIn lists, of the constants and accessors of parameters, those that a function of
// the sources names. The table of the rows and what an alarm says of itself name every
// parameter without reading it; an accessor in policy.go reads for whoever calls it.
func readersIn(t *testing.T, files []string) (constants, methods map[string]bool) {
	t.Helper()
	constants, methods = map[string]bool{}, map[string]bool{}
	for _, file := range files {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.CONST || slices.Contains([]string{"policy.go", "parameter_rows.go"}, filepath.Base(file)) {
				continue
			}
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.KeyValueExpr:
					key, _ := n.Key.(*ast.Ident)
					return key == nil || key.Name != "Parameters"
				case *ast.Ident:
					constants[n.Name] = true
				case *ast.SelectorExpr:
					methods[n.Sel.Name] = true
				}
				return true
			})
		}
	}
	return constants, methods
}

// namesIn are the constants of the parameters, and in which accessor of policy.go each
// is read.
func namesIn(t *testing.T) (names map[string]Parameter, accessors map[string][]string) {
	t.Helper()
	names, accessors = map[string]Parameter{}, map[string][]string{}
	for _, file := range []string{"parameter_rows.go", "policy_alarm.go", "policy.go"} {
		tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				if v, ok := n.(*ast.ValueSpec); ok {
					if kind, ok := v.Type.(*ast.Ident); ok && kind.Name == "Parameter" {
						names[v.Names[0].Name] = Parameter(strings.Trim(v.Values[0].(*ast.BasicLit).Value, `"`))
					}
				}
				if id, ok := n.(*ast.Ident); ok {
					if f, is := d.(*ast.FuncDecl); is {
						accessors[id.Name] = append(accessors[id.Name], f.Name.Name)
					}
				}
				return true
			})
		}
	}
	return names, accessors
}

// A parameter that officers can set is one that something reads.
func TestEveryParameterHasAReader(t *testing.T) {
	var files []string
	for _, dir := range []string{".", "..", "../server"} {
		found, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, slices.DeleteFunc(found, func(f string) bool { return strings.HasSuffix(f, "_test.go") })...)
	}
	names, accessors := namesIn(t)
	unread := func(files []string) []Parameter {
		constants, methods := readersIn(t, files)
		var list []Parameter
		for name, p := range names {
			if !constants[name] && !slices.ContainsFunc(accessors[name], func(f string) bool { return methods[f] }) {
				list = append(list, p)
			}
		}
		slices.Sort(list)
		return list
	}
	if len(names) != len(parameters) {
		t.Errorf("%d constants for %d parameters", len(names), len(parameters))
	}
	if got := unread(files); len(got) > 0 {
		t.Errorf("nothing reads %v: read them, or take them out of the table", got)
	}
	// The test sees a reader that is gone.
	if _, err := os.Stat("guard_control.go"); err != nil {
		t.Fatal(err)
	}
	without := slices.DeleteFunc(files, func(f string) bool { return f == "guard_control.go" })
	want := []Parameter{ControlBuildingCoef, ControlFAIMin, ControlFARMin, ControlOfficeFloor, ControlOfficeLandMax}
	if got := unread(without); !slices.Equal(got, want) {
		t.Errorf("without the control values' guard nothing reads %v, want %v", got, want)
	}
}
