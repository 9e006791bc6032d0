package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"taizhang/domain"
)

// The whole log is for this machine's own commands: not for an administrator, and not
// for whoever is nobody.
func TestBackupIsForMaintenance(t *testing.T) {
	fails := false
	r := demoRig(t, func(c *Config) {
		c.Backup = func(_ context.Context, _ bool, w io.Writer) error {
			io.WriteString(w, "the whole log")
			if fails {
				return errors.New("broken")
			}
			return nil
		}
	})
	if x := r.get("/api/v1/backup"); x.status != http.StatusForbidden {
		t.Errorf("an administrator: %d %s", x.status, x.body)
	}
	if x := r.get("/api/v1/backup", "Authorization: "); x.status != http.StatusUnauthorized {
		t.Errorf("nobody: %d %s", x.status, x.body)
	}
	token := r.tokens.IssueInMemory(domain.Maintenance)
	bearer := "Authorization: Bearer " + token
	if x := r.get("/api/v1/backup", bearer); x.status != http.StatusOK || string(x.body) != "the whole log" {
		t.Errorf("maintenance: %d %s", x.status, x.body)
	}
	fails = true
	req, _ := http.NewRequestWithContext(t.Context(), "GET", r.base+"/api/v1/backup", nil)
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := r.client.Do(req)
	if err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if err == nil {
		t.Error("an answer that was cut short looks whole")
	}
}
