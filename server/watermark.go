package server

import (
	"net/http"
	"net/url"
	"strings"

	"taizhang/domain"
)

// A file that was exported says whose copy it is. The answer's headers say it in full;
// the name, which stays with the file, has when, how far the ledger stood, and who. What
// the file holds stays as it is: a table, or lines of JSON.

// mark writes the watermark of an export: who, when, what was asked for, as far as which
// position, in which view. Values are percent-encoded.
func (c *call) mark(h http.Header, answer *reply) {
	at := now()
	h.Set("Taizhang-Exported-By", url.PathEscape(c.who.ID))
	h.Set("Taizhang-Exported-At", at.Format("2006-01-02T15:04:05.000Z07:00"))
	h.Set("Taizhang-Exported-Of", c.URL.RequestURI())
	h.Set("Taizhang-Exported-Head", url.PathEscape(string(answer.head)))
	h.Set("Taizhang-Exported-View", string(c.who.View))
	name, kind, _ := strings.Cut(answer.name, ".")
	answer.name = strings.Join([]string{name, at.Format("20060102T150405Z"), plain(string(answer.head)), plain(c.who.ID)}, "_") + "." + kind
}

// plain keeps what is harmless in a file name of any system; anything else becomes a dash.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("-.", r) || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, text)
}

// fileName marks the exports of a demo ledger.
func (s *Server) fileName(name string) string {
	if s.Ledger.Kind() == domain.Demo {
		return "demo-" + name
	}
	return name
}
