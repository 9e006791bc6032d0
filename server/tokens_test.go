package server

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func openTokens(t *testing.T, path string) *Tokens {
	t.Helper()
	tokens, err := OpenTokens(path)
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

// A token is known after a restart, its text is nowhere on disk, and nobody else
// may read the file.
func TestTokensAreKeptAsHashes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	token, _, err := openTokens(t, path).Issue("zhang.san", "")
	if err != nil {
		t.Fatal(err)
	}
	if bearer, ok := openTokens(t, path).Lookup(token); !ok || bearer.Subject != "zhang.san" {
		t.Errorf("after a restart: %+v, %v", bearer, ok)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), token) || strings.Contains(string(data), strings.TrimPrefix(token, tokenPrefix)) || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, content %s", info.Mode(), data)
	}
}

// A token with an end says nobody from then on, also after a restart.
func TestTokensEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	tokens := openTokens(t, path)
	for _, life := range []time.Duration{-time.Second, 0, time.Hour} {
		token, info, err := tokens.IssueFor("admin", life)
		if err != nil || info.Until.IsZero() {
			t.Fatalf("%+v, %v", info, err)
		}
		for name, reader := range map[string]*Tokens{"at once": tokens, "after a restart": openTokens(t, path)} {
			if _, ok := reader.Lookup(token); ok != (life > 0) {
				t.Errorf("%s, for %s: %v", name, life, ok)
			}
		}
	}
}

// What another process issues or revokes holds at once.
func TestTokensFollowTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	serving, other := openTokens(t, path), openTokens(t, path)
	token, _, err := other.Issue("zhang.san", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := serving.Lookup(token); !ok {
		t.Fatal("a token of another process is not known")
	}
	list, err := other.List()
	if err != nil || len(list) != 1 {
		t.Fatalf("list %+v, %v", list, err)
	}
	if err := other.Revoke(list[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, ok := serving.Lookup(token); ok {
		t.Error("a revoked token is still good")
	}
	if err := other.Revoke("unknown"); !errors.Is(err, ErrNoToken) {
		t.Errorf("revoke of an unknown token: %v", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if list, err := serving.List(); err != nil || len(list) != 0 {
		t.Errorf("after the file is gone: %+v, %v", list, err)
	}
}

// Processes that issue at once lose none of each other's tokens.
func TestTokensOfManyProcesses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "tokens.json")
	var wg sync.WaitGroup
	issued := make([]string, 16)
	for i := range issued {
		wg.Go(func() {
			tokens, err := OpenTokens(path)
			if err == nil {
				issued[i], _, err = tokens.Issue("zhang.san", "")
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	all := openTokens(t, path)
	for _, token := range issued {
		if _, ok := all.Lookup(token); !ok {
			t.Errorf("token %.8s… is lost", token)
		}
	}
}

func TestTokensRefuse(t *testing.T) {
	tokens := openTokens(t, "")
	for _, subject := range []string{"", " ", strings.Repeat("a", subjectBytesMax+1)} {
		if _, _, err := tokens.Issue(subject, ""); !errors.Is(err, ErrSubject) {
			t.Errorf("%.20q: %v", subject, err)
		}
	}
	for _, token := range []string{"", "tz_", "tz_AAAA", "Bearer x"} {
		if _, ok := tokens.Lookup(token); ok {
			t.Errorf("token %q is good", token)
		}
	}
	path := filepath.Join(t.TempDir(), "tokens.json")
	if err := os.WriteFile(path, []byte(`{"tokens":[{"id":"x","hash":"zz"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenTokens(path); err == nil {
		t.Error("a damaged file is read")
	}
}
