package server

import (
	"context"
	"crypto/rand"
	"net/http"
	"regexp"
)

// requestHeader names one request: in its answer, in the body of an error, in the log and
// in the access log. Who is told of an error says the name, and what happened is found.
const requestHeader = "X-Request-Id"

var requestForm = regexp.MustCompile(`^[0-9A-Za-z_.-]{8,64}$`)

type requestKey struct{}

// identified gives a request its name: the proxy's where one stands before the listener
// and names it well, else one of our own. What a caller says of himself names nothing.
func (s *Server) identified(r *http.Request) *http.Request {
	id := rand.Text()
	if given := r.Header[requestHeader]; s.BehindProxy && len(given) == 1 && requestForm.MatchString(given[0]) {
		id = given[0]
	}
	return r.WithContext(context.WithValue(r.Context(), requestKey{}, id))
}

// requestOf is the name of the request that a context is of.
func requestOf(ctx context.Context) string {
	id, _ := ctx.Value(requestKey{}).(string)
	return id
}
