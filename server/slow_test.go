package server

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"taizhang/domain"
	"taizhang/eventstore/memory"
)

// tlsRig is a rig behind TLS; its client takes any certificate.
func tlsRig(t *testing.T) (r *rig, address string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), DNSNames: []string{"localhost"}}
	der, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	config := &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	r = newRig(t, memory.New(), domain.Demo, func(c *Config) { c.TLS = config })
	return r, strings.TrimPrefix(r.base, "http://")
}

// Rows 23 and 24: who sends nothing, or never an end, is cut off at the deadline of the
// headers, while others are answered; nothing of him stays.
func TestSlowClientsAreCutOff(t *testing.T) {
	const each = 60
	plain := demoRig(t)
	secured, address := tlsRig(t)
	for name, tt := range map[string]struct {
		address, sent string
	}{
		"silent":               {strings.TrimPrefix(plain.base, "http://"), ""},
		"headers without end":  {strings.TrimPrefix(plain.base, "http://"), "GET /healthz HTTP/1.1\r\nHost: x\r\nX: "},
		"no hello of TLS":      {address, ""},
		"half a hello of TLS":  {address, "\x16\x03\x01\x02\x00\x01"},
		"in the clear for TLS": {address, "GET / HTTP/1.1\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var cut sync.WaitGroup
			for range each {
				conn, err := net.Dial("tcp", tt.address)
				if err != nil {
					t.Fatal(err)
				}
				cut.Go(func() {
					defer conn.Close()
					io.WriteString(conn, tt.sent)
					conn.SetReadDeadline(time.Now().Add(time.Minute))
					if _, err := io.Copy(io.Discard, conn); isTimeout(err) {
						t.Error("still open after a minute")
					}
				})
			}
			if x := plain.in(t).get("/healthz"); x.status != http.StatusOK {
				t.Errorf("others meanwhile: %d", x.status)
			}
			cut.Wait()
		})
	}
	t.Cleanup(func() { secured.stop(); plain.stop() })
}

// Row 25: one HTTP/2 connection has so many streams; who opens and resets them without
// end leaves no work behind; and without TLS there is no HTTP/2.
func TestRapidReset(t *testing.T) {
	_, address := tlsRig(t)
	conn, err := tls.Dial("tcp", address, &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	io.WriteString(conn, http2.ClientPreface)
	framer := http2.NewFramer(conn, conn)
	framer.WriteSettings()
	frame, err := framer.ReadFrame()
	if err != nil {
		t.Fatal(err)
	}
	if max, ok := frame.(*http2.SettingsFrame).Value(http2.SettingMaxConcurrentStreams); !ok || max != streamsMax {
		t.Errorf("%d streams at once, want %d", max, streamsMax)
	}
	go io.Copy(io.Discard, conn)
	before := runtime.NumGoroutine()
	var block bytes.Buffer
	packer := hpack.NewEncoder(&block)
	for _, field := range [][2]string{{":method", "GET"}, {":scheme", "https"}, {":authority", "x"}, {":path", "/healthz"}} {
		packer.WriteField(hpack.HeaderField{Name: field[0], Value: field[1]})
	}
	fields := bytes.Clone(block.Bytes())
	for id := uint32(1); id < 10_000; id += 2 {
		err := framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: fields, EndStream: true, EndHeaders: true})
		if err == nil {
			err = framer.WriteRSTStream(id, http2.ErrCodeCancel)
		}
		if err != nil {
			break // the server has had enough: as good
		}
	}
	if after := runtime.NumGoroutine(); after > before+2*streamsMax {
		t.Errorf("%d goroutines became %d", before, after)
	}
	plain := demoRig(t)
	clear, err := net.Dial("tcp", strings.TrimPrefix(plain.base, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer clear.Close()
	io.WriteString(clear, http2.ClientPreface)
	http2.NewFramer(clear, clear).WriteSettings()
	clear.(*net.TCPConn).CloseWrite()
	clear.SetReadDeadline(time.Now().Add(time.Minute))
	answer, err := io.ReadAll(clear)
	if err != nil || bytes.HasPrefix(answer, []byte("\x00\x00")) {
		t.Errorf("HTTP/2 in the clear: %q %v", answer, err)
	}
}
