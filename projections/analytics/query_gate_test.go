package analytics

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
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
	for _, sql := range []string{
		"SELECT * FROM file('" + secret + "', 'LineAsString')", "SELECT file('" + secret + "')", "SELECT FILE ('" + secret + "')", "SELECT `file`('" + secret + "')", "SELECT file/* */('" + secret + "')",
		"SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')", "SELECT * FROM remote('127.0.0.1:1', 'system.one')", "SELECT * FROM remoteSecure('127.0.0.1:1', 'system.one')",
		"SELECT * FROM s3('http://127.0.0.1:1/a/b', 'LineAsString')", "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')", "SELECT * FROM postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
		"SELECT * FROM sqlite('" + secret + "', 't')", "SELECT * FROM executable('id', 'LineAsString', 'x String')", "SELECT * FROM cluster('default', 'system.one')", "SELECT * FROM merge('system', '.*')",
		"SELECT * FROM merge(concat('sys', 'tem'), '^settings$')", "SELECT * FROM '" + secret + "'", "SELECT * FROM `" + secret + "`",
		"SELECT * FROM system.settings", "SELECT * FROM `system`.`tables`", "SELECT * FROM \"system\".tables", "SELECT * FROM \"sys\\x74em\".tables", "SELECT * FROM system/**/.processes",
		"SELECT * FROM INFORMATION_SCHEMA.tables", "SELECT * FROM information_schema.columns", "SELECT (SELECT count() FROM system.tables)", "SHOW TABLES FROM system", "SHOW SETTINGS LIKE '%'", "DESCRIBE system.tables", "SHOW CREATE TABLE system.tables", "SHOW PROCESSLIST",
		"SELECT 1 SETTINGS readonly = 0", "SET readonly = 0", "SELECT 1 SETTINGS max_memory_usage = 0", "USE system", "EXISTS system.tables",
		"SELECT 1 INTO OUTFILE '" + written + "'", "INSERT INTO FUNCTION file('" + written + "', 'CSV') SELECT 1", "CREATE TABLE x (a Int8) ENGINE = Memory", "CREATE TEMPORARY TABLE x (a Int8)", "DROP TABLE events", "ALTER TABLE events DELETE WHERE 1", "TRUNCATE TABLE events",
		"KILL QUERY WHERE 1", "SYSTEM SHUTDOWN", "ATTACH TABLE x", "GRANT ALL ON *.* TO x", "SELECT 1; SELECT 2", "SELECT dictGet('d', 'a', 1)", "BACKUP TABLE events TO File('" + written + "')", "EXPLAIN SELECT * FROM system.tables",
	} {
		if text, err := answered(a, t, sql); err == nil {
			t.Errorf("%s: answered %.60q", sql, text)
		} else if strings.Contains(err.Error(), "CANARY") {
			t.Errorf("%s: the refusal tells: %v", sql, err)
		}
	}
	if _, err := os.Stat(written); err == nil {
		t.Error("a query wrote a file")
	}
	for _, sql := range []string{
		"SELECT count() FROM events", "SELECT 'system.tables file(' AS text, `type` FROM events -- system.tables", "WITH t AS (SELECT 1 AS system_count) SELECT * FROM t /* file( */", "SELECT number FROM numbers(3)", "SELECT 'it''s \\' system' AS x",
	} {
		if _, err := answered(a, t, sql); err != nil {
			t.Errorf("%s: %v", sql, err)
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
