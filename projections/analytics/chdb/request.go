package chdb

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

const (
	settingReadonly   = "readonly"
	settingLogComment = "log_comment"
)

// A request is what a statement needs of its session, read from the driver's
// HTTP request.
type request struct {
	insert   bool   // the statement is in the URL, the data in the body
	sql      string // of an insert: without its FORMAT clause
	database string
	settings map[string]string
	params   []param
}

func (r *request) readonly() bool {
	level, ok := r.settings[settingReadonly]
	return ok && level != "0"
}

// A refusal is a request that this transport cannot honour; it never reaches
// the engine.
type refusal struct{ reason string }

func (r *refusal) Error() string {
	return "Code: 36. DB::Exception: embedded ClickHouse: " + r.reason + ". (BAD_ARGUMENTS)"
}

// parse reads everything but the body. All of the URL is either understood or
// refused: what is neither named here nor a parameter is a setting, and a
// setting that the engine does not know is the engine's error.
func parse(req *http.Request) (*request, error) {
	r := &request{database: defaultDatabase, settings: map[string]string{}}
	switch {
	case req.Method != http.MethodPost:
		return nil, &refusal{"method " + req.Method + ", want POST"}
	case req.Header.Get("Content-Encoding") != "":
		return nil, &refusal{"a compressed body is not supported"}
	case strings.HasPrefix(req.Header.Get("Content-Type"), "multipart/"):
		return nil, &refusal{"external tables are not supported"}
	}
	query, err := url.ParseQuery(req.URL.RawQuery)
	if err != nil {
		return nil, &refusal{err.Error()}
	}
	for name, values := range query {
		if len(values) != 1 {
			return nil, &refusal{"URL parameter " + name + " is repeated"}
		}
		if err := r.take(name, values[0]); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// take reads one URL parameter.
func (r *request) take(name, value string) error {
	param_, isParam := strings.CutPrefix(name, "param_")
	switch {
	case isParam:
		r.params = append(r.params, param{param_, value})
	case name == "query":
		sql, ok := strings.CutSuffix(value, " FORMAT "+formatNative)
		if !ok {
			return &refusal{"data is taken in format Native only"}
		}
		r.insert, r.sql = true, sql
	case name == "database":
		r.database = value
	case name == "default_format" && value != formatNative:
		return &refusal{"answers are given in format Native only"}
	case name == "default_format", name == "client_protocol_version":
		// Native at revision 0, as the answer to the hello query announces.
	case name == "query_id", name == "quota_key", name == "compress", name == "decompress", name == settingLogComment,
		name == "session_id", name == "role":
		return &refusal{fmt.Sprintf("%s=%.100q is not supported", name, value)}
	default:
		r.settings[name] = value
	}
	return nil
}
