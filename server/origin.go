package server

import (
	"net/http"
	"net/url"
)

// isSafe reports whether a method changes nothing (RFC 9110 §9.2.1).
func isSafe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// fromOwnPage reports whether the browser says that a page of this server sent the
// request. Silence is no: what bears a cookie and changes something, or opens a
// websocket, says where it comes from.
func fromOwnPage(r *http.Request) bool {
	origins := r.Header["Origin"]
	switch len(origins) {
	case 0:
		return r.Header.Get("Sec-Fetch-Site") == "same-origin"
	case 1:
		origin, err := url.Parse(origins[0])
		return err == nil && origin.Host != "" && origin.Host == r.Host
	}
	return false
}
