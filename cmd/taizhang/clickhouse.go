package main

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"strings"
)

// clickHouseEnv is the variable with the address of the analytics server.
const clickHouseEnv = "TAIZHANG_CLICKHOUSE"

// clickHouseFlags say what the analytics run on. An address with a password comes from a
// file or the environment, as that of the store does.
type clickHouseFlags struct {
	ClickHouse     string `name:"clickhouse" help:"分析库：embedded（进程内引擎，缺省）、off、https://… 或 clickhouse://…；含口令时改用 --clickhouse-file 或环境变量 TAIZHANG_CLICKHOUSE / analytics: embedded (the default), off, or a server's address; with a password in it: --clickhouse-file or the variable TAIZHANG_CLICKHOUSE." placeholder:"WHERE"`
	ClickHouseFile string `name:"clickhouse-file" help:"存放该地址的文件，仅属主可读 / file with that address, readable by its owner alone." type:"path" placeholder:"FILE"`
}

var (
	errClickHousePassword = errors.New("--clickhouse：命令行上的口令会被本机其他用户看到，改用 --clickhouse-file FILE 或环境变量 TAIZHANG_CLICKHOUSE / other users of this machine can read a password on the command line: use --clickhouse-file FILE or the variable TAIZHANG_CLICKHOUSE")
	errClickHouseTwice    = errors.New("--clickhouse 与 --clickhouse-file 只能给一个 / give one of --clickhouse and --clickhouse-file")
	errClickHouseAddress  = errors.New("分析库地址须为 http(s)://或 clickhouse://用户:口令@主机:端口/库 / the address of the analytics must be http(s):// or clickhouse://user:password@host:port/database")
	errClickHouseOpen     = errors.New("分析库的口令将以明文传输，或不核验证书：改用 https://、clickhouse://…?secure=true，或以 --allow-insecure-store 承担后果 / the password of the analytics would travel in the clear, or to whoever has any certificate: use https:// or clickhouse://…?secure=true, or take the risk with --allow-insecure-store")
)

// where is embedded, off, or the address of a server. What does not protect its
// credentials is refused, unless that was asked for, and then is said in the log.
func (f clickHouseFlags) where(allowInsecure bool, log *slog.Logger) (string, error) {
	given, err := f.given()
	if err != nil || given == "embedded" || given == "off" {
		return given, err
	}
	address, err := url.Parse(given)
	switch {
	case err != nil || address.Host == "":
		return "", errClickHouseAddress // without the error: it holds the address
	case exposed(address) && !allowInsecure:
		return "", errClickHouseOpen
	case exposed(address):
		log.Warn("分析库的连接不受保护 (the connection to the analytics is not protected)", "host", address.Host)
	}
	return given, nil
}

func (f clickHouseFlags) given() (string, error) {
	if address, err := url.Parse(f.ClickHouse); err != nil || hasPassword(address) {
		return "", errClickHousePassword
	}
	switch {
	case f.ClickHouse != "" && f.ClickHouseFile != "":
		return "", errClickHouseTwice
	case f.ClickHouseFile != "":
		return readSecret("--clickhouse-file", f.ClickHouseFile)
	}
	return cmp.Or(f.ClickHouse, strings.TrimSpace(os.Getenv(clickHouseEnv)), "embedded"), nil
}

func hasPassword(address *url.URL) bool {
	_, has := address.User.Password()
	return has || address.Query().Has("password")
}

// exposed reports whether credentials go to another machine without TLS, or without
// knowing whose certificate it is.
func exposed(address *url.URL) bool {
	query := address.Query()
	if query.Get("skip_verify") != "" && query.Get("skip_verify") != "false" {
		return true
	}
	encrypted := address.Scheme == "https" || query.Get("secure") == "true"
	return hasPassword(address) && !encrypted && !isLocalHost(address.Hostname())
}

func isLocalHost(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.Unmap().IsLoopback()
}

// readSecret reads a file that holds one secret and that others cannot read.
func readSecret(flag, file string) (string, error) {
	if err := private(file); err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s: %w", flag, err)
	}
	if secret := strings.TrimSpace(string(data)); secret != "" {
		return secret, nil
	}
	return "", fmt.Errorf("%s %s: 空文件 / is empty", flag, file)
}

// private refuses a file of a secret that others than its owner and its group can read,
// or others than its owner can change.
func private(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		return err
	}
	if mode := info.Mode().Perm(); mode&0o027 != 0 {
		return fmt.Errorf("%s 的权限为 %04o，其他用户可读写：chmod 600 %s / others can read or change it, mode %04o: chmod 600", file, mode, file, mode)
	}
	return nil
}
