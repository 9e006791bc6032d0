package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"runtime/debug"
	"time"

	"golang.org/x/sync/errgroup"

	"taizhang"
	"taizhang/cmd/taizhang/audit"
	"taizhang/cmd/taizhang/demo"
	"taizhang/domain"
	"taizhang/eventstore"
	"taizhang/projections"
	"taizhang/projections/analytics"
	"taizhang/projections/live"
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
	Listen     string `default:"127.0.0.1:8080" help:"监听地址 / address to listen on." placeholder:"ADDR"`
	ClickHouse string `name:"clickhouse" default:"embedded" help:"分析库：embedded（进程内引擎）、off、http://… 或 clickhouse://… / analytics: embedded, off, or a server's address." placeholder:"WHERE"`
}

// Help implements kong.HelpProvider.
func (serveCmd) Help() string {
	return `例 / Examples:
  taizhang serve --listen 127.0.0.1:8080 --data ./data
  taizhang serve --clickhouse http://user:secret@127.0.0.1:8123/taizhang
  taizhang serve --esdb-listen 127.0.0.1:2113
    供 EventStoreDB 的工具和客户端只读访问（esdb://127.0.0.1:2113?tls=false）。此端口不查令牌：
    能连到它的人可读全部记录 / for EventStoreDB tools and clients, read-only. This port asks for
    no token: everyone who reaches it reads everything.`
}

// Run serves until the context ends. The parts are wired here and nowhere else.
func (c *serveCmd) Run(ctx context.Context, std stdio) error {
	tuneMemory()
	log := slog.New(slog.NewTextHandler(std.err, nil))
	listener, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("监听 / listen on %s: %w", c.Listen, err)
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
	ledger, err := taizhang.Open(ctx, store, "")
	if err != nil {
		return err
	}
	model := live.New(store, time.Now)
	if err := catchUp(ctx, store, model); err != nil {
		return fmt.Errorf("fold the log: %w", err)
	}
	if err := completeSplits(ctx, ledger, model, log); err != nil {
		return err
	}
	db, err := openAnalytics(ctx, c.place, c.ClickHouse, log)
	if err != nil {
		return err
	}
	defer db.Close()
	srv, token, err := c.newServer(listener, ledger, store, model, db, log)
	if err != nil {
		return err
	}
	url := "http://" + listener.Addr().String()
	if err := c.writeBeacon(beacon{URL: url, PID: os.Getpid(), Token: token}); err != nil {
		return err
	}
	defer os.Remove(c.beacon())
	fmt.Fprintf(std.out, "台账已启动（%s，%d 宗地，%d 个事件）/ the ledger is served: %s\n", kindName(ledger.Kind()), model.Overview("").Parcels, model.Events(), url)
	if node != nil {
		fmt.Fprintf(std.out, "EventStoreDB 协议（只读）/ read-only for EventStoreDB tools: %s\n", node.url)
	}
	return c.serve(ctx, listener, srv, store, model, db, node, log)
}

// completeSplits writes what splits and merges left out when an earlier process died in
// the middle of one. What stands in the way is named and left to an officer.
func completeSplits(ctx context.Context, ledger *taizhang.Ledger, model *live.Model, log *slog.Logger) error {
	for _, id := range model.Incomplete() {
		completed, err := ledger.Complete(ctx, id)
		switch {
		case errors.Is(err, domain.ErrRefused):
			log.Error("分割、合并未能补全 (a split or merge cannot be completed)", "parcel", id, "cause", err)
		case err != nil:
			return fmt.Errorf("补全宗地 %s 的分割、合并 / complete the split or merge: %w", id, err)
		default:
			log.Info("已补全分割、合并 (completed a split or merge)", "parcel", id, "parcels", completed)
		}
	}
	return nil
}

// newServer wires the API. The token it returns is the one of the beacon: it
// lets the other commands of this machine read, and has no department to record
// for.
func (c *serveCmd) newServer(listener net.Listener, ledger *taizhang.Ledger, store ledgerStore, model *live.Model, db *analyticsDB, log *slog.Logger) (*server.Server, string, error) {
	tokens, err := c.openTokens()
	if err != nil {
		return nil, "", err
	}
	token := tokens.IssueInMemory(domain.Officer{ID: "local", Name: "本机维护", Level: "CITY"})
	config := server.Config{
		Ledger: ledger, Log: store, Parcels: model, Tokens: tokens, Web: web.Files, Version: version, Logger: log,
		Officers: demo.Officers(), Loopback: isLoopback(listener.Addr()), Maintenance: token,
		Backup: func(ctx context.Context, w io.Writer) error { return writeBackup(ctx, w, store) },
		Verify: func(ctx context.Context) (server.Verification, error) { return verification(ctx, store, model, db) },
	}
	config.Forgetting = forgetting(store)
	if db.Analytics != nil {
		config.Analytics = db.Analytics
	}
	return server.New(config), token, nil
}

// serve runs the projections and the listener until the context ends, or one of
// them fails.
func (c *serveCmd) serve(ctx context.Context, listener net.Listener, srv *server.Server, store ledgerStore, model *live.Model, db *analyticsDB, node *ledgerNode, log *slog.Logger) error {
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return projections.Run(ctx, store, model, log) })
	if db.Analytics != nil {
		group.Go(func() error { return projections.Run(ctx, analytics.Batched(store), db.Analytics, log) })
	}
	group.Go(func() error { return srv.Serve(ctx, listener) })
	group.Go(func() error { return node.serve(ctx) })
	group.Go(func() error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-store.Failed():
			return fmt.Errorf("存储写入失败，停止服务；已确认的事件都在 / the store cannot write any more and serving ends; what was acknowledged is there: %w", eventstore.ErrUnavailable)
		}
	})
	err := group.Wait()
	if errors.Is(err, context.Canceled) {
		return nil // asked to end
	}
	return err
}

// verification runs an audit against the running projections.
func verification(ctx context.Context, store eventstore.Store, model *live.Model, db *analyticsDB) (server.Verification, error) {
	report, err := audit.Run(ctx, store, model, db.Analytics)
	v := server.Verification{OK: report.OK, Faults: []server.Fault{}, Counts: report.Counts}
	for _, f := range report.Faults {
		v.Faults = append(v.Faults, server.Fault(f))
	}
	return v, err
}

func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(heapBytesSoft)
	}
}

func isLoopback(addr net.Addr) bool {
	tcp, ok := addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func kindName(kind domain.Code) string {
	if kind == domain.Demo {
		return "演示 / demo"
	}
	return "正式 / real"
}
