package main

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// certificate makes a certificate of a host that nobody resolves, and its key.
func certificate(t *testing.T) (cert, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "ledger"}, DNSNames: []string{"ledger.example"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, form, form, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	keyDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cert, key = filepath.Join(dir, "server.pem"), filepath.Join(dir, "server.key")
	for path, block := range map[string]*pem.Block{cert: {Type: "CERTIFICATE", Bytes: der}, key: {Type: "PRIVATE KEY", Bytes: keyDER}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return cert, key
}

// Row 21 of docs/security.md: what is not said is safe, and what would show the ledger
// to a network in the clear does not start.
func TestListenIsSafe(t *testing.T) {
	cert, key := certificate(t)
	open := filepath.Join(t.TempDir(), "open.key")
	data, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(os.WriteFile(open, data, 0o600), os.Chmod(open, 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		flags    listenFlags
		refused  string // a part of the words; empty: served
		loopback bool
	}{
		{"loopback", listenFlags{Listen: "127.0.0.1:0"}, "", true},
		{"loopback by name", listenFlags{Listen: "localhost:0"}, "", true},
		{"loopback with TLS", listenFlags{Listen: "127.0.0.1:0", TLSCert: cert, TLSKey: key}, "", true},
		{"a proxy on this machine", listenFlags{Listen: "127.0.0.1:0", BehindProxy: true}, "", false},
		{"a proxy elsewhere", listenFlags{Listen: "0.0.0.0:0", BehindProxy: true}, "", false},
		{"beyond, with TLS", listenFlags{Listen: "0.0.0.0:0", TLSCert: cert, TLSKey: key}, "", false},
		{"every address", listenFlags{Listen: "0.0.0.0:0"}, "--behind-proxy", false},
		{"every address, short", listenFlags{Listen: ":0"}, "--behind-proxy", false},
		{"every address of IPv6", listenFlags{Listen: "[::]:0"}, "--behind-proxy", false},
		{"an address of a network", listenFlags{Listen: "192.0.2.1:0"}, "--behind-proxy", false},
		{"an address in IPv6 clothes", listenFlags{Listen: "[::ffff:192.0.2.1]:0"}, "--behind-proxy", false},
		{"a certificate without its key", listenFlags{Listen: "127.0.0.1:0", TLSCert: cert}, "--tls-key", false},
		{"a key without its certificate", listenFlags{Listen: "127.0.0.1:0", TLSKey: key}, "--tls-cert", false},
		{"TLS twice", listenFlags{Listen: "0.0.0.0:0", TLSCert: cert, TLSKey: key, BehindProxy: true}, "--behind-proxy", false},
		{"no such certificate", listenFlags{Listen: "0.0.0.0:0", TLSCert: cert + "x", TLSKey: key}, "--tls-cert", false},
		{"a key for another certificate", listenFlags{Listen: "0.0.0.0:0", TLSCert: cert, TLSKey: cert}, "--tls-cert", false},
		{"a key that others read", listenFlags{Listen: "0.0.0.0:0", TLSCert: cert, TLSKey: open}, "chmod 600", false},
		{"no port", listenFlags{Listen: "nonsense"}, "--listen", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p, err := tt.flags.open()
			switch {
			case err == nil:
				defer p.Close()
				if tt.refused != "" || p.loopback != tt.loopback || (p.tls != nil) != (tt.flags.TLSCert != "") {
					t.Errorf("served: %+v", p)
				}
			case tt.refused == "" || !strings.Contains(err.Error(), tt.refused):
				t.Error(err)
			}
		})
	}
}

// The default of the command line is this machine alone.
func TestListenDefault(t *testing.T) {
	var said strings.Builder
	run(t.Context(), []string{"serve", "--help"}, stdio{strings.NewReader(""), &said, &said})
	if !strings.Contains(said.String(), `"127.0.0.1:8080"`) && !strings.Contains(said.String(), "127.0.0.1:8080") {
		t.Errorf("help says nothing of the default address: %s", said.String())
	}
	code := run(t.Context(), []string{"serve", "--listen", "0.0.0.0:0", "--data", t.TempDir(), "--clickhouse", "off"}, stdio{strings.NewReader(""), &said, &said})
	if code != exitFailed || !strings.Contains(said.String(), errListenOpen.Error()) {
		t.Errorf("exit %d, said %s", code, said.String())
	}
}

// A password of the analytics is on no command line, in no file that others read, and
// goes over no connection that does not protect it.
func TestClickHouseAddress(t *testing.T) {
	dir := t.TempDir()
	safe, open := filepath.Join(dir, "safe"), filepath.Join(dir, "open")
	if err := errors.Join(os.WriteFile(safe, []byte("https://a:hush@file:8443/t\n"), 0o600), os.WriteFile(open, []byte("https://a:hush@file:8443/t\n"), 0o644), os.Chmod(open, 0o644)); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name     string
		flags    clickHouseFlags
		env      string
		insecure bool
		want     string // empty: refused
	}{
		{"the engine", clickHouseFlags{}, "", false, "embedded"},
		{"off", clickHouseFlags{ClickHouse: "off"}, "https://a:hush@env:8443/t", false, "off"},
		{"the environment", clickHouseFlags{}, "https://a:hush@env:8443/t", false, "https://a:hush@env:8443/t"},
		{"a file", clickHouseFlags{ClickHouseFile: safe}, "", false, "https://a:hush@file:8443/t"},
		{"a file that others read", clickHouseFlags{ClickHouseFile: open}, "", false, ""},
		{"both", clickHouseFlags{ClickHouse: "off", ClickHouseFile: safe}, "", false, ""},
		{"a password on the command line", clickHouseFlags{ClickHouse: "https://a:hush@flag:8443/t"}, "", true, ""},
		{"a password in the query of one", clickHouseFlags{ClickHouse: "clickhouse://flag:9440/t?secure=true&username=a&password=hush"}, "", true, ""},
		{"in the clear", clickHouseFlags{}, "http://a:hush@other:8123/t", false, ""},
		{"in the clear, natively", clickHouseFlags{}, "clickhouse://a:hush@other:9000/t", false, ""},
		{"in the clear, wanted", clickHouseFlags{}, "http://a:hush@other:8123/t", true, "http://a:hush@other:8123/t"},
		{"in the clear, to this machine", clickHouseFlags{}, "http://a:hush@127.0.0.1:8123/t", false, "http://a:hush@127.0.0.1:8123/t"},
		{"TLS, natively", clickHouseFlags{}, "clickhouse://a:hush@other:9440/t?secure=true", false, "clickhouse://a:hush@other:9440/t?secure=true"},
		{"any certificate", clickHouseFlags{}, "https://a:hush@other:8443/t?skip_verify=true", false, ""},
		{"no address", clickHouseFlags{}, "https://a:hush@other:port/t", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv(clickHouseEnv, tt.env)
			var logged strings.Builder
			got, err := tt.flags.where(tt.insecure, slog.New(slog.NewTextHandler(&logged, nil)))
			if got != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("got %q, %v", got, err)
			}
			if tt.insecure && tt.want != "" && !strings.Contains(logged.String(), "other:8123") {
				t.Errorf("the risk is not in the log: %q", logged.String())
			}
			if err != nil && strings.Contains(err.Error(), "hush") || strings.Contains(logged.String(), "hush") {
				t.Errorf("the password is told: %v %s", err, logged.String())
			}
		})
	}
}

// A ledger behind TLS: only TLS 1.3, HTTP/2 for those who want it, HSTS, and the
// commands of this machine know the process by the certificate in the data directory.
func TestServeTLS(t *testing.T) {
	cert, key := certificate(t)
	p := place{Data: filepath.Join(t.TempDir(), "ledger")}
	in, out := io.Pipe()
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan int, 1)
	go func() {
		std := stdio{strings.NewReader(""), out, io.Discard}
		done <- run(ctx, []string{"serve", "--data", p.Data, "--listen", "127.0.0.1:0", "--clickhouse", "off", "--tls-cert", cert, "--tls-key", key}, std)
		out.Close()
	}()
	defer func() { stop(); <-done }()
	lines := bufio.NewScanner(in)
	for lines.Scan() && !strings.Contains(lines.Text(), "https://127.0.0.1:") {
	}
	go io.Copy(io.Discard, in)
	b, err := p.readBeacon()
	if err != nil {
		t.Fatal(err)
	}
	if kind, err := newRemote(b, "").Kind(ctx); err != nil || kind == "" {
		t.Errorf("the commands of this machine: %q, %v", kind, err)
	}
	other := b
	other.Certificate = strings.Repeat("00", 32)
	if _, err := newRemote(other, "").Kind(ctx); err == nil || !strings.Contains(err.Error(), errOtherServer.Error()) {
		t.Errorf("another process's certificate: %v", err)
	}
	client := func(config *tls.Config) *http.Client {
		return &http.Client{Transport: &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true, DisableKeepAlives: true}}
	}
	old := pinned(b.Certificate)
	old.MinVersion, old.MaxVersion = tls.VersionTLS12, tls.VersionTLS12
	if _, err := client(old).Get(b.URL + "/healthz"); err == nil {
		t.Error("TLS 1.2 is accepted")
	}
	if _, err := client(&tls.Config{}).Get(b.URL + "/healthz"); err == nil {
		t.Error("a certificate of nobody is accepted: this test would see nothing")
	}
	res, err := client(pinned(b.Certificate)).Get(b.URL + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.ProtoMajor != 2 || !strings.HasPrefix(res.Header.Get("Strict-Transport-Security"), "max-age=") {
		t.Errorf("%s, %v", res.Proto, res.Header)
	}
	if clear, err := http.Get("http" + strings.TrimPrefix(b.URL, "https") + "/healthz"); err == nil {
		clear.Body.Close()
		if clear.StatusCode != http.StatusBadRequest {
			t.Errorf("in the clear: %d", clear.StatusCode)
		}
	}
}
