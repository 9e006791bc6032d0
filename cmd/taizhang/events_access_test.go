package main

import (
	"bytes"
	"os"
	"testing"

	"taizhang/cmd/taizhang/catalogue"
)

const (
	accessDoc   = "../../docs/access.md"
	tablesBegin = "<!-- 由代码生成，勿手改 / generated from the code: go test ./cmd/taizhang -run Events -update -->\n"
	tablesEnd   = "<!-- 生成部分至此 / end of the generated part -->\n"
)

// The tables in docs/access.md are what the code says; its rules are by hand.
func TestEventsOfAccessAreWrittenDown(t *testing.T) {
	doc := catalogue.BuildFrom(readSource(t, "../../domain"))
	var tables bytes.Buffer
	if err := doc.WriteAccess(&tables); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(accessDoc)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, begun := bytes.Cut(page, []byte(tablesBegin))
	_, tail, ended := bytes.Cut(rest, []byte(tablesEnd))
	if !begun || !ended {
		t.Fatalf("%s has no place for the tables", accessDoc)
	}
	same(t, accessDoc, bytes.Join([][]byte{head, []byte(tablesBegin), tables.Bytes(), []byte(tablesEnd), tail}, nil))
}
