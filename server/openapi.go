package server

import (
	"reflect"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"taizhang"
	"taizhang/projections/live"
	"taizhang/server/accesslog"
)

const factsMax = taizhang.FactsMax

// An operation says of a route what its table row does not: what it is for and
// what it answers.
type operation struct {
	summary string
	answer  any    // a value of the type that is sent as JSON
	kind    string // of content; empty means JSON
}

// operations describes every route. A test holds it against the routes both ways.
var operations = map[string]operation{
	"GET /api/v1/ledger":          {"台账概况 · what this ledger is and how far its models are", ledgerView{}, ""},
	"GET /api/v1/demo/officers":   {"演示账号（仅演示台账、仅本机）· officers of a demo ledger, on this machine only", []demoOfficer{}, ""},
	"GET /api/v1/openapi.json":    {"本文档 · this document", nil, ""},
	"GET /api/v1/asyncapi.json":   {"实时推送文档 · the feed's document", nil, ""},
	"GET /api/v1/me":              {"当前人员 · who the token is of, and what his role may do", meView{}, ""},
	"GET /api/v1/me/competence":   {"我的职责 · what the caller may record and co-sign, or by which rule not", competenceView{}, ""},
	"GET /api/v1/catalogue":       {"事件目录、代码表 · event types with fields, code lists, names", catalogueView{}, ""},
	"GET /api/v1/overview":        {"总览 · parcels and area by stage and district", live.Overview{}, ""},
	"GET /api/v1/parcels":         {"宗地列表 · parcels, filtered", parcelPage{}, ""},
	"GET /api/v1/obligations":     {"到期事项 · obligations, earliest due first", obligationPage{}, ""},
	"GET /api/v1/alarms":          {"预警 · alarms, the gravest first, counted by rule and level", alarmPage{}, ""},
	"GET /api/v1/parcels/{ref}":   {"宗地现状，或某日的状态、期限、预警、约定 · one parcel with its obligations, alarms and commitments: as it is now, or was on a day, as known then", parcelView{}, ""},
	"POST /api/v1/parcels":        {"宗地入库 · register a parcel", recordedView{}, ""},
	"POST /api/v1/query":          {"只读查询 · one read-only statement on the analytics", tableView{}, ""},
	"POST /api/v1/verify":         {"核验 · check the whole store against its models", Verification{}, ""},
	"GET /api/v1/backup":          {"整本台账（仅本机维护令牌）· the whole log as a file, for this machine's own commands", nil, "application/zstd"},
	"GET /healthz":                {"健康检查 · health", healthView{}, ""},
	"GET /metrics":                {"运行指标 · Prometheus metrics", nil, "text/plain"},
	"GET /api/v1/feed":            {"实时推送（websocket，见 asyncapi.json）· the live feed, see asyncapi.json", nil, ""},
	"GET /api/v1/parcels.geojson": {"宗地界址 · outlines as GeoJSON (CGCS2000)", nil, "application/geo+json"},

	"GET /api/v1/policies/{scope}":           {"政策参数 · the parameters in force with their history, sources and proposals", policyView{}, ""},
	"POST /api/v1/policies/{scope}/events":   {"拟定、批准、撤回参数 · propose, approve or withdraw a value", enteredView{}, ""},
	"POST /api/v1/policies/{scope}/whatif":   {"假设分析 · whose alarms a proposed value would change today", whatIfView{}, ""},
	"GET /api/v1/programmes/{scope}":         {"试点工作 · milestones, units, tasks, with R32", programmeView{}, ""},
	"POST /api/v1/programmes/{scope}/events": {"登记试点工作 · enter an event of the programme", enteredView{}, ""},

	"GET /api/v1/authority":           {"授权 · every grant of authority, what became of it, and by whom", authorityView{}, ""},
	"POST /api/v1/authority/events":   {"授权、复核、撤销 · grant, approve or withdraw", enteredView{}, ""},
	"GET /api/v1/tokens":              {"令牌 · tokens: an administrator's list has all, anybody's his own", tokensView{}, ""},
	"POST /api/v1/tokens":             {"发放令牌 · issue a token; it is shown this once", issuedView{}, ""},
	"POST /api/v1/tokens/{id}/revoke": {"吊销令牌 · revoke a token, at once", tokensView{}, ""},
	"POST /api/v1/session":            {"浏览器登录 · a browser signs in with a token and gets a cookie", meView{}, ""},
	"GET /api/v1/session":             {"当前登录 · who is signed in", meView{}, ""},
	"GET /api/v1/oidc/login":          {"统一身份认证登录 · off to the identity provider", nil, "text/html"},
	"GET /api/v1/oidc/callback":       {"统一身份认证返回 · back from the identity provider, signed in or told why not", nil, "text/html"},
	"DELETE /api/v1/session":          {"退出 · sign out", signedOut{}, ""},

	"GET /api/v1/access": {"访问记录 · who read, exported or was denied, newest first", accesslog.Page{}, ""},

	"GET /api/v1/parcels/{ref}/history":         {"宗地履历 · every entry as recorded, with corrections both ways, and the state on a day", historyView{}, ""},
	"GET /api/v1/parcels/{ref}/history.csv":     {"宗地履历 CSV · one row an event", nil, "text/csv"},
	"GET /api/v1/parcels/{ref}/history.jsonl":   {"宗地履历 JSONL · the stored facts, byte for byte", nil, "application/jsonl"},
	"GET /api/v1/parcels/{ref}/replay":          {"回放 · the state after each event, in order of valid time", replayView{}, ""},
	"GET /api/v1/parcels/{ref}/reconsideration": {"换规则重审 · every decision on the parcel, by which version, and what other rules would say of it", taizhang.Reconsidered{}, ""},
	"POST /api/v1/parcels/{ref}/events":         {"登记事件 · record one fact", recordedView{}, ""},
	"POST /api/v1/parcels/{ref}/batch":          {"批量登记 · record facts, all or none", recordedView{}, ""},

	"GET /api/v1/analytics/efficiency":        {"用地产出 · output and tax by land", efficiencyView{}, ""},
	"GET /api/v1/analytics/efficiency.csv":    {"用地产出 CSV", nil, "text/csv"},
	"GET /api/v1/metrics":                     {"指标定义 · the metrics M01 to M24: name, unit, formula, both sides and where they come from", metricsView{}, ""},
	"GET /api/v1/metrics/{code}":              {"指标数值 · values of one metric with their coverage", metricView{}, ""},
	"GET /api/v1/metrics/{code}/values.csv":   {"指标数值 CSV", nil, "text/csv"},
	"GET /api/v1/analytics/efficiency/events": {"数据来源 · the events behind one figure", sourcesView{}, ""},
}

// parameters describes every query parameter.
var parameters = map[string]schema{
	"min":        {"type": "string", "description": "a position: wait until the model stands there (read your writes)"},
	"district":   {"type": "string", "description": "GB/T 2260; lists take several, separated by commas"},
	"stage":      {"type": "string", "description": "stages, separated by commas"},
	"industry":   {"type": "string", "description": "GB/T 4754-2017, leading digits"},
	"grade":      {"type": "string"},
	"compliance": {"type": "string"},
	"status":     {"type": "string", "description": "of obligations"},
	"kind":       {"type": "string", "description": "of obligations, separated by commas"},
	"rule":       {"type": "string", "description": "alarm rules R00–R32, separated by commas"},
	"level":      {"type": "string", "description": "INFO, YELLOW, ORANGE, RED; separated by commas"},
	"state":      {"type": "string", "description": "OPEN, ESCALATED; separated by commas"},
	"q":          {"type": "string", "maxLength": searchBytesMax, "description": "part of a code or of the holder's name"},
	"limit":      {"type": "integer", "minimum": 1, "maximum": pageMax, "default": pageDefault},
	"cursor":     {"type": "string", "description": "next of the page before"},
	"asOf":       {"type": "string", "format": "date", "description": "valid time: the state at the end of this day"},
	"knownAt":    {"type": "string", "format": "date-time", "description": "recorded time: as the ledger knew then"},
	"access":     {"type": "boolean", "description": "the access log, not the ledger"},
	"dryRun":     {"type": "boolean", "description": "decide and write nothing"},
	"by":         {"type": "string", "enum": []string{"district", "industry", "city"}, "description": "city: of metrics only"},
	"per":        {"type": "string", "enum": []string{"quarter", "year"}},
	"from":       {"type": "integer", "description": "year"},
	"to":         {"type": "integer", "description": "year"},
	"group":      {"type": "string"},
	"base":       {"type": "string", "enum": []string{"operating", "supplied", "used"}, "description": "which land a figure is divided by"},
	"public":     {"type": "boolean", "description": "withhold figures that rest on fewer enterprises than the policy asks for (public.firms_min, three at least)"},
	"period":     {"type": "string", "description": "2025 or 2025Q3"},
	"version":    {"type": "string", "maxLength": 200, "description": "of the policy, as decisions name it; without it the policy as it is known now"},
	"values":     {"type": "string", "description": "JSON of values to suppose in force in the scope, by parameter: {\"term.max_years\":40}"},
	"/api/v1/parcels/{ref}/reconsideration scope": {"type": "string", "maxLength": refBytesMax, "default": "city", "description": "of the supposed values: city, a district (120116), or a park of a district (120116-TEDA)"},
	"/api/v1/parcels/{ref}/reconsideration asOf":  {"type": "string", "format": "date", "description": "whose values: as if those of this day had held on every day; today without it"},
	"/api/v1/access from":                         {"type": "string", "format": "date", "description": "the first day"},
	"/api/v1/oidc/callback state":                 {"type": "string", "description": "as the login sent it"},
	"/api/v1/access to":                           {"type": "string", "format": "date", "description": "the last day"},

	"code":              {"type": "string", "description": "the provider's, for this login"},
	"iss":               {"type": "string"},
	"session_state":     {"type": "string"},
	"scope":             {"type": "string"},
	"error":             {"type": "string"},
	"error_description": {"type": "string"},
	"error_uri":         {"type": "string"},
	"principal":         {"type": "string", "description": "whose accesses"},
	"parcel":            {"type": "string", "description": "of one parcel: its identity, or any code it ever had"},
	"outcome":           {"type": "string", "enum": accesslog.Outcomes},
}

// parameterOf describes a parameter, which may mean something else on one route.
func parameterOf(r route, name string) schema {
	if own, ok := parameters[r.path+" "+name]; ok {
		return own
	}
	return parameters[name]
}

// required are the parameters a route cannot do without.
var required = map[string]bool{"by": true, "per": true, "group": true, "period": true}

// besideRoutes are answered beside the table.
var besideRoutes = []route{healthRoute, metricsRoute, feedRoute}

// openAPI handles GET /openapi.json.
func (s *Server) openAPI(*call) (any, error) { return s.openAPIDocument(), nil }

func (s *Server) openAPIDocument() schema {
	types := newSchemas()
	types.facts()
	failure := types.of(reflect.TypeFor[errorBody]())
	paths := make(map[string]schema)
	for _, r := range veiledFirst(append(s.routes, besideRoutes...)) {
		types.veiled = !r.open && !r.common
		if paths[r.path] == nil {
			paths[r.path] = schema{}
		}
		paths[r.path][strings.ToLower(r.method)] = describe(r, operations[r.pattern()], types, failure)
	}
	types.named["EntryView"]["allOf"] = dataByType()
	return schema{
		"openapi": "3.1.0",
		"info": schema{
			"title": "台账 Taizhang", "version": s.version(),
			"description": "工业用地全生命周期监管台账 · the supervision ledger of industrial land. Money is integer 分, area integer 0.01 m², ratios are decimal text, days are of Asia/Shanghai.",
		},
		"servers":  []schema{{"url": "/"}},
		"security": []schema{{"bearer": []string{}}, {"session": []string{}}},
		"paths":    paths,
		"components": schema{
			"schemas": types.named,
			"securitySchemes": schema{
				"bearer":  schema{"type": "http", "scheme": "bearer"},
				"session": schema{"type": "apiKey", "in": "cookie", "name": sessionName, "description": "of a browser; what changes anything must come from a page of this server"},
			},
		},
	}
}

// veiledFirst orders routes so that a type which is answered both whole and veiled is
// described as the veiled one: it requires less.
func veiledFirst(routes []route) []route {
	whole := func(r route) bool { return r.open || r.common }
	return slices.Concat(slices.DeleteFunc(slices.Clone(routes), whole), slices.DeleteFunc(slices.Clone(routes), func(r route) bool { return !whole(r) }))
}

func (s *Server) version() string {
	if s.Version == "" {
		return "0"
	}
	return s.Version
}

func describe(r route, op operation, types *schemas, failure schema) schema {
	is := schema{
		"operationId": operationID(r), "summary": op.summary,
		"responses": responses(r, op, types, failure),
	}
	if r.open || r.path == feedRoute.path { // whose first message says who asks
		is["security"] = []schema{}
	}
	if list := describeParameters(r); len(list) > 0 {
		is["parameters"] = list
	}
	if body := map[string]string{"fact": "Fact", "batch": "Batch", "entry": "Entry", "query": "Query", "session": "Session", "token": "Token"}[r.body]; body != "" {
		is["requestBody"] = schema{"required": true, "content": schema{"application/json": schema{"schema": ref(body)}}}
	}
	return is
}

// records says whether the route records what is posted.
func (r route) records() bool {
	return r.body == "fact" || r.body == "batch" || r.body == "entry" && !strings.HasSuffix(r.path, "/whatif")
}

func operationID(r route) string {
	words := strings.NewReplacer("/api/v1", "", "{", "", "}", "", "/", " ", ".", " ").Replace(r.path)
	id := strings.ToLower(r.method)
	for word := range strings.FieldsSeq(words) {
		id += strings.ToUpper(word[:1]) + word[1:]
	}
	return id
}

func describeParameters(r route) (list []schema) {
	if strings.Contains(r.path, "{ref}") {
		list = append(list, schema{"name": "ref", "in": "path", "required": true, "schema": schema{"type": "string", "maxLength": refBytesMax},
			"description": "the parcel's identity, or any code it ever had"})
	}
	if strings.Contains(r.path, "{code}") {
		list = append(list, schema{"name": "code", "in": "path", "required": true, "schema": schema{"type": "string", "pattern": "^M(0[1-9]|1[0-9]|2[0-4])$"}, "description": "M01 to M24"})
	}
	if strings.Contains(r.path, "{id}") {
		list = append(list, schema{"name": "id", "in": "path", "required": true, "schema": schema{"type": "string", "maxLength": refBytesMax}, "description": "the token's public number"})
	}
	if strings.Contains(r.path, "{scope}") {
		list = append(list, schema{"name": "scope", "in": "path", "required": true, "schema": schema{"type": "string", "maxLength": refBytesMax},
			"description": "city, a district (120116), or a park of a district (120116-TEDA)"})
	}
	for name := range strings.FieldsSeq(r.query) {
		list = append(list, schema{"name": name, "in": "query", "required": required[name], "schema": parameterOf(r, name)})
	}
	if r.records() {
		list = append(list, schema{"name": "Idempotency-Key", "in": "header", "required": true, "description": "names the request: sent again it is recorded once; not needed for a dry run",
			"schema": schema{"type": "string", "pattern": "^[!-~]{1,200}$"}})
	}
	return list
}

func responses(r route, op operation, types *schemas, failure schema) schema {
	content := schema{"schema": schema{"type": "object"}}
	if op.answer != nil {
		content["schema"] = types.of(reflect.TypeOf(op.answer))
	} else if op.kind != "" && op.kind != "application/geo+json" {
		content["schema"] = schema{"type": "string"}
	}
	good := schema{"description": "OK", "content": schema{orJSON(op.kind): content}}
	is := schema{"default": schema{"description": "拒绝或失败 · refused or failed", "content": schema{"application/json": schema{"schema": failure}}}}
	if r.path == feedRoute.path {
		is["101"] = schema{"description": "websocket " + feedProtocol}
		return is
	}
	if op.kind == "text/html" {
		is["303"] = schema{"description": "转往 · see other"}
		is["4XX"] = good
		return is
	}
	is["200"] = good
	if r.records() {
		is["201"] = schema{"description": "已登记 · recorded", "content": good["content"]}
	}
	return is
}

// asyncAPI handles GET /asyncapi.json.
func (s *Server) asyncAPI(*call) (any, error) { return asyncAPIDocument(s.version()), nil }

// clientMessages and serverMessages are the feed, by the type that each names.
var (
	clientMessages = map[string]any{"hello": helloMessage{}, "ping": pingMessage{}}
	serverMessages = map[string]any{
		"welcome": welcomeMessage{}, "events": eventsMessage{}, "progress": progressMessage{},
		"caught_up": caughtUpMessage{}, "error": feedErrorMessage{}, "bye": byeMessage{},
	}
)

func asyncAPIDocument(version string) schema {
	types := newSchemas()
	messages, inChannel := schema{}, schema{}
	list := func(kinds map[string]any) (refs []schema) {
		for name, value := range kinds {
			types.veiled = name == "events"
			pointer := types.of(reflect.TypeOf(value))
			object := strings.TrimPrefix(pointer["$ref"].(string), "#/components/schemas/")
			types.named[object]["properties"].(schema)["type"] = schema{"const": name}
			messages[name] = schema{"name": name, "contentType": "application/json", "payload": pointer}
			inChannel[name] = schema{"$ref": "#/components/messages/" + name}
			refs = append(refs, schema{"$ref": "#/channels/feed/messages/" + name})
		}
		return refs
	}
	receive, send := list(clientMessages), list(serverMessages)
	channel := schema{"$ref": "#/channels/feed"}
	return schema{
		"asyncapi":           "3.0.0",
		"info":               schema{"title": "台账实时推送 Taizhang feed", "version": version, "description": feedRule},
		"defaultContentType": "application/json",
		"channels": schema{"feed": schema{
			"address": "/api/v1/feed", "messages": inChannel,
			"bindings": schema{"ws": schema{"method": "GET", "headers": schema{"type": "object", "properties": schema{"Sec-WebSocket-Protocol": schema{"const": feedProtocol}}}}},
		}},
		"operations": schema{
			"fromClient": schema{"action": "receive", "channel": channel, "messages": receive},
			"toClient":   schema{"action": "send", "channel": channel, "messages": send},
		},
		"components": schema{"messages": messages, "schemas": types.named},
	}
}

// feedRule is the promise of the feed and what a client does for it.
const feedRule = "Messages with prev and seq cover (prev, seq]: everything in it was looked at, items are what the filter selects. " +
	"A client keeps a cursor. prev == cursor: apply, cursor = seq. prev < cursor: drop items up to the cursor. prev > cursor: a gap, reconnect with after = cursor. " +
	"Positions compare as text. The first message is hello, within 5 s; the token is in it and never in the address. " +
	"Close codes: 1008 authority withdrawn or of a role that may not, 1012 restart, 1013 try later, 4001 no token, 4008 write stalled, 4009 protocol error."

// encoded is the document as it is served.
func (d schema) encoded() ([]byte, error) { return json.Marshal(d, json.Deterministic(true)) }
