package taizhang_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mutantsEnv says how many mutants TestMutants tries: each takes a run of the tests of
// domain. docs/mutants.md has the last long run.
const mutantsEnv = "TAIZHANG_MUTANTS"

// mutated are the files of domain whose operators decide: guards, calendar and units.
var mutated = []string{"guard_*.go", "calendar*.go", "units.go"}

// operators are what an operator is changed to: its border, its opposite, its inverse.
var operators = map[token.Token][]token.Token{
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR}, token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL}, token.LAND: {token.LOR}, token.LOR: {token.LAND},
	token.ADD: {token.SUB}, token.SUB: {token.ADD}, token.MUL: {token.QUO}, token.QUO: {token.MUL}, token.REM: {token.MUL},
}

// A mutant is a file with one operator changed.
type mutant struct {
	at  token.Position
	was token.Token
	is  token.Token
}

func (m mutant) String() string { return fmt.Sprintf("%s: %s -> %s", m.at, m.was, m.is) }

// mutants lists all of them, in the order of the files.
func mutants(t *testing.T) (all []mutant) {
	for _, pattern := range mutated {
		files, err := filepath.Glob(filepath.Join("domain", pattern))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(files), err)
		}
		for _, file := range files {
			set := token.NewFileSet()
			tree, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(tree, func(n ast.Node) bool {
				if e, ok := n.(*ast.BinaryExpr); ok {
					for _, is := range operators[e.Op] {
						all = append(all, mutant{set.Position(e.OpPos), e.Op, is})
					}
				}
				return true
			})
		}
	}
	return slices.DeleteFunc(all, func(m mutant) bool { return strings.HasSuffix(m.at.Filename, "_test.go") })
}

// A fate is what became of a mutant.
type fate string

const (
	killed  fate = "killed"
	lived   fate = "lived"
	invalid fate = "does not compile"
)

// try runs the tests of domain on a mutant.
func (m mutant) try(t *testing.T) fate {
	source, err := os.ReadFile(m.at.Filename)
	if err != nil {
		t.Fatal(err)
	}
	after := m.at.Offset + len(m.was.String())
	text := slices.Concat(source[:m.at.Offset], []byte(m.is.String()), source[after:])
	dir := t.TempDir()
	changed, overlay := filepath.Join(dir, "mutant.go"), filepath.Join(dir, "overlay.json")
	original, err := filepath.Abs(m.at.Filename)
	if err != nil {
		t.Fatal(err)
	}
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{original: changed}})
	if err != nil {
		t.Fatal(err)
	}
	for file, data := range map[string][]byte{changed: text, overlay: replace} {
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.Command("go", "test", "-vet=off", "-failfast", "-timeout", "120s", "-overlay", overlay, "./domain").CombinedOutput()
	switch {
	case err == nil:
		return lived
	case strings.Contains(string(out), "[build failed]"):
		return invalid
	}
	return killed
}

// A change of any one operator of a guard or of the calendar fails a test: 85 of 100 at
// least, and docs/mutants.md says of the others why.
func TestMutants(t *testing.T) {
	all := mutants(t)
	if len(all) < 1_000 {
		t.Fatalf("%d mutants found: the guards have more", len(all))
	}
	t.Logf("%d mutants", len(all))
	n, _ := strconv.Atoi(os.Getenv(mutantsEnv))
	if n == 0 {
		return
	}
	if same := (mutant{all[0].at, all[0].was, all[0].was}); same.try(t) != lived {
		t.Fatal("the tests fail on the file as it is: they would kill every mutant")
	}
	seed := rand.Uint64()
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, k int) { all[i], all[k] = all[k], all[i] })
	fates := map[fate]int{}
	for i, m := range all[:min(n, len(all))] {
		f := m.try(t)
		fates[f]++
		t.Logf("%d/%d %s: %s", i+1, n, m, f)
	}
	t.Logf("seed %d: %d tried: %v", seed, n, fates)
	if valid := fates[killed] + fates[lived]; fates[killed]*100 < valid*85 {
		t.Errorf("%d of %d were killed", fates[killed], valid)
	}
}
