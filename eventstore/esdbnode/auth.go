package esdbnode

import (
	"context"
	"encoding/base64"
	"strings"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

var errUnauthenticated = status.Error(codes.Unauthenticated, "用户名或口令不对 / wrong user name or password")

// publicMethods are called by clients before they give their credentials.
var publicMethods = map[string]bool{
	"/event_store.client.server_features.ServerFeatures/GetSupportedMethods": true,
	"/event_store.client.gossip.Gossip/Read":                                 true,
}

// authenticate admits a call, or says why not.
func (n *Node) authenticate(ctx context.Context, method string) error {
	if n.options.Authenticate == nil || publicMethods[method] {
		return nil
	}
	for _, header := range metadata.ValueFromIncomingContext(ctx, "authorization") {
		user, password, ok := basic(header)
		if ok && n.options.Authenticate(user, password) {
			return nil
		}
	}
	return errUnauthenticated
}

// basic reads a header of basic authentication.
func basic(header string) (user, password string, ok bool) {
	scheme, encoded, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "basic") {
		return "", "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(decoded), ":")
}
