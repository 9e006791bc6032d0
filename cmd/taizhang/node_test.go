package main

import (
	"bufio"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/EventStore/EventStore-Client-Go/v4/esdb"

	"taizhang/domain"
	"taizhang/eventstore"
	esdbstore "taizhang/eventstore/esdb"
)

// TestServeToEventStoreDBTools reads a served ledger with a client made for
// EventStoreDB, which cannot write to it.
func TestServeToEventStoreDBTools(t *testing.T) {
	out, in := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	exit := make(chan int)
	go func() {
		std := stdio{strings.NewReader(""), in, os.Stderr}
		args := []string{"serve", "--listen", "127.0.0.1:0", "--data", t.TempDir(), "--clickhouse", "off", "--esdb-listen", "127.0.0.1:0"}
		exit <- run(ctx, args, std)
		in.Close()
	}()
	client := connectSaid(t, out)
	read, err := client.ReadAll(ctx, esdb.ReadAllOptions{From: esdb.Start{}}, 10)
	if err != nil {
		t.Fatal(err)
	}
	first, err := read.Recv()
	if err != nil {
		t.Fatal(err)
	}
	read.Close()
	if e := first.Event; e.StreamID != "ledger" || !e.CreatedDate.Equal(time.Unix(0, 0)) || e.ContentType != "application/json" {
		t.Errorf("%+v", e)
	}
	_, err = client.AppendToStream(ctx, "parcel-1", esdb.AppendToStreamOptions{}, esdb.EventData{EventType: "Forged"})
	if e, _ := esdb.FromError(err); e.Code() != esdb.ErrorCodeAccessDenied {
		t.Errorf("append: %v", err)
	}
	client.Close()
	stop()
	if code := <-exit; code != exitOK {
		t.Errorf("exit %d", code)
	}
}

// connectSaid opens a client at the address that serve prints.
func connectSaid(t *testing.T, out io.Reader) *esdb.Client {
	t.Helper()
	said := bufio.NewScanner(out)
	for said.Scan() {
		_, url, found := strings.Cut(said.Text(), "EventStoreDB tools: ")
		if !found {
			continue
		}
		go io.Copy(io.Discard, out)
		config, err := esdb.ParseConnectionString(url)
		if err != nil {
			t.Fatal(err)
		}
		config.Logger = esdb.NoopLogging()
		client, err := esdb.NewClient(config)
		if err != nil {
			t.Fatal(err)
		}
		return client
	}
	t.Fatal("serve ended without an address")
	return nil
}

func TestRecordedAt(t *testing.T) {
	at := time.Date(2026, 3, 13, 8, 0, 0, 0, time.UTC)
	meta, err := domain.EncodeMeta(domain.Meta{RecordedAt: at})
	if err != nil {
		t.Fatal(err)
	}
	if got := recordedAt(eventstore.Record{Event: eventstore.Event{Meta: meta}}); !got.Equal(at) {
		t.Errorf("got %v, want %v", got, at)
	}
	if got := recordedAt(eventstore.Record{}); !got.IsZero() {
		t.Errorf("got %v of a record without metadata", got)
	}
}

// TestNodeFlags refuses what would show the ledger to a network in the clear.
func TestNodeFlags(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pem")
	tests := []struct {
		name  string
		flags nodeFlags
		want  string
	}{
		{"beyond loopback", nodeFlags{ESDBListen: "0.0.0.0:0"}, "beyond loopback"},
		{"certificate alone", nodeFlags{ESDBListen: "127.0.0.1:0", ESDBCert: file}, "go together"},
		{"no listener", nodeFlags{ESDBCert: file, ESDBKey: file}, "go together"},
		{"no such certificate", nodeFlags{ESDBListen: "0.0.0.0:0", ESDBCert: file, ESDBKey: file}, "--esdb-cert"},
	}
	for _, test := range tests {
		node, err := test.flags.openNode(nil)
		if node != nil || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if _, err := (nodeFlags{ESDBListen: "127.0.0.1:0"}).openNode((*esdbstore.Store)(nil)); err != errNodeTwice {
		t.Errorf("over a server: %v", err)
	}
}
