package main

import (
	"os"
	"path/filepath"
	"testing"
)

// The flags of the identity provider go together, and only this machine's provider is
// believed without TLS.
func TestOIDCFlags(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("hush\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		flags oidcFlags
		good  bool
	}{
		{oidcFlags{OIDCIssuer: "https://id.example/realms/tj", OIDCClientID: "taizhang", OIDCClientSecretFile: secret}, true},
		{oidcFlags{OIDCIssuer: "http://127.0.0.1:9000", OIDCClientID: "taizhang"}, true},
		{oidcFlags{OIDCIssuer: "http://localhost:9000", OIDCClientID: "taizhang"}, true},
		{oidcFlags{OIDCIssuer: "http://id.example", OIDCClientID: "taizhang"}, false},
		{oidcFlags{OIDCIssuer: "http://127.0.0.1.evil.example", OIDCClientID: "taizhang"}, false},
		{oidcFlags{OIDCIssuer: "id.example", OIDCClientID: "taizhang"}, false},
		{oidcFlags{OIDCIssuer: "https://id.example"}, false},
		{oidcFlags{OIDCClientID: "taizhang"}, false},
		{oidcFlags{OIDCClientSecretFile: secret}, false},
		{oidcFlags{OIDCIssuer: "https://id.example", OIDCClientID: "taizhang", OIDCClientSecretFile: secret + ".none"}, false},
	} {
		o, err := tt.flags.config()
		if (err == nil && o != nil) != tt.good {
			t.Errorf("%+v: %+v, %v", tt.flags, o, err)
		}
		if tt.good && tt.flags.OIDCClientSecretFile != "" && o.ClientSecret != "hush" {
			t.Errorf("secret %q", o.ClientSecret)
		}
	}
	if o, err := (oidcFlags{}).config(); o != nil || err != nil {
		t.Errorf("without flags: %+v, %v", o, err)
	}
}
