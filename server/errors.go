package server

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"taizhang"
	"taizhang/domain"
	"taizhang/eventstore"
)

// An apiError is a refusal by the server itself.
type apiError struct {
	status   int
	code     string
	zh, en   string
	problems []domain.Problem
}

func (e *apiError) Error() string { return e.en }

// Is takes refusals with one code for one: what they say in words may differ.
func (e *apiError) Is(target error) bool {
	other, ok := target.(*apiError)
	return ok && other.code == e.code
}

var (
	errNoToken        = &apiError{status: http.StatusUnauthorized, code: "unauthorized", zh: "缺少令牌或令牌无效", en: "missing or invalid token"}
	errNoRoute        = &apiError{status: http.StatusNotFound, code: "no_route", zh: "没有此接口", en: "no such route"}
	errNoMetric       = &apiError{status: http.StatusNotFound, code: "no_metric", zh: "没有此指标，应为 M01 至 M24", en: "no such metric: want M01 to M24"}
	errMethod         = &apiError{status: http.StatusMethodNotAllowed, code: "method", zh: "此接口不支持该方法", en: "method not allowed"}
	errNoAuthority    = &apiError{status: http.StatusForbidden, code: "no_authority", zh: "没有有效的授权：请管理员授权", en: "no authority in force: ask an administrator"}
	errGroupsDiffer   = &apiError{status: http.StatusForbidden, code: "no_authority", zh: "所属用户组的授权互不相同：请管理员授权给本人", en: "your groups have different authority: ask an administrator for your own"}
	errTokenOfAnother = &apiError{status: http.StatusForbidden, code: "no_authority", zh: "他人代发的令牌不能用于管理员：请数据目录属主发放，或由统一身份认证登录", en: "a token that somebody else issued makes no administrator: the owner of the data directory issues one, or sign in with the identity provider"}
	errNoTokenID      = &apiError{status: http.StatusNotFound, code: "no_token", zh: "没有此令牌", en: "no such token"}
	errMaintenance    = &apiError{status: http.StatusForbidden, code: "forbidden", zh: "整本台账只供本机维护命令读取", en: "the whole ledger is for this machine's own commands only"}
	errOrigin         = &apiError{status: http.StatusForbidden, code: "cross_origin", zh: "不接受其他网站发起的请求", en: "requests from other sites are refused"}
	errNotHere        = &apiError{status: http.StatusNotFound, code: "not_found", zh: "不存在", en: "not found"}
	errTooLarge       = &apiError{status: http.StatusRequestEntityTooLarge, code: "too_large", zh: "正文超过 1 MiB", en: "body is over 1 MiB"}
	errMediaType      = &apiError{status: http.StatusUnsupportedMediaType, code: "media_type", zh: "正文须为 UTF-8 的 application/json", en: "body must be application/json in UTF-8"}
	errEncoding       = &apiError{status: http.StatusUnsupportedMediaType, code: "content_encoding", zh: "不接受压缩的正文", en: "content encoding is not accepted"}
	errNoService      = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "此服务未启用", en: "this service is off"}
	errBusy           = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "正在进行中，请稍后再试", en: "already running, try again later"}
	errIncomplete     = &apiError{status: http.StatusBadRequest, code: "invalid", zh: "正文不完整", en: "body is incomplete"}
)

// badRequest refuses one place of a request: a JSON pointer into the body, ?name
// for a parameter, a header name, or nothing for the whole.
func badRequest(path, rule, zh, en string) error {
	return &apiError{
		status: http.StatusBadRequest, code: "invalid", zh: zh, en: en,
		problems: []domain.Problem{{Path: path, Rule: rule, ZH: zh, EN: en}},
	}
}

// said is the error part of a body.
type said struct {
	Code     string           `json:"code"`
	ZH       string           `json:"zh"`
	EN       string           `json:"en"`
	Problems []domain.Problem `json:"problems,omitempty"`
	Request  string           `json:"request,omitzero"` // its name, see requestHeader
}

type errorBody struct {
	Error said `json:"error"`
}

// causes maps what can go wrong below the server to what the caller is told.
// Anything else is our fault: 500, logged in full, and told without details.
var causes = []struct {
	err    error
	status int
	code   string
	zh, en string
}{
	{domain.ErrInvalid, http.StatusBadRequest, "invalid", "请求内容有误", "the request is not well formed"},
	{domain.ErrRefused, http.StatusUnprocessableEntity, "refused", "按宗地现状不能登记", "the parcel's history does not allow it"},
	{domain.ErrDenied, http.StatusForbidden, "denied", "无此权限", "no authority for it"},
	{taizhang.ErrNoParcel, http.StatusNotFound, "no_parcel", "没有此宗地", "no such parcel"},
	{taizhang.ErrRequestReused, http.StatusConflict, "request_reused", "此幂等键已用于其他请求", "the idempotency key was used for another request"},
	{taizhang.ErrKind, http.StatusConflict, "kind", "演示台账与正式台账不能混用", "the ledger is of the other kind"},
	{eventstore.ErrConflict, http.StatusConflict, "conflict", "宗地正被他人登记，请重试", "someone else wrote first, try again"},
	{eventstore.ErrInvalid, http.StatusBadRequest, "invalid", "请求超出存储限制", "the request exceeds a limit of the store"},
	{eventstore.ErrFull, http.StatusInsufficientStorage, "full", "磁盘空间不足", "no space left"},
	{eventstore.ErrUnavailable, http.StatusServiceUnavailable, "unavailable", "存储暂不可用，请用同一幂等键重试", "the store is unavailable, repeat with the same key"},
	{eventstore.ErrClosed, http.StatusServiceUnavailable, "unavailable", "服务正在停止", "the server is stopping"},
	{context.DeadlineExceeded, http.StatusServiceUnavailable, "unavailable", "等待超时，请重试", "timed out, try again"},
	{context.Canceled, http.StatusServiceUnavailable, "unavailable", "请求已取消", "the request was cancelled"},
}

// say turns an error into a status and what the caller is told.
func say(err error) (int, said) {
	if e, ok := errors.AsType[*apiError](err); ok {
		return e.status, said{Code: e.code, ZH: e.zh, EN: e.en, Problems: e.problems}
	}
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok && e != nil {
		return errTooLarge.status, said{Code: errTooLarge.code, ZH: errTooLarge.zh, EN: errTooLarge.en}
	}
	for _, c := range causes {
		if errors.Is(err, c.err) {
			return c.status, said{Code: c.code, ZH: c.zh, EN: c.en, Problems: domain.ProblemsOf(err)}
		}
	}
	return http.StatusInternalServerError, said{Code: "internal", ZH: "内部错误", EN: "internal error"}
}

// single takes the number of the fact from a path: the body is the fact itself.
func single(path string) string {
	if rest, ok := strings.CutPrefix(path, "/0"); ok && (rest == "" || rest[0] == '/') {
		return rest
	}
	return path
}

// inBatch places a path of the write path in a body that holds a list of facts.
func inBatch(path string) string {
	number, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	if _, err := strconv.Atoi(number); err == nil {
		return "/facts" + path
	}
	if path == "" {
		return ""
	}
	return "/facts/0" + path // of the first fact, which names the parcel
}
