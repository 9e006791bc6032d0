package analytics

import (
	"errors"
	"fmt"
	"net/url"
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
	address, err := url.Parse(dsn)
	if err != nil { // which quotes the address, with the password
		return nil, errAddress
	}
	if query := address.Query(); scheme == "https" && !query.Has("secure") { // the driver wants it said twice
		query.Set("secure", "true")
		address.RawQuery = query.Encode()
	}
	options, err := clickhouse.ParseDSN(address.String())
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

var errAddress = errors.New("clickhouse：地址有误，口令中的特殊字符写作 %XX (the address cannot be read; special characters of a password as %XX)")
