package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"

	"golang.org/x/sync/errgroup"

	"taizhang"
	"taizhang/cmd/taizhang/demo"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/server"
	"taizhang/server/web"
)

// A server collects garbage less often than Go does by default: it takes 11 to 25 %
// less processor time per event, for a heap of up to five times what lives
// below a soft limit. GOGC and GOMEMLIMIT say otherwise.
const (
	gcPercent     = 400
	heapBytesSoft = 4 << 30
)

// serveCmd runs the ledger.
type serveCmd struct {
	place
	nodeFlags
	oidcFlags
	listenFlags
	clickHouseFlags
}

// Help implements kong.HelpProvider.
func (serveCmd) Help() string {
	return `例 / Examples:
  taizhang serve --listen 127.0.0.1:8080 --data ./data
  taizhang serve --listen 0.0.0.0:8443 --tls-cert server.pem --tls-key server.key
    非本机地址须有 TLS，或在 TLS 反向代理之后用 --behind-proxy / beyond loopback with TLS, or
    with --behind-proxy behind a proxy that ends TLS.
  TAIZHANG_CLICKHOUSE=https://user:secret@clickhouse.example:8443/taizhang taizhang serve
  taizhang serve --esdb-listen 127.0.0.1:2113
    供 EventStoreDB 的工具和客户端只读访问（esdb://127.0.0.1:2113?tls=false）。此端口不查令牌：
    能连到它的人可读全部记录 / for EventStoreDB tools and clients, read-only. This port asks for
    no token: everyone who reaches it reads everything.
  taizhang serve --oidc-issuer https://id.example/realms/city --oidc-client-id taizhang --oidc-client-secret-file client.secret
    在认证方登记的返回地址 / the redirect address to register: https://HOST/api/v1/oidc/callback`
}

// Run serves until the context ends. The parts are wired here and nowhere else.
func (c *serveCmd) Run(ctx context.Context, std stdio) error {
	tuneMemory()
	log := slog.New(slog.NewTextHandler(std.err, nil))
	where, err := c.where(c.AllowInsecureStore, log)
	if err != nil {
		return err
	}
	c.ClickHouse = where
	if err := c.checkEngine(); err != nil {
		return err
	}
	listener, err := c.listenFlags.open()
	if err != nil {
		return err
	}
	defer listener.Close()
	store, err := c.openStore(ctx, log)
	if err != nil {
		return err
	}
	defer store.Close()
	node, err := c.openNode(store)
	if err != nil {
		return err
	}
	defer node.Close()
	access, err := c.openAccess(log)
	if err != nil {
		return err
	}
	defer access.Close()
	parts, err := openParts(ctx, store, access, log)
	if err != nil {
		return err
	}
	defer parts.db.Close()
	if err := c.appointFirst(ctx, std.out, parts.ledger); err != nil {
		return err
	}
	if c.ClickHouse == "off" {
		parts.db.open(new(analyticsDB))
	}
	srv, token, err := c.newServer(listener, parts)
	if err != nil {
		return err
	}
	url := listener.url()
	if err := c.writeBeacon(beacon{URL: url, PID: os.Getpid(), Token: token, Certificate: listener.certificate()}); err != nil {
		return err
	}
	defer os.Remove(c.beacon())
	fmt.Fprintf(std.out, "台账已启动（%s）/ the ledger is served: %s\n", kindName(parts.ledger.Kind()), url)
	if node != nil {
		fmt.Fprintf(std.out, "EventStoreDB 协议（只读）/ read-only for EventStoreDB tools: %s\n", node.url)
	}
	return c.serve(ctx, std.out, listener, srv, parts, node)
}

// appointFirst sees to it that somebody can give authority, and of a real ledger says
// where his token is.
func (c *serveCmd) appointFirst(ctx context.Context, out io.Writer, ledger *taizhang.Ledger) error {
	if ledger.Kind() == domain.Demo {
		return appointDemo(ctx, ledger)
	}
	path, err := c.appoint(ctx, ledger)
	if err != nil || path == "" {
		return err
	}
	return sayAppointed(out, path)
}

// newServer wires the API. The token it returns is the one of the beacon: it
// lets the other commands of this machine read, and has no department to record
// for.
func (c *serveCmd) newServer(listener *port, p *parts) (*server.Server, string, error) {
	tokens, err := c.openTokens()
	if err != nil {
		return nil, "", err
	}
	oidc, err := c.oidcFlags.config()
	if err != nil {
		return nil, "", err
	}
	token := tokens.IssueInMemory(domain.Maintenance)
	config := server.Config{
		Ledger: p.ledger, Log: p.store, Parcels: p.model, Goal: p.goal, Tokens: tokens, Access: p.access, Web: web.Files, Version: version, Logger: p.log,
		OIDC: oidc, Demo: demo.Principals(), Loopback: listener.loopback, BehindProxy: c.BehindProxy, TLS: listener.tls,
		Backup: p.backup,
		Verify: p.verify, Forgetting: forgetting(p.store), Waiting: waiting(p.store),
	}
	if c.ClickHouse != "off" {
		config.Analytics = p.db
	}
	return server.New(config), token, nil
}

// serve runs the projections and the listener until the context ends, or one of
// them fails.
func (c *serveCmd) serve(ctx context.Context, out io.Writer, listener *port, srv *server.Server, p *parts, node *ledgerNode) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.runLive(ctx, out) })
	if c.ClickHouse != "off" {
		group.Go(func() error { return p.runAnalytics(ctx, c.place, c.ClickHouse) })
	}
	group.Go(func() error { return srv.Serve(ctx, listener) })
	group.Go(func() error { return node.serve(ctx) })
	group.Go(func() error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.access.store.Failed():
			return fmt.Errorf("访问记录写入失败，停止服务 / the access log cannot be written any more and serving ends: %w", eventstore.ErrUnavailable)
		case <-p.store.Failed():
			return fmt.Errorf("存储写入失败，停止服务；已确认的事件都在 / the store cannot write any more and serving ends; what was acknowledged is there: %w", eventstore.ErrUnavailable)
		}
	})
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil // asked to end
	}
	return err
}

func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(heapBytesSoft)
	}
}

func kindName(kind domain.Code) string {
	if kind == domain.Demo {
		return "演示 / demo"
	}
	return "正式 / real"
}
