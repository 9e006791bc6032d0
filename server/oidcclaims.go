package server

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"unicode"

	"taizhang/domain"
)

// named reads the subject and its groups from the claims of a token that was verified.
func (p *provider) named(claims map[string]any) (Bearer, error) {
	subject, _ := claims[p.SubjectClaim].(string)
	if !isSubject(subject) {
		return Bearer{}, fmt.Errorf("claim %s names no subject: %.80q", p.SubjectClaim, subject)
	}
	b := Bearer{Subject: subject}
	b.name, _ = claims["name"].(string)
	if len(b.name) > subjectBytesMax || strings.ContainsFunc(b.name, unicode.IsControl) {
		b.name = ""
	}
	list, _ := claims[p.GroupsClaim].([]any)
	for _, v := range list {
		if group, ok := v.(string); ok && group != "" && !slices.Contains(b.groups, group) {
			b.groups = append(b.groups, group)
		}
	}
	return b, nil
}

// isSubject: what the provider may name. A user of the provider who calls himself a group
// or an identity of the ledger's own is not believed.
func isSubject(subject string) bool {
	return strings.TrimSpace(subject) == subject && subject != "" && len(subject) <= subjectBytesMax &&
		!strings.ContainsFunc(subject, unicode.IsControl) && !strings.HasPrefix(subject, domain.GroupPrefix) && !slices.Contains(ownSubjects, subject)
}

var (
	errProviderDown = &apiError{status: http.StatusServiceUnavailable, code: "unavailable", zh: "统一身份认证暂不可用，请稍后再试", en: "the identity provider does not answer, try again later"}
	errLoginState   = &apiError{status: http.StatusBadRequest, code: "login", zh: "登录已过期，或不是由此浏览器发起，请重新登录", en: "the login is too old or was begun elsewhere: sign in again"}
	errLoginRefused = &apiError{status: http.StatusForbidden, code: "login", zh: "统一身份认证未予登录", en: "the identity provider did not sign you in"}
	errLoginProof   = &apiError{status: http.StatusForbidden, code: "login", zh: "身份凭证未通过核验，未登录", en: "the proof of identity did not hold: not signed in"}
)

// notSignedInPage is what a person reads whom the provider's redirect brought here.
var notSignedInPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>未登录 · Not signed in</title>
<h1>未登录 · Not signed in</h1>
<p>{{.ZH}}</p><p lang="en">{{.EN}}</p>
<p><a href="/">返回 · Back</a></p></html>
`))

// notSignedIn answers a login that failed with a page, and logs why without what was
// sent.
func (s *Server) notSignedIn(c *call, refusal *apiError, why error) reply {
	s.log.WarnContext(c.Context(), "login failed", "request", requestOf(c.Context()), "code", refusal.code, "said", refusal.en, "err", why)
	var page bytes.Buffer
	if err := notSignedInPage.Execute(&page, said{ZH: refusal.zh, EN: refusal.en}); err != nil {
		page.WriteString(refusal.en)
	}
	return reply{status: refusal.status, kind: "text/html; charset=utf-8", cookies: []*http.Cookie{s.flowCookie(c.Request, "")}, body: page.Bytes(), refusal: refusal}
}
