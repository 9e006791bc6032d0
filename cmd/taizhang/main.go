// Command taizhang is the supervision ledger of industrial land (台账): it serves
// the ledger, records, imports, replays, queries and verifies.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is what this build calls itself.
const version = "0.1.0"

// Exit codes of every command.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitFault  = 3 // verify found a fault
)

// errFault ends a command that worked and found something wrong.
var errFault = errors.New("faults were found")

// cli is the whole command line.
type cli struct {
	Serve  serveCmd  `cmd:"" help:"启动服务：接口、实时推送、页面 / serve the API, the feed and the screens."`
	Token  tokenCmd  `cmd:"" help:"发放、列出、吊销令牌 / issue, list and revoke tokens."`
	Record recordCmd `cmd:"" help:"登记事件 / record events."`
	Import importCmd `cmd:"" help:"导入外部记录 / import records of another system."`
	Replay replayCmd `cmd:"" help:"重放宗地历史 / replay the history of parcels."`
	Query  queryCmd  `cmd:"" help:"对分析库执行只读 SQL / read-only SQL on the analytics."`
	Policy policyCmd `cmd:"" help:"政策参数：查看、拟定、批准、撤回、重审 / parameters of the policy: list, set, approve, withdraw, reconsider."`
	Events eventsCmd `cmd:"" help:"事件目录：字段、规则、职责 / the catalogue of events: fields, rules, departments."`
	Demo   demoCmd   `cmd:"" help:"生成演示城市 / generate the demo city."`
	Verify verifyCmd `cmd:"" help:"核验全部记录和投影 / verify every record and projection."`

	Access    accessCmd    `cmd:"" help:"访问记录：谁读了什么，谁被拒绝 / who read what, and who was denied."`
	Authority authorityCmd `cmd:"" help:"授权：授予、复核、撤销、列出 / authority: grant, approve, withdraw, list."`
	Backup    backupCmd    `cmd:"" help:"备份台账，可在服务运行时进行 / back the ledger up, also while it is served."`
	Restore   restoreCmd   `cmd:"" help:"由备份恢复台账 / restore a ledger from a backup."`
	Move      moveCmd      `cmd:"" help:"把台账搬到另一存储，逐字节核对 / move the ledger to another store, compared byte for byte."`

	Version kong.VersionFlag `help:"显示版本 / print the version."`
}

// stdio is where a command reads and writes.
type stdio struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// run is main with its world passed in.
func run(ctx context.Context, args []string, std stdio) (code int) {
	var c cli
	exited := -1
	parser := c.parser(
		kong.Writers(std.out, std.err),
		kong.Exit(func(code int) { exited = code; panic(errExit) }),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(std),
	)
	defer func() {
		if r := recover(); r != nil {
			if r != errExit {
				panic(r)
			}
			code = exited
		}
	}()
	if len(args) == 0 {
		args = []string{"--help"}
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(std.err, "taizhang: %v\n用法见 / see: taizhang --help\n", err)
		return exitUsage
	}
	switch err := k.Run(); {
	case err == nil:
		return exitOK
	case errors.Is(err, errFault):
		return exitFault
	default:
		fmt.Fprintf(std.err, "taizhang: %s\n", say(err))
		return exitFailed
	}
}

// parser reads the command line.
func (c *cli) parser(world ...kong.Option) *kong.Kong {
	parser, err := kong.New(c, append(world,
		kong.Name("taizhang"),
		kong.Description("台账：产业项目用地全生命周期共同监管 / the supervision ledger of industrial land."),
		kong.Vars{"version": version},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)...)
	if err != nil {
		panic(err) // the declaration of a command is wrong
	}
	return parser
}

// errExit unwinds kong's own exits (help, version) to run.
var errExit = errors.New("exit")
