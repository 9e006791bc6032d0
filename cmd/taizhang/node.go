package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/eventstore/esdb"
	"taizhang/eventstore/esdbnode"
)

// nodeFlags let EventStoreDB tools read the ledger that is served.
type nodeFlags struct {
	ESDBListen string `name:"esdb-listen" help:"以 EventStoreDB 协议提供只读访问；能连到此端口者可读全部记录 / serve the ledger read-only to EventStoreDB tools; everyone who reaches the port reads everything." placeholder:"ADDR"`
	ESDBCert   string `name:"esdb-cert" help:"该端口的 TLS 证书（PEM）；监听非本机地址时必需 / its TLS certificate; required beyond loopback." type:"path" placeholder:"FILE"`
	ESDBKey    string `name:"esdb-key" help:"证书的私钥（PEM）/ the certificate's key." type:"path" placeholder:"FILE"`
}

var (
	errNodeOpen  = errors.New("--esdb-listen：非本机地址须给出 --esdb-cert 和 --esdb-key / beyond loopback --esdb-cert and --esdb-key are required")
	errNodeTwice = errors.New("台账本身就在 EventStoreDB 服务器上：工具直接连接该服务器，不用 --esdb-listen / the ledger is on an EventStoreDB server: tools connect to that, without --esdb-listen")
	errNodePair  = errors.New("--esdb-cert、--esdb-key 须与 --esdb-listen 一并给出 / --esdb-cert and --esdb-key go together, with --esdb-listen")
)

// A ledgerNode is the ledger's face for EventStoreDB tools. Nil is none.
type ledgerNode struct {
	node     *esdbnode.Node
	listener net.Listener
	url      string
}

// openNode takes the port; nobody is answered before serve.
func (f nodeFlags) openNode(store eventstore.Store) (*ledgerNode, error) {
	encrypted := f.ESDBCert != ""
	switch {
	case encrypted != (f.ESDBKey != ""), encrypted && f.ESDBListen == "":
		return nil, errNodePair
	case f.ESDBListen == "":
		return nil, nil
	}
	if _, external := store.(*esdb.Store); external {
		return nil, errNodeTwice
	}
	o := esdbnode.Options{Created: recordedAt}
	if encrypted {
		pair, err := keyPair("esdb", f.ESDBCert, f.ESDBKey)
		if err != nil {
			return nil, err
		}
		o.TLS = &tls.Config{Certificates: []tls.Certificate{pair}}
	}
	listener, err := net.Listen("tcp", f.ESDBListen)
	if err != nil {
		return nil, fmt.Errorf("监听 / listen on --esdb-listen %s: %w", f.ESDBListen, err)
	}
	if !encrypted && !isLoopback(listener.Addr()) {
		listener.Close()
		return nil, errNodeOpen
	}
	return &ledgerNode{esdbnode.New(store, o), listener, fmt.Sprintf("esdb://%s?tls=%t", listener.Addr(), encrypted)}, nil
}

// serve answers until the context ends.
func (n *ledgerNode) serve(ctx context.Context) error {
	if n == nil {
		return nil
	}
	defer context.AfterFunc(ctx, n.node.Close)()
	return n.node.Serve(n.listener)
}

// Close gives the port back.
func (n *ledgerNode) Close() {
	if n != nil {
		n.node.Close()
		n.listener.Close()
	}
}

// recordedAt is when the ledger says that a record was written, if it says so.
func recordedAt(r eventstore.Record) time.Time {
	meta, err := domain.DecodeMeta(r.Meta)
	if err != nil {
		return time.Time{}
	}
	return meta.RecordedAt
}
