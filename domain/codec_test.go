package domain

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

const goldenDir = "testdata/events"

// golden returns the stored events of one type, as they are in the log for ever:
// the full one, the minimal one, and from files of their own (<Type>-2.json) what was
// added later.
func golden(t testing.TB, name string) []jsontext.Value {
	t.Helper()
	added, err := filepath.Glob(filepath.Join(goldenDir, name+"-*.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all []jsontext.Value
	for _, file := range append([]string{filepath.Join(goldenDir, name+".json")}, added...) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var list []jsontext.Value
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all = append(all, list...)
	}
	return all
}

func TestGoldenFilesAreFrozen(t *testing.T) {
	sums, err := os.ReadFile(filepath.Join(goldenDir, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for line := range strings.Lines(string(sums)) {
		want, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		data, err := os.ReadFile(filepath.Join(goldenDir, name))
		if err != nil {
			t.Errorf("a stored event may never be removed: %v", err)
			continue
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != want {
			t.Errorf("%s changed: stored events are frozen; add a file and a line to SHA256SUMS, never change one", name)
		}
		listed[name] = true
	}
	files, _ := filepath.Glob(filepath.Join(goldenDir, "*.json"))
	for _, f := range files {
		if !listed[filepath.Base(f)] {
			t.Errorf("%s is not in SHA256SUMS", f)
		}
	}
}

// Every stored event decodes and encodes to the very bytes it was stored as.
func TestGoldenFilesDecodeForEver(t *testing.T) {
	for _, c := range codecByName {
		for i, stored := range golden(t, c.name) {
			fact, err := DecodeFact(stored, true)
			if err != nil {
				t.Errorf("%s %d: %v", c.name, i, err)
				continue
			}
			if got := EventName(fact.Event); got != c.name {
				t.Errorf("%s %d decodes as %s", c.name, i, got)
			}
			if got, err := EncodeFact(fact); err != nil || !bytes.Equal(got, stored) {
				t.Errorf("%s %d: encodes to\n%s (%v), stored\n%s", c.name, i, got, err, stored)
			}
		}
	}
}

// The golden files of a type show every field it has, so that a renamed or
// dropped field is noticed.
func TestGoldenFilesShowEveryField(t *testing.T) {
	for _, c := range codecByName {
		var seen []string
		for _, stored := range golden(t, c.name) {
			seen = append(seen, pointers(t, stored)...)
		}
		for _, want := range fieldPaths(c.shape, "/data") {
			if !slices.Contains(seen, want) {
				t.Errorf("%s: no golden file shows %s", c.name, want)
			}
		}
	}
}

// pointers lists the places of a JSON value, list indexes written as "*".
func pointers(t *testing.T, v jsontext.Value) []string {
	t.Helper()
	var list []string
	dec := jsontext.NewDecoder(bytes.NewReader(v))
	for {
		if _, err := dec.ReadToken(); err != nil {
			return list
		}
		var parts []string
		for part := range strings.SplitSeq(string(dec.StackPointer()), "/") {
			parts = append(parts, pick(allDigits(part), "*", part))
		}
		list = append(list, strings.Join(parts, "/"))
	}
}

func fieldPaths(s *shape, at string) []string {
	if s.kind == "list" {
		return fieldPaths(s.elem, at+"/*")
	}
	var list []string
	for _, f := range s.fields {
		list = append(append(list, at+"/"+f.name), fieldPaths(f.shape, at+"/"+f.name)...)
	}
	return list
}

// Every event is known everywhere: codec, transitions, names, fold, golden file.
func TestEveryEventIsWhole(t *testing.T) {
	names := map[string]bool{}
	for _, c := range codecs {
		names[c.name] = true
		if len(transitionsOf[c.name]) == 0 {
			t.Errorf("%s has no transition", c.name)
		}
		if c.zh == "" || c.en == "" || c.phase == "" {
			t.Errorf("%s has no name or phase", c.name)
		}
		fact, err := DecodeFact(golden(t, c.name)[0], true)
		if err != nil {
			t.Fatal(err)
		}
		new(Parcel).Evolve(fact) // panics when unhandled
		if c.shape.fields == nil || len(c.shape.fields) > 64 {
			t.Errorf("%s has %d fields; presence is kept in 64 bits", c.name, len(c.shape.fields))
		}
	}
	for name := range transitionsOf {
		if !names[name] {
			t.Errorf("transitions name %s, which is no event", name)
		}
	}
}

func TestCatalogueDescribesEveryField(t *testing.T) {
	for _, typ := range slices.Concat(Catalogue(), BookCatalogue()) {
		var look func(at string, fields []Field)
		look = func(at string, fields []Field) {
			for _, f := range fields {
				if f.Name == "" || f.ZH == "" || f.EN == "" || f.Kind == "" {
					t.Errorf("%s%s: incomplete %+v", typ.Name, at, f)
				}
				if f.Kind == "code" && !f.Derived && len(CodeList(f.Codes)) == 0 {
					t.Errorf("%s%s/%s: a code without list", typ.Name, at, f.Name)
				}
				look(at+"/"+f.Name, f.Fields)
			}
		}
		look("", typ.Fields)
		if typ.Name != "ParcelRegistered" && typ.Name != "ParcelSucceeded" && slices.Contains(typ.From, StageNone) {
			t.Errorf("%s is allowed before the parcel is registered", typ.Name)
		}
	}
}

// A stored name of a newer build stops the reader; so does a field it would lose.
func TestStoredEventsOfNewerBuildsStopTheReader(t *testing.T) {
	_, err := DecodeFact([]byte(`{"type":"LandFlooded","occurredOn":"2024-01-01","data":{}}`), true)
	if !errors.Is(err, ErrUnknownEvent) {
		t.Errorf("unknown event: %v", err)
	}
	_, err = DecodeFact([]byte(`{"type":"LandReserved","occurredOn":"2024-01-01","data":{"method":"RECOVERY","depth":3}}`), true)
	if !errors.Is(err, ErrInvalid) {
		t.Errorf("unknown field: %v", err)
	}
}

func TestDecodedFactDoesNotAliasItsBytes(t *testing.T) {
	for _, c := range codecByName {
		stored := slices.Clone(golden(t, c.name)[0])
		fact, err := DecodeFact(stored, true)
		if err != nil {
			t.Fatal(err)
		}
		for i := range stored {
			stored[i] = 'x'
		}
		again, _ := DecodeFact(golden(t, c.name)[0], true)
		if !reflect.DeepEqual(fact, again) {
			t.Errorf("%s changes with the bytes it was read from", c.name)
		}
	}
}

func FuzzDecodeFact(f *testing.F) {
	for _, c := range codecs {
		for _, stored := range golden(f, c.name) {
			f.Add([]byte(stored))
		}
	}
	for _, tt := range malformedFacts {
		f.Add([]byte(tt.json))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fact, err := DecodeFact(data, false)
		if err != nil {
			if e, ok := errors.AsType[*Invalid](err); !ok || len(e.Problems) == 0 {
				t.Fatalf("refused without a problem: %v", err)
			}
			return
		}
		once, err := EncodeFact(fact)
		if err != nil {
			t.Fatalf("accepted but cannot be stored: %v", err)
		}
		again, err := DecodeFact(once, true)
		if err != nil {
			t.Fatalf("stored but cannot be read: %v\n%s", err, once)
		}
		if twice, err := EncodeFact(again); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("not canonical (%v):\n%s\n%s", err, once, twice)
		}
	})
}
