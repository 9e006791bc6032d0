package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"

	"taizhang/cmd/taizhang/catalogue"
	"taizhang/domain"
)

var update = flag.Bool("update", false, "write docs/events.md anew")

const (
	eventsDoc    = "../../docs/events.md"
	eventsSource = "catalogue/source.json"
)

// docs/events.md is what the command prints, and what is embedded of the source is
// what the source says. After a change of the domain:
//
//	go test ./cmd/taizhang -run Events -update
func TestEventsAreWrittenDown(t *testing.T) {
	readings := readSource(t, "../../domain")
	source, err := json.MarshalIndent(readings, "", "\t")
	if err != nil {
		t.Fatal(err)
	}
	doc := catalogue.BuildFrom(readings)
	var text bytes.Buffer
	if err := doc.WriteMarkdown(&text); err != nil {
		t.Fatal(err)
	}
	same(t, eventsSource, append(source, '\n'))
	same(t, eventsDoc, text.Bytes())
}

func same(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not what the code says: run go test ./cmd/taizhang -run Events -update", file)
	}
}

// The command prints the document, and the same as JSON.
func TestEventsCommand(t *testing.T) {
	if *update {
		t.Skip("the command prints what was built in before the update")
	}
	print := func(args ...string) []byte {
		var out, errs bytes.Buffer
		if code := run(t.Context(), append([]string{"events"}, args...), stdio{nil, &out, &errs}); code != exitOK {
			t.Fatalf("events %v exits with %d: %s", args, code, errs.String())
		}
		return out.Bytes()
	}
	want, err := os.ReadFile(eventsDoc)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(print(), want) {
		t.Errorf("taizhang events does not print %s", eventsDoc)
	}
	var doc catalogue.Document
	if err := json.Unmarshal(print("--json"), &doc); err != nil {
		t.Fatal(err)
	}
	if want := len(domain.Catalogue()) + len(domain.BookCatalogue()); len(doc.Events) != want {
		t.Errorf("the JSON has %d events, want %d", len(doc.Events), want)
	}
	for _, e := range doc.Events {
		if len(e.Competence.Records) == 0 || len(e.Ways) == 0 && e.Book == "" || e.Text == "" {
			t.Errorf("%s: %d recorders, %d ways, text %q", e.Name, len(e.Competence.Records), len(e.Ways), e.Text)
		}
	}
}
