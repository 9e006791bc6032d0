package analytics

import (
	"crypto/tls"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// Row 22 of docs/security.md: a server of analytics whose certificate nobody vouches for,
// or that speaks an old TLS, is sent nothing, no password before all. That it would be
// reached shows when nothing is asked of its certificate.
func TestConnectKnowsItsServer(t *testing.T) {
	for name, tt := range map[string]struct {
		newest  uint16 // that the server speaks
		query   string
		reached bool
	}{
		"a certificate of nobody": {tls.VersionTLS13, "", false},
		"asking for it by name":   {tls.VersionTLS13, "?skip_verify=false", false},
		"an old TLS":              {tls.VersionTLS11, "?skip_verify=true", false},
		"control: any will do":    {tls.VersionTLS13, "?skip_verify=true", true},
	} {
		t.Run(name, func(t *testing.T) {
			var asked atomic.Int32
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				asked.Add(1)
				http.Error(w, "no", http.StatusTeapot)
			}))
			server.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tt.newest}
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			server.StartTLS()
			defer server.Close()
			conn, err := Connect("https://clerk:hush@" + strings.TrimPrefix(server.URL, "https://") + "/t" + tt.query)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			err = conn.Ping(t.Context())
			if err == nil || strings.Contains(err.Error(), "hush") {
				t.Errorf("error %v", err)
			}
			if (asked.Load() > 0) != tt.reached {
				t.Errorf("asked %d times, %v", asked.Load(), err)
			}
		})
	}
}
