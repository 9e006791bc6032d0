package analytics

import (
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// Connect reaches a ClickHouse server: dsn is http://, https:// or clickhouse://
// with user:password@host:port/database. The database must exist. Nothing is
// dialled before the first query.
//
// The http path is tested against the engine that this program embeds, behind a
// listener; the native one (clickhouse://) has not been run.
func Connect(dsn string) (clickhouse.Conn, error) {
	scheme, _, _ := strings.Cut(dsn, "://")
	if scheme != "http" && scheme != "https" && scheme != "clickhouse" {
		return nil, fmt.Errorf("clickhouse %.20q…: 须以 http://、https:// 或 clickhouse:// 开头 (want http://, https:// or clickhouse://)", dsn)
	}
	options, err := clickhouse.ParseDSN(dsn)
	if err != nil {
		return nil, fmt.Errorf("clickhouse address: %w", err)
	}
	options.DialTimeout = 10 * time.Second
	conn, err := clickhouse.Open(options)
	if err != nil {
		return nil, fmt.Errorf("clickhouse: %w", err)
	}
	return conn, nil
}
