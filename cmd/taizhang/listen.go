package main

import (
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"net"
	"net/netip"
)

// listenFlags say where the ledger is served, and what protects the way to it. Without
// protection it is served to this machine alone.
type listenFlags struct {
	Listen      string `default:"127.0.0.1:8080" help:"监听地址；非本机地址须有 TLS 或 --behind-proxy / address to listen on; beyond loopback with TLS or --behind-proxy only." placeholder:"ADDR"`
	TLSCert     string `name:"tls-cert" help:"TLS 证书（PEM）；只接受 TLS 1.3 / TLS certificate; TLS 1.3 is the only version." type:"path" placeholder:"FILE"`
	TLSKey      string `name:"tls-key" help:"证书的私钥（PEM），仅属主可读 / the certificate's key, readable by its owner alone." type:"path" placeholder:"FILE"`
	BehindProxy bool   `name:"behind-proxy" help:"前面有终结 TLS 的反向代理，只有它能连到此端口；采信其 X-Forwarded-Proto 和 X-Forwarded-For / a proxy that ends TLS stands before this port and is the only one that reaches it; its X-Forwarded-Proto and X-Forwarded-For are believed."`
}

var (
	errListenOpen  = errors.New("--listen：非本机地址须给出 --tls-cert 和 --tls-key，或在 TLS 反向代理之后用 --behind-proxy；否则令牌和受限数据以明文传输 / beyond loopback give --tls-cert and --tls-key, or --behind-proxy behind a proxy that ends TLS: else tokens and restricted fields travel in the clear")
	errListenPair  = errors.New("--tls-cert 与 --tls-key 须一并给出 / --tls-cert and --tls-key go together")
	errOtherServer = errors.New("此端口的证书与数据目录中记的不同：不是该台账的服务进程 / the certificate differs from the one in the data directory: this is not the process that serves the ledger")
	errListenTwice = errors.New("--tls-cert 与 --behind-proxy 只能选一：TLS 由代理终结，或由本程序终结 / give --tls-cert or --behind-proxy: TLS ends at the proxy or here")
)

// A port is where the ledger is served.
type port struct {
	net.Listener
	tls      *tls.Config // nil: in the clear
	loopback bool        // reached by nobody but this machine, and by no proxy for others
}

// open takes the port; nobody is answered before it is served.
func (f listenFlags) open() (*port, error) {
	p := &port{}
	if err := f.check(); err != nil {
		return nil, err
	}
	if f.TLSCert != "" {
		pair, err := keyPair("tls", f.TLSCert, f.TLSKey)
		if err != nil {
			return nil, err
		}
		p.tls = &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{pair}}
	}
	var err error
	if p.Listener, err = net.Listen("tcp", f.Listen); err != nil {
		return nil, fmt.Errorf("监听 / listen on %s: %w", f.Listen, err)
	}
	p.loopback = isLoopback(p.Addr()) && !f.BehindProxy
	if !isLoopback(p.Addr()) && p.tls == nil && !f.BehindProxy { // a name that means another machine's address
		p.Close()
		return nil, errListenOpen
	}
	return p, nil
}

// keyPair loads a certificate and its key, which only its owner may read, as the flags
// --NAME-cert and --NAME-key say.
func keyPair(name, cert, key string) (tls.Certificate, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return pair, fmt.Errorf("--%s-cert: %w", name, err)
	}
	if err := private(key); err != nil {
		return pair, fmt.Errorf("--%s-key: %w", name, err)
	}
	return pair, nil
}

// check refuses what is not safe before the port is taken for even a moment.
func (f listenFlags) check() error {
	encrypted := f.TLSCert != ""
	host, _, err := net.SplitHostPort(f.Listen)
	if err != nil {
		return fmt.Errorf("--listen %s: 须为 地址:端口 / want ADDRESS:PORT: %w", f.Listen, err)
	}
	addr, err := netip.ParseAddr(host)
	beyond := host == "" || err == nil && !addr.Unmap().IsLoopback()
	switch {
	case encrypted != (f.TLSKey != ""):
		return errListenPair
	case encrypted && f.BehindProxy:
		return errListenTwice
	case beyond && !encrypted && !f.BehindProxy:
		return errListenOpen
	}
	return nil
}

// url is how this machine's own commands reach the port.
func (p *port) url() string {
	at := p.Addr().(*net.TCPAddr).AddrPort()
	if at.Addr().IsUnspecified() { // on every address, this machine's among them
		at = netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), at.Port())
	}
	if p.tls != nil {
		return "https://" + at.String()
	}
	return "http://" + at.String()
}

// certificate is the digest by which this machine's own commands know the port; empty
// without TLS. The certificate names the host for others, not for them.
func (p *port) certificate() string {
	if p.tls == nil {
		return ""
	}
	return fingerprint(p.tls.Certificates[0].Certificate[0])
}

func fingerprint(certificate []byte) string {
	sum := sha256.Sum256(certificate)
	return hex.EncodeToString(sum[:])
}

// pinned accepts the one certificate with a fingerprint, whatever it names.
func pinned(want string) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		InsecureSkipVerify: true, // VerifyConnection below knows the very certificate
		VerifyConnection: func(state tls.ConnectionState) error {
			if len(state.PeerCertificates) == 0 || fingerprint(state.PeerCertificates[0].Raw) != want {
				return errOtherServer
			}
			return nil
		},
	}
}

func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
