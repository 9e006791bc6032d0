package main

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"taizhang/eventstore/esdbnode"
	"taizhang/eventstore/memory"
)

// serveEventStore is the command "eventstore NAME" of the scripts: it serves an empty
// store by the protocol of EventStoreDB until the script ends, and puts the connection
// string into the variable.
func serveEventStore(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: eventstore NAME")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	store := memory.New()
	node, done := esdbnode.New(store, esdbnode.Options{Append: true}), make(chan error, 1)
	go func() { done <- node.Serve(listener) }()
	ts.Defer(func() {
		node.Close()
		<-done
		store.Close()
	})
	ts.Setenv(args[0], "esdb://"+listener.Addr().String()+"?tls=false")
}

// Where the store is comes from one place, and a password from a safe one.
func TestConnection(t *testing.T) {
	file := filepath.Join(t.TempDir(), "where")
	if err := os.WriteFile(file, []byte("esdb://a:b@file:2113\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name       string
		flags      storeFlags
		env        string
		want, fail string
	}{
		{"the data directory", storeFlags{}, "", "", ""},
		{"a flag", storeFlags{Store: "esdb://flag:2113"}, "esdb://env:2113", "esdb://flag:2113", ""},
		{"a file", storeFlags{StoreFile: file}, "esdb://env:2113", "esdb://a:b@file:2113", ""},
		{"the environment", storeFlags{}, " esdb://a:b@env:2113\n", "esdb://a:b@env:2113", ""},
		{"a password on the command line", storeFlags{Store: "esdb://a:b@flag:2113"}, "", "", "TAIZHANG_STORE"},
		{"two places", storeFlags{Store: "esdb://flag:2113", StoreFile: file}, "", "", "--store-file"},
		{"a file that is not there", storeFlags{StoreFile: file + "x"}, "", "", "no such file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Setenv(storeEnv, test.env)
			got, err := test.flags.connection()
			if got != test.want || (err == nil) != (test.fail == "") || err != nil && !strings.Contains(err.Error(), test.fail) {
				t.Errorf("got %q, %v; want %q, %q", got, err, test.want, test.fail)
			}
		})
	}
}

// The rows of the analytics belong to one store: another store has other positions.
func TestAnalyticsOfEachStore(t *testing.T) {
	t.Setenv(storeEnv, "")
	seen := make(map[string]string)
	for _, store := range []string{"", "esdb://one:2113", "esdb://two:2113"} {
		dir := place{Data: "d", storeFlags: storeFlags{Store: store}}.analytics()
		if other, taken := seen[dir]; taken {
			t.Errorf("%q and %q share %s", store, other, dir)
		}
		seen[dir] = store
	}
	t.Setenv(storeEnv, "esdb://admin:secret@one:2113?tls=true")
	if dir := (place{Data: "d"}).analytics(); seen[dir] != "esdb://one:2113" {
		t.Errorf("the same server with credentials has %s", dir)
	}
}
