package analytics

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// A free query reads the tables of the analytics. The machine's files, other machines,
// the engine's own tables and its settings are not for it.
func TestFreeQueriesReadTheTablesAlone(t *testing.T) {
	a := open(t)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("CANARY\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	written := filepath.Join(t.TempDir(), "written.csv")
	for _, sql := range hostile(secret, written) {
		text, err := answered(a, t, sql)
		if err == nil {
			t.Errorf("%s: answered %.60q", sql, text)
			continue
		}
		e, is := errors.AsType[*clickhouse.Exception](err)
		if !is || !slices.Contains([]int32{497, 62, 164, 456}, e.Code) { // by the gate; no SELECT; a setting; a name left open
			t.Errorf("%s: got %v, want a refusal before anything runs", sql, err)
		}
		if strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: the refusal tells: %v", sql, err)
		}
	}
	if _, err := os.Stat(written); err == nil {
		t.Error("a query wrote a file")
	}
	_, err := answered(a, t, "SELECT length(groupArray(repeat(toString(number), 100000))) FROM numbers(1000000)")
	if e, is := errors.AsType[*clickhouse.Exception](err); !is || e.Code != 241 {
		t.Errorf("a query of 100 GB: got %v, want the limit of memory", err)
	}
	for _, sql := range friendly {
		if _, err := answered(a, t, sql); err != nil {
			t.Errorf("%s: %v", sql, err)
		}
	}
}

// hostile are queries that reach beyond the tables, some in disguise.
func hostile(secret, written string) []string {
	return []string{
		// files
		"SELECT * FROM file('" + secret + "', 'LineAsString')", "SELECT file('" + secret + "')", "SELECT FILE ('" + secret + "')", "SELECT `file`('" + secret + "')", "SELECT file/* */('" + secret + "')",
		"SELECT arrayMap(file, ['" + secret + "'])", "SELECT arrayMap(x -> file(x), ['" + secret + "'])", "SELECT * APPLY file FROM (SELECT '" + secret + "' AS a)", "SELECT * REPLACE (file('" + secret + "') AS data) FROM events",
		"SELECT count() FROM events WHERE data IN (SELECT file('" + secret + "'))", "SELECT (SELECT file('" + secret + "'))", "SELECT 1 ORDER BY file('" + secret + "')", "WITH file('" + secret + "') AS x SELECT x", "SELECT catboostEvaluate('" + secret + "', 1)",
		"SELECT * FROM '" + secret + "'", "SELECT * FROM `" + secret + "`", "SELECT 'x' IN `" + secret + "`", "SELECT * FROM filesystem('/')", "SELECT * FROM sqlite('" + secret + "', 't')", "SELECT * FROM executable('id', 'LineAsString', 'x String')",
		// other machines
		"SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')", "SELECT * FROM remote('127.0.0.1:1', 'system.one')", "SELECT * FROM remoteSecure('127.0.0.1:1', 'system.one')", "SELECT * FROM s3('http://127.0.0.1:1/a/b', 'LineAsString')",
		"SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')", "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')", "SELECT * FROM mongodb('127.0.0.1:1', 'a', 'b', 'c', 'd', 'x Int8')", "SELECT * FROM redis('127.0.0.1:1', 'k', 'k String')",
		"SELECT * FROM hdfs('hdfs://127.0.0.1:1/a', 'TSV')", "SELECT * FROM odbc('a', 'b', 'c')", "SELECT * FROM jdbc('a', 'b', 'c')", "SELECT aiGenerate('x')", "SELECT count() FROM (SELECT * FROM URL('http://127.0.0.1:1/', 'LineAsString'))",
		// the engine's own tables
		"SELECT * FROM cluster('default', 'system.one')", "SELECT * FROM merge('system', '.*')", "SELECT * FROM merge(concat('sys', 'tem'), '^settings$')", "SELECT * FROM view(SELECT * FROM system.settings)", "SELECT * FROM viewIfPermitted(SELECT 1 ELSE null('x Int8'))",
		"SELECT * FROM eval('SELECT 1')", "SELECT * FROM loop('system', 'one')", "SELECT * FROM dictionary('d')", "SELECT * FROM mergeTreeIndex('system', 'parts')",
		"SELECT * FROM system.settings", "SELECT * FROM `system`.`tables`", "SELECT * FROM \"system\".tables", "SELECT * FROM \"sys\\x74em\".tables", "SELECT * FROM system/**/.processes", "SELECT * FROM INFORMATION_SCHEMA.tables", "SELECT * FROM information_schema.columns",
		"SELECT (SELECT count() FROM system.tables)", "SELECT 1 IN system.one", "SELECT 1 NOT IN (system.one)", "SELECT (SELECT 1 IN system.one)", "SELECT * FROM events JOIN system.one ON 1", "SELECT * FROM events, system.one", "SELECT count() FROM events WHERE EXISTS(SELECT 1 FROM system.one)",
		"WITH t AS (SELECT * FROM system.one) SELECT * FROM t", "SELECT 1 UNION ALL SELECT dummy FROM system.one", "SELECT 1 INTERSECT SELECT dummy FROM system.one", "SHOW TABLES FROM system", "SHOW SETTINGS LIKE '%'", "DESCRIBE system.tables", "SHOW CREATE TABLE system.tables", "SHOW PROCESSLIST",
		"EXISTS system.tables", "EXPLAIN SELECT * FROM system.tables", "EXPLAIN AST SELECT 1", "SELECT * FROM (EXPLAIN SELECT 1)",
		// functions that tell of the machine, dictionaries, settings; that wait
		"SELECT hostName()", "SELECT currentUser()", "SELECT user()", "SELECT getSetting('readonly')", "SELECT getServerSetting('x')", "SELECT getMacro('x')", "SELECT filesystemAvailable()", "SELECT uptime()", "SELECT sleep(3)", "SELECT sleepEachRow(1) FROM events", "SELECT dictGet('d', 'a', 1)",
		"SELECT dictHas('d', 1)", "SELECT joinGet('j', 'a', 1)", "SELECT regionToName(1)", "SELECT evalMLMethod(1)", "SELECT logTrace('x')", "SELECT addressToLine(1)", "SELECT arrayReduce('sum', [1])", "SELECT initializeAggregation('sum', 1)", "SELECT showCertificate()", "SELECT @@version", "SELECT fuzzQuery('SELECT 1')",
		// settings and other statements
		"SELECT 1 SETTINGS readonly = 0", "SELECT 1 SETTINGS max_memory_usage = 0", "SELECT * FROM (SELECT 1 SETTINGS max_threads = 64)", "SET readonly = 0", "USE system", "SELECT 1 FORMAT JSON", "SELECT 1 INTO OUTFILE '" + written + "'", "SELECT 1 INTO OUTFILE '" + written + "' FORMAT CSV",
		"INSERT INTO FUNCTION file('" + written + "', 'CSV') SELECT 1", "CREATE TABLE x (a Int8) ENGINE = Memory", "CREATE TEMPORARY TABLE x (a Int8)", "DROP TABLE events", "ALTER TABLE events DELETE WHERE 1", "TRUNCATE TABLE events", "OPTIMIZE TABLE events", "RENAME TABLE events TO x",
		"KILL QUERY WHERE 1", "SYSTEM SHUTDOWN", "ATTACH TABLE x", "GRANT ALL ON *.* TO x", "CREATE FUNCTION f AS x -> x", "SELECT 1; SELECT 2", "SELECT 1; DROP TABLE events", "BACKUP TABLE events TO File('" + written + "')", "SELECT {t:Identifier}", "SELECT 1) UNION ALL (SELECT file('" + secret + "')", "",
	}
}

// friendly are queries as analysts write them.
var friendly = []string{
	"SELECT count() FROM events", "SELECT 'system.tables file(' AS text, `type` FROM events -- system.tables", "WITH t AS (SELECT 1 AS system_count) SELECT * FROM t /* file( */", "SELECT number FROM numbers(3)", "SELECT 'it''s \\' system' AS x",
	"SELECT district, year, sum(sign * tax) / 1e6 AS `税收` FROM figures WHERE quarter = 0 GROUP BY district, year HAVING `税收` > 0 ORDER BY `税收` DESC LIMIT 3", "WITH `登记` AS (SELECT parcel FROM events WHERE type = 'ParcelRegistered') SELECT count() FROM events WHERE parcel IN `登记`",
	"SELECT e.type, countIf(e.backfill), uniqExact(e.parcel), quantiles(0.5, 0.9)(toUInt32(e.revision)), groupArrayDistinct(e.stage), sumOrNull(revision), avgIfOrNull(revision, backfill) FROM events AS e LEFT JOIN operation_reports AS r ON e.parcel = r.parcel GROUP BY e.type",
	"SELECT CASE type WHEN 'a' THEN 1 ELSE 2 END, CASE WHEN backfill THEN 1 END, if(backfill, 1, 2), toStartOfMonth(occurred_on), JSONExtractString(data, 'x'), arrayMap(x -> upper(x), findings) FROM events",
	"SELECT parcel, row_number() OVER (PARTITION BY parcel ORDER BY ordinal), lagInFrame(revision) OVER w FROM events WINDOW w AS (PARTITION BY parcel ORDER BY ordinal)", "SELECT count(), sum(ordinal) FROM events WHERE occurred_on BETWEEN '2024-01-01' AND toDate32('2024-12-31') AND type LIKE 'P%' AND NOT backfill",
	"SELECT a.district FROM figures a WHERE EXISTS (SELECT 1 FROM land WHERE land.parcel = a.parcel)", "SELECT kind, argMax(state, on_day), max(due) FROM checkpoints GROUP BY ROLLUP(kind)", "SELECT COLUMNS('^tax') FROM figures", "SELECT * EXCEPT (data) FROM events ORDER BY position LIMIT 1 BY parcel", "SELECT 1 UNION ALL SELECT 2",
	"SELECT toDate(today()) - INTERVAL 1 YEAR, now() > toDateTime('2020-01-01 00:00:00')", "SELECT x.1, x.2 FROM (SELECT tuple(1, 'a') AS x)", "SELECT arrayJoin([1, 2]) AS n", "SELECT n FROM (SELECT [1, 2] AS l) ARRAY JOIN l AS n",
}

// Every column of the tables may be named.
func TestFreeQueriesNameEveryColumn(t *testing.T) {
	a := open(t)
	for _, table := range a.tables {
		for _, c := range table.types {
			if _, err := answered(a, t, "SELECT "+c.Name+", t."+c.Name+" FROM "+table.name+" AS t ORDER BY "+c.Name); err != nil {
				t.Errorf("%s.%s: %v", table.name, c.Name, err)
			}
		}
	}
}

// answered is the text of everything that a query answers.
func answered(a *Analytics, t *testing.T, sql string) (string, error) {
	rows, err := a.Query(t.Context(), sql)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var text strings.Builder
	for row, err := range rows.All() {
		if err != nil {
			return text.String(), err
		}
		for _, value := range row {
			if s, ok := value.(string); ok {
				text.WriteString(s + " ")
			}
		}
	}
	return text.String(), nil
}
