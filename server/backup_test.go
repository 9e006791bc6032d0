package server

import (
	"context"
	"errors"
	"io"
	"net/http"
	"testing"

	"taizhang/domain"
)

// The whole log is for the token of this machine's commands: not for an officer, and
// not for whoever has none.
func TestBackupIsForMaintenance(t *testing.T) {
	fails := false
	r := demoRig(t, func(c *Config) {
		c.Maintenance = c.Tokens.IssueInMemory(domain.Officer{ID: "local", Name: "本机维护", Level: "CITY"})
		c.Backup = func(_ context.Context, w io.Writer) error {
			io.WriteString(w, "the whole log")
			if fails {
				return errors.New("broken")
			}
			return nil
		}
	})
	if x := r.get("/api/v1/backup"); x.status != http.StatusForbidden {
		t.Errorf("an officer: %d %s", x.status, x.body)
	}
	if x := r.get("/api/v1/backup", "Authorization: "); x.status != http.StatusUnauthorized {
		t.Errorf("nobody: %d %s", x.status, x.body)
	}
	bearer := "Authorization: Bearer " + r.server.Maintenance
	if x := r.get("/api/v1/backup", bearer); x.status != http.StatusOK || string(x.body) != "the whole log" {
		t.Errorf("maintenance: %d %s", x.status, x.body)
	}
	fails = true
	req, _ := http.NewRequestWithContext(t.Context(), "GET", r.base+"/api/v1/backup", nil)
	req.Header.Set("Authorization", "Bearer "+r.server.Maintenance)
	res, err := r.client.Do(req)
	if err == nil {
		_, err = io.ReadAll(res.Body)
		res.Body.Close()
	}
	if err == nil {
		t.Error("an answer that was cut short looks whole")
	}
}

// Without a maintenance token nobody may, whatever he sends.
func TestBackupWithoutMaintenance(t *testing.T) {
	r := demoRig(t)
	if x := r.get("/api/v1/backup"); x.status != http.StatusForbidden {
		t.Errorf("%d %s", x.status, x.body)
	}
}
