package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A spill is where secrets may not be, and which were found there.
type spill struct {
	t       *testing.T
	secrets map[string]string // by what they are
	seen    int               // bytes looked at
}

func (s *spill) look(where string, data []byte) {
	s.t.Helper()
	s.seen += len(data)
	for what, secret := range s.secrets {
		if secret != "" && bytes.Contains(data, []byte(secret)) {
			s.t.Errorf("%s holds the %s", where, what)
		}
	}
}

// files looks at every file of a directory but those that are of secrets, which nobody
// else may read, nor anything beside them.
func (s *spill) files(dir string, of ...string) {
	s.t.Helper()
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		private := info.Mode().Perm()&0o077 == 0
		if path == dir && !private {
			s.t.Errorf("others may look into %s: %v", path, info.Mode())
		}
		for _, name := range of {
			if entry.Name() == name {
				if !private || info.Mode().Perm()&0o100 != 0 {
					s.t.Errorf("%s: %v", path, info.Mode())
				}
				return nil
			}
		}
		if entry.IsDir() {
			return nil
		}
		data, err := os.ReadFile(path)
		s.look(path, data)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// Rows 33 and 45 of docs/security.md. Secrets are given to a served ledger in every way
// there is, good ones and wrong ones; none of them is in what it says, logs, counts or
// answers, nor in a file that is not for secrets, nor on its command line.
func TestSecretsStayWhereTheyAre(t *testing.T) {
	dir := t.TempDir()
	p := place{Data: filepath.Join(dir, "ledger")}
	secret := filepath.Join(dir, "client.secret")
	if err := os.WriteFile(secret, []byte("canary-oidc-secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	serve := exec.Command(self, "serve", "--data", p.Data, "--listen", "127.0.0.1:0", "--clickhouse", "off",
		"--oidc-issuer", "http://127.0.0.1:1/issuer", "--oidc-client-id", "taizhang", "--oidc-client-secret-file", secret)
	serve.Env = append(os.Environ(), asProgram+"=1", storeEnv+"=", "TAIZHANG_TOKEN=tz_canary-environment")
	serve.Stdout, serve.Stderr = &said, &said
	if err := serve.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- serve.Wait() }()
	defer func() {
		serve.Process.Kill()
		<-ended
	}()
	b := beaconOf(t, p, ended)
	admin, err := readSecret("admin.token", p.admin())
	if err != nil {
		t.Fatal(err)
	}
	s := &spill{t: t, secrets: map[string]string{
		"administrator's token": admin, "beacon's token": b.Token, "client secret": "canary-oidc-secret",
		"token of the environment": "canary-environment", "wrong token": "tz_canary-wrong", "wrong header": "canary-basic", "wrong cookie": "canary-cookie", "token in an address": "tz_canary-address", "code of a sign-in": "canary-code",
	}}
	s.secrets["cookie"] = ask(t, s, b.URL, admin)
	if line, err := os.ReadFile("/proc/" + strconv.Itoa(serve.Process.Pid) + "/cmdline"); err == nil {
		s.look("the command line", line)
	}
	s.files(p.Data, "admin.token", "tokens.json", "serve.json")
	serve.Process.Signal(os.Interrupt)
	select {
	case <-ended:
		ended <- nil
	case <-time.After(time.Minute):
		t.Error("does not end")
		serve.Process.Kill()
		ended <- <-ended
	}
	s.look("what it said", said.Bytes())
	s.files(p.Data, "admin.token", "tokens.json")
	if s.seen < 4096 || !bytes.Contains(said.Bytes(), []byte("127.0.0.1")) {
		t.Errorf("%d bytes looked at: %s", s.seen, said.Bytes())
	}
}

// ask gives secrets to a served ledger in every way, looks at the answers, and returns
// the cookie it was given.
func ask(t *testing.T, s *spill, url, admin string) (cookie string) {
	t.Helper()
	send := func(method, path, body string, header ...string) *http.Response {
		req, err := http.NewRequest(method, url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		for i := 0; i < len(header); i += 2 {
			req.Header.Add(header[i], header[i+1])
		}
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }, Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		data, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		s.look(method+" "+path, data)
		return res
	}
	in := send("POST", "/api/v1/session", `{"token":"`+admin+`"}`)
	if in.StatusCode != http.StatusOK || len(in.Cookies()) != 1 {
		t.Fatalf("sign in: %s", in.Status)
	}
	session := in.Cookies()[0]
	for _, path := range []string{"/api/v1/me", "/api/v1/overview", "/api/v1/verify", "/api/v1/authority", "/api/v1/access", "/api/v1/tokens", "/api/v1/metrics/M01", "/api/v1/query", "/metrics", "/healthz", "/"} {
		for _, header := range [][]string{
			{"Authorization", "Bearer " + admin}, {"Cookie", session.Name + "=" + session.Value}, {"Authorization", "Bearer tz_canary-wrong"}, {"Authorization", "Basic canary-basic"},
			{"Cookie", session.Name + "=canary-cookie"}, {"X-Token", "tz_canary-wrong", "Referer", url + "/?token=" + admin}, {"Authorization", "Bearer " + admin, "Authorization", "Bearer tz_canary-wrong"},
		} {
			send("GET", path, "", header...)
			send("POST", path, `{"sql":"SELECT 1 /* tz_canary-wrong */","token":"`+admin+`"}`, append(header, "Idempotency-Key", "k")...)
		}
		send("GET", path+"?token=tz_canary-address", "", "Authorization", "Bearer "+admin)
	}
	send("POST", "/api/v1/session", `{"token":"tz_canary-wrong"}`)
	send("POST", "/api/v1/session", `{"token":"tz_canary-wrong","x":1}`)
	send("GET", "/api/v1/oidc/login", "")
	send("GET", "/api/v1/oidc/callback?state=canary-code&code=canary-code", "", "Cookie", "taizhang_oidc=canary-code.canary-code.canary-code")
	return session.Value
}

// beaconOf waits until a ledger is served.
func beaconOf(t *testing.T, p place, ended chan error) beacon {
	t.Helper()
	for range 600 {
		if b, err := p.readBeacon(); err == nil && b.URL != "" {
			return b
		}
		select {
		case err := <-ended:
			ended <- err
			t.Fatalf("serve ended: %v", err)
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatal("not served within half a minute")
	return beacon{}
}

// The password of a store, or of analytics, on a server is in none of what a command says that cannot
// reach it, that may not use it, or that takes it from the wrong place.
func TestPasswordOfTheStore(t *testing.T) {
	const hush = "canary-store"
	dir := t.TempDir()
	open := filepath.Join(dir, "open")
	if err := os.WriteFile(open, []byte("esdb://clerk:"+hush+"@127.0.0.1:1"), 0o644); err != nil {
		t.Fatal(err)
	}
	tables := filepath.Join(dir, "tables")
	if err := errors.Join(os.Chmod(open, 0o644), os.WriteFile(tables, []byte("http://clerk:"+hush+"@127.0.0.1:1/t"), 0o600)); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		env  string
		args []string
		want string // in what is said
	}{
		"a slash in it":       {"esdb://clerk:/" + hush + "@127.0.0.1:1?tls=false", nil, ""},
		"analytics are away":  {"", []string{"--clickhouse-file", tables}, "127.0.0.1:1"},
		"analytics in a flag": {"", []string{"--clickhouse", "http://clerk:" + hush + "@127.0.0.1:1/t"}, clickHouseEnv},
		"not protected":       {"esdb://clerk:" + hush + "@127.0.0.1:1?tls=false", nil, "--allow-insecure-store"},
		"any certificate":     {"esdb://clerk:" + hush + "@127.0.0.1:1?tlsVerifyCert=false", nil, "--allow-insecure-store"},
		"no CA":               {"esdb://clerk:" + hush + "@127.0.0.1:1?tlsCAFile=/no/such/file", nil, "/no/such/file"},
		"no such parameter":   {"esdb://clerk:" + hush + "@127.0.0.1:1?tls=perhaps", nil, ""},
		"no connection":       {"esdb://clerk:" + hush, nil, ""},
		"on the command line": {"", []string{"--store", "esdb://clerk:" + hush + "@127.0.0.1:1"}, storeEnv},
		"a file of all":       {"", []string{"--store-file", open}, "chmod 600"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(storeEnv, tt.env)
			var said strings.Builder
			args := append([]string{"serve", "--data", filepath.Join(dir, "ledger"), "--listen", "127.0.0.1:0"}, tt.args...)
			if tt.env != "" || strings.HasPrefix(tt.args[0], "--store") {
				args = append(args, "--clickhouse", "off")
			}
			code := run(t.Context(), args, stdio{strings.NewReader(""), &said, &said})
			if code == exitOK || !strings.Contains(said.String(), tt.want) {
				t.Errorf("exit %d, said %s", code, said.String())
			}
			if strings.Contains(said.String(), hush) {
				t.Errorf("said the password: %s", said.String())
			}
		})
	}
}
